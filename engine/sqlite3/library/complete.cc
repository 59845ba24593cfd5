#include <bit>
#include <string>
#include <string_view>

#include "engine/base/utf16.h"
#include "engine/sql/whole_statements.h"
#include "sqlite3.h"

int sqlite3_complete(const char* sql) {
  return sql && tern::sql::whole_statements(sql).is_complete ? 1 : 0;
}

int sqlite3_complete16(const void* sql) {
  if (const int code = sqlite3_initialize(); code != SQLITE_OK) return code;
  if (!sql) return 0;
  constexpr bool is_little = std::endian::native == std::endian::little;
  const std::u16string_view units(static_cast<const char16_t*>(sql));
  const std::string_view bytes(static_cast<const char*>(sql), units.size() * sizeof(char16_t));
  try {
    std::string text;
    tern::append_from_utf16(text, bytes,
                            is_little ? tern::TextEncoding::Utf16le : tern::TextEncoding::Utf16be);
    return sqlite3_complete(text.c_str());
  } catch (...) {
    return SQLITE_NOMEM;
  }
}
