#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tern::bench {

/// A prepared statement of either engine. Failures end the program with a message: a benchmark that
/// fails has no result.
class Query {
 public:
  virtual ~Query() = default;
  virtual void bind(int parameter, int64_t value) = 0;
  virtual void bind(int parameter, std::string_view value) = 0;
  virtual void bind_real(int parameter, double value) = 0;
  virtual void bind_null(int parameter) = 0;
  virtual bool step() = 0;
  virtual int64_t column_integer(int column) = 0;
  virtual size_t column_text_size(int column) = 0;
  virtual void reset() = 0;
};

enum class EngineKind : uint8_t { Tern, Sqlite };
std::string_view name_of(EngineKind kind);

/// A connection of either engine to the database file `path`.
class Engine {
 public:
  Engine(EngineKind kind, std::string path) : kind_(kind), path_(std::move(path)) {}
  virtual ~Engine() = default;
  virtual void execute(std::string_view sql) = 0;
  virtual std::unique_ptr<Query> prepare(std::string_view sql) = 0;
  /// Closes the connection and opens it again. Requires: its queries are gone.
  virtual void reopen() = 0;
  /// One more connection to the same database.
  virtual std::unique_ptr<Engine> open_another() const = 0;

  EngineKind kind() const { return kind_; }
  const std::string& path() const { return path_; }

 private:
  EngineKind kind_;
  std::string path_;
};

std::unique_ptr<Engine> open_engine(EngineKind kind, const std::string& path);
/// `hexkey`: of an encrypted database (its size names the cipher); empty: plain.
std::unique_ptr<Engine> open_tern(const std::string& path, const std::string& hexkey = {});
std::unique_ptr<Engine> open_sqlite(const std::string& path);

[[noreturn]] void give_up(std::string_view what, std::string_view why);

}  // namespace tern::bench
