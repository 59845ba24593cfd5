#include "engine/base/hex.h"
#include "engine/sql/printer_core.h"

namespace tern::sql {
namespace {

// As parser_expr.cc.
constexpr int kNot = 3;
constexpr int kEquality = 4;
constexpr int kCollate = 11;
constexpr int kUnary = 12;
constexpr int kPrimary = 13;

struct Operator {
  std::string_view text;
  int strength;
};

Operator operator_of(BinaryOp op) {
  switch (op) {
    case BinaryOp::Or:
      return {"OR", 1};
    case BinaryOp::And:
      return {"AND", 2};
    case BinaryOp::Is:
      return {"IS", kEquality};
    case BinaryOp::IsNot:
      return {"IS NOT", kEquality};
    case BinaryOp::Equal:
      return {"=", kEquality};
    case BinaryOp::NotEqual:
      return {"<>", kEquality};
    case BinaryOp::Less:
      return {"<", 5};
    case BinaryOp::LessEqual:
      return {"<=", 5};
    case BinaryOp::Greater:
      return {">", 5};
    case BinaryOp::GreaterEqual:
      return {">=", 5};
    case BinaryOp::BitAnd:
      return {"&", 7};
    case BinaryOp::BitOr:
      return {"|", 7};
    case BinaryOp::ShiftLeft:
      return {"<<", 7};
    case BinaryOp::ShiftRight:
      return {">>", 7};
    case BinaryOp::Add:
      return {"+", 8};
    case BinaryOp::Subtract:
      return {"-", 8};
    case BinaryOp::Multiply:
      return {"*", 9};
    case BinaryOp::Divide:
      return {"/", 9};
    case BinaryOp::Modulo:
      return {"%", 9};
    case BinaryOp::Concat:
      return {"||", 10};
    case BinaryOp::JsonArrow:
      return {"->", 10};
    case BinaryOp::JsonArrowArrow:
      return {"->>", 10};
  }
  return {"", kPrimary};
}

int strength_of(const Expr& node) {
  switch (node.kind) {
    case ExprKind::Binary:
      return operator_of(node.as<Binary>().op).strength;
    case ExprKind::Unary:
      return node.as<Unary>().op == UnaryOp::Not ? kNot : kUnary;
    case ExprKind::Between:
    case ExprKind::InList:
    case ExprKind::InSelect:
    case ExprKind::InTable:
    case ExprKind::Like:
    case ExprKind::IsNull:
      return kEquality;
    case ExprKind::Collate:
      return kCollate;
    default:
      return kPrimary;
  }
}

}  // namespace

void Printer::operand(const Expr& node, int strength_min) {
  if (strength_of(node) >= strength_min) return expr(node);
  add("(");
  expr(node);
  add(")");
}

void Printer::expr(const Expr& node) {
  switch (node.kind) {
    case ExprKind::Literal:
      return literal(node.as<Literal>());
    case ExprKind::ColumnRef:
      return column_ref(node.as<ColumnRef>());
    case ExprKind::Parameter:
      return add(node.as<Parameter>().name.empty() ? "?" : node.as<Parameter>().name);
    case ExprKind::Unary:
      return unary(node.as<Unary>());
    case ExprKind::Binary:
      return binary(node.as<Binary>());
    case ExprKind::Between: {
      const auto& between = node.as<Between>();
      operand(*between.operand, kEquality);
      add(between.negated ? " NOT BETWEEN " : " BETWEEN ");
      operand(*between.low, kEquality + 1);
      add(" AND ");
      return operand(*between.high, kEquality + 1);
    }
    case ExprKind::InList: {
      const auto& in = node.as<InList>();
      operand(*in.operand, kEquality);
      add(in.negated ? " NOT IN (" : " IN (");
      exprs(in.items);
      return add(")");
    }
    case ExprKind::InSelect: {
      const auto& in = node.as<InSelect>();
      operand(*in.operand, kEquality);
      add(in.negated ? " NOT IN " : " IN ");
      return subselect(*in.select);
    }
    case ExprKind::InTable:
      return in_table(node.as<InTable>());
    case ExprKind::Like:
      return like(node.as<Like>());
    case ExprKind::IsNull:
      operand(*node.as<IsNull>().operand, kEquality);
      return add(node.as<IsNull>().negated ? " NOTNULL" : " ISNULL");
    case ExprKind::Case:
      return case_expression(node.as<Case>());
    case ExprKind::Cast:
      add("CAST(");
      expr(*node.as<Cast>().operand);
      add(" AS ");
      add(node.as<Cast>().type_name);
      return add(")");
    case ExprKind::Collate:
      operand(*node.as<Collate>().operand, kCollate);
      add(" COLLATE ");
      return name(node.as<Collate>().collation);
    case ExprKind::Function:
      return function(node.as<Function>());
    case ExprKind::Exists:
      add("EXISTS ");
      return subselect(*node.as<Exists>().select);
    case ExprKind::Subquery:
      return subselect(*node.as<Subquery>().select);
    case ExprKind::RowValue:
      add("(");
      exprs(node.as<RowValue>().items);
      return add(")");
    case ExprKind::Raise:
      return raise(node.as<Raise>());
  }
}

void Printer::exprs(const ExprList& list) {
  for (size_t i = 0; i < list.size(); ++i) {
    if (i > 0) add(", ");
    expr(*list[i]);
  }
}

void Printer::subselect(const Select& node) {
  add("(");
  select(node);
  add(")");
}

void Printer::literal(const Literal& node) {
  switch (node.literal) {
    case LiteralKind::Null:
      return add("NULL");
    case LiteralKind::Integer:
    case LiteralKind::Real:
      return add(node.text);
    case LiteralKind::Text:
      return text_literal(node.text);
    case LiteralKind::Blob: {
      add("X'");
      append_hex(out_, as_bytes(node.text));
      return add("'");
    }
    case LiteralKind::CurrentDate:
      return add("CURRENT_DATE");
    case LiteralKind::CurrentTime:
      return add("CURRENT_TIME");
    case LiteralKind::CurrentTimestamp:
      return add("CURRENT_TIMESTAMP");
  }
}

void Printer::column_ref(const ColumnRef& node) {
  if (node.schema) {
    name(node.schema);
    add(".");
  }
  if (node.table) {
    name(node.table);
    add(".");
  }
  name(node.column);
}

void Printer::unary(const Unary& node) {
  if (node.op == UnaryOp::Not) {
    add("NOT ");
    return operand(*node.operand, kNot);
  }
  add(node.op == UnaryOp::Minus ? "-" : node.op == UnaryOp::Plus ? "+" : "~");
  // Two minus signs in a row would start a comment.
  const size_t at = out_.size();
  operand(*node.operand, kUnary);
  if (out_[at] == '-' && out_[at - 1] == '-')
    out_.insert(out_.begin() + static_cast<std::ptrdiff_t>(at), ' ');
}

void Printer::binary(const Binary& node) {
  const Operator op = operator_of(node.op);
  operand(*node.left, op.strength);
  add(" ");
  add(op.text);
  add(" ");
  operand(*node.right, op.strength + 1);
}

void Printer::like(const Like& node) {
  operand(*node.operand, kEquality);
  if (node.negated) add(" NOT");
  switch (node.op) {
    case LikeOp::Like:
      add(" LIKE ");
      break;
    case LikeOp::Glob:
      add(" GLOB ");
      break;
    case LikeOp::Regexp:
      add(" REGEXP ");
      break;
    case LikeOp::Match:
      add(" MATCH ");
      break;
  }
  operand(*node.pattern, kEquality + 1);
  if (node.escape) {
    add(" ESCAPE ");
    operand(*node.escape, kEquality + 1);
  }
}

void Printer::in_table(const InTable& node) {
  operand(*node.operand, kEquality);
  add(node.negated ? " NOT IN " : " IN ");
  qualified(node.table);
  if (!node.has_arguments) return;
  add("(");
  exprs(node.arguments);
  add(")");
}

void Printer::case_expression(const Case& node) {
  add("CASE");
  if (node.operand) {
    add(" ");
    expr(*node.operand);
  }
  for (const Case::Branch& branch : node.branches) {
    add(" WHEN ");
    expr(*branch.when);
    add(" THEN ");
    expr(*branch.then);
  }
  if (node.otherwise) {
    add(" ELSE ");
    expr(*node.otherwise);
  }
  add(" END");
}

void Printer::function(const Function& node) {
  name(node.name);
  add("(");
  if (node.distinct) add("DISTINCT ");
  if (node.star) add("*");
  exprs(node.arguments);
  if (!node.order_by.empty()) {
    add(" ORDER BY ");
    ordering(node.order_by);
  }
  add(")");
  if (node.filter) {
    add(" FILTER (WHERE ");
    expr(*node.filter);
    add(")");
  }
  if (!node.over) return;
  add(" OVER ");
  if (node.over->name) return name(node.over->name);
  add("(");
  window(node.over->definition);
  add(")");
}

void Printer::raise(const Raise& node) {
  switch (node.action) {
    case RaiseAction::Ignore:
      return add("RAISE(IGNORE)");
    case RaiseAction::Rollback:
      add("RAISE(ROLLBACK, ");
      break;
    case RaiseAction::Abort:
      add("RAISE(ABORT, ");
      break;
    case RaiseAction::Fail:
      add("RAISE(FAIL, ");
      break;
  }
  text_literal(node.message);
  add(")");
}

void Printer::window(const WindowDefinition& node) {
  const size_t begin = out_.size();
  const auto gap = [&] {
    if (out_.size() > begin) add(" ");
  };
  if (node.base) name(node.base);
  if (!node.partition_by.empty()) {
    gap();
    add("PARTITION BY ");
    exprs(node.partition_by);
  }
  if (!node.order_by.empty()) {
    gap();
    add("ORDER BY ");
    ordering(node.order_by);
  }
  if (node.frame) {
    gap();
    frame(*node.frame);
  }
}

void Printer::frame(const FrameSpec& node) {
  switch (node.unit) {
    case FrameUnit::Rows:
      add("ROWS ");
      break;
    case FrameUnit::Range:
      add("RANGE ");
      break;
    case FrameUnit::Groups:
      add("GROUPS ");
      break;
  }
  if (node.end) add("BETWEEN ");
  bound(node.start);
  if (node.end) {
    add(" AND ");
    bound(*node.end);
  }
  switch (node.exclude) {
    case FrameExclude::Unspecified:
      return;
    case FrameExclude::NoOthers:
      return add(" EXCLUDE NO OTHERS");
    case FrameExclude::CurrentRow:
      return add(" EXCLUDE CURRENT ROW");
    case FrameExclude::Group:
      return add(" EXCLUDE GROUP");
    case FrameExclude::Ties:
      return add(" EXCLUDE TIES");
  }
}

void Printer::bound(const FrameBound& node) {
  if (node.distance) expr(*node.distance);
  switch (node.kind) {
    case FrameBoundKind::UnboundedPreceding:
      return add("UNBOUNDED PRECEDING");
    case FrameBoundKind::Preceding:
      return add(" PRECEDING");
    case FrameBoundKind::CurrentRow:
      return add("CURRENT ROW");
    case FrameBoundKind::Following:
      return add(" FOLLOWING");
    case FrameBoundKind::UnboundedFollowing:
      return add("UNBOUNDED FOLLOWING");
  }
}

void Printer::ordering(const std::vector<OrderingTerm>& terms) {
  for (size_t i = 0; i < terms.size(); ++i) {
    if (i > 0) add(", ");
    expr(*terms[i].expr);
    order_suffix(terms[i].order, terms[i].nulls);
  }
}

void Printer::order_suffix(SortOrder order, NullsOrder nulls) {
  if (order == SortOrder::Ascending) add(" ASC");
  if (order == SortOrder::Descending) add(" DESC");
  if (nulls == NullsOrder::First) add(" NULLS FIRST");
  if (nulls == NullsOrder::Last) add(" NULLS LAST");
}

}  // namespace tern::sql
