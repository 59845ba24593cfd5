// The power goes at every call of transactions that spill: each is there completely or not at all.
#include <gtest/gtest.h>

#include "engine/io/random.h"
#include "engine/io/simulated_vfs.h"
#include "engine/storage/database_file.h"
#include "engine/storage/pager.h"
#include "tests/support/filled_pages.h"

namespace tern::storage {
namespace {

using io::SimulatedDisk;
using io::SimulatedVfs;

constexpr uint32_t kPages = 40;
constexpr uint32_t kTransactions = 3;

struct Scenario {
  JournalMode mode;
  Synchronous synchronous;
  const char* name;
};

std::unique_ptr<Pager> connect(SimulatedVfs& vfs, const Scenario& scenario) {
  const auto file = DatabaseFile::open(vfs, "x.db");
  if (!file) return nullptr;
  auto pager = *Pager::open(*file);
  pager->set_synchronous(scenario.synchronous);
  pager->set_autocheckpoint(60);
  pager->set_cache_size(4);
  if (!pager->set_page_size(512)) return nullptr;
  return pager;
}

Status fill(Pager& pager, uint32_t value, uint32_t count) {
  while (pager.page_count() < count) TRY(pager.allocate());
  for (uint32_t no = 2; no <= count; ++no) {
    const PageMut page = TRY(pager.write(PageNo{no}));
    test::fill_page(page.bytes(), value);
  }
  return ok();
}

// With a savepoint that is undone on the way, and pages that do not stay.
Status write_transaction(Pager& pager, uint32_t value) {
  TRY(pager.begin_write());
  TRY(fill(pager, value + 100, kPages / 2));
  const uint32_t savepoint = pager.open_savepoint();
  TRY(fill(pager, value + 200, kPages + 20));
  TRY(pager.rollback_to_savepoint(savepoint));
  TRY(fill(pager, value, kPages));
  return pager.commit();
}

uint32_t check(Pager& pager) {
  const Status begun = pager.begin_read();
  EXPECT_TRUE(begun) << begun.error().message();
  if (pager.page_count() < 2) return 0;
  EXPECT_EQ(pager.page_count(), kPages);
  const uint32_t value = test::number_in(pager, 2);
  for (uint32_t no = 3; no <= kPages; ++no) EXPECT_EQ(test::number_in(pager, no), value) << no;
  pager.rollback();
  return value;
}

uint32_t run_until_dark(SimulatedVfs& vfs, const Scenario& scenario) {
  const auto pager = connect(vfs, scenario);
  if (!pager || !pager->set_journal_mode(scenario.mode)) return 0;
  return test::write_until_failure(
      kTransactions, [&](uint32_t value) { return write_transaction(*pager, value).has_value(); });
}

class SpillCrash : public testing::TestWithParam<Scenario> {};

TEST_P(SpillCrash, TransactionsAreAllOrNothingAtEveryCall) {
  const Scenario scenario = GetParam();
  uint64_t calls = 0;
  {
    SimulatedDisk disk;
    SimulatedVfs process(disk);
    EXPECT_EQ(run_until_dark(process, scenario), kTransactions);
    calls = process.call_count();
  }
  ASSERT_GT(calls, 100);
  for (uint64_t cut = 1; cut <= calls; ++cut) {
    SCOPED_TRACE("cut " + std::to_string(cut));
    io::SeededRandom random(cut);
    SimulatedDisk disk;
    uint32_t acknowledged = 0;
    {
      SimulatedVfs process(disk, cut);
      process.fail_at(cut, cut % 4 == 0 ? io::Fault::Death : io::Fault::PowerLoss);
      acknowledged = run_until_dark(process, scenario);
    }
    if (cut % 4 != 0) disk.lose_power(random);
    SimulatedVfs process(disk);
    const auto pager = connect(process, scenario);
    ASSERT_TRUE(pager);
    const uint32_t found = check(*pager);
    EXPECT_LE(found, acknowledged + 1);
    if (scenario.synchronous >= Synchronous::Full) {
      EXPECT_GE(found, acknowledged);
    }
    EXPECT_TRUE(write_transaction(*pager, found + 1));
    EXPECT_EQ(check(*pager), found + 1);
    if (testing::Test::HasFailure()) return;
  }
}

// Any one call fails, and the process lives on: the transaction can be rolled back and repeated.
TEST_P(SpillCrash, AfterAnyErrorARollbackBringsBackWhatWas) {
  const Scenario scenario = GetParam();
  for (const io::Fault fault : {io::Fault::IoError, io::Fault::NoSpace, io::Fault::ShortWrite}) {
    for (uint64_t cut = 1; !testing::Test::HasFailure(); ++cut) {
      SCOPED_TRACE("fault " + std::to_string(static_cast<int>(fault)) + ", cut " +
                   std::to_string(cut));
      SimulatedDisk disk;
      SimulatedVfs process(disk, cut);
      const auto pager = connect(process, scenario);
      ASSERT_TRUE(pager);
      ASSERT_TRUE(pager->set_journal_mode(scenario.mode));
      ASSERT_TRUE(write_transaction(*pager, 1));
      const uint64_t before = process.fault_count(fault);
      process.fail_at(process.call_count() + cut, fault);
      const Status written = write_transaction(*pager, 2);
      const bool happened = process.fault_count(fault) > before;
      process.mend();
      pager->rollback();
      const uint32_t found = check(*pager);
      if (written) {
        EXPECT_EQ(found, 2u);
      } else if (found != 1) {
        // The commit was under way when its sync failed.
        EXPECT_EQ(found, 2u);
      }
      if (!happened) break;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, SpillCrash,
    testing::Values(Scenario{JournalMode::Delete, Synchronous::Extra, "Delete"},
                    Scenario{JournalMode::Truncate, Synchronous::Full, "Truncate"},
                    Scenario{JournalMode::Persist, Synchronous::Full, "Persist"},
                    Scenario{JournalMode::Delete, Synchronous::Normal, "DeleteNormal"},
                    Scenario{JournalMode::Wal, Synchronous::Full, "Wal"},
                    Scenario{JournalMode::Wal, Synchronous::Normal, "WalNormal"}),
    [](const testing::TestParamInfo<Scenario>& scenario) {
      return std::string(scenario.param.name);
    });

}  // namespace
}  // namespace tern::storage
