// Logs whose checksums are right and whose content is not.
#include <gtest/gtest.h>

#include "engine/io/memory_vfs.h"
#include "engine/storage/database_file.h"
#include "engine/storage/header.h"
#include "engine/storage/pager.h"
#include "engine/storage/wal_format.h"

namespace tern::storage {
namespace {

constexpr uint32_t kPageSize = 4096;

class HostileWal : public testing::Test {
 protected:
  HostileWal() {
    auto file = vfs_.open("/db", {.create = true}).value();
    page_.resize(kPageSize);
    format_first_page(page_, 0, true);
    stamp_header(page_, 1, 1);
    EXPECT_TRUE(file->pwrite(page_, 0));
  }
  /// One frame, which commits page 1 and says how long the database is.
  void write_log(uint32_t commit_size) {
    auto log = vfs_.open("/db-wal", {.create = true}).value();
    WalHeader header;
    header.page_size = kPageSize;
    header.salts[0] = std::byte{1};
    ByteVector bytes(kWalHeaderSize + kFrameHeaderSize);
    write_wal_header(header, MutBytes(bytes).first(kWalHeaderSize));
    write_frame_header(PageNo{1}, commit_size, header.salts, header.is_big_endian, header.checksum,
                       page_, MutBytes(bytes).subspan(kWalHeaderSize));
    append(bytes, page_);
    EXPECT_TRUE(log->pwrite(bytes, 0));
  }
  Result<uint32_t> page_count() {
    auto file = TRY(DatabaseFile::open(vfs_, "/db"));
    auto pager = TRY(Pager::open(file));
    TRY(pager->begin_read());
    return pager->page_count();
  }

  io::MemoryVfs vfs_;
  ByteVector page_;
};

TEST_F(HostileWal, GrowthThatTheLogAccountsForIsTaken) {
  write_log(3);
  EXPECT_EQ(page_count().value(), 3u);
}

TEST_F(HostileWal, GrowthFromNowhereIsCorrupt) {
  for (const uint32_t commit_size : {1000u, 0x7fffffffu, 0xffffffffu}) {
    write_log(commit_size);
    const auto count = page_count();
    ASSERT_FALSE(count);
    EXPECT_EQ(count.error().code(), ErrorCode::Corrupt);
    EXPECT_TRUE(count.error().message().starts_with("the WAL says that the database has"))
        << count.error().message();
  }
}

}  // namespace
}  // namespace tern::storage
