#include "sync/primary/revision_snapshot.h"

#include <gtest/gtest.h>

#include "engine/api/connection_state.h"
#include "engine/storage/record_frames.h"
#include "sync/primary/hosted_database.h"
#include "tests/unit/sync/replica/fleet.h"

namespace tern::sync {
namespace {

using primary::RevisionSnapshot;
using primary::Snapshots;

class SnapshotTest : public Fleet {
 protected:
  SnapshotTest() {
    hosted_ = primary_->use("db").value();
    execute("CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
    execute("INSERT INTO t SELECT value, 'row ' || value FROM generate_series(1, 1000)");
  }
  ~SnapshotTest() override { hosted_.reset(); }

  uint64_t execute(const std::string& sql) { return hosted_->execute(sql).value(); }
  /// The root of the page hash over what the snapshot has.
  static model::Digest hash_of(RevisionSnapshot& snapshot) {
    model::PageHash hash;
    hash.resize(snapshot.page_count());
    for (uint32_t no = 1; no <= snapshot.page_count(); ++no) {
      const Result<ByteVector> page = snapshot.read(PageNo{no});
      if (!page) return {};
      hash.set(PageNo{no}, model::hash_of_page(PageNo{no}, *page));
    }
    return hash.root();
  }

  std::shared_ptr<primary::HostedDatabase> hosted_;
};

TEST_F(SnapshotTest, ARevisionStaysAsItIsWhileOthersCommit) {
  const auto snapshot = hosted_->snapshot().value();
  const wire::StatusAnswer status = hosted_->status().value();
  EXPECT_EQ(snapshot->revision(), status.head);
  EXPECT_EQ(snapshot->epoch(), status.epoch);
  EXPECT_EQ(snapshot->page_count(), status.page_count);
  EXPECT_EQ(snapshot->page_size(), status.page_size);
  execute("DELETE FROM t");
  execute("INSERT INTO t(v) SELECT hex(randomblob(500)) FROM generate_series(1, 500)");
  EXPECT_EQ(hash_of(*snapshot), status.page_hash);
  EXPECT_EQ(snapshot->read(PageNo{0}).error().code(), ErrorCode::Corrupt);
  EXPECT_EQ(snapshot->read(PageNo{snapshot->page_count() + 1}).error().code(), ErrorCode::Corrupt);
}

TEST_F(SnapshotTest, SeveralShareOneRevision) {
  const auto first = hosted_->snapshot().value();
  EXPECT_EQ(hosted_->snapshot().value(), first);
  execute("DELETE FROM t WHERE id=1");
  const auto second = hosted_->snapshot().value();
  EXPECT_EQ(second->revision().raw, first->revision().raw + 1);
  const uint64_t epoch = first->epoch().raw;
  EXPECT_EQ(hosted_->snapshot_of(first->revision().raw, epoch), first);
  EXPECT_EQ(hosted_->snapshot_of(second->revision().raw, epoch), second);
  EXPECT_EQ(hosted_->snapshot_of(first->revision().raw, epoch + 1), nullptr);
  EXPECT_EQ(hosted_->snapshot_of(1, epoch), nullptr);
}

TEST_F(SnapshotTest, TheOldestIsGivenUpAndSaysSo) {
  std::vector<std::shared_ptr<RevisionSnapshot>> all;
  for (size_t i = 0; i < Snapshots::kKeptMax + 1; ++i) {
    all.push_back(hosted_->snapshot().value());
    execute("UPDATE t SET v='x' WHERE id=" + std::to_string(i + 1));
  }
  EXPECT_FALSE(all[0]->is_kept());
  EXPECT_EQ(all[0]->read(PageNo{1}).error().code(), ErrorCode::BusySnapshot);
  EXPECT_TRUE(all[1]->read(PageNo{1}).has_value());
  EXPECT_EQ(hosted_->snapshot_of(all[0]->revision().raw, all[0]->epoch().raw), nullptr);
}

TEST_F(SnapshotTest, NoneHoldsTheLogBackForEver) {
  const auto snapshot = hosted_->snapshot().value();
  EXPECT_TRUE(hosted_->has_snapshots());
  clock_.now_ms += Snapshots::kAgeMaxMs + 1;
  ASSERT_TRUE(hosted_->upkeep().has_value());
  EXPECT_FALSE(hosted_->has_snapshots());
  EXPECT_FALSE(snapshot->is_kept());
}

// What changed, applied to an older revision, gives the newer one.
TEST_F(SnapshotTest, ThePagesThatChangedLeadFromOneRevisionToAnother) {
  const auto before = hosted_->snapshot().value();
  execute("UPDATE t SET v='x' WHERE id IN (1, 500)");
  const auto sql = hosted_->connect().value();
  ASSERT_TRUE(
      sql->connection().execute("INSERT INTO t(v) SELECT hex(randomblob(500)) FROM "
                                "generate_series(1, 100)"));
  const auto after = hosted_->snapshot().value();
  execute("DELETE FROM t WHERE id=3");
  const uint64_t epoch = before->epoch().raw;
  const auto changed =
      hosted_->changed_pages_since(before->revision().raw, epoch, after->revision().raw).value();
  ASSERT_TRUE(changed.has_value());
  EXPECT_LT(changed->size(), after->page_count());
  for (uint32_t no = 1; no <= after->page_count(); ++no) {
    if (changed->contains(no)) continue;
    EXPECT_EQ(before->read(PageNo{no}).value(), after->read(PageNo{no}).value()) << no;
  }
  EXPECT_TRUE(hosted_->changed_pages_since(after->revision().raw, epoch, after->revision().raw)
                  .value()
                  ->empty());
  EXPECT_FALSE(hosted_->changed_pages_since(before->revision().raw, epoch + 1).value().has_value());
  EXPECT_FALSE(hosted_->changed_pages_since(0, epoch).value().has_value());
  EXPECT_FALSE(hosted_->changed_pages_since(1'000'000, epoch).value().has_value());
}

TEST_F(SnapshotTest, AHistoryThatWasTrimmedDoesNotReachBack) {
  const uint64_t first = hosted_->status().value().head.raw;
  hosted_.reset();
  history_bytes_max_ = 20'000;
  restart_primary();
  hosted_ = primary_->use("db").value();
  for (int i = 0; i < 20; ++i) execute("UPDATE t SET v=hex(randomblob(200)) WHERE id < 20");
  EXPECT_FALSE(hosted_->changed_pages_since(first, 1).value().has_value());
}

// Each is young and there are few, but one takes over from the other.
TEST_F(SnapshotTest, PinsThatFollowEachOtherDoNotHoldTheLogForEver) {
  const std::string file = folder_ + "/small_pages.db";
  {
    Connection plain = Connection::open(file).value();
    ASSERT_TRUE(plain.execute("PRAGMA page_size=512; CREATE TABLE t(id INTEGER PRIMARY KEY, v)"));
  }
  ASSERT_TRUE(primary_->create_from_file("small", file).has_value());
  const auto database = primary_->use("small").value();
  std::shared_ptr<RevisionSnapshot> first;
  uint32_t longest = 0;
  for (int i = 0; i < 24; ++i) {
    const auto snapshot = database->snapshot().value();
    if (!first) first = snapshot;
    ASSERT_TRUE(
        database->execute("DELETE FROM t; INSERT INTO t(v) SELECT zeroblob(400) FROM "
                          "generate_series(1, 1000)"));
    Connection reader = Connection::open(database->path()).value();
    ASSERT_EQ(rows(reader, "SELECT count(*) FROM t"), (Rows{"1000"}));
    longest = std::max(longest, storage::wal_end(reader.state().pager().file()).value().frame.raw);
  }
  EXPECT_GT(longest, 8'000u);  // they did hold it
  EXPECT_LT(longest, 40'000u);
  EXPECT_FALSE(first->is_kept());
}

}  // namespace
}  // namespace tern::sync
