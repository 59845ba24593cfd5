#include "engine/functions/run_control.h"

namespace tern::functions {

Status RunControl::ask() {
  rows_left_ += rows_;
  return handler_() ? fail(ErrorCode::Interrupt) : ok();
}

}  // namespace tern::functions
