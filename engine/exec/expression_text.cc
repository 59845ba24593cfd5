#include "engine/exec/expression_text.h"

#include "engine/exec/expression_words.h"
#include "engine/exec/subquery_expr.h"
#include "engine/expr/call.h"
#include "engine/expr/comparison.h"
#include "engine/expr/conditional.h"
#include "engine/expr/leaf.h"
#include "engine/expr/like.h"
#include "engine/expr/logic.h"
#include "engine/expr/operators.h"
#include "engine/expr/row_tests.h"
#include "engine/functions/quote.h"

namespace tern::exec {

namespace {

using expr::Expr;
using expr::Kind;

std::string subquery_text(const SubqueryPlan& subquery) {
  return "(subquery " + std::to_string(subquery.plan().number) + ")";
}

}  // namespace

/// Writes one expression.
class ExpressionText::Writer {
 public:
  explicit Writer(const ExpressionText& names) : names_(names) {}

  std::string take() { return std::move(out_); }

  void write(const Expr& node) {
    switch (node.kind()) {
      case Kind::Literal:
        return functions::append_literal(out_, node.as<expr::Literal>().value());
      case Kind::Parameter:
        return add("?", std::to_string(node.as<expr::Parameter>().number()));
      case Kind::Column:
        return add(names_.column(node.as<expr::Column>().slot(), node.as<expr::Column>().index()));
      case Kind::Generated: {
        const auto& column = node.as<expr::GeneratedColumn>();
        return add(names_.generated_column(column.slot(), column.column()));
      }
      case Kind::Rowid:
        return add(names_.rowid(node.as<expr::Rowid>().slot()));
      case Kind::Register:
        return write_register(node.as<expr::Register>().slot());
      case Kind::Unary:
        add(word(node.as<expr::Unary>().op()));
        return part(node.child(0), kUnit);
      case Kind::Arithmetic: {
        const Operation own = operation(node.as<expr::Arithmetic>().op());
        return binary(node, own.word, own.strength);
      }
      case Kind::Concat:
        return binary(node, " || ", kConcat);
      case Kind::Comparison:
        return binary(node, word(node.as<expr::Comparison>().op()),
                      strength(node.as<expr::Comparison>().op()));
      case Kind::RowComparison:
        return binary(node, word(node.as<expr::RowComparison>().op()),
                      strength(node.as<expr::RowComparison>().op()));
      case Kind::And:
        return chain(node, " AND ", kAnd);
      case Kind::Or:
        return chain(node, " OR ", kOr);
      default:
        return write_test(node);
    }
  }

 private:
  void add(std::string_view text) { out_ += text; }
  void add(std::string_view a, std::string_view b) {
    out_ += a;
    out_ += b;
  }

  static Strength strength_of(const Expr& node) {
    switch (node.kind()) {
      case Kind::Or:
        return kOr;
      case Kind::And:
        return kAnd;
      case Kind::Not:
        return kNot;
      case Kind::Comparison:
        return strength(node.as<expr::Comparison>().op());
      case Kind::RowComparison:
        return strength(node.as<expr::RowComparison>().op());
      case Kind::IsNull:
      case Kind::IsTruth:
      case Kind::Between:
      case Kind::InList:
      case Kind::InQuery:
      case Kind::Like:
        return kTest;
      case Kind::Arithmetic:
        return operation(node.as<expr::Arithmetic>().op()).strength;
      case Kind::Concat:
      case Kind::Collate:
        return kConcat;
      case Kind::Other:
        return node.child_count() == 1 ? strength_of(node.child(0)) : kTest;
      default:
        return kUnit;
    }
  }

  /// `node` as a part of something: in parentheses unless it holds together at least that much.
  void part(const Expr& node, Strength needed) {
    if (strength_of(node) >= needed) return write(node);
    add("(");
    write(node);
    add(")");
  }

  static Strength above(Strength strength) { return static_cast<Strength>(strength + 1); }

