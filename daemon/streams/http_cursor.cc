#include "daemon/streams/http_cursor.h"

#include "daemon/streams/batch_cursor.h"

namespace tern::daemon::streams {

bool HttpCursor::send() {
  const Clock::time_point began = Clock::now();
  const bool is_there = writer_->size() == 0 || sink_.write(writer_->written());
  writer_->clear();
  sent_ = Clock::now();
  // The statement is not to pay for a slow reader.
  if (use_.is_open()) use_.link().guard().postpone(sent_ - began);
  return is_there;
}

void HttpCursor::run(const hrana::Batch& batch) {
  sink_.begin(200, is_protobuf_ ? "application/octet-stream" : "application/x-ndjson");
  writer_->cursor_head(use_.baton());
  bool is_there = send();
  // Between two entries only: what is begun is written without a row being visited.
  use_.link().guard().send_waiting = [this] {
    if (!sink_.is_heard()) return false;
    return writer_->size() == 0 || Clock::now() - sent_ < kWaitMax || send();
  };
  {
    BatchCursor cursor(batch);
    while (is_there && cursor.next(use_, *writer_)) {
      const bool is_due = writer_->size() >= kPieceSize || Clock::now() - sent_ >= kWaitMax;
      if (is_due) is_there = send();
    }
  }
  if (!is_there || use_.is_over()) {
    use_.close();
    return;
  }
  writer_->cursor_tail();
  // The client sends its next request the moment it sees the end.
  use_.end();
  static_cast<void>(send());
}

}  // namespace tern::daemon::streams
