#include "engine/exec/virtual_scan.h"

#include <algorithm>
#include <numeric>

#include "engine/exec/access_text.h"
#include "engine/exec/key_values.h"
#include "engine/expr/comparison.h"
#include "engine/plan/in_query.h"
#include "engine/record/affinity.h"

namespace tern::exec {

namespace {

/// How the operand of `in` compares with its values.
const expr::CompareRule& rule_of(const expr::Expr& in) {
  const auto* list = in.as_if<expr::InList>();
  return list ? list->rules().front() : static_cast<const plan::InQueryExpr&>(in).rule();
}

}  // namespace

VirtualScan::VirtualScan(const plan::Access& access)
    : access_(access), arguments_(access.arguments.size()), converted_(access.arguments.size()) {
  find_lists();
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

void VirtualScan::find_lists() {
  for (size_t i = 0; i < arguments_.size(); ++i) {
    if (access_.arguments[i].in) lists_.push_back({.argument = i});
  }
  if (!lists_.empty()) kept_.resize(arguments_.size());
  for (const vtab::IndexPlan::Use& use : access_.virtual_plan.uses) {
    const auto list = std::ranges::find(lists_, use.argument - size_t{1}, &List::argument);
    if (list == lists_.end()) continue;
    list->is_at_once = use.takes_list;
    list->is_checked = use.is_checked && !use.takes_list;
    if (use.takes_list) at_once_.resize(arguments_.size());
  }
}

bool VirtualScan::has_batches() const {
  return access_.source->virtual_table->may_read_ahead() &&
         std::ranges::none_of(lists_, &List::is_checked);
}

Status VirtualScan::find_value(expr::Frame& frame, size_t argument) {
  const plan::KeyPart& part = access_.arguments[argument];
  arguments_[argument] = record::ValueView::null();
  if (part.is_null) return ok();
  const record::ValueView value = TRY(part.value->eval(frame));
  arguments_[argument] = record::apply_affinity(value, part.affinity, converted_[argument]);
  if (kept_.empty()) return ok();
  kept_[argument].assign(arguments_[argument]);
  arguments_[argument] = kept_[argument].view();
  return ok();
}

Status VirtualScan::find_list(expr::Frame& frame, List& list) {
  const plan::KeyPart& part = access_.arguments[list.argument];
  list.chosen = 0;
  list.values =
      TRY(in_values_with_null(frame, *part.in, part.affinity, *rule_of(*part.in).collation));
  if (list.is_at_once) {
    at_once_[list.argument] = list.values;
    return ok();
  }
  // It sorts first, and equals nothing.
  if (!list.values.empty() && list.values.front().is_null()) list.values.erase(list.values.begin());
  is_done_ |= list.values.empty();
  return ok();
}

Status VirtualScan::filter() {
  for (const List& list : lists_) {
    arguments_[list.argument] =
        list.is_at_once ? record::ValueView::null() : list.values[list.chosen].view();
  }
  is_started_ = false;
  if (at_once_.empty()) return row_.cursor->filter(access_.virtual_plan, arguments_);
  return row_.cursor->filter_with_lists(access_.virtual_plan, arguments_, at_once_);
}

/// A row that the module gives for another value of the IN comes again with that one.
Result<bool> VirtualScan::fits_values(expr::Frame& frame) {
  for (const List& list : lists_) {
    if (!list.is_checked) continue;
    const plan::KeyPart& part = access_.arguments[list.argument];
    const record::ValueView own = record::apply_comparison_affinity(
        TRY(part.in->child(0).eval(frame)), part.affinity, scratch_);
    const record::ValueView wanted = list.values[list.chosen].view();
    if (own.is_null()) return false;
    if (record::compare_values(own, wanted, *rule_of(*part.in).collation) != 0) return false;
  }
  return true;
}

Status VirtualScan::open(expr::Frame& frame) {
  if (!row_.cursor) row_.cursor = access_.source->virtual_table->open();
  is_done_ = false;
  for (size_t i = 0; i < arguments_.size(); ++i) {
    if (!access_.arguments[i].in) TRY(find_value(frame, i));
  }
  for (List& list : lists_) TRY(find_list(frame, list));
  return is_done_ ? ok() : filter();
}

/// false: all combinations were used.
bool VirtualScan::advance_values() {
  for (size_t i = lists_.size(); i-- > 0;) {
    List& list = lists_[i];
    if (list.is_at_once) continue;
    if (++list.chosen < list.values.size()) return true;
    list.chosen = 0;
  }
  return false;
}

Result<bool> VirtualScan::next(expr::Frame& frame) {
  while (!is_done_) {
    TRY(frame.check_interrupt());
    if (std::exchange(is_started_, true)) TRY(row_.cursor->next());
    if (!row_.cursor->at_end()) {
      frame.row(access_.source->slot).set_source(row_);
      const bool fits = TRY(fits_values(frame));
      if (fits) return true;
      continue;
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
