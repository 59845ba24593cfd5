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
  if (arguments_.front().is_null()) return true;  // no aggregate counts it
  std::unique_ptr<KeyTable>& seen = group.distinct[aggregate];
  if (!seen) seen = std::make_unique<KeyTable>();
  key_.clear();
  const expr::Expr& argument = *core_.aggregates[aggregate].arguments.front();
  record::append_sort_key(key_, arguments_.front(), {collation_of(core_, argument)});
  return !seen->insert(key_).is_fresh;
}

Status Aggregate::step(expr::Frame& frame, Group& group) {
  for (size_t i = 0; i < core_.aggregates.size(); ++i) {
    const bind::Aggregate& aggregate = core_.aggregates[i];
    if (aggregate.filter) {
      if (TRY(aggregate.filter->truth(frame)) != expr::Truth::True) continue;
    }
    arguments_.resize(aggregate.arguments.size());
    for (size_t a = 0; a < arguments_.size(); ++a) {
      arguments_[a] = TRY(aggregate.arguments[a]->eval(frame));
    }
    if (aggregate.distinct) {
      const bool repeated = TRY(is_repeated(group, i));
      if (repeated) continue;
    }
    functions::AggregateState& state = this->state(group, i);
    TRY(state.step(frame.call(aggregate.call), arguments_));
    if (aggregate.function->decides_bare_columns && !saved_.empty() && state.took_last_row()) {
      TRY(save_bare(frame, group));
    }
  }
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
    if (std::exchange(is_first, false)) TRY(save_bare(frame, group));
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
    frame.reg(aggregate.result).assign(TRY(state(group, i).value(frame.call(aggregate.call))));
  }
  TRY(load_bare(frame, group));
  return true;
}

}  // namespace tern::exec
