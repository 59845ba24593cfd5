#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "engine/base/log.h"
#include "engine/io/clock.h"
#include "engine/io/condition.h"
#include "engine/io/event_loop.h"
#include "engine/io/posix_vfs.h"
#include "engine/io/ring_pool.h"
#include "engine/io/uring_vfs.h"

namespace tern::io {
namespace {

constexpr size_t kBlock = 4096;

// A job from a function.
class Call final : public EventLoop::Job {
 public:
  explicit Call(std::function<void()> body) : body_(std::move(body)) {}
  void run() override { body_(); }

 private:
  std::function<void()> body_;
};

void run_all(EventLoop& loop, std::vector<std::function<void()>> bodies) {
  std::vector<Call> calls;
  calls.reserve(bodies.size());
  for (auto& body : bodies) calls.emplace_back(std::move(body));
  for (Call& call : calls) loop.submit(call);
  loop.run();
}

class UringFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ = testing::TempDir() + "tern_uring_" + std::to_string(::getpid());
    std::filesystem::remove(path_);
    file_ = *uring_vfs().open(path_, {.create = true});
  }
  void TearDown() override { std::filesystem::remove(path_); }

  static ByteVector block(uint8_t value) { return ByteVector(kBlock, std::byte{value}); }
  void fill(size_t blocks) {
    for (size_t i = 0; i < blocks; ++i) {
      ASSERT_TRUE(file_->pwrite(block(static_cast<uint8_t>(i)), i * kBlock));
    }
  }
  // Nothing of the file stays in the system's cache.
  void make_cold() {
    ASSERT_TRUE(file_->sync(SyncMode::Full));
    const int descriptor = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    ASSERT_EQ(::posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED), 0);
    ::close(descriptor);
  }

  std::string path_;
  std::unique_ptr<File> file_;
};

TEST_F(UringFiles, BatchesReadAndWriteWhatSingleCallsDo) {
  std::vector<ByteVector> contents;
  std::vector<Bytes> pieces;
  std::vector<WriteRequest> writes;
  contents.reserve(300);
  for (uint8_t i = 0; i < 200; ++i) contents.push_back(block(i));
  pieces.assign(contents.begin(), contents.end());
  // Pairs of neighbours, last first.
  for (size_t i = 100; i-- > 0;) {
    writes.push_back({std::span(pieces).subspan(2 * i, 2), 2 * i * kBlock});
  }
  ASSERT_TRUE(file_->write_batch(writes));
  EXPECT_EQ(*file_->size(), 200 * kBlock);

  std::vector<ByteVector> buffers(202, ByteVector(kBlock, std::byte{0xff}));
  std::vector<ReadRequest> reads;
  for (size_t i = 0; i < buffers.size(); ++i) reads.push_back({buffers[i], i * kBlock - i % 2});
  ASSERT_TRUE(file_->read_batch(reads));
  const std::unique_ptr<File> plain = *posix_vfs().open(path_, {});
  for (size_t i = 0; i < buffers.size(); ++i) {
    ByteVector expected(kBlock, std::byte{0xff});
    EXPECT_EQ(reads[i].got, *plain->pread(expected, reads[i].at)) << i;
    EXPECT_EQ(buffers[i], expected) << i;
  }
}

TEST_F(UringFiles, ErrorsOfABatchAreThoseOfSingleCalls) {
  const std::unique_ptr<File> file = *uring_vfs().open(path_, {.read_only = true});
  const ByteVector bytes = block(1);
  const Bytes piece(bytes);
  const std::vector<WriteRequest> writes{{{&piece, 1}, 0}, {{&piece, 1}, kBlock}};
  const Status written = file->write_batch(writes);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code(), ErrorCode::IoErrWrite);
  EXPECT_EQ(file->pwrite(bytes, 0).error().code(), ErrorCode::IoErrWrite);
}

// The ring's table of files must not keep a file, and so its locks, open.
TEST_F(UringFiles, LocksGoWhenTheFileIsClosed) {
  fill(4);
  ASSERT_TRUE(file_->lock(0, 1, LockMode::Exclusive));
  ByteVector buffers[2] = {block(0), block(0)};
  std::vector<ReadRequest> reads{{buffers[0], 0}, {buffers[1], kBlock}};
  ASSERT_TRUE(file_->read_batch(reads));
  const std::unique_ptr<File> other = *posix_vfs().open(path_, {});
  EXPECT_TRUE(*other->is_locked_by_others(0, 1));
  file_.reset();
  EXPECT_FALSE(*other->is_locked_by_others(0, 1));
}

TEST_F(UringFiles, FibersReadWriteAndSyncAtOnce) {
  EventLoop loop({});
  if (!loop.has_ring()) GTEST_SKIP() << "the kernel has no io_uring";
  std::vector<std::function<void()>> bodies;
  int done = 0;
  for (uint8_t i = 0; i < 100; ++i) {
    bodies.push_back([this, i, &done] {
      ASSERT_TRUE(file_->pwrite(block(i), i * kBlock));
      ASSERT_TRUE(file_->sync(SyncMode::Data));
      ByteVector got = block(0xff);
      ASSERT_EQ(*file_->pread(got, i * kBlock), kBlock);
      EXPECT_EQ(got, block(i));
      ++done;
    });
  }
  run_all(loop, std::move(bodies));
  EXPECT_EQ(done, 100);
  EXPECT_EQ(loop.ring()->counts().operations, 300u);
  EXPECT_EQ(loop.ring()->counts().in_flight_max, 100u);
  EXPECT_LT(loop.ring()->counts().submissions, 300u);
}

