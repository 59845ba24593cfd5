#include "engine/expr/expr.h"

#include <algorithm>

namespace tern::expr {

ExprPtr Cloner::operator()(const Expr& node) {
  if (ExprPtr other = replace(node)) return other;
  ExprPtr copy = node.clone(*this);
  if (copy) copy->set_offset(node.offset());
  return copy;
}

Result<Truth> Expr::truth(Frame& frame) const { return truth_of(TRY(eval(frame))); }

Status Expr::eval_row(Frame& frame, std::span<record::ValueView> out) const {
  DEBUG_ASSERT(out.size() == 1);
  out[0] = TRY(eval(frame));
  return ok();
}

void Expr::add_own_slots(SlotList&) const {}

void Expr::adopt(ExprPtr child) {
  if (!collation_.is_explicit && child->collation().is_explicit) collation_ = child->collation();
  children_.push_back(std::move(child));
}

SlotList slots_of(const Expr& root) {
  SlotList out;
  walk(root, [&](const Expr& node) {
    node.add_own_slots(out);
    return true;
  });
  if (out.size() < 2) return out;
  std::ranges::sort(out);
  const SlotList::iterator end = std::unique(out.begin(), out.end());
  while (out.end() != end) out.pop_back();
  return out;
}

bool reads_slot(const Expr& root, RowSlot slot) {
  return std::ranges::count(slots_of(root), slot) > 0;
}

bool is_deterministic(const Expr& root) {
  bool result = true;
  walk(root, [&](const Expr& node) { return result = result && node.is_own_deterministic(); });
  return result;
}

bool is_constant(const Expr& root) {
  bool result = true;
  SlotList slots;
  walk(root, [&](const Expr& node) {
    node.add_own_slots(slots);
    return result =
               result && slots.empty() && node.is_own_deterministic() && !node.reads_own_state();
  });
  return result;
}

bool same(const Expr& a, const Expr& b) {
  if (a.kind() != b.kind() || a.child_count() != b.child_count() || !a.is_same_node(b)) {
    return false;
  }
  for (size_t i = 0; i < a.child_count(); ++i) {
    if (!same(a.child(i), b.child(i))) return false;
  }
  return true;
}

const record::Collation& comparison_collation(const Expr& left, const Expr& right,
                                              const record::Collation& otherwise) {
  const CollationChoice l = left.collation();
  const CollationChoice r = right.collation();
  const bool takes_right = r.collation && !l.is_explicit && (r.is_explicit || !l.collation);
  const record::Collation* chosen = takes_right ? r.collation : l.collation;
  if (!chosen) return otherwise;
  chosen->note_use();
  return *chosen;
}

}  // namespace tern::expr
