// What the shell draws on a terminal, as the text that it prints.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <clocale>

#include "tools/tern/statement_scanner.h"
#include "tools/tern/terminal/highlight.h"
#include "tools/tern/terminal/repaint.h"
#include "tools/tern/terminal/sql_names.h"
#include "tools/tern/terminal/terminal_grid.h"
#include "tools/tern/terminal/text_width.h"

namespace tern::shell {
namespace {

using record::ValueView;

/// Colours as <k>, <s>, <n>, <c>, <b>, <d> and </>.
std::string marked(std::string text) {
  const std::pair<std::string_view, std::string_view> marks[] = {
      {style::kKeyword, "<k>"}, {style::kString, "<s>"}, {style::kNumber, "<n>"},
      {style::kBold, "<b>"},    {style::kDim, "<d>"},    {style::kReset, "</>"}};
  for (const auto& [code, mark] : marks)
    for (size_t at; (at = text.find(code)) != std::string::npos;)
      text.replace(at, code.size(), mark);
  return text;
}

class Drawing : public testing::Test {
 protected:
  void SetUp() override { ASSERT_NE(std::setlocale(LC_CTYPE, "C.UTF-8"), nullptr); }
  void TearDown() override { std::setlocale(LC_CTYPE, "C"); }

  std::string table(std::vector<std::string> columns,
                    const std::vector<std::vector<ValueView>>& rows, int width,
                    bool colors = false) {
    std::string out;
    const auto writer = make_terminal_grid(
        {settings_, std::move(columns), [&](std::string_view text) { out += text; },
         [](double) { return std::string(); }},
        {true, colors, true}, width);
    for (const auto& row : rows) writer->row(row);
    writer->end();
    return out;
  }

