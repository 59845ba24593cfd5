#include "daemon/streams/statement_text.h"

#include <gtest/gtest.h>

#include "daemon/streams/errors.h"
#include "daemon/streams/network_rules.h"

namespace tern::daemon::streams {
namespace {

using Verb = StatementText::Verb;

TEST(StatementText, Verbs) {
  const std::vector<std::pair<std::string, Verb>> cases = {
      {"", Verb::Nothing},
      {" ;; -- x", Verb::Nothing},
      {"select 1", Verb::Other},
      {";/* a */ Insert into t values(1)", Verb::Insert},
      {"REPLACE INTO t VALUES(1)", Verb::Insert},
      {"update t set a=1", Verb::Change},
      {"WITH a(b) AS (SELECT 1), c AS NOT MATERIALIZED (DELETE) DELETE FROM t", Verb::Change},
      {"WITH RECURSIVE replace(x) AS (SELECT 1) SELECT 1", Verb::Other},
      {"WITH insert AS (VALUES(1)) VALUES(2)", Verb::Other},
      {"WITH x AS (SELECT (1)) REPLACE INTO t SELECT 1", Verb::Insert},
      {"BEGIN", Verb::Begin},
      {"begin deferred transaction", Verb::Begin},
      {"BEGIN IMMEDIATE", Verb::BeginWriting},
      {"BEGIN exclusive TRANSACTION", Verb::BeginWriting},
      {"BEGIN READONLY", Verb::BeginReadonly},
      {"BEGIN TRANSACTION\n readonly;", Verb::BeginReadonly},
      {"BEGIN TRANSACTION readonly now", Verb::Begin},
      {"END", Verb::Commit},
      {"COMMIT TRANSACTION", Verb::Commit},
      {"ROLLBACK", Verb::Rollback},
      {"ROLLBACK TRANSACTION TO s", Verb::Other},
      {"PRAGMA x", Verb::Pragma},
      {"ATTACH 'a' AS b", Verb::Attach},
      {"DETACH x", Verb::Detach},
      {"VACUUM", Verb::Vacuum},
      {"'", Verb::Other},
  };
  for (const auto& [sql, verb] : cases) {
    EXPECT_EQ(static_cast<int>(read_statement_text(sql).verb), static_cast<int>(verb)) << sql;
  }
}

TEST(StatementText, PragmasAndTheirValues) {
  const auto read = [](const char* sql) {
    const StatementText text = read_statement_text(sql);
    return std::string(text.pragma) + "|" + std::string(text.value.value_or("none"));
  };
  EXPECT_EQ(read("PRAGMA a"), "a|none");
  EXPECT_EQ(read("PRAGMA main.a;"), "a|none");
  EXPECT_EQ(read("PRAGMA 'main'.[a] = \"b\""), "a|b");
  EXPECT_EQ(read("PRAGMA a(-5)"), "a|5");
  EXPECT_EQ(read("EXPLAIN QUERY PLAN PRAGMA a=on"), "a|on");
}

TEST(StatementText, AttachAndVacuum) {
  const auto read = [](const char* sql) {
    const StatementText text = read_statement_text(sql);
    return std::string(text.file) + "|" + std::string(text.schema) + (text.has_into ? "|into" : "");
  };
  EXPECT_EQ(read("ATTACH 'a-b' AS x"), "a-b|x");
  EXPECT_EQ(read("attach database [a] as \"x y\"; SELECT 1"), "a|x y");
  EXPECT_EQ(read("ATTACH a AS 'x'"), "a|x");
  for (const char* other : {"ATTACH", "ATTACH 'a'", "ATTACH 'a' AS", "ATTACH ? AS x",
                            "ATTACH 'a' AS ?", "ATTACH 'a' || 'b' AS x", "ATTACH 'a' x",
                            "ATTACH 'a' AS x KEY 'k'", "ATTACH ('a') AS x", "DETACH x"})
    EXPECT_EQ(read(other), "|") << other;
  EXPECT_EQ(read("VACUUM"), "|");
  EXPECT_EQ(read("VACUUM [main];"), "|main");
  EXPECT_EQ(read("VACUUM INTO 'f'"), "||into");
  EXPECT_EQ(read("VACUUM main INTO 'f'"), "|main|into");
}

TEST(StatementText, WhereABeginEnds) {
  EXPECT_EQ(read_statement_text("BEGIN READONLY; SELECT 1").end, 15U);
  EXPECT_EQ(read_statement_text("BEGIN READONLY").end, 14U);
  EXPECT_EQ(read_statement_text("PRAGMA database_list; SELECT 1").end, 21U);
}

TEST(StatementText, Explain) {
  EXPECT_TRUE(read_statement_text("EXPLAIN INSERT INTO t VALUES(1)").is_explain);
  EXPECT_TRUE(read_statement_text("EXPLAIN QUERY PLAN SELECT 1").is_explain);
  EXPECT_TRUE(read_statement_text("EXPLAIN ANALYZE").is_explain) << "of the statement ANALYZE";
  EXPECT_FALSE(read_statement_text("EXPLAIN ANALYZE SELECT 1").is_explain) << "it runs";
}

TEST(NetworkRules, SettingsAreKnown) {
  EXPECT_TRUE(changes_settings(read_statement_text("PRAGMA FOREIGN_KEYS=on")));
  EXPECT_FALSE(changes_settings(read_statement_text("PRAGMA foreign_keys")));
  EXPECT_FALSE(changes_settings(read_statement_text("PRAGMA user_version=1")));
  EXPECT_FALSE(refusal_of(read_statement_text("PRAGMA user_version=1")).has_value());
  EXPECT_TRUE(refusal_of(read_statement_text("PRAGMA")).has_value());
}

TEST(ErrorObjects, NamesAreSqlites) {
  const auto names = [](ErrorCode code) {
    const ErrorObject error = error_object(Error(code));
    return error.code + "|" + error.extended_code;
  };
  EXPECT_EQ(names(ErrorCode::ReadOnly), "SQLITE_READONLY|");
  EXPECT_EQ(names(ErrorCode::CantOpenIsDir), "SQLITE_CANTOPEN|SQLITE_CANTOPEN_ISDIR");
  EXPECT_EQ(names(ErrorCode::IoErrShortRead), "SQLITE_IOERR|SQLITE_IOERR_SHORT_READ");
  EXPECT_EQ(names(ErrorCode::ConstraintPrimaryKey),
            "SQLITE_CONSTRAINT|SQLITE_CONSTRAINT_PRIMARYKEY");
  EXPECT_EQ(names(ErrorCode::Unsupported), "SQLITE_ERROR|");
}

}  // namespace
}  // namespace tern::daemon::streams
