#include "daemon/operation/whole_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/support/test_certificate.h"

namespace tern::daemon {
namespace {

unsigned mode_of(const std::string& path) {
  struct stat found{};
  EXPECT_EQ(::stat(path.c_str(), &found), 0);
  return found.st_mode & 07777;
}

TEST(WholeFile, IsMadeOnceAndReplacedWithItsMode) {
  const tests::TemporaryFolder folder;
  const std::string path = folder / "f";
  ASSERT_TRUE(create_file(path, "one", 0600).has_value());
  EXPECT_EQ(create_file(path, "two", 0600).error().message(),
            "cannot make " + path + ": File exists");
  EXPECT_EQ(*read_whole_file(path, "the file"), "one");
  EXPECT_EQ(mode_of(path), 0600U);
  ASSERT_TRUE(replace_file(path, "three", 0644).has_value());
  EXPECT_EQ(*read_whole_file(path, "the file"), "three");
  EXPECT_EQ(mode_of(path), 0600U);
  tests::write_file(path + ".new", "left by somebody who was killed");
  ASSERT_TRUE(replace_file(path, "", 0644).has_value());
  EXPECT_EQ(*read_whole_file(path, "the file"), "");
  EXPECT_FALSE(std::filesystem::exists(path + ".new"));
}

TEST(WholeFile, SaysWhyItCannotBeRead) {
  const tests::TemporaryFolder folder;
  EXPECT_EQ(read_whole_file("/nonexistent/f", "the file").error().message(),
            "cannot read the file /nonexistent/f: No such file or directory");
  EXPECT_EQ(read_whole_file(folder.path(), "the file").error().message(),
            "cannot read the file " + folder.path() + ": Is a directory");
  EXPECT_FALSE(replace_file("/nonexistent/f", "x", 0600).has_value());
}

}  // namespace
}  // namespace tern::daemon
