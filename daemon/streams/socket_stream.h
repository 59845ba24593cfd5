#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "daemon/hrana/answer_writer.h"
#include "daemon/hrana/requests.h"
#include "daemon/streams/request_run.h"
#include "daemon/streams/stream_use.h"

namespace tern::daemon::streams {

/// A request on its way: with the bytes that it views, and the stored texts that it names as they
/// were when it came.
struct SocketRequest {
  std::string body;
  size_t bytes = 0;  // of memory, with what was decoded
  hrana::SocketMessage message;
  std::shared_ptr<const StoredSql> texts;
  Caller caller;
};

/// One stream of a WebSocket: its requests are worked on one after the other. The queue is guarded
/// by the session's mutex; run() belongs to the one worker that is at it.
class SocketStream {
 public:
  static constexpr size_t kFetchBytesMax = size_t{1} << 20;

  explicit SocketStream(ServiceState& state) : state_(state) {}
  /// Closes the stream, if it is open still. Requires: no worker is at it.
  ~SocketStream();

  /// Works on `request` and writes its answer.
  void run(const std::shared_ptr<SocketRequest>& request, hrana::AnswerWriter& writer);
  /// The socket has gone. Threads: any.
  void stop();

  std::deque<std::shared_ptr<SocketRequest>> queue;
  bool is_running = false;

 private:
  void open(const SocketRequest& request, hrana::AnswerWriter& writer);
  void close(const SocketRequest& request, hrana::AnswerWriter& writer);
  void answer(StreamUse& use, const std::shared_ptr<SocketRequest>& request,
              hrana::AnswerWriter& writer);
  void open_cursor(StreamUse& use, const std::shared_ptr<SocketRequest>& request,
                   hrana::AnswerWriter& writer);
  void fetch(StreamUse& use, const SocketRequest& request, hrana::AnswerWriter& writer);

  ServiceState& state_;
  std::mutex mutex_;                // of stream_ against stop()
  std::shared_ptr<Stream> stream_;  // null: not open. Shared with the table
  bool is_stopped_ = false;
  std::optional<ErrorObject> open_error_;
  std::optional<int32_t> cursor_id_;  // of the one that is open
};

}  // namespace tern::daemon::streams
