#include "engine/api/ddl_text_edit.h"

#include "engine/api/ddl_parts.h"
#include "engine/sql/lexer.h"

namespace tern::api {

void TextEdit::rename(const sql::Name& name, std::string_view replacement, bool always_quote) {
  const sql::Token token = sql::Lexer(sql_.substr(name.offset)).next();
  const bool plain =
      !always_quote && name.quote == sql::Quote::None && sql::is_plain_identifier(replacement);
  edits_[name.offset] = {name.offset + token.end,
                         plain ? std::string(replacement) : quoted(replacement)};
}

std::string TextEdit::apply() const {
  std::string out;
  size_t at = 0;
  for (const auto& [begin, edit] : edits_) {
    out.append(sql_.substr(at, begin - at)).append(edit.text);
    at = edit.end;
  }
  return out.append(sql_.substr(at));
}

}  // namespace tern::api
