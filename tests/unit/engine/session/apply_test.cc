#include "engine/session/apply.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "engine/session/invert.h"
#include "engine/session/rebaser.h"
#include "tests/unit/engine/session/both.h"

namespace tern::session {
namespace {

using test::Applied;
using test::Both;
using test::ReferenceSession;

struct ForeignKeyCase {
  const char* reference;
  Answer answer;
};

TEST(Apply, ForeignKeysAreAskedAboutOnceAtTheEnd) {
  for (const ForeignKeyCase& its :
       {ForeignKeyCase{"REFERENCES p", Answer::Omit}, ForeignKeyCase{"REFERENCES p", Answer::Abort},
        ForeignKeyCase{"REFERENCES p DEFERRABLE INITIALLY DEFERRED", Answer::Omit}}) {
    Both source, target;
    for (Both* site : {&source, &target}) {
      site->run("CREATE TABLE p(a PRIMARY KEY)");
      site->run(std::string("CREATE TABLE c(a PRIMARY KEY, b ") + its.reference + ")");
    }
    ReferenceSession session(source.reference());
    session.attach(nullptr);
    source.run("INSERT INTO c VALUES(1, 1), (2, 2)");
    const ByteVector changes = *session.changes(Form::Changeset);
    target.run("PRAGMA foreign_keys = ON");
    const auto policy = [&](ConflictKind, int) { return its.answer; };
    const Applied theirs = test::apply_in_reference(target.reference(), changes, policy, nullptr);
    const Applied ours = test::apply_in_tern(target.tern(), changes, policy, nullptr);
    EXPECT_EQ(ours.code, theirs.code);
    EXPECT_EQ(ours.conflicts, "5: \n");
    EXPECT_EQ(theirs.conflicts, "5: \n");
    // The reference leaves its savepoint open where the release fails.
    if (sqlite3_get_autocommit(target.reference()) == 0) {
      sqlite3_exec(target.reference(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
    target.content({"p", "c"});
  }
}

TEST(Apply, ColumnsBeyondTheChangesetsGetTheirDefaults) {
  Both source, target;
  source.run("CREATE TABLE t(a PRIMARY KEY, b)");
  source.run("CREATE TABLE u(a PRIMARY KEY, b)");
  target.run("CREATE TABLE t(a PRIMARY KEY, b, c DEFAULT 7)");
  target.run("CREATE TABLE u(a, b PRIMARY KEY)");  // another key: left out
  ReferenceSession session(source.reference());
  session.attach(nullptr);
  source.run("INSERT INTO t VALUES(1, 2)");
  source.run("INSERT INTO u VALUES(1, 2)");
  const ByteVector changes = *session.changes(Form::Changeset);
  const auto none = [](ConflictKind, int) { return Answer::Abort; };
  EXPECT_EQ(test::apply_in_reference(target.reference(), changes, none, nullptr).code, SQLITE_OK);
  EXPECT_EQ(test::apply_in_tern(target.tern(), changes, none, nullptr).code, SQLITE_OK);
  EXPECT_EQ(target.content({"t", "u"}), "SELECT * FROM t\n1|2|7|\nSELECT * FROM u\n");
}

TEST(Apply, WithoutASavepointWhatWasAppliedStays) {
  Both source, target;
  for (Both* site : {&source, &target}) site->run("CREATE TABLE t(a PRIMARY KEY, b)");
  target.run("INSERT INTO t VALUES(2, 0)");
  Session session(source.tern());
  ASSERT_TRUE(session.attach("t"));
  source.run("INSERT INTO t VALUES(1, 1)");
  source.run("INSERT INTO t VALUES(2, 2)");
  const Result<ByteVector> changes = session.changeset();
  ASSERT_TRUE(changes);
  ApplyOptions options;
  EXPECT_EQ(apply(target.tern(), *changes, options).error().code(), ErrorCode::Abort);
  target.content({"t"});
  options.in_savepoint = false;
  EXPECT_EQ(apply(target.tern(), *changes, options).error().code(), ErrorCode::Abort);
  target.tern().execute("DELETE FROM t WHERE a = 1 AND b = 1").value();
  EXPECT_EQ(target.tern().changes(), 1);
}

TEST(Apply, WhatHandlerAndFilterThrowAborts) {
  Both source, target;
  for (Both* site : {&source, &target}) site->run("CREATE TABLE t(a PRIMARY KEY, b)");
  Session session(source.tern());
  session.attach_all();
  source.run("INSERT INTO t VALUES(1, 1), (2, 2)");
  target.run("INSERT INTO t VALUES(2, 0)");
  const Result<ByteVector> changes = session.changeset();
  ASSERT_TRUE(changes);
  ApplyOptions options;
  options.on_conflict = [](const ConflictView&) -> Answer { throw std::runtime_error("no"); };
  EXPECT_EQ(apply(target.tern(), *changes, options).error().code(), ErrorCode::Abort);
  options = {};
  options.filter = [](std::string_view) -> bool { throw std::runtime_error("no"); };
  EXPECT_EQ(apply(target.tern(), *changes, options).error().code(), ErrorCode::Abort);
  EXPECT_FALSE(target.tern().in_transaction());
  target.content({"t"});
}

// Each set of columns that updates set has a statement of its own, of which only some are kept.
TEST(Apply, UpdatesOfManySetsOfColumns) {
  Both source, target;
  for (Both* site : {&source, &target}) {
    site->run("CREATE TABLE t(k PRIMARY KEY, a, b, c, d, e, f)");
    for (int i = 1; i < 64; ++i) {
      site->run("INSERT INTO t VALUES(" + std::to_string(i) + ", 0, 0, 0, 0, 0, 0)");
    }
  }
  ReferenceSession session(source.reference());
  session.attach(nullptr);
  for (int i = 1; i < 64; ++i) {
    std::string sets;
    for (int bit = 0; bit < 6; ++bit) {
      if ((i >> bit & 1) == 0) continue;
      if (!sets.empty()) sets += ", ";
      sets += static_cast<char>('a' + bit);
      sets += " = 1";
    }
    source.run("UPDATE t SET " + sets + " WHERE k = " + std::to_string(i));
  }
  const ByteVector changes = *session.changes(Form::Changeset);
  const auto none = [](ConflictKind, int) { return Answer::Abort; };
  EXPECT_EQ(test::apply_in_reference(target.reference(), changes, none, nullptr).code, SQLITE_OK);
  EXPECT_EQ(test::apply_in_tern(target.tern(), changes, none, nullptr).code, SQLITE_OK);
  EXPECT_EQ(target.content({"t"}), source.content({"t"}));
}

TEST(Rebaser, RefusesPatchsets) {
  Both both;
  both.run("CREATE TABLE t(a PRIMARY KEY, b)");
  Session session(both.tern());
  session.attach_all();
  both.run("INSERT INTO t VALUES(1, 1)");
  EXPECT_EQ(Rebaser().rebase(*session.patchset()).error().code(), ErrorCode::Error);
}

}  // namespace
}  // namespace tern::session
