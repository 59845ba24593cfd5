#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "tests/unit/engine/functions/function_cases.h"

// Method: the installed SQLite aggregates the same rows.

namespace tern::functions {
namespace {

using record::Value;
using test::Outcome;

class Aggregates : public FunctionCases {
 protected:
  Outcome ours_over(const std::string& name, const std::vector<Value>& values) {
    StatementContext statement(connection_);
    Call call(statement);
    const auto state = registry_.find(name, 1)->aggregate->create(nullptr);
    for (const Value& value : values) {
      const std::vector<record::ValueView> arguments = {value};
      const Status step = state->step(call, arguments);
      if (!step) return failed(step.error());
    }
    const Result<record::ValueView> value = state->value(call);
    if (!value) return failed(value.error());
    return {false, Value(*value), {}};
  }
  static Outcome failed(const Error& error) { return {true, {}, std::string(error.message())}; }

  std::vector<Value> some_values(size_t count, bool only_numbers) {
    std::vector<Value> out;
    while (out.size() < count) {
      const Value& value = test::odd_values()[random_() % test::odd_values().size()];
      if (only_numbers && !value.view().is_integer()) continue;
      out.push_back(value);
    }
    return out;
  }
  void fill(const std::vector<Value>& values) {
    reference_.run("DROP TABLE IF EXISTS t");
    reference_.run("CREATE TABLE t(id INTEGER PRIMARY KEY, v)");
    for (const Value& value : values) reference_.ask("INSERT INTO t(v) VALUES (?)", {value});
  }
  std::mt19937_64 random_{5};
};

bool has_infinity(const std::vector<Value>& values) {
  return std::ranges::any_of(values, [](const Value& value) {
    return value.view().is_real() && std::isinf(value.view().as_real());
  });
}

constexpr const char* kNames[] = {"sum", "total", "avg",          "count",
                                  "min", "max",   "group_concat", "json_group_array"};

TEST_F(Aggregates, RandomGroupsAgree) {
  for (int i = 0; i < 400; ++i) {
    const std::vector<Value> values = some_values(random_() % 8, i % 2 == 0);
    fill(values);
    for (const std::string name : kNames) {
      // SQLite has changed what an infinity is in JSON: later_json_test.cc.
      if (name == "json_group_array" && has_infinity(values)) continue;
      const Outcome expected = reference_.ask("SELECT " + name + "(v) FROM t");
      EXPECT_EQ(ours_over(name, values), expected) << name;
    }
  }
}

TEST_F(Aggregates, WindowsThatMoveAgree) {
  for (int i = 0; i < 100; ++i) {
    const std::vector<Value> values = some_values(12, true);
    fill(values);
    for (const char* name : {"sum", "count", "group_concat", "json_group_array"}) {
      StatementContext statement(connection_);
      Call call(statement);
      const AggregateFunction* function = registry_.find(name, 1)->aggregate;
      ASSERT_TRUE(function->has_inverse);
      const auto state = function->create(nullptr);
      bool has_failed = false;
      for (size_t at = 0; at < values.size() && !has_failed; ++at) {
        const std::vector<record::ValueView> in = {values[at]};
        has_failed = !state->step(call, in);
        if (at >= 3) {
          const std::vector<record::ValueView> out = {values[at - 3]};
          has_failed = has_failed || !state->inverse(call, out);
        }
        if (has_failed) break;
        const Result<record::ValueView> value = state->value(call);
        const std::string sql = std::string("SELECT x FROM (SELECT id, ") + name +
                                "(v) OVER (ORDER BY id ROWS 2 PRECEDING) AS x FROM t) WHERE id = ?";
        const Outcome expected =
            reference_.ask(sql, {Value::integer(static_cast<int64_t>(at) + 1)});
        const Outcome mine = value ? Outcome{false, Value(*value), {}} : failed(value.error());
        // After an overflow the reference ends the query.
        if (expected.failed || mine.failed) break;
        EXPECT_EQ(mine, expected) << name << " row " << at;
      }
    }
  }
}

TEST_F(Aggregates, SumOfIntegersOverflows) {
  const Outcome outcome = ours_over("sum", {Value::integer(INT64_MAX), Value::integer(1)});
  EXPECT_TRUE(outcome.failed);
  EXPECT_EQ(outcome.message, "integer overflow");
}

TEST_F(Aggregates, SeparatorOfGroupConcatIsEachRows) {
  reference_.run(
      "CREATE TABLE g(v, s); INSERT INTO g VALUES('a','-'),('b','+'),(NULL,'*'),('c',NULL),(1,2)");
  StatementContext statement(connection_);
  Call call(statement);
  const auto state = registry_.find("group_concat", 2)->aggregate->create(nullptr);
  const std::vector<std::vector<Value>> rows = {{Value::text("a"), Value::text("-")},
                                                {Value::text("b"), Value::text("+")},
                                                {Value(), Value::text("*")},
                                                {Value::text("c"), Value()},
                                                {Value::integer(1), Value::integer(2)}};
  for (const auto& row : rows) {
    const std::vector<record::ValueView> arguments(row.begin(), row.end());
    ASSERT_TRUE(state->step(call, arguments));
  }
  EXPECT_EQ((Outcome{false, Value(*state->value(call)), {}}),
            reference_.ask("SELECT group_concat(v, s) FROM g"));
}

TEST_F(Aggregates, ExtremesSayWhichRowTheyTook) {
  StatementContext statement(connection_);
  Call call(statement);
  const auto max = registry_.find("max", 1)->aggregate->create(nullptr);
  const auto took = [&](Value value) {
    const std::vector<record::ValueView> arguments = {value};
    EXPECT_TRUE(max->step(call, arguments));
    return max->took_last_row();
  };
  EXPECT_TRUE(took(Value()));
  EXPECT_TRUE(took(Value()));
  EXPECT_TRUE(took(Value::integer(2)));
  EXPECT_FALSE(took(Value()));
  EXPECT_FALSE(took(Value::integer(1)));
  EXPECT_FALSE(took(Value::integer(2)));
  EXPECT_TRUE(took(Value::text("x")));
}

}  // namespace
}  // namespace tern::functions
