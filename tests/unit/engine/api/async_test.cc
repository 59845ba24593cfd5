#include "tern/async.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "tern/tern.h"

namespace tern {
namespace {

class Async : public testing::Test {
 protected:
  void SetUp() override { remove_files(); }
  void TearDown() override { remove_files(); }
  void remove_files() {
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
      std::filesystem::remove(path_ + suffix);
    }
  }
  void prepare(const std::string& sql) {
    auto db = Connection::open(path_);
    ASSERT_TRUE(db);
    const Status done = db->execute(sql);
    ASSERT_TRUE(done) << done.error().message();
  }
  int64_t integer(const std::string& sql) {
    auto db = Connection::open(path_);
    auto statement = db->prepare(sql);
    EXPECT_TRUE(*statement->step());
    return statement->column(0).as_integer();
  }
  // Nothing of the file stays in the system's cache.
  void make_cold() {
    const int descriptor = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    ASSERT_EQ(::fsync(descriptor), 0);
    ASSERT_EQ(::posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED), 0);
    ::close(descriptor);
  }

  std::string path_ = testing::TempDir() + "tern_async_" + std::to_string(::getpid()) + ".db";
};

// Each row fills a page.
constexpr const char* kThousandPages =
    "PRAGMA journal_mode=WAL; CREATE TABLE t(a INTEGER PRIMARY KEY, b);"
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<1000)"
    "INSERT INTO t SELECT i, zeroblob(3000 + i % 90) FROM n";
constexpr int kPoints = 1000;
constexpr int kConnections = 250;

