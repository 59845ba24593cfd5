#include "engine/exec/limit.h"

#include <algorithm>
#include <limits>

#include "engine/exec/description.h"
#include "engine/record/affinity.h"

namespace tern::exec {

Result<std::optional<int64_t>> limit_value(expr::Frame& frame, const expr::Expr& expr) {
  std::string scratch;
  const record::ValueView value =
      record::apply_affinity(TRY(expr.eval(frame)), record::Affinity::Integer, scratch);
  if (!value.is_integer()) return fail(ErrorCode::Mismatch);
  return std::optional<int64_t>(value.as_integer());
}

Status Limit::open(expr::Frame& frame) {
  left_ = TRY(limit_value(frame, limit_)).value_or(-1);
  if (left_ < 0) left_ = std::numeric_limits<int64_t>::max();
  skip_ = 0;
  if (offset_) skip_ = std::max<int64_t>(0, TRY(limit_value(frame, *offset_)).value_or(0));
  if (offset_is_met_) skip_ = 0;
  return left_ == 0 ? ok() : input_->open(frame);
}

Result<bool> Limit::next(expr::Frame& frame) {
  if (left_ == 0) return false;
  for (; skip_ > 0; --skip_) {
    const bool found = TRY(input_->next(frame));
    if (!found) {
      left_ = 0;
      return false;
    }
  }
  const bool found = TRY(input_->next(frame));
  if (!found) {
    left_ = 0;
    return false;
  }
  --left_;
  row_ = input_->row();
  return true;
}

void Limit::describe(Description& out) const {
  out.operation = "Limit";
  out.append(out.text(limit_));
  if (offset_) out.append("OFFSET " + out.text(*offset_));
  out.add_input(input_);
}

void Narrow::describe(Description& out) const {
  out.operation = "Narrow";
  out.append("to " + std::to_string(width_));
  out.append(width_ == 1 ? "column" : "columns");
  out.add_input(input_);
}

}  // namespace tern::exec
