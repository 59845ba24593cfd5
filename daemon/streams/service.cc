#include "daemon/streams/service.h"

#include <utility>

#include "daemon/hrana/answer_writer.h"
#include "daemon/hrana/requests.h"
#include "daemon/streams/batch_cursor.h"
#include "daemon/streams/http_cursor.h"
#include "daemon/streams/request_run.h"
#include "daemon/streams/service_state.h"
#include "daemon/streams/socket_session.h"
#include "daemon/streams/stream_use.h"

namespace tern::daemon::streams {
namespace {

hrana::Dialect dialect_of(Form form) {
  return {.version = static_cast<uint8_t>(form == Form::V2 ? 2 : 3),
          .is_protobuf = form == Form::V3Protobuf};
}

Reply reply_of(const Failure& failure) {
  return {.status = failure.status, .body = hrana::failure_body(failure.error)};
}

Failure protocol_error(std::string message) {
  return {400, {std::move(message), "PROTOCOL_ERROR"}};
}

std::expected<StreamUse, Failure> stream_of(ServiceState& state, const Caller& caller,
                                            const std::optional<std::string>& baton) {
  return baton ? StreamUse::resume(state, caller, *baton) : StreamUse::open(state, caller, false);
}

/// The request is refused; the stream that it was for is closed.
Failure refused(ServiceState& state, const Caller& caller, hrana::DecodeError error) {
  if (error.baton) {
    if (auto use = StreamUse::resume(state, caller, *error.baton)) use->close();
  }
  return protocol_error(std::move(error.message));
}

class StreamService final : public Service {
 public:
  StreamService(Databases& databases, const ServiceLimits& limits, ServiceHost host)
      : state_(databases, limits, std::move(host)) {}

  Reply pipeline(const Caller& caller, Form form, Bytes body,
                 const std::atomic<bool>* cancelled) override {
    const hrana::Dialect dialect = dialect_of(form);
    StatementMemory memory = decoding(caller);
    auto request = hrana::decode_pipeline(body, dialect, decode_limits());
    if (!request) return reply_of(refused(state_, caller, std::move(request).error()));
    if (!memory.fits()) return reply_of(too_much_to_decode());
    auto use = stream_of(state_, caller, request->baton);
    if (!use) return reply_of(use.error());
    use->link().guard().cancelled = cancelled;
    const auto writer = hrana::AnswerWriter::make(dialect, hrana::AnswerWriter::Face::Pipeline);
    if (const auto done = run(*use, request->requests, *writer); !done) {
      use->close();
      return reply_of(done.error());
    }
    FairShare::Use held = use->take_answer_memory();
    use->end();
    return {.content_type = dialect.is_protobuf ? "application/x-protobuf" : "application/json",
            .body = writer->take(),
            .memory = std::move(held)};
  }

  void cursor(const Caller& caller, Form form, Bytes body, CursorSink& sink) override {
    const hrana::Dialect dialect = dialect_of(form);
    const auto done = run_cursor(caller, dialect, body, sink);
    if (done) return;
    const Reply reply = reply_of(done.error());
    sink.begin(reply.status, reply.content_type);
    static_cast<void>(sink.write(reply.body));
  }

  std::shared_ptr<SocketSession> open_socket(SocketOptions options) override {
    return make_socket_session(state_, std::move(options));
  }

  void expire() override {
    const Clock::time_point now = Clock::now();
    const size_t count =
        close_idle(now - state_.limits.idle_transaction, now - state_.limits.idle_stream);
    state_.streams_expired.fetch_add(count, std::memory_order_relaxed);
    state_.homes.close_unused(now);
  }

  void drain() override {
    state_.is_draining = true;
    const Clock::time_point now = Clock::now();
    close_idle(now, now);
    state_.homes.close_unused(now, true);
  }

  ServiceCounts counts() const override {
    return {.streams_open = state_.table.size(),
            .transactions_open = state_.transactions_open.load(),
            .statements = state_.statements.load(),
            .rows = state_.rows.load(),
            .streams_expired = state_.streams_expired.load(),
            .transactions_stolen = state_.transactions_stolen.load(),
            .statement_bytes = state_.statement_memory.used()};
  }

 private:
  hrana::DecodeLimits decode_limits() const {
    return {.condition_depth_max = state_.limits.condition_depth_max};
  }

  /// Where many small requests are decoded they take more than their text; that counts as long as
  /// they run.
  StatementMemory decoding(const Caller& caller) {
    StatementMemory memory;
    memory.open(state_.statement_memory, caller.database, UINT64_MAX);
    memory.resume();
    return memory;
  }
  static Failure too_much_to_decode() {
    return {503, {"The server holds too many requests; try again in a moment", "SERVER_BUSY"}};
  }

  /// Those that are idle since before; of WebSockets only the transactions. How many were closed.
  size_t close_idle(Clock::time_point with_transaction, Clock::time_point without) {
    const auto expired = state_.table.take_expired(with_transaction, without);
    for (const auto& stream : expired.streams) {
      stream->stop();
      if (stream->forget_transaction()) state_.transactions_open.fetch_sub(1);
    }
    for (const auto& stream : expired.transactions) stream->give_up_idle();
    return expired.streams.size();
  }

  static std::expected<void, Failure> run(StreamUse& use, std::vector<hrana::Request>& requests,
                                          hrana::AnswerWriter& writer) {
    const bool closes = !requests.empty() && requests.back().kind == hrana::RequestKind::Close;
    std::optional<std::string> baton;
    if (!closes) baton = use.baton();
    writer.begin_pipeline(baton);
    for (hrana::Request& request : requests) {
      if (use.is_over()) {
        return std::unexpected(Failure{503, {"The request was cancelled", "CANCELLED"}});
      }
      if (const auto unknown = resolve_stored(request, use.stored())) {
        return std::unexpected(
            protocol_error("SQL text " + std::to_string(*unknown) + " is not stored"));
      }
      run_request(use, request, 0, writer);
      // Errors, and results without rows, are small but can be many.
      if (const auto full = use.hold_answer(writer)) return std::unexpected(Failure{503, *full});
    }
    writer.end_pipeline();
    return {};
  }

  std::expected<void, Failure> run_cursor(const Caller& caller, hrana::Dialect dialect, Bytes body,
                                          CursorSink& sink) {
    StatementMemory memory = decoding(caller);
    auto request = hrana::decode_cursor(body, dialect, decode_limits());
    if (!request) return std::unexpected(refused(state_, caller, std::move(request).error()));
    if (!memory.fits()) return std::unexpected(too_much_to_decode());
    auto use = TRY(stream_of(state_, caller, request->baton));
    if (const auto unknown = resolve_stored(request->batch, use.stored())) {
      use.close();
      return std::unexpected(
          protocol_error("SQL text " + std::to_string(*unknown) + " is not stored"));
    }
    HttpCursor(std::move(use), dialect, sink).run(request->batch);
    return {};
  }

  ServiceState state_;
};

}  // namespace

std::unique_ptr<Service> Service::make(Databases& databases, const ServiceLimits& limits,
                                       ServiceHost host) {
  return std::make_unique<StreamService>(databases, limits, std::move(host));
}

}  // namespace tern::daemon::streams
