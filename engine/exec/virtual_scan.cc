#include "engine/exec/virtual_scan.h"

#include "engine/exec/access_text.h"
#include "engine/exec/key_values.h"

namespace tern::exec {

VirtualScan::VirtualScan(const plan::Access& access)
    : access_(access), values_(access.arguments.size()), arguments_(access.arguments.size()) {}

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
