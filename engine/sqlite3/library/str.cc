#include "engine/sqlite3/library/str.h"

#include <algorithm>
#include <cstring>
#include <new>

#include "engine/sqlite3/library/printf.h"

namespace tern::abi {
namespace {

/// What sqlite3_str_new() gives where there is no memory for anything else.
sqlite3_str& str_without_memory() {
  static sqlite3_str none(0);
  none.error = SQLITE_NOMEM;
  return none;
}

}  // namespace
}  // namespace tern::abi

/// Makes room for `more` bytes and a NUL. Answers how many bytes may be written: fewer in a buffer,
/// none after an error.
int64_t sqlite3_str::make_room(int64_t more) {
  if (size + more < capacity) return more;
  if (error != SQLITE_OK) return 0;
  if (size_max == 0) {
    const int64_t left = int64_t{capacity} - size - 1;
    fail(SQLITE_TOOBIG);
    return left;
  }
  int64_t wanted = size + more + 1;
  if (wanted + size <= size_max) wanted += size;
  if (wanted > size_max) {
    fail(SQLITE_TOOBIG);
    return 0;
  }
  wanted = (wanted + 7) & ~int64_t{7};
  void* const grown =
      sqlite3_realloc64(is_allocated ? text : nullptr, static_cast<sqlite3_uint64>(wanted));
  if (!grown) {
    fail(SQLITE_NOMEM);
    return 0;
  }
  if (!is_allocated && size > 0) std::memcpy(grown, text, size);
  text = static_cast<char*>(grown);
  capacity = static_cast<uint32_t>(wanted);
  is_allocated = true;
  return more;
}

void sqlite3_str::append(std::string_view bytes) {
  const int64_t count = make_room(static_cast<int64_t>(bytes.size()));
  if (count <= 0) return;
  std::memcpy(text + size, bytes.data(), static_cast<size_t>(count));
  size += static_cast<uint32_t>(count);
}

void sqlite3_str::append(int64_t count, char c) {
  if (count <= 0) return;
  count = make_room(count);
  if (count <= 0) return;
  std::memset(text + size, c, static_cast<size_t>(count));
  size += static_cast<uint32_t>(count);
}

void sqlite3_str::clear() {
  if (is_allocated) sqlite3_free(text);
  text = nullptr;
  is_allocated = false;
  size = 0;
  capacity = 0;
}

void sqlite3_str::fail(int code) {
  error = code;
  if (size_max > 0) clear();
}

bool sqlite3_str::has_room_for(int64_t bytes) {
  if (error != SQLITE_OK) return false;
  if (bytes <= std::max(capacity, size_max)) return true;
  fail(SQLITE_TOOBIG);
  return false;
}

char* sqlite3_str::take() {
  if (!text) return nullptr;
  if (!is_allocated) {
    auto* const copy = static_cast<char*>(sqlite3_malloc64(sqlite3_uint64{size} + 1));
    if (!copy) return nullptr;
    if (size > 0) std::memcpy(copy, text, size);
    text = copy;
  }
  char* const taken = text;
  taken[size] = '\0';
  is_allocated = false;
  clear();
  return taken;
}

sqlite3_str* sqlite3_str_new(sqlite3* db) {
  const int limit = db ? sqlite3_limit(db, SQLITE_LIMIT_LENGTH, -1) : tern::abi::kTextSizeMax;
  void* const bytes = sqlite3_malloc64(sizeof(sqlite3_str));
  if (!bytes) return &tern::abi::str_without_memory();
  return new (bytes) sqlite3_str(static_cast<uint32_t>(limit));
}

char* sqlite3_str_finish(sqlite3_str* str) {
  if (!str || str == &tern::abi::str_without_memory()) return nullptr;
  char* const text = str->take();
  str->~sqlite3_str();
  sqlite3_free(str);
  return text;
}

void sqlite3_str_appendf(sqlite3_str* str, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  tern::abi::append_formatted(*str, format, arguments);
  va_end(arguments);
}

void sqlite3_str_vappendf(sqlite3_str* str, const char* format, va_list arguments) {
  tern::abi::append_formatted(*str, format, arguments);
}

void sqlite3_str_append(sqlite3_str* str, const char* bytes, int size) {
  if (size > 0) str->append(std::string_view(bytes, static_cast<size_t>(size)));
}

void sqlite3_str_appendall(sqlite3_str* str, const char* text) {
  if (text) str->append(std::string_view(text));
}

void sqlite3_str_appendchar(sqlite3_str* str, int count, char c) { str->append(count, c); }

// The error stays: a caller who asks later still hears of it.
void sqlite3_str_reset(sqlite3_str* str) { str->clear(); }

int sqlite3_str_errcode(sqlite3_str* str) { return str ? str->error : SQLITE_NOMEM; }

int sqlite3_str_length(sqlite3_str* str) { return str ? static_cast<int>(str->size) : 0; }

char* sqlite3_str_value(sqlite3_str* str) {
  if (!str || str->size == 0) return nullptr;
  str->text[str->size] = '\0';
  return str->text;
}
