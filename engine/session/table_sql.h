#pragma once

#include <string>
#include <vector>

#include "engine/session/change.h"
#include "tern/tern.h"

// What the session room asks the database in SQL.

namespace tern::session {

std::string quoted_name(std::string_view name);

/// A table as the database has it.
struct StoredTable {
  std::string database;
  Table table;
  std::vector<std::string> columns;  // none: there is no such table

  std::string name() const { return quoted_name(database) + "." + quoted_name(table.name); }
  bool has_key() const;
};

Result<StoredTable> read_table(Connection& connection, std::string_view database,
                               std::string_view name);

/// Finds rows by their key.
class RowFinder {
 public:
  static Result<RowFinder> open(Connection& connection, const StoredTable& table);
  /// Of `key`, the fields of the key count. True: there is a row, whose values row() has.
  /// Lifetime: until the next call, or reset().
  Result<bool> find(std::span<const Bytes> key);
  std::vector<ValueView> row() const;
  void reset() { statement_.reset(); }

 private:
  RowFinder(Statement statement, std::vector<size_t> key)
      : statement_(std::move(statement)), key_(std::move(key)) {}

  Statement statement_;
  std::vector<size_t> key_;  // its columns
};

/// A savepoint that goes back unless it is kept.
class Savepoint {
 public:
  static Result<Savepoint> open(Connection& connection, const char* name);
  Savepoint(Savepoint&& other) noexcept
      : connection_(std::exchange(other.connection_, nullptr)), name_(other.name_) {}
  Savepoint& operator=(Savepoint&&) = delete;
  ~Savepoint();
  Status keep() &&;

 private:
  Savepoint(Connection& connection, const char* name) : connection_(&connection), name_(name) {}
  Status run(const char* command);

  Connection* connection_;
  const char* name_;
};

}  // namespace tern::session