  void binary(const Expr& node, std::string_view word, Strength own) {
    part(node.child(0), own);
    add(word);
    part(node.child(1), above(own));
  }

  void chain(const Expr& node, std::string_view word, Strength own) {
    part(node.child(0), own);
    add(word);
    part(node.child(1), own);
  }

  void list(const Expr& node, size_t begin) {
    add("(");
    for (size_t i = begin; i < node.child_count(); ++i) {
      if (i > begin) add(", ");
      write(node.child(i));
    }
    add(")");
  }

  void test(const Expr& node, bool is_negated, std::string_view word) {
    part(node.child(0), above(kTest));
    add(is_negated ? " NOT " : " ", word);
  }

  void between(const Expr& node, bool is_negated) {
    test(node, is_negated, "BETWEEN ");
    part(node.child(1), above(kTest));
    add(" AND ");
    part(node.child(2), above(kTest));
  }

  void write_test(const Expr& node) {
    switch (node.kind()) {
      case Kind::Not:
        add("NOT ");
        return part(node.child(0), kNot);
      case Kind::IsNull:
        part(node.child(0), above(kTest));
        return add(node.as<expr::IsNull>().is_negated() ? " IS NOT NULL" : " IS NULL");
      case Kind::IsTruth:
        part(node.child(0), above(kTest));
        add(node.as<expr::IsTruth>().is_negated() ? " IS NOT " : " IS ");
        return add(node.as<expr::IsTruth>().expected() ? "TRUE" : "FALSE");
      case Kind::Between:
        return between(node, node.as<expr::Between>().is_negated());
      case Kind::InList:
        test(node, node.as<expr::InList>().is_negated(), "IN ");
        return list(node, 1);
      case Kind::InQuery: {
        const auto& query = static_cast<const InSubquery&>(node);
        test(node, query.is_negated(), "IN ");
        return add(subquery_text(query.subquery()));
      }
      case Kind::Like:
        return write_like(node.as<expr::Like>());
      default:
        return write_unit(node);
    }
  }

  void write_like(const expr::Like& like) {
    test(like, like.is_negated(), like.like() == expr::LikeKind::Glob ? "GLOB " : "LIKE ");
    part(like.child(1), above(kTest));
    if (!like.has_escape()) return;
    add(" ESCAPE ");
    part(like.child(2), above(kTest));
  }

  void write_unit(const Expr& node) {
    switch (node.kind()) {
      case Kind::Case:
        return write_case(node.as<expr::Case>());
      case Kind::Cast:
        add("CAST(");
        write(node.child(0));
        add(" AS ", word(node.affinity()));
        return add(")");
      case Kind::Collate:
        part(node.child(0), kConcat);
        return add(" COLLATE ", node.collation().collation->name());
      case Kind::RowValue:
        return list(node, 0);
      case Kind::Call:
        add(node.as<expr::FunctionCall>().function().name);
        return list(node, 0);
      case Kind::Lazy:
        add("coalesce");
        return list(node, 0);
      case Kind::Subquery:
        return add(subquery_text(node.as<ScalarSubquery>().subquery()));
      case Kind::Exists:
        return add("EXISTS ", subquery_text(node.as<ExistsSubquery>().subquery()));
      default:
        return write_other(node);
    }
  }

  void write_case(const expr::Case& node) {
    size_t at = 0;
    add("CASE");
    if (node.has_operand()) {
      add(" ");
      write(node.child(at++));
    }
    const size_t end = node.child_count() - (node.has_otherwise() ? 1 : 0);
    for (; at + 1 < end; at += 2) {
      add(" WHEN ");
      write(node.child(at));
      add(" THEN ");
      write(node.child(at + 1));
    }
    if (node.has_otherwise()) {
      add(" ELSE ");
      write(node.child(end));
    }
    add(" END");
  }

  void write_other(const Expr& node) {
    if (const auto* list_test = dynamic_cast<const expr::RowInList*>(&node)) {
      test(node, list_test->is_negated(), "IN ");
      return list(node, 1);
    }
    if (const auto* range = dynamic_cast<const expr::RowBetween*>(&node)) {
      return between(node, range->is_negated());
    }
    if (node.child_count() == 1) return write(node.child(0));  // Once
    add("RAISE()");
  }

