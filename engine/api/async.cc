#include "tern/async.h"

#include "engine/api/async_state.h"
#include "engine/api/connection_state.h"

namespace tern {
namespace {

/// Destroys something on a fiber, where it may wait, and then itself.
template <class T>
class Farewell final : public io::EventLoop::Job {
 public:
  explicit Farewell(T thing) : thing_(std::move(thing)) {}
  void run() override { thing_.reset(); }
  void finished() override { delete this; }

 private:
  T thing_;
};

/// A work without a session.
class SingleJob final : public io::EventLoop::Job {
 public:
  explicit SingleJob(async::Work& work) : work_(work) {}
  void run() override { work_.run(); }
  void finished() override {
    async::Work& work = work_;
    delete this;
    work.finished();
  }

 private:
  async::Work& work_;
};

/// A work of a session that nobody awaits: the end of a statement.
class StatementFarewell final : public async::Work {
 public:
  StatementFarewell(std::shared_ptr<api::AsyncSession> session,
                    std::unique_ptr<Statement> statement)
      : session_(std::move(session)), statement_(std::move(statement)) {}
  void run() override { statement_.reset(); }
  void finished() override { delete this; }

 private:
  std::shared_ptr<api::AsyncSession> session_;
  std::unique_ptr<Statement> statement_;
};

/// A coroutine that nobody awaits; it begins at once and frees itself at its end.
struct Detached {
  struct promise_type {
    Detached get_return_object() const noexcept { return {}; }
    std::suspend_never initial_suspend() const noexcept { return {}; }
    std::suspend_never final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    [[noreturn]] void unhandled_exception() const noexcept { std::terminate(); }
  };
};

Detached detach(Task<> task) { co_await std::move(task); }

}  // namespace

namespace api {

AsyncSession::~AsyncSession() {
  ASSERT(!running_ && !first_);
  io::EventLoop& loop = state_->loop();
  loop.submit(*new Farewell(std::move(connection_)));
}

void AsyncSession::submit(async::Work& work) {
  work.next_ = nullptr;
  if (!running_) {
    start(work);
    return;
  }
  (last_ ? last_->next_ : first_) = &work;
  last_ = &work;
}

void AsyncSession::start(async::Work& work) {
  running_ = &work;
  has_begun_ = false;
  is_interrupted_ = false;
  // Who holds locks must not wait for a turn behind those that wait for the locks.
  if (connection_->state().pager().is_reading()) {
    state_->loop().submit_at_once(job_);
  } else {
    state_->loop().submit(job_);
  }
}

void AsyncSession::Job::run() {
  session_.has_begun_ = true;
  session_.running_->run();
}

// The work may be the last that holds the session, so it comes last.
void AsyncSession::Job::finished() {
  async::Work* const done = std::exchange(session_.running_, nullptr);
  if (async::Work* const next = session_.first_) {
    session_.first_ = next->next_;
    if (!session_.first_) session_.last_ = nullptr;
    session_.start(*next);
  }
  done->finished();
}

void AsyncSession::interrupt() {
  for (async::Work* work = first_; work; work = work->next_) work->is_interrupted = true;
  if (!running_) return;
  if (!has_begun_) {
    running_->is_interrupted = true;
    return;
  }
  is_interrupted_ = true;
  connection_->interrupt();
}

}  // namespace api

namespace async {

void submit(api::AsyncState& state, Work& work) { state.loop().submit(*new SingleJob(work)); }
void submit(api::AsyncSession& session, Work& work) { session.submit(work); }
Connection& connection_of(api::AsyncSession& session) { return session.connection(); }

Status run_statement(api::AsyncSession& session, const std::string& sql,
                     const std::vector<Value>& arguments, Rows* rows) {
  Statement statement = TRY(session.connection().prepare(sql));
  int parameter = 0;
  for (const Value& argument : arguments) TRY(statement.bind(++parameter, argument.view()));
  while (true) {
    // The connection forgets an interrupt that comes before its statement has started.
    if (session.is_interrupted()) return fail(ErrorCode::Interrupt);
    if (!TRY(statement.step())) return {};
    if (!rows) continue;
    std::vector<Value>& row = rows->emplace_back();
    for (int i = 0; i < statement.column_count(); ++i) row.emplace_back(statement.column(i));
  }
}

}  // namespace async

AsyncRuntime::AsyncRuntime(const AsyncOptions& options)
    : state_(std::make_shared<api::AsyncState>(options)) {}

AsyncRuntime::~AsyncRuntime() { run(); }

void AsyncRuntime::start(Task<> task) { detach(std::move(task)); }

void AsyncRuntime::run() { state_->loop().run(); }

AsyncStats AsyncRuntime::stats() const {
  io::EventLoop& loop = state_->loop();
  AsyncStats stats{.has_ring = loop.has_ring(), .calls_max = loop.jobs_max_at_once()};
  if (!stats.has_ring) return stats;
  const io::Ring::Counts& counts = loop.ring()->counts();
  stats.operations = counts.operations;
  stats.submissions = counts.submissions;
  stats.operations_max = counts.in_flight_max;
  return stats;
}

AsyncStatement& AsyncStatement::operator=(AsyncStatement&& other) noexcept {
  if (this == &other) return *this;
  give_up();
  session_ = std::move(other.session_);
  statement_ = std::move(other.statement_);
  return *this;
}

AsyncStatement::~AsyncStatement() { give_up(); }

void AsyncStatement::give_up() {
  if (!statement_) return;
  api::AsyncSession& session = *session_;
  session.submit(*new StatementFarewell(std::move(session_), std::move(statement_)));
}

Task<Result<AsyncConnection>> AsyncConnection::open(AsyncRuntime& runtime, std::string path) {
  return open_with(runtime, std::move(path), OpenOptions());
}

Task<Result<AsyncConnection>> AsyncConnection::open(AsyncRuntime& runtime, std::string path,
                                                    const OpenOptions& options) {
  return open_with(runtime, std::move(path), options);
}

Task<Result<AsyncConnection>> AsyncConnection::open_with(AsyncRuntime& runtime, std::string path,
                                                         OpenOptions options) {
  std::shared_ptr<api::AsyncState> state = runtime.state_;
  auto opening = runtime.call([&]() -> Result<std::unique_ptr<Connection>> {
    Result<Connection> connection = Connection::open(path, options);
    if (!connection) return std::unexpected(std::move(connection).error());
    return std::make_unique<Connection>(*std::move(connection));
  });
  Result<std::unique_ptr<Connection>> opened = co_await opening;
  if (!opened) co_return std::unexpected(std::move(opened).error());
  co_return AsyncConnection(
      std::make_shared<api::AsyncSession>(std::move(state), *std::move(opened)));
}

Task<Result<AsyncStatement>> AsyncConnection::prepare(std::string sql) {
  const std::shared_ptr<api::AsyncSession> session = session_;
  async::Call preparing(session, [&]() -> Result<std::unique_ptr<Statement>> {
    Result<Statement> statement = session->connection().prepare(sql);
    if (!statement) return std::unexpected(std::move(statement).error());
    return std::make_unique<Statement>(*std::move(statement));
  });
  Result<std::unique_ptr<Statement>> prepared = co_await preparing;
  if (!prepared) co_return std::unexpected(std::move(prepared).error());
  co_return AsyncStatement(session, *std::move(prepared));
}

void AsyncConnection::interrupt() { session_->interrupt(); }

}  // namespace tern