  OutputSettings settings_;
};

TEST_F(Drawing, HighlightsByTheLexersTokens) {
  EXPECT_EQ(marked(highlighted_sql("SELECT 'a', x'00', 1.5 -- end", 0)),
            "<k>SELECT</> <s>'a'</>, <s>x'00'</>, <n>1.5</> <d>-- end</>");
  EXPECT_EQ(marked(highlighted_sql("select/*c*/a", 0)), "<k>select</><d>/*c*/</>a");
  EXPECT_EQ(marked(highlighted_sql("\"select\" [from]", 0)), "\"select\" [from]");
}

TEST_F(Drawing, WhatStandsBeforeDecidesWhatALineIs) {
  const std::string sql = "select 'one\ntwo' from";
  EXPECT_EQ(marked(highlighted_sql(sql, sql.find("two"))), "<s>two'</> <k>from</>");
  EXPECT_EQ(marked(highlighted_sql("select 'open", 7)), "<s>'open</>");
  EXPECT_EQ(marked(highlighted_sql("/* a\nb */ 1", 5)), "<d>b */</> <n>1</>");
}

TEST_F(Drawing, RepaintsTheRowsThatTheLineTook) {
  EXPECT_EQ(repainted_line("> ", "abc", "ABC", {80, 24}),
            "\x1b"
            "7\x1b[1A\r> ABC\x1b"
            "8");
  EXPECT_EQ(repainted_line("> ", std::string(10, 'x'), "X", {8, 24}).substr(0, 6),
            "\x1b"
            "7\x1b[2A");
  // The last column filled: the cursor stands on the next row.
  EXPECT_EQ(repainted_line("> ", std::string(6, 'x'), "X", {8, 24}).substr(0, 6),
            "\x1b"
            "7\x1b[2A");
  EXPECT_EQ(repainted_line("> ", "漢字漢字", "X", {8, 24}).substr(0, 6),
            "\x1b"
            "7\x1b[2A");
  EXPECT_EQ(repainted_line("> ", "a\nb", "a\nb", {80, 24}),
            "\x1b"
            "7\x1b[2A\r> a\r\nb\x1b"
            "8");
  EXPECT_EQ(repainted_line("> ", "a\tb", "a\tb", {80, 24}), "");
  EXPECT_EQ(repainted_line("> ", std::string(500, 'x'), "X", {80, 4}), "");  // scrolled away
}

TEST_F(Drawing, CountsColumnsOfWideAndCombiningCharacters) {
  EXPECT_EQ(text_columns("abc"), 3U);
  EXPECT_EQ(text_columns("漢字"), 4U);
  EXPECT_EQ(text_columns("e\u0301"), 1U);
  EXPECT_EQ(text_columns("\xff\xfe"), 2U);  // not UTF-8: a column a byte
}

TEST_F(Drawing, NumbersStandOnTheRightNullsSayWhatTheyAre) {
  EXPECT_EQ(table({"id", "name"},
                  {{ValueView::integer(1), ValueView::text("a")},
                   {ValueView::integer(100), ValueView::null()}},
                  80),
            "┌─────┬──────┐\n"
            "│  id │ name │\n"
            "├─────┼──────┤\n"
            "│   1 │ a    │\n"
            "│ 100 │ NULL │\n"
            "└─────┴──────┘\n");
  EXPECT_EQ(marked(table({"n"}, {{ValueView::null()}}, 80, true)),
            "┌──────┐\n│    <b>n</> │\n├──────┤\n│ <d>NULL</> │\n└──────┘\n");
}

TEST_F(Drawing, TheWidestColumnsGiveWay) {
  EXPECT_EQ(table({"a", "text"}, {{ValueView::text("xy"), ValueView::text("0123456789abc")}}, 17),
            "┌────┬──────────┐\n"
            "│ a  │ text     │\n"
            "├────┼──────────┤\n"
            "│ xy │ 01234567 │\n"
            "│    │ 89abc    │\n"
            "└────┴──────────┘\n");
}

TEST_F(Drawing, TooManyColumnsArePrintedAValueALine) {
  EXPECT_EQ(table({"a", "long"},
                  {{ValueView::text("first value"), ValueView::null()},
                   {ValueView::text("2"), ValueView::integer(3)}},
                  12),
            "   a = first value\nlong = NULL\n\n   a = 2\nlong = 3\n");
}

TEST_F(Drawing, ControlCharactersDoNotReachTheTerminal) {
  EXPECT_EQ(table({"a"}, {{ValueView::text("\x1b]0;x\x07")}}, 80),
            "┌──────────┐\n│ a        │\n├──────────┤\n│ ^[]0;x^G │\n└──────────┘\n");
}

TEST_F(Drawing, ALongResultIsPrintedAThousandRowsAtATime) {
  std::string out;
  const auto writer = make_terminal_grid({settings_,
                                          {"n"},
                                          [&](std::string_view text) { out += text; },
                                          [](double) { return std::string(); }},
                                         {true, false, true}, 80);
  for (int i = 0; i < 999; ++i) writer->row({ValueView::integer(1)});
  EXPECT_EQ(out, "");
  writer->row({ValueView::integer(1)});
  EXPECT_NE(out, "");
  out.clear();
  writer->row({ValueView::integer(22)});
  writer->end();
  EXPECT_EQ(out, "├────┤\n│ 22 │\n└────┘\n");
}

TEST(SqlNames, TablesOfAStatementAndTheirAliases) {
  const std::vector<std::string> tables = {"People", "odd name"};
  EXPECT_THAT(
      tables_in("SELECT * FROM people AS p, \"odd name\" o WHERE", tables),
      testing::ElementsAre(testing::Pair("o", "odd name"), testing::Pair("odd name", "odd name"),
                           testing::Pair("p", "People"), testing::Pair("people", "People")));
  EXPECT_TRUE(tables_in("SELECT 'People'", tables).empty());
}

TEST(StatementScanner, FindsVacuum) {
  EXPECT_TRUE(is_vacuum(" /* c */ vacuum into 'x'"));
  EXPECT_FALSE(is_vacuum("SELECT vacuum"));
  EXPECT_FALSE(is_vacuum(""));
}

}  // namespace
}  // namespace tern::shell
