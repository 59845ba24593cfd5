// Rows of the C interface go through our writers; the sqlite3 shell says what must come out.

#include "tools/tern/row_writer.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdio>
#include <fstream>
#include <memory>

#include "tests/support/test_certificate.h"

namespace tern::shell {
namespace {

std::string reference_output(const std::string& script) {
  const tests::TemporaryFolder folder;
  tests::write_file(folder / "script", script);
  const std::string command = "sqlite3 :memory: < '" + (folder / "script") + "' 2>&1";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), &pclose);
  std::string all;
  char piece[4096];
  size_t got = 0;
  while ((got = fread(piece, 1, sizeof piece, pipe.get())) > 0) all.append(piece, got);
  return all;
}

std::string reference_real(double value) {
  const std::unique_ptr<char, void (*)(void*)> text(sqlite3_mprintf("%!.20g", value),
                                                    &sqlite3_free);
  return text.get();
}

record::ValueView value_of(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return record::ValueView::integer(sqlite3_column_int64(statement, column));
    case SQLITE_FLOAT:
      return record::ValueView::real(sqlite3_column_double(statement, column));
    case SQLITE_TEXT:
      return record::ValueView::text(
          {reinterpret_cast<const char*>(sqlite3_column_text(statement, column)),
           static_cast<size_t>(sqlite3_column_bytes(statement, column))});
    case SQLITE_BLOB:
      return record::ValueView::blob(
          {static_cast<const std::byte*>(sqlite3_column_blob(statement, column)),
           static_cast<size_t>(sqlite3_column_bytes(statement, column))});
    default:
      return record::ValueView::null();
  }
}

std::string our_output(const std::string& sql, const OutputSettings& settings) {
  sqlite3* db = nullptr;
  sqlite3_open(":memory:", &db);
  sqlite3_stmt* statement = nullptr;
  EXPECT_EQ(sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr), SQLITE_OK);
  std::vector<std::string> columns;
  for (int i = 0; i < sqlite3_column_count(statement); ++i)
    columns.emplace_back(sqlite3_column_name(statement, i));
  std::string out;
  const auto writer = make_row_writer(
      {settings, columns, [&](std::string_view text) { out += text; }, &reference_real});
  while (sqlite3_step(statement) == SQLITE_ROW) {
    std::vector<record::ValueView> values;
    for (int i = 0; i < sqlite3_column_count(statement); ++i)
      values.push_back(value_of(statement, i));
    writer->row(values);
  }
  writer->end();
  sqlite3_finalize(statement);
  sqlite3_close(db);
  return out;
}

const std::vector<std::string>& queries() {
  static const std::vector<std::string> kQueries = {
      "SELECT 1 AS a, 'text' AS b, NULL AS c",
      "SELECT 1 WHERE 0",
      "SELECT column1 AS [x y], column2 AS \"select\", column3 AS \"q\"\"q\" FROM (VALUES "
      "(1,'x''y',NULL),(2.5,x'0061ff','a,b\"c'),(-3,'line1'||char(10)||'line2','\xc3\xa9'||char(9)|"
      "|"
      "'tab'),(1e100,'','\xe6\x97\xa5\xe6\x9c\xac'))",
      "SELECT 9e999, -9e999, 0.1+0.2, 1.0, 123456789012345.678, 1e15, -1e16, 4.9e-324, 1e-5",
      "SELECT 'a'||char(13)||'b' AS r, 'a'||char(13,10)||'b' AS rn, '\\n'||char(10) AS m, "
      "'\\n\\012'||char(10)||char(13)||'\\r\\015' AS n",
      "SELECT 'a'||char(9)||'b'||char(1)||char(127)||char(10)||'z\\' AS x, 'tail'||char(10) AS y",
      "SELECT replace(hex(zeroblob(50)),'00','long ') AS l, 'b' AS b UNION ALL "
      "SELECT 'short', replace(hex(zeroblob(20)),'00','\xc3\xa9u ')",
      "SELECT replace(hex(zeroblob(30)),'00','12') AS sixty, "
      "replace(hex(zeroblob(30)),'00','12')||char(10)||'x' AS more, "
      "replace(hex(zeroblob(30)),'00','12')||char(9)||'x' AS tabbed",
      "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i+1 FROM n WHERE i<127) "
      "SELECT i, 'x'||char(i)||'y' AS t FROM n",
      "SELECT x'' AS e, x'41' AS a, 'a'||char(0)||'b' AS z, -9223372036854775807-1 AS i",
      "SELECT 1 AS \"\", 2 AS a_very_long_column_name_that_is_longer_than_its_values, 3 AS 'i''j'",
  };
  return kQueries;
}

class RowWriterModes : public testing::TestWithParam<std::string> {};

TEST_P(RowWriterModes, PrintWhatTheReferenceShellPrints) {
  for (const std::string& sql : queries()) {
    for (const bool headers : {false, true}) {
      for (const std::string null_text : {"", "NUL"}) {
        OutputSettings settings;
        settings.headers = headers;
        settings.headers_set = true;
        settings.null_text = null_text;
        ASSERT_TRUE(set_mode(settings, GetParam()));
        const std::string script = std::string(".headers ") + (headers ? "on" : "off") +
                                   "\n.nullvalue '" + null_text + "'\n.mode " + GetParam() + "\n" +
                                   sql + ";\n";
        EXPECT_EQ(our_output(sql, settings), reference_output(script)) << script;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, RowWriterModes,
                         testing::Values("ascii", "box", "column", "csv", "insert", "json", "line",
                                         "list", "markdown", "quote", "table", "tabs", "html",
                                         "tcl"),
                         [](const auto& mode) { return mode.param; });

TEST(RowWriter, WidthsWrapAndAlign) {
  OutputSettings settings;
  set_mode(settings, "column");
  settings.widths = {3, -5};
  const std::string sql = "SELECT 'abcdef' AS a, 'xy' AS b, 'free' AS c";
  EXPECT_EQ(our_output(sql, settings),
            reference_output(".mode column\n.width 3 -5\n" + sql + ";\n"));
}

TEST(RowWriter, ColumnModeTurnsHeadersOnUnlessTheyWereSet) {
  OutputSettings settings;
  set_mode(settings, "column");
  EXPECT_TRUE(settings.headers);
  OutputSettings chosen;
  chosen.headers_set = true;
  set_mode(chosen, "column");
  EXPECT_FALSE(chosen.headers);
}

}  // namespace
}  // namespace tern::shell
