// Short work on the network's thread, and what happens when it turns out long.
#include "daemon/http/network_loop.h"

#include <gtest/gtest.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <latch>
#include <optional>
#include <thread>

#include "daemon/operation/pacing.h"
#include "tests/unit/daemon/http/http_client.h"
#include "tests/unit/daemon/http/server_fixture.h"

namespace tern::daemon {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// A loop that runs on a thread of its own until it is dropped.
class RunningLoop {
 public:
  RunningLoop() : thread_([this] { loop_.run(); }) {}
  ~RunningLoop() {
    guard_.reset();
    thread_.join();
    pool_.join();
  }

  /// Runs `work` as short, from a handler.
  void short_work(NetworkLoop::Work work) {
    handler([this, work = std::move(work)]() mutable { short_work_here(std::move(work)); });
  }
  /// In a handler.
  void short_work_here(NetworkLoop::Work work) { loop_.work("db", std::move(work), true); }
  void resume(NetworkLoop::Work handler) { loop_.resume(std::move(handler)); }
  void handler(std::move_only_function<void()> run) {
    asio::post(io_, [run = std::move(run)]() mutable { run(); });
  }
  /// Waits until short work is run by the loop's own thread. False: that does not happen.
  bool wait_for_watcher() {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    bool is_here = false;
    while (!is_here && std::chrono::steady_clock::now() < end) {
      std::latch done(1);
      handler([&] {
        const auto here = std::this_thread::get_id();
        loop_.work(
            "db",
            [&, here] {
              is_here = std::this_thread::get_id() == here;
              done.count_down();
            },
            true);
      });
      done.wait();
    }
    return is_here;
  }

