// The power goes, or a call fails, at each call of a change of protection that builds the database
// anew. Afterwards it is the old one or the new one, and nothing of the old one can be read where
// the new one was acknowledged.
#include <gtest/gtest.h>

#include "engine/api/connection_state.h"
#include "engine/io/simulated_vfs.h"
#include "engine/storage/database_file.h"
#include "tests/support/side_by_side.h"

namespace tern {
namespace {

using io::SimulatedDisk;
using io::SimulatedVfs;
using testing::run_tern;

constexpr std::string_view kSecret = "the quick brown fox";
constexpr std::string_view kKey = "000102030405060708090a0b0c0d0e0f";
constexpr const char* kSums = "SELECT count(*), sum(a), sum(length(b)), max(rowid) FROM t";

struct Case {
  const char* mode;
  const char* change;
  const char* key_after;
};

class ProtectCrash : public ::testing::TestWithParam<Case> {
 protected:
  static std::optional<Connection> connect(SimulatedVfs& vfs, std::string_view key = "") {
    const auto file = storage::DatabaseFile::open(vfs, "x.db");
    if (!file) return std::nullopt;
    auto db = Connection::open(*file, {.hexkey = std::string(key)});
    if (!db) return std::nullopt;
    return std::move(*db);
  }
  static std::string sums_of(Connection& db) {
    const std::string text = run_tern(db, kSums).text;
    return text.substr(0, text.find("\nchanges"));
  }
  void SetUp() override {
    SimulatedVfs process(made_);
    auto db = connect(process);
    ASSERT_TRUE(db);
    ASSERT_TRUE(
        db->execute("PRAGMA page_size=512; PRAGMA auto_vacuum=1; PRAGMA synchronous=extra; PRAGMA "
                    "journal_mode=" +
                    std::string(GetParam().mode)));
    ASSERT_TRUE(db->execute(R"(
      CREATE TABLE t(a, b); CREATE TABLE w(x PRIMARY KEY, y) WITHOUT ROWID;
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<16)
        INSERT INTO t SELECT i, 'the quick brown fox' || zeroblob(i * 4) FROM n;
      INSERT INTO w SELECT a || b, a FROM t; DELETE FROM t WHERE a % 2 = 0)"));
    sums_ = sums_of(*db);
  }
  /// What a connection with `key` finds; empty where it may not read.
  std::string content(SimulatedVfs& vfs, std::string_view key) {
    auto db = connect(vfs, key);
    if (!db) return "";
    const std::string sums = sums_of(*db);
    if (sums.contains("file is encrypted")) return "";
    EXPECT_TRUE(run_tern(*db, "PRAGMA integrity_check").text.starts_with("integrity_check\nt:ok"));
    return sums;
  }
  static std::string readable_files(const SimulatedDisk& disk) {
    std::string out;
    for (const std::string name : {"x.db", "x.db-wal", "x.db-journal"}) {
      if (as_text(disk.content(name)).contains(kSecret)) out += name + " ";
    }
    return out;
  }
  void expect_whole(SimulatedVfs& vfs, const SimulatedDisk& disk, bool acknowledged) {
    const bool is_encrypting = *GetParam().key_after != '\0';
    if (acknowledged && is_encrypting) {
      EXPECT_EQ(readable_files(disk), "");
    }
    const std::string former = content(vfs, "");
    const std::string now = content(vfs, GetParam().key_after);
    EXPECT_TRUE(former == sums_ || now == sums_) << former << now;
    if (is_encrypting) {
      EXPECT_TRUE(former.empty() || now.empty()) << former << now;
    }
    if (acknowledged) {
      EXPECT_EQ(now, sums_);
    }
    auto db = connect(vfs, former == sums_ ? "" : GetParam().key_after);
    EXPECT_TRUE(db->execute("INSERT INTO t VALUES(1, 2)"));
  }

  /// From opening to closing.
  uint64_t calls_of_change() {
    const auto disk = made_.copy();
    SimulatedVfs process(*disk);
    auto db = connect(process);
    const Status done = db->execute(GetParam().change);
    EXPECT_TRUE(done) << done.error().message();
    db.reset();
    return process.call_count();
  }

  SimulatedDisk made_;
  std::string sums_;
};

TEST_P(ProtectCrash, LeavesTheOldDatabaseOrTheNewOneWhenThePowerGoes) {
  const uint64_t calls = calls_of_change();
  int former = 0;
  for (uint64_t cut = 1; cut <= calls; ++cut) {
    SCOPED_TRACE("cut " + std::to_string(cut));
    const auto disk = made_.copy();
    bool acknowledged = false;
    {
      SimulatedVfs process(*disk, cut);
      process.fail_at(cut, io::Fault::PowerLoss);
      auto db = connect(process);
      acknowledged = db && db->execute(GetParam().change);
    }
    if (!acknowledged) ++former;
    io::SeededRandom random(cut);
    disk->lose_power(random);
    SimulatedVfs process(*disk);
    expect_whole(process, *disk, acknowledged);
    if (HasFailure()) return;
  }
  EXPECT_GT(former, 30);
}

TEST_P(ProtectCrash, LeavesTheOldDatabaseOrTheNewOneWhenACallFails) {
  const uint64_t calls = calls_of_change();
  EXPECT_GT(calls, 30u);
  for (uint64_t call = 1; call <= calls; ++call) {
    SCOPED_TRACE("call " + std::to_string(call));
    const auto disk = made_.copy();
    SimulatedVfs process(*disk, call);
    auto db = connect(process);
    ASSERT_TRUE(db);
    const bool goes_on_failing = call % 2 == 0;
    process.fail_at(process.call_count() + call, io::Fault::IoError, goes_on_failing);
    const bool acknowledged = db->execute(GetParam().change).has_value();
    process.mend();
    EXPECT_FALSE(db->in_transaction());
    // The connection goes on. Where undoing fails as well, which key it takes is not known to it.
    const std::string seen = sums_of(*db);
    const bool lost_key = goes_on_failing && !acknowledged && seen.starts_with("error 26");
    if (!lost_key) {
      EXPECT_EQ(seen, sums_);
    }
    db.reset();
    expect_whole(process, *disk, acknowledged);
    if (HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Changes, ProtectCrash,
    ::testing::Values(
        Case{"delete", "PRAGMA rekey='000102030405060708090a0b0c0d0e0f'", kKey.data()},
        Case{"persist", "PRAGMA rekey='000102030405060708090a0b0c0d0e0f'", kKey.data()},
        Case{"wal", "PRAGMA rekey='000102030405060708090a0b0c0d0e0f'", kKey.data()},
        Case{"delete", "PRAGMA checksum=1", ""}, Case{"wal", "PRAGMA checksum=1", ""}));

}  // namespace
}  // namespace tern
