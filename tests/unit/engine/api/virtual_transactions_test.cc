// What virtual tables hear of a connection's transactions. enlist(name) is an SQL function that
// makes one take part, as a statement that writes to it does.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "engine/api/connection_state.h"
#include "tern/functions.h"
#include "tern/tern.h"
#include "tests/support/recording_table.h"

namespace tern {
namespace {

using testing::ElementsAre;

/// `USING recording`: a table that notes what it hears.
class RecordingModule final : public vtab::Module {
 public:
  explicit RecordingModule(RecordingTable::Calls& calls) : calls_(calls) {}
  Result<std::unique_ptr<vtab::VirtualTable>> connect(
      const vtab::Declaration& declaration) const override {
    return std::make_unique<RecordingTable>(std::string(declaration.table), calls_);
  }

 private:
  RecordingTable::Calls& calls_;
};

class VirtualTransactions : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"v", "w"}) {
      tables_[name] = std::make_shared<RecordingTable>(name, calls_);
    }
    ASSERT_TRUE(add_function(
        *db_, {.name = "enlist",
               .arguments_min = 1,
               .arguments_max = 1,
               .body = [this](FunctionCall&, auto arguments) -> Result<ValueView> {
                 TRY(participants().join(tables_.at(std::string(arguments[0].as_text()))));
                 return ValueView::integer(0);
               }}));
    must("CREATE TABLE t(a UNIQUE)");
  }
  vtab::Participants& participants() { return db_->state().participants(); }
  void must(std::string_view sql) { EXPECT_EQ(run(sql), ""); }
  /// What it fails with.
  std::string run(std::string_view sql) {
    const Status done = db_->execute(sql);
    return done ? std::string() : std::string(done.error().message());
  }
  int64_t count() {
    Statement statement = *db_->prepare("SELECT count(*) FROM t");
    EXPECT_TRUE(*statement.step());
    return statement.column(0).as_integer();
  }
  RecordingTable::Calls told() { return std::exchange(calls_, {}); }
  RecordingTable& table(const char* name) { return *tables_.at(name); }

  RecordingTable::Calls calls_;
  std::map<std::string, std::shared_ptr<RecordingTable>> tables_;
  std::optional<Connection> db_ = *Connection::open(":memory:");
};

TEST_F(VirtualTransactions, AStatementIsOneInAutocommitMode) {
  must("INSERT INTO t VALUES(enlist('v'))");
  EXPECT_THAT(told(), ElementsAre("v: begin", "v: sync", "v: commit"));
  must("SELECT enlist('w')");  // no page is written
  EXPECT_THAT(told(), ElementsAre("w: begin", "w: sync", "w: commit"));
}

TEST_F(VirtualTransactions, AFailedStatementIsRolledBackInAutocommitMode) {
  EXPECT_NE(run("INSERT INTO t SELECT enlist('v') UNION ALL SELECT 0"), "");
  EXPECT_THAT(told(), ElementsAre("v: begin", "v: rollback"));
  EXPECT_EQ(count(), 0);
}

TEST_F(VirtualTransactions, CommitAndRollbackAreTold) {
  must("BEGIN; SELECT enlist('v'); SELECT enlist('w'), enlist('v')");
  EXPECT_THAT(told(), ElementsAre("v: begin", "w: begin"));
  must("COMMIT");
  EXPECT_THAT(told(), ElementsAre("v: sync", "w: sync", "v: commit", "w: commit"));
  must("BEGIN; SELECT enlist('v'); ROLLBACK; BEGIN; COMMIT");
  EXPECT_THAT(told(), ElementsAre("v: begin", "v: rollback"));
}

TEST_F(VirtualTransactions, OneThatCannotSyncEndsTheTransaction) {
  table("v").failing = "sync";
  must("BEGIN; INSERT INTO t VALUES(enlist('v'))");
  EXPECT_EQ(run("COMMIT"), "v is full");
  EXPECT_THAT(told(), ElementsAre("v: begin", "v: sync", "v: rollback"));
  EXPECT_FALSE(db_->in_transaction());
  EXPECT_EQ(run("INSERT INTO t VALUES(enlist('v'))"), "v is full");
  EXPECT_EQ(count(), 0);
}

TEST_F(VirtualTransactions, ACommitThatAHookRefusesIsRolledBack) {
  db_->set_commit_hook([] { return true; });
  EXPECT_NE(run("BEGIN; INSERT INTO t VALUES(enlist('v')); COMMIT"), "");
  EXPECT_THAT(told(), ElementsAre("v: begin", "v: sync", "v: rollback"));
}

TEST_F(VirtualTransactions, ViolatedForeignKeysAreFoundBeforeAnyoneSyncs) {
  must("PRAGMA foreign_keys = ON; CREATE TABLE c(a REFERENCES t(a) DEFERRABLE INITIALLY DEFERRED)");
  EXPECT_NE(run("BEGIN; INSERT INTO c VALUES(7); SELECT enlist('v'); COMMIT"), "");
  EXPECT_THAT(told(), ElementsAre("v: begin"));
  must("ROLLBACK");
  EXPECT_THAT(told(), ElementsAre("v: rollback"));
}

