#include "engine/io/posix_locks.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <functional>

#include "engine/io/posix_vfs.h"

namespace tern::io {
namespace {

/// What `body` returns when a child process runs it.
int in_child(const std::function<int()>& body) {
  const pid_t child = fork();
  if (child == 0) _exit(body());
  int status = -1;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

class PosixLocksOf : public ::testing::TestWithParam<LockKind> {
 protected:
  void SetUp() override {
    char name[] = "/tmp/tern-locks-XXXXXX";
    ::close(mkstemp(name));
    path_ = name;
  }
  void TearDown() override { std::remove(path_.c_str()); }

  std::unique_ptr<File> open() { return *posix_vfs(GetParam()).open(path_, {}); }
  /// With the record locks that SQLite takes.
  bool may_another_process_lock(off_t start, off_t length, short type = F_WRLCK) {
    return in_child([&] {
             const int descriptor = ::open(path_.c_str(), O_RDWR);
             struct flock range{};
             range.l_type = type;
             range.l_start = start;
             range.l_len = length;
             return ::fcntl(descriptor, F_SETLK, &range) == 0 ? 1 : 0;
           }) == 1;
  }

  std::string path_;
};

TEST_P(PosixLocksOf, KeepTwoHandlesOfOneProcessApart) {
  const auto one = open();
  const auto two = open();
  ASSERT_TRUE(one->lock(10, 5, LockMode::Shared));
  EXPECT_TRUE(two->lock(10, 5, LockMode::Shared));
  EXPECT_EQ(two->lock(12, 1, LockMode::Exclusive).error().code(), ErrorCode::Busy);
  EXPECT_TRUE(*two->is_locked_by_others(14, 1));
  EXPECT_FALSE(*two->is_locked_by_others(15, 1));
  ASSERT_TRUE(one->lock(10, 5, LockMode::None));
  EXPECT_TRUE(two->lock(12, 1, LockMode::Exclusive));
  EXPECT_EQ(one->lock(10, 5, LockMode::Shared).error().code(), ErrorCode::Busy);
  EXPECT_TRUE(one->lock(13, 2, LockMode::Shared));
}

TEST_P(PosixLocksOf, OutliveOtherHandlesOfTheFile) {
  const auto one = open();
  auto two = open();
  ASSERT_TRUE(one->lock(10, 1, LockMode::Exclusive));
  ASSERT_TRUE(two->lock(20, 1, LockMode::Exclusive));
  two.reset();
  open().reset();
  EXPECT_FALSE(may_another_process_lock(10, 1));
  EXPECT_TRUE(may_another_process_lock(20, 1));
  ASSERT_TRUE(one->lock(10, 1, LockMode::None));
  EXPECT_TRUE(may_another_process_lock(10, 1));
}

TEST_P(PosixLocksOf, WeakenToWhatTheOtherHandleHolds) {
  const auto one = open();
  auto two = open();
  ASSERT_TRUE(one->lock(10, 4, LockMode::Shared));
  ASSERT_TRUE(two->lock(12, 4, LockMode::Shared));
  ASSERT_TRUE(one->lock(10, 4, LockMode::None));
  EXPECT_TRUE(may_another_process_lock(10, 2));
  EXPECT_FALSE(may_another_process_lock(12, 1));
  EXPECT_TRUE(may_another_process_lock(12, 4, F_RDLCK));
  two.reset();
  EXPECT_TRUE(may_another_process_lock(10, 10));
}

TEST_P(PosixLocksOf, AreNotWhatAChildProcessInherits) {
  const auto file = open();
  ASSERT_TRUE(file->lock(10, 1, LockMode::Exclusive));
  const int answer = in_child([&] {
    const std::byte byte{1};
    if (file->lock(10, 1, LockMode::None)) return 1;
    if (file->pwrite({&byte, 1}, 0)) return 2;
    const auto own = open();
    const Status locked = own->lock(10, 1, LockMode::Shared);
    return !locked && locked.error().is(ErrorCode::Busy) ? 0 : 3;
  });
  EXPECT_EQ(answer, 0);
  EXPECT_FALSE(may_another_process_lock(10, 1));
  EXPECT_EQ(*file->size(), 0u);
}

INSTANTIATE_TEST_SUITE_P(Kinds, PosixLocksOf,
                         ::testing::Values(LockKind::OpenFile, LockKind::Classic),
                         [](const auto& tested) {
                           return tested.param == LockKind::OpenFile ? "OpenFile" : "Classic";
                         });

}  // namespace
}  // namespace tern::io
