// The power goes, or a call fails, at each call of a commit over three files. Afterwards all of
// them are as before, or all as the transaction made them.
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/io/simulated_vfs.h"
#include "engine/storage/database_file.h"
#include "tests/support/side_by_side.h"

namespace tern {
namespace {

using io::SimulatedDisk;
using io::SimulatedVfs;
using testing::run_tern;

class AttachCrash : public ::testing::TestWithParam<const char*> {
 protected:
  static std::optional<Connection> connect(SimulatedVfs& vfs, const std::string& name) {
    const auto file = storage::DatabaseFile::open(vfs, name);
    if (!file) return std::nullopt;
    auto db = Connection::open(*file);
    if (!db) return std::nullopt;
    return std::move(*db);
  }
  /// The connection that writes.
  static std::optional<Connection> connect_all(SimulatedVfs& vfs) {
    auto db = connect(vfs, "a.db");
    if (!db) return std::nullopt;
    const Status attached = db->execute("ATTACH 'b.db' AS b; ATTACH 'c.db' AS c");
    const Status set =
        attached ? db->execute("PRAGMA journal_mode=" + std::string(GetParam())) : attached;
    if (!set) return std::nullopt;
    return db;
  }
  void SetUp() override {
    SimulatedVfs process(made_);
    for (const char* name : {"a.db", "b.db", "c.db"}) {
      auto db = connect(process, name);
      ASSERT_TRUE(db && db->execute("PRAGMA synchronous=extra; CREATE TABLE t(x); INSERT INTO t "
                                    "VALUES(1), (zeroblob(9000))"));
    }
  }
  static Status change(Connection& db) {
    return db.execute(
        "BEGIN; UPDATE main.t SET x = 2; UPDATE b.t SET x = 2; UPDATE c.t SET x = 2; COMMIT");
  }
  /// What each file says, by connections of its own; the order in which they look does not matter.
  static std::string content(SimulatedVfs& vfs, bool backwards) {
    std::vector<std::string> names{"a.db", "b.db", "c.db"};
    if (backwards) std::ranges::reverse(names);
    std::string out;
    for (const std::string& name : names) {
      auto db = connect(vfs, name);
      const std::string seen = db ? run_tern(*db, "SELECT x FROM t LIMIT 1").text : "closed";
      out += seen.contains("i:1") ? "1" : seen.contains("i:2") ? "2" : seen;
      if (db) {
        EXPECT_TRUE(run_tern(*db, "PRAGMA integrity_check").text.contains("ok"));
      }
    }
    return out;
  }
  uint64_t calls_of_change(uint64_t* before) {
    const auto disk = made_.copy();
    SimulatedVfs process(*disk);
    auto db = connect_all(process);
    *before = process.call_count();
    EXPECT_TRUE(change(*db));
    db.reset();
    return process.call_count();
  }

  SimulatedDisk made_;
};

TEST_P(AttachCrash, AllFilesOrNoneHaveTheTransactionWhenThePowerGoes) {
  uint64_t before = 0;
  const uint64_t calls = calls_of_change(&before);
  int former = 0;
  int latter = 0;
  for (uint64_t cut = before + 1; cut <= calls; ++cut) {
    for (uint64_t seed = 0; seed < 4; ++seed) {
      SCOPED_TRACE("cut " + std::to_string(cut) + " seed " + std::to_string(seed));
      const auto disk = made_.copy();
      bool acknowledged = false;
      {
        SimulatedVfs process(*disk, cut);
        process.fail_at(cut, io::Fault::PowerLoss);
        auto db = connect_all(process);
        acknowledged = db && change(*db);
      }
      io::SeededRandom random(cut * 100 + seed);
      disk->lose_power(random);
      SimulatedVfs process(*disk);
      const std::string seen = content(process, seed % 2 == 1);
      EXPECT_TRUE(seen == "111" || seen == "222") << seen;
      if (acknowledged) {
        EXPECT_EQ(seen, "222");
      }
      ++(seen == "111" ? former : latter);
      if (HasFailure()) return;
    }
  }
  EXPECT_GT(former, 40);
  EXPECT_GT(latter, 4);
}

TEST_P(AttachCrash, AllFilesOrNoneHaveTheTransactionWhenACallFails) {
  uint64_t before = 0;
  const uint64_t calls = calls_of_change(&before);
  for (uint64_t call = 1; call <= calls - before; ++call) {
    SCOPED_TRACE("call " + std::to_string(call));
    const auto disk = made_.copy();
    SimulatedVfs process(*disk, call);
    auto db = connect_all(process);
    ASSERT_TRUE(db);
    process.fail_at(process.call_count() + call, io::Fault::IoError, call % 2 == 0);
    const bool acknowledged = change(*db).has_value();
    if (db->in_transaction()) static_cast<void>(db->execute("ROLLBACK"));
    process.mend();
    db.reset();
    const std::string seen = content(process, call % 3 == 0);
    EXPECT_TRUE(seen == "111" || seen == "222") << seen;
    if (acknowledged) {
      EXPECT_EQ(seen, "222");
    }
    if (HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(JournalModes, AttachCrash,
                         ::testing::Values("delete", "truncate", "persist"));

}  // namespace
}  // namespace tern