 private:
  asio::io_context io_{1};
  std::optional<asio::executor_work_guard<asio::io_context::executor_type>> guard_{
      asio::make_work_guard(io_)};
  WorkerPool pool_{{.workers = 20, .database_max = 20, .guests_max = NetworkLoop::kThreadsMax}};
  NetworkLoop loop_{io_, pool_};
  std::thread thread_;
};

TEST(NetworkLoop, ShortWorkNeedsNoOtherThread) {
  RunningLoop loop;
  ASSERT_TRUE(loop.wait_for_watcher());
}

TEST(NetworkLoop, WorkThatIsNotShortGoesToAWorker) {
  asio::io_context io{1};
  WorkerPool pool({});
  NetworkLoop loop(io, pool);
  std::thread::id handlers;
  std::thread::id works;
  asio::post(io, [&] {
    handlers = std::this_thread::get_id();
    loop.work("db", [&] { works = std::this_thread::get_id(); }, false);
  });
  loop.run();
  pool.join();
  EXPECT_NE(works, std::thread::id());
  EXPECT_NE(works, handlers);
}

// The work ends only when a handler behind it has run: without another thread, never.
TEST(NetworkLoop, HandlersGoOnBehindWorkThatTurnsOutLong) {
  RunningLoop loop;
  for (int i = 0; i < 30; ++i) {
    ASSERT_TRUE(loop.wait_for_watcher());
    std::latch handled(1);
    std::latch done(1);
    loop.short_work([&] {
      handled.wait();
      done.count_down();
    });
    loop.handler([&] { handled.count_down(); });
    done.wait();
    EXPECT_TRUE(handled.try_wait());
  }
}

TEST(NetworkLoop, WorkThatExpectsToWaitGivesTheLoopAway) {
  RunningLoop loop;
  for (int i = 0; i < 200; ++i) {
    ASSERT_TRUE(loop.wait_for_watcher());
    std::latch handled(1);
    std::latch done(1);
    std::thread::id handlers;
    std::thread::id works;
    loop.short_work([&] {
      works = std::this_thread::get_id();
      loop.handler([&] {
        handlers = std::this_thread::get_id();
        handled.count_down();
      });
      expect_wait();
      // Sometimes its watcher takes the loop away at the same time.
      if (i % 2 == 0) std::this_thread::sleep_for(NetworkLoop::kPatience);
      expect_wait();
      handled.wait();
      done.count_down();
    });
    done.wait();
    EXPECT_NE(handlers, works);
  }
}

// Whether the work is short, waits, or takes long: what it resumes is a handler, and comes once.
TEST(NetworkLoop, WhatWorkResumesIsAHandler) {
  constexpr int kCount = 300;
  RunningLoop loop;
  ASSERT_TRUE(loop.wait_for_watcher());
  int handled = 0;  // no lock: handlers do not overlap
  std::latch all_done(kCount);
  for (int i = 0; i < kCount; ++i)
    loop.short_work([&, i] {
      if (i % 10 == 1) expect_wait();
      if (i % 10 == 2) std::this_thread::sleep_for(3 * NetworkLoop::kPatience);
      loop.resume([&] {
        ++handled;
        all_done.count_down();
      });
    });
  all_done.wait();
  EXPECT_EQ(handled, kCount);
}

TEST(NetworkLoop, WhatShortWorkResumesComesBeforeOtherHandlers) {
  RunningLoop loop;
  int before_others = 0;
  for (int i = 0; i < 30; ++i) {
    ASSERT_TRUE(loop.wait_for_watcher());
    std::latch done(2);
    bool was_other = false;
    loop.handler([&] {
      loop.short_work_here([&] {
        loop.resume([&] {
          if (!was_other) ++before_others;
          done.count_down();
        });
      });
      loop.handler([&] {
        was_other = true;
        done.count_down();
      });
    });
    done.wait();
  }
  EXPECT_GT(before_others, 0);  // a watcher may take the loop away
}

TEST(NetworkLoop, MoreLongWorkThanThreads) {
  constexpr int kCount = 2 * static_cast<int>(NetworkLoop::kThreadsMax);
  RunningLoop loop;
  ASSERT_TRUE(loop.wait_for_watcher());
  std::latch all_begun(kCount);
  std::latch all_done(kCount);
  for (int i = 0; i < kCount; ++i)
    loop.short_work([&] {
      all_begun.arrive_and_wait();
      all_done.count_down();
    });
  all_done.wait();
  EXPECT_TRUE(all_begun.try_wait());
}

TEST(NetworkLoop, OneHandlerAtATime) {
  constexpr int kCount = 300;
  RunningLoop loop;
  ASSERT_TRUE(loop.wait_for_watcher());
  int handled = 0;  // no lock: handlers do not overlap
  std::latch all_done(kCount);
  for (int i = 0; i < kCount; ++i)
    loop.short_work([&, i] {
      if (i % 10 == 0) std::this_thread::sleep_for(3 * NetworkLoop::kPatience);
      loop.handler([&] {
        ++handled;
        all_done.count_down();
      });
    });
  all_done.wait();
  EXPECT_EQ(handled, kCount);
}

TEST(NetworkLoop, ASlowRequestOfAQuickConnectionHoldsNobodyUp) {
  RunningServer server(ServerSetup{.is_plain = true});
  const std::string token = "Authorization: Bearer " + std::string(kLaptopToken) + "\r\n";
  const auto status_of = [&](HttpClient& client) {
    return client.request("POST", "/db/notes-1/v2/pipeline", "constant", token).status;
  };
  HttpClient quick(server.port());
  for (uint32_t i = 0; i < RequestHistory::kNeededMax; ++i) ASSERT_EQ(status_of(quick), 200);
  quick.send("POST /db/notes-1/v2/pipeline HTTP/1.1\r\nHost: x\r\n" + token +
             "Content-Length: 4\r\n\r\nwait");
  while (server.service.waiting == 0) std::this_thread::yield();
  HttpClient other(server.port());
  EXPECT_EQ(status_of(other), 200);
  server.service.released = true;
  EXPECT_EQ(quick.read_answer().status, 200);
}

/// How many short requests it takes until the next one is expected to be so, too.
uint32_t needed_by(RequestHistory& history) {
  uint32_t count = 0;
  for (; !history.are_short(); ++count) history.add(RequestHistory::kShort);
  return count;
}

// 200 in a row make up for all before.
TEST(NetworkLoop, RequestsAreExpectedToBeAsTheLastOnes) {
  RequestHistory history;
  EXPECT_EQ(needed_by(history), RequestHistory::kNeededMin);
  for (const uint32_t needed : {6U, 12U, 24U, 48U, 96U, 192U, 200U, 6U}) {
    history.add(RequestHistory::kShort + 1us);
    EXPECT_EQ(needed_by(history), needed);
  }
}

TEST(NetworkLoop, ManyShortRequestsMakeUpForLongOnes) {
  RequestHistory history;
  for (int i = 0; i < 5; ++i) history.add(1s);
  for (uint32_t i = 0; i < RequestHistory::kNeededMax; ++i) history.add(1us);
  history.add(1s);
  EXPECT_EQ(needed_by(history), 2 * RequestHistory::kNeededMin);
}

}  // namespace
}  // namespace tern::daemon