TEST_F(VirtualTransactions, WhatIsWrittenWhileSyncingIsOfTheSameTransaction) {
  table("v").while_syncing = [this] {
    must("INSERT INTO t VALUES(10)");
    EXPECT_NE(run("INSERT INTO t VALUES(11), (10)"), "");  // undone by itself
    EXPECT_EQ(run("COMMIT"), "cannot commit - no transaction is active");
    EXPECT_EQ(run("ROLLBACK"), "cannot rollback - no transaction is active");
    must("SELECT a FROM t");
  };
  must("INSERT INTO t VALUES(enlist('v'))");
  EXPECT_EQ(count(), 2);
  EXPECT_THAT(told(), ElementsAre("v: begin", "v: savepoint 0", "v: back to 0", "v: release 0",
                                  "v: sync", "v: commit"));
  table("v").while_syncing = [this] { must("INSERT INTO t VALUES(20)"); };
  table("v").failing = "sync";
  EXPECT_EQ(run("BEGIN; SELECT enlist('v'); COMMIT"), "v is full");
  EXPECT_EQ(count(), 2);
}

TEST_F(VirtualTransactions, NamedSavepointsAreNumbered) {
  must("BEGIN; SELECT enlist('v'); SAVEPOINT one; SAVEPOINT two; ROLLBACK TO one; SAVEPOINT three");
  EXPECT_THAT(told(), ElementsAre("v: begin", "v: savepoint 0", "v: savepoint 1", "v: back to 0",
                                  "v: savepoint 1"));
  must("RELEASE one; COMMIT");
  EXPECT_THAT(told(), ElementsAre("v: release 0", "v: sync", "v: commit"));
}

TEST_F(VirtualTransactions, TheSavepointThatBeginsATransactionHasNoNumber) {
  must("SAVEPOINT s; SELECT enlist('v'); ROLLBACK TO s; SAVEPOINT inner; RELEASE s");
  EXPECT_THAT(told(),
              ElementsAre("v: begin", "v: back to -1", "v: savepoint 0", "v: sync", "v: commit"));
}

TEST_F(VirtualTransactions, ASavepointThatOneRefusesIsNotThere) {
  must("BEGIN; SELECT enlist('v')");
  table("v").failing = "savepoint 0";
  EXPECT_EQ(run("SAVEPOINT s"), "v is full");
  EXPECT_EQ(run("RELEASE s"), "no such savepoint: s");
  table("v").failing.clear();
  must("SAVEPOINT s; RELEASE s; COMMIT");
}

TEST_F(VirtualTransactions, AFailedStatementIsUndoneInATransaction) {
  must("BEGIN; SELECT enlist('v'); INSERT INTO t VALUES(1)");
  (void)told();
  EXPECT_NE(run("INSERT INTO t VALUES(2), (1)"), "");
  EXPECT_THAT(told(), ElementsAre("v: savepoint 0", "v: back to 0", "v: release 0"));
  must("INSERT INTO t VALUES(3), (4)");
  EXPECT_THAT(told(), ElementsAre("v: savepoint 0", "v: release 0"));
  must("COMMIT");
  EXPECT_EQ(count(), 3);
}

TEST_F(VirtualTransactions, OneThatCannotUndoAStatementEndsTheTransaction) {
  must("BEGIN; SELECT enlist('v'); INSERT INTO t VALUES(1)");
  table("v").failing = "back to 0";
  EXPECT_EQ(run("INSERT INTO t VALUES(2), (1)"), "v is full");
  EXPECT_FALSE(db_->in_transaction());
  EXPECT_EQ(count(), 0);
  EXPECT_EQ(told().back(), "v: rollback");
}

TEST_F(VirtualTransactions, DdlHasASavepointToo) {
  must("BEGIN; SELECT enlist('v')");
  (void)told();
  must("CREATE TABLE u(a)");
  EXPECT_THAT(told(), ElementsAre("v: savepoint 0", "v: release 0"));
  must("INSERT INTO t VALUES(1), (2); ROLLBACK");
}

TEST_F(VirtualTransactions, OrRollbackIsTold) {
  must("INSERT INTO t VALUES(1)");
  EXPECT_NE(run("BEGIN; SELECT enlist('v'); INSERT OR ROLLBACK INTO t VALUES(1)"), "");
  EXPECT_EQ(told().back(), "v: rollback");
  EXPECT_TRUE(participants().is_empty());
}

TEST_F(VirtualTransactions, AClosedConnectionRollsBack) {
  must("BEGIN; SELECT enlist('v')");
  tables_.clear();
  db_.reset();
  EXPECT_THAT(told(), ElementsAre("v: begin", "w: gone", "v: rollback", "v: gone"));
}

TEST_F(VirtualTransactions, TablesOfDdlThatIsUndoneAreDisconnected) {
  db_->state().virtual_tables().add_module("recording", std::make_unique<RecordingModule>(calls_));
  must("BEGIN; CREATE VIRTUAL TABLE made USING recording; ROLLBACK");
  EXPECT_EQ(told().back(), "made: gone");
  must("BEGIN; SAVEPOINT s; CREATE VIRTUAL TABLE made USING recording; ROLLBACK TO s; COMMIT");
  EXPECT_EQ(told().back(), "made: gone");
  must("CREATE VIRTUAL TABLE made USING recording; BEGIN; INSERT INTO t VALUES(1); ROLLBACK");
  EXPECT_THAT(told(), testing::Not(testing::Contains("made: gone")));
}

}  // namespace
}  // namespace tern
