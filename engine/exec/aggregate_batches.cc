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
  if (!input_->has_batches() || !takes_all_ || first_row_decides_ || comes_sorted_) return false;
  return all_suit(core_.group_by) &&
         std::ranges::all_of(core_.aggregates, [](const bind::Aggregate& aggregate) {
           return !aggregate.function->user_data && all_suit(aggregate.arguments);
         });
}

void Aggregate::make_vectors(std::span<const expr::RowSlot> slots) {
  for (const auto& term : core_.group_by) key_vectors_.push_back(VectorExpr::of(*term, slots));
  for (const bind::Aggregate& aggregate : core_.aggregates) {
    for (const auto& argument : aggregate.arguments) {
      argument_vectors_.push_back(VectorExpr::of(*argument, slots));
    }
  }
}

Status Aggregate::read_batches(expr::Frame& frame) {
  bool is_first = key_vectors_.empty() && argument_vectors_.empty();
  while (const RowBatch* const batch = TRY(input_->next_batch(frame))) {
    if (std::exchange(is_first, false)) make_vectors(slots_of(batch->parts));
    if (!has_spilled_ && eval_vectors(frame, *batch)) {
      TRY(find_groups(frame, *batch));
      TRY(step_batch(frame, *batch));
      continue;
    }
    for (const uint32_t entry : batch->rows) {
      batch->put_in_slots(frame, entry);
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

void Aggregate::make_keys(const RowBatch& batch) {
  batch_keys_.clear();
  batch_key_ends_.clear();
  for (const uint32_t entry : batch.rows) {
    for (size_t i = 0; i < key_vectors_.size(); ++i) {
      record::append_sort_key(batch_keys_, key_vectors_[i]->value(entry),
                              {collation_of(*core_.group_by[i])});
    }
    batch_key_ends_.push_back(batch_keys_.size());
  }
}

/// The groups of the batch's rows into batch_groups_, made where there are none yet.
Status Aggregate::find_groups(expr::Frame& frame, const RowBatch& batch) {
  batch_groups_.assign(batch.rows.size(), 0);
  if (core_.group_by.empty()) {
    if (std::exchange(groups_.front().has_bare, true)) return ok();
    batch.put_in_slots(frame, batch.rows.front());
    return save_bare(frame, groups_.front());
  }
  make_keys(batch);
  const std::string_view keys = batch_keys_;
  const auto key = [&](size_t row) {
    const size_t begin = row == 0 ? 0 : batch_key_ends_[row - 1];
    return keys.substr(begin, batch_key_ends_[row] - begin);
  };
  batch_probes_.resize(RowBatch::kSizeMax);
  for (size_t row = 0; row < batch.rows.size(); ++row) {
    batch_probes_[row] = KeyTable::Probe(key(row));
    keys_.prefetch(batch_probes_[row]);
  }
  for (size_t row = 0; row < batch.rows.size(); ++row) {
    const KeyTable::Inserted inserted = keys_.insert(key(row), batch_probes_[row]);
    batch_groups_[row] = inserted.index;
    if (!inserted.is_fresh) continue;
    Group& group = add_group(groups_, arena_);
    batch.put_in_slots(frame, batch.rows[row]);
    TRY(save_bare(frame, group));
  }
  spill_if_full();
  return ok();
}

/// Many groups lie far apart in memory.
void Aggregate::prefetch_groups() const {
  constexpr size_t kMany = 1000;
  if (groups_.size() < kMany) return;
  for (const uint32_t group : batch_groups_) __builtin_prefetch(&groups_[group].states);
  for (const uint32_t group : batch_groups_) __builtin_prefetch(groups_[group].states);
}

Status Aggregate::step_batch(expr::Frame& frame, const RowBatch& batch) {
  prefetch_groups();
  batch_taken_.assign(batch.rows.size(), false);
  const bool has_groups = !core_.group_by.empty();
  size_t first = 0;  // of the aggregate's arguments
  for (size_t i = 0; i < core_.aggregates.size(); ++i) {
    const bind::Aggregate& aggregate = core_.aggregates[i];
    functions::Call& call = frame.call(aggregate.call);
    const size_t count = aggregate.arguments.size();
    const bool decides = !is_plain_ && aggregate.function->decides_bare_columns;
    const std::unique_ptr<VectorExpr>* const vectors = argument_vectors_.data() + first;
    record::ValueView* const values = arguments_.data();
    const functions::Arguments arguments(values, count);
    functions::AggregateState* state = &this->state(groups_.front(), i);
    if (count == 1 && !has_groups && !decides) {
      TRY(state->step_all(call, vectors[0]->column(), batch.rows));
      ++first;
      continue;
    }
    for (size_t row = 0; row < batch.rows.size(); ++row) {
      for (size_t a = 0; a < count; ++a) values[a] = vectors[a]->value(batch.rows[row]);
      if (has_groups) state = &this->state(groups_[batch_groups_[row]], i);
      TRY(state->step(call, arguments));
      if (decides) batch_taken_[row] = state->took_last_row();
    }
    first += count;
  }
  return is_plain_ ? ok() : save_taken(frame, batch);
}

/// The rows that bare columns come from: of a group the last one that was taken.
Status Aggregate::save_taken(expr::Frame& frame, const RowBatch& batch) {
  for (size_t row = 0; row < batch.rows.size(); ++row) {
    if (!batch_taken_[row]) continue;
    batch.put_in_slots(frame, batch.rows[row]);
    TRY(save_bare(frame, groups_[batch_groups_[row]]));
  }
  return ok();
}

}  // namespace tern::exec
