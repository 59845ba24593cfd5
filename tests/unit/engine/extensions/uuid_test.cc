#include <algorithm>
#include <iterator>
#include <set>
#include <thread>
#include <vector>

#include "engine/extensions/extensions.h"
#include "engine/functions/registry.h"
#include "tests/support/fake_connection.h"
#include "tests/support/sql_cases.h"

// Expected values: the examples of RFC 9562, appendices A and B; Python's module uuid; for
// generators its arithmetic on the numbers that SplitMix64 gives from seed 1.

namespace tern::extensions {
namespace {

class UuidFunctions : public SqlCases {
 protected:
  std::vector<std::string> rows(std::string_view sql) {
    std::vector<std::string> out;
    const std::string all = ask(sql);
    for (size_t at = 0; at < all.size();) {
      const size_t end = std::min(all.find('\n', at), all.size());
      out.push_back(all.substr(at, end - at));
      at = end + 1;
    }
    return out;
  }
};

TEST_F(UuidFunctions, TextIsReadInAnyUsualForm) {
  const std::string usual = "d5a80b20-0d8f-11e5-b8cb-080027b6ec40";
  for (const char* form :
       {"d5a80b20-0d8f-11e5-b8cb-080027b6ec40", "d5a80b200d8f11e5b8cb080027b6ec40",
        "{d5a80b20-0d8f-11e5-b8cb-080027b6ec40}", "{d5a80b200d8f11e5b8cb080027b6ec40}",
        "D5A80B20-0D8F-11E5-B8CB-080027B6EC40",
        "d5-a8-0b-20-0d-8f-11-e5-b8-cb-08-00-27-b6-ec-40"}) {
    EXPECT_EQ(value("uuid_str('" + std::string(form) + "')"), usual) << form;
    EXPECT_EQ(value("uuid_blob('" + std::string(form) + "')"),
              "x'D5A80B200D8F11E5B8CB080027B6EC40'")
        << form;
  }
  EXPECT_EQ(value("uuid_str(x'd5a80b200d8f11e5b8cb080027b6ec40')"), usual);
  EXPECT_EQ(value("uuid_blob(x'd5a80b200d8f11e5b8cb080027b6ec40')"),
            "x'D5A80B200D8F11E5B8CB080027B6EC40'");
}

TEST_F(UuidFunctions, WhatIsNoUuidGivesNull) {
  for (const char* wrong : {"NULL",
                            "''",
                            "'hello'",
                            "5",
                            "1.5",
                            "x''",
                            "x'00'",
                            "x'd5a80b200d8f11e5b8cb080027b6ec'",      // a byte less
                            "x'd5a80b200d8f11e5b8cb080027b6ec4000'",  // a byte more
                            "CAST('d5a80b200d8f11e5b8cb080027b6ec40' AS BLOB)",
                            "'d5a80b20-0d8f-11e5-b8cb-080027b6ec4'",    // a digit less
                            "'d5a80b20-0d8f-11e5-b8cb-080027b6ec400'",  // a digit more
                            "'d5a80b20-0d8f-11e5-b8cb-080027b6ec4000'",
                            "'g5a80b20-0d8f-11e5-b8cb-080027b6ec40'",
                            "'d5a80b20--0d8f-11e5-b8cb-080027b6ec40'",
                            "'d5a80b2-00d8f-11e5-b8cb-080027b6ec40'",
                            "'-d5a80b20-0d8f-11e5-b8cb-080027b6ec40'",
                            "'d5a80b20-0d8f-11e5-b8cb-080027b6ec40-'",
                            "'{d5a80b20-0d8f-11e5-b8cb-080027b6ec40'",
                            "'d5a80b20-0d8f-11e5-b8cb-080027b6ec40}'",
                            "'{{d5a80b20-0d8f-11e5-b8cb-080027b6ec40}}'",
                            "'{'",
                            "'{}'",
                            "'}'",
                            "'-'",
                            "' d5a80b20-0d8f-11e5-b8cb-080027b6ec40'",
                            "'urn:uuid:d5a80b20-0d8f-11e5-b8cb-080027b6ec40'",
                            "'d5a80b20-0d8f-11e5-b8cb-080027b6ec40' || char(0)",
                            "CAST(x'ff80' || x'd5a80b200d8f11e5b8cb080027b6' AS TEXT)",
                            "printf('%.*c', 1000000, 'a')"}) {
    for (const char* function :
         {"uuid_str", "uuid_blob", "uuid_version", "uuid_variant", "uuid7_timestamp_ms"}) {
      EXPECT_EQ(value(std::string(function) + "(" + wrong + ")"), "NULL") << function << wrong;
    }
  }
}

TEST_F(UuidFunctions, FieldsAreRead) {
  const auto fields = [&](const std::string& uuid) {
    return ask("SELECT uuid_version(u), uuid_variant(u), uuid7_timestamp_ms(u) FROM (SELECT '" +
               uuid + "' AS u)");
  };
  EXPECT_EQ(fields("C232AB00-9414-11EC-B3C8-9F6BDECED846"), "1|2|NULL");
  EXPECT_EQ(fields("5df41881-3aed-3515-88a7-2f4a814cf09e"), "3|2|NULL");
  EXPECT_EQ(fields("919108f7-52d1-4320-9bac-f847db4148a8"), "4|2|NULL");
  EXPECT_EQ(fields("2ed6657d-e927-568b-95e1-2665a8aea6a2"), "5|2|NULL");
  EXPECT_EQ(fields("1EC9414C-232A-6B00-B3C8-9F6BDECED846"), "6|2|NULL");
  EXPECT_EQ(fields("017F22E2-79B0-7CC3-98C4-DC0C0C07398F"), "7|2|1645557742000");
  EXPECT_EQ(fields("2489E9AD-2EE2-8E00-8EC9-32D5F69181C0"), "8|2|NULL");
  EXPECT_EQ(fields("00000000-0000-0000-0000-000000000000"), "0|0|NULL");
  EXPECT_EQ(fields("ffffffff-ffff-ffff-ffff-ffffffffffff"), "15|7|NULL");
  EXPECT_EQ(fields("919108f7-52d1-4320-dbac-f847db4148a8"), "4|6|NULL");
  EXPECT_EQ(fields("ffffffff-ffff-7000-0000-000000000000"), "7|0|281474976710655");
  EXPECT_EQ(value("uuid7_timestamp_ms(x'017F22E279B07CC398C4DC0C0C07398F')"), "1645557742000");
}

TEST_F(UuidFunctions, GeneratorsGiveTheTypeOfTheirName) {
  EXPECT_EQ(value("typeof(uuid4()), length(uuid4()), typeof(uuid7()), length(uuid7()), "
                  "length(uuid7(5))"),
            "blob|16|blob|16|16");
  for (const char* text : {"uuid()", "uuid4_str()", "gen_random_uuid()"}) {
    EXPECT_EQ(value(std::string(text) +
                    " LIKE '________-____-4___-____-____________', uuid_variant(" + text + ")"),
              "1|2");
  }
  EXPECT_EQ(value("uuid7_str() LIKE '________-____-7___-____-____________', uuid_variant(uuid7())"),
            "1|2");
  EXPECT_EQ(value("uuid_version(uuid4()), uuid_version(uuid7())"), "4|7");
}

TEST_F(UuidFunctions, GeneratorsRunOnceForEachRow) {
  run("CREATE TABLE t(x); INSERT INTO t SELECT value FROM generate_series(1, 1000)");
  for (const char* generator : {"uuid4()", "uuid4_str()", "uuid7()", "uuid7_str()", "uuid7(77)"}) {
    EXPECT_EQ(
        ask("SELECT count(DISTINCT u) FROM (SELECT " + std::string(generator) + " AS u FROM t)"),
        "1000")
        << generator;
  }
  EXPECT_TRUE(ask("CREATE INDEX i ON t(uuid4())").starts_with("! non-deterministic functions"));
  EXPECT_EQ(ask("CREATE INDEX i ON t(uuid_blob(x))"), "");
}

TEST_F(UuidFunctions, Version7OfAGivenTime) {
  EXPECT_EQ(value("uuid7_timestamp_ms(uuid7(1645557742000))"), "1645557742000");
  EXPECT_EQ(value("substr(uuid7_str(1645557742000), 1, 15)"), "017f22e2-79b0-7");
  EXPECT_EQ(value("uuid7_timestamp_ms(uuid7(0)), uuid7_timestamp_ms(uuid7(281474976710655))"),
            "0|281474976710655");
  EXPECT_EQ(value("uuid7_timestamp_ms(uuid7('1645557742000'))"), "1645557742000");
  EXPECT_EQ(value("uuid7_timestamp_ms(uuid7(1645557742000.75))"), "1645557742000");
  for (const char* wrong : {"NULL", "-1", "-0.5", "281474976710656", "1e30", "-1e30", "9e999",
                            "9223372036854775807", "'x'", "''", "'12x'", "x'3132'"}) {
    EXPECT_EQ(value("uuid7(" + std::string(wrong) + ")"), "NULL") << wrong;
    EXPECT_EQ(value("uuid7_str(" + std::string(wrong) + ")"), "NULL") << wrong;
  }
  EXPECT_TRUE(value("uuid7(1, 2)").starts_with("! wrong number of arguments"));
}

TEST_F(UuidFunctions, Version7OfOneTimeKeepsTheOrderOfRows) {
  const std::vector<std::string> all =
      rows("SELECT uuid7_str(1645557742000) FROM generate_series(1, 3000)");
  ASSERT_EQ(all.size(), 3000U);
  EXPECT_EQ(std::ranges::adjacent_find(all, std::ranges::greater_equal()), all.end());
}

TEST_F(UuidFunctions, Version7GrowsInAllTheProcess) {
  Result<Connection> other = Connection::open(":memory:");
  ASSERT_TRUE(other);
  std::vector<std::string> all;
  for (int i = 0; i < 500; ++i) {
    std::ranges::copy(rows("SELECT uuid7_str() FROM generate_series(1, 5)"),
                      std::back_inserter(all));
    std::swap(*db_, *other);
  }
  ASSERT_EQ(all.size(), 2500U);
  EXPECT_EQ(std::ranges::adjacent_find(all, std::ranges::greater_equal()), all.end());
}

TEST_F(UuidFunctions, ThreadsNeverShareAVersion7) {
  constexpr size_t kThreads = 4;
  std::vector<std::vector<std::string>> found(kThreads);
  std::vector<std::thread> threads;
  for (std::vector<std::string>& mine : found) {
    threads.emplace_back([&mine] {
      Result<Connection> db = Connection::open(":memory:");
      Result<Statement> statement = db->prepare("SELECT uuid7_str() FROM generate_series(1, 2000)");
      while (statement && statement->step().value_or(false)) {
        mine.emplace_back(statement->column(0).as_text());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> all;
  for (const std::vector<std::string>& mine : found) {
    EXPECT_EQ(std::ranges::adjacent_find(mine, std::ranges::greater_equal()), mine.end());
    all.insert(mine.begin(), mine.end());
  }
  EXPECT_EQ(all.size(), kThreads * 2000);
}

/// Generators with a clock and randomness that are known.
class UuidGenerators : public ::testing::Test {
 protected:
  std::string next(functions::Call& call, const std::string& name,
                   const std::vector<record::ValueView>& arguments = {}) {
    const Result<functions::FoundFunction> found = registry_.find(name, arguments.size());
    if (!found) return "! not found";
    const Result<record::ValueView> result = found->scalar->body(call, arguments);
    return result ? shown(*result) : "! failed";
  }
  static std::string shown(record::ValueView value) {
    std::string scratch;
    return value.is_null() ? "NULL" : std::string(record::to_text(value, scratch));
  }

  test::FakeConnection connection_;
  functions::StatementContext statement_{connection_};
  functions::Call call_{statement_};
  functions::Registry registry_{shared_functions()};
};

TEST_F(UuidGenerators, Version4IsTheConnectionsRandomBits) {
  EXPECT_EQ(next(call_, "uuid4_str"), "c15c0289-ec2d-4a91-a7ec-8e65a18debbe");
  EXPECT_EQ(next(call_, "gen_random_uuid"), "5e5532fb-eea2-43f8-8bc9-42ee9086c171");
}

TEST_F(UuidGenerators, Version7CountsWithinAMillisecondAndWhereTheClockGoesBack) {
  EXPECT_EQ(next(call_, "uuid7_str"), "018bcfe5-687b-77b2-8902-5cc1658eec67");
  EXPECT_EQ(next(call_, "uuid7_str"), "018bcfe5-687b-77b2-8902-5cc2fb32555e");
  connection_.standing_clock().now_ms -= 100'000;
  EXPECT_EQ(next(call_, "uuid7_str"), "018bcfe5-687b-77b2-8902-5cc3ee42c90b");
  connection_.standing_clock().now_ms += 100'001;
  EXPECT_EQ(next(call_, "uuid7_str"), "018bcfe5-687c-7363-9101-b5b990150280");
}

TEST_F(UuidGenerators, Version7OfAnotherRunIsTheSame) {
  test::FakeConnection connection;
  functions::StatementContext statement(connection);
  functions::Call call(statement);
  EXPECT_EQ(next(call, "uuid7_str"), "018bcfe5-687b-77b2-8902-5cc1658eec67");
}

TEST_F(UuidGenerators, Version7OfAGivenTimeIsThatTimeExactly) {
  const auto at = [&](int64_t ms) {
    return next(call_, "uuid7_str", {record::ValueView::integer(ms)}).substr(0, 15);
  };
  EXPECT_EQ(at(0x018BCFE5687B), "018bcfe5-687b-7");
  EXPECT_EQ(at(0x018BCFE56000), "018bcfe5-6000-7");
  EXPECT_EQ(at(0), "00000000-0000-7");
}

TEST_F(UuidGenerators, Version7HoldsTimesItCannotSayToTheNearest) {
  connection_.standing_clock().now_ms = -5;
  EXPECT_EQ(next(call_, "uuid7_str").substr(0, 15), "00000000-0000-7");
  connection_.standing_clock().now_ms = int64_t{1} << 60;
  EXPECT_EQ(next(call_, "uuid7_str").substr(0, 15), "ffffffff-ffff-7");
  EXPECT_EQ(next(call_, "uuid7_str").substr(0, 15), "ffffffff-ffff-7");
}

}  // namespace
}  // namespace tern::extensions
