#include "engine/exec/project.h"

namespace tern::exec {

Result<bool> Project::next(expr::Frame& frame) {
  const bool found = TRY(input_->next(frame));
  if (!found) return false;
  for (size_t i = 0; i < values_.size(); ++i) values_[i] = TRY(outputs_[i].expr->eval(frame));
  row_ = values_;
  return true;
}

Result<bool> ValuesRows::next(expr::Frame& frame) {
  if (at_ == rows_.size()) return false;
  const std::vector<expr::ExprPtr>& row = rows_[at_++];
  for (size_t i = 0; i < values_.size(); ++i) values_[i] = TRY(row[i]->eval(frame));
  row_ = values_;
  return true;
}

}  // namespace tern::exec
