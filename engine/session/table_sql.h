#pragma once

#include <string>
#include <vector>

#include "engine/session/change.h"
#include "tern/tern.h"

// What the session room asks the database in SQL.

namespace tern::session {

std::string quoted_name(std::string_view name);

/// A table as the database has it, without its generated columns.
struct StoredTable {
  std::string database;
  Table table;
  std::vector<std::string> columns;  // none: there is no such table

  std::string name() const;
  /// "PREFIX column, ..."
  std::string column_list(const char* prefix) const;
  bool has_key() const;
};

/// Errors: Error if there is no such database; Unsupported for a key that no header can tell.
Result<StoredTable> read_table(Connection& connection, std::string_view database,
                               std::string_view name);

/// The row that `statement` stands on. Lifetime: until its next step or reset.
std::vector<ValueView> values_of(const Statement& statement);

/// Finds rows by their key.
class RowFinder {
 public:
  static Result<RowFinder> open(Connection& connection, const StoredTable& table);
  /// Of `key`, the fields of the key count. True: there is a row, whose values row() has.
  /// Lifetime: until the next call, or reset().
  Result<bool> find(std::span<const Bytes> key);
  std::vector<ValueView> row() const { return values_of(statement_); }
  void reset() { statement_.reset(); }

 private:
  RowFinder(Statement statement, std::vector<size_t> key, bool is_of_statistics)
      : statement_(std::move(statement)),
        key_(std::move(key)),
        is_of_statistics_(is_of_statistics) {}

  Statement statement_;
  std::vector<size_t> key_;  // its columns
  bool is_of_statistics_;
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
