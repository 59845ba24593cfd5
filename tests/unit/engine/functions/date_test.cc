#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <random>

#include "tests/unit/engine/functions/function_cases.h"

// Method: the installed SQLite computes each expected value when the test runs.

namespace tern::functions {
namespace {

using record::Value;

class DateFunctions : public FunctionCases {
 protected:
  void expect_same_moment(const std::vector<Value>& arguments) {
    for (const char* name : {"date", "time", "datetime", "julianday", "unixepoch"}) {
      expect_same(name, arguments);
    }
    std::vector<Value> with_format = {Value::text("%Y|%m|%d|%H|%M|%S|%f|%j|%J|%s|%w|%W|%%")};
    with_format.insert(with_format.end(), arguments.begin(), arguments.end());
    expect_same("strftime", with_format);
  }
};

const std::vector<std::string>& times() {
  static const std::vector<std::string> kTimes = {"2024-02-29",
                                                  "2023-02-31",
                                                  "2024-01-01 12:34",
                                                  "2024-12-31 23:59:59.999",
                                                  "2024-12-31T23:59:59",
                                                  "1969-12-31 23:59:59",
                                                  "0000-01-01",
                                                  "-4713-11-24 12:00:00",
                                                  "-4714-01-01",
                                                  "9999-12-31 23:59:59.999",
                                                  "12:34",
                                                  "12:34:56.789",
                                                  "24:00",
                                                  "23:60",
                                                  "2024-13-01",
                                                  "2024-00-10",
                                                  "2024-1-1",
                                                  "2024-01-01 ",
                                                  "2024-01-01x",
                                                  "2024-06-15 12:00:00+05:30",
                                                  "2024-06-15 12:00:00-14:00",
                                                  "2024-06-15 12:00 Z",
                                                  "2024-06-15T12:00:00.5z",
                                                  "2024-06-15 12:00:00+15:00",
                                                  "2460000.5",
                                                  "0",
                                                  "-1",
                                                  "5373484.5",
                                                  "5373484.49",
                                                  "1700000000",
                                                  "1e3",
                                                  "",
                                                  "abc",
                                                  "2024-06-15 12:00:00.",
                                                  "2024-06-15 12:00:00.1234567",
                                                  "2024-06-15T",
                                                  "2024-06-15 25:00",
                                                  " 2024-06-15",
                                                  "2024-02-30 01:00",
                                                  "12:00+01:00",
                                                  "1900-03-01",
                                                  "2000-02-29"};
  return kTimes;
}

TEST_F(DateFunctions, TimeValuesAgree) {
  for (const std::string& time : times()) expect_same_moment({Value::text(time)});
  for (double number : {0.0, -0.5, 2460000.5, 5373484.4999, 5373484.5, 1e10, -1e10, 1.5, 1e300}) {
    expect_same_moment({Value::real(number)});
    expect_same_moment({Value::integer(static_cast<int64_t>(std::min(number, 1e15)))});
  }
  for (const Value& value : test::odd_values()) expect_same_moment({value});
}

TEST_F(DateFunctions, ModifiersAgree) {
  const std::vector<std::string> modifiers = {"+1 day",
                                              "-1 day",
                                              "+1 days",
                                              "+1.5 days",
                                              "1 day",
                                              "+1 month",
                                              "-13 months",
                                              "+1.5 months",
                                              "+1 year",
                                              "-5000 years",
                                              "+20000 years",
                                              "+1 hour",
                                              "-90 minutes",
                                              "+12.25 seconds",
                                              "+1 second",
                                              "+1 fortnight",
                                              "start of month",
                                              "start of year",
                                              "start of day",
                                              "start of week",
                                              "weekday 0",
                                              "weekday 6",
                                              "weekday 3",
                                              "weekday 7",
                                              "weekday 1.5",
                                              "weekday x",
                                              "unixepoch",
                                              "julianday",
                                              "auto",
                                              "Start Of Month",
                                              "+01:30",
                                              "-01:30:15.5",
                                              "01:00",
                                              "+25:00",
                                              "+1",
                                              "",
                                              "nonsense",
                                              "+1 dayss",
                                              "+ 1 day",
                                              "+1day",
                                              "+1e2 days",
                                              "-0 days",
                                              "+0.0001 seconds",
                                              "now",
                                              "WEEKDAY 2",
                                              "+464269060800 seconds",
                                              "+5373484 days",
                                              "+9 YEARS",
                                              "start of",
                                              "utc",
                                              "localtime"};
  for (const std::string& time : times()) {
    for (const std::string& modifier : modifiers) {
      expect_same_moment({Value::text(time), Value::text(modifier)});
    }
  }
  for (double number : {0.0, 1700000000.0, 2460000.5, -1.0, 253402300799.0, 253402300800.0, 1e12,
                        1700000000.25, -210866760000.0}) {
    for (const char* first : {"unixepoch", "auto", "julianday", "+1 day", "utc"}) {
      expect_same_moment({Value::real(number), Value::text(first)});
      for (const char* second : {"unixepoch", "auto", "+1 month", "start of day"}) {
        expect_same_moment({Value::real(number), Value::text(first), Value::text(second)});
      }
    }
  }
  expect_same_moment({Value::text("2024-01-01"), Value()});
  expect_same_moment({Value::text("2024-01-01"), Value::integer(5)});
}

TEST_F(DateFunctions, RandomChainsAgree) {
  std::mt19937_64 random(11);
  const auto pick = [&](auto& list) { return list[random() % std::size(list)]; };
  const char* units[] = {"days", "months", "years", "hours", "minutes", "seconds"};
  const char* places[] = {"start of month", "start of year", "start of day", "weekday 4"};
  for (int i = 0; i < 3000; ++i) {
    std::vector<Value> arguments = {
        Value::integer(static_cast<int64_t>(random() % 4000000000) - 1000000000),
        Value::text("unixepoch")};
    for (uint64_t left = random() % 4; left > 0; --left) {
      if (random() % 3 == 0) {
        arguments.push_back(Value::text(pick(places)));
      } else {
        const double amount =
            static_cast<double>(static_cast<int64_t>(random() % 2001) - 1000) / 8.0;
        std::string text = std::to_string(amount) + " " + pick(units);
        arguments.push_back(Value::text(amount < 0 ? text : "+" + text));
      }
    }
    expect_same_moment(arguments);
  }
}

TEST_F(DateFunctions, LocalTimeAgrees) {
  for (const char* zone : {"Europe/Berlin", "America/New_York", "Asia/Kolkata"}) {
    setenv("TZ", zone, 1);
    tzset();
    for (const std::string& time : times()) {
      expect_same_moment({Value::text(time), Value::text("localtime")});
      expect_same_moment({Value::text(time), Value::text("utc")});
      // Beyond the calendar's end what comes back from UTC is of no use in either engine.
      if (time.starts_with("9999") || time == "5373484.49") continue;
      expect_same_moment({Value::text(time), Value::text("utc"), Value::text("localtime")});
    }
    for (int64_t second = 1711846800 - 7200; second < 1711846800 + 7200; second += 600) {
      expect_same_moment(
          {Value::integer(second), Value::text("unixepoch"), Value::text("localtime")});
      expect_same_moment({Value::integer(second), Value::text("unixepoch"), Value::text("utc")});
    }
  }
  setenv("TZ", "UTC", 1);
  tzset();
}

TEST_F(DateFunctions, LocalTimeOfWhatIsNoTimeAgrees) {
  setenv("TZ", "Europe/Berlin", 1);
  tzset();
  for (const char* zone : {"localtime", "utc"}) {
    for (const char* shift : {"7737817681 minutes", "7737800000000 minutes", "128963629 hours",
                              "464269060801 seconds", "464269992787968 seconds", "-1 day"}) {
      for (const char* time : {"2024-02-29 01:02:03", "-4713-11-24 11:59:59"}) {
        expect_same_moment({Value::text(time), Value::text(shift), Value::text(zone)});
      }
    }
    for (const char* shift : {"+1 day", "-1 day", "+8 hours"}) {
      expect_same_moment({Value::integer(-210866760001), Value::text(zone), Value::text(shift)});
    }
  }
  setenv("TZ", "UTC", 1);
  tzset();
}

TEST_F(DateFunctions, FormatsAgree) {
  for (const char* format :
       {"", "%", "%q", "abc", "%Y%", "%d%h", "%%", "x%fx", "%s", "\xff%Y", "%E"}) {
    for (const char* time : {"2024-02-29 01:02:03.4567", "-0044-03-15", "12:00"}) {
      expect_same("strftime", {Value::text(format), Value::text(time)});
    }
  }
  expect_same("strftime", {});
  expect_same("strftime", {Value()});
  expect_same("strftime", {Value::integer(5), Value::integer(5)});
}

TEST_F(DateFunctions, NowStandsStillWithinAStatement) {
  StatementContext statement(connection_);
  Call call(statement);
  const ScalarFunction* datetime = registry_.find("datetime", 1)->scalar;
  const std::vector<record::ValueView> now = {record::ValueView::text("now")};
  EXPECT_EQ(record::Value(*datetime->body(call, now)).view().as_text(), "2023-11-14 22:13:20");
  connection_.standing_clock().now_ms += 5000;
  EXPECT_EQ(record::Value(*datetime->body(call, now)).view().as_text(), "2023-11-14 22:13:20");
  statement.restart();
  EXPECT_EQ(record::Value(*datetime->body(call, now)).view().as_text(), "2023-11-14 22:13:25");
}

}  // namespace
}  // namespace tern::functions
