#include "engine/base/heap_limits.h"
#include "engine/functions/function.h"
#include "engine/io/clock.h"

namespace tern::functions {

namespace {

Status check_size(const ConnectionView& connection, size_t bytes) {
  if (bytes > connection.length_max()) return fail(ErrorCode::TooBig);
  return heap_limits().refuses(bytes) ? fail(ErrorCode::NoMem) : ok();
}

}  // namespace

int64_t StatementContext::now_ms() {
  if (!now_ms_) now_ms_ = connection_->clock().wall_ms();
  return *now_ms_;
}

Result<record::ValueView> Call::text_result() {
  TRY(check_size(connection(), buffer_.size()));
  return record::ValueView::text(buffer_);
}

Result<record::ValueView> Call::blob_result() {
  TRY(check_size(connection(), buffer_.size()));
  return record::ValueView::blob(as_bytes(buffer_));
}

Result<record::ValueView> Call::text_result(std::string_view text) {
  buffer_.assign(text);
  return text_result();
}

std::string_view Call::text_of_blob(Bytes blob, size_t which) {
  const TextEncoding encoding = connection().text_encoding();
  if (encoding == TextEncoding::Utf8) return as_text(blob);
  scratch_[which].clear();
  append_from_utf16(scratch_[which], as_text(blob), encoding);
  return scratch_[which];
}

std::string_view Call::stored_bytes(record::ValueView argument, size_t which) {
  const TextEncoding encoding = connection().text_encoding();
  if (!argument.is_text() || encoding == TextEncoding::Utf8) {
    return record::to_text(argument, scratch_[which]);
  }
  scratch_[which].clear();
  append_utf16(scratch_[which], argument.as_text(), encoding);
  return scratch_[which];
}

Status AggregateState::inverse(Call&, Arguments) {
  return fail(ErrorCode::Error, "this aggregate cannot take rows back");
}

}  // namespace tern::functions
