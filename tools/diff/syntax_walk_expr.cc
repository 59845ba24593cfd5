#include <algorithm>

#include "tools/diff/syntax_walk.h"

namespace tern::diff {

namespace {

using sql::BinaryOp;
using sql::ExprKind;

std::string_view spelling(BinaryOp op) {
  switch (op) {
    case BinaryOp::Or:
      return "OR";
    case BinaryOp::And:
      return "AND";
    case BinaryOp::Is:
      return "IS";
    case BinaryOp::IsNot:
      return "IS NOT";
    case BinaryOp::Equal:
      return "=";
    case BinaryOp::NotEqual:
      return "<>";
    case BinaryOp::Less:
      return "<";
    case BinaryOp::LessEqual:
      return "<=";
    case BinaryOp::Greater:
      return ">";
    case BinaryOp::GreaterEqual:
      return ">=";
    case BinaryOp::BitAnd:
      return "&";
    case BinaryOp::BitOr:
      return "|";
    case BinaryOp::ShiftLeft:
      return "<<";
    case BinaryOp::ShiftRight:
      return ">>";
    case BinaryOp::Add:
      return "+";
    case BinaryOp::Subtract:
      return "-";
    case BinaryOp::Multiply:
      return "*";
    case BinaryOp::Divide:
      return "/";
    case BinaryOp::Modulo:
      return "%";
    case BinaryOp::Concat:
      return "||";
    case BinaryOp::JsonArrow:
      return "->";
    case BinaryOp::JsonArrowArrow:
      return "->>";
  }
  return "";
}

std::string_view spelling(sql::LikeOp op) {
  switch (op) {
    case sql::LikeOp::Like:
      return "LIKE";
    case sql::LikeOp::Glob:
      return "GLOB";
    case sql::LikeOp::Regexp:
      return "REGEXP";
    case sql::LikeOp::Match:
      break;
  }
  return "MATCH";
}

bool is_row(const sql::ExprPtr& expr) { return expr->kind == ExprKind::RowValue; }
bool is_subquery(const sql::ExprPtr& expr) { return expr->kind == ExprKind::Subquery; }

}  // namespace

void SyntaxWalk::hit_operator(bool negated, std::string_view name, std::string_view what) {
  hit(std::string(what).append(negated ? "NOT " : "").append(name));
}

void SyntaxWalk::visit(const sql::Expr& expr) {
  switch (expr.kind) {
    case ExprKind::Literal:
      return literal(expr.as<sql::Literal>());
    case ExprKind::ColumnRef:
      return name(expr.as<sql::ColumnRef>());
    case ExprKind::Parameter:
      return parameter(expr.as<sql::Parameter>());
    case ExprKind::Unary: {
      constexpr std::string_view kSpelled[] = {"- x", "+ x", "~ x", "NOT x"};
      return hit_operator(false, kSpelled[static_cast<size_t>(expr.as<sql::Unary>().op)]);
    }
    case ExprKind::Binary:
      return binary(expr.as<sql::Binary>());
    case ExprKind::Between: {
      const auto& between = expr.as<sql::Between>();
      return hit_operator(between.negated, "BETWEEN",
                          is_row(between.operand) ? "row: " : "operator: ");
    }
    case ExprKind::InList: {
      const auto& in = expr.as<sql::InList>();
      return hit_operator(in.negated, in.items.empty() ? "IN nothing" : "IN list");
    }
    case ExprKind::InSelect:
      return in_select(expr.as<sql::InSelect>());
    case ExprKind::InTable:
      return in_table(expr.as<sql::InTable>());
    case ExprKind::Like:
      return like(expr.as<sql::Like>());
    case ExprKind::IsNull:
      return hit_operator(expr.as<sql::IsNull>().negated, "NULL");
    case ExprKind::Case:
      return case_of(expr.as<sql::Case>());
    case ExprKind::Cast:
      return cast(lower(expr.as<sql::Cast>().type_name));
    case ExprKind::Collate:
      return hit("collate: " + lower(expr.as<sql::Collate>().collation.text));
    case ExprKind::Function:
      return call(expr.as<sql::Function>());
    case ExprKind::Exists:
      return hit("expr: EXISTS");
    case ExprKind::Subquery:
      return hit("expr: subquery");
    case ExprKind::RowValue:
      return hit("expr: row value");
    case ExprKind::Raise:
      return;
  }
}

void SyntaxWalk::literal(const sql::Literal& literal) {
  switch (literal.literal) {
    case sql::LiteralKind::Null:
      return hit("literal: NULL");
    case sql::LiteralKind::Integer:
      return hit(literal.text.find_first_of("xX") == std::string::npos ? "literal: integer"
                                                                       : "literal: hexadecimal");
    case sql::LiteralKind::Real:
      hit_if(literal.text.find_first_of("eE") != std::string::npos, "literal: exponent");
      hit_if(literal.text.starts_with('.'), "literal: leading dot");
      return hit("literal: real");
    case sql::LiteralKind::Text:
      return hit("literal: text");
    case sql::LiteralKind::Blob:
      return hit("literal: blob");
    case sql::LiteralKind::CurrentDate:
      coverage_.hit_function("current_date");
      return hit("literal: CURRENT_DATE");
    case sql::LiteralKind::CurrentTime:
      coverage_.hit_function("current_time");
      return hit("literal: CURRENT_TIME");
    case sql::LiteralKind::CurrentTimestamp:
      coverage_.hit_function("current_timestamp");
      return hit("literal: CURRENT_TIMESTAMP");
  }
}

void SyntaxWalk::name(const sql::ColumnRef& name) {
  const std::string column = lower(name.column.text);
  if (name.schema) return hit("name: schema.table.column");
  for (const char* alias : {"rowid", "_rowid_", "oid"}) hit_if(column == alias, "name: " + column);
  if (name.table) return hit("name: table.column");
  const bool is_bare = name.column.quote == sql::Quote::None;
  if (is_bare && (column == "true" || column == "false")) return hit("literal: " + column);
  // So the generator's texts in double quotes begin, and no column.
  if (name.column.quote == sql::Quote::Double && (column.empty() || column.starts_with("no "))) {
    return hit("literal: text in double quotes");
  }
  hit("name: column");
}

void SyntaxWalk::parameter(const sql::Parameter& parameter) {
  if (parameter.name.empty()) return hit("parameter: ?");
  const char first = parameter.name.front();
  hit(first == '?'   ? "parameter: ?N"
      : first == ':' ? "parameter: :name"
      : first == '@' ? "parameter: @name"
                     : "parameter: $name");
}

void SyntaxWalk::binary(const sql::Binary& binary) {
  const std::string_view op = spelling(binary.op);
  if (is_row(binary.left) && is_subquery(binary.right)) {
    hit("row: = subquery");
  } else if (is_subquery(binary.left) && is_row(binary.right)) {
    hit("row: subquery =");
  } else if (is_row(binary.left)) {
    hit_operator(false, op, "row: ");
  } else {
    hit_operator(false, op);
  }
}

void SyntaxWalk::in_select(const sql::InSelect& in) {
  const bool is_values = in.select->cores.front().is_values();
  hit_operator(in.negated, is_values ? "IN VALUES" : "IN SELECT",
               is_row(in.operand) ? "row: " : "operator: ");
  hit_if(is_subquery(in.operand), "row: subquery IN");
}

void SyntaxWalk::in_table(const sql::InTable& in) {
  hit_operator(in.negated, in.has_arguments  ? "IN function"
                           : in.table.schema ? "IN schema.table"
                                             : "IN table");
}

void SyntaxWalk::cast(const std::string& type) {
  constexpr std::string_view kAffinities[] = {"integer", "text", "real", "blob", "numeric"};
  const bool is_affinity = std::ranges::find(kAffinities, type) != std::end(kAffinities);
  hit(is_affinity ? "cast: " + type : "cast: another type");
}

void SyntaxWalk::like(const sql::Like& like) {
  hit_operator(like.negated, spelling(like.op));
  hit_if(like.escape != nullptr, "operator: ESCAPE");
}

void SyntaxWalk::case_of(const sql::Case& node) {
  hit(node.operand ? "case: with an operand" : "case: without an operand");
  hit(node.otherwise ? "case: ELSE" : "case: no ELSE");
  hit_if(node.branches.size() > 1, "case: several WHEN");
}

void SyntaxWalk::call(const sql::Function& call) {
  coverage_.hit_function(lower(call.name.text));
  hit_if(call.star, "call: *");
  hit_if(call.distinct, "call: DISTINCT");
  if (call.filter) hit(call.over ? "call: FILTER with OVER" : "call: FILTER");
  if (!call.over) return;
  hit(call.over->name ? "call: OVER name" : "call: OVER definition");
}

}  // namespace tern::diff
