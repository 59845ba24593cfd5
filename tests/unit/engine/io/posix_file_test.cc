#include "engine/io/posix_file.h"

#include <gtest/gtest.h>

#include "tests/support/reference_db.h"

namespace tern::io {
namespace {

TEST(PosixFile, GrowsAndIsCutByWholeChunks) {
  const test::TemporaryFolder folder;
  const auto file = PosixFile::open(folder.path("chunks"), {.create = true});
  ASSERT_TRUE(file);
  const ByteVector bytes(100, std::byte{7});
  ASSERT_TRUE((*file)->pwrite(bytes, 0));
  EXPECT_EQ((*file)->size(), 100U);
  (*file)->set_chunk_size(4096);
  ASSERT_TRUE((*file)->pwrite(bytes, 50));
  EXPECT_EQ((*file)->size(), 4096U);
  const Bytes pieces[] = {bytes, bytes};
  ASSERT_TRUE((*file)->pwritev(pieces, 4000));
  EXPECT_EQ((*file)->size(), 8192U);
  ByteVector read(300);
  EXPECT_EQ((*file)->pread(read, 3950), 300U);
  EXPECT_EQ(read[49], std::byte{0});
  EXPECT_EQ(read[50], std::byte{7});
  EXPECT_EQ(read[249], std::byte{7});
  EXPECT_EQ(read[250], std::byte{0});
  ASSERT_TRUE((*file)->truncate(1));
  EXPECT_EQ((*file)->size(), 4096U);
  (*file)->set_chunk_size(0);
  ASSERT_TRUE((*file)->truncate(1));
  EXPECT_EQ((*file)->size(), 1U);
}

}  // namespace
}  // namespace tern::io
