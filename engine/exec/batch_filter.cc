#include "engine/exec/batch_filter.h"

#include <algorithm>

#include "engine/exec/filter.h"
#include "engine/expr/leaf.h"

namespace tern::exec {

BatchFilter::BatchFilter(std::vector<const expr::Expr*>& terms,
                         std::span<const expr::RowSlot> slots) {
  const auto end = std::ranges::find_if_not(
      terms, [](const expr::Expr* term) { return VectorExpr::suits(*term); });
  terms_.assign(terms.begin(), end);
  terms.erase(terms.begin(), end);
  for (const expr::Expr* term : terms_) vectors_.push_back(VectorExpr::of(*term, slots));
}

bool BatchFilter::reads(expr::RowSlot slot, uint32_t index) const {
  bool out = false;
  for (const expr::Expr* term : terms_) {
    expr::walk(*term, [&](const expr::Expr& node) {
      const auto* column = node.as_if<expr::Column>();
      out = out || (column && column->slot() == slot && column->index() == index);
      return !out;
    });
  }
  return out;
}

void BatchFilter::apply(expr::Frame& frame, RowBatch& batch) {
  const std::span<uint32_t> all = batch.rows;
  rows_.assign(all.begin(), all.end());
  if (try_all(frame, batch)) return;
  std::ranges::copy(rows_, all.begin());
  batch.rows = all;
  apply_by_row(frame, batch);
}

Status BatchFilter::try_all(expr::Frame& frame, RowBatch& batch) {
  for (const auto& vector : vectors_) {
    TRY(vector->eval(frame, batch, batch.rows));
    size_t kept = 0;
    for (const uint32_t entry : batch.rows) {
      batch.rows[kept] = entry;
      kept += static_cast<size_t>(expr::truth_of(vector->value(entry)) == expr::Truth::True);
    }
    batch.rows = batch.rows.first(kept);
  }
  return ok();
}

void BatchFilter::apply_by_row(expr::Frame& frame, RowBatch& batch) {
  size_t kept = 0;
  for (const uint32_t entry : batch.rows) {
    batch.put_in_slots(frame, entry);
    Result<bool> passes = all_true(terms_, frame);
    if (!passes) {
      failure_ = std::move(passes).error();
      break;
    }
    batch.rows[kept] = entry;
    kept += static_cast<size_t>(*passes);
  }
  batch.rows = batch.rows.first(kept);
}

}  // namespace tern::exec
