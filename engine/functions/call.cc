#include "engine/functions/function.h"
#include "engine/io/clock.h"

namespace tern::functions {

int64_t StatementContext::now_ms() {
  if (!now_ms_) now_ms_ = connection_->clock().wall_ms();
  return *now_ms_;
}

Result<record::ValueView> Call::text_result() {
  if (buffer_.size() > connection().length_max()) return fail(ErrorCode::TooBig);
  return record::ValueView::text(buffer_);
}

Result<record::ValueView> Call::blob_result() {
  if (buffer_.size() > connection().length_max()) return fail(ErrorCode::TooBig);
  return record::ValueView::blob(as_bytes(buffer_));
}

Result<record::ValueView> Call::text_result(std::string_view text) {
  buffer_.assign(text);
  return text_result();
}

Status AggregateState::inverse(Call&, Arguments) {
  return fail(ErrorCode::Error, "this aggregate cannot take rows back");
}

}  // namespace tern::functions
