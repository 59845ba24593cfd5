#include "engine/session/apply.h"

#include <gtest/gtest.h>

#include "engine/session/rebaser.h"
#include "tests/unit/engine/session/both.h"
#include "tests/unit/engine/session/random_sql.h"

namespace tern::session {
namespace {

using test::Applied;
using test::Both;
using test::described;
using test::RandomSql;
using test::ReferenceSession;

constexpr uint64_t kCases = 1500;

/// What a site did: the local changeset is of the reference's session.
ByteVector changed(Both& site, RandomSql& random, Form form) {
  ReferenceSession session(site.reference());
  session.attach(nullptr);
  const size_t steps = 1 + random.pick(12);
  for (size_t i = 0; i < steps; ++i) site.run(random.change());
  return *session.changes(form);
}

/// The answers that the seed wants.
test::Policy policy_of(uint64_t seed) {
  const uint64_t kind_of_policy = seed % 6;
  return [seed, kind_of_policy](ConflictKind kind, int number) {
    const bool may_replace = kind == ConflictKind::Data || kind == ConflictKind::Conflict;
    const uint64_t dice = (seed * 2654435761U + static_cast<uint64_t>(number) * 40503U) >> 7;
    switch (kind_of_policy) {
      case 0:
        return Answer::Omit;
      case 1:
        return may_replace ? Answer::Replace : Answer::Omit;
      case 2:
        return number == 3 ? Answer::Abort : Answer::Omit;
      case 3:  // sometimes where it is not allowed
        return dice % 16 == 0 ? Answer::Replace : Answer::Omit;
      default:
        return may_replace && dice % 2 == 0 ? Answer::Replace : Answer::Omit;
    }
  };
}

/// Applies `changes` in both and compares all that can be seen. The decisions, if it went well.
std::optional<ByteVector> apply_in_both(Both& site, const ByteVector& changes, uint64_t seed,
                                        const std::vector<std::string>& tables) {
  test::Filter filter;
  if (seed % 7 == 0) filter = [](std::string_view table) { return table != "t0"; };
  const test::Policy policy = policy_of(seed);
  const Applied theirs = test::apply_in_reference(site.reference(), changes, policy, filter);
  const Applied ours = test::apply_in_tern(site.tern(), changes, policy, filter);
  EXPECT_EQ(ours.conflicts, theirs.conflicts);
  EXPECT_EQ(ours.code, theirs.code);
  EXPECT_EQ(described(ours.decisions), described(theirs.decisions));
  EXPECT_EQ(ours.decisions, theirs.decisions);
  site.content(tables);
  if (theirs.code != SQLITE_OK) return std::nullopt;
  return theirs.decisions;
}

// Two sites with the same rows change them; then each gets what another one did. The local changes
// are rebased over one remote changeset, or over two.
TEST(Apply, ConflictsOutcomesAndRebasedChangesAreTheReferences) {
  for (uint64_t seed = 0; seed < kCases; ++seed) {
    SCOPED_TRACE(seed);
    RandomSql random(seed);
    Both local, remote, third;
    for (Both* site : {&local, &remote, &third}) {
      for (const std::string& sql : random.schema()) site->run(sql);
    }
    const ByteVector mine = changed(local, random, Form::Changeset);
    std::vector<ByteVector> decisions;
    for (Both* site : {&remote, &third}) {
      const ByteVector changes = changed(*site, random, Form::Changeset);
      const auto decided = apply_in_both(local, changes, seed, random.tables());
      if (decided && !decided->empty()) decisions.push_back(*decided);
    }
    Rebaser rebaser;
    for (const ByteVector& decision : decisions) ASSERT_TRUE(rebaser.add(decision));
    const Result<ByteVector> rebased = rebaser.rebase(mine);
    const test::Answered expected = test::reference_rebase(decisions, mine);
    ASSERT_EQ(rebased.has_value(), expected.code == SQLITE_OK);
    EXPECT_EQ(described(*rebased), described(expected.bytes)) << described(mine);
    EXPECT_EQ(*rebased, expected.bytes);
    if (HasFailure()) {
      for (const std::string& sql : random.schema()) std::printf("%s;\n", sql.c_str());
      return;
    }
  }
}

TEST(Apply, PatchsetsAreAppliedAsInTheReference) {
  for (uint64_t seed = 0; seed < kCases; ++seed) {
    SCOPED_TRACE(seed);
    RandomSql random(seed + 500000);
    Both local, remote;
    for (Both* site : {&local, &remote}) {
      for (const std::string& sql : random.schema()) site->run(sql);
    }
    (void)changed(local, random, Form::Patchset);
    const ByteVector changes = changed(remote, random, Form::Patchset);
    apply_in_both(local, changes, seed, random.tables());
    if (HasFailure()) return;
  }
}

// Without conflicts what one engine recorded makes the other's database the same.
TEST(Apply, CarriesOurChangesetsToTheReferenceAndItsToUs) {
  const auto none = [](ConflictKind, int) { return Answer::Abort; };
  for (uint64_t seed = 0; seed < kCases / 3; ++seed) {
    SCOPED_TRACE(seed);
    RandomSql random(seed + 900000, RandomSql::Keys::Distinct);
    Both source, target;
    for (Both* site : {&source, &target}) {
      for (const std::string& sql : random.schema()) {
        if (!sql.starts_with("CREATE TRIGGER") && !sql.starts_with("PRAGMA")) site->run(sql);
      }
    }
    const std::string before = target.content(random.tables());
    Session session(source.tern());
    ReferenceSession reference(source.reference());
    session.attach_all();
    reference.attach(nullptr);
    for (size_t i = 0; i < 10; ++i) source.run(random.change());
    const Result<ByteVector> ours = session.changeset();
    ASSERT_TRUE(ours);
    const ByteVector theirs = *reference.changes(Form::Changeset);
    const Applied there = test::apply_in_reference(target.reference(), *ours, none, nullptr);
    const Applied here = test::apply_in_tern(target.tern(), theirs, none, nullptr);
    EXPECT_EQ(here.code, there.code);
    target.content(random.tables());
    if (here.code == SQLITE_OK) {
      ApplyOptions back;
      back.inverted = true;
      const Status undone = apply(target.tern(), theirs, back);
      if (undone) {
        ASSERT_EQ(test::reference_invert(theirs).code, SQLITE_OK);
        EXPECT_EQ(test::apply_in_reference(target.reference(), test::reference_invert(theirs).bytes,
                                           none, nullptr)
                      .code,
                  SQLITE_OK);
        EXPECT_EQ(target.content(random.tables()), before);
      }
    }
    if (HasFailure()) return;
  }
}

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
  EXPECT_EQ(target.content({"t", "u"}), "t\n1|2|7|\nu\n");
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
