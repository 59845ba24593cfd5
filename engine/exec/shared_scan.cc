#include "engine/exec/shared_scan.h"

#include "engine/exec/access_text.h"
#include "engine/record/record.h"

namespace tern::exec {

void SharedRows::restart() {
  stream_->close();
  rows_.clear();
  progress_ = Progress::None;
}

Status SharedRows::open(expr::Frame& frame) {
  if (progress_ != Progress::None) return ok();
  TRY(stream_->open(frame));
  progress_ = Progress::Some;
  // Changes that the statement is about to make are not to be seen.
  while (!may_be_endless_ && progress_ == Progress::Some) TRY(compute_one(frame));
  return ok();
}

Status SharedRows::compute_one(expr::Frame& frame) {
  const bool found = TRY(stream_->next(frame));
  if (!found) {
    stream_->close();
    progress_ = Progress::All;
    return ok();
  }
  record_.clear();
  record::encode_record(stream_->row(), record_);
  return rows_.add(record_);
}

Result<std::optional<Bytes>> SharedRows::row(size_t index, ByteVector& scratch,
                                             expr::Frame& frame) {
  while (index >= rows_.size()) {
    if (progress_ == Progress::All) return std::nullopt;
    TRY(compute_one(frame));
  }
  return TRY(rows_.get(index, scratch));
}

SharedRows& SharedScan::rows(expr::Frame& frame) {
  std::unique_ptr<expr::NodeState>& state = frame.state(source_.common_table->rows);
  if (!state) {
    const bool may_be_endless = source_.query->recursive_from.has_value();
    state = std::make_unique<SharedRows>(std::move(stream_), may_be_endless, memory_);
  }
  return static_cast<SharedRows&>(*state);
}

Status SharedScan::open(expr::Frame& frame) {
  at_ = 0;
  return rows(frame).open(frame);
}

Result<bool> SharedScan::next(expr::Frame& frame) {
  TRY(frame.check_interrupt());
  const std::optional<Bytes> record = TRY(rows(frame).row(at_, scratch_, frame));
  if (!record) return false;
  ++at_;
  frame.row(source_.slot).set_record(*record);
  return true;
}

void SharedScan::describe(Description& out) const {
  out.operation = "Shared Scan";
  out.append(source_text(source_));
  out.inputs.push_back(&own_);
}

}  // namespace tern::exec
