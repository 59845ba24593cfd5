// A process dies while it makes its journal none; the next one writes its own journal into that
// file, and then the power goes. On disk the former header must not stand over the new records.
#include <gtest/gtest.h>

#include "engine/io/random.h"
#include "engine/io/simulated_vfs.h"
#include "engine/storage/database_file.h"
#include "engine/storage/pager.h"
#include "tests/support/filled_pages.h"

namespace tern::storage {
namespace {

using io::Fault;
using io::SimulatedDisk;
using io::SimulatedVfs;

constexpr uint32_t kPagesFirst = 3;
constexpr uint32_t kPagesLater = 9;

class JournalReuse : public testing::TestWithParam<JournalMode> {
 protected:
  static Status write(SimulatedVfs& vfs, uint32_t pages, uint32_t number) {
    auto file = TRY(DatabaseFile::open(vfs, "x.db"));
    const auto pager = TRY(Pager::open(std::move(file)));
    pager->set_synchronous(Synchronous::Extra);
    (void)TRY(pager->set_journal_mode(GetParam()));
    TRY(pager->begin_write());
    while (pager->page_count() < pages) (void)TRY(pager->allocate());
    for (uint32_t no = 2; no <= kPagesFirst; ++no) {
      test::fill_page(TRY(pager->write(PageNo{no})).bytes(), number);
    }
    return pager->commit();
  }
  static void make(SimulatedDisk& disk) {
    SimulatedVfs process(disk);
    ASSERT_TRUE(write(process, kPagesFirst, 1));
  }
  /// The third process dies with the power at call `cut`, the second at `death`.
  static void cut_at(const SimulatedDisk& made, uint64_t death, uint64_t cut, uint64_t seed) {
    SCOPED_TRACE("death " + std::to_string(death) + ", cut " + std::to_string(cut));
    const auto disk = made.copy();
    {
      SimulatedVfs process(*disk, death);
      process.fail_at(death, Fault::Death);
      (void)write(process, kPagesLater, 2);
    }
    bool acknowledged = false;
    {
      SimulatedVfs process(*disk, cut);
      process.fail_at(cut, Fault::PowerLoss);
      acknowledged = write(process, kPagesLater, 3).has_value();
    }
    io::SeededRandom random(seed * 100'000 + death * 1000 + cut);
    disk->lose_power(random);
    SimulatedVfs process(*disk);
    const auto pager = *Pager::open(*DatabaseFile::open(process, "x.db"));
    const Status begun = pager->begin_read();
    ASSERT_TRUE(begun) << begun.error().message();
    const uint32_t number = test::number_in(*pager, 2);
    for (uint32_t no = 3; no <= kPagesFirst; ++no) EXPECT_EQ(test::number_in(*pager, no), number);
    EXPECT_GE(number, acknowledged ? 3u : 1u);
    EXPECT_EQ(pager->page_count(), number == 1 ? kPagesFirst : kPagesLater);
  }
};

TEST_P(JournalReuse, TheFormerJournalIsNoneOnDiskBeforeItIsWrittenOver) {
  SimulatedDisk made({.names = SimulatedDisk::Names::AtOnce});
  make(made);
  uint64_t calls = 0;
  {
    const auto disk = made.copy();
    SimulatedVfs process(*disk);
    ASSERT_TRUE(write(process, kPagesLater, 2));
    calls = process.call_count();
  }
  for (uint64_t death = 1; death <= calls; ++death) {
    for (uint64_t cut = 1; cut <= calls + 10; ++cut) {
      for (uint64_t seed = 1; seed <= 8; ++seed) cut_at(made, death, cut, seed);
      if (HasFailure()) return;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Modes, JournalReuse,
                         testing::Values(JournalMode::Delete, JournalMode::Truncate,
                                         JournalMode::Persist));

}  // namespace
}  // namespace tern::storage
