#include "daemon/streams/socket_session.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

#include "daemon/hrana/answer_writer.h"
#include "daemon/hrana/requests.h"
#include "daemon/hrana/utf8_text.h"
#include "daemon/operation/thread_memory.h"
#include "daemon/streams/request_run.h"
#include "daemon/streams/socket_stream.h"

// A session hands each request to the queue of its stream. A stream with something in its queue is
// on one worker, which takes requests until the queue is empty, the peer's buffer is full
// (drained() goes on) or the socket has gone.

namespace tern::daemon::streams {
namespace {

using hrana::AnswerWriter;
using hrana::RequestKind;

constexpr size_t kUnsentMax = size_t{4} << 20;
/// Of outstanding requests of a socket: above it no more is read, below it nothing is counted.
constexpr size_t kHeldMax = size_t{1} << 20;
constexpr size_t kHeldFree = size_t{64} << 10;
constexpr uint16_t kNotOfThisForm = 1003;
constexpr uint16_t kUndecodable = 1007;
constexpr uint16_t kProtocolFault = 1008;
constexpr size_t kReasonMax = 120;  // a close frame has room for 123 bytes

hrana::Dialect dialect_of(Subprotocol subprotocol) {
  switch (subprotocol) {
    case Subprotocol::Hrana1:
      return {.version = 1};
    case Subprotocol::Hrana2:
      return {.version = 2};
    case Subprotocol::Hrana3:
      return {.version = 3};
    case Subprotocol::Hrana3Protobuf:
      return {.version = 3, .is_protobuf = true};
  }
  return {};
}

class HranaSocket final : public SocketSession, public std::enable_shared_from_this<HranaSocket> {
 public:
  HranaSocket(ServiceState& state, SocketOptions options)
      : state_(state), options_(std::move(options)), dialect_(dialect_of(options_.subprotocol)) {}

  void receive(std::string_view message, bool is_binary) override {
    const std::scoped_lock lock(mutex_);
    if (is_closed_) return;
    if (is_binary != dialect_.is_protobuf) {
      return end(kNotOfThisForm, "The subprotocol has other frames");
    }
    auto request = std::make_shared<SocketRequest>();
    const int64_t memory_before = thread_memory();
    request->body = message;
    auto decoded =
        hrana::decode_socket_message(as_bytes(request->body), dialect_,
                                     {.condition_depth_max = state_.limits.condition_depth_max});
    if (!decoded) {
      const uint16_t code = decoded.error().is_unknown_type ? kProtocolFault : kUndecodable;
      return end(code, decoded.error().message);
    }
    request->message = *std::move(decoded);
    request->bytes = static_cast<size_t>(std::max<int64_t>(thread_memory() - memory_before, 0));
    if (request->message.is_hello) return hello(request->message.jwt);
    if (!caller_) return end(kProtocolFault, "A request came before hello");
    request->caller = *caller_;
    take(std::move(request));
  }

  bool wants_more() const override {
    const std::scoped_lock lock(mutex_);
    const bool is_full = !has_room();
    was_full_ |= is_full;
    return !is_full;
  }

  bool is_known() const override {
    const std::scoped_lock lock(mutex_);
    return caller_.has_value();
  }

  void closed() override {
    std::map<int32_t, std::shared_ptr<SocketStream>> streams;
    std::string database;
    {
      const std::scoped_lock lock(mutex_);
      is_closed_ = true;
      if (caller_) database = caller_->database;
      streams.swap(streams_);
      cursors_.clear();
      paused_.clear();
      for (const auto& stream : closing_) stream->stop();
      closing_.clear();
    }
    for (const auto& [id, stream] : streams) stream->stop();
    // Connections may have something to do when they are closed.
    execute(database, [streams = std::move(streams)]() mutable { streams.clear(); });
  }

  void drained() override {
    std::set<std::shared_ptr<SocketStream>> paused;
    {
      const std::scoped_lock lock(mutex_);
      if (is_closed_ || !has_buffer_room()) return;
      paused.swap(paused_);
    }
    for (const auto& stream : paused) go_on(stream);
    tell_if_room();
  }

 private:
  bool has_buffer_room() const { return options_.peer->unsent_bytes() < kUnsentMax; }
  bool has_room() const {
    return !is_closed_ && outstanding_ < state_.limits.socket_requests_max &&
           held_bytes_ < kHeldMax && has_buffer_room();
  }

