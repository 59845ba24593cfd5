#include "engine/exec/join_table.h"

#include "engine/record/sort_key.h"

namespace tern::exec {

Result<bool> JoinTable::make_key(expr::Frame& frame, Side side) {
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

void JoinTable::chain(uint32_t row) {
  const KeyTable::Inserted inserted = keys_.insert(key_);
  if (inserted.is_fresh) {
    first_.push_back(row);
    last_.push_back(row);
  } else {
    following_[last_[inserted.index]] = row;
    last_[inserted.index] = row;
  }
}

Status JoinTable::fill(Operator& input, expr::Frame& frame) {
  clear();
  TRY(input.open(frame));
  while (TRY(input.next(frame))) {
    const bool has_key = TRY(make_key(frame, Side::Build));
    if (!has_key && !keeps_all_) continue;
    const uint32_t row = size();
    TRY(rows_.add(frame));
    following_.push_back(kEnd);
    if (keys_.size_bytes() > kOperatorMemoryMax) return fail(ErrorCode::NoMem);
    if (has_key) chain(row);
  }
  input.close();
  return ok();
}

Result<uint32_t> JoinTable::find(expr::Frame& frame) {
  const bool has_key = TRY(make_key(frame, Side::Probe));
  if (!has_key) return kEnd;
  const uint32_t found = keys_.find(key_);
  return found == KeyTable::kNone ? kEnd : first_[found];
}

void JoinTable::clear() {
  rows_.clear();
  keys_.clear();
  first_.clear();
  last_.clear();
  following_.clear();
}

}  // namespace tern::exec
