#include <gtest/gtest.h>

#include <stdexcept>

#include "tern/functions.h"
#include "tests/support/sql_cases.h"

namespace tern {
namespace {

using UserFunctions = SqlCases;

TEST_F(UserFunctions, TakeWhatTheirParametersSay) {
  Connection& db = *db_;
  ASSERT_TRUE(add_function(db, "half", [](double x) { return x / 2; }));
  ASSERT_TRUE(add_function(db, "next", [](int64_t x) { return x + 1; }));
  ASSERT_TRUE(add_function(db, "negate", [](bool x) { return !x; }));
  ASSERT_TRUE(add_function(db, "twice",
                           [](std::string_view x) { return std::string(x) + std::string(x); }));
  ASSERT_TRUE(add_function(db, "bytes", [](Bytes x) { return static_cast<int>(x.size()); }));
  ASSERT_TRUE(add_function(db, "kind", [](ValueView x) { return static_cast<int>(x.type()); }));
  ASSERT_TRUE(add_function(db, "how_many", [](std::span<const ValueView> all) {
    return static_cast<int64_t>(all.size());
  }));
  ASSERT_TRUE(add_function(db, "or_none",
                           [](std::optional<std::string_view> x) -> std::optional<std::string> {
                             if (!x) return "none";
                             if (x->empty()) return std::nullopt;
                             return std::string(*x);
                           }));
  ASSERT_TRUE(add_function(db, "forty_two", [] { return 42; }));
  ASSERT_TRUE(add_function(db, "nil", [] {}));
  EXPECT_EQ(ask("SELECT half(5), half('3'), half(NULL), next('7x'), next(2.9)"),
            "2.5|1.5|NULL|8|3");
  EXPECT_EQ(
      ask("SELECT negate(0), negate('1'), twice(12), twice('ab'), bytes(x'0102'), bytes(123)"),
      "1|0|1212|abab|2|3");
  EXPECT_EQ(ask("SELECT kind(NULL), kind(1), kind(1.5), kind('a'), kind(x'')"), "0|1|2|3|4");
  EXPECT_EQ(
      ask("SELECT how_many(), how_many(1, 2, NULL), or_none(NULL), or_none(''), or_none('x')"),
      "0|3|none|NULL|x");
  EXPECT_EQ(ask("SELECT forty_two(), nil()"), "42|NULL");
  EXPECT_EQ(ask("SELECT half(1, 2)"), "! wrong number of arguments to function half()");
}

TEST_F(UserFunctions, FailWithTheirError) {
  Connection& db = *db_;
  ASSERT_TRUE(add_function(db, "positive", [](int64_t x) -> Result<int64_t> {
    if (x < 0) return fail(ErrorCode::Error, "is negative");
    return x;
  }));
  ASSERT_TRUE(add_function(db, "thrower", []() -> int { throw std::runtime_error("no"); }));
  EXPECT_EQ(ask("SELECT positive(3)"), "3");
  EXPECT_EQ(ask("SELECT positive(-3)"), "! is negative");
  EXPECT_EQ(ask("SELECT thrower()"), "! function thrower() failed");
}

TEST_F(UserFunctions, AggregateAndSlide) {
  Connection& db = *db_;
  ASSERT_TRUE(add_aggregate<double>(
      db, "product", [](double& all, double x) { all *= x; }, [](const double& all) { return all; },
      1.0));
  ASSERT_TRUE(add_aggregate<int64_t>(
      db, "total_of", [](int64_t& all, int64_t x) { all += x; },
      [](const int64_t& all) { return all; }, 0, [](int64_t& all, int64_t x) { all -= x; }));
  ASSERT_TRUE(add_aggregate<std::string>(
      db, "joined",
      [](std::string& all, std::string_view x) -> Status {
        if (x == "bad") return fail(ErrorCode::Error, "bad text");
        all += x;
        return ok();
      },
      [](const std::string& all) { return all; }));
  EXPECT_EQ(ask("SELECT product(column1), joined(column1) FROM (VALUES(2), (NULL), (5))"),
            "10.0|25");
  EXPECT_EQ(ask("SELECT product(1) FROM (SELECT 1 WHERE 0)"), "1.0");
  EXPECT_EQ(ask("SELECT joined(column1) FROM (VALUES('a'), ('bad'))"), "! bad text");
  EXPECT_EQ(ask("SELECT column1, product(column2) FROM (VALUES(1, 2), (2, 3), (1, 4)) GROUP BY 1"),
            "1|8.0\n2|3.0");
  const std::string frame = " OVER (ROWS 1 PRECEDING) FROM (VALUES(1), (2), (3), (4))";
  EXPECT_EQ(ask("SELECT total_of(column1)" + frame), "1\n3\n5\n7");
  EXPECT_EQ(ask("SELECT product(column1)" + frame), "1.0\n2.0\n6.0\n12.0");
}

TEST_F(UserFunctions, KeepWhatIsDearToMake) {
  int made = 0;
  ASSERT_TRUE(add_function(*db_, "scaled", [&made](FunctionCall& call, ValueView scale, int64_t x) {
    const int64_t& factor = kept(call, scale, [&] {
      ++made;
      return record::to_integer(scale);
    });
    return factor * x;
  }));
  EXPECT_EQ(ask("SELECT scaled(10, column1) FROM (VALUES(1), (2), (3))"), "10\n20\n30");
  EXPECT_EQ(made, 1);
  EXPECT_EQ(ask("SELECT scaled(column1, 2) FROM (VALUES(1), (2), (2), (3))"), "2\n4\n4\n6");
  EXPECT_EQ(made, 4);
}

TEST_F(UserFunctions, HideBuiltInOnesUntilTheyAreRemoved) {
  Statement prepared = *db_->prepare("SELECT upper('a'), 'a' LIKE 'A'");
  const auto now = [&] {
    EXPECT_TRUE(prepared.step().value());
    std::string out(prepared.column(0).as_text());
    out += prepared.column(1).as_integer() != 0 ? " like" : " unlike";
    prepared.reset();
    return out;
  };
  EXPECT_EQ(now(), "A like");
  ASSERT_TRUE(add_function(*db_, "UPPER", [](std::string_view) { return "mine"; }));
  ASSERT_TRUE(
      add_function(*db_, "like", [](std::string_view a, std::string_view b) { return a == b; }));
  EXPECT_EQ(now(), "mine unlike");
  EXPECT_TRUE(remove_function(*db_, "upper", 1).value());
  EXPECT_FALSE(remove_function(*db_, "upper", 1).value());
  EXPECT_TRUE(remove_function(*db_, "like", 2).value());
  EXPECT_EQ(now(), "A like");
}

TEST_F(UserFunctions, OfExactlySoManyArgumentsComeFirst) {
  ASSERT_TRUE(add_function(*db_, "f", [](std::span<const ValueView>) { return "any"; }));
  ASSERT_TRUE(add_function(*db_, "f", [](int64_t) { return "one"; }));
  EXPECT_EQ(ask("SELECT f(), f(1), f(1, 2)"), "any|one|any");
}

TEST_F(UserFunctions, InSchemasAreThoseThatMayBeThere) {
  Connection& db = *db_;
  ASSERT_TRUE(add_function(db, "plain", [](int64_t x) { return x; }, {.deterministic = true}));
  ASSERT_TRUE(add_function(db, "harmless", [](int64_t x) { return x; },
                           {.deterministic = true, .innocuous = true}));
  ASSERT_TRUE(add_function(db, "direct", [](int64_t x) { return x; },
                           {.deterministic = true, .direct_only = true}));
  ASSERT_TRUE(add_function(db, "fickle", [](int64_t x) { return x; }));
  ASSERT_TRUE(
      db.execute("CREATE TABLE t(a); INSERT INTO t VALUES(1);"
                 "CREATE VIEW v AS SELECT plain(a) FROM t;"
                 "CREATE VIEW h AS SELECT harmless(a) FROM t;"
                 "CREATE VIEW d AS SELECT direct(a) FROM t;"
                 "CREATE TEMP VIEW dt AS SELECT direct(a) FROM t;"
                 "CREATE INDEX i ON t(plain(a))"));
  EXPECT_EQ(ask("SELECT * FROM v"), "1");
  EXPECT_EQ(ask("SELECT * FROM d"), "! unsafe use of direct()");
  EXPECT_EQ(ask("SELECT * FROM dt"), "1");
  EXPECT_EQ(ask("SELECT direct(a) FROM t"), "1");
  const std::string unsafe = "! unsafe use of direct()";
  EXPECT_EQ(ask("CREATE TABLE c(a CHECK (direct(a)))"), unsafe);
  EXPECT_EQ(ask("CREATE INDEX dd ON t(direct(a))"), unsafe);
  EXPECT_EQ(ask("CREATE TABLE cg(a, b AS (direct(a)))"), unsafe);
  run("CREATE TABLE p(a); CREATE TRIGGER g AFTER INSERT ON p BEGIN SELECT direct(1); END");
  EXPECT_EQ(ask("INSERT INTO p VALUES(1)"), unsafe);
  run("DROP TRIGGER g; CREATE TRIGGER g AFTER INSERT ON p BEGIN SELECT plain(1); END;"
      "INSERT INTO p VALUES(1)");
  EXPECT_EQ(ask("CREATE INDEX j ON t(fickle(a))"),
            "! non-deterministic functions prohibited in index expressions");
  ASSERT_TRUE(db.execute("PRAGMA trusted_schema = OFF"));
  EXPECT_EQ(ask("SELECT * FROM v"), "! unsafe use of plain()");
  EXPECT_EQ(ask("SELECT * FROM h"), "1");
  EXPECT_EQ(ask("SELECT plain(a) FROM t"), "1");
  EXPECT_EQ(ask("INSERT INTO t VALUES(2)"), "! unsafe use of plain()");
  EXPECT_EQ(ask("INSERT INTO p VALUES(1)"), "! unsafe use of plain()");
  EXPECT_EQ(ask("SELECT a FROM t WHERE plain(a) = 1 ORDER BY plain(a)"), "1");
  EXPECT_EQ(ask("CREATE TABLE cc(a CHECK (plain(a)))"), "! unsafe use of plain()");
  run("CREATE TEMP TABLE tt(a CHECK (plain(a))); INSERT INTO tt(a) VALUES(1)");
}

TEST_F(UserFunctions, GiveTables) {
  ASSERT_TRUE(add_table_function(
      *db_, {.name = "words",
             .columns = {"word TEXT", "place INT"},
             .arguments = {"text", "separator"},
             .open = [](std::span<const ValueView> arguments) -> Result<TableRows> {
               if (arguments[0].is_blob()) return fail(ErrorCode::Error, "not a text");
               std::string scratch;
               std::string rest(record::to_text(arguments[0], scratch));
               const char separator = arguments[1].is_text() ? arguments[1].as_text()[0] : ' ';
               return TableRows(
                   [rest, separator, place = 0](std::span<Value> row) mutable -> Result<bool> {
                     if (rest.empty()) return false;
                     const size_t end = std::min(rest.find(separator), rest.size());
                     row[0] = Value::text(rest.substr(0, end));
                     row[1] = Value::integer(++place);
                     rest.erase(0, end + 1);
                     return true;
                   });
             }}));
  EXPECT_EQ(ask("SELECT * FROM words('a bc d')"), "a|1\nbc|2\nd|3");
  EXPECT_EQ(ask("SELECT word FROM words('a,b', ',') WHERE place > 1"), "b");
  EXPECT_EQ(ask("SELECT t.column1, w.word FROM (VALUES('x y'), ('z')) t, words(t.column1) w"),
            "x y|x\nx y|y\nz|z");
  EXPECT_EQ(ask("SELECT text FROM words('q')"), "q");
  EXPECT_EQ(ask("SELECT * FROM words(x'00')"), "! not a text");
  EXPECT_EQ(ask("SELECT count(*) FROM words"), "0");
}

TEST_F(UserFunctions, AreRefusedUnderWrongNamesAndRunningStatements) {
  Connection& db = *db_;
  const auto one = [](int64_t x) { return x; };
  EXPECT_FALSE(add_function(db, "", one));
  EXPECT_FALSE(add_function(db, std::string(256, 'f'), one));
  EXPECT_FALSE(add_function(
      db, ScalarDefinition{.name = "f", .arguments_min = 2, .arguments_max = 1, .body = {}}));
  Statement running = *db.prepare("VALUES (1), (2)");
  ASSERT_TRUE(running.step().value());
  const Status changed = add_function(db, "f", one);
  ASSERT_FALSE(changed);
  EXPECT_TRUE(changed.error().is(ErrorCode::Busy));
}

}  // namespace
}  // namespace tern
