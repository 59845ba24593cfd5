#include "engine/session/session.h"

#include <gtest/gtest.h>

#include "engine/api/connection_state.h"
#include "engine/session/net_effect.h"
#include "tests/unit/engine/session/both.h"
#include "tests/unit/engine/session/random_sql.h"

namespace tern::session {
namespace {

using test::Both;
using test::described;
using test::RandomSql;
using test::ReferenceSession;

constexpr uint64_t kCases = 1500;

void set_up(Both& both, const RandomSql& random) {
  for (const std::string& sql : random.schema()) both.run(sql);
}

/// Deferred foreign keys may keep a transaction from its COMMIT.
void end_transaction(Both& both) {
  ASSERT_EQ(both.tern().in_transaction(), sqlite3_get_autocommit(both.reference()) == 0);
  if (!both.tern().in_transaction()) return;
  both.run("COMMIT");
  if (both.tern().in_transaction()) both.run("ROLLBACK");
}

void expect_same(Session& session, ReferenceSession& reference) {
  EXPECT_EQ(session.is_empty(), sqlite3session_isempty(reference.get()) != 0);
  for (const Form form : {Form::Changeset, Form::Patchset}) {
    const Result<ByteVector> ours =
        form == Form::Changeset ? session.changeset() : session.patchset();
    const std::optional<ByteVector> expected = reference.changes(form);
    ASSERT_EQ(ours.has_value(), expected.has_value());
    if (ours) {
      EXPECT_EQ(described(*ours), described(*expected));
    }
  }
}

// Random schemas and statements through both engines, all in the order and with the switches of the
// session that the seed says; looked at in the middle and at the end.
TEST(Session, ChangesetsAndPatchsetsAreTheReferences) {
  for (uint64_t seed = 0; seed < kCases; ++seed) {
    SCOPED_TRACE(seed);
    Both both;
    RandomSql random(seed);
    set_up(both, random);
    Session session(both.tern());
    ReferenceSession reference(both.reference());
    if (random.one_in(2)) {
      session.attach_all();
      reference.attach(nullptr);
    } else {
      for (const std::string& table : random.tables()) {
        if (random.one_in(4)) continue;
        ASSERT_TRUE(session.attach(table));
        reference.attach(table.c_str());
      }
    }
    const size_t steps = 1 + random.pick(25);
    for (size_t i = 0; i < steps; ++i) {
      both.run(random.statement());
      if (random.one_in(12)) {
        session.set_enabled(!session.is_enabled());
        sqlite3session_enable(reference.get(), session.is_enabled());
      }
      if (random.one_in(12)) {
        session.set_indirect(!session.is_indirect());
        sqlite3session_indirect(reference.get(), session.is_indirect());
      }
      if (random.one_in(10)) expect_same(session, reference);
    }
    end_transaction(both);
    expect_same(session, reference);
    both.content(random.tables());
    if (HasFailure()) {
      for (const std::string& sql : random.schema()) std::printf("%s;\n", sql.c_str());
      return;
    }
  }
}

class Keeper final : public api::CommitObserver {
 public:
  Status before_commit(Bytes changeset, std::span<const PageNo>, ByteVector&) override {
    transaction.assign(changeset.begin(), changeset.end());
    return ok();
  }
  void after_commit() override {}
  void after_rollback() override {}
  ByteVector transaction;
};

void expect_net_effect(Bytes transaction, ReferenceSession& reference, bool compares_indirect) {
  for (const Form form : {Form::Changeset, Form::Patchset}) {
    const Result<ByteVector> ours = net_effect(transaction, form);
    ASSERT_TRUE(ours);
    const std::optional<ByteVector> theirs = reference.changes(form);
    ASSERT_TRUE(theirs);
    std::string text = described(*ours, true);
    std::string expected = described(*theirs, true);
    for (std::string* out : {&text, &expected}) {
      constexpr std::string_view kIndirect = " indirect";
      for (size_t at = 0; !compares_indirect && (at = out->find(kIndirect)) != out->npos;) {
        out->erase(at, kIndirect.size());
      }
    }
    EXPECT_EQ(text, expected);
  }
}

// What was captured of a transaction says the same as a session that saw it. (A session does not
// forget what a failed statement did directly before it was undone, a transaction does.)
TEST(NetEffect, IsWhatTheReferencesSessionHasOfTheTransaction) {
  for (uint64_t seed = 0; seed < kCases; ++seed) {
    SCOPED_TRACE(seed);
    Both both;
    RandomSql random(seed + 1000000, RandomSql::Keys::Distinct);
    set_up(both, random);
    Keeper keeper;
    both.tern().state().set_commit_observer(&keeper);
    ReferenceSession reference(both.reference());
    reference.attach(nullptr);
    both.run("BEGIN");
    bool all_done = true;
    const size_t steps = 1 + random.pick(15);
    for (size_t i = 0; i < steps; ++i) all_done = both.run(random.change()) && all_done;
    end_transaction(both);
    both.tern().state().set_commit_observer(nullptr);
    if (!keeper.transaction.empty()) {
      expect_net_effect(keeper.transaction, reference, all_done);
    } else {
      EXPECT_EQ(described(*reference.changes(Form::Changeset)), "0 bytes\nends with 0");
    }
    if (HasFailure()) return;
  }
}

TEST(Session, TableThatChangedItsColumnsIsAnError) {
  Both both;
  both.run("CREATE TABLE t(a PRIMARY KEY, b)");
  Session session(both.tern());
  ReferenceSession reference(both.reference());
  session.attach_all();
  reference.attach(nullptr);
  both.run("INSERT INTO t VALUES(1, 2)");
  both.run("ALTER TABLE t ADD COLUMN c");
  EXPECT_EQ(session.changeset().error().code(), ErrorCode::Schema);
  EXPECT_FALSE(reference.changes(Form::Changeset));
  both.run("INSERT INTO t VALUES(2, 2, 2)");
  EXPECT_EQ(session.patchset().error().code(), ErrorCode::Schema);
  EXPECT_FALSE(reference.changes(Form::Patchset));
}

TEST(Session, FilterDecidesOncePerTable) {
  Both both;
  both.run("CREATE TABLE t(a PRIMARY KEY)");
  both.run("CREATE TABLE u(a PRIMARY KEY)");
  Session session(both.tern());
  std::vector<std::string> asked;
  session.attach_matching([&](std::string_view table) {
    asked.emplace_back(table);
    return table == "u";
  });
  both.run("INSERT INTO u VALUES(1)");
  both.run("INSERT INTO u VALUES(2)");
  both.run("INSERT INTO t VALUES(1)");
  EXPECT_EQ(asked, (std::vector<std::string>{"u", "t"}));
  ReferenceSession reference(both.reference());
  reference.attach("u");
  both.run("INSERT INTO u VALUES(3)");
  const Result<ByteVector> changes = session.changeset();
  ASSERT_TRUE(changes);
  EXPECT_EQ(described(*changes).find("table t"), std::string::npos);
}

TEST(Session, RefusesSqliteStat1) {
  Both both;
  Session session(both.tern());
  EXPECT_EQ(session.attach("sqlite_stat1").error().code(), ErrorCode::Unsupported);
}

// The same schema in an attached database, with other rows.
TEST(Session, DiffIsTheReferences) {
  for (uint64_t seed = 0; seed < kCases / 3; ++seed) {
    SCOPED_TRACE(seed);
    Both both;
    RandomSql random(seed + 2000000);
    both.run("ATTACH ':memory:' AS other");
    set_up(both, random);
    for (const std::string& sql : random.schema()) {
      if (!sql.starts_with("CREATE TABLE ")) continue;
      both.run("CREATE TABLE other." + sql.substr(13));
    }
    for (const std::string& table : random.tables()) {
      both.run("INSERT INTO other." + table + " SELECT * FROM main." + table);
    }
    const size_t steps = random.pick(10);
    for (size_t i = 0; i < steps; ++i) both.run(random.change());
    Session session(both.tern());
    ReferenceSession reference(both.reference());
    for (const std::string& table : random.tables()) {
      const Status done = session.diff("other", table);
      const int code = sqlite3session_diff(reference.get(), "other", table.c_str(), nullptr);
      EXPECT_EQ(done.has_value(), code == SQLITE_OK) << table;
    }
    expect_same(session, reference);
    if (HasFailure()) return;
  }
}

TEST(Session, DiffOfTablesThatAreNotAlikeIsAnError) {
  Both both;
  both.run("ATTACH ':memory:' AS other");
  both.run("CREATE TABLE t(a PRIMARY KEY, b)");
  both.run("CREATE TABLE other.t(a PRIMARY KEY, c)");
  Session session(both.tern());
  EXPECT_EQ(session.diff("other", "t").error().code(), ErrorCode::Schema);
  EXPECT_TRUE(session.diff("other", "none"));
  EXPECT_FALSE(session.diff("nowhere", "t"));
}

}  // namespace
}  // namespace tern::session
