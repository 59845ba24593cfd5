#include "engine/exec/hash_lookup.h"

#include "engine/record/sort_key.h"

namespace tern::exec {

Result<bool> HashLookup::make_key(expr::Frame& frame, Side side) {
  key_.clear();
  for (const plan::HashKey& key : access_.hash_keys) {
    const expr::Expr& expr = side == Side::Probe ? *key.probe : *key.build;
    const record::ValueView value =
        record::apply_comparison_affinity(TRY(expr.eval(frame)), key.affinity, scratch_);
    if (value.is_null() && !key.nulls_match) return false;
    record::append_sort_key(key_, value, {key.collation});
  }
  return true;
}

Status HashLookup::build(expr::Frame& frame) {
  rows_.clear();
  keys_.clear();
  first_.clear();
  last_.clear();
  following_.clear();
  TRY(input_->open(frame));
  while (TRY(input_->next(frame))) {
    const bool has_key = TRY(make_key(frame, Side::Build));
    if (!has_key) continue;
    const uint32_t row = static_cast<uint32_t>(rows_.size());
    TRY(rows_.add(frame));
    following_.push_back(kEnd);
    if (keys_.size_bytes() > kOperatorMemoryMax) return fail(ErrorCode::NoMem);
    const KeyTable::Inserted inserted = keys_.insert(key_);
    if (inserted.is_fresh) {
      first_.push_back(row);
      last_.push_back(row);
    } else {
      following_[last_[inserted.index]] = row;
      last_[inserted.index] = row;
    }
  }
  input_->close();
  is_built_ = true;
  return ok();
}

Status HashLookup::open(expr::Frame& frame) {
  if (!is_built_) TRY(build(frame));
  at_ = kEnd;
  const bool has_key = TRY(make_key(frame, Side::Probe));
  if (!has_key) return ok();
  const uint32_t found = keys_.find(key_);
  if (found != KeyTable::kNone) at_ = first_[found];
  return ok();
}

Result<bool> HashLookup::next(expr::Frame& frame) {
  if (at_ == kEnd) return false;
  TRY(rows_.load(at_, frame));
  at_ = following_[at_];
  return true;
}

void HashLookup::close() {
  input_->close();
  rows_.clear();
  keys_.clear();
  is_built_ = false;
}

}  // namespace tern::exec
