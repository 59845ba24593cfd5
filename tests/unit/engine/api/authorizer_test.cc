#include <gtest/gtest.h>
#include <sqlite3.h>
#include <tern/tern.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "tests/unit/engine/api/authorizer_statements.h"

// The authorizer: both engines compile and run the same statements, and what they ask is written
// down. Then each statement runs again with each of its calls denied and ignored in turn: results,
// errors and what the tables hold afterwards must be the same.
//
// Calls are compared as sets: how often a column is asked about and in which order depends on how a
// statement is taken apart. Only the first call, which says what the statement is, is compared as
// such (but for UPDATE). What is not compared is said where `Compare` is defined
// (authorizer_statements.h) and in is_left_out().

namespace tern {
namespace {

constexpr const char* kNames[] = {"",
                                  "CREATE_INDEX",
                                  "CREATE_TABLE",
                                  "CREATE_TEMP_INDEX",
                                  "CREATE_TEMP_TABLE",
                                  "CREATE_TEMP_TRIGGER",
                                  "CREATE_TEMP_VIEW",
                                  "CREATE_TRIGGER",
                                  "CREATE_VIEW",
                                  "DELETE",
                                  "DROP_INDEX",
                                  "DROP_TABLE",
                                  "DROP_TEMP_INDEX",
                                  "DROP_TEMP_TABLE",
                                  "DROP_TEMP_TRIGGER",
                                  "DROP_TEMP_VIEW",
                                  "DROP_TRIGGER",
                                  "DROP_VIEW",
                                  "INSERT",
                                  "PRAGMA",
                                  "READ",
                                  "SELECT",
                                  "TRANSACTION",
                                  "UPDATE",
                                  "ATTACH",
                                  "DETACH",
                                  "ALTER_TABLE",
                                  "REINDEX",
                                  "ANALYZE",
                                  "CREATE_VTABLE",
                                  "DROP_VTABLE",
                                  "FUNCTION",
                                  "SAVEPOINT",
                                  "RECURSIVE"};

constexpr const char* kDumped[] = {
    "t",      "k", "wr",  "g",  "parent", "child",           "childs", "cascade",
    "aux.au", "w", "log", "tr", "ai",     "sqlite_sequence", "n1",
};
constexpr const char* kDumpedSchemas[] = {"main", "aux", "temp"};

/// What one run did: rows and errors, and what is there afterwards.
struct Outcome {
  std::vector<std::string> calls;
  std::string outcome;
};

/// Answers Allow, but to one call.
struct Answers {
  std::string to;
  int answer = SQLITE_OK;
};

std::string joined(std::vector<std::string> rows) {
  std::ranges::sort(rows);
  std::string out;
  for (const std::string& row : rows) out += row + "\n";
  return out;
}

class Engine {
 public:
  virtual ~Engine() = default;
  /// Rows, or "error CODE MESSAGE".
  virtual std::string execute(const std::string& sql) = 0;
  virtual void listen(std::vector<std::string>* calls, const Answers& answers) = 0;

  Outcome run(const std::string& sql, const Answers& answers) {
    Outcome out;
    const std::string setup = execute(kSetup);
    if (!setup.empty()) out.outcome += "setup: " + setup;
    std::string rest = sql;
    for (size_t at = rest.find(";;"); at != std::string::npos; at = rest.find(";;")) {
      execute(rest.substr(0, at));
      rest = rest.substr(at + 2);
    }
    listen(&out.calls, answers);
    out.outcome += execute(rest);
    listen(nullptr, {});
    execute("ROLLBACK");
    for (const char* table : kDumped) {
      out.outcome += std::string(table) + ": " + execute("SELECT * FROM " + std::string(table));
    }
    for (const std::string schema : kDumpedSchemas) {
      out.outcome += schema + ": " +
                     execute("SELECT type, name, tbl_name FROM " + schema +
                             ".sqlite_master WHERE name NOT IN ('sqlite_stat1', 'sqlite_stat4')");
    }
    return out;
  }
};

std::string call_of(int action, const char* first, const char* second, const char* database,
                    const char* inside) {
  std::string out = kNames[action];
  for (const char* text : {first, second, database, inside}) {
    out += " ";
    out += !text ? "-" : *text ? text : "''";
  }
  return out;
}

class ReferenceEngine final : public Engine {
 public:
  ReferenceEngine() { sqlite3_open(":memory:", &db_); }
  ~ReferenceEngine() override { sqlite3_close(db_); }

