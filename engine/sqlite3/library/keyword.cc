#include <string_view>

#include "engine/sql/token.h"
#include "sqlite3.h"

namespace tern::abi {
namespace {

constexpr std::string_view kKeywords[] = {
#define TERN_KEYWORD(name, text, word_class) text,
#include "engine/sql/keywords.def"
#undef TERN_KEYWORD
};

}  // namespace
}  // namespace tern::abi

int sqlite3_keyword_count() { return tern::sql::kKeywordCount; }

int sqlite3_keyword_name(int index, const char** name, int* size) {
  if (index < 0 || index >= tern::sql::kKeywordCount) return SQLITE_ERROR;
  const std::string_view keyword = tern::abi::kKeywords[index];
  *name = keyword.data();
  *size = static_cast<int>(keyword.size());
  return SQLITE_OK;
}

int sqlite3_keyword_check(const char* word, int size) {
  if (size <= 0) return 0;
  const std::string_view asked(word, static_cast<size_t>(size));
  return tern::sql::find_keyword(asked) == tern::sql::TokenKind::Identifier ? 0 : 1;
}
