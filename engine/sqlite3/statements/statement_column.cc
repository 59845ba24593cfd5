#include <thread>

#include "engine/record/affinity.h"
#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/statements/statement.h"

using tern::record::ValueView;

namespace tern::abi {
namespace {

void tell_no_cell(sqlite3_stmt* statement) {
  if (!statement || !statement->db) return;
  const Hold hold(statement->db->mutex);
  (void)set_result(statement->db, SQLITE_RANGE);
}

/// The cell of the row that the statement stands on; null if there is none.
inline const ValueView* cell_if_there(const sqlite3_stmt* statement, int column) {
  const bool is_there = statement && column >= 0 && column < statement->row_size;
  return is_there ? statement->row + column : nullptr;
}

/// The same; that there is none is an error.
inline const ValueView* cell(sqlite3_stmt* statement, int column) {
  const ValueView* const found = cell_if_there(statement, column);
  if (!found) tell_no_cell(statement);
  return found;
}

/// Holds the columns of a statement, whose calls are too short for more than this.
class ConvertingHold {
 public:
  explicit ConvertingHold(sqlite3_stmt& statement)
      : flag_(is_only_thread() ? nullptr : &statement.is_converting) {
    while (flag_ && flag_->test_and_set(std::memory_order_acquire)) std::this_thread::yield();
  }
  ~ConvertingHold() {
    if (flag_) flag_->clear(std::memory_order_release);
  }
  ConvertingHold(const ConvertingHold&) = delete;
  ConvertingHold& operator=(const ConvertingHold&) = delete;

 private:
  std::atomic_flag* flag_;  // null: nobody is there to keep out
};

bool make_columns(sqlite3_stmt& statement) {
  try {
    statement.columns.resize(static_cast<size_t>(statement.row_size));
    return true;
  } catch (...) {
    return false;
  }
}

sqlite3_value* convert(sqlite3_stmt& statement, size_t at, const ValueView& value) {
  // All at once: growing would move texts that were given out.
  const bool has_all = statement.columns.size() >= static_cast<size_t>(statement.row_size);
  if (!has_all && !make_columns(statement)) return nullptr;
  sqlite3_stmt::Column& out = statement.columns[at];
  out.row_number = statement.row_number;
  out.value.refer(value, statement.stored_encoding);
  out.value.db = statement.db;
  if (value.is_null() && value.subtype()) out.value.passed = statement.db->pointers.find(value);
  return &out.value;
}

/// The cell as a value of its own, with the forms that were asked for already; null where memory
/// ran out. Requires: a ConvertingHold stands.
inline sqlite3_value* converted(sqlite3_stmt& statement, int column, const ValueView& value) {
  const auto at = static_cast<size_t>(column);
  if (at < statement.columns.size()) {
    sqlite3_stmt::Column& known = statement.columns[at];
    if (known.row_number == statement.row_number) return &known.value;
  }
  return convert(statement, at, value);
}

/// What `ask` finds in the cell as a value; `none` where there is no such cell.
template <class Answer, class Ask>
Answer ask_column(sqlite3_stmt* statement, int column, Answer none, const Ask& ask) {
  const ValueView* const value = cell(statement, column);
  if (!value) return none;
  const ConvertingHold hold(*statement);
  sqlite3_value* const made = converted(*statement, column, *value);
  return made ? ask(*made) : none;
}

/// Only in UTF-16 it matters how the bytes of a blob are read.
bool needs_decoding(const sqlite3_stmt& statement, const ValueView& value) {
  return value.is_blob() && statement.stored_encoding != TextEncoding::Utf8;
}

/// The number that a cell means which is none, or is not there.
[[gnu::noinline]] int64_t integer_meant(sqlite3_stmt* statement, int column) {
  const ValueView* const value = cell(statement, column);
  if (!value) return 0;
  if (!needs_decoding(*statement, *value)) return record::to_integer(*value);
  return ask_column(statement, column, int64_t{0},
                    [](sqlite3_value& made) { return made.integer(); });
}

[[gnu::noinline]] double real_meant(sqlite3_stmt* statement, int column) {
  const ValueView* const value = cell(statement, column);
  if (!value) return 0;
  if (!needs_decoding(*statement, *value)) return record::to_real(*value);
  return ask_column(statement, column, 0.0, [](sqlite3_value& made) { return made.real(); });
}

}  // namespace
}  // namespace tern::abi

using tern::abi::ask_column;
using tern::abi::cell;
using tern::abi::cell_if_there;

sqlite3_int64 sqlite3_column_int64(sqlite3_stmt* statement, int column) {
  const ValueView* const value = cell_if_there(statement, column);
  if (value && value->is_integer()) [[likely]]
    return value->as_integer();
  return tern::abi::integer_meant(statement, column);
}

int sqlite3_column_int(sqlite3_stmt* statement, int column) {
  return static_cast<int>(sqlite3_column_int64(statement, column));
}

double sqlite3_column_double(sqlite3_stmt* statement, int column) {
  const ValueView* const value = cell_if_there(statement, column);
  if (value && value->is_real()) [[likely]]
    return value->as_real();
  return tern::abi::real_meant(statement, column);
}

int sqlite3_column_type(sqlite3_stmt* statement, int column) {
  const ValueView* const value = cell(statement, column);
  if (!value) return SQLITE_NULL;
  if (value->is_blob()) {
    // One that was read as a text is one.
    return ask_column(statement, column, SQLITE_BLOB,
                      [](sqlite3_value& made) { return made.type(); });
  }
  return tern::abi::type_of(value->type());
}

const unsigned char* sqlite3_column_text(sqlite3_stmt* statement, int column) {
  const unsigned char* const none = nullptr;
  return ask_column(statement, column, none, [](sqlite3_value& value) { return value.text(); });
}

const void* sqlite3_column_text16(sqlite3_stmt* statement, int column) {
  const void* const none = nullptr;
  return ask_column(statement, column, none, [](sqlite3_value& value) { return value.text16(); });
}

const void* sqlite3_column_blob(sqlite3_stmt* statement, int column) {
  const void* const none = nullptr;
  return ask_column(statement, column, none, [](sqlite3_value& value) { return value.blob(); });
}

int sqlite3_column_bytes(sqlite3_stmt* statement, int column) {
  return ask_column(statement, column, 0, [](sqlite3_value& value) { return value.bytes(); });
}

int sqlite3_column_bytes16(sqlite3_stmt* statement, int column) {
  return ask_column(statement, column, 0, [](sqlite3_value& value) { return value.bytes16(); });
}

sqlite3_value* sqlite3_column_value(sqlite3_stmt* statement, int column) {
  static sqlite3_value none;  // a NULL, which nothing turns into anything else
  return ask_column(statement, column, &none, [](sqlite3_value& value) { return &value; });
}

int sqlite3_data_count(sqlite3_stmt* statement) { return statement ? statement->row_size : 0; }
