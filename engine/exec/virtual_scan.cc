#include "engine/exec/virtual_scan.h"

#include "engine/exec/access_text.h"
#include "engine/exec/kept_value.h"
#include "engine/exec/key_values.h"

namespace tern::exec {

VirtualScan::VirtualScan(const plan::Access& access)
    : access_(access), values_(access.arguments.size()), arguments_(access.arguments.size()) {
  if (!has_batches()) return;
  const bind::UsedColumns& used = access.source->used;
  for (uint32_t i = 0; i < used.width(); ++i) {
    if (used.has(i)) columns_.push_back(i);
  }
  part_.slot = access.source->slot;
  part_.width = used.width();
  row_values_.resize(part_.width * RowBatch::kSizeMax);
}

Status VirtualScan::find_values(expr::Frame& frame) {
  for (size_t i = 0; i < values_.size(); ++i) {
    const plan::KeyPart& part = access_.arguments[i];
    if (part.in) {
      values_[i] = TRY(in_values(frame, *part.in, part.affinity, {}));
      is_done_ |= values_[i].empty();
      continue;
    }
    values_[i].resize(1);
    if (part.is_null) {
      values_[i].front().assign(record::ValueView::null());
    } else {
      values_[i].front().assign(TRY(part.value->eval(frame)));
    }
  }
  return ok();
}

Status VirtualScan::filter() {
  for (size_t i = 0; i < values_.size(); ++i) arguments_[i] = values_[i][chosen_[i]];
  is_started_ = false;
  return row_.cursor->filter(access_.virtual_plan, arguments_);
}

Status VirtualScan::open(expr::Frame& frame) {
  if (!row_.cursor) row_.cursor = access_.source->virtual_table->open();
  is_done_ = false;
  failure_.reset();
  chosen_.assign(values_.size(), 0);
  TRY(find_values(frame));
  return is_done_ ? ok() : filter();
}

/// false: all combinations were used.
bool VirtualScan::advance_values() {
  for (size_t i = values_.size(); i-- > 0;) {
    if (++chosen_[i] < values_[i].size()) return true;
    chosen_[i] = 0;
  }
  return false;
}

Result<bool> VirtualScan::next(expr::Frame& frame) {
  const bool found = TRY(advance(frame));
  if (found) frame.row(access_.source->slot).set_source(row_);
  return found;
}

/// Puts the cursor on the next row.
Result<bool> VirtualScan::advance(expr::Frame& frame) {
  while (!is_done_) {
    TRY(frame.check_interrupt());
    if (std::exchange(is_started_, true)) TRY(row_.cursor->next());
    if (!row_.cursor->at_end()) return true;
    is_done_ = !advance_values();
    if (!is_done_) TRY(filter());
  }
  return false;
}

/// The next row, behind those of the batch. false: there is none.
Result<bool> VirtualScan::read_row(expr::Frame& frame) {
  const bool found = TRY(advance(frame));
  if (!found) return false;
  record::ValueView* const out = row_values_.data() + rowids_.size() * part_.width;
  for (const uint32_t column : columns_) {
    const record::ValueView value = TRY(row_.cursor->column(column));
    if (value.is_text() || value.is_blob()) bytes_kept_ += value.as_bytes().size();
    out[column] = kept_value(value, bytes_);
  }
  entries_.push_back(static_cast<uint32_t>(rowids_.size()));
  rowids_.push_back(row_.cursor->rowid());
  return true;
}

/// What fails is told behind the rows before it.
Result<RowBatch*> VirtualScan::next_batch(expr::Frame& frame) {
  constexpr size_t kBytesMax = size_t{1} << 16;  // every row may have a whole document
  bytes_.clear();
  bytes_kept_ = 0;
  rowids_.clear();
  entries_.clear();
  while (!failure_ && rowids_.size() < RowBatch::kSizeMax && bytes_kept_ < kBytesMax) {
    const Result<bool> found = read_row(frame);
    if (!found) failure_ = found.error();
    if (!found || !*found) break;
  }
  if (rowids_.empty() && failure_) return std::unexpected(*failure_);
  if (rowids_.empty()) return nullptr;
  part_.values = row_values_.data();
  part_.rowids = rowids_.data();
  batch_ = {{&part_, 1}, entries_};
  return &batch_;
}

void VirtualScan::describe(Description& out) const {
  out.operation = "Virtual Table Scan";
  std::string arguments;
  for (const plan::KeyPart& part : access_.arguments) {
    arguments += arguments.empty() ? "(" : ", ";
    const expr::Expr* value = part.in ? part.in : part.value;
    arguments += value ? out.text(*value) : "NULL";
  }
  out.append(source_text(*access_.source));
  out.append(arguments.empty() ? arguments : arguments + ")");
}

}  // namespace tern::exec
