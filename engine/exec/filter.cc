#include "engine/exec/filter.h"

#include <algorithm>

#include "engine/exec/description.h"

namespace tern::exec {

Result<bool> all_true(const std::vector<const expr::Expr*>& terms, expr::Frame& frame) {
  for (const expr::Expr* term : terms) {
    const expr::Truth truth = TRY(term->truth(frame));
    if (truth != expr::Truth::True) return false;
  }
  return true;
}

Status Filter::open(expr::Frame& frame) {
  if (batch_filter_) batch_filter_->reset();
  return input_->open(frame);
}

bool Filter::has_batches() const {
  return input_->has_batches() && std::ranges::all_of(terms_, [](const expr::Expr* term) {
           return VectorExpr::suits(*term);
         });
}

Result<RowBatch*> Filter::next_batch(expr::Frame& frame) {
  while (true) {
    if (batch_filter_ && batch_filter_->failure()) {
      return std::unexpected(*batch_filter_->failure());
    }
    RowBatch* const batch = TRY(input_->next_batch(frame));
    if (!batch) return nullptr;
    if (!batch_filter_) {
      std::vector<const expr::Expr*> terms = terms_;
      batch_filter_.emplace(terms, slots_of(batch->parts));
    }
    batch_filter_->apply(frame, *batch);
    if (!batch->rows.empty()) return batch;
  }
}

Result<bool> Filter::next(expr::Frame& frame) {
  while (TRY(input_->next(frame))) {
    const bool passes = TRY(all_true(terms_, frame));
    if (passes) return true;
  }
  return false;
}

Status Gate::open(expr::Frame& frame) {
  is_open_ = TRY(all_true(terms_, frame));
  return is_open_ ? input_->open(frame) : ok();
}

Result<bool> Gate::next(expr::Frame& frame) {
  if (!is_open_) return false;
  return input_->next(frame);
}

Result<RowBatch*> Gate::next_batch(expr::Frame& frame) {
  if (!is_open_) return nullptr;
  return input_->next_batch(frame);
}

void Filter::describe(Description& out) const {
  out.operation = "Filter";
  out.append(out.conditions(terms_));
  out.add_input(input_);
}

void Gate::describe(Description& out) const {
  out.operation = "Gate";
  out.append(out.conditions(terms_));
  out.add_input(input_);
}

}  // namespace tern::exec
