#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <utility>

#include "daemon/hrana/answer_writer.h"
#include "daemon/streams/errors.h"
#include "daemon/streams/service_state.h"
#include "daemon/streams/stream.h"

namespace tern::daemon::streams {

/// Why a request fails as a whole: an HTTP status and its error.
struct Failure {
  int status = 400;
  ErrorObject error;
};

/// A stream while one request is busy with it. It is idle again, or closed, when this goes.
class StreamUse {
 public:
  /// Answers up to this size are not put down: there is one of a worker, or of a connection.
  static constexpr uint64_t kSmallAnswer = 16 << 10;

  /// A new stream of `caller`'s database.
  static std::expected<StreamUse, Failure> open(ServiceState& state, const Caller& caller,
                                                bool is_of_socket);
  /// The stream of a baton.
  static std::expected<StreamUse, Failure> resume(ServiceState& state, const Caller& caller,
                                                  std::string_view baton);
  /// A WebSocket's, which nobody else is busy with.
  static std::optional<StreamUse> resume(ServiceState& state, const Caller& caller,
                                         std::shared_ptr<Stream> stream);
  StreamUse(StreamUse&&) noexcept = default;
  StreamUse& operator=(StreamUse&&) = delete;
  ~StreamUse() { end(); }

  /// Its connection. Requires: is_open().
  Link& link() { return *stream_->link_; }
  Stream& stream() { return *stream_; }
  const std::shared_ptr<Stream>& shared_stream() const { return stream_; }
  ServiceState& state() { return *state_; }
  const Caller& caller() const { return *caller_; }
  const DatabaseLimits& limits() const { return limits_; }
  /// The database's, or else the server's; 0: none.
  std::chrono::milliseconds statement_max() const {
    return limits_.statement_max.count() > 0 ? limits_.statement_max : state_->limits.statement_max;
  }
  std::unique_ptr<BatchCursor>& cursor() { return stream_->cursor_; }

  /// The baton of the next request.
  std::string baton() const;
  /// Texts that were stored over HTTP.
  StoredSql& stored();

  bool is_autocommit() { return !link().in_transaction(); }
  /// Has memory for the answer, as it is now, put down to its database. An error: there is none.
  std::optional<ErrorObject> hold_answer(const hrana::AnswerWriter& writer);
  /// What is put down, for who sends the answer.
  FairShare::Use take_answer_memory() { return std::exchange(answer_memory_, {}); }

  /// Before a statement that takes the write lock. Errors: SQLITE_BUSY, TRANSACTION_BUSY.
  Outcome<void> take_turn();
  /// After a statement, or a part of one: the turn ends with the transaction.
  void after_statement();

  /// Whether what a client takes for an open transaction was rolled back by force.
  bool was_rolled_back();
  void rollback_is_known() { stream_->was_rolled_back_ = false; }
  /// It was told at least once to this request.
  void rollback_was_told() { told_rollback_ = true; }
  bool is_readonly_transaction() const { return stream_->is_readonly_transaction_; }
  void begin_readonly_transaction() { stream_->is_readonly_transaction_ = true; }
  /// The client has gone, or the stream is to be closed: nothing more is to be run.
  bool is_over();

  /// The stream is closed when the request is over.
  void close() { is_closing_ = true; }
  /// The request is over.
  void end();
  bool is_open() const { return stream_ != nullptr; }

 private:
  StreamUse(ServiceState& state, const Caller& caller, std::shared_ptr<Stream> stream)
      : state_(&state), caller_(&caller), stream_(std::move(stream)) {}
  std::expected<void, Failure> attach(std::shared_ptr<Database> database = nullptr);
  void finish_give_up();
  void count_transaction();
  void park();
  void drop_transaction();

  ServiceState* state_;
  const Caller* caller_;
  std::shared_ptr<Stream> stream_;  // null once it has ended
  DatabaseLimits limits_;
  FairShare::Use answer_memory_;
  bool is_closing_ = false;
  bool told_rollback_ = false;
};

}  // namespace tern::daemon::streams
