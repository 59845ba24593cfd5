#pragma once

#include <string>
#include <string_view>

#include "engine/sql/ast.h"

namespace tern::sql {

/// The tree as SQL text, without a semicolon. Parsing it gives the same tree again.
std::string print(const Statement& statement);
std::string print(const Select& select);
std::string print(const Expr& expr);

/// `name` in double quotes if it needs any to be read as an identifier, else as it is.
std::string quote_identifier(std::string_view name);

}  // namespace tern::sql
