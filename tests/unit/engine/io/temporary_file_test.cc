#include "engine/io/temporary_file.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "engine/io/memory_vfs.h"
#include "engine/io/posix_vfs.h"
#include "tests/support/reference_db.h"

namespace tern::io {
namespace {

void expect_usable(File& file) {
  const std::array<std::byte, 3> in = {std::byte{1}, std::byte{2}, std::byte{3}};
  ASSERT_TRUE(file.pwrite(in, 5));
  std::array<std::byte, 3> out{};
  EXPECT_EQ(file.pread(out, 5).value_or(0), out.size());
  EXPECT_EQ(out, in);
}

TEST(TemporaryFile, HasNoNameAndHoldsWhatIsWritten) {
  const test::TemporaryFolder folder;
  const std::string place = folder.path("temporary");
  std::filesystem::create_directory(place);
  ASSERT_EQ(::setenv("SQLITE_TMPDIR", place.c_str(), 1), 0);
  EXPECT_EQ(posix_vfs().temporary_folder(), place);
  const auto file = open_temporary(posix_vfs(), system_random());
  ::unsetenv("SQLITE_TMPDIR");
  ASSERT_TRUE(file);
  expect_usable(**file);
  EXPECT_TRUE(std::filesystem::is_empty(place));
}

TEST(TemporaryFile, LivesInMemoryToo) {
  MemoryVfs vfs;
  const auto file = open_temporary(vfs, system_random());
  ASSERT_TRUE(file);
  expect_usable(**file);
}

TEST(TemporaryFile, AFolderThatCannotBeUsedIsPassedOver) {
  ASSERT_EQ(::setenv("SQLITE_TMPDIR", "/no/such/folder", 1), 0);
  EXPECT_NE(posix_vfs().temporary_folder(), "/no/such/folder");
  ::unsetenv("SQLITE_TMPDIR");
}

}  // namespace
}  // namespace tern::io
