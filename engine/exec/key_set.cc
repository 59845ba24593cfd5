#include "engine/exec/key_set.h"

#include "engine/record/affinity.h"
#include "engine/record/sort_key.h"

namespace tern::exec {

namespace {

constexpr size_t kBytesMax = 64 << 20;

}  // namespace

/// false: a NULL, which equals nothing.
bool KeySet::append(record::ValueView value, const plan::HashKey& key) {
  const record::ValueView converted =
      record::apply_comparison_affinity(value, key.affinity, scratch_);
  if (converted.is_null()) return false;
  record::append_sort_key(key_, converted, {key.collation});
  return true;
}

Result<bool> KeySet::make(expr::Frame& frame) {
  if (is_made()) return true;
  Result<bool> filled = fill(frame);
  rows_->close();
  progress_ = filled.value_or(false) ? Progress::Made : Progress::GivenUp;
  // What fails for a row that nobody asks for is no failure.
  if (!filled && filled.error().is(ErrorCode::Interrupt)) return filled;
  if (progress_ == Progress::GivenUp) table_.clear();
  return is_made();
}

Result<bool> KeySet::fill(expr::Frame& frame) {
  TRY(rows_->open(frame));
  while (TRY(rows_->next(frame))) {
    key_.clear();
    bool is_key = true;
    for (size_t i = 0; i < keys_.size() && is_key; ++i) {
      is_key = append(rows_->row()[i], keys_[i]);
    }
    if (is_key) table_.insert(key_);
    if (table_.size_bytes() > kBytesMax) return false;
  }
  return true;
}

Result<bool> KeySet::contains(expr::Frame& frame) {
  key_.clear();
  for (const plan::HashKey& key : keys_) {
    const record::ValueView value = TRY(key.probe->eval(frame));
    if (!append(value, key)) return false;
  }
  return table_.find(key_) != KeyTable::kNone;
}

void KeySet::clear() {
  rows_->close();
  table_.clear();
  asked_ = 0;
  progress_ = Progress::Waiting;
}

}  // namespace tern::exec
