// sqlite3_get_table(): the names and all values of a result in one array of texts.

#include <cstring>
#include <limits>
#include <new>
#include <string_view>
#include <vector>

#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/library/memory.h"

namespace tern::abi {
namespace {

/// What the rows of exec() become.
struct TextTable {
  std::vector<char*> entries;  // of sqlite3_malloc(); names first
  int rows = 0;
  int columns = 0;
  int code = SQLITE_OK;
  std::string_view failure;  // "": none of our own

  TextTable() = default;
  ~TextTable() {
    for (char* entry : entries) sqlite3_free(entry);
  }
  TextTable(const TextTable&) = delete;
  TextTable& operator=(const TextTable&) = delete;

  void add(const char* text) {
    entries.push_back(nullptr);
    if (!text) return;
    entries.back() = allocated_text(text);
    if (!entries.back()) throw std::bad_alloc();
  }

  bool add_row(int count, char** values, char** names) {
    if (rows == 0) {
      columns = count;
      for (int i = 0; i < count; ++i) add(names[i]);
    } else if (count != columns) {
      code = SQLITE_ERROR;
      failure = "sqlite3_get_table() called with two or more incompatible queries";
      return false;
    }
    for (int i = 0; values && i < count; ++i) add(values[i]);
    if (values) ++rows;
    return true;
  }
};

int add_row_to(void* table, int count, char** values, char** names) {
  auto& target = *static_cast<TextTable*>(table);
  try {
    return target.add_row(count, values, names) ? 0 : 1;
  } catch (...) {
    target.code = SQLITE_NOMEM;
    return 1;
  }
}

/// The array as programs get it. In front of it stands the number of its entries, and of itself.
char** handed_out(TextTable& table) {
  const size_t count = table.entries.size();
  auto* const all = static_cast<char**>(sqlite3_malloc64((count + 1) * sizeof(char*)));
  if (!all) return nullptr;
  all[0] = reinterpret_cast<char*>(count + 1);  // NOLINT(performance-no-int-to-ptr)
  if (count > 0) std::memcpy(all + 1, table.entries.data(), count * sizeof(char*));
  table.entries.clear();
  return all + 1;
}

int get_table(sqlite3* db, const char* sql, TextTable& table, char** message) {
  char* failure = nullptr;
  const int code = sqlite3_exec(db, sql, add_row_to, &table, &failure);
  const bool is_ours = (code & 0xff) == SQLITE_ABORT && table.code != SQLITE_OK;
  if (is_ours && !table.failure.empty()) {
    sqlite3_free(failure);
    failure = allocated_text(table.failure);
  }
  if (is_ours) db->code = table.code;
  if (message) {
    *message = failure;
  } else {
    sqlite3_free(failure);
  }
  return is_ours ? table.code : code;
}

}  // namespace
}  // namespace tern::abi

int sqlite3_get_table(sqlite3* db, const char* sql, char*** table, int* rows, int* columns,
                      char** message) {
  if (!tern::abi::is_usable(db) || !table) return tern::abi::misuse("sqlite3_get_table");
  const tern::abi::Hold hold(db->mutex);
  *table = nullptr;
  if (rows) *rows = 0;
  if (columns) *columns = 0;
  if (message) *message = nullptr;
  return tern::abi::guarded(db, [&] {
    tern::abi::TextTable read;
    const int code = tern::abi::get_table(db, sql, read, message);
    if (code != SQLITE_OK) return code;
    *table = tern::abi::handed_out(read);
    if (!*table) return tern::abi::set_result(db, SQLITE_NOMEM);
    if (rows) *rows = read.rows;
    if (columns) *columns = read.columns;
    return SQLITE_OK;
  });
}

void sqlite3_free_table(char** table) {
  if (!table) return;
  char** const all = table - 1;
  const auto count = reinterpret_cast<size_t>(all[0]);
  for (size_t i = 1; i < count; ++i) sqlite3_free(all[i]);
  sqlite3_free(all);
}
