// The power goes at every single call of a change of key. Afterwards the database is whole, under
// the former key or under the new one, and under the new one if the change was acknowledged.
#include <gtest/gtest.h>

#include "engine/io/random.h"
#include "engine/io/simulated_vfs.h"
#include "engine/storage/database_file.h"
#include "engine/storage/pager.h"

namespace tern::storage {
namespace {

using io::SimulatedDisk;
using io::SimulatedVfs;

constexpr uint32_t kPages = 12;

Protection key_number(uint8_t number) {
  return {.kind = Protection::Kind::Encryption,
          .key = EncryptionKey{.cipher = Cipher::Aes128Gcm,
                               .bytes = ByteVector(16, std::byte{number})}};
}

std::unique_ptr<Pager> connect(SimulatedVfs& vfs, const Protection& protection) {
  const auto file = DatabaseFile::open(vfs, "x.db");
  if (!file) return nullptr;
  auto pager = *Pager::open(*file);
  pager->set_synchronous(Synchronous::Extra);
  pager->set_autocheckpoint(20);
  return pager->set_protection(protection) ? std::move(pager) : nullptr;
}

Status fill(Pager& pager, uint32_t value) {
  TRY(pager.begin_write());
  while (pager.page_count() < kPages) TRY(pager.allocate());
  for (uint32_t page = 2; page <= kPages; ++page) {
    const PageMut out = TRY(pager.write(PageNo{page}));
    for (size_t at = 0; at < pager.usable_size(); at += 4) store_be(&out.bytes()[at], value);
  }
  return pager.commit();
}

// The number that all pages are filled with; an error where they cannot be read.
Result<uint32_t> content(Pager& pager) {
  TRY(pager.begin_read());
  const uint32_t value = load_be<uint32_t>(TRY(pager.read(PageNo{2})).bytes().data());
  for (uint32_t no = 2; no <= kPages; ++no) {
    const PageRef page = TRY(pager.read(PageNo{no}));
    for (size_t at = 0; at < pager.usable_size(); at += 4) {
      if (load_be<uint32_t>(&page.bytes()[at]) == value) continue;
      return fail(ErrorCode::Internal, "page " + std::to_string(no) + " has another number");
    }
  }
  pager.rollback();
  return value;
}

// Fills, changes the key, fills. Returns how many of the three were acknowledged.
int run(SimulatedVfs& vfs, JournalMode mode, const Protection& after) {
  const auto pager = connect(vfs, key_number(1));
  if (!pager || !pager->set_journal_mode(mode)) return 0;
  if (!fill(*pager, 1)) return 0;
  if (!pager->change_protection(after)) return 1;
  return fill(*pager, 2) ? 3 : 2;
}

class CodecCrash : public testing::TestWithParam<JournalMode> {
 protected:
  static void cut_everywhere(const Protection& after) {
    uint64_t calls = 0;
    {
      SimulatedDisk disk({.names = SimulatedDisk::Names::EachAlone});
      SimulatedVfs process(disk);
      ASSERT_EQ(run(process, GetParam(), after), 3);
      calls = process.call_count();
    }
    for (uint64_t cut = 1; cut <= calls; ++cut) {
      for (uint64_t seed = 1; seed <= 3; ++seed) {
        SCOPED_TRACE("cut " + std::to_string(cut) + ", seed " + std::to_string(seed));
        cut_at(cut, seed, after);
        if (HasFailure()) return;
      }
    }
  }

 private:
  static void cut_at(uint64_t cut, uint64_t seed, const Protection& after) {
    io::SeededRandom random(seed * 100'000 + cut);
    SimulatedDisk disk({.names = SimulatedDisk::Names::EachAlone});
    int acknowledged = 0;
    {
      SimulatedVfs process(disk, seed);
      process.fail_at(cut, io::Fault::PowerLoss);
      acknowledged = run(process, GetParam(), after);
    }
    if (acknowledged == 0) return;
    disk.lose_power(random);
    SimulatedVfs process(disk);
    // Whoever comes first needs no key to bring the file in order.
    EXPECT_FALSE(connect(process, key_number(9))->begin_read());
    const Result<uint32_t> with_former = content(*connect(process, key_number(1)));
    const Result<uint32_t> with_new = content(*connect(process, after));
    ASSERT_NE(with_former.has_value(), with_new.has_value());
    if (with_former) {
      EXPECT_EQ(acknowledged, 1);
      EXPECT_EQ(*with_former, 1u);
      EXPECT_EQ(with_new.error().code(), ErrorCode::NotADb);
    } else {
      EXPECT_GE(*with_new, acknowledged == 3 ? 2u : 1u);
      EXPECT_LE(*with_new, 2u);
      EXPECT_EQ(with_former.error().code(), ErrorCode::NotADb);
    }
  }
};

TEST_P(CodecCrash, AChangeOfKeyIsAllOrNothingAtEveryCall) { cut_everywhere(key_number(2)); }
TEST_P(CodecCrash, DecryptionIsAllOrNothingAtEveryCall) { cut_everywhere({}); }

INSTANTIATE_TEST_SUITE_P(Modes, CodecCrash,
                         testing::Values(JournalMode::Delete, JournalMode::Truncate,
                                         JournalMode::Persist, JournalMode::Wal));

}  // namespace
}  // namespace tern::storage
