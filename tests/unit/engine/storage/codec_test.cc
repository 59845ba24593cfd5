// Page codecs: what reaches the disk, who can read it again, and what is noticed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/io/posix_vfs.h"
#include "engine/storage/cipher_codec.h"
#include "engine/storage/database_file.h"
#include "engine/storage/pager.h"
#include "engine/storage/record_frames.h"
#include "tests/support/reference_db.h"
#include "tests/support/watching_vfs.h"

namespace tern::storage {
namespace {

using test::run_shell;
using test::TemporaryFolder;
using testing::HasSubstr;

constexpr std::string_view kPlain = "the quick brown fox jumps over the lazy dog";
constexpr std::string_view kHexkey =
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

Protection encryption(std::string_view hexkey = kHexkey) {
  return {.kind = Protection::Kind::Encryption, .key = *parse_key(hexkey, "")};
}

const Protection kChecksums{.kind = Protection::Kind::Checksum};

std::unique_ptr<CipherCodec> codec_of(std::string_view hexkey, Salt salt = {}) {
  return *CipherCodec::create(*PageKey::derive(*parse_key(hexkey, ""), salt), io::system_random());
}

ByteVector page_of_text(size_t size, size_t reserve) {
  ByteVector page(size);
  for (size_t at = 0; at < size - reserve; ++at) {
    page[at] = std::byte{static_cast<uint8_t>(kPlain[at % kPlain.size()])};
  }
  return page;
}

std::string bytes_of(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

void put_byte(const std::string& path, std::streamoff at, char byte) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(at);
  file.put(byte);
}

// --- the codecs alone

TEST(CipherCodec, APageComesBackAndNoByteOfItCanChange) {
  for (const std::string_view key : {kHexkey, kHexkey.substr(0, 32)}) {
    const auto codec = codec_of(key);
    const ByteVector plain = page_of_text(512, CipherCodec::kReserve);
    ByteVector stored(512);
    ASSERT_TRUE(codec->encode(PageNo{7}, plain, stored));
    EXPECT_THAT(std::string(as_text(stored)), testing::Not(HasSubstr("quick")));
    ByteVector back = stored;
    ASSERT_TRUE(codec->decode(PageNo{7}, back));
    EXPECT_EQ(back, plain);
    for (size_t at = 0; at < stored.size(); ++at) {
      ByteVector changed = stored;
      changed[at] ^= std::byte{1};
      const Status decoded = codec->decode(PageNo{7}, changed);
      ASSERT_FALSE(decoded) << at;
      EXPECT_EQ(decoded.error().code(), ErrorCode::Corrupt);
      EXPECT_EQ(decoded.error().message(), "page 7: changed since it was encrypted");
    }
  }
}

TEST(CipherCodec, APageIsBoundToItsNumberItsSaltAndItsKey) {
  const auto codec = codec_of(kHexkey);
  const ByteVector plain = page_of_text(512, CipherCodec::kReserve);
  ByteVector stored(512);
  ASSERT_TRUE(codec->encode(PageNo{7}, plain, stored));
  ByteVector copy = stored;
  EXPECT_FALSE(codec->decode(PageNo{8}, copy));
  copy = stored;
  EXPECT_FALSE(codec_of(kHexkey, Salt{std::byte{1}})->decode(PageNo{7}, copy));
  std::string other(kHexkey);
  other.back() = '0';
  copy = stored;
  EXPECT_FALSE(codec_of(other)->decode(PageNo{7}, copy));
}

TEST(CipherCodec, TheSameContentIsNeverStoredAlike) {
  const auto codec = codec_of(kHexkey);
  const ByteVector plain = page_of_text(512, CipherCodec::kReserve);
  ByteVector first(512);
  ByteVector second(512);
  ASSERT_TRUE(codec->encode(PageNo{7}, plain, first));
  ASSERT_TRUE(codec->encode(PageNo{7}, plain, second));
  EXPECT_NE(first, second);
}

TEST(CipherKey, TextIsCheckedBeforeItIsAKey) {
  EXPECT_EQ(parse_key(kHexkey, "")->cipher, Cipher::Aes256Gcm);
  EXPECT_EQ(parse_key(kHexkey.substr(32), "aes128gcm")->cipher, Cipher::Aes128Gcm);
  EXPECT_EQ(parse_key("zz", "").error().message(), "the key is not hexadecimal");
  EXPECT_EQ(parse_key("00", "").error().message(), "a key has 32 or 64 hexadecimal digits");
  EXPECT_EQ(parse_key(kHexkey, "rot13").error().message(), "unknown cipher: rot13");
  EXPECT_EQ(parse_key(kHexkey, "aes128gcm").error().message(),
            "a key for aes128gcm has 32 hexadecimal digits");
}

TEST(ChecksumCodec, EveryByteCounts) {
  ChecksumCodec codec;
  const ByteVector plain = page_of_text(512, ChecksumCodec::kReserve);
  ByteVector stored(512);
  ASSERT_TRUE(codec.encode(PageNo{7}, plain, stored));
  ByteVector back = stored;
  ASSERT_TRUE(codec.decode(PageNo{7}, back));
  EXPECT_EQ(back, plain);
  back = stored;
  EXPECT_FALSE(codec.decode(PageNo{8}, back));
  for (size_t at = 0; at < stored.size(); ++at) {
    ByteVector changed = stored;
    changed[at] ^= std::byte{1};
    EXPECT_FALSE(codec.decode(PageNo{7}, changed)) << at;
  }
}

// --- databases

class Protected : public testing::TestWithParam<JournalMode> {
 protected:
  std::unique_ptr<Pager> open(const Protection& protection) {
    auto file = DatabaseFile::open(vfs_, path_);
    EXPECT_TRUE(file);
    auto pager = *Pager::open(*file);
    EXPECT_TRUE(pager->set_protection(protection));
    return pager;
  }
  /// Pages 2 to 9 get the text, page 1 a number.
  static Status fill(Pager& pager, uint32_t number) {
    TRY(pager.begin_write());
    while (pager.page_count() < 9) TRY(pager.allocate());
    for (uint32_t no = 2; no <= 9; ++no) {
      const PageMut page = TRY(pager.write(PageNo{no}));
      const ByteVector text = page_of_text(pager.usable_size(), 0);
      std::ranges::copy(text, page.bytes().begin());
      store_be(page.bytes().data(), number);
    }
    TRY(pager.set_header_field(HeaderField::UserVersion, number));
    const JournalMode mode = TRY(pager.journal_mode());
    return pager.commit(mode == JournalMode::Wal ? as_bytes(kPlain) : Bytes());
  }
  static Status check(Pager& pager, uint32_t number) {
    TRY(pager.begin_read());
    EXPECT_EQ(TRY(pager.header_field(HeaderField::UserVersion)), number);
    for (uint32_t no = 2; no <= 9; ++no) {
      const PageRef page = TRY(pager.read(PageNo{no}));
      ByteVector text = page_of_text(pager.page_size(), pager.page_size() - pager.usable_size());
      store_be(text.data(), number);
      EXPECT_TRUE(std::ranges::equal(page.bytes(), text)) << no;
    }
    pager.rollback();
    return ok();
  }
  static ErrorCode code_of(const Status& status) {
    return status ? ErrorCode::Internal : status.error().code();
  }

