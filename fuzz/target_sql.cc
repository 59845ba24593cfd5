#include "engine/base/bytes.h"
#include "engine/sql/parser.h"
#include "engine/sql/printer.h"

namespace tern::fuzz {

// What parses prints as something that parses.
void run(Bytes input) {
  const auto parsed = sql::parse_statement(as_text(input));
  if (!parsed || !parsed->statement) return;
  if (!sql::parse_statement(sql::print(*parsed->statement))) __builtin_trap();
}

}  // namespace tern::fuzz
