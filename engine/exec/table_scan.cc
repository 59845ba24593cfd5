#include "engine/exec/table_scan.h"

#include "engine/exec/access_text.h"

namespace tern::exec {

TableScan::TableScan(btree::TreeStore& trees, const plan::Access& access,
                     std::vector<record::Value> defaults)
    : cursor_(trees, access.source->table->root),
      access_(access),
      defaults_(std::move(defaults)),
      slot_(access.source->slot),
      reads_columns_(access.source->used.width() > 0),
      reads_all_(!access.low && !access.high) {}

Status TableScan::open(expr::Frame& frame) {
  started_ = is_behind_first_ = false;
  frame.row(slot_).set_defaults(defaults_);
  range_ = TRY(RowidRange::of(frame, access_));
  return ok();
}

Result<bool> TableScan::land() {
  if (!access_.reverse) {
    if (!range_.has_low()) return cursor_.first();
    return TRY(cursor_.seek(RowId{range_.low})) != btree::Landing::End;
  }
  if (!range_.has_high()) return cursor_.last();
  const btree::Landing landing = TRY(cursor_.seek(RowId{range_.high}));
  if (landing == btree::Landing::Found) return true;
  return landing == btree::Landing::After ? cursor_.prev() : cursor_.last();
}

Result<bool> TableScan::step() {
  if (!started_) {
    started_ = true;
    return land();
  }
  return access_.reverse ? cursor_.prev() : cursor_.next();
}

Result<bool> TableScan::next(expr::Frame& frame) {
  if (range_.is_empty) return false;
  TRY(frame.check_interrupt());
  const bool found = TRY(step());
  if (!found) {
    range_.is_empty = true;
    return false;
  }
  const int64_t rowid = cursor_.rowid().raw;
  if (rowid < range_.low || rowid > range_.high) {
    range_.is_empty = true;
    return false;
  }
  if (reads_all_ && is_behind_first_) ++frame.work().scan_steps;
  is_behind_first_ = true;
  frame.row(slot_).set_record(reads_columns_ ? TRY(cursor_.payload()) : Bytes(), rowid);
  return true;
}

void TableScan::describe(Description& out) const { describe_access(access_, "Table Scan", out); }

}  // namespace tern::exec