  void send(AnswerWriter& writer) { options_.peer->send(writer.take(), dialect_.is_protobuf); }
  std::unique_ptr<AnswerWriter> writer() const {
    return AnswerWriter::make(dialect_, AnswerWriter::Face::Socket);
  }

  /// The peer calls closed() when it is done.
  void end(uint16_t code, std::string_view reason) {
    is_closed_ = true;
    options_.peer->close(code, hrana::start_of(reason, kReasonMax));
  }

  void hello(std::string_view jwt) {
    auto caller = options_.authenticate(jwt);
    const auto out = writer();
    // Its rights would count for streams of the other one.
    if (caller && caller_ && caller->database != caller_->database) {
      caller = std::unexpected(ErrorObject{"The token is for another database", "AUTH_FAILED"});
    }
    if (caller) {
      caller_ = *std::move(caller);
      out->hello_ok();
      return send(*out);
    }
    out->hello_error(caller.error());
    send(*out);
    end(kProtocolFault, "Authentication failed");
  }

  void take(std::shared_ptr<SocketRequest> request) {
    hrana::Request& wanted = request->message.request;
    if (wanted.kind == RequestKind::StoreSql || wanted.kind == RequestKind::CloseSql) {
      return change_stored(*request);
    }
    std::shared_ptr<SocketStream> stream = stream_of(wanted);
    if (!stream) return;
    if (const auto unknown = resolve(*request)) {
      const auto out = writer();
      out->error({"SQL text " + std::to_string(*unknown) + " is not stored", "SQL_NOT_STORED"},
                 request->message.request_id);
      return send(*out);
    }
    if (!hold(held_bytes_ + request->bytes)) {
      const auto out = writer();
      out->error({"The server holds too many requests; try again in a moment", "SERVER_BUSY"},
                 request->message.request_id);
      return send(*out);
    }
    ++outstanding_;
    if (!has_room()) was_full_ = true;
    stream->queue.push_back(std::move(request));
    if (!stream->is_running && !paused_.contains(stream)) start(stream);
  }

  /// Has the memory of its requests put down to its database. False: there is none.
  bool hold(size_t bytes) {
    if (state_.host.bodies && held_memory_.size() == 0 && bytes > kHeldFree)
      held_memory_ = state_.host.bodies->use(caller_->database);
    if (!held_memory_.resize(bytes > kHeldFree ? bytes : 0)) return false;
    held_bytes_ = bytes;
    return true;
  }

  /// The stream that a request is for; null: the socket was closed for it.
  std::shared_ptr<SocketStream> stream_of(const hrana::Request& wanted) {
    switch (wanted.kind) {
      case RequestKind::OpenStream: {
        auto [at, is_made] = streams_.try_emplace(wanted.stream_id);
        if (is_made) return at->second = std::make_shared<SocketStream>(state_);
        end(kProtocolFault, "The stream is open already");
        return nullptr;
      }
      case RequestKind::FetchCursor:
      case RequestKind::CloseCursor:
        return stream_of_cursor(wanted);
      default:
        break;
    }
    const auto found = streams_.find(wanted.stream_id);
    if (found == streams_.end()) {
      end(kProtocolFault, "There is no such stream");
      return nullptr;
    }
    auto stream = found->second;
    if (wanted.kind == RequestKind::CloseStream) {
      closing_.insert(stream);
      streams_.erase(found);
      std::erase_if(cursors_, [&](const auto& cursor) { return cursor.second == stream; });
    }
    if (wanted.kind == RequestKind::OpenCursor &&
        !cursors_.emplace(wanted.cursor_id, stream).second) {
      end(kProtocolFault, "The cursor is open already");
      return nullptr;
    }
    return stream;
  }

  std::shared_ptr<SocketStream> stream_of_cursor(const hrana::Request& wanted) {
    const auto found = cursors_.find(wanted.cursor_id);
    if (found == cursors_.end()) {
      end(kProtocolFault, "There is no such cursor");
      return nullptr;
    }
    auto stream = found->second;
    if (wanted.kind == RequestKind::CloseCursor) cursors_.erase(found);
    return stream;
  }