  test::WatchingVfs vfs_{io::posix_vfs(), kPlain};
  TemporaryFolder folder_;
  std::string path_ = folder_.path("x.db");
};

TEST_P(Protected, NoPlainTextReachesAFileAndTheKeyBringsItBack) {
  {
    const auto pager = open(encryption());
    ASSERT_TRUE(pager->set_journal_mode(GetParam()));
    for (uint32_t number = 1; number <= 4; ++number) {
      ASSERT_TRUE(fill(*pager, number));
      ASSERT_TRUE(check(*pager, number));
      if (GetParam() == JournalMode::Wal && number == 2) {
        ASSERT_TRUE(pager->checkpoint(CheckpointMode::Passive));
      }
    }
    if (GetParam() == JournalMode::Wal) {
      const auto records = read_wal_records(pager->file());
      ASSERT_TRUE(records) << records.error().message();
      ASSERT_FALSE(records->empty());
      EXPECT_EQ(as_text(records->back().bytes), kPlain);
    }
  }
  EXPECT_EQ(vfs_.hits(), 0);
  EXPECT_GE(vfs_.bytes_written(), 9 * 4096 * 4);
  const auto pager = open(encryption());
  EXPECT_TRUE(check(*pager, 4));
}

TEST_P(Protected, WithoutTheRightKeyItIsNoDatabase) {
  const auto owner = open(encryption());
  ASSERT_TRUE(owner->set_journal_mode(GetParam()));
  ASSERT_TRUE(fill(*owner, 1));
  ASSERT_TRUE(check(*owner, 1));
  std::string other(kHexkey);
  other.back() = '0';
  // With the pages in the shared cache, and each time it is asked.
  for (const Protection& wrong :
       {Protection{}, encryption(other), encryption(kHexkey.substr(32))}) {
    const auto pager = open(wrong);
    for (int i = 0; i < 2; ++i) {
      const Status begun = pager->begin_read();
      ASSERT_EQ(code_of(begun), ErrorCode::NotADb);
      EXPECT_EQ(begun.error().message(), "file is encrypted or is not a database");
      EXPECT_EQ(code_of(pager->begin_write()), ErrorCode::NotADb);
    }
    ASSERT_TRUE(pager->set_protection(encryption()));
    EXPECT_TRUE(check(*pager, 1));
  }
  EXPECT_EQ(vfs_.hits(), 0);
}

TEST_P(Protected, AnotherConnectionAndAnotherKeyFollow) {
  std::string other(kHexkey);
  other.back() = '0';
  const auto first = open(encryption());
  ASSERT_TRUE(first->set_journal_mode(GetParam()));
  ASSERT_TRUE(fill(*first, 1));
  const auto second = open(encryption());
  ASSERT_TRUE(check(*second, 1));
  ASSERT_TRUE(fill(*second, 2));
  ASSERT_TRUE(check(*first, 2));
  const Status changed = first->change_protection(encryption(other));
  ASSERT_TRUE(changed) << changed.error().message();
  EXPECT_TRUE(check(*first, 2));
  EXPECT_EQ(code_of(second->begin_read()), ErrorCode::NotADb);
  ASSERT_TRUE(second->set_protection(encryption(other)));
  ASSERT_TRUE(fill(*second, 3));
  EXPECT_TRUE(check(*first, 3));
  EXPECT_EQ(vfs_.hits(), 0);
}

TEST_P(Protected, DecryptedInPlaceTheReferenceReadsIt) {
  {
    const auto pager = open(encryption());
    ASSERT_TRUE(pager->set_journal_mode(GetParam()));
    ASSERT_TRUE(fill(*pager, 77));
    const Status changed = pager->change_protection({});
    ASSERT_TRUE(changed) << changed.error().message();
    EXPECT_TRUE(check(*pager, 77));
  }
  EXPECT_EQ(run_shell(path_, "PRAGMA user_version"), "77");
  const auto pager = open({});
  EXPECT_TRUE(check(*pager, 77));
  // And back: the reserved bytes are there.
  ASSERT_TRUE(pager->change_protection(encryption()));
  EXPECT_TRUE(check(*pager, 77));
  EXPECT_EQ(code_of(open({})->begin_read()), ErrorCode::NotADb);
}

TEST_P(Protected, ChecksumsComeAndGo) {
  const auto pager = open(kChecksums);
  ASSERT_TRUE(pager->set_journal_mode(GetParam()));
  ASSERT_TRUE(fill(*pager, 5));
  const auto other = open({});
  ASSERT_TRUE(check(*other, 5));
  ASSERT_TRUE(other->begin_read());
  EXPECT_EQ(other->protection(), Protection::Kind::Checksum);
  EXPECT_EQ(other->usable_size(), 4096u - 16);
  other->rollback();
  ASSERT_TRUE(pager->drop_checksums());
  ASSERT_TRUE(other->begin_read());
  EXPECT_EQ(other->protection(), Protection::Kind::None);
  other->rollback();
  ASSERT_TRUE(pager->change_protection(kChecksums));
  EXPECT_TRUE(check(*other, 5));
  ASSERT_TRUE(other->begin_read());
  EXPECT_EQ(other->protection(), Protection::Kind::Checksum);
}

INSTANTIATE_TEST_SUITE_P(Modes, Protected,
                         testing::Values(JournalMode::Delete, JournalMode::Truncate,
                                         JournalMode::Persist, JournalMode::Memory,
                                         JournalMode::Off, JournalMode::Wal));

using ProtectedFile = Protected;
INSTANTIATE_TEST_SUITE_P(One, ProtectedFile, testing::Values(JournalMode::Delete));

TEST_P(ProtectedFile, TheReferenceSaysThatItIsNoDatabase) {
  ASSERT_TRUE(fill(*open(encryption()), 1));
  EXPECT_THAT(run_shell(path_, "PRAGMA user_version"), HasSubstr("file is not a database"));
}

TEST_P(ProtectedFile, AChangedByteIsReportedWithItsPage) {
  ASSERT_TRUE(fill(*open(encryption()), 1));
  const std::string sound = bytes_of(path_);
  for (const std::streamoff page : {1, 2, 9}) {
    for (const std::streamoff at : {50, 2000, 4080}) {
      const std::streamoff place = (page - 1) * 4096 + at;
      put_byte(path_, place, static_cast<char>(sound[static_cast<size_t>(place)] ^ 4));
      const Status checked = check(*open(encryption()), 1);
      ASSERT_EQ(code_of(checked), ErrorCode::Corrupt) << place;
      EXPECT_EQ(checked.error().message(),
                "page " + std::to_string(page) + ": changed since it was encrypted");
      put_byte(path_, place, sound[static_cast<size_t>(place)]);
    }
  }
  EXPECT_TRUE(check(*open(encryption()), 1));
}

TEST_P(ProtectedFile, AKeyDoesNotOpenAPlainDatabase) {
  ASSERT_TRUE(fill(*open({}), 1));
  EXPECT_EQ(code_of(open(encryption())->begin_read()), ErrorCode::NotADb);
}

TEST_P(ProtectedFile, WithoutReservedBytesItStaysAsItIs) {
  const auto pager = open({});
  ASSERT_TRUE(fill(*pager, 1));
  const Status changed = pager->change_protection(encryption());
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().message(), "the pages have 0 reserved bytes, 32 are needed");
  EXPECT_FALSE(pager->is_reading());
  EXPECT_TRUE(check(*pager, 1));
}

TEST_P(ProtectedFile, AWrongChecksumIsReportedWithItsPage) {
  ASSERT_TRUE(fill(*open(kChecksums), 1));
  put_byte(path_, 2 * 4096 + 100, '#');
  const Status checked = check(*open({}), 1);
  ASSERT_EQ(code_of(checked), ErrorCode::Corrupt);
  EXPECT_EQ(checked.error().message(), "page 3: checksum is wrong");
}

// The reference keeps the reserved bytes of pages that it changes as they are.
TEST_P(ProtectedFile, WhatTheReferenceWroteHasNoChecksumUntilItIsTakenOver) {
  ASSERT_TRUE(fill(*open(kChecksums), 1));
  EXPECT_EQ(run_shell(path_, "PRAGMA user_version"), "1");
  EXPECT_EQ(run_shell(path_, "PRAGMA user_version=2; PRAGMA user_version"), "2");
  const auto pager = open({});
  const Status begun = pager->begin_read();
  ASSERT_EQ(code_of(begun), ErrorCode::Corrupt);
  EXPECT_EQ(begun.error().message(), "page 1: checksum is wrong");
  ASSERT_TRUE(pager->drop_checksums());
  ASSERT_TRUE(pager->begin_read());
  EXPECT_EQ(*pager->header_field(HeaderField::UserVersion), 2u);
  pager->rollback();
  ASSERT_TRUE(pager->change_protection(kChecksums));
  ASSERT_TRUE(pager->begin_read());
  EXPECT_EQ(pager->protection(), Protection::Kind::Checksum);
}

}  // namespace
}  // namespace tern::storage
