#include "sync/store/checked_file.h"

#include <gtest/gtest.h>

#include "engine/io/memory_vfs.h"
#include "engine/io/simulated_vfs.h"

namespace tern::sync::store {
namespace {

ByteVector pattern(size_t size, uint8_t seed = 1) {
  ByteVector out(size);
  for (size_t i = 0; i < size; ++i)
    out[i] = static_cast<std::byte>((i * 31 + i / 251 + seed) & 255);
  return out;
}

Status write(io::Vfs& vfs, const std::string& path, Bytes bytes, size_t piece = 1000) {
  CheckedFileWriter out = TRY(CheckedFileWriter::create(vfs, path));
  for (size_t at = 0; at < bytes.size(); at += piece)
    TRY(out.append(bytes.subspan(at, std::min(piece, bytes.size() - at))));
  EXPECT_EQ(out.size(), bytes.size());
  return std::move(out).finish();
}

Result<ByteVector> read_all(io::Vfs& vfs, const std::string& path) {
  const CheckedFile file = TRY(CheckedFile::open(vfs, path));
  return file.read(0, file.size());
}

TEST(CheckedFile, AnyRangeComesBack) {
  io::MemoryVfs vfs;
  for (const size_t size : {0UL, 1UL, 4091UL, 4092UL, 4093UL, 8184UL, 600'000UL}) {
    SCOPED_TRACE(size);
    const ByteVector bytes = pattern(size);
    ASSERT_TRUE(write(vfs, "f", bytes, size > 9000 ? 7777 : 1).has_value());
    const CheckedFile file = CheckedFile::open(vfs, "f").value();
    ASSERT_EQ(file.size(), size);
    for (const size_t at : {0UL, 1UL, 4091UL, 4092UL, 300'000UL}) {
      for (const size_t count : {0UL, 1UL, 2UL, 4092UL, 290'000UL}) {
        if (at > size || count > size - at) continue;
        const ByteVector expected(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                                  bytes.begin() + static_cast<std::ptrdiff_t>(at + count));
        EXPECT_EQ(file.read(at, count).value(), expected) << at << " " << count;
      }
    }
    EXPECT_TRUE(file.read(size, 1).error().is(ErrorCode::Corrupt));
    EXPECT_TRUE(file.read(1, UINT64_MAX).error().is(ErrorCode::Corrupt));
  }
}

TEST(CheckedFile, EveryChangedByteAndEveryCutIsNoticed) {
  io::MemoryVfs vfs;
  const ByteVector bytes = pattern(9000);
  ASSERT_TRUE(write(vfs, "f", bytes).has_value());
  const auto file = vfs.open("f", {}).value();
  const uint64_t size = file->size().value();
  for (uint64_t at = 0; at < size; ++at) {
    std::byte was[1];
    ASSERT_EQ(file->pread(was, at).value(), 1U);
    const std::byte flipped[1] = {was[0] ^ std::byte{4}};
    ASSERT_TRUE(file->pwrite(flipped, at).has_value());
    EXPECT_FALSE(read_all(vfs, "f").has_value()) << at;
    ASSERT_TRUE(file->pwrite(was, at).has_value());
  }
  EXPECT_EQ(read_all(vfs, "f").value(), bytes);
  // A cut at the end of a block is a shorter file, which its user notices: the end is elsewhere.
  for (uint64_t cut = size - 1; cut > 0; --cut) {
    ASSERT_TRUE(file->truncate(cut).has_value());
    const auto left = read_all(vfs, "f");
    EXPECT_EQ(left.has_value(), cut % CheckedFile::kBlockSize == 0) << cut;
  }
}

TEST(CheckedFile, ABlockAtAnotherPlaceIsNoticed) {
  io::MemoryVfs vfs;
  ASSERT_TRUE(write(vfs, "f", pattern(3 * CheckedFile::kBlockPayload)).has_value());
  const auto file = vfs.open("f", {}).value();
  ByteVector block(CheckedFile::kBlockSize);
  ASSERT_TRUE(file->pread(block, 0).has_value());
  ASSERT_TRUE(file->pwrite(block, CheckedFile::kBlockSize).has_value());
  const CheckedFile read = CheckedFile::open(vfs, "f").value();
  EXPECT_TRUE(read.read(0, 10).has_value());
  EXPECT_TRUE(read.read(CheckedFile::kBlockPayload, 1).error().is(ErrorCode::Corrupt));
}

// Method: the power goes, or the process dies, at each call of a second write.
TEST(CheckedFile, AWriteThatIsCutOffLeavesTheOldFileOrTheNewOne) {
  const ByteVector before = pattern(5000, 1);
  const ByteVector after = pattern(300'000, 2);
  for (const io::Fault fault : {io::Fault::Death, io::Fault::PowerLoss, io::Fault::IoError}) {
    int cuts = 0;
    for (bool is_done = false; !is_done; ++cuts) {
      ASSERT_LT(cuts, 200);
      io::SimulatedDisk disk;
      io::SimulatedVfs vfs(disk, static_cast<uint64_t>(cuts + 1));
      ASSERT_TRUE(write(vfs, "/f", before).has_value());
      vfs.fail_at(vfs.call_count() + 1 + static_cast<uint64_t>(cuts), fault);
      is_done = write(vfs, "/f", after, 100'000).has_value();
      io::SimulatedVfs reader(disk, 99);
      const auto found = read_all(reader, "/f");
      ASSERT_TRUE(found.has_value()) << cuts;
      EXPECT_TRUE(*found == before || *found == after) << cuts;
      if (is_done) {
        EXPECT_EQ(*found, after);
      }
    }
    EXPECT_GT(cuts, 5);
  }
}

}  // namespace
}  // namespace tern::sync::store
