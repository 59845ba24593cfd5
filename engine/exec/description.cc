#include "engine/exec/description.h"

#include <utility>

namespace tern::exec {

namespace {

/// What ORDER BY says behind a term. NULLs are the least of all unless it says otherwise.
std::string_view direction(bool is_descending, bool are_nulls_last) {
  if (is_descending) return are_nulls_last ? " DESC" : " DESC NULLS FIRST";
  return are_nulls_last ? " NULLS LAST" : "";
}

}  // namespace

std::string Description::text(const expr::Expr& expr) {
  expressions.push_back(&expr);
  return names_->of(expr);
}

std::string Description::conditions(std::span<const expr::Expr* const> terms) {
  expressions.insert(expressions.end(), terms.begin(), terms.end());
  return names_->of_all(terms);
}

std::string Description::call(const functions::FunctionSignature& function,
                              std::span<const expr::ExprPtr> arguments, bool is_distinct,
                              const expr::Expr* filter) {
  for (const expr::ExprPtr& argument : arguments) expressions.push_back(argument.get());
  std::string out = names_->call(function, arguments, is_distinct);
  if (filter) out += " FILTER (WHERE " + text(*filter) + ")";
  return out;
}

std::string Description::window(const bind::Window& window) {
  std::string out;
  for (const bind::OrderedExpr& term : window.partition_by) {
    out += out.empty() ? "PARTITION BY " : ", ";
    out += text(*term.expr);
  }
  const char* separator = out.empty() ? "ORDER BY " : " ORDER BY ";
  for (const bind::OrderedExpr& term : window.order_by) {
    out += std::exchange(separator, ", ");
    out += text(*term.expr);
    out += direction(term.descending, term.nulls_last);
  }
  for (const auto* distance : {&window.frame.start_distance, &window.frame.end_distance}) {
    if (*distance) expressions.push_back(distance->get());
  }
  return out;
}

std::string Description::order(const bind::Query& query) {
  std::string out;
  for (const bind::OrderTerm& term : query.order_by) {
    out += out.empty() ? "BY " : ", ";
    const bind::OutputColumn& output = query.outputs()[term.output];
    out += output.expr ? names_->of(*output.expr) : output.name;
    out += direction(term.descending, term.nulls_last);
  }
  return out;
}

void Description::append(std::string_view text, std::string_view separator) {
  if (text.empty()) return;
  if (!detail.empty()) detail += separator;
  detail += text;
}

ExpressionText& Description::make_names() {
  own_names_ = std::make_unique<ExpressionText>();
  names_ = own_names_.get();
  return *own_names_;
}

}  // namespace tern::exec