  void write_register(expr::RegisterSlot slot) {
    const auto found = names_.registers_.find(slot);
    if (found == names_.registers_.end()) return add("<result>");
    const Call& call = found->second;
    add(names_.call(*call.function, *call.arguments, call.is_distinct));
  }

  const ExpressionText& names_;
  std::string out_;
};

void ExpressionText::add(const bind::Query& query) {
  for (const bind::Core& core : query.cores) add(core);
}

void ExpressionText::add(const bind::Core& core) {
  for (const auto& source : core.sources) add(*source);
  for (const bind::Aggregate& call : core.aggregates) {
    registers_.insert_or_assign(call.result, Call{call.function, &call.arguments, call.distinct});
  }
  for (const bind::Window& window : core.windows) {
    for (const bind::WindowCall& call : window.calls) {
      registers_.insert_or_assign(call.result, Call{&call.function(), &call.arguments, false});
    }
  }
}

void ExpressionText::add(const bind::Source& source) {
  rows_.insert_or_assign(source.slot, NamedRow{source.name, &source, source.table});
  if (source.query) add(*source.query);
}

void ExpressionText::add_row(expr::RowSlot slot, const catalog::Table& table,
                             std::string_view name) {
  rows_.insert_or_assign(slot, NamedRow{std::string(name), nullptr, &table});
}

std::string ExpressionText::column(expr::RowSlot slot, uint32_t index) const {
  const auto found = rows_.find(slot);
  if (found == rows_.end()) return "<column " + std::to_string(index + 1) + ">";
  const NamedRow& row = found->second;
  std::string out = row.name;
  if (!out.empty()) out += '.';
  if (!row.table) return out += row.source->column_name(index);
  const bool is_stored = row.source && row.source->layout == bind::RowLayout::Stored;
  size_t at = index;
  for (size_t i = 0; is_stored && i < row.table->columns.size(); ++i) {
    if (row.table->stored_place(static_cast<uint16_t>(i)) == index) at = i;
  }
  return out += row.table->columns[at].name;
}

std::string ExpressionText::generated_column(expr::RowSlot slot, uint32_t column) const {
  const auto found = rows_.find(slot);
  if (found == rows_.end()) return "<generated column " + std::to_string(column + 1) + ">";
  std::string out = found->second.name;
  if (!out.empty()) out += '.';
  return out += found->second.table->columns[column].name;
}

std::string ExpressionText::rowid(expr::RowSlot slot) const {
  const auto found = rows_.find(slot);
  if (found == rows_.end()) return "rowid";
  const NamedRow& row = found->second;
  std::string out = row.name;
  if (!out.empty()) out += '.';
  if (!row.table || !row.table->rowid_alias) return out += "rowid";
  return out += row.table->columns[*row.table->rowid_alias].name;
}

std::string ExpressionText::of(const expr::Expr& expr) const {
  Writer writer(*this);
  writer.write(expr);
  return writer.take();
}

std::string ExpressionText::of_all(std::span<const expr::Expr* const> terms) const {
  std::string out;
  for (const expr::Expr* term : terms) {
    if (!out.empty()) out += " AND ";
    const bool is_weak = terms.size() > 1 && term->kind() == Kind::Or;
    if (is_weak) out += '(';
    out += of(*term);
    if (is_weak) out += ')';
  }
  return out;
}

std::string ExpressionText::call(const functions::FunctionSignature& function,
                                 std::span<const expr::ExprPtr> arguments, bool is_distinct) const {
  std::string out = function.name;
  out += '(';
  if (is_distinct) out += "DISTINCT ";
  if (arguments.empty() && function.name == "count") out += '*';
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (i > 0) out += ", ";
    out += of(*arguments[i]);
  }
  out += ')';
  return out;
}

}  // namespace tern::exec
