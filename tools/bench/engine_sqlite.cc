#include <sqlite3.h>

#include <utility>

#include "tools/bench/engine.h"

namespace tern::bench {
namespace {

class SqliteQuery final : public Query {
 public:
  SqliteQuery(sqlite3* db, std::string_view sql) : db_(db) {
    check(sqlite3_prepare_v2(db, sql.data(), static_cast<int>(sql.size()), &statement_, nullptr));
  }
  SqliteQuery(const SqliteQuery&) = delete;
  SqliteQuery& operator=(const SqliteQuery&) = delete;
  ~SqliteQuery() override { sqlite3_finalize(statement_); }

  void bind(int parameter, int64_t value) override {
    check(sqlite3_bind_int64(statement_, parameter, value));
  }
  void bind(int parameter, std::string_view value) override {
    check(sqlite3_bind_text(statement_, parameter, value.data(), static_cast<int>(value.size()),
                            SQLITE_TRANSIENT));
  }
  void bind_real(int parameter, double value) override {
    check(sqlite3_bind_double(statement_, parameter, value));
  }
  void bind_null(int parameter) override { check(sqlite3_bind_null(statement_, parameter)); }
  bool step() override {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) {
      sqlite3_reset(statement_);
      return false;
    }
    give_up("sqlite3_step", sqlite3_errmsg(db_));
  }
  int64_t column_integer(int column) override { return sqlite3_column_int64(statement_, column); }
  size_t column_text_size(int column) override {
    sqlite3_column_text(statement_, column);
    return static_cast<size_t>(sqlite3_column_bytes(statement_, column));
  }
  void reset() override { sqlite3_reset(statement_); }

 private:
  void check(int code) const {
    if (code != SQLITE_OK) give_up("sqlite3", sqlite3_errmsg(db_));
  }
  sqlite3* db_;
  sqlite3_stmt* statement_ = nullptr;
};

class SqliteEngine final : public Engine {
 public:
  explicit SqliteEngine(const std::string& path) : Engine(EngineKind::Sqlite, path) { reopen(); }
  SqliteEngine(const SqliteEngine&) = delete;
  SqliteEngine& operator=(const SqliteEngine&) = delete;
  ~SqliteEngine() override { sqlite3_close(db_); }

  void execute(std::string_view sql) override {
    if (sqlite3_exec(db_, std::string(sql).c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
      give_up(sql, sqlite3_errmsg(db_));
    }
  }
  std::unique_ptr<Query> prepare(std::string_view sql) override {
    return std::make_unique<SqliteQuery>(db_, sql);
  }
  void reopen() override {
    sqlite3_close(std::exchange(db_, nullptr));
    if (sqlite3_open(path().c_str(), &db_) != SQLITE_OK) give_up(path(), sqlite3_errmsg(db_));
  }
  std::unique_ptr<Engine> open_another() const override {
    return std::make_unique<SqliteEngine>(path());
  }

 private:
  sqlite3* db_ = nullptr;
};

}  // namespace

std::unique_ptr<Engine> open_sqlite(const std::string& path) {
  return std::make_unique<SqliteEngine>(path);
}

}  // namespace tern::bench
