// The power goes at every single call; unsynced writes are kept, lost or torn by a seeded choice.
// What a transaction wrote must then be there completely or not at all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/io/random.h"
#include "engine/io/simulated_vfs.h"
#include "engine/storage/database_file.h"
#include "engine/storage/pager.h"
#include "engine/storage/record_frames.h"
#include "tests/support/filled_pages.h"

namespace tern::storage {
namespace {

using io::SimulatedDisk;
using io::SimulatedVfs;

constexpr uint32_t kPages = 12;
constexpr uint32_t kTransactions = 12;

struct Scenario {
  JournalMode mode;
  Synchronous synchronous;
  SimulatedDisk::Names names = SimulatedDisk::Names::EachAlone;
};

std::unique_ptr<Pager> connect(SimulatedVfs& vfs, const Scenario& scenario) {
  const auto file = DatabaseFile::open(vfs, "x.db");
  if (!file) return nullptr;
  auto pager = *Pager::open(*file);
  pager->set_synchronous(scenario.synchronous);
  pager->set_autocheckpoint(20);
  return pager;
}

// Transaction `value` fills some pages with its number, and says so in page 2. All pages but the
// first two have the number of the last transaction that touched them.
bool touches(uint32_t value, uint32_t page) { return (page * 7 + value) % 3 != 0; }

Status write_transaction(Pager& pager, uint32_t value) {
  TRY(pager.begin_write());
  while (pager.page_count() < kPages) TRY(pager.allocate());
  for (uint32_t page = 2; page <= kPages; ++page) {
    if (page != 2 && !touches(value, page)) continue;
    const PageMut out = TRY(pager.write(PageNo{page}));
    test::fill_page(out.bytes(), value);
  }
  const std::string record = "record " + std::to_string(value);
  TRY(pager.commit(pager.journal_mode() == JournalMode::Wal ? as_bytes(record) : Bytes()));
  return ok();
}

// The last transaction in the database, after checking that it is there as a whole.
uint32_t check(Pager& pager) {
  const Status begun = pager.begin_read();
  EXPECT_TRUE(begun) << begun.error().message();
  if (pager.page_count() < 2) return 0;
  EXPECT_EQ(pager.page_count(), kPages);
  const uint32_t last = test::number_in(pager, 2);
  for (uint32_t page = 2; page <= kPages; ++page) {
    uint32_t expected = last;
    while (page != 2 && expected > 0 && !touches(expected, page)) --expected;
    EXPECT_EQ(test::number_in(pager, page), expected) << "page " << page;
  }
  pager.rollback();
  return last;
}

// Runs until the power goes. Returns the last transaction that was acknowledged.
uint32_t run_until_dark(SimulatedVfs& vfs, const Scenario& scenario) {
  const auto pager = connect(vfs, scenario);
  if (!pager) return 0;
  if (!pager->set_journal_mode(scenario.mode)) return 0;
  return test::write_until_failure(
      kTransactions, [&](uint32_t value) { return write_transaction(*pager, value).has_value(); });
}

class Crash : public testing::TestWithParam<Scenario> {};

TEST_P(Crash, CommitIsAllOrNothingAtEveryWrite) {
  const Scenario scenario = GetParam();
  uint64_t calls = 0;
  {
    SimulatedDisk disk({.names = scenario.names});
    SimulatedVfs process(disk);
    EXPECT_EQ(run_until_dark(process, scenario), kTransactions);
    calls = process.call_count();
  }
  ASSERT_GT(calls, 100);
  for (uint64_t cut = 1; cut <= calls; ++cut) {
    for (uint64_t seed = 1; seed <= 2; ++seed) {
      SCOPED_TRACE("cut " + std::to_string(cut) + ", seed " + std::to_string(seed));
      io::SeededRandom random(seed * 100'000 + cut);
      SimulatedDisk disk({.names = scenario.names});
      uint32_t acknowledged = 0;
      {
        SimulatedVfs process(disk, seed);
        process.fail_at(cut, io::Fault::PowerLoss);
        acknowledged = run_until_dark(process, scenario);
      }
      disk.lose_power(random);
      SimulatedVfs process(disk);
      const auto pager = connect(process, scenario);
      ASSERT_TRUE(pager);
      const uint32_t found = check(*pager);
      // The one that was under way may be there, although nobody was told.
      EXPECT_LE(found, acknowledged + 1);
      if (scenario.synchronous >= Synchronous::Full) {
        EXPECT_GE(found, acknowledged);
      }
      EXPECT_TRUE(write_transaction(*pager, found + 1));
      EXPECT_EQ(check(*pager), found + 1);
      if (testing::Test::HasFailure()) return;
    }
  }
}

// The number of the last transaction, 0 if it cannot be read.
uint32_t last_transaction(Pager& pager) {
  uint32_t last = 0;
  if (pager.begin_read() && pager.page_count() >= 2) {
    if (const auto page = pager.read(PageNo{2})) last = load_be<uint32_t>(page->bytes().data());
  }
  pager.rollback();
  return last;
}

// A call fails while the next process looks for what a dead one left: it reads nothing, or the
// state that was committed.
TEST_P(Crash, WhoeverCannotLookReadsNothing) {
  const Scenario scenario = GetParam();
  for (uint64_t death = 20; death <= 120; death += 3) {
    SimulatedDisk disk({.names = scenario.names});
    {
      SimulatedVfs process(disk);
      process.fail_at(death, io::Fault::Death);
      run_until_dark(process, scenario);
    }
    bool has_fault = true;
    for (uint64_t call = 1; has_fault; ++call) {
      SCOPED_TRACE("death " + std::to_string(death) + ", call " + std::to_string(call));
      const auto copy = disk.copy();
      SimulatedVfs process(*copy);
      process.fail_at(call, io::Fault::IoError);
      const auto pager = connect(process, scenario);
      const bool is_reading = pager && pager->begin_read().has_value();
      has_fault = process.fault_count(io::Fault::IoError) > 0;
      process.mend();
      if (is_reading) check(*pager);
      if (testing::Test::HasFailure()) return;
    }
  }
}

// The first process dies somewhere, the second one loses power.
TEST_P(Crash, WhatADeadProcessLeftHalfDoneIsNoTrap) {
  const Scenario scenario = GetParam();
  for (uint64_t death = 1; death <= 60; ++death) {
    for (uint64_t seed = 1; seed <= 12; ++seed) {
      SCOPED_TRACE("death " + std::to_string(death) + ", seed " + std::to_string(seed));
      io::SeededRandom random(seed * 1000 + death);
      SimulatedDisk disk({.names = scenario.names});
      {
        SimulatedVfs process(disk, seed);
        process.fail_at(death, io::Fault::Death);
        run_until_dark(process, scenario);
      }
      uint32_t acknowledged = 0;
      {
        SimulatedVfs process(disk, seed);
        process.fail_at(1 + random.next_u32() % 100, io::Fault::PowerLoss);
        const auto pager = connect(process, scenario);
        if (pager && pager->set_journal_mode(scenario.mode)) {
          uint32_t value = last_transaction(*pager);
          while (value < 100 && write_transaction(*pager, value + 1)) acknowledged = ++value;
        }
      }
      disk.lose_power(random);
      SimulatedVfs process(disk);
      const auto pager = connect(process, scenario);
      ASSERT_TRUE(pager);
      const uint32_t found = check(*pager);
      if (scenario.synchronous >= Synchronous::Full) {
        EXPECT_GE(found, acknowledged);
      }
      if (testing::Test::HasFailure()) return;
    }
  }
}

TEST_P(Crash, ACommitThatFailsDidNotHappen) {
  const Scenario scenario = GetParam();
  bool has_fault = true;
  for (uint64_t call = 1; has_fault; ++call) {
    SCOPED_TRACE("call " + std::to_string(call));
    SimulatedDisk disk({.names = scenario.names});
    SimulatedVfs process(disk);
    const auto pager = connect(process, scenario);
    ASSERT_TRUE(pager);
    ASSERT_TRUE(pager->set_journal_mode(scenario.mode));
    ASSERT_TRUE(write_transaction(*pager, 1));
    process.fail_at(process.call_count() + call, io::Fault::IoError);
    const bool is_committed = write_transaction(*pager, 2).has_value();
    has_fault = process.fault_count(io::Fault::IoError) > 0;
    process.mend();
    pager->rollback();
    const uint32_t expected = is_committed ? 2 : 1;
    EXPECT_EQ(check(*pager), expected);
    EXPECT_TRUE(write_transaction(*pager, expected + 1));
    EXPECT_EQ(check(*pager), expected + 1);
    if (testing::Test::HasFailure()) return;
  }
}

// A call fails, the process dies, another one goes on, and then the power goes: what a failed sync
// missed (D3 in simulated_disk.h) is nothing to build on.
TEST_P(Crash, WhatIsAcknowledgedStandsOnNothingThatFailed) {
  const Scenario scenario = GetParam();
  bool has_fault = true;
  for (uint64_t call = 1; has_fault; ++call) {
    SCOPED_TRACE("call " + std::to_string(call));
    SimulatedDisk disk({.names = scenario.names});
    {
      SimulatedVfs process(disk);
      const auto pager = connect(process, scenario);
      ASSERT_TRUE(pager && pager->set_journal_mode(scenario.mode));
      ASSERT_TRUE(write_transaction(*pager, 1));
      process.fail_at(process.call_count() + call, io::Fault::IoError);
      static_cast<void>(write_transaction(*pager, 2));
      has_fault = process.fault_count(io::Fault::IoError) > 0;
      process.kill();
    }
    SimulatedVfs process(disk);
    const auto pager = connect(process, scenario);
    ASSERT_TRUE(pager && pager->set_journal_mode(scenario.mode));
    const uint32_t acknowledged = check(*pager) + 1;
    ASSERT_TRUE(write_transaction(*pager, acknowledged));
    for (uint64_t seed = 1; seed <= 10; ++seed) {
      io::SeededRandom random(seed);
      const auto copy = disk.copy();
      copy->lose_power(random);
      SimulatedVfs last(*copy);
      const auto reader = connect(last, scenario);
      ASSERT_TRUE(reader);
      const uint32_t found = check(*reader);
      if (scenario.synchronous >= Synchronous::Full) {
        EXPECT_EQ(found, acknowledged);
      }
      if (testing::Test::HasFailure()) return;
    }
  }
}

// A call fails, and while the commit is undone the power goes.
TEST_P(Crash, UndoingACommitIsAllOrNothing) {
  const Scenario scenario = GetParam();
  bool has_fault = true;
  for (uint64_t call = 1; has_fault; ++call) {
    SimulatedDisk disk({.names = scenario.names});
    std::vector<std::unique_ptr<SimulatedDisk>> copies;
    {
      SimulatedVfs process(disk);
      const auto pager = connect(process, scenario);
      ASSERT_TRUE(pager && pager->set_journal_mode(scenario.mode));
      ASSERT_TRUE(write_transaction(*pager, 1));
      disk.set_before_change([&](const auto&) { copies.push_back(disk.copy()); });
      process.fail_at(process.call_count() + call, io::Fault::IoError);
      static_cast<void>(write_transaction(*pager, 2));
      has_fault = process.fault_count(io::Fault::IoError) > 0;
      disk.set_before_change({});
    }
    for (uint64_t seed = 1; seed <= 40 && !copies.empty(); ++seed) {
      SCOPED_TRACE("call " + std::to_string(call) + ", seed " + std::to_string(seed));
      io::SeededRandom random(seed);
      const auto copy = copies[seed % copies.size()]->copy();
      copy->lose_power(random);
      SimulatedVfs process(*copy);
      const auto pager = connect(process, scenario);
      ASSERT_TRUE(pager);
      check(*pager);
      if (testing::Test::HasFailure()) return;
    }
  }
}

// With Full the last sync of a commit in mode Delete comes before the journal's deletion.
INSTANTIATE_TEST_SUITE_P(All, Crash,
                         testing::Values(Scenario{JournalMode::Delete, Synchronous::Full,
                                                  SimulatedDisk::Names::AtOnce},
                                         Scenario{JournalMode::Delete, Synchronous::Extra},
                                         Scenario{JournalMode::Truncate, Synchronous::Full},
                                         Scenario{JournalMode::Persist, Synchronous::Full},
                                         Scenario{JournalMode::Wal, Synchronous::Extra},
                                         Scenario{JournalMode::Wal, Synchronous::Full},
                                         Scenario{JournalMode::Wal, Synchronous::Normal}),
                         [](const testing::TestParamInfo<Scenario>& scenario) {
                           return test::name_of(scenario.param.mode) +
                                  std::to_string(static_cast<int>(scenario.param.synchronous));
                         });

}  // namespace
}  // namespace tern::storage
