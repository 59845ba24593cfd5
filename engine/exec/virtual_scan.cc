#include "engine/exec/virtual_scan.h"

#include <algorithm>
#include <numeric>

#include "engine/exec/access_text.h"
#include "engine/exec/key_values.h"

namespace tern::exec {

VirtualScan::VirtualScan(const plan::Access& access)
    : access_(access),
      has_lists_(std::ranges::any_of(access.arguments, &plan::KeyPart::in)),
      values_(has_lists_ ? access.arguments.size() : 0),
      arguments_(access.arguments.size()) {
  if (!has_batches()) return;
  const bind::UsedColumns& used = access.source->used;
  for (uint32_t i = 0; i < used.width(); ++i) {
    if (!used.has(i)) continue;
    const bool is_hidden = access.source->table->columns[i].hidden;
    (is_hidden ? hidden_columns_ : columns_).push_back(i);
  }
  part_.slot = access.source->slot;
  part_.width = used.width();
  row_values_.resize(part_.width * RowBatch::kSizeMax);
  rowids_.resize(RowBatch::kSizeMax);
}

Status VirtualScan::find_values(expr::Frame& frame) {
  for (size_t i = 0; i < arguments_.size(); ++i) {
    const plan::KeyPart& part = access_.arguments[i];
    if (part.in) {
      values_[i] = TRY(in_values(frame, *part.in, part.affinity, {}));
      is_done_ |= values_[i].empty();
      continue;
    }
    arguments_[i] = part.is_null ? record::ValueView::null() : TRY(part.value->eval(frame));
    if (has_lists_) values_[i].assign(1, record::Value(arguments_[i]));
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
  if (has_lists_) chosen_.assign(values_.size(), 0);
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
  while (!is_done_) {
    TRY(frame.check_interrupt());
    if (std::exchange(is_started_, true)) TRY(row_.cursor->next());
    if (!row_.cursor->at_end()) {
      frame.row(access_.source->slot).set_source(row_);
      return true;
    }
    is_done_ = !advance_values();
    if (!is_done_) TRY(filter());
  }
  return false;
}

/// The next rows for the arguments that stand; how many they are.
Result<size_t> VirtualScan::read_rows() {
  vtab::Cursor& cursor = *row_.cursor;
  if (cursor.at_end()) return 0;
  const size_t count = cursor.read_rows(
      {columns_, row_values_.data(), part_.width, rowids_.data(), RowBatch::kSizeMax});
  for (const uint32_t column : hidden_columns_) {
    const record::ValueView value = TRY(cursor.column(column));
    for (size_t i = 0; i < count; ++i) row_values_[i * part_.width + column] = value;
  }
  return count;
}

Result<RowBatch*> VirtualScan::next_batch(expr::Frame& frame) {
  while (!is_done_) {
    const size_t count = TRY(read_rows());
    TRY(frame.check_interrupt(count + 1));
    if (count > 0) return &set_batch(count);
    is_done_ = !advance_values();
    if (!is_done_) TRY(filter());
  }
  return nullptr;
}

RowBatch& VirtualScan::set_batch(size_t count) {
  part_.values = row_values_.data();
  part_.rowids = rowids_.data();
  entries_.resize(count);
  std::iota(entries_.begin(), entries_.end(), 0U);
  batch_ = {{&part_, 1}, entries_};
  return batch_;
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
