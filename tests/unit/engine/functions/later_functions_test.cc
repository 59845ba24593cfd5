#include <gtest/gtest.h>

#include "tests/unit/engine/functions/function_cases.h"

// Functions that SQLite got after the release that is installed as the reference. Expected values
// come from its documentation.

namespace tern::functions {
namespace {

using record::Value;
using LaterFunctions = FunctionCases;

TEST_F(LaterFunctions, ConcatLeavesNullsOut) {
  const auto text = [&](const std::string& name, const std::vector<Value>& arguments) {
    const test::Outcome outcome = ours(name, arguments);
    return outcome.value.is_null() ? "NULL" : std::string(outcome.value.view().as_text());
  };
  EXPECT_EQ(text("concat", {Value::text("a"), Value(), Value::integer(5)}), "a5");
  EXPECT_EQ(text("concat", {Value()}), "");
  EXPECT_EQ(text("concat_ws", {Value::text("-"), Value::text("a"), Value(), Value::text("")}),
            "a-");
  EXPECT_EQ(text("concat_ws", {Value(), Value::text("a")}), "NULL");
}

TEST_F(LaterFunctions, UnhexTakesPairsAndSkipsWhatItIsTold) {
  const auto blob = [&](const std::vector<Value>& arguments) {
    return test::show(ours("unhex", arguments).value);
  };
  EXPECT_EQ(blob({Value::text("0aFf")}), "x'0aff'");
  EXPECT_EQ(blob({Value::text("")}), "x''");
  EXPECT_EQ(blob({Value::text("0")}), "NULL");
  EXPECT_EQ(blob({Value::text("zz")}), "NULL");
  EXPECT_EQ(blob({Value::text("AB-CD"), Value::text("-")}), "x'abcd'");
  EXPECT_EQ(blob({Value::text("A-B"), Value::text("-")}), "NULL");
  EXPECT_EQ(blob({Value(), Value::text("-")}), "NULL");
}

TEST_F(LaterFunctions, OctetLengthCountsBytes) {
  EXPECT_EQ(ours("octet_length", {Value::text("日")}).value.view().as_integer(), 3);
  EXPECT_EQ(ours("octet_length", {Value::integer(-12)}).value.view().as_integer(), 3);
  EXPECT_TRUE(ours("octet_length", {Value()}).value.is_null());
}

}  // namespace
}  // namespace tern::functions
