// Where statements end. Complete or not: compared with the reference in tests/abi
// (sqlite3_complete).
#include "engine/sql/whole_statements.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tern::sql {
namespace {

struct Case {
  std::string_view whole;  // statements that are complete
  std::string_view rest;
};

constexpr Case kCases[] = {
    {"", ""},
    {"", "SELECT 1"},
    {"SELECT 1;", ""},
    {"SELECT 1;", " \n-- more;\n"},
    {"SELECT 1;SELECT 2;", " SELECT 3"},
    {"SELECT ';' || \"a;b\" || [c;d] || `e;f`;", "SELECT 'open;"},
    {"SELECT 'it''s;' /* a;b */;", "/* open;"},
    {";;", "x"},
    {"CREATE TABLE t(a);", "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1;"},
    {"", "CREATE TEMP TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END"},
    {"CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; SELECT 2; END;", "SELECT"},
    {"EXPLAIN CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END;", ""},
    {"SELECT CASE WHEN 1 THEN 2 END;", "BEGIN"},
};

TEST(WholeStatements, AreFoundWhereverTheTextIsCut) {
  for (const Case& each : kCases) {
    const std::string text = std::string(each.whole) + std::string(each.rest);
    EXPECT_EQ(whole_statements(text).bytes, each.whole.size()) << text;
    // What is whole stays so, whatever comes behind it.
    size_t before = 0;
    for (size_t cut = 0; cut <= text.size(); ++cut) {
      const size_t bytes = whole_statements(std::string_view(text).substr(0, cut)).bytes;
      EXPECT_GE(bytes, before) << text << " cut at " << cut;
      EXPECT_LE(bytes, each.whole.size()) << text << " cut at " << cut;
      before = bytes;
    }
  }
}

TEST(WholeStatements, CompleteMeansThatNothingElseFollows) {
  EXPECT_TRUE(whole_statements("SELECT 1; -- done").is_complete);
  EXPECT_FALSE(whole_statements("SELECT 1; /* open").is_complete);
  EXPECT_FALSE(whole_statements("SELECT 1; SELECT").is_complete);
  EXPECT_FALSE(whole_statements("").is_complete);
  EXPECT_FALSE(whole_statements(" -- nothing").is_complete);
}

}  // namespace
}  // namespace tern::sql
