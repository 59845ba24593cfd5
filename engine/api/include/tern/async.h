#pragma once

/// Many statements in flight on one thread. A statement that waits, for the disk, for a lock, for
/// another commit, lets the others go on:
///
///   tern::Task<> greet(tern::AsyncRuntime& runtime) {
///     auto db = co_await tern::AsyncConnection::open(runtime, "app.db");
///     if (!db) co_return;
///     tern::Status done = co_await db->execute("INSERT INTO note(body) VALUES(?)", "hello");
///     tern::Result<tern::Rows> rows = co_await db->query("SELECT id, body FROM note");
///   }
///
///   tern::AsyncRuntime runtime;
///   for (int i = 0; i < 1000; ++i) runtime.start(greet(runtime));
///   runtime.run();
///
/// The statements themselves are plain sequential code, which runs on fibers and reads and writes
/// through io_uring; without io_uring it still runs, and waits for the disk one by one.
/// Threads: a runtime, and all that belongs to it, is used by one thread.

#include <coroutine>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "tern/task.h"
#include "tern/tern.h"

namespace tern {

namespace api {
class AsyncState;    // engine/api/async_state.h
class AsyncSession;  // one connection and who waits for it
}  // namespace api

struct AsyncOptions {
  /// Calls that are at work at once, each on a stack of its own. Further ones wait for their turn.
  size_t in_flight_max = 1024;
  /// Address space for each stack; memory is taken as far as it is used.
  size_t stack_bytes = size_t{8} << 20;
};

struct AsyncStats {
  bool has_ring = false;        // false: the kernel refused, see engine/base/log.h
  uint64_t operations = 0;      // reads, writes and syncs that went through the ring
  uint64_t submissions = 0;     // system calls that handed them over
  uint32_t operations_max = 0;  // in flight at once
  size_t calls_max = 0;         // at work at once
};

/// All rows of a query.
using Rows = std::vector<std::vector<Value>>;

namespace async {

/// Something to be done on a fiber. Lifetime: until finished() was called.
class Work {
 public:
  virtual ~Work() = default;
  virtual void run() = 0;
  /// On the thread's own stack.
  virtual void finished() = 0;
  bool is_interrupted = false;  // before it began

 private:
  friend class api::AsyncState;
  friend class api::AsyncSession;
  Work* next_ = nullptr;
};

void submit(api::AsyncState& state, Work& work);
/// Works of one session are done one after the other.
void submit(api::AsyncSession& session, Work& work);

/// What `co_await` takes: runs `body` on a fiber and gives back its Result.
template <class Where, class F>
class [[nodiscard]] Call final : public Work {
 public:
  using Value = std::invoke_result_t<F&>;
  Call(std::shared_ptr<Where> where, F body) : where_(std::move(where)), body_(std::move(body)) {}
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> awaiter) {
    awaiter_ = awaiter;
    submit(*where_, *this);
  }
  Value await_resume() { return *std::move(value_); }

 private:
  void run() override {
    if (is_interrupted) {
      value_.emplace(fail(ErrorCode::Interrupt));
    } else {
      value_.emplace(body_());
    }
  }
  void finished() override { awaiter_.resume(); }

  std::shared_ptr<Where> where_;
  F body_;
  std::optional<Value> value_;
  std::coroutine_handle<> awaiter_;
};

inline Value value_of(ValueView value) { return Value(value); }
inline Value value_of(std::integral auto value) {
  return Value::integer(static_cast<int64_t>(value));
}
inline Value value_of(double value) { return Value::real(value); }
inline Value value_of(std::string_view value) { return Value::text(value); }
inline Value value_of(const std::string& value) { return Value::text(value); }
inline Value value_of(const char* value) { return Value::text(value); }
inline Value value_of(std::nullptr_t) { return Value(); }

template <class... Args>
std::vector<Value> values_of(const Args&... args) {
  std::vector<Value> values;
  values.reserve(sizeof...(args));
  (values.push_back(value_of(args)), ...);
  return values;
}

/// On a fiber: the statement's rows, if `rows` is not null, else they are dropped.
Status run_statement(api::AsyncSession& session, const std::string& sql,
                     const std::vector<Value>& arguments, Rows* rows);
Connection& connection_of(api::AsyncSession& session);

}  // namespace async

/// The event loop of one thread.
class AsyncRuntime {
 public:
  explicit AsyncRuntime(const AsyncOptions& options = {});
  /// Runs what is left. Requires: connections and statements of it are gone.
  ~AsyncRuntime();
  AsyncRuntime(const AsyncRuntime&) = delete;
  AsyncRuntime& operator=(const AsyncRuntime&) = delete;

  /// Begins the task at once, as far as it goes without waiting; run() brings it to its end.
  void start(Task<> task);
  /// Until nothing is left to do. Requires: not called from what it runs.
  void run();
  /// As run(), with what `task` gave.
  template <class T>
  T run(Task<T> task);

