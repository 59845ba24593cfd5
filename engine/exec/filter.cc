#include "engine/exec/filter.h"

#include <algorithm>

namespace tern::exec {

Result<bool> all_true(const std::vector<const expr::Expr*>& terms, expr::Frame& frame) {
  for (const expr::Expr* term : terms) {
    const expr::Truth truth = TRY(term->truth(frame));
    if (truth != expr::Truth::True) return false;
  }
  return true;
}

Filter::Filter(std::unique_ptr<Operator> input, std::vector<const expr::Expr*> terms)
    : input_(std::move(input)),
      terms_(std::move(terms)),
      has_batches_(input_->has_batches() && std::ranges::all_of(terms_, [](const auto* term) {
                     return VectorExpr::suits(*term);
                   })) {}

Status Filter::open(expr::Frame& frame) {
  failure_.reset();
  return input_->open(frame);
}

Result<bool> Filter::next(expr::Frame& frame) {
  while (TRY(input_->next(frame))) {
    const bool passes = TRY(all_true(terms_, frame));
    if (passes) return true;
  }
  return false;
}

Status Filter::filter(expr::Frame& frame, RowBatch& batch) {
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

/// Up to the first row that fails.
void Filter::filter_by_row(expr::Frame& frame, RowBatch& batch) {
  size_t kept = 0;
  for (const uint32_t entry : batch.rows) {
    batch.put_in_slot(frame, entry);
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

Result<RowBatch*> Filter::next_batch(expr::Frame& frame) {
  while (true) {
    if (failure_) return std::unexpected(*failure_);
    RowBatch* const batch = TRY(input_->next_batch(frame));
    if (!batch) return nullptr;
    if (vectors_.empty()) {
      for (const expr::Expr* term : terms_) vectors_.push_back(VectorExpr::of(*term, batch->slot));
    }
    const std::span<uint32_t> all = batch->rows;
    rows_.assign(all.begin(), all.end());
    if (!filter(frame, *batch)) {
      std::ranges::copy(rows_, all.begin());
      batch->rows = all;
      filter_by_row(frame, *batch);
    }
    if (!batch->rows.empty()) return batch;
  }
}

Result<RowBatch*> Gate::next_batch(expr::Frame& frame) {
  if (!is_open_) return nullptr;
  return input_->next_batch(frame);
}

Status Gate::open(expr::Frame& frame) {
  is_open_ = TRY(all_true(terms_, frame));
  return is_open_ ? input_->open(frame) : ok();
}

Result<bool> Gate::next(expr::Frame& frame) {
  if (!is_open_) return false;
  return input_->next(frame);
}

}  // namespace tern::exec
