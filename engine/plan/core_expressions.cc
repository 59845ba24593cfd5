#include "engine/plan/core_expressions.h"

#include <algorithm>

#include "engine/expr/leaf.h"

namespace tern::plan {

namespace {

bool is_subquery(const expr::Expr& expr) {
  return expr.kind() == expr::Kind::Subquery || expr.kind() == expr::Kind::InQuery ||
         expr.kind() == expr::Kind::Exists;
}

class Substitution final : public expr::Cloner {
 public:
  Substitution(expr::RowSlot slot, const bind::OutputColumns& outputs, expr::FrameLayout& layout)
      : Cloner(layout), slot_(slot), outputs_(outputs) {}

  expr::ExprPtr replace(const expr::Expr& node) override {
    const auto* column = node.as_if<expr::Column>();
    if (!column || column->slot() != slot_) return nullptr;
    class Copier final : public expr::Cloner {
     public:
      using Cloner::Cloner;
      expr::ExprPtr replace(const expr::Expr&) override { return nullptr; }
    };
    Copier copier(layout());
    return copier(*outputs_[column->index()].expr);
  }

 private:
  expr::RowSlot slot_;
  const bind::OutputColumns& outputs_;
};

}  // namespace

bool subquery_reads(const expr::Expr& root, expr::RowSlot slot) {
  bool out = false;
  expr::walk(root, [&](const expr::Expr& node) {
    if (is_subquery(node)) {
      expr::SlotList slots;
      node.add_own_slots(slots);
      out = out || std::ranges::find(slots, slot) != slots.end();
    }
    return !out;
  });
  return out;
}

bool has_subquery(const expr::Expr& root) {
  bool out = false;
  expr::walk(root, [&](const expr::Expr& node) { return !(out = out || is_subquery(node)); });
  return out;
}

expr::ExprPtr substitute(const expr::Expr& root, expr::RowSlot slot,
                         const bind::OutputColumns& outputs, expr::FrameLayout& layout) {
  return Substitution(slot, outputs, layout)(root);
}

}  // namespace tern::plan