  /// `co_await runtime.call(f)`: runs f, plain code that may use connections of its own and gives
  /// back a Result, on a fiber.
  template <class F>
  auto call(F body) {
    return async::Call<api::AsyncState, F>(state_, std::move(body));
  }
  AsyncStats stats() const;

 private:
  friend class AsyncConnection;
  // Shared: calls under way hold it.
  std::shared_ptr<api::AsyncState> state_;
};

/// A prepared statement of an AsyncConnection. Its calls take their turn with the connection's.
class AsyncStatement {
 public:
  AsyncStatement(AsyncStatement&&) noexcept = default;
  AsyncStatement& operator=(AsyncStatement&& other) noexcept;
  /// The statement ends on a fiber, before anything that its connection is asked later.
  ~AsyncStatement();

  /// As Statement::bind. Requires: no call of this statement is under way.
  template <class T>
  Status bind(int parameter, const T& value) {
    return statement_->bind(parameter, value);
  }
  /// `co_await statement.step()`: true: a row, see statement(); false: the end.
  auto step() {
    return async::Call(session_, [statement = statement_.get()] { return statement->step(); });
  }
  auto reset() {
    return async::Call(session_, [statement = statement_.get()]() -> Status {
      statement->reset();
      return {};
    });
  }
  /// For column(), names and counts. Requires: no call of this statement is under way.
  const Statement& statement() const { return *statement_; }

 private:
  friend class AsyncConnection;
  AsyncStatement(std::shared_ptr<api::AsyncSession> session, std::unique_ptr<Statement> statement)
      : session_(std::move(session)), statement_(std::move(statement)) {}
  void give_up();
  std::shared_ptr<api::AsyncSession> session_;  // shared with the connection and its calls
  std::unique_ptr<Statement> statement_;
};

/// A connection whose statements suspend where they would wait. What it is asked is done in order,
/// one after the other: for overlap use several connections.
class AsyncConnection {
 public:
  /// Errors: as Connection::open. The options are to be a variable of the caller: g++ 12 destroys
  /// an aggregate that is made inside a `co_await` expression twice.
  static Task<Result<AsyncConnection>> open(AsyncRuntime& runtime, std::string path);
  static Task<Result<AsyncConnection>> open(AsyncRuntime& runtime, std::string path,
                                            const OpenOptions& options);
  AsyncConnection(AsyncConnection&&) noexcept = default;
  AsyncConnection& operator=(AsyncConnection&&) noexcept = default;
  /// Calls under way go on; then, or with the last AsyncStatement, it is closed on a fiber.
  ~AsyncConnection() = default;

  /// `co_await db.execute(sql, args...)` gives a Status: one statement, rows are dropped.
  template <class... Args>
  auto execute(std::string sql, const Args&... args) {
    return async::Call(session_,
                       [session = session_.get(), sql = std::move(sql),
                        values = async::values_of(args...)]() -> Status {
                         return async::run_statement(*session, sql, values, nullptr);
                       });
  }
  /// `co_await db.query(sql, args...)` gives a Result<Rows>.
  template <class... Args>
  auto query(std::string sql, const Args&... args) {
    return async::Call(session_,
                       [session = session_.get(), sql = std::move(sql),
                        values = async::values_of(args...)]() -> Result<Rows> {
                         Rows rows;
                         TRY(async::run_statement(*session, sql, values, &rows));
                         return rows;
                       });
  }
  /// `co_await db.call(f)`: f(Connection&), plain code such as a whole transaction, as one call.
  template <class F>
  auto call(F body) {
    return async::Call(session_, [session = session_.get(), body = std::move(body)]() mutable {
      return body(async::connection_of(*session));
    });
  }
  Task<Result<AsyncStatement>> prepare(std::string sql);

  /// The statement that runs, and all that were asked and have not begun, fail with Interrupt. One
  /// that waits for a lock goes on waiting.
  void interrupt();

 private:
  static Task<Result<AsyncConnection>> open_with(AsyncRuntime& runtime, std::string path,
                                                 OpenOptions options);
  explicit AsyncConnection(std::shared_ptr<api::AsyncSession> session)
      : session_(std::move(session)) {}
  std::shared_ptr<api::AsyncSession> session_;  // shared with its statements and calls
};

namespace async {

template <class T>
Task<> keep(Task<T> task, std::optional<T>& out) {
  out.emplace(co_await std::move(task));
}

}  // namespace async

template <class T>
T AsyncRuntime::run(Task<T> task) {
  if constexpr (std::is_void_v<T>) {
    start(std::move(task));
    run();
  } else {
    std::optional<T> out;
    start(async::keep(std::move(task), out));
    run();
    return *std::move(out);
  }
}

}  // namespace tern