  /// As the texts are stored now: they may be others before the request is worked on.
  std::optional<int32_t> resolve(SocketRequest& request) {
    request.texts = stored_;
    return resolve_stored(request.message.request, *stored_);
  }

  void change_stored(const SocketRequest& request) {
    const hrana::Request& wanted = request.message.request;
    Outcome<void> done;
    // Requests on their way keep the texts that they saw.
    if (stored_.use_count() > 1) stored_ = std::make_shared<StoredSql>(*stored_);
    if (wanted.kind == RequestKind::StoreSql) {
      done = store_sql(*stored_, wanted.sql,
                       {state_.limits.socket_stored_sql_max, state_.limits.stored_sql_bytes_max});
    } else {
      stored_->erase(wanted.sql.id);
    }
    const auto out = writer();
    if (done) {
      out->begin_ok(wanted.kind, request.message.request_id);
      out->end_ok();
    } else {
      out->error(done.error(), request.message.request_id);
    }
    send(*out);
  }

  void execute(std::string_view database, std::function<void()> work) {
    const Executor& executor = options_.executor ? options_.executor : state_.host.executor;
    executor(database, std::move(work));
  }

  void start(const std::shared_ptr<SocketStream>& stream) {
    stream->is_running = true;
    execute(caller_->database, [self = shared_from_this(), stream] { self->work(stream); });
  }

  void go_on(const std::shared_ptr<SocketStream>& stream) {
    const std::scoped_lock lock(mutex_);
    if (!stream->is_running && !stream->queue.empty()) start(stream);
  }

  /// The next request of a stream that this worker is at; null: it is at it no longer.
  std::shared_ptr<SocketRequest> next_of(const std::shared_ptr<SocketStream>& stream) {
    const std::scoped_lock lock(mutex_);
    const bool is_full = !is_closed_ && !has_buffer_room();
    if (is_full && !stream->queue.empty()) paused_.insert(stream);
    if (is_closed_ || is_full || stream->queue.empty()) {
      stream->is_running = false;
      return nullptr;
    }
    auto request = std::move(stream->queue.front());
    stream->queue.pop_front();
    return request;
  }

  void work(const std::shared_ptr<SocketStream>& stream) {
    const auto out = writer();
    while (const auto request = next_of(stream)) {
      stream->run(request, *out);
      answered(stream, *request, *out);
    }
  }

  void answered(const std::shared_ptr<SocketStream>& stream, const SocketRequest& request,
                AnswerWriter& out) {
    {
      const std::scoped_lock lock(mutex_);
      --outstanding_;
      hold(held_bytes_ - request.bytes);
      if (request.message.request.kind == RequestKind::CloseStream) closing_.erase(stream);
      if (is_closed_) {
        out.clear();
        return;
      }
      send(out);
    }
    tell_if_room();
  }

  void tell_if_room() {
    {
      const std::scoped_lock lock(mutex_);
      if (!was_full_ || !has_room()) return;
      was_full_ = false;
    }
    if (options_.resume) options_.resume();
  }

  ServiceState& state_;
  const SocketOptions options_;
  const hrana::Dialect dialect_;
  mutable std::mutex mutex_;  // guards all that follows
  bool is_closed_ = false;
  std::optional<Caller> caller_;                                       // once hello was accepted
  std::shared_ptr<StoredSql> stored_ = std::make_shared<StoredSql>();  // shared with requests
  // Shared with the worker that is at one.
  std::map<int32_t, std::shared_ptr<SocketStream>> streams_;
  std::map<int32_t, std::shared_ptr<SocketStream>> cursors_;
  std::set<std::shared_ptr<SocketStream>> closing_;  // their ids are free, their requests are not
  std::set<std::shared_ptr<SocketStream>> paused_;   // until the peer's buffer has room
  uint32_t outstanding_ = 0;
  size_t held_bytes_ = 0;          // of outstanding requests
  FairShare::Use held_memory_;     // the same, if it is not little
  mutable bool was_full_ = false;  // the front was told, or is about to ask
};

}  // namespace

std::shared_ptr<SocketSession> make_socket_session(ServiceState& state, SocketOptions options) {
  return std::make_shared<HranaSocket>(state, std::move(options));
}

}  // namespace tern::daemon::streams
