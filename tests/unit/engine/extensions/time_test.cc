#include "tests/support/sql_cases.h"

// Functions on moments. Expected values come from sqlean's documentation, or from Python's datetime
// module and whole numbers.

namespace tern::extensions {
namespace {

class TimeExtension : public SqlCases {
 protected:
  std::string iso(const std::string& time) { return value("time_fmt_iso(" + time + ")"); }
  /// A moment as its blob.
  static std::string at(const std::string& seconds_hex, const std::string& nanos_hex) {
    return "x'01" + seconds_hex + nanos_hex + "'";
  }

  const std::string kMoment = "time_date(2011, 11, 18, 15, 56, 35, 666777888)";
  const std::string kEarliest = at("8000000000000000", "00000000");
  const std::string kLatest = at("7FFFFFFFFFFFFFFF", "3B9AC9FF");
  const std::string kOutOfRange = "! time out of range";
};

TEST_F(TimeExtension, BlobsHaveSqleansLayout) {
  EXPECT_EQ(value(kMoment), "x'010000000EC658773327BE3920'");
  EXPECT_EQ(value("time_date(1, 1, 1), time_date(1970, 1, 1)"),
            "x'01000000000000000000000000'|x'010000000E7791F70000000000'");
  EXPECT_EQ(value("time_date(1, 1, 1, 0, 0, 0, -1)"), "x'01FFFFFFFFFFFFFFFF3B9AC9FF'");
}

TEST_F(TimeExtension, BlobsAreChecked) {
  for (const char* wrong :
       {"x''", "x'01'", "x'02000000000000000000000000'", "x'0100000000000000003B9ACA00'",
        "x'010000000000000000FFFFFFFF'", "x'0100000000000000000000000000'", "zeroblob(100000)"}) {
    EXPECT_EQ(value("time_get_year(" + std::string(wrong) + ")"), "! blob is not a time") << wrong;
  }
  for (const char* wrong : {"5", "1.5", "'2011-11-18'", "CAST(x'FF' AS TEXT)"}) {
    EXPECT_EQ(value("time_to_unix(" + std::string(wrong) + ")"),
              "! argument should be a time blob");
  }
}

TEST_F(TimeExtension, DateCarriesOver) {
  EXPECT_EQ(iso("time_date(2011, 11, 18)"), "2011-11-18T00:00:00Z");
  EXPECT_EQ(iso("time_date(2011, 11, 18, 15, 56, 35)"), "2011-11-18T15:56:35Z");
  EXPECT_EQ(iso("time_date(2011, 11, 18, 15, 56, 35, 666777888, 3*3600)"),
            "2011-11-18T12:56:35.666777888Z");
  EXPECT_EQ(iso("time_date(2011, 10, 32)"), "2011-11-01T00:00:00Z");
  EXPECT_EQ(iso("time_date(2011, 14, 0)"), "2012-01-31T00:00:00Z");
  EXPECT_EQ(iso("time_date(2011, -1, 1)"), "2010-11-01T00:00:00Z");
  EXPECT_EQ(iso("time_date(2023, 2, 29, 25, -1, 61, 1000000001)"),
            "2023-03-02T01:00:02.000000001Z");
  EXPECT_EQ(value("time_date(NULL, 1, 1), time_date(1, 1, 1, 1, 1, 1, NULL)"), "NULL|NULL");
  EXPECT_EQ(value("time_date('2011', 1, 1)"), "! argument should be an integer");
  EXPECT_EQ(value("time_date(2011, 1.0, 1)"), "! argument should be an integer");
  EXPECT_EQ(value("time_date(1, 1, 1, 1)"), "! wrong number of arguments to function time_date()");
}

TEST_F(TimeExtension, DatesBeyondTheRangeAreErrors) {
  const std::string most = "9223372036854775807";
  for (const std::string& arguments :
       {most + ", 1, 1", "1, " + most + ", 1", "1, 1, " + most, "1, 1, 1, " + most + ", 0, 0",
        "1, 1, 1, 0, " + most + ", 0", "1, 1, 2, 0, 0, " + most,
        "1, 1, 1, 0, 0, 0, 0, -" + most + "-1", "-" + most + "-1, -" + most + "-1, -" + most + "-1",
        std::string("292277024628, 1, 1"), std::string("-292277024627, 1, 1")}) {
    EXPECT_EQ(value("time_date(" + arguments + ")"), kOutOfRange) << arguments;
  }
  EXPECT_EQ(iso(kLatest), "292277024627-12-06T15:30:07.999999999Z");
  EXPECT_EQ(iso(kEarliest), "-292277024626-01-27T08:29:52Z");
  EXPECT_EQ(value("time_date(292277024627, 12, 6, 15, 30, 7, 999999999) = " + kLatest), "1");
}

TEST_F(TimeExtension, Fields) {
  EXPECT_EQ(value("time_get_year(t), time_get_month(t), time_get_day(t), time_get_hour(t), "
                  "time_get_minute(t), time_get_second(t), time_get_nano(t), time_get_weekday(t), "
                  "time_get_yearday(t), time_get_isoyear(t), time_get_isoweek(t) FROM (SELECT " +
                  kMoment + " AS t)"),
            "2011|11|18|15|56|35|666777888|5|322|2011|46");
  const auto fields = [&](std::string_view date) {
    const std::string t = "time_parse('" + std::string(date) + "')";
    return value("time_get_isoyear(" + t + "), time_get_isoweek(" + t + "), time_get(" + t +
                 ", 'isodow'), time_get_weekday(" + t + "), time_get_yearday(" + t + ")");
  };
  EXPECT_EQ(fields("2021-01-03"), "2020|53|7|0|3");
  EXPECT_EQ(fields("2020-12-31"), "2020|53|4|4|366");
  EXPECT_EQ(fields("2024-12-30"), "2025|1|1|1|365");
  EXPECT_EQ(fields("2023-01-01"), "2022|52|7|0|1");
  EXPECT_EQ(fields("2016-02-29"), "2016|9|1|1|60");
  EXPECT_EQ(fields("2000-12-31"), "2000|52|7|0|366");
  EXPECT_EQ(fields("1900-12-31"), "1901|1|1|1|365");
  EXPECT_EQ(fields("0001-01-01"), "1|1|1|1|1");
}

TEST_F(TimeExtension, FieldsByName) {
  const auto get = [&](const std::string& field) {
    EXPECT_EQ(value("date_part('" + field + "', " + kMoment + ")"),
              value("time_get(" + kMoment + ", '" + field + "')"));
    return value("time_get(" + kMoment + ", '" + field + "')");
  };
  EXPECT_EQ(get("millennium") + " " + get("century") + " " + get("decade"), "2 20 201");
  EXPECT_EQ(get("year") + " " + get("quarter") + " " + get("months") + " " + get("day"),
            "2011 4 11 18");
  EXPECT_EQ(get("hour") + " " + get("minute") + " " + get("second"), "15 56 35.666777888");
  EXPECT_EQ(get("milli") + " " + get("microsecond") + " " + get("nanoseconds"),
            "666 666777 666777888");
  EXPECT_EQ(get("isoyear") + " " + get("isoweek") + " " + get("isodow"), "2011 46 5");
  EXPECT_EQ(get("yearday") + " " + get("weekday") + " " + get("epoch"), "322 5 1321631795.66678");
  EXPECT_EQ(value("time_get(time_date(-5, 1, 1), 'decade')"), "-1");
  EXPECT_EQ(value("time_get(" + kEarliest + ", 'epoch') < -9.2e18"), "1");
  for (const char* unknown : {"", "s", "fortnight", "Year", "yearss"}) {
    EXPECT_EQ(get(unknown), "! unknown field of a time") << unknown;
  }
  EXPECT_EQ(value("time_get(" + kMoment + ", 5)"), "! argument should be a field name");
  EXPECT_EQ(value("time_get(NULL, 'day'), time_get(time_unix(0), NULL)"), "NULL|NULL");
}

TEST_F(TimeExtension, UnixTimes) {
  EXPECT_EQ(iso("time_unix(1321631795)"), "2011-11-18T15:56:35Z");
  EXPECT_EQ(iso("to_timestamp(1321631795)"), "2011-11-18T15:56:35Z");
  EXPECT_EQ(iso("time_unix(1321631795, 666777888)"), "2011-11-18T15:56:35.666777888Z");
  EXPECT_EQ(iso("time_unix(0, -1)"), "1969-12-31T23:59:59.999999999Z");
  EXPECT_EQ(iso("time_milli(1321631795666)"), "2011-11-18T15:56:35.666000000Z");
  EXPECT_EQ(iso("time_milli(-1)"), "1969-12-31T23:59:59.999000000Z");
  EXPECT_EQ(iso("time_micro(1321631795666777)"), "2011-11-18T15:56:35.666777000Z");
  EXPECT_EQ(iso("time_nano(1321631795666777888)"), "2011-11-18T15:56:35.666777888Z");
  EXPECT_EQ(iso("time_nano(-9223372036854775807 - 1)"), "1677-09-21T00:12:43.145224192Z");
  EXPECT_EQ(value("time_to_unix(t), time_to_milli(t), time_to_micro(t), time_to_nano(t) FROM "
                  "(SELECT " +
                  kMoment + " AS t)"),
            "1321631795|1321631795666|1321631795666777|1321631795666777888");
  EXPECT_EQ(value("time_to_milli(time_milli(-1)), time_to_unix(time_milli(-1))"), "-1|-1");
  EXPECT_EQ(value("time_unix(NULL), time_nano(NULL), time_to_unix(NULL)"), "NULL|NULL|NULL");
  EXPECT_EQ(value("time_unix('5')"), "! argument should be an integer");
}

TEST_F(TimeExtension, UnixTimesAtTheEnds) {
  for (const char* unit : {"milli", "micro", "nano"}) {
    for (const char* count : {"9223372036854775807", "-9223372036854775807 - 1"}) {
      const std::string call = "time_" + std::string(unit) + "(" + count + ")";
      EXPECT_EQ(value("time_to_" + std::string(unit) + "(" + call + ") = " + count), "1") << call;
    }
  }
  EXPECT_EQ(value("time_to_nano(time_add(time_nano(9223372036854775807), 1))"), kOutOfRange);
  EXPECT_EQ(value("time_to_nano(time_add(time_nano(-9223372036854775807 - 1), -1))"), kOutOfRange);
  EXPECT_EQ(value("time_to_milli(time_date(300000000, 1, 1))"), kOutOfRange);
  EXPECT_EQ(value("time_to_unix(" + kEarliest + ")"), kOutOfRange);
  EXPECT_EQ(value("time_to_unix(" + kLatest + ")"), "9223371974719179007");
  EXPECT_EQ(value("time_unix(9223371974719179007, 999999999) = " + kLatest), "1");
  EXPECT_EQ(value("time_unix(9223371974719179008)"), kOutOfRange);
  EXPECT_EQ(value("time_unix(9223371974719179007, 1000000000)"), kOutOfRange);
}

TEST_F(TimeExtension, Comparisons) {
  const std::string pairs =
      "(time_unix(1), time_unix(2)), (time_unix(2), time_unix(1)), (time_unix(1, 5), "
      "time_unix(1, 5)), (time_unix(1, 4), time_unix(1, 5)), (time_date(-1, 1, 1), "
      "time_date(1, 1, 1)), (NULL, time_unix(1))";
  EXPECT_EQ(ask("SELECT time_after(column1, column2), time_before(column1, column2), "
                "time_compare(column1, column2), time_equal(column1, column2) FROM (VALUES" +
                pairs + ")"),
            "0|1|-1|0\n1|0|1|0\n0|0|0|1\n0|1|-1|0\n0|1|-1|0\nNULL|NULL|NULL|NULL");
  EXPECT_EQ(value("time_after(time_unix(1), 5)"), "! argument should be a time blob");
}

TEST_F(TimeExtension, Durations) {
  EXPECT_EQ(value("dur_ns(), dur_us(), dur_ms(), dur_s(), dur_m(), dur_h()"),
            "1|1000|1000000|1000000000|60000000000|3600000000000");
  EXPECT_EQ(iso("time_add(" + kMoment + ", 24*dur_h())"), "2011-11-19T15:56:35.666777888Z");
  EXPECT_EQ(iso("date_add(" + kMoment + ", 5*dur_m() + 30*dur_s())"),
            "2011-11-18T16:02:05.666777888Z");
  EXPECT_EQ(iso("time_add(" + kMoment + ", -666777889)"), "2011-11-18T15:56:34.999999999Z");
  EXPECT_EQ(value("time_add(" + kLatest + ", 1)"), kOutOfRange);
  EXPECT_EQ(value("time_add(" + kEarliest + ", -1)"), kOutOfRange);
  EXPECT_EQ(value("time_add(time_unix(0), 1.5)"), "! argument should be an integer");
  EXPECT_EQ(value("time_add(NULL, 1), time_add(time_unix(0), NULL)"), "NULL|NULL");
}

TEST_F(TimeExtension, DifferencesStopAtTheLongestDuration) {
  EXPECT_EQ(value("time_sub(time_date(2011, 11, 19), time_date(2011, 11, 18)), "
                  "age(time_date(2011, 11, 18, 16, 56, 35), time_date(2011, 11, 18, 15, 56, 35)), "
                  "time_sub(time_unix(1321631795, 5000000), time_unix(1321631795, 0))"),
            "86400000000000|3600000000000|5000000");
  EXPECT_EQ(
      value("time_sub(time_unix(0), time_unix(0, 1)), time_sub(time_unix(1), time_unix(0, 1))"),
      "-1|999999999");
  EXPECT_EQ(value("time_sub(time_nano(9223372036854775807), time_unix(0)), "
                  "time_sub(time_nano(9223372036854775806), time_nano(0)), "
                  "time_sub(time_unix(0), time_nano(9223372036854775807)), "
                  "time_sub(time_nano(-9223372036854775807 - 1), time_unix(0))"),
            "9223372036854775807|9223372036854775806|-9223372036854775807|-9223372036854775808");
  EXPECT_EQ(value("time_sub(time_date(2262, 4, 12), time_date(1970, 1, 1)), "
                  "time_sub(" +
                  kLatest + ", " + kEarliest +
                  "), "
                  "time_sub(" +
                  kEarliest + ", " + kLatest + ")"),
            "9223372036854775807|9223372036854775807|-9223372036854775808");
  EXPECT_EQ(value("time_sub(NULL, time_unix(0))"), "NULL");
}

TEST_F(TimeExtension, AddDateCarriesOver) {
  const auto date = [&](const std::string& amounts) {
    return value("time_fmt_date(time_add_date(time_date(2011, 11, 18), " + amounts + "))");
  };
  EXPECT_EQ(date("5"), "2016-11-18");
  EXPECT_EQ(date("3, 5"), "2015-04-18");
  EXPECT_EQ(date("3, 5, -10"), "2015-04-08");
  EXPECT_EQ(iso("time_add_date(time_date(2011, 10, 31), 0, 1)"), "2011-12-01T00:00:00Z");
  EXPECT_EQ(iso("time_add_date(" + kMoment + ", 0)"), "2011-11-18T15:56:35.666777888Z");
  EXPECT_EQ(date("9223372036854775807"), kOutOfRange);
  EXPECT_EQ(date("0, 9223372036854775807"), kOutOfRange);
  EXPECT_EQ(date("0, 0, 9223372036854775807"), kOutOfRange);
  EXPECT_EQ(date("300000000000"), kOutOfRange);
  EXPECT_EQ(date("'1'"), "! argument should be an integer");
  EXPECT_EQ(date("NULL") + date("1, NULL"), "NULLNULL");
}

TEST_F(TimeExtension, TruncationToFields) {
  const auto to = [&](const std::string& field) {
    EXPECT_EQ(value("date_trunc('" + field + "', " + kMoment + ")"),
              value("time_trunc(" + kMoment + ", '" + field + "')"));
    return iso("time_trunc(" + kMoment + ", '" + field + "')");
  };
  EXPECT_EQ(to("millennium"), "2000-01-01T00:00:00Z");
  EXPECT_EQ(to("century"), "2000-01-01T00:00:00Z");
  EXPECT_EQ(to("decade"), "2010-01-01T00:00:00Z");
  EXPECT_EQ(to("year"), "2011-01-01T00:00:00Z");
  EXPECT_EQ(to("quarter"), "2011-10-01T00:00:00Z");
  EXPECT_EQ(to("month"), "2011-11-01T00:00:00Z");
  EXPECT_EQ(to("week"), "2011-11-14T00:00:00Z");
  EXPECT_EQ(to("day"), "2011-11-18T00:00:00Z");
  EXPECT_EQ(to("hour"), "2011-11-18T15:00:00Z");
  EXPECT_EQ(to("minute"), "2011-11-18T15:56:00Z");
  EXPECT_EQ(to("second"), "2011-11-18T15:56:35Z");
  EXPECT_EQ(to("milli"), "2011-11-18T15:56:35.666000000Z");
  EXPECT_EQ(to("microsecond"), "2011-11-18T15:56:35.666777000Z");
  EXPECT_EQ(to("epoch"), "! a time cannot be truncated to this field");
  EXPECT_EQ(to("x"), "! unknown field of a time");
  EXPECT_EQ(iso("time_trunc(time_date(-5, 6, 7), 'century')"), "-0100-01-01T00:00:00Z");
  EXPECT_EQ(value("time_trunc(" + kEarliest + ", 'year')"), kOutOfRange);
  EXPECT_EQ(value("time_trunc(" + kEarliest + ", 'week')"), kOutOfRange);
  EXPECT_EQ(value("time_trunc(" + kEarliest + ", 'day')"), kOutOfRange);
}

TEST_F(TimeExtension, TruncationAndRoundingToDurations) {
  const auto both = [&](const std::string& duration) {
    return iso("time_trunc(" + kMoment + ", " + duration + ")") + " " +
           iso("time_round(" + kMoment + ", " + duration + ")");
  };
  EXPECT_EQ(both("12*dur_h()"), "2011-11-18T12:00:00Z 2011-11-18T12:00:00Z");
  EXPECT_EQ(both("dur_h()"), "2011-11-18T15:00:00Z 2011-11-18T16:00:00Z");
  EXPECT_EQ(both("30*dur_m()"), "2011-11-18T15:30:00Z 2011-11-18T16:00:00Z");
  EXPECT_EQ(both("dur_m()"), "2011-11-18T15:56:00Z 2011-11-18T15:57:00Z");
  EXPECT_EQ(both("30*dur_s()"), "2011-11-18T15:56:30Z 2011-11-18T15:56:30Z");
  EXPECT_EQ(both("dur_s()"), "2011-11-18T15:56:35Z 2011-11-18T15:56:36Z");
  EXPECT_EQ(both("1500*dur_ms()"), "2011-11-18T15:56:34.500000000Z 2011-11-18T15:56:36Z");
  EXPECT_EQ(both("dur_ms()"), "2011-11-18T15:56:35.666000000Z 2011-11-18T15:56:35.667000000Z");
  EXPECT_EQ(both("7"), "2011-11-18T15:56:35.666777886Z 2011-11-18T15:56:35.666777886Z");
  EXPECT_EQ(both("9223372036854775807"),
            "1754-08-30T22:43:41.128654842Z 2046-12-09T22:30:57.983430649Z");
  for (const char* nothing : {"0", "-5", "-9223372036854775807 - 1"}) {
    EXPECT_EQ(both(nothing), "2011-11-18T15:56:35.666777888Z 2011-11-18T15:56:35.666777888Z");
  }
  EXPECT_EQ(iso("time_round(time_unix(1, 500000000), dur_s())"), "1970-01-01T00:00:02Z");
  EXPECT_EQ(iso("time_trunc(time_date(0, 12, 31, 23, 0, 1), dur_h())"), "0000-12-31T23:00:00Z");
  EXPECT_EQ(value("time_round(" + kLatest + ", dur_s())"), kOutOfRange);
  EXPECT_EQ(value("time_round(time_unix(0), 'hour')"), "! argument should be an integer");
  EXPECT_EQ(value("time_trunc(time_unix(0), 1.5)"), "! argument should be a field name");
  EXPECT_EQ(value("time_trunc(NULL, 1), time_round(time_unix(0), NULL)"), "NULL|NULL");
}

TEST_F(TimeExtension, Formats) {
  EXPECT_EQ(value("time_fmt_iso(t, 3*3600), time_fmt_iso(t), time_fmt_iso(t, -1800) FROM (SELECT " +
                  kMoment + " AS t)"),
            "2011-11-18T18:56:35.666777888+03:00|2011-11-18T15:56:35.666777888Z|"
            "2011-11-18T15:26:35.666777888-00:30");
  EXPECT_EQ(value("time_fmt_datetime(t, 3*3600), time_fmt_datetime(t), time_fmt_date(t, 12*3600), "
                  "time_fmt_date(t), time_fmt_time(t, 3*3600), time_fmt_time(t) FROM (SELECT " +
                  kMoment + " AS t)"),
            "2011-11-18 18:56:35|2011-11-18 15:56:35|2011-11-19|2011-11-18|18:56:35|15:56:35");
  EXPECT_EQ(value("time_fmt_date(time_date(-1, 1, 1)), time_fmt_date(time_date(12345, 1, 1))"),
            "-0001-01-01|12345-01-01");
  EXPECT_EQ(value("time_fmt_iso(time_unix(0), 86400)"), "! offset should be less than a day");
  EXPECT_EQ(value("time_fmt_iso(time_unix(0), -86400)"), "! offset should be less than a day");
  EXPECT_EQ(value("time_fmt_iso(time_unix(0), '1')"), "! argument should be an integer");
  EXPECT_EQ(value("time_fmt_iso(" + kLatest + ", 1)"), kOutOfRange);
  EXPECT_EQ(value("time_fmt_iso(NULL), time_fmt_date(time_unix(0), NULL)"), "NULL|NULL");
}

TEST_F(TimeExtension, ParsesItsFormats) {
  for (const char* text :
       {"2011-11-18T15:56:35.666777888Z", "2011-11-18T19:26:35.666777888+03:30",
        "2011-11-18T12:26:35.666777888-03:30", "2011-11-18 15:56:35.666777888"}) {
    EXPECT_EQ(value("time_parse('" + std::string(text) + "') = " + kMoment), "1") << text;
  }
  for (const char* text : {"2011-11-18T15:56:35Z", "2011-11-18T19:26:35+03:30",
                           "2011-11-18T12:26:35-03:30", "2011-11-18 15:56:35"}) {
    EXPECT_EQ(value("time_to_nano(time_parse('" + std::string(text) + "'))"), "1321631795000000000")
        << text;
  }
  EXPECT_EQ(value("time_parse('2011-11-18') = time_date(2011, 11, 18), "
                  "time_parse('15:56:35') = time_date(1, 1, 1, 15, 56, 35), "
                  "time_parse('15:56:35.5') = time_date(1, 1, 1, 15, 56, 35, 500000000)"),
            "1|1|1");
  EXPECT_EQ(iso("time_parse('-0001-02-28')"), "-0001-02-28T00:00:00Z");
  EXPECT_EQ(value("time_parse('292277024627-12-06T15:30:07.999999999Z') = " + kLatest), "1");
}

TEST_F(TimeExtension, WhatIsNoTimeIsNull) {
  for (const char* text : {"",
                           "x",
                           "2011",
                           "2011-11",
                           "2011-13-01",
                           "2011-00-01",
                           "2011-02-29",
                           "2011-01-00",
                           "2011-1-1",
                           "11-01-01",
                           "2011-11-18T",
                           "2011-11-18T15:56",
                           "2011-11-18T24:00:00",
                           "2011-11-18T15:60:00",
                           "2011-11-18T15:56:60",
                           "2011-11-18T15:56:35.",
                           "2011-11-18T15:56:35.1234567890",
                           "2011-11-18T15:56:35ZZ",
                           "2011-11-18T15:56:35+3:00",
                           "2011-11-18T15:56:35+24:00",
                           "2011-11-18T15:56:35+03:60",
                           "2011-11-18T15:56:35+03",
                           "2011-11-18Z",
                           "15:56:35Z",
                           "15:56",
                           " 2011-11-18",
                           "2011-11-18 ",
                           "+2011-11-18",
                           "9999999999999-01-01",
                           "999999999999-01-01",
                           "-292277024627-01-01"}) {
    EXPECT_EQ(value("time_parse('" + std::string(text) + "')"), "NULL") << text;
  }
  EXPECT_EQ(value("time_parse(NULL), time_parse(5), time_parse(hex(zeroblob(100000))), "
                  "time_parse('2011-11-18' || char(0)), time_parse(CAST(x'FF' AS TEXT))"),
            "NULL|NULL|NULL|NULL|NULL");
}

TEST_F(TimeExtension, NowIsOneMomentInAStatement) {
  EXPECT_EQ(value("time_to_milli(time_now()) = CAST(unixepoch('subsec') * 1000 + 0.5 AS INTEGER), "
                  "time_since(time_now()), time_until(now())"),
            "1|0|0");
  EXPECT_EQ(value("time_since(time_add(time_now(), -5)), time_until(time_add(time_now(), 7))"),
            "5|7");
  EXPECT_EQ(value("length(time_now()), time_after(time_now(), time_date(2020, 1, 1))"), "13|1");
  EXPECT_EQ(value("time_since(NULL), time_until(NULL)"), "NULL|NULL");
  EXPECT_EQ(value("time_since(5)"), "! argument should be a time blob");
}

TEST_F(TimeExtension, NowHasNoPlaceInAnIndex) {
  run("CREATE TABLE t(x, made DEFAULT (time_now())); INSERT INTO t(x) VALUES(time_unix(0))");
  EXPECT_EQ(ask("SELECT time_get_year(x), length(made) FROM t"), "1970|13");
  EXPECT_EQ(ask("CREATE INDEX i ON t(time_now())"),
            "! non-deterministic functions prohibited in index expressions");
  EXPECT_EQ(ask("CREATE INDEX i ON t(time_since(x))"),
            "! non-deterministic use of the current time in an index");
  run("CREATE INDEX i ON t(time_trunc(x, 'day'))");
}

TEST_F(TimeExtension, NamesOfPostgresql) {
  EXPECT_EQ(iso("make_date(2011, 11, 18)"), "2011-11-18T00:00:00Z");
  EXPECT_EQ(iso("make_timestamp(2011, 11, 18, 15, 56, 35)"), "2011-11-18T15:56:35Z");
  EXPECT_EQ(value("length(now())"), "13");
}

}  // namespace
}  // namespace tern::extensions
