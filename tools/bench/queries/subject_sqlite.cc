#include <sqlite3.h>

#include "tools/bench/queries/subject.h"

namespace tern::bench {
namespace {

using record::ValueView;

std::unexpected<Error> failure(sqlite3* db) {
  return std::unexpected(
      Error(static_cast<ErrorCode>(sqlite3_extended_errcode(db)), sqlite3_errmsg(db)));
}

class SqliteStatement final : public SubjectStatement {
 public:
  SqliteStatement(sqlite3* db, sqlite3_stmt* statement) : db_(db), statement_(statement) {}
  SqliteStatement(const SqliteStatement&) = delete;
  SqliteStatement& operator=(const SqliteStatement&) = delete;
  ~SqliteStatement() override { sqlite3_finalize(statement_); }

  Status bind(int parameter, int64_t value) override {
    if (sqlite3_bind_int64(statement_, parameter, value) != SQLITE_OK) return failure(db_);
    return ok();
  }
  Result<bool> step() override {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return failure(db_);
  }
  void reset() override { sqlite3_reset(statement_); }
  int column_count() const override { return sqlite3_column_count(statement_); }

  ValueView column(int at) override {
    switch (sqlite3_column_type(statement_, at)) {
      case SQLITE_INTEGER:
        return ValueView::integer(sqlite3_column_int64(statement_, at));
      case SQLITE_FLOAT:
        return ValueView::real(sqlite3_column_double(statement_, at));
      case SQLITE_TEXT: {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, at));
        return ValueView::text({text, size(at)});
      }
      case SQLITE_BLOB: {
        const auto* bytes = static_cast<const std::byte*>(sqlite3_column_blob(statement_, at));
        return ValueView::blob({bytes, size(at)});
      }
      default:
        return {};
    }
  }

 private:
  size_t size(int at) { return static_cast<size_t>(sqlite3_column_bytes(statement_, at)); }
  sqlite3* db_;
  sqlite3_stmt* statement_;
};

class SqliteSubject final : public Subject {
 public:
  explicit SqliteSubject(sqlite3* db) : db_(db) {}
  SqliteSubject(const SqliteSubject&) = delete;
  SqliteSubject& operator=(const SqliteSubject&) = delete;
  ~SqliteSubject() override { sqlite3_close(db_); }

  Result<std::unique_ptr<SubjectStatement>> prepare(std::string_view sql) override {
    sqlite3_stmt* statement = nullptr;
    const int size = static_cast<int>(sql.size());
    if (sqlite3_prepare_v2(db_, sql.data(), size, &statement, nullptr) != SQLITE_OK) {
      return failure(db_);
    }
    return std::make_unique<SqliteStatement>(db_, statement);
  }
  void interrupt() override { sqlite3_interrupt(db_); }

 private:
  sqlite3* db_;
};

}  // namespace

std::unique_ptr<Subject> open_sqlite_subject(const std::string& path) {
  sqlite3* db = nullptr;
  if (sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK) {
    give_up(path, sqlite3_errmsg(db));
  }
  return std::make_unique<SqliteSubject>(db);
}

}  // namespace tern::bench
