#include <gtest/gtest.h>

#include <functional>
#include <vector>

#include "engine/io/event_loop.h"
#include "engine/io/uring_vfs.h"
#include "engine/storage/database_file.h"
#include "engine/storage/pager.h"
#include "tests/support/reference_db.h"

// Several connections on one thread, each in a fiber of its own.

namespace tern::storage {
namespace {

class Call final : public io::EventLoop::Job {
 public:
  explicit Call(std::function<void()> body) : body_(std::move(body)) {}
  void run() override { body_(); }

 private:
  std::function<void()> body_;
};

class StorageFibers : public testing::Test {
 protected:
  void make(const std::string& journal_mode) {
    test::ReferenceDb(path_).run("PRAGMA journal_mode=" + journal_mode +
                                 "; CREATE TABLE t(a); INSERT INTO t VALUES(zeroblob(20000))");
  }
  std::unique_ptr<Pager> connect() {
    auto pager = *Pager::open(*DatabaseFile::open(io::uring_vfs(), path_));
    pager->set_busy_timeout(60'000);
    return pager;
  }
  void run(size_t count, const std::function<void(size_t)>& body) {
    std::vector<Call> calls;
    calls.reserve(count);
    for (size_t i = 0; i < count; ++i) calls.emplace_back([i, &body] { body(i); });
    for (Call& call : calls) loop_.submit(call);
    loop_.run();
  }
  // Each adds one to a byte of a page, in transactions of its own.
  void count_up(size_t writers, int rounds) {
    std::vector<std::unique_ptr<Pager>> pagers;
    for (size_t i = 0; i < writers; ++i) pagers.push_back(connect());
    run(writers, [&](size_t i) {
      for (int round = 0; round < rounds; ++round) {
        ASSERT_TRUE(pagers[i]->begin_write());
        std::byte& value = pagers[i]->write(PageNo{3})->bytes()[100];
        value = std::byte(static_cast<uint8_t>(value) + 1);
        const Status committed = pagers[i]->commit();
        ASSERT_TRUE(committed) << committed.error().message();
      }
    });
    const auto reader = connect();
    ASSERT_TRUE(reader->begin_read());
    EXPECT_EQ(static_cast<size_t>(reader->read(PageNo{3})->bytes()[100]),
              writers * static_cast<size_t>(rounds));
  }

  test::TemporaryFolder folder_;
  std::string path_ = folder_.path("t.db");
  io::EventLoop loop_{{}};
};

TEST_F(StorageFibers, WaitForOneReadOfAPage) {
  make("delete");
  std::vector<std::unique_ptr<Pager>> pagers;
  for (int i = 0; i < 10; ++i) pagers.push_back(connect());
  run(pagers.size(), [&](size_t i) {
    ASSERT_TRUE(pagers[i]->begin_read());
    EXPECT_EQ(pagers[i]->read(PageNo{3})->no(), PageNo{3});
  });
  uint64_t loads = 0;
  for (const auto& pager : pagers) loads += pager->load_count();
  EXPECT_EQ(loads, 1u);
}

TEST_F(StorageFibers, WriteInTurnsToAWal) {
  make("wal");
  count_up(10, 10);
}

TEST_F(StorageFibers, WriteInTurnsToARollbackJournal) {
  make("delete");
  count_up(6, 3);
}

}  // namespace
}  // namespace tern::storage