Task<> connect(AsyncRuntime& runtime, std::string path, std::vector<AsyncConnection>& out) {
  const OpenOptions options{.busy_timeout_ms = 60'000};
  Result<AsyncConnection> db = co_await AsyncConnection::open(runtime, path, options);
  if (!db) co_return;
  // The schema is read, so that what follows are the rows' own pages.
  const Status done = co_await db->execute("SELECT b FROM t WHERE a=0");
  if (done) out.push_back(*std::move(db));
}

Task<> read_points(AsyncConnection& db, int first, int& right) {
  for (int a = first; a <= kPoints; a += kConnections) {
    const Result<Rows> rows = co_await db.query("SELECT length(b) FROM t WHERE a=?", a);
    if (rows && rows->size() == 1 && (*rows)[0][0].view().as_integer() == 3000 + a % 90) ++right;
  }
}

TEST_F(Async, AThousandColdPointReadsOfOneThreadOverlap) {
  using Clock = std::chrono::steady_clock;
  prepare(kThousandPages);
  make_cold();
  const Clock::time_point start = Clock::now();
  {
    auto db = Connection::open(path_);
    auto statement = db->prepare("SELECT length(b) FROM t WHERE a=?");
    // In an order in which no page follows its neighbour.
    for (int i = 0; i < kPoints; ++i) {
      ASSERT_TRUE(statement->bind(1, i * 379 % kPoints + 1));
      ASSERT_TRUE(*statement->step());
      statement->reset();
    }
  }
  const Clock::time_point one_by_one = Clock::now();

  AsyncRuntime runtime;
  if (!runtime.stats().has_ring) GTEST_SKIP() << "the kernel has no io_uring";
  std::vector<AsyncConnection> pool;
  pool.reserve(kConnections);
  for (int i = 0; i < kConnections; ++i) runtime.start(connect(runtime, path_, pool));
  runtime.run();
  ASSERT_EQ(pool.size(), size_t{kConnections});
  make_cold();
  const AsyncStats before = runtime.stats();
  int right = 0;
  const Clock::time_point begin = Clock::now();
  for (int i = 0; i < kConnections; ++i) {
    runtime.start(read_points(pool[static_cast<size_t>(i)], i + 1, right));
  }
  runtime.run();
  const Clock::time_point end = Clock::now();
  const AsyncStats stats = runtime.stats();
  pool.clear();

  EXPECT_EQ(right, kPoints);
  const uint64_t reads = stats.operations - before.operations;
  const uint64_t submissions = stats.submissions - before.submissions;
  EXPECT_GE(reads, uint64_t{kPoints} - 1);  // a=1 lies beside what the connections looked for
  EXPECT_GE(stats.operations_max, 200u);
  EXPECT_EQ(stats.calls_max, size_t{kConnections});
  EXPECT_LE(submissions, reads / 2);
  const auto ms = [](Clock::duration time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
  };
  std::cout << kPoints << " cold points: one by one " << ms(one_by_one - start)
            << " ms, overlapped " << ms(end - begin) << " ms, " << reads << " reads in "
            << submissions << " submissions, at most " << stats.operations_max << " in flight\n";
}

Task<> insert_some(AsyncRuntime& runtime, std::string path, int count, int& done) {
  const OpenOptions options{.busy_timeout_ms = 60'000};
  Result<AsyncConnection> db = co_await AsyncConnection::open(runtime, path, options);
  if (!db) co_return;
  for (int i = 0; i < count; ++i) {
    const Status begun = co_await db->execute("BEGIN IMMEDIATE");
    const Status inserted = co_await db->execute("INSERT INTO t(b) VALUES(?)", i);
    const Status committed = co_await db->execute("COMMIT");
    if (begun && inserted && committed) ++done;
  }
}

// Fewer may be at work than want to write: who has the lock must get on.
TEST_F(Async, WritersWaitForEachOtherAndNotForTheThread) {
  for (const char* mode : {"WAL", "DELETE"}) {
    SCOPED_TRACE(mode);
    remove_files();
    prepare(std::string("PRAGMA journal_mode=") + mode +
            "; CREATE TABLE t(a INTEGER PRIMARY KEY, b)");
    AsyncRuntime runtime({.in_flight_max = 4});
    int done = 0;
    for (int i = 0; i < 20; ++i) runtime.start(insert_some(runtime, path_, 5, done));
    runtime.run();
    EXPECT_EQ(done, 100);
    EXPECT_LE(runtime.stats().calls_max, 5u);
    EXPECT_EQ(integer("SELECT count(*) FROM t"), 100);
  }
}

Task<Result<int64_t>> sum_by_steps(AsyncRuntime& runtime, std::string path) {
  Result<AsyncConnection> db = co_await AsyncConnection::open(runtime, path);
  if (!db) co_return std::unexpected(db.error());
  Result<AsyncStatement> statement = co_await db->prepare("SELECT a FROM t WHERE a>?");
  if (!statement) co_return std::unexpected(statement.error());
  int64_t sum = 0;
  for (const int above : {2, 4}) {
    const Status bound = statement->bind(1, above);
    if (!bound) co_return std::unexpected(bound.error());
    while (true) {
      const Result<bool> more = co_await statement->step();
      if (!more) co_return std::unexpected(more.error());
      if (!*more) break;
      sum += statement->statement().column(0).as_integer();
    }
  }
  co_return sum;
}

TEST_F(Async, StatementsGiveTheirRowsOneByOne) {
  prepare("CREATE TABLE t(a); INSERT INTO t VALUES(1),(2),(3),(4),(5)");
  AsyncRuntime runtime;
  EXPECT_EQ(*runtime.run(sum_by_steps(runtime, path_)), 3 + 4 + 5 + 5);
}

Task<Status> run_one(AsyncRuntime& runtime, std::string path, std::string sql) {
  const OpenOptions options{.create = false};
  Result<AsyncConnection> db = co_await AsyncConnection::open(runtime, path, options);
  if (!db) co_return std::unexpected(db.error());
  co_return co_await db->execute(sql);
}

TEST_F(Async, ErrorsAreThoseOfAConnection) {
  AsyncRuntime runtime;
  EXPECT_EQ(runtime.run(run_one(runtime, path_, "SELECT 1")).error().code(), ErrorCode::CantOpen);
  prepare("CREATE TABLE t(a UNIQUE); INSERT INTO t VALUES(1)");
  EXPECT_EQ(runtime.run(run_one(runtime, path_, "INSERT INTO t VALUES(1)")).error().message(),
            "UNIQUE constraint failed: t.a");
  EXPECT_EQ(runtime.run(run_one(runtime, path_, "SELEC")).error().message(),
            "near \"SELEC\": syntax error");
}

Task<> execute_into(AsyncConnection& db, std::string sql, std::vector<std::string>& codes) {
  const Status done = co_await db.execute(sql);
  codes.emplace_back(done ? "done" : done.error().message());
}

TEST_F(Async, AnInterruptEndsWhatWasAskedBefore) {
  prepare("CREATE TABLE t(a)");
  AsyncRuntime runtime;
  std::optional<AsyncConnection> db;
  runtime.start(async::keep(
      [](AsyncRuntime& loop, std::string path) -> Task<AsyncConnection> {
        co_return *co_await AsyncConnection::open(loop, path);
      }(runtime, path_),
      db));
  runtime.run();
  std::vector<std::string> codes;
  for (int i = 0; i < 3; ++i) runtime.start(execute_into(*db, "INSERT INTO t VALUES(1)", codes));
  db->interrupt();
  runtime.start(execute_into(*db, "INSERT INTO t VALUES(2)", codes));
  runtime.run();
  db.reset();
  EXPECT_EQ(codes, (std::vector<std::string>{"interrupted", "interrupted", "interrupted", "done"}));
  runtime.run();
  EXPECT_EQ(integer("SELECT sum(a) FROM t"), 2);
}

TEST_F(Async, PlainCodeRunsOnAFiber) {
  prepare("CREATE TABLE t(a)");
  AsyncRuntime runtime;
  const auto insert = [this]() -> Result<int64_t> {
    Connection db = TRY(Connection::open(path_));
    TRY(db.execute("INSERT INTO t VALUES(7)"));
    return db.last_insert_rowid();
  };
  const auto task = [](AsyncRuntime& loop, auto body) -> Task<Result<int64_t>> {
    auto call = loop.call(body);
    co_return co_await call;
  };
  EXPECT_EQ(*runtime.run(task(runtime, insert)), 1);
  EXPECT_EQ(integer("SELECT a FROM t"), 7);
}

}  // namespace
}  // namespace tern
