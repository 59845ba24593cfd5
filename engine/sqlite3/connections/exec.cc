// sqlite3_exec(): all statements of a text, row by row to a callback.

#include <new>
#include <utility>
#include <vector>

#include "engine/api/connection_state.h"
#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/library/memory.h"
#include "engine/sqlite3/statements/statement.h"

namespace tern::abi {
namespace {

using RowCallback = int (*)(void*, int, char**, char**);

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// The callback of one exec(), and the arrays that it is given.
class RowTeller {
 public:
  RowTeller(RowCallback callback, void* argument) : callback_(callback), argument_(argument) {}

  void begin() { is_prepared_ = false; }
  bool has_told() const { return is_prepared_; }

  /// False: the callback wants no more.
  bool tell(sqlite3_stmt* statement, bool has_row) {
    if (!is_prepared_) prepare(statement);
    for (int i = 0; has_row && i < count_; ++i) {
      values_[static_cast<size_t>(i)] = text_of_column(statement, i);
    }
    values_.back() = nullptr;
    return callback_(argument_, count_, has_row ? values_.data() : nullptr, names_.data()) == 0;
  }

 private:
  // The callback's type lets it change the texts, which are the statement's.
  // NOLINTBEGIN(cppcoreguidelines-pro-type-const-cast)
  void prepare(sqlite3_stmt* statement) {
    count_ = sqlite3_column_count(statement);
    values_.assign(static_cast<size_t>(count_) + 1, nullptr);
    names_.assign(static_cast<size_t>(count_) + 1, nullptr);
    for (int i = 0; i < count_; ++i) {
      names_[static_cast<size_t>(i)] = const_cast<char*>(sqlite3_column_name(statement, i));
    }
    is_prepared_ = true;
  }

  static char* text_of_column(sqlite3_stmt* statement, int column) {
    const unsigned char* const text = sqlite3_column_text(statement, column);
    if (!text && sqlite3_column_type(statement, column) != SQLITE_NULL) throw std::bad_alloc();
    return reinterpret_cast<char*>(const_cast<unsigned char*>(text));
  }
  // NOLINTEND(cppcoreguidelines-pro-type-const-cast)

  RowCallback callback_;
  void* argument_;
  bool is_prepared_ = false;
  int count_ = 0;
  std::vector<char*> values_;
  std::vector<char*> names_;
};

/// Ends the statement when the run is left early.
class Finalizer {
 public:
  explicit Finalizer(sqlite3_stmt* statement) : statement_(statement) {}
  ~Finalizer() { sqlite3_finalize(statement_); }
  Finalizer(const Finalizer&) = delete;
  Finalizer& operator=(const Finalizer&) = delete;
  int finalize() { return sqlite3_finalize(std::exchange(statement_, nullptr)); }

 private:
  sqlite3_stmt* statement_;
};

int run_to_end(sqlite3* db, sqlite3_stmt* statement, RowTeller* teller) {
  Finalizer finalizer(statement);
  if (teller) teller->begin();
  while (true) {
    const int code = sqlite3_step(statement);
    const bool has_row = code == SQLITE_ROW;
    // An old switch: the callback hears of the columns even if there is no row.
    const bool tells_columns = code == SQLITE_DONE && teller && !teller->has_told() &&
                               db->engine().other_switches.empty_result_callbacks;
    if (teller && (has_row || tells_columns) && !teller->tell(statement, has_row)) {
      finalizer.finalize();
      return set_result(db, SQLITE_ABORT);
    }
    if (!has_row) return finalizer.finalize();
  }
}

int run_all_statements(sqlite3* db, const char* sql, RowTeller* teller) {
  int code = set_result(db, SQLITE_OK);
  while (code == SQLITE_OK && *sql != '\0') {
    sqlite3_stmt* statement = nullptr;
    code = sqlite3_prepare_v2(db, sql, -1, &statement, &sql);
    if (code != SQLITE_OK || !statement) continue;
    code = run_to_end(db, statement, teller);
    while (is_blank(*sql)) ++sql;
  }
  return code;
}

}  // namespace
}  // namespace tern::abi

int sqlite3_exec(sqlite3* db, const char* sql, int (*callback)(void*, int, char**, char**),
                 void* argument, char** message) {
  if (!tern::abi::is_usable(db)) return tern::abi::misuse("sqlite3_exec");
  const tern::abi::Hold hold(db->mutex);
  const int code = tern::abi::guarded(db, [&] {
    tern::abi::RowTeller teller(callback, argument);
    return tern::abi::run_all_statements(db, sql ? sql : "", callback ? &teller : nullptr);
  });
  if (message) {
    *message = code != SQLITE_OK ? tern::abi::allocated_text(sqlite3_errmsg(db)) : nullptr;
  }
  return code;
}