  std::string execute(const std::string& sql) override {
    std::vector<std::string> rows;
    const auto add = [](void* out, int count, char** values, char**) {
      std::string row;
      for (int i = 0; i < count; ++i) row += std::string(values[i] ? values[i] : "NULL") + "|";
      static_cast<std::vector<std::string>*>(out)->push_back(row);
      return 0;
    };
    if (sqlite3_exec(db_, sql.c_str(), add, &rows, nullptr) != SQLITE_OK) {
      rows.push_back("error " + std::to_string(sqlite3_extended_errcode(db_)) + " " +
                     sqlite3_errmsg(db_));
    }
    return joined(rows);
  }

  void listen(std::vector<std::string>* calls, const Answers& answers) override {
    calls_ = calls;
    answers_ = answers;
    sqlite3_set_authorizer(db_, calls ? &asked : nullptr, this);
  }

 private:
  static int asked(void* self, int action, const char* first, const char* second,
                   const char* database, const char* inside) {
    auto& engine = *static_cast<ReferenceEngine*>(self);
    engine.calls_->push_back(call_of(action, first, second, database, inside));
    return engine.calls_->back() == engine.answers_.to ? engine.answers_.answer : SQLITE_OK;
  }

  sqlite3* db_ = nullptr;
  std::vector<std::string>* calls_ = nullptr;
  Answers answers_;
};

class TernEngine final : public Engine {
 public:
  std::string execute(const std::string& text) override {
    std::vector<std::string> rows;
    std::string_view sql = text;
    while (!sql.empty()) {
      size_t consumed = 0;
      auto statement = db_.prepare(sql, &consumed);
      Result<bool> more =
          statement ? Result<bool>(true) : std::unexpected(std::move(statement).error());
      while (more && (more = statement->step()) && *more) {
        std::string row;
        for (int i = 0; i < statement->column_count(); ++i) row += shown(statement->column(i));
        rows.push_back(row);
      }
      if (!more) {
        rows.push_back("error " + std::to_string(static_cast<int>(more.error().code())) + " " +
                       std::string(more.error().message()));
        break;
      }
      sql.remove_prefix(consumed);
    }
    return joined(rows);
  }

  void listen(std::vector<std::string>* calls, const Answers& answers) override {
    if (!calls) return db_.set_authorizer({});
    db_.set_authorizer([calls, answers](const AccessRequest& request) {
      std::string call = kNames[static_cast<int>(request.action)];
      for (const auto& part : {request.first, request.second, request.database, request.inside}) {
        call += " ";
        call += !part ? "-" : part->empty() ? "''" : std::string(*part);
      }
      calls->push_back(call);
      return call == answers.to ? static_cast<Permission>(answers.answer) : Permission::Allow;
    });
  }

 private:
  static std::string shown(ValueView value) {
    switch (value.type()) {
      case ValueType::Null:
        return "NULL|";
      case ValueType::Integer:
        return std::to_string(value.as_integer()) + "|";
      case ValueType::Real: {
        std::string text = std::to_string(value.as_real());
        return text.substr(0, text.find('.') + 2) + "|";
      }
      default:
        return std::string(as_text(value.as_bytes())) + "|";
    }
  }

