#include "engine/session/session.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/unit/engine/session/both.h"
#include "tests/unit/engine/session/random_sql.h"

namespace tern::session {
namespace {

using test::Both;
using test::canonical;
using test::count_of;
using test::described;
using test::RandomSql;
using test::ReferenceSession;

void set_up(Both& both, const RandomSql& random) {
  for (const std::string& sql : random.schema()) both.run(sql);
}

void expect_same(Session& session, ReferenceSession& reference) {
  EXPECT_EQ(session.is_empty(), sqlite3session_isempty(reference.get()) != 0);
  for (const Form form : {Form::Changeset, Form::Patchset}) {
    const Result<ByteVector> ours =
        form == Form::Changeset ? session.changeset() : session.patchset();
    const std::optional<ByteVector> expected = reference.changes(form);
    ASSERT_EQ(ours.has_value(), expected.has_value());
    if (ours) {
      EXPECT_EQ(canonical(*ours), canonical(*expected))
          << described(*ours) << "\n--- the reference:\n"
          << described(*expected);
    }
  }
}

// Random schemas and statements through both engines, all in the order and with the switches of the
// session that the seed says; looked at in the middle and at the end.
TEST(Session, ChangesetsAndPatchsetsAreTheReferences) {
  for (uint64_t seed = 0; seed < test::case_count(); ++seed) {
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
    both.end_transaction();
    expect_same(session, reference);
    both.content(random.tables());
    if (HasFailure()) {
      for (const std::string& sql : both.statements()) std::printf("%s;\n", sql.c_str());
      return;
    }
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

TEST(Session, TableThatIsGoneIsAnError) {
  Both both;
  both.run("PRAGMA foreign_keys = ON");
  both.run("CREATE TABLE p(a PRIMARY KEY)");
  both.run("CREATE TABLE c(k PRIMARY KEY, p REFERENCES p ON DELETE SET NULL)");
  both.run("INSERT INTO p VALUES(1)");
  both.run("INSERT INTO c VALUES(2, 1)");
  Session children(both.tern()), all(both.tern());
  ReferenceSession their_children(both.reference()), their_all(both.reference());
  ASSERT_TRUE(children.attach("c"));
  their_children.attach("c");
  all.attach_all();
  their_all.attach(nullptr);
  both.run("DROP TABLE p");
  expect_same(children, their_children);  // the action of the foreign key
  EXPECT_EQ(count_of(*children.changeset()), 1);
  EXPECT_EQ(all.changeset().error().code(), ErrorCode::Schema);
  EXPECT_FALSE(their_all.changes(Form::Changeset));
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

TEST(Session, FilterThatThrowsEndsTheRecording) {
  Both both;
  both.run("CREATE TABLE t(a PRIMARY KEY)");
  Session session(both.tern());
  session.attach_matching([](std::string_view) -> bool { throw std::runtime_error("no"); });
  both.run("INSERT INTO t VALUES(1)");
  both.run("INSERT INTO t VALUES(2)");
  EXPECT_EQ(session.changeset().error().code(), ErrorCode::Abort);
  EXPECT_EQ(session.diff("main", "t").error().code(), ErrorCode::Abort);
}

// Beside each other, and beside a hook; one that is gone hears nothing.
TEST(Session, SeveralRecordWhatTheyAreAttachedTo) {
  Both both;
  both.run("ATTACH ':memory:' AS other");
  for (const char* const table : {"main.t", "main.u", "other.t"}) {
    both.run(std::string("CREATE TABLE ") + table + "(a PRIMARY KEY, b)");
  }
  int hooked = 0;
  both.tern().set_preupdate_hook([&](const RowChange&) { ++hooked; });
  Session all(both.tern()), only_u(both.tern()), other(both.tern(), "OTHER");
  std::optional<Session> gone(std::in_place, both.tern());
  gone->attach_all();
  gone.reset();
  Session moved = std::move(only_u);
  all.attach_all();
  other.attach_all();
  ASSERT_TRUE(moved.attach("U"));
  ReferenceSession their_all(both.reference());
  ReferenceSession their_u(both.reference());
  ReferenceSession their_other(both.reference(), "other");
  their_all.attach(nullptr);
  their_u.attach("u");
  their_other.attach(nullptr);
  both.run("INSERT INTO t VALUES(1, 'main')");
  both.run("INSERT INTO u VALUES(2, 'main')");
  both.run("INSERT INTO other.t VALUES(3, 'other')");
  both.run("DELETE FROM u");
  both.run("INSERT INTO u VALUES(4, 'main')");
  EXPECT_EQ(hooked, 5);
  expect_same(all, their_all);
  expect_same(other, their_other);
  // Its name is as it was attached.
  EXPECT_EQ(count_of(*moved.changeset()), 1);
  EXPECT_EQ(moved.changeset()->size(), their_u.changes(Form::Changeset)->size());
}

// The reference of 3.40 records no tables with generated columns, but applies what is here.
TEST(Session, GeneratedColumnsAreLeftOut) {
  Both source, target;
  for (Both* site : {&source, &target}) {
    site->run("CREATE TABLE t(v AS (a + b), a INT, s AS (a * 2) STORED, k PRIMARY KEY, b)");
    site->run("INSERT INTO t VALUES(1, 'x', 2), (5, 'y', 6)");
  }
  Session session(source.tern());
  session.attach_all();
  source.run("UPDATE t SET b = 9 WHERE k = 'x'");
  source.run("INSERT INTO t VALUES(3, 'z', 4)");
  source.run("DELETE FROM t WHERE k = 'y'");
  const Result<ByteVector> changes = session.changeset();
  ASSERT_TRUE(changes);
  const auto none = [](ConflictKind, int) { return Answer::Abort; };
  EXPECT_EQ(test::apply_in_reference(target.reference(), *changes, none, nullptr).code, SQLITE_OK);
  EXPECT_EQ(test::apply_in_tern(target.tern(), *changes, none, nullptr).code, SQLITE_OK);
  EXPECT_EQ(target.content({"t"}), source.content({"t"}));
}

TEST(Session, StatisticsAreTheReferences) {
  Both both;
  both.run("CREATE TABLE t(a, b)");
  both.run("CREATE INDEX i ON t(a)");
  both.run("INSERT INTO t VALUES(1, 2), (1, 3), (2, 3)");
  both.run("ANALYZE");
  both.run("INSERT INTO sqlite_stat1 VALUES('whole', NULL, '4'), (NULL, 'none', '1')");
  Session session(both.tern()), all(both.tern());
  ReferenceSession reference(both.reference()), their_all(both.reference());
  ASSERT_TRUE(session.attach("sqlite_stat1"));
  reference.attach("sqlite_stat1");
  all.attach_all();
  their_all.attach(nullptr);
  both.run("UPDATE sqlite_stat1 SET stat = '9 9' WHERE idx = 'i'");
  both.run("UPDATE sqlite_stat1 SET stat = '5' WHERE idx IS NULL");
  both.run("INSERT INTO sqlite_stat1 VALUES('other', NULL, '6'), ('other', 'o', '6 1')");
  both.run("DELETE FROM sqlite_stat1 WHERE tbl IS NULL");
  expect_same(session, reference);
  both.run("DELETE FROM sqlite_stat1 WHERE idx IS NULL");
  expect_same(session, reference);
  expect_same(all, their_all);
}

// The same schema in an attached database, with other rows.
TEST(Session, DiffIsTheReferences) {
  for (uint64_t seed = 0; seed < test::case_count(); ++seed) {
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
      reference.attach(table.c_str());  // or it does nothing
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
  ReferenceSession reference(both.reference());
  reference.attach(nullptr);
  const auto theirs = [&](const char* from, const char* table) {
    return sqlite3session_diff(reference.get(), from, table, nullptr);
  };
  EXPECT_EQ(theirs("other", "t"), SQLITE_SCHEMA);
  EXPECT_EQ(theirs("other", "none"), SQLITE_OK);
  EXPECT_NE(theirs("nowhere", "t"), SQLITE_OK);
}

}  // namespace
}  // namespace tern::session