TEST_F(UringFiles, ColdReadsOfOneThreadOverlap) {
  fill(200);
  make_cold();
  EventLoop loop({});
  if (!loop.has_ring()) GTEST_SKIP() << "the kernel has no io_uring";
  std::vector<std::function<void()>> bodies;
  for (uint8_t i = 0; i < 200; ++i) {
    bodies.push_back([this, i] {
      ByteVector got = block(0xff);
      ASSERT_EQ(*file_->pread(got, i * kBlock), kBlock);
      EXPECT_EQ(got, block(i));
    });
  }
  run_all(loop, std::move(bodies));
  // All were queued before the first was handed over.
  EXPECT_EQ(loop.ring()->counts().in_flight_max, 200u);
  EXPECT_EQ(loop.ring()->counts().operations, 200u);
}

TEST(RingPool, SaysOnceWhyTheKernelRefuses) {
  static std::vector<std::string> lines;
  set_log_sink([](std::string_view line) { lines.emplace_back(line); });
  RingPool pool;
  EXPECT_EQ(pool.open(0), nullptr);  // no ring has room for nothing
  EXPECT_EQ(pool.open(8), nullptr);
  EXPECT_EQ(pool.take(), nullptr);
  set_log_sink(nullptr);
  EXPECT_EQ(lines, (std::vector<std::string>{"no io_uring, files are read and written by plain "
                                             "calls: io_uring_setup: Invalid argument"}));
}

TEST(EventLoop, JobsBeyondTheLimitWaitForTheirTurn) {
  EventLoop loop({.fibers_max = 3});
  std::vector<int> order;
  std::vector<std::function<void()>> bodies;
  for (int i = 0; i < 10; ++i) {
    bodies.push_back([i, &order] {
      order.push_back(i);
      sleep_ms(1);
    });
  }
  run_all(loop, std::move(bodies));
  EXPECT_EQ(order, (std::vector{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
  EXPECT_EQ(loop.jobs_max_at_once(), 3u);
}

TEST(EventLoop, SleepersWakeInTheOrderOfTheirTimes) {
  EventLoop loop({});
  std::vector<int> order;
  run_all(loop, {[&] {
                   system_clock().sleep_ms(30);
                   order.push_back(30);
                 },
                 [&] {
                   system_clock().sleep_ms(1);
                   order.push_back(1);
                 },
                 [&] { order.push_back(0); }});
  EXPECT_EQ(order, (std::vector{0, 1, 30}));
}

TEST(EventLoop, AJobMaySubmitJobsAndIsToldOfItsEnd) {
  struct Last final : EventLoop::Job {
    void run() override { ++runs; }
    void finished() override {
      EXPECT_EQ(EventLoop::of_fiber(), nullptr);
      if (runs < 5) loop->submit(*this);
    }
    EventLoop* loop = nullptr;
    int runs = 0;
  } last;
  EventLoop loop({});
  last.loop = &loop;
  run_all(loop, {[&] { loop.submit(last); }});
  EXPECT_EQ(last.runs, 5);
}

TEST(Condition, WakesFibersAndThreadsInTheirOrder) {
  std::mutex mutex;
  Condition turned;
  int turn = 0;
  const auto pass = [&](int mine, int rounds) {
    std::unique_lock guard(mutex);
    for (int round = 0; round < rounds; ++round) {
      while (turn % 3 != mine) turned.wait(guard);
      ++turn;
      turned.notify_all();
    }
  };
  std::thread other([&] { pass(2, 100); });
  EventLoop loop({});
  run_all(loop, {[&] { pass(0, 100); }, [&] { pass(1, 100); }});
  other.join();
  EXPECT_EQ(turn, 300);
}

TEST(Condition, WaitsNoLongerThanItMay) {
  std::mutex mutex;
  Condition never;
  EventLoop loop({});
  int timed_out = 0;
  const auto wait = [&] {
    std::unique_lock guard(mutex);
    if (!never.wait_for(guard, 1)) ++timed_out;
  };
  run_all(loop, {wait, wait});
  wait();
  EXPECT_EQ(timed_out, 3);
}

TEST(Latch, MayBeHeldByAFiberThatWaits) {
  Latch latch;
  EventLoop loop({});
  int inside = 0;
  int entered = 0;
  const auto enter = [&] {
    const std::lock_guard guard(latch);
    EXPECT_EQ(++inside, 1);
    sleep_ms(1);
    --inside;
    ++entered;
  };
  std::thread other(enter);
  run_all(loop, {enter, enter, enter});
  other.join();
  EXPECT_EQ(entered, 4);
}

TEST(FindVfs, KnowsItsNames) {
  EXPECT_EQ(*find_vfs(""), &uring_vfs());
  EXPECT_EQ(*find_vfs("uring"), &uring_vfs());
  EXPECT_EQ(*find_vfs("unix"), &posix_vfs());
  const auto unknown = find_vfs("floppy");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().message(), "no such vfs: floppy");
}

}  // namespace
}  // namespace tern::io
