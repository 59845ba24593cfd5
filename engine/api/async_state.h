#pragma once

#include <memory>

#include "engine/io/event_loop.h"
#include "tern/async.h"

namespace tern::api {

/// What an AsyncRuntime is made of.
class AsyncState {
 public:
  explicit AsyncState(const AsyncOptions& options)
      : loop_({.fibers_max = options.in_flight_max, .stack_bytes = options.stack_bytes}) {}
  io::EventLoop& loop() { return loop_; }

 private:
  io::EventLoop loop_;
};

/// A connection, and the works that wait for it.
class AsyncSession {
 public:
  AsyncSession(std::shared_ptr<AsyncState> state, std::unique_ptr<Connection> connection)
      : state_(std::move(state)), connection_(std::move(connection)), job_(*this) {}
  /// Closes the connection on a fiber. Nothing is under way: works hold their session.
  ~AsyncSession();

  Connection& connection() { return *connection_; }
  void submit(async::Work& work);
  void interrupt();
  /// Of the work that runs: was it interrupted?
  bool is_interrupted() const { return is_interrupted_; }

 private:
  class Job final : public io::EventLoop::Job {
   public:
    explicit Job(AsyncSession& session) : session_(session) {}
    void run() override;
    void finished() override;

   private:
    AsyncSession& session_;
  };
  void start(async::Work& work);

  std::shared_ptr<AsyncState> state_;
  std::unique_ptr<Connection> connection_;
  Job job_;
  async::Work* running_ = nullptr;  // at work, or handed to the loop
  async::Work* first_ = nullptr;    // waiting, first come first served
  async::Work* last_ = nullptr;
  bool has_begun_ = false;  // running_
  bool is_interrupted_ = false;
};

}  // namespace tern::api
