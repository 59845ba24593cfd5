#include "engine/sql/name_text.h"

namespace tern::sql {

std::string as_written(const Name& name) {
  std::string out;
  const char* quotes = "";
  switch (name.quote) {
    case Quote::None:
      return name.text;
    case Quote::Double:
      quotes = "\"\"";
      break;
    case Quote::Single:
      quotes = "''";
      break;
    case Quote::Bracket:
      quotes = "[]";
      break;
    case Quote::Backtick:
      quotes = "``";
      break;
  }
  out += quotes[0];
  for (const char c : name.text) {
    out += c;
    if (c == quotes[1] && name.quote != Quote::Bracket) out += c;
  }
  out += quotes[1];
  return out;
}

}  // namespace tern::sql
