#pragma once

#include <string>
#include <string_view>

#include "engine/base/inline_vector.h"
#include "engine/base/limits.h"
#include "engine/base/result.h"
#include "engine/sql/ast.h"

namespace tern::sql {

/// Analyze: EXPLAIN ANALYZE before a statement that is compiled.
enum class ExplainMode : uint8_t { None, Explain, QueryPlan, Analyze };

using ParameterNames = InlineVector<std::string, 2>;

struct ParsedStatement {
  StatementPtr statement;  // null: only whitespace, comments or a lone semicolon
  ExplainMode explain = ExplainMode::None;
  size_t consumed = 0;  // bytes up to and with the semicolon; the rest is the tail
  /// Names by number - 1, empty for nameless ones; the size is the highest number.
  ParameterNames parameter_names;
};

/// Parses the first statement of `sql`. Offsets in the tree count from the start of `sql`.
/// Errors: Error with SQLite's words (near "X": syntax error; incomplete input; unrecognized
///         token: "X"), at the token's offset.
Result<ParsedStatement> parse_statement(std::string_view sql, const Limits& limits = {});

/// Parses a text that is one expression and nothing else.
Result<ExprPtr> parse_expression(std::string_view sql);

/// What sqlite_schema.sql holds for a CREATE statement that was parsed from `sql`. Not for
/// CREATE TABLE ... AS, whose text is made from the columns.
std::string schema_text(const CreateStatement& statement, std::string_view sql);

}  // namespace tern::sql
