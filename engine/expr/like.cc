#include "engine/expr/like.h"

#include <algorithm>

#include "engine/base/utf8.h"
#include "engine/functions/like.h"

namespace tern::expr {

using record::ValueView;

Like::Like(FrameLayout& layout, LikeKind like, bool negated, ExprPtr operand, ExprPtr pattern,
           ExprPtr escape)
    : Expr(kKind),
      like_(like),
      negated_(negated),
      operand_scratch_(layout.add_scratch()),
      pattern_scratch_(layout.add_scratch()) {
  adopt(std::move(operand));
  adopt(std::move(pattern));
  if (escape) adopt(std::move(escape));
}

Result<ValueView> Like::eval(Frame& frame) const { return to_value(TRY(truth(frame))); }

Result<Truth> Like::truth(Frame& frame) const {
  const ValueView text = TRY(child(0).eval(frame));
  const ValueView pattern = TRY(child(1).eval(frame));
  std::optional<ValueView> escape;
  if (has_escape()) escape = TRY(child(2).eval(frame));
  const ValueView result = TRY(functions::like(
      frame.statement().connection(),
      {.text = text, .pattern = pattern, .escape = escape, .is_glob = like_ == LikeKind::Glob},
      frame.scratch(operand_scratch_), frame.scratch(pattern_scratch_)));
  const Truth truth = truth_of(result);
  return negated_ ? negate(truth) : truth;
}

bool Like::is_same_node(const Expr& other) const {
  const auto& like = other.as<Like>();
  return like_ == like.like_ && negated_ == like.negated_;
}

ExprPtr Like::clone(Cloner& cloner) const {
  ExprPtr operand = cloner(child(0));
  ExprPtr pattern = cloner(child(1));
  ExprPtr escape = has_escape() ? cloner(child(2)) : nullptr;
  if (!operand || !pattern || (has_escape() && !escape)) return nullptr;
  return std::make_unique<Like>(cloner.layout(), like_, negated_, std::move(operand),
                                std::move(pattern), std::move(escape));
}

Result<ExprPtr> Builder::like(LikeKind kind, bool negated, ExprPtr operand, ExprPtr pattern,
                              ExprPtr escape) {
  for (const Expr* part : {operand.get(), pattern.get(), escape.get()}) {
    if (part && part->width() != 1) return fail(ErrorCode::Error, "row value misused");
  }
  const std::string_view name = kind == LikeKind::Like ? "like" : "glob";
  const functions::FoundFunction function = TRY(registry_.find(name, escape ? 3 : 2));
  if (registry_.is_builtin(function.signature())) {
    return std::make_unique<Like>(layout_, kind, negated, std::move(operand), std::move(pattern),
                                  std::move(escape));
  }
  std::vector<ExprPtr> arguments;
  arguments.push_back(std::move(pattern));
  arguments.push_back(std::move(operand));
  if (escape) arguments.push_back(std::move(escape));
  ExprPtr result = TRY(call(name, std::move(arguments)));
  if (!negated) return result;
  return logical_not(std::move(result));
}

}  // namespace tern::expr
