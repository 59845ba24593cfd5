#include <algorithm>

#include "engine/exec/aggregate.h"
#include "engine/record/sort_key.h"

// Rows that come in batches: keys and arguments are evaluated for the whole batch, then each
// aggregate takes its values in the order of the rows. Where an evaluation fails, the batch is
// taken row by row, so that the error is that of the first row that has one.

namespace tern::exec {

namespace {

bool all_suit(const std::vector<expr::ExprPtr>& terms) {
  return std::ranges::all_of(terms, [](const auto& term) { return VectorExpr::suits(*term); });
}

}  // namespace

bool Aggregate::suits_batches() const {
  if (!input_->has_batches() || !is_plain_ || first_row_decides_ || comes_sorted_) return false;
  return all_suit(core_.group_by) &&
         std::ranges::all_of(core_.aggregates, [](const bind::Aggregate& aggregate) {
           return !aggregate.function->user_data && all_suit(aggregate.arguments);
         });
}

void Aggregate::make_vectors(expr::RowSlot slot) {
  for (const auto& term : core_.group_by) key_vectors_.push_back(VectorExpr::of(*term, slot));
  for (const bind::Aggregate& aggregate : core_.aggregates) {
    for (const auto& argument : aggregate.arguments) {
      argument_vectors_.push_back(VectorExpr::of(*argument, slot));
    }
  }
}

Status Aggregate::read_batches(expr::Frame& frame) {
  bool is_first = key_vectors_.empty() && argument_vectors_.empty();
  while (const RowBatch* const batch = TRY(input_->next_batch(frame))) {
    if (std::exchange(is_first, false)) make_vectors(batch->slot);
    if (!has_spilled_ && eval_vectors(frame, *batch)) {
      TRY(find_groups(frame, *batch));
      TRY(step_batch(frame, *batch));
      continue;
    }
    for (const uint32_t entry : batch->rows) {
      batch->put_in_slot(frame, entry);
      TRY(take_row(frame));
    }
  }
  return ok();
}

Status Aggregate::eval_vectors(expr::Frame& frame, const RowBatch& batch) {
  for (const auto& vector : key_vectors_) TRY(vector->eval(frame, batch, batch.rows));
  for (const auto& vector : argument_vectors_) TRY(vector->eval(frame, batch, batch.rows));
  return ok();
}

/// The groups of the batch's rows into batch_groups_, made where there are none yet.
Status Aggregate::find_groups(expr::Frame& frame, const RowBatch& batch) {
  batch_groups_.assign(batch.rows.size(), 0);
  if (core_.group_by.empty()) {
    if (std::exchange(groups_.front().has_bare, true)) return ok();
    batch.put_in_slot(frame, batch.rows.front());
    return save_bare(frame, groups_.front());
  }
  for (size_t i = 0; i < batch.rows.size(); ++i) {
    const uint32_t entry = batch.rows[i];
    key_.clear();
    for (size_t k = 0; k < key_vectors_.size(); ++k) {
      record::append_sort_key(key_, key_vectors_[k]->value(entry),
                              {collation_of(*core_.group_by[k])});
    }
    const KeyTable::Inserted inserted = keys_.insert(key_);
    batch_groups_[i] = inserted.index;
    if (!inserted.is_fresh) continue;
    Group& group = add_group(groups_, arena_);
    batch.put_in_slot(frame, entry);
    TRY(save_bare(frame, group));
  }
  spill_if_full();
  return ok();
}

Status Aggregate::step_batch(expr::Frame& frame, const RowBatch& batch) {
  size_t first = 0;  // of the aggregate's arguments
  for (size_t i = 0; i < core_.aggregates.size(); ++i) {
    const bind::Aggregate& aggregate = core_.aggregates[i];
    functions::Call& call = frame.call(aggregate.call);
    const size_t count = aggregate.arguments.size();
    for (size_t row = 0; row < batch.rows.size(); ++row) {
      for (size_t a = 0; a < count; ++a) {
        arguments_[a] = argument_vectors_[first + a]->value(batch.rows[row]);
      }
      const functions::Arguments arguments(arguments_.data(), count);
      TRY(state(groups_[batch_groups_[row]], i).step(call, arguments));
    }
    first += count;
  }
  return ok();
}

}  // namespace tern::exec
