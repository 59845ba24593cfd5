#include "tools/tern/plan_writer.h"

#include <gtest/gtest.h>

namespace tern::shell {
namespace {

using record::ValueView;

class PlanWriterTest : public ::testing::Test {
 protected:
  std::unique_ptr<RowWriter> writer(std::vector<std::string> columns) {
    return make_plan_writer({settings_, std::move(columns),
                             [this](std::string_view text) { printed_ += text; },
                             [](double) { return std::string("a real"); }});
  }
  static ValueView number(int64_t value) { return ValueView::integer(value); }
  OutputSettings settings_;
  std::string printed_;
};

TEST_F(PlanWriterTest, PutsFiguresBesideTheTree) {
  const auto plan = writer({"id", "parent", "operator", "detail", "est_rows", "rows", "time_us"});
  const ValueView null = ValueView::null();
  const auto row = [&](int64_t id, int64_t parent, const char* operation, const char* detail,
                       ValueView estimate, ValueView rows, ValueView time) {
    plan->row({number(id), number(parent), ValueView::text(operation), ValueView::text(detail),
               estimate, rows, time});
  };
  row(1, 0, "Select", "", null, number(12), ValueView::real(123.46));
  row(2, 1, "Join", "", number(1048576), number(12), ValueView::real(100));
  row(3, 2, "Scan", "t", null, number(3), ValueView::real(0));
  row(4, 2, "Filter", "t.a > 5", number(7), number(4), ValueView::real(1.25));
  row(5, 4, "Scan", "u", null, null, null);
  row(6, 1, "List Subquery", "1", null, null, null);
  plan->end();
  EXPECT_EQ(printed_,
            "est_rows  rows  time_us  plan\n"
            "            12    123.5  Select\n"
            " 1048576    12    100.0  |--Join\n"
            "             3      0.0  |  |--Scan: t\n"
            "       7     4      1.2  |  `--Filter: t.a > 5\n"
            "                         |     `--Scan: u\n"
            "                         `--List Subquery: 1\n");
}

// The words around it are the sqlite3 shell's: tests/process compares whole outputs.
TEST_F(PlanWriterTest, DrawsQueryPlans) {
  const auto plan = writer({"id", "parent", "notused", "detail"});
  plan->row({number(3), number(0), number(0), ValueView::text("SCAN t")});
  plan->row({number(9), number(0), number(0), ValueView::text("LIST SUBQUERY 2")});
  plan->row({number(12), number(9), number(0), ValueView::text("SCAN u")});
  plan->end();
  EXPECT_EQ(printed_,
            "QUERY PLAN\n"
            "|--SCAN t\n"
            "`--LIST SUBQUERY 2\n"
            "   `--SCAN u\n");
}

}  // namespace
}  // namespace tern::shell
