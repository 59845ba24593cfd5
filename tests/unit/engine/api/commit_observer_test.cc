// Whoever is asked about a commit hears how it ended before the commit returns, on its thread: it
// may hold a lock from the one to the other.
#include "engine/api/commit_observer.h"

#include <gtest/gtest.h>

#include "engine/api/connection_state.h"
#include "engine/io/simulated_vfs.h"
#include "engine/storage/database_file.h"

namespace tern {
namespace {

class PairedObserver final : public api::CommitObserver {
 public:
  Status before_commit(Bytes, std::span<const PageNo>, ByteVector& record) override {
    EXPECT_FALSE(is_open);
    is_open = true;
    record.assign(100, std::byte{7});
    return {};
  }
  void after_commit() override {
    EXPECT_TRUE(is_open);
    is_open = false;
    ++commits;
  }
  void after_rollback() override {
    rollbacks += is_open ? 1 : 0;
    is_open = false;
  }
  bool is_open = false;
  int commits = 0;
  int rollbacks = 0;
};

TEST(CommitObserver, HearsHowACommitEndedBeforeItReturns) {
  int rollbacks = 0;
  int open_transactions = 0;
  for (uint64_t call = 1; call < 30; ++call) {
    SCOPED_TRACE(call);
    io::SimulatedDisk disk;
    io::SimulatedVfs vfs(disk);
    Connection db = Connection::open(storage::DatabaseFile::open(vfs, "/x.db").value()).value();
    ASSERT_TRUE(db.execute("PRAGMA journal_mode = wal; CREATE TABLE t(a)"));
    PairedObserver observer;
    db.state().set_commit_observer(&observer);
    ASSERT_TRUE(db.execute("BEGIN; INSERT INTO t VALUES(1)"));
    vfs.fail_at(vfs.call_count() + call, io::Fault::IoError, true);
    const Status outcome = db.execute("COMMIT");
    vfs.mend();
    EXPECT_FALSE(observer.is_open);
    rollbacks += observer.rollbacks;
    if (db.in_transaction()) {
      ++open_transactions;
      EXPECT_FALSE(outcome.has_value());
      ASSERT_TRUE(db.execute("ROLLBACK"));
    }
    EXPECT_LE(observer.commits + observer.rollbacks, 1);
    db.state().set_commit_observer(nullptr);
  }
  EXPECT_GT(rollbacks, 0);
  EXPECT_GT(open_transactions, 0);
}

}  // namespace
}  // namespace tern
