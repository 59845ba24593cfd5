#include <gtest/gtest.h>

#include <cmath>
#include <optional>

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

TEST_F(LaterFunctions, UnhexSkipsWholeCharacters) {
  EXPECT_EQ(ask("unhex", {Value::text("é41é"), Value::text("é")}), "41");
  EXPECT_EQ(ask("unhex", {Value::text("4-142"), Value::text("-")}), "NULL");
}

TEST_F(LaterFunctions, UnistrReadsEscapes) {
  EXPECT_EQ(ask("unistr", "abc\\u00e9\\+01F600\\U0001F600\\\\x"), "abcé😀😀\\x");
  EXPECT_EQ(ask("unistr", "\\00e9"), "é");
  EXPECT_EQ(ask("unistr", {Value()}), "NULL");
  EXPECT_EQ(ask("unistr", "\\x"), "! invalid Unicode escape");
  EXPECT_EQ(ask("unistr", "a\\u12"), "! invalid Unicode escape");
  EXPECT_EQ(ask("unistr", "a\\"), "! invalid Unicode escape");
}

TEST_F(LaterFunctions, UnistrQuoteEscapesControlCharacters) {
  EXPECT_EQ(ask("unistr_quote", "abc"), "'abc'");
  EXPECT_EQ(ask("unistr_quote", "it's"), "'it''s'");
  EXPECT_EQ(ask("unistr_quote", "a\\b"), "'a\\b'");
  EXPECT_EQ(ask("unistr_quote", "a\nb"), "unistr('a\\u000ab')");
  EXPECT_EQ(ask("unistr_quote", "a\\b\x01"), "unistr('a\\\\b\\u0001')");
  EXPECT_EQ(ask("unistr_quote", {Value::real(1.5)}), "1.5");
  EXPECT_EQ(ask("unistr_quote", {Value()}), "NULL");
}

TEST_F(LaterFunctions, IfTakesPairsOfConditionsAndValues) {
  const auto choose = [&](std::vector<int64_t> numbers) {
    std::vector<Value> arguments;
    for (const int64_t number : numbers) arguments.push_back(Value::integer(number));
    EXPECT_EQ(ask("if", arguments), ask("iif", arguments));
    return ask("iif", arguments);
  };
  EXPECT_EQ(choose({1, 2}), "2");
  EXPECT_EQ(choose({0, 2}), "NULL");
  EXPECT_EQ(choose({0, 1, 0, 2, 3}), "3");
  EXPECT_EQ(choose({0, 1, 0, 2}), "NULL");
  EXPECT_EQ(choose({1, 2, 3, 4, 5, 6}), "2");
  EXPECT_EQ(ask("if", {Value::integer(1)}), "! wrong number of arguments to function if()");
}

class LaterDates : public FunctionCases {
 protected:
  std::string call(const std::string& name, const std::vector<std::string>& texts) {
    std::vector<Value> arguments;
    for (const std::string& text : texts) arguments.push_back(Value::text(text));
    return ask(name, arguments);
  }
};

TEST_F(LaterDates, TimediffIsWhatToAdd) {
  const auto difference = [&](const char* to, const char* from) {
    return call("timediff", {to, from});
  };
  EXPECT_EQ(difference("2024-03-31", "2024-02-29"), "+0000-01-02 00:00:00.000");
  EXPECT_EQ(difference("2023-02-15", "2023-03-15"), "-0000-01-00 00:00:00.000");
  EXPECT_EQ(difference("2000-01-01", "2024-02-29 12:34:56.789"), "-0024-01-28 12:34:56.789");
  EXPECT_EQ(difference("9999-12-31", "-4713-11-24 12:00"), "+14712-01-06 12:00:00.000");
  EXPECT_EQ(difference("2024-03-01", "2024-01-31"), "+0000-00-30 00:00:00.000");
  EXPECT_EQ(difference("2024-01-31", "2024-03-01"), "-0000-01-01 00:00:00.000");
  EXPECT_EQ(difference("2023-02-28", "2024-02-29"), "-0001-00-01 00:00:00.000");
  EXPECT_EQ(difference("1969-07-20 20:17:40", "2024-01-01"), "-0054-05-11 03:42:20.000");
  EXPECT_EQ(difference("2024-05-30 10:00", "2024-02-28 11:00"), "+0000-03-01 23:00:00.000");
  EXPECT_EQ(difference("x", "2000-01-01"), "NULL");
}

TEST_F(LaterDates, SubsecShowsMilliseconds) {
  const std::string time = "2024-02-29 12:34:56.789";
  EXPECT_EQ(call("datetime", {time, "subsec"}), "2024-02-29 12:34:56.789");
  EXPECT_EQ(call("time", {"12:34:56.789", "subsecond"}), "12:34:56.789");
  EXPECT_EQ(call("unixepoch", {time, "subsec"}), "1709210096.789");
  EXPECT_EQ(call("unixepoch", {time}), "1709210096");
  EXPECT_EQ(call("strftime", {"%s %S", time, "subsec"}), "1709210096.789 56");
  EXPECT_EQ(call("datetime", {"2024-02-29 12:34:56", "subsec"}), "2024-02-29 12:34:56.000");
  EXPECT_EQ(call("datetime", {"subsec"}).size(), 23U);
}

