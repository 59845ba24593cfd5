#include "engine/sql/parser.h"

#include <gtest/gtest.h>

#include "engine/sql/printer.h"

namespace tern::sql {
namespace {

std::string reprinted(std::string_view sql) {
  const auto parsed = parse_statement(sql);
  if (!parsed) return "error: " + std::string(parsed.error().message());
  return parsed->statement ? print(*parsed->statement) : "";
}

std::string expression(std::string_view sql) {
  const auto parsed = parse_expression(sql);
  return parsed ? print(**parsed) : "error: " + std::string(parsed.error().message());
}

TEST(Parser, StopsAfterTheFirstStatement) {
  const std::string_view sql = " SELECT 1; SELECT 2";
  const auto parsed = parse_statement(sql);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(sql.substr(parsed->consumed), " SELECT 2");
}

TEST(Parser, TakesBlanksAndCommentsForNoStatement) {
  for (const std::string_view sql : {"", "  \n", "-- x", "/* x */ ;", "/* x"}) {
    const auto parsed = parse_statement(sql);
    ASSERT_TRUE(parsed) << sql;
    EXPECT_EQ(parsed->statement, nullptr) << sql;
    EXPECT_EQ(parsed->consumed, sql.size()) << sql;
  }
}

TEST(Parser, SaysWhereTheTextIsWrong) {
  const auto near = parse_statement("SELECT a FRM t");
  ASSERT_FALSE(near);
  EXPECT_EQ(near.error().message(), "near \"t\": syntax error");
  EXPECT_EQ(near.error().sql_offset(), 13);
  const auto cut = parse_statement("SELECT");
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().message(), "incomplete input");
  const auto token = parse_statement("SELECT 'abc");
  ASSERT_FALSE(token);
  EXPECT_EQ(token.error().message(), "unrecognized token: \"'abc\"");
}

TEST(Parser, TellsExplainAnalyzeFromExplainOfAnalyze) {
  const auto explain_mode = [](std::string_view sql) {
    const auto parsed = parse_statement(sql);
    EXPECT_TRUE(parsed) << sql;
    return parsed ? parsed->explain : ExplainMode::None;
  };
  for (const std::string_view sql :
       {"EXPLAIN ANALYZE SELECT 1", "EXPLAIN ANALYZE VALUES(1)", "EXPLAIN ANALYZE DELETE FROM t",
        "EXPLAIN ANALYZE INSERT INTO t VALUES(1)", "EXPLAIN ANALYZE UPDATE t SET a = 1",
        "EXPLAIN ANALYZE REPLACE INTO t VALUES(1)", "explain /* x */ analyze -- y\n select 1",
        "EXPLAIN ANALYZE WITH c AS (SELECT 1) SELECT * FROM c"}) {
    EXPECT_EQ(explain_mode(sql), ExplainMode::Analyze) << sql;
    EXPECT_FALSE(parse_statement(sql)->statement->as_if<AnalyzeStatement>()) << sql;
  }
  for (const std::string_view sql :
       {"EXPLAIN ANALYZE", "EXPLAIN ANALYZE;", "EXPLAIN ANALYZE main.t;", "EXPLAIN ANALYZE t",
        "EXPLAIN ANALYZE replace", "EXPLAIN ANALYZE with;", "EXPLAIN ANALYZE with.t"}) {
    EXPECT_EQ(explain_mode(sql), ExplainMode::Explain) << sql;
    EXPECT_TRUE(parse_statement(sql)->statement->as_if<AnalyzeStatement>()) << sql;
  }
  EXPECT_EQ(explain_mode("EXPLAIN QUERY PLAN ANALYZE"), ExplainMode::QueryPlan);
  EXPECT_EQ(explain_mode("EXPLAIN SELECT 1"), ExplainMode::Explain);
}

TEST(Parser, BindsOperatorsAsTheReference) {
  EXPECT_EQ(expression("(1 + 2) * 3"), "(1 + 2) * 3");
  EXPECT_EQ(expression("1 + (2 * 3)"), "1 + 2 * 3");
  EXPECT_EQ(expression("(NOT a) = b"), "(NOT a) = b");
  EXPECT_EQ(expression("NOT (a = b)"), "NOT a = b");
  EXPECT_EQ(expression("a BETWEEN (b AND c) AND d"), "a BETWEEN (b AND c) AND d");
  EXPECT_EQ(expression("- - 1"), "- -1");
  EXPECT_EQ(expression("(-a) COLLATE nocase"), "-a COLLATE nocase");
  EXPECT_EQ(expression("a -> (b || c)"), "a -> (b || c)");
}

TEST(Parser, KeepsNumbersExactly) {
  const auto min = parse_expression("9223372036854775808");
  ASSERT_TRUE(min);
  EXPECT_EQ((*min)->as<Literal>().literal, LiteralKind::Real);
  EXPECT_TRUE((*min)->as<Literal>().is_two_to_63);
  const auto hex = parse_expression("0xFFFFFFFFFFFFFFFF");
  ASSERT_TRUE(hex);
  EXPECT_EQ((*hex)->as<Literal>().integer, -1);
  const auto half = parse_expression(".5");
  ASSERT_TRUE(half);
  EXPECT_EQ((*half)->as<Literal>().real, 0.5);
}

TEST(Parser, NumbersParameters) {
  const auto parsed = parse_statement("SELECT ?, :a, ?5, :a, ?, $x::y(z)");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->parameter_names, (ParameterNames{"", ":a", "", "", "?5", "", "$x::y(z)"}));
}

TEST(Parser, NamesColumnsByTheirText) {
  const std::string_view sql = "SELECT a + b , ( c ) AS d FROM t";
  const auto parsed = parse_statement(sql);
  ASSERT_TRUE(parsed);
  const auto& columns = parsed->statement->as<SelectStatement>().select.cores[0].columns;
  EXPECT_EQ(columns[0].span.in(sql), "a + b");
  EXPECT_EQ(columns[1].span.in(sql), "( c )");
  EXPECT_EQ(columns[1].alias.text, "d");
}

TEST(Parser, GivesTheTextOfTheSchema) {
  const std::string_view sql = "create temp table if not exists main . t ( a int ) strict ; x";
  const auto parsed = parse_statement(sql);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(schema_text(parsed->statement->as<CreateTableStatement>(), sql),
            "CREATE TABLE t ( a int ) strict ");
}

TEST(Parser, SurvivesDeepNesting) {
  const auto deep = [](std::string_view unit, size_t times) {
    std::string sql;
    for (size_t i = 0; i < times; ++i) sql += unit;
    return expression(sql + "1");
  };
  EXPECT_EQ(deep("(", 100'000), "error: parser stack overflow");
  EXPECT_EQ(deep("- ", 100'000), "error: parser stack overflow");
  EXPECT_EQ(deep("CASE ", 100'000), "error: parser stack overflow");
  EXPECT_EQ(deep("(SELECT ", 100'000), "error: parser stack overflow");
  EXPECT_EQ(deep("1+", 1000), "error: Expression tree is too large (maximum depth 1000)");
  EXPECT_NE(deep("1+", 999).substr(0, 5), "error");
  EXPECT_EQ(reprinted("SELECT 1 UNION SELECT 2 ORDER BY 1 UNION SELECT 3"),
            "error: ORDER BY clause should come after UNION not before");
}

}  // namespace
}  // namespace tern::sql