  Connection db_ = Connection::open(":memory:").value();
};

Outcome run_reference(const std::string& sql, const Answers& answers) {
  return ReferenceEngine().run(sql, answers);
}
Outcome run_tern(const std::string& sql, const Answers& answers) {
  return TernEngine().run(sql, answers);
}

bool is_unread_table(const std::string& call) {
  return call.starts_with("READ ") && call.find(" '' ") != std::string::npos;
}

std::set<std::string> compared(const std::vector<std::string>& calls, Compare how) {
  std::set<std::string> out(calls.begin(), calls.end());
  if (how == Compare::ButUnread) std::erase_if(out, is_unread_table);
  return out;
}

bool begins_with_any(std::string_view text, std::initializer_list<std::string_view> beginnings) {
  return std::ranges::any_of(beginnings, [&](auto each) { return text.starts_with(each); });
}

/// Something that a CREATE, DROP or ANALYZE does besides. The reference leaves it out where it is
/// ignored, and so rows of schema tables half made, tables without their constraints, triggers
/// without their table. Here nothing of the statement is done then.
bool is_part_of_definition(const std::string& call, std::string_view sql) {
  if (const size_t at = sql.rfind(";;"); at != std::string_view::npos) sql.remove_prefix(at + 2);
  if (!begins_with_any(sql, {"CREATE", "DROP", "ANALYZE", "ALTER"})) return false;
  const bool is_of_schema =
      call.find("_master ") != std::string::npos || call.find(" sqlite_") != std::string::npos;
  const bool is_trigger_of_dropped = begins_with_any(call, {"DROP_TRIGGER", "DROP_TEMP_TRIGGER"}) &&
                                     !sql.starts_with("DROP TRIGGER");
  return is_of_schema || is_trigger_of_dropped ||
         begins_with_any(call, {"READ ", "REINDEX ", "FUNCTION "});
}

/// What the reference does when this is ignored is not worth following, either: it goes on to use a
/// SELECT that is not compiled (and may crash), or does what it was told not to (RETURNING gives
/// columns that are ignored; an UPDATE of the rowid sets it). Here a SELECT then has no rows, and
/// the rest is as documented.
bool is_left_out(const std::string& call, const CheckedStatement& statement) {
  const bool is_returned = call.starts_with("READ ") &&
                           std::string_view(statement.sql).find("RETURNING") != std::string::npos;
  return is_part_of_definition(call, statement.sql) || is_returned || statement.ignores_nothing ||
         begins_with_any(
             call, {"SELECT ", "RECURSIVE ", "UPDATE t a ", "UPDATE t ROWID ", "UPDATE k ROWID "});
}

class AuthorizerTest : public testing::TestWithParam<CheckedStatement> {};

TEST_P(AuthorizerTest, IsAskedAndObeyedAsTheReferences) {
  const CheckedStatement& statement = GetParam();
  const std::string sql = statement.sql;
  const Outcome wanted = run_reference(sql, {});
  const Outcome got = run_tern(sql, {});
  ASSERT_EQ(got.outcome, wanted.outcome) << sql;
  const std::set<std::string> wanted_calls = compared(wanted.calls, statement.compare);
  std::set<std::string> got_calls = compared(got.calls, statement.compare);
  if (statement.compare == Compare::Subset) {
    EXPECT_EQ(got_calls.empty(), wanted_calls.empty()) << sql;
    for (const std::string& call : got_calls) {
      EXPECT_TRUE(wanted_calls.contains(call)) << sql << "\n" << call;
    }
  } else {
    EXPECT_EQ(got_calls, wanted_calls) << sql;
    // An UPDATE begins with what it computes.
    const bool has_first =
        begins_with_any(sql, {"SELECT", "INSERT", "REPLACE", "DELETE", "CREATE", "DROP"});
    if (has_first && !got.calls.empty() && !wanted.calls.empty()) {
      EXPECT_EQ(got.calls.front(), wanted.calls.front()) << sql;
    }
  }
  std::erase_if(got_calls, [&](const std::string& call) { return !wanted_calls.contains(call); });
  for (const std::string& call : got_calls) {
    EXPECT_EQ(run_tern(sql, {call, SQLITE_DENY}).outcome,
              run_reference(sql, {call, SQLITE_DENY}).outcome)
        << sql << "\ndenied: " << call;
    if (is_left_out(call, statement)) continue;
    EXPECT_EQ(run_tern(sql, {call, SQLITE_IGNORE}).outcome,
              run_reference(sql, {call, SQLITE_IGNORE}).outcome)
        << sql << "\nignored: " << call;
  }
}

INSTANTIATE_TEST_SUITE_P(Selects, AuthorizerTest, testing::ValuesIn(kSelects));
INSTANTIATE_TEST_SUITE_P(Changes, AuthorizerTest, testing::ValuesIn(kChanges));
INSTANTIATE_TEST_SUITE_P(Definitions, AuthorizerTest, testing::ValuesIn(kDefinitions));
INSTANTIATE_TEST_SUITE_P(Commands, AuthorizerTest, testing::ValuesIn(kCommands));

TEST(Authorizer, OfAStatementPreparedBeforeIsAskedWhenItRuns) {
  Connection db = Connection::open(":memory:").value();
  ASSERT_TRUE(db.execute("CREATE TABLE t(a); INSERT INTO t VALUES(1)"));
  tern::Statement query = db.prepare("SELECT a FROM t").value();
  tern::Statement pragma = db.prepare("PRAGMA user_version").value();
  db.set_authorizer([](const AccessRequest& request) {
    return request.action == Action::Read ? Permission::Ignore : Permission::Allow;
  });
  ASSERT_TRUE(*query.step());
  EXPECT_TRUE(query.column(0).is_null());
  query.reset();
  db.set_authorizer([](const AccessRequest&) { return Permission::Deny; });
  const auto denied = query.step();
  ASSERT_FALSE(denied);
  EXPECT_TRUE(denied.error().is(ErrorCode::Auth));
  const auto denied_pragma = pragma.step();
  ASSERT_FALSE(denied_pragma);
  EXPECT_TRUE(denied_pragma.error().is(ErrorCode::Auth));
  db.set_authorizer({});
  EXPECT_TRUE(*db.prepare("SELECT a FROM t").value().step());
}

TEST(Authorizer, OfTheTimeOfPreparingCounts) {
  Connection db = Connection::open(":memory:").value();
  ASSERT_TRUE(db.execute("CREATE TABLE t(a, secret); INSERT INTO t VALUES(1, 2)"));
  db.set_authorizer([](const AccessRequest& request) {
    const bool is_secret = request.action == Action::Read && request.second == "secret";
    return is_secret ? Permission::Ignore : Permission::Allow;
  });
  tern::Statement copy = db.prepare("CREATE TABLE c AS SELECT a, secret FROM t").value();
  tern::Statement query = db.prepare("SELECT secret FROM t").value();
  db.set_authorizer({});
  ASSERT_TRUE(*query.step());
  EXPECT_TRUE(query.column(0).is_null());
  query.reset();
  {
    const tern::Statement gone = std::move(query);
  }
  ASSERT_TRUE(copy.step());
  ASSERT_TRUE(*db.prepare("SELECT 1 FROM c WHERE a = 1 AND secret IS NULL").value().step());
  tern::Statement later = db.prepare("SELECT secret FROM t").value();
  ASSERT_TRUE(*later.step());
  EXPECT_EQ(later.column(0).as_integer(), 2);
}

TEST(Authorizer, ThatThrowsDenies) {
  Connection db = Connection::open(":memory:").value();
  db.set_authorizer([](const AccessRequest&) -> Permission { throw 1; });
  const auto prepared = db.prepare("SELECT 1");
  ASSERT_FALSE(prepared);
  EXPECT_TRUE(prepared.error().is(ErrorCode::Auth));
}

TEST(Authorizer, IsAskedEachTimeAStatementIsPrepared) {
  Connection db = Connection::open(":memory:").value();
  ASSERT_TRUE(db.execute("CREATE TABLE t(a)"));
  int count = 0;
  db.set_authorizer([&count](const AccessRequest&) {
    ++count;
    return Permission::Allow;
  });
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(db.execute("SELECT a FROM t"));
  EXPECT_EQ(count, 6);  // the SELECT and the column
}

}  // namespace
}  // namespace tern
