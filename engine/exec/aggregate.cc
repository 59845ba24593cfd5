#include "engine/exec/aggregate.h"

#include <algorithm>
#include <cstring>

#include "engine/record/sort_key.h"

namespace tern::exec {

namespace {

const record::Collation* collation_of(const bind::Core& core, const expr::Expr& expr) {
  const record::Collation* collation = expr.collation().collation;
  return collation ? collation : core.binary;
}

/// The order of its rows could only change which of equal values min() and max() return.
bool is_ordered(const bind::Aggregate& aggregate) {
  return !aggregate.order_by.empty() && !aggregate.function->decides_bare_columns;
}

}  // namespace

Aggregate::Aggregate(std::unique_ptr<Operator> input, const bind::Core& core,
                     bool first_row_decides)
    : input_(std::move(input)), core_(core), first_row_decides_(first_row_decides) {
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
    if (!aggregate.function->decides_bare_columns) continue;
    has_deciding_ = true;
    if (core.group_by.empty() && !aggregate.filter) first_row_stays_ = false;
  }
}

Aggregate::~Aggregate() { clear(); }

void Aggregate::clear() {
  for (const Group& group : groups_) {
    for (size_t i = 0; i < core_.aggregates.size(); ++i) state(group, i).~AggregateState();
  }
  groups_.clear();
  keys_.clear();
  order_.clear();
  arena_.clear();
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

Aggregate::Group& Aggregate::add_group() {
  Group& group = groups_.emplace_back();
  group.states = arena_.allocate(std::max<size_t>(states_size_, 1));
  for (size_t i = 0; i < core_.aggregates.size(); ++i) {
    const functions::AggregateFunction& function = *core_.aggregates[i].function;
    function.construct(group.states + state_offsets_[i], function.user_data.get());
  }
  if (has_distinct_) group.distinct.resize(core_.aggregates.size());
  if (has_order_) group.ordered.resize(core_.aggregates.size());
  return group;
}

Result<Aggregate::Group*> Aggregate::group_of_row(expr::Frame& frame) {
  key_.clear();
  for (const expr::ExprPtr& term : core_.group_by) {
    record::append_sort_key(key_, TRY(term->eval(frame)), {collation_of(core_, *term)});
  }
  const KeyTable::Inserted inserted = keys_.insert(key_);
  if (!inserted.is_fresh) return &groups_[inserted.index];
  if (arena_.size_bytes() + keys_.size_bytes() > kOperatorMemoryMax) return fail(ErrorCode::NoMem);
  Group& group = add_group();
  TRY(save_bare(frame, group));
  return &group;
}

Result<bool> Aggregate::is_repeated(Group& group, size_t aggregate) {
  std::unique_ptr<KeyTable>& seen = group.distinct[aggregate];
  if (!seen) seen = std::make_unique<KeyTable>();
  key_.clear();
  const expr::Expr& argument = *core_.aggregates[aggregate].arguments.front();
  record::append_sort_key(key_, arguments_.front(), {collation_of(core_, argument)});
  return !seen->insert(key_).is_fresh;
}

/// Evaluates the arguments; false: FILTER or DISTINCT leaves this row out.
Result<bool> Aggregate::takes(expr::Frame& frame, Group& group, size_t aggregate) {
  const bind::Aggregate& call = core_.aggregates[aggregate];
  if (call.filter) {
    if (TRY(call.filter->truth(frame)) != expr::Truth::True) return false;
  }
  arguments_.resize(call.arguments.size());
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

Status Aggregate::step(expr::Frame& frame, Group& group) {
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
  bare_.clear();
  for (SavedRow& saved : saved_) {
    TRY(saved.save(frame, scratch_));
    const auto size = static_cast<uint32_t>(scratch_.size());
    const std::byte* raw = reinterpret_cast<const std::byte*>(&size);
    bare_.insert(bare_.end(), raw, raw + sizeof size);
    append(bare_, scratch_);
  }
  // A row that min() or max() took again reuses its place where it fits.
  std::byte* bytes = bare_.size() <= group.bare.size() ? const_cast<std::byte*>(group.bare.data())
                                                       : arena_.allocate(bare_.size());
  std::memcpy(bytes, bare_.data(), bare_.size());
  group.bare = Bytes(bytes, bare_.size());
  return ok();
}

Status Aggregate::load_bare(expr::Frame& frame, const Group& group) {
  if (group.bare.empty()) {
    for (const auto& source : core_.sources) frame.row(source->slot).set_null();
    return ok();
  }
  Bytes rest = group.bare;
  for (SavedRow& saved : saved_) {
    const auto size = load_le<uint32_t>(rest.data());
    TRY(saved.load(rest.subspan(sizeof size, size), frame));
    rest = rest.subspan(sizeof size + size);
  }
  return ok();
}

Status Aggregate::read_all(expr::Frame& frame) {
  is_read_ = true;
  if (!core_.group_by.empty()) {
    while (TRY(input_->next(frame))) {
      Group* group = TRY(group_of_row(frame));
      TRY(step(frame, *group));
    }
    sort_groups();
    return ok();
  }
  Group& group = add_group();
  order_.push_back(0);
  bool is_first = true;
  while (TRY(input_->next(frame))) {
    if (std::exchange(is_first, false)) {
      TRY(save_bare(frame, group));
    } else if (first_row_decides_) {
      // Behind a first row without a value only one with a value counts.
      const record::ValueView value = TRY(core_.aggregates.front().arguments.front()->eval(frame));
      if (value.is_null()) continue;
    }
    TRY(step(frame, group));
    if (first_row_decides_ && !arguments_.front().is_null()) break;
  }
  return ok();
}

void Aggregate::sort_groups() {
  order_.resize(groups_.size());
  for (uint32_t i = 0; i < order_.size(); ++i) order_[i] = i;
  std::sort(order_.begin(), order_.end(),
            [this](uint32_t a, uint32_t b) { return keys_.key(a) < keys_.key(b); });
}

Result<bool> Aggregate::next(expr::Frame& frame) {
  if (!is_read_) TRY(read_all(frame));
  if (at_ == order_.size()) return false;
  const Group& group = groups_[order_[at_++]];
  for (size_t i = 0; i < core_.aggregates.size(); ++i) {
    const bind::Aggregate& aggregate = core_.aggregates[i];
    if (is_ordered(aggregate)) TRY(step_in_order(frame, group, i));
    frame.reg(aggregate.result).assign(TRY(state(group, i).value(frame.call(aggregate.call))));
  }
  TRY(load_bare(frame, group));
  return true;
}

}  // namespace tern::exec