TEST_F(LaterDates, FloorAndCeilingDecideWhatAMissingDayIs) {
  EXPECT_EQ(call("date", {"2024-01-31", "+1 month"}), "2024-03-02");
  EXPECT_EQ(call("date", {"2024-01-31", "+1 month", "ceiling"}), "2024-03-02");
  EXPECT_EQ(call("date", {"2024-01-31", "+1 month", "floor"}), "2024-02-29");
  EXPECT_EQ(call("date", {"2024-02-29", "+1 year", "floor"}), "2025-02-28");
  EXPECT_EQ(call("date", {"2023-02-31", "floor"}), "2023-02-28");
  EXPECT_EQ(call("date", {"2024-01-31", "floor", "+1 month"}), "2024-03-02");
  EXPECT_EQ(call("date", {"2024-01-31", "+1 month", "+1 day", "floor"}), "2024-03-03");
  EXPECT_EQ(call("date", {"2024-02-30", "weekday 0", "floor"}), "2024-03-02");
  EXPECT_EQ(call("date", {"2024-01-31", "+1.5 month", "floor"}), "2024-03-15");
  EXPECT_EQ(call("date", {"2024-02-30", "utc", "floor"}), "2024-03-01");
}

TEST_F(LaterDates, DatesAreAddedAsTimediffWritesThem) {
  EXPECT_EQ(call("date", {"2024-02-29", "+0001-01-01"}), "2025-03-30");
  EXPECT_EQ(call("datetime", {"2024-02-29", "+0001-01-01 12:30"}), "2025-03-30 12:30:00");
  EXPECT_EQ(call("datetime", {"2024-02-29", "-0001-01-01 12:30:15.5"}), "2023-01-27 11:29:44");
  EXPECT_EQ(call("date", {"2024-01-31", "+0000-01-00", "floor"}), "2024-02-29");
  EXPECT_EQ(call("date", {"2024-01-31", "+0000-01-00 12:00", "floor"}), "2024-02-29");
  EXPECT_EQ(call("date", {"2024-01-31", "-0000-11-30"}), "2023-02-01");
  for (const char* wrong : {"0001-01-01", "+0001-12-01", "+0001-11-31", "+0001-01-01T12:30",
                            "+0001-01-01 ", "+1234-01", "-9999-00-00", "+2024-00-00x"}) {
    EXPECT_EQ(call("date", {"2024-02-29", wrong}), "NULL") << wrong;
  }
}

TEST_F(LaterDates, StrftimeKnowsWeeksAndHalfDays) {
  EXPECT_EQ(call("strftime", {"%e|%F|%I|%k|%l|%p|%P|%R|%T|%u|%G|%g|%V|%U", "2024-02-09 14:05:07"}),
            " 9|2024-02-09|02|14| 2|PM|pm|14:05|14:05:07|5|2024|24|06|05");
  EXPECT_EQ(call("strftime", {"%e|%I|%k|%l|%p|%P|%u|%G|%g|%V|%U", "2024-12-30 00:05:07"}),
            "30|12| 0|12|AM|am|1|2025|25|01|52");
  EXPECT_EQ(call("strftime", {"%U %W %V %G", "2023-01-01"}), "01 00 52 2022");
  EXPECT_EQ(call("strftime", {"%g %G %V", "2021-01-03"}), "20 2020 53");
  EXPECT_EQ(call("strftime", {"%h", "2024-01-01"}), "NULL");
}

class Percentiles : public FunctionCases {
 protected:
  std::string of(const std::string& name, const std::vector<Value>& values,
                 std::optional<double> fraction) {
    const size_t count = fraction ? 2 : 1;
    const std::unique_ptr<AggregateState> state =
        registry_.find(name, count)->aggregate->create(nullptr);
    StatementContext statement(connection_);
    Call call(statement);
    for (const Value& value : values) {
      const record::ValueView arguments[] = {value.view(),
                                             record::ValueView::real(fraction.value_or(0))};
      const Status status = state->step(call, std::span(arguments).first(count));
      if (!status) return "! " + std::string(status.error().message());
    }
    std::string scratch;
    const record::ValueView value = *state->value(call);
    return value.is_null() ? "NULL" : std::string(record::to_text(value, scratch));
  }
};

// Values and answers: SQLite's own tests of the extension.
TEST_F(Percentiles, LieBetweenValuesOrOnOne) {
  std::vector<Value> values = {Value()};
  for (const int64_t value : {11, 1, 4, 11, 6, 7, 8, 9, 11})
    values.push_back(Value::integer(value));
  struct Case {
    double percent;
    const char* continuous;
    const char* discrete;
  };
  for (const Case& c :
       {Case{0, "1.0", "1.0"}, Case{100, "11.0", "11.0"}, Case{50, "8.0", "8.0"},
        Case{12.5, "4.0", "4.0"}, Case{20, "5.2", "4.0"}, Case{80, "11.0", "11.0"}}) {
    EXPECT_EQ(of("percentile", values, c.percent), c.continuous) << c.percent;
    EXPECT_EQ(of("percentile_cont", values, c.percent / 100), c.continuous) << c.percent;
    EXPECT_EQ(of("percentile_disc", values, c.percent / 100), c.discrete) << c.percent;
  }
  EXPECT_EQ(of("median", values, std::nullopt), "8.0");
  EXPECT_EQ(of("median", {Value::integer(1), Value::integer(2)}, std::nullopt), "1.5");
  EXPECT_EQ(of("median", {Value()}, std::nullopt), "NULL");
}

TEST_F(Percentiles, TakeNumbersOnly) {
  EXPECT_EQ(of("median", {Value::text("5")}, std::nullopt), "! input to median() is not numeric");
  EXPECT_EQ(of("percentile", {Value::integer(5)}, 101),
            "! the fraction argument to percentile() is not between 0.0 and 100.0");
  EXPECT_EQ(of("percentile_disc", {Value::integer(5)}, 1.5),
            "! the fraction argument to percentile_disc() is not between 0.0 and 1.0");
  EXPECT_EQ(of("median", {Value::real(HUGE_VAL)}, std::nullopt), "! Inf input to median()");
}

}  // namespace
}  // namespace tern::functions
