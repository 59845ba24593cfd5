#include "daemon/streams/socket_stream.h"

#include "daemon/streams/batch_cursor.h"

namespace tern::daemon::streams {
namespace {

using hrana::RequestKind;

void write_error(ErrorObject error, const SocketRequest& request, hrana::AnswerWriter& writer) {
  writer.error(error, request.message.request_id);
}

void write_ok(const SocketRequest& request, hrana::AnswerWriter& writer) {
  writer.begin_ok(request.message.request.kind, request.message.request_id);
  writer.end_ok();
}

}  // namespace

SocketStream::~SocketStream() {
  if (!stream_) return;
  stream_->stop();
  if (stream_->forget_transaction()) state_.transactions_open.fetch_sub(1);
  state_.table.remove(*stream_);
}

void SocketStream::stop() {
  const std::scoped_lock lock(mutex_);
  is_stopped_ = true;
  if (stream_) stream_->stop();
}

void SocketStream::run(const std::shared_ptr<SocketRequest>& request, hrana::AnswerWriter& writer) {
  const RequestKind kind = request->message.request.kind;
  if (kind == RequestKind::OpenStream) return open(*request, writer);
  if (kind == RequestKind::CloseStream) return close(*request, writer);
  if (!stream_) {
    return write_error(
        {"The stream is not open" + (open_error_ ? ": " + open_error_->message : std::string()),
         "STREAM_NOT_OPEN"},
        *request, writer);
  }
  auto use = StreamUse::resume(state_, request->caller, stream_);
  if (!use) {
    return write_error({"The stream's database cannot be opened", "STREAM_NOT_OPEN"}, *request,
                       writer);
  }
  answer(*use, request, writer);
}

void SocketStream::open(const SocketRequest& request, hrana::AnswerWriter& writer) {
  auto use = StreamUse::open(state_, request.caller, true);
  if (!use) {
    open_error_ = use.error().error;
    return write_error(use.error().error, request, writer);
  }
  {
    const std::scoped_lock lock(mutex_);
    stream_ = use->shared_stream();
    if (is_stopped_) stream_->stop();
  }
  write_ok(request, writer);
}

void SocketStream::close(const SocketRequest& request, hrana::AnswerWriter& writer) {
  std::shared_ptr<Stream> stream;
  {
    const std::scoped_lock lock(mutex_);
    stream = std::move(stream_);
  }
  if (stream) {
    if (auto use = StreamUse::resume(state_, request.caller, stream)) use->close();
    state_.table.remove(*stream);
  }
  cursor_id_.reset();
  write_ok(request, writer);
}

void SocketStream::answer(StreamUse& use, const std::shared_ptr<SocketRequest>& request,
                          hrana::AnswerWriter& writer) {
  const hrana::Request& wanted = request->message.request;
  switch (wanted.kind) {
    case RequestKind::OpenCursor:
      return open_cursor(use, request, writer);
    case RequestKind::FetchCursor:
      return fetch(use, *request, writer);
    case RequestKind::CloseCursor:
      use.cursor().reset();
      use.after_statement();
      cursor_id_.reset();
      return write_ok(*request, writer);
    default:
      break;
  }
  if (cursor_id_) {
    return write_error({"A cursor is open on the stream: close it first", "CURSOR_OPEN"}, *request,
                       writer);
  }
  run_request(use, wanted, request->message.request_id, writer);
}

void SocketStream::open_cursor(StreamUse& use, const std::shared_ptr<SocketRequest>& request,
                               hrana::AnswerWriter& writer) {
  if (cursor_id_) {
    return write_error({"A cursor is open on the stream already", "CURSOR_OPEN"}, *request, writer);
  }
  use.cursor() = std::make_unique<BatchCursor>(request->message.request.batch);
  use.cursor()->keep(request);
  cursor_id_ = request->message.request.cursor_id;
  write_ok(*request, writer);
}

void SocketStream::fetch(StreamUse& use, const SocketRequest& request,
                         hrana::AnswerWriter& writer) {
  if (!cursor_id_) {
    return write_error({"The cursor did not open", "CURSOR_NOT_OPEN"}, request, writer);
  }
  writer.begin_ok(RequestKind::FetchCursor, request.message.request_id);
  writer.begin_entries();
  bool is_done = false;
  uint32_t left = request.message.request.count_max;
  if (!use.cursor()) {  // by force, while it waited to be fetched from
    writer.error_entry(
        {"The transaction was rolled back while the cursor was open", "TRANSACTION_TIMEOUT"});
    is_done = true;
  }
  for (; !is_done && left > 0 && writer.size() < kFetchBytesMax; --left) {
    is_done = !use.cursor()->next(use, writer);
  }
  writer.end_entries(is_done);
  writer.end_ok();
}

}  // namespace tern::daemon::streams
