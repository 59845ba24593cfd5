#include "engine/exec/aggregate.h"

#include <algorithm>
#include <cstring>

#include "engine/base/spent_memory.h"
#include "engine/exec/description.h"
#include "engine/exec/key_prefix.h"
#include "engine/exec/operator_memory.h"
#include "engine/record/sort_key.h"

namespace tern::exec {

namespace {

/// The order of its rows could only change which of equal values min() and max() return.
bool is_ordered(const bind::Aggregate& aggregate) {
  return !aggregate.order_by.empty() && !aggregate.function->decides_bare_columns;
}

}  // namespace

Aggregate::Aggregate(std::unique_ptr<Operator> input, const bind::Core& core,
                     const plan::CorePlan& plan, WorkMemory memory)
    : input_(std::move(input)),
      core_(core),
      first_row_decides_(plan.first_row_decides),
      comes_sorted_(plan.groups != plan::Arrival::Any && !core.group_by.empty()),
      memory_(memory),
      spill_(core, memory) {
  for (const auto& source : core.sources) {
    SavedRow saved(*source, source->used_late);
    if (!saved.is_empty()) saved_.push_back(std::move(saved));
  }
  for (const bind::Aggregate& aggregate : core.aggregates) {
    state_offsets_.push_back(states_size_);
    const size_t size = aggregate.function->state_size_bytes;
    states_size_ +=
        (size + ByteArena::kAlignment - 1) / ByteArena::kAlignment * ByteArena::kAlignment;
    has_distinct_ |= aggregate.distinct;
    has_order_ |= is_ordered(aggregate);
    arguments_.resize(std::max(arguments_.size(), aggregate.arguments.size()));
    const bool decides = aggregate.function->decides_bare_columns && !saved_.empty();
    if (aggregate.filter || aggregate.distinct || is_ordered(aggregate)) takes_all_ = false;
    is_plain_ = is_plain_ && takes_all_ && !decides;
    if (!aggregate.function->decides_bare_columns) continue;
    has_deciding_ = true;
    if (core.group_by.empty() && !aggregate.filter) first_row_stays_ = false;
  }
  takes_batches_ = suits_batches();
}

const record::Collation* Aggregate::collation_of(const expr::Expr& expr) const {
  const record::Collation* collation = expr.collation().collation;
  return collation ? collation : core_.binary;
}

Aggregate::~Aggregate() { clear(); }

void Aggregate::destroy_states(const Group& group) {
  for (size_t i = 0; i < core_.aggregates.size(); ++i) state(group, i).~AggregateState();
}

void Aggregate::clear() {
  for (const Group& group : groups_) destroy_states(group);
  clear_spent(groups_);
  clear(single_);
  clear(following_);
  if (std::exchange(has_spilled_, false)) spill_.clear(0);
  keys_.clear();
  clear_spent(order_);
  arena_.clear();
}

void Aggregate::clear(SingleGroup& single) {
  for (const Group& group : single.group) destroy_states(group);
  single.group.clear();
  single.arena.clear();
}

Aggregate::Group& Aggregate::start(SingleGroup& single, std::string_view key) {
  clear(single);
  single.key.assign(key);
  return add_group(single.group, single.arena);
}

Status Aggregate::open(expr::Frame& frame) {
  clear();
  is_read_ = false;
  at_ = 0;
  return input_->open(frame);
}

void Aggregate::close() {
  clear();
  input_->close();
}

Aggregate::Group& Aggregate::add_group(std::vector<Group>& groups, ByteArena& arena) {
  Group& group = groups.emplace_back();
  group.arena = &arena;
  group.states = arena.allocate(std::max<size_t>(states_size_, 1));
  for (size_t i = 0; i < core_.aggregates.size(); ++i) {
    const functions::AggregateFunction& function = *core_.aggregates[i].function;
    function.construct(group.states + state_offsets_[i], function.user_data.get());
  }
  if (has_distinct_) group.distinct.resize(core_.aggregates.size());
  if (has_order_) group.ordered.resize(core_.aggregates.size());
  return group;
}

Status Aggregate::make_key(expr::Frame& frame) {
  key_.clear();
  for (const expr::ExprPtr& term : core_.group_by) {
    record::append_sort_key(key_, TRY(term->eval(frame)), {collation_of(*term)});
  }
  return ok();
}

Result<Aggregate::Group*> Aggregate::group_of_row(expr::Frame& frame) {
  TRY(make_key(frame));
  if (has_spilled_) {
    const uint32_t found = keys_.find(key_);
    return found == KeyTable::kNone ? nullptr : &groups_[found];
  }
  const KeyTable::Inserted inserted = keys_.insert(key_);
  if (!inserted.is_fresh) return &groups_[inserted.index];
  Group& group = add_group(groups_, arena_);
  TRY(save_bare(frame, group));
  spill_if_full();
  return &group;
}

void Aggregate::spill_if_full() {
  if (!is_full()) return;
  has_spilled_ = true;
  spill_.clear(memory_.bytes_max() / 2);
}

bool Aggregate::is_full() const {
  const size_t held = arena_.size_bytes() + keys_.size_bytes() + groups_.capacity() * sizeof(Group);
  return held > groups_max_bytes_;
}

Result<bool> Aggregate::is_repeated(Group& group, size_t aggregate) {
  std::unique_ptr<KeyTable>& seen = group.distinct[aggregate];
  if (!seen) seen = std::make_unique<KeyTable>();
  key_.clear();
  const expr::Expr& argument = *core_.aggregates[aggregate].arguments.front();
  record::append_sort_key(key_, arguments_.front(), {collation_of(argument)});
  return !seen->insert(key_).is_fresh;
}

/// Evaluates the arguments; false: FILTER or DISTINCT leaves this row out.
Result<bool> Aggregate::takes(expr::Frame& frame, Group& group, size_t aggregate) {
  const bind::Aggregate& call = core_.aggregates[aggregate];
  arguments_.resize(call.arguments.size());
  if (call.filter) {
    if (TRY(call.filter->truth(frame)) != expr::Truth::True) return false;
  }
  for (size_t i = 0; i < arguments_.size(); ++i) {
    arguments_[i] = TRY(call.arguments[i]->eval(frame));
  }
  if (!call.distinct) return true;
  return !TRY(is_repeated(group, aggregate));
}

/// Of several min() and max() the last one decides. One that does not see the row leaves the word
/// to the one before it; a filtered one says that only a group's first row is taken.
Status Aggregate::step_deciding(expr::Frame& frame, Group& group, size_t aggregate, bool is_first) {
  if (core_.aggregates[aggregate].filter && first_row_stays_) group.takes_row = is_first;
  const bool is_taken = TRY(takes(frame, group, aggregate));
  if (!is_taken) return ok();
  functions::AggregateState& state = this->state(group, aggregate);
  TRY(state.step(frame.call(core_.aggregates[aggregate].call), arguments_));
  group.takes_row = state.took_last_row();
  return ok();
}

Status Aggregate::keep_for_order(expr::Frame& frame, Group& group, size_t aggregate) {
  key_.clear();
  for (const bind::OrderedExpr& term : core_.aggregates[aggregate].order_by) {
    record::append_sort_key(key_, TRY(term.expr->eval(frame)),
                            {term.collation, term.descending, term.nulls_last});
  }
  std::unique_ptr<RowQueue>& rows = group.ordered[aggregate];
  if (!rows) rows = std::make_unique<RowQueue>();
  rows->append(arguments_, key_, 0);
  if (rows->size_bytes() > kOperatorMemoryMax) return fail(ErrorCode::NoMem);
  return ok();
}

Status Aggregate::step_in_order(expr::Frame& frame, const Group& group, size_t aggregate) {
  RowQueue* rows = group.ordered[aggregate].get();
  if (!rows) return ok();
  rows->sort();
  const bind::Aggregate& call = core_.aggregates[aggregate];
  for (uint64_t i = 0; i < rows->end(); ++i) {
    const functions::Arguments arguments((*rows)[i].values(), call.arguments.size());
    TRY(state(group, aggregate).step(frame.call(call.call), arguments));
  }
  return ok();
}

Status Aggregate::step_plain(expr::Frame& frame, const Group& group) {
  for (size_t i = 0; i < core_.aggregates.size(); ++i) {
    const bind::Aggregate& aggregate = core_.aggregates[i];
    for (size_t a = 0; a < aggregate.arguments.size(); ++a) {
      arguments_[a] = TRY(aggregate.arguments[a]->eval(frame));
    }
    const functions::Arguments arguments(arguments_.data(), aggregate.arguments.size());
    TRY(state(group, i).step(frame.call(aggregate.call), arguments));
  }
  return ok();
}

Status Aggregate::step(expr::Frame& frame, Group& group) {
  if (is_plain_) return step_plain(frame, group);
  const bool is_first = !std::exchange(group.has_rows, true);
  for (size_t i = 0; i < core_.aggregates.size(); ++i) {
    const bind::Aggregate& aggregate = core_.aggregates[i];
    if (aggregate.function->decides_bare_columns) {
      TRY(step_deciding(frame, group, i, is_first));
      continue;
    }
    const bool is_taken = TRY(takes(frame, group, i));
    if (!is_taken) continue;
    if (is_ordered(aggregate)) {
      TRY(keep_for_order(frame, group, i));
    } else {
      TRY(state(group, i).step(frame.call(aggregate.call), arguments_));
    }
  }
  if (has_deciding_ && group.takes_row) return save_bare(frame, group);
  return ok();
}

Status Aggregate::save_bare(expr::Frame& frame, Group& group) {
  if (saved_.empty()) return ok();
  TRY(save_rows(saved_, frame, bare_));
  // A row that min() or max() took again reuses its place where it fits.
  std::byte* bytes = bare_.size() <= group.bare.size() ? const_cast<std::byte*>(group.bare.data())
                                                       : group.arena->allocate(bare_.size());
  std::memcpy(bytes, bare_.data(), bare_.size());
  group.bare = Bytes(bytes, bare_.size());
  return ok();
}

Status Aggregate::load_bare(expr::Frame& frame, const Group& group) {
  if (group.bare.empty()) {
    for (const auto& source : core_.sources) frame.row(source->slot).set_null();
    return ok();
  }
  return load_rows(saved_, group.bare, frame);
}

Status Aggregate::read_all(expr::Frame& frame) {
  is_read_ = true;
  const bool has_groups = !core_.group_by.empty();
  groups_max_bytes_ = memory_.bytes_max() / 2;
  if (!has_groups) {
    add_group(groups_, arena_);
    order_.push_back(0);
  }
  TRY(takes_batches_ ? read_batches(frame) : read_rows(frame));
  if (!has_groups) return ok();
  sort_groups();
  return has_spilled_ ? spill_.sort() : ok();
}

Status Aggregate::read_rows(expr::Frame& frame) {
  while (TRY(input_->next(frame))) {
    TRY(take_row(frame));
    if (first_row_decides_ && !arguments_.front().is_null()) break;
  }
  return ok();
}

Status Aggregate::take_row(expr::Frame& frame) {
  if (!core_.group_by.empty()) {
    Group* const group = TRY(group_of_row(frame));
    return group ? step(frame, *group) : spill_.add(frame, key_);
  }
  Group& group = groups_.front();
  if (!std::exchange(group.has_bare, true)) {
    TRY(save_bare(frame, group));
  } else if (first_row_decides_) {
    // Behind a first row without a value only one with a value counts.
    const record::ValueView value = TRY(core_.aggregates.front().arguments.front()->eval(frame));
    if (value.is_null()) return ok();
  }
  return step(frame, group);
}

/// The next group that has its rows in spill_.
Status Aggregate::make_spilled_group(expr::Frame& frame) {
  Group& group = start(single_, spill_.key());
  bool is_first = true;
  while (TRY(spill_.next_of(single_.key, frame))) {
    if (std::exchange(is_first, false)) TRY(save_bare(frame, group));
    TRY(step(frame, group));
  }
  return ok();
}

void Aggregate::sort_groups() {
  struct Place {
    uint64_t prefix;  // of the key
    uint32_t group;
  };
  std::vector<Place> places(groups_.size());
  for (uint32_t i = 0; i < places.size(); ++i) {
    places[i] = {prefix_of_key(keys_.key(i)), i};
  }
  std::ranges::sort(places, [this](const Place& a, const Place& b) {
    if (a.prefix != b.prefix) return a.prefix < b.prefix;
    return keys_.key(a.group) < keys_.key(b.group);
  });
  order_.clear();
  for (const Place& place : places) order_.push_back(place.group);
}

/// The groups that are emitted soon lie far apart in memory.
void Aggregate::prefetch_next_groups() const {
  constexpr size_t kNear = 4;
  constexpr size_t kFar = 8;
  if (at_ + kFar >= order_.size()) return;
  __builtin_prefetch(&groups_[order_[at_ + kFar]]);
  const Group& group = groups_[order_[at_ + kNear]];
  __builtin_prefetch(group.states);
  __builtin_prefetch(group.bare.data());
}

/// The row in the frame is the first of the next group. Its key is in key_.
Status Aggregate::start_sorted_group(expr::Frame& frame) {
  Group& group = start(following_, key_);
  TRY(save_bare(frame, group));
  return step(frame, group);
}

Result<bool> Aggregate::next_sorted(expr::Frame& frame) {
  if (std::exchange(is_read_, true)) {
    for (size_t i = 0; i < pending_.size(); ++i) frame.row(core_.sources[i]->slot) = pending_[i];
  } else if (TRY(input_->next(frame))) {
    TRY(make_key(frame));
    TRY(start_sorted_group(frame));
  }
  if (following_.group.empty()) return false;
  std::swap(single_, following_);
  single_.group.front().arena = &single_.arena;
  clear(following_);
  while (TRY(input_->next(frame))) {
    TRY(make_key(frame));
    if (key_ == single_.key) {
      TRY(step(frame, single_.group.front()));
    } else {
      TRY(start_sorted_group(frame));
      break;
    }
  }
  pending_.clear();
  for (const auto& source : core_.sources) pending_.push_back(frame.row(source->slot));
  TRY(emit(frame, single_.group.front()));
  return true;
}

Result<bool> Aggregate::next(expr::Frame& frame) {
  if (comes_sorted_) return next_sorted(frame);
  if (!is_read_) TRY(read_all(frame));
  const bool has_group = at_ < order_.size();
  const bool is_spilled =
      has_spilled_ && !spill_.is_empty() && (!has_group || spill_.key() < keys_.key(order_[at_]));
  if (is_spilled) {
    TRY(make_spilled_group(frame));
    TRY(emit(frame, single_.group.front()));
    return true;
  }
  if (!has_group) return false;
  prefetch_next_groups();
  TRY(emit(frame, groups_[order_[at_++]]));
  return true;
}

Status Aggregate::emit(expr::Frame& frame, const Group& group) {
  for (size_t i = 0; i < core_.aggregates.size(); ++i) {
    const bind::Aggregate& aggregate = core_.aggregates[i];
    if (is_ordered(aggregate)) TRY(step_in_order(frame, group, i));
    frame.reg(aggregate.result).assign(TRY(state(group, i).value(frame.call(aggregate.call))));
  }
  return load_bare(frame, group);
}

void Aggregate::describe(Description& out) const {
  out.operation = "Aggregate";
  for (const bind::Aggregate& call : core_.aggregates) {
    out.append(out.call(*call.function, call.arguments, call.distinct, call.filter.get()), ", ");
    for (const bind::OrderedExpr& term : call.order_by) out.expressions.push_back(term.expr.get());
  }
  std::string groups;
  for (const expr::ExprPtr& term : core_.group_by) {
    groups += groups.empty() ? "GROUP BY " : ", ";
    groups += out.text(*term);
  }
  out.append(groups);
  if (comes_sorted_) out.append("from sorted rows", ", ");
  out.add_input(input_);
}

}  // namespace tern::exec
