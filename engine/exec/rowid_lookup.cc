#include "engine/exec/rowid_lookup.h"

#include "engine/exec/access_text.h"
#include "engine/exec/key_values.h"

namespace tern::exec {

RowidLookup::RowidLookup(btree::TreeStore& trees, const plan::Access& access,
                         std::vector<record::Value> defaults)
    : cursor_(trees, access.source->table->root),
      access_(access),
      defaults_(std::move(defaults)),
      slot_(access.source->slot),
      reads_columns_(access.source->used.width() > 0) {
  const plan::KeyPart& key = access_.equal.front();
  if (!key.in) key_.emplace(*key.value);
}

Status RowidLookup::open(expr::Frame& frame) {
  frame.row(slot_).set_defaults(defaults_);
  at_ = 0;
  targets_.clear();
  if (!key_) {
    const std::vector<record::Value> values =
        TRY(in_values(frame, *access_.equal.front().in, record::Affinity::Numeric, {}));
    for (const record::Value& value : values) {
      if (const std::optional<int64_t> rowid = record::as_rowid(value)) targets_.push_back(*rowid);
    }
    if (access_.reverse) std::reverse(targets_.begin(), targets_.end());
    return ok();
  }
  record::ValueView value;
  TRY(key_->read(frame, value));
  const std::optional<int64_t> rowid =
      value.is_integer() ? std::optional(value.as_integer()) : record::as_rowid(value);
  if (rowid) targets_.push_back(*rowid);
  return ok();
}

Result<bool> RowidLookup::next(expr::Frame& frame) {
  while (at_ < targets_.size()) {
    const int64_t rowid = targets_[at_++];
    if (TRY(cursor_.seek(RowId{rowid})) != btree::Landing::Found) continue;
    frame.row(slot_).set_record(reads_columns_ ? TRY(cursor_.payload()) : Bytes(), rowid);
    return true;
  }
  return false;
}

void RowidLookup::describe(Description& out) const {
  describe_access(access_, "Rowid Lookup", out);
}

}  // namespace tern::exec
