#include "daemon/operation/thread_memory.h"

#include <gtest/gtest.h>

#include <memory>
#include <new>
#include <thread>
#include <vector>

namespace tern::daemon {
namespace {

struct alignas(256) Aligned {
  char bytes[1024];
};

TEST(ThreadMemory, CountsWhatThisThreadHolds) {
  const int64_t before = thread_memory();
  {
    const std::vector<char> block(1'000'000);
    const auto array = std::make_unique<char[]>(500'000);
    const auto aligned = std::make_unique<Aligned>();
    char* const quiet = new (std::nothrow) char[250'000];
    EXPECT_GE(thread_memory() - before, 1'751'024);
    EXPECT_LT(thread_memory() - before, 1'800'000);
    delete[] quiet;
  }
  EXPECT_EQ(thread_memory(), before);
}

TEST(ThreadMemory, IsOfEachThreadAlone) {
  const int64_t before = thread_memory();
  std::vector<char> block;
  int64_t of_other = 0;
  std::thread([&] {
    const int64_t its_before = thread_memory();
    block.resize(1'000'000);
    of_other = thread_memory() - its_before;
  }).join();
  EXPECT_GE(of_other, 1'000'000);
  EXPECT_LT(thread_memory() - before, 100'000);
  // Who gives it back counts it.
  std::vector<char>().swap(block);
  EXPECT_LT(thread_memory() - before, -900'000);
}

}  // namespace
}  // namespace tern::daemon
