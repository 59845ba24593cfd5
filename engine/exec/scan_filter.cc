#include "engine/exec/scan_filter.h"

#include <algorithm>

#include "engine/exec/expression_words.h"
#include "engine/expr/leaf.h"
#include "engine/expr/logic.h"
#include "engine/record/record.h"

namespace tern::exec {

namespace {

using expr::CompareOp;
using record::ValueView;

/// The column of `source` that `operand` is.
std::optional<int32_t> column_of(const expr::Expr& operand, const bind::Source& source) {
  if (const auto* column = operand.as_if<expr::Column>()) {
    // What is stored of a column of reals may be integers, which compare alike.
    if (column->slot() == source.slot) return static_cast<int32_t>(column->index());
  }
  if (const auto* rowid = operand.as_if<expr::Rowid>()) {
    if (rowid->slot() == source.slot) return ScanTerm::kRowid;
  }
  return std::nullopt;
}

bool is_fixed(const expr::Expr& value, const bind::Source& source) {
  return expr::is_deterministic(value) && !expr::reads_slot(value, source.slot);
}

/// May its evaluation end in an error?
bool may_fail(const expr::Expr& term) {
  bool out = false;
  expr::walk(term, [&](const expr::Expr& node) {
    switch (node.kind()) {
      case expr::Kind::Literal:
      case expr::Kind::Parameter:
      case expr::Kind::Column:
      case expr::Kind::Rowid:
      case expr::Kind::Comparison:
      case expr::Kind::And:
      case expr::Kind::Or:
      case expr::Kind::Not:
      case expr::Kind::IsNull:
      case expr::Kind::IsTruth:
      case expr::Kind::Between:
      case expr::Kind::InList:
      case expr::Kind::Collate:
        break;
      default:
        out = true;
    }
    return !out;
  });
  return out;
}

}  // namespace

bool ScanTerm::add(const expr::Expr& term, const bind::Source& source, std::vector<ScanTerm>& out) {
  if (const auto* null = term.as_if<expr::IsNull>()) {
    const std::optional<int32_t> column = column_of(null->child(0), source);
    if (!column) return false;
    const CompareOp op = null->is_negated() ? CompareOp::IsNot : CompareOp::Is;
    out.push_back(ScanTerm(*column, op, {}, nullptr));
    return true;
  }
  if (const auto* compare = term.as_if<expr::Comparison>()) {
    const expr::Expr* column_side = &compare->left();
    const expr::Expr* value = &compare->right();
    CompareOp op = compare->op();
    if (!column_of(*column_side, source)) {
      std::swap(column_side, value);
      op = expr::mirrored(op);
    }
    const std::optional<int32_t> column = column_of(*column_side, source);
    if (!column || !is_fixed(*value, source)) return false;
    out.push_back(ScanTerm(*column, op, compare->rule(), value));
    return true;
  }
  if (const auto* between = term.as_if<expr::Between>()) {
    const std::optional<int32_t> column = column_of(between->child(0), source);
    if (!column || between->is_negated()) return false;
    if (!is_fixed(between->child(1), source) || !is_fixed(between->child(2), source)) return false;
    out.push_back(
        ScanTerm(*column, CompareOp::GreaterEqual, between->low_rule(), &between->child(1)));
    out.push_back(
        ScanTerm(*column, CompareOp::LessEqual, between->high_rule(), &between->child(2)));
    return true;
  }
  return false;
}

Status ScanTerm::prepare(expr::Frame& frame) {
  ValueView value;
  if (value_) value = TRY(value_->eval(frame));
  compared_.assign(record::apply_comparison_affinity(value, rule_.affinity, scratch_));
  prepare_plain();
  const auto is_accepted = [this](int order) {
    return expr::compare_converted(op_, ValueView::integer(order), ValueView::integer(0),
                                   record::binary_collation()) == expr::Truth::True;
  };
  for (int order = -1; order <= 1; ++order) accepts_[order + 1] = is_accepted(order);
  return ok();
}

/// Values of the type that it compares with are compared as they are.
void ScanTerm::prepare_plain() {
  const ValueView value = compared_.view();
  plain_ = Plain::No;
  if (value.is_text()) {
    const bool stays_text = rule_.affinity <= record::Affinity::Text;
    if (stays_text && rule_.collation->is_binary()) plain_ = Plain::Text;
    text_ = value.as_text();
  } else if (rule_.affinity != record::Affinity::Text) {
    if (value.is_integer()) {
      plain_ = Plain::Integer;
      integer_ = value.as_integer();
    } else if (value.is_real()) {
      plain_ = Plain::Real;
      real_ = value.as_real();
    }
  }
}

bool ScanTerm::passes(ValueView value) {
  const auto order = [](auto a, auto b) {
    return static_cast<int>(a > b) - static_cast<int>(a < b);
  };
  if (plain_ == Plain::Integer && value.is_integer()) {
    return accepts(order(value.as_integer(), integer_));
  }
  if (plain_ == Plain::Real && value.is_real()) return accepts(order(value.as_real(), real_));
  if (plain_ == Plain::Text && value.is_text()) {
    return accepts(order(value.as_text().compare(text_), 0));
  }
  const ValueView converted = record::apply_comparison_affinity(value, rule_.affinity, scratch_);
  return expr::compare_converted(op_, converted, compared_.view(), *rule_.collation) ==
         expr::Truth::True;
}

std::vector<ScanTerm> take_scan_terms(const bind::Source& source,
                                      std::vector<const expr::Expr*>& terms) {
  std::vector<ScanTerm> out;
  bool may_reorder = true;
  std::erase_if(terms, [&](const expr::Expr* term) {
    if (!may_reorder) return false;
    if (ScanTerm::add(*term, source, out)) return true;
    may_reorder = !may_fail(*term);
    return false;
  });
  return out;
}

std::string ScanTerm::text(const bind::Source& source, Description& out) const {
  std::string text = column_ == kRowid
                         ? out.names().rowid(source.slot)
                         : out.names().column(source.slot, static_cast<uint32_t>(column_));
  text += word(op_);
  return text += value_ ? out.text(*value_) : "NULL";
}

}  // namespace tern::exec
