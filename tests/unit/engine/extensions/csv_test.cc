#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "tests/support/sql_cases.h"

// Expected rows are what RFC 4180 says of the texts, or for what it leaves open what the source of
// SQLite's csv extension says.

namespace tern::extensions {
namespace {

class Csv : public SqlCases {
 protected:
  void SetUp() override { ASSERT_NE(::mkdtemp(folder_), nullptr); }
  void TearDown() override {
    for (const std::string& path : made_) std::remove(path.c_str());
    ::rmdir(folder_);
  }

  std::string path(const std::string& name) { return std::string(folder_) + "/" + name; }
  std::string write(const std::string& name, std::string_view content) {
    made_.push_back(path(name));
    std::ofstream(made_.back(), std::ios::binary).write(content.data(), std::ssize(content));
    return made_.back();
  }
  /// The rows of a table whose arguments these are; an error as "! ...".
  std::string rows(const std::string& arguments) {
    (void)db_->execute("DROP TABLE IF EXISTS t");
    const Status made = db_->execute("CREATE VIRTUAL TABLE t USING csv(" + arguments + ")");
    if (!made) return "! " + std::string(made.error().message());
    return ask("SELECT * FROM t");
  }
  /// Of a file of this content.
  std::string file_rows(std::string_view content, const std::string& more = "") {
    return rows("filename='" + write("x.csv", content) + "'" + more);
  }
  std::string column_names() {
    return ask("SELECT group_concat(quote(name) || ' ' || type, ', ') FROM pragma_table_info('t')");
  }

 private:
  char folder_[32] = "/tmp/tern-csv-XXXXXX";
  std::vector<std::string> made_;
};

TEST_F(Csv, TextOfAnArgument) {
  EXPECT_EQ(rows("data='a,b\n1,2'"), "a|b\n1|2");
  EXPECT_EQ(column_names(), "'c0' TEXT, 'c1' TEXT");
  EXPECT_EQ(ask("SELECT rowid, typeof(c0), c1 FROM t WHERE c0 = '1'"), "2|text|2");
  EXPECT_EQ(ask("SELECT a.c0, b.c1 FROM t a, t b ORDER BY a.rowid, b.rowid"), "a|b\na|2\n1|b\n1|2");
  EXPECT_EQ(rows("data='it''s,\"x\"'"), "it's|x");
}

TEST_F(Csv, FieldsAndRecordsAsRfc4180) {
  EXPECT_EQ(file_rows("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n"), "aaa|bbb|ccc\nzzz|yyy|xxx");
  EXPECT_EQ(file_rows("aaa,bbb,ccc\nzzz,yyy,xxx"), "aaa|bbb|ccc\nzzz|yyy|xxx");
  EXPECT_EQ(file_rows("\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx"),
            "aaa|b\r\nbb|ccc\nzzz|yyy|xxx");
  EXPECT_EQ(file_rows("\"aaa\",\"b\"\"bb\",\"c,cc\""), "aaa|b\"bb|c,cc");
  EXPECT_EQ(file_rows("\"\"\"\",\"\",\"\"\"\"\"\"\r\n"), "\"||\"\"");
  EXPECT_EQ(file_rows(" a , \"b\" ,c\n"), " a | \"b\" |c");  // spaces are part of a field
  EXPECT_EQ(file_rows("a\"b,5\" x,\n"), "a\"b|5\" x|");
  EXPECT_EQ(file_rows("a,b,"), "a|b|");
  EXPECT_EQ(file_rows("a\rb,\"c\"\r\n\"d\",e\r"), "a\rb|c\nd|e\r");
}

TEST_F(Csv, RecordsOfOtherSizes) {
  EXPECT_EQ(file_rows("a,b,c\n1\n\n1,2,3,4\n,\n"), "a|b|c\n1|NULL|NULL\n|NULL|NULL\n1|2|3\n||NULL");
  EXPECT_EQ(file_rows("a\n1,\"2\"\n", ", columns=3"), "a|NULL|NULL\n1|2|NULL");
  EXPECT_EQ(file_rows("a,\"b\n\",c\n1,2\n", ", columns=1"), "a\n1");
}

TEST_F(Csv, NothingIsNoRecord) {
  EXPECT_EQ(file_rows(""), "");
  EXPECT_EQ(column_names(), "'c0' TEXT");
  EXPECT_EQ(file_rows("", ", header=yes, columns=2"), "");
  EXPECT_EQ(file_rows("a,b", ", header"), "");
  EXPECT_EQ(rows("data=''"), "");
  EXPECT_EQ(file_rows("\xEF\xBB\xBF"), "");
  EXPECT_EQ(file_rows("\n"), "");  // a record, of one field without text
  EXPECT_EQ(ask("SELECT count(*), c0 IS '' FROM t"), "1|1");
}

TEST_F(Csv, ByteOrderMarksAreLeftOut) {
  EXPECT_EQ(file_rows("\xEF\xBB\xBF\"a\",b\n"), "a|b");
  EXPECT_EQ(file_rows("\xEF\xBB\xBFid,b\n1,\xEF\xBB\xBF", ", header=on"), "1|\xEF\xBB\xBF");
  EXPECT_EQ(ask("SELECT id FROM t"), "1");
}

TEST_F(Csv, HeadersNameColumns) {
  EXPECT_EQ(file_rows("id,First Name,\"a \"\"b\"\"\",\n1,2,3,4\n", ", header=yes"), "1|2|3|4");
  EXPECT_EQ(column_names(), "'id' TEXT, 'First Name' TEXT, 'a \"b\"' TEXT, 'c3' TEXT");
  EXPECT_EQ(ask("SELECT \"First Name\", [a \"b\"] FROM t WHERE id = 1"), "2|3");
  EXPECT_EQ(file_rows("x,y\n1,2,3", ", header=true, columns=4"), "1|2|3|NULL");
  EXPECT_EQ(column_names(), "'x' TEXT, 'y' TEXT, 'c3' TEXT, 'c4' TEXT");
  EXPECT_EQ(file_rows("x,y,z\n1,2,3", ", header, columns=2"), "1|2");
  EXPECT_EQ(column_names(), "'x' TEXT, 'y' TEXT");
  EXPECT_EQ(file_rows("x,X\n", ", header=1"), "! csv: duplicate column name: X");
  EXPECT_EQ(file_rows("c3,b\n", ", header=1, columns=3"), "! csv: duplicate column name: c3");
}

TEST_F(Csv, BytesStayAsTheyAre) {
  using std::string_view_literals::operator""sv;
  EXPECT_EQ(file_rows("\xff\xfe,a\0b\n"sv), "\xff\xfe|a\0b"sv);
  EXPECT_EQ(ask("SELECT hex(c0), length(CAST(c1 AS BLOB)) FROM t"), "FFFE|3");
}

TEST_F(Csv, LongTextsAreReadInParts) {
  std::string text;
  for (int i = 0; i < 20000; ++i) {
    text +=
        std::to_string(i) + ",\"q\"\"" + std::string(static_cast<size_t>(i % 17), 'x') + "\"\r\n";
  }
  EXPECT_EQ(file_rows(text, ", columns=1").size(), 108889U);  // 10+90*2+900*3+9000*4+10000*5 + ends
  EXPECT_EQ(rows("filename='" + path("x.csv") + "'").substr(0, 20), "0|q\"\n1|q\"x\n2|q\"xx\n3|");
  EXPECT_EQ(ask("SELECT count(*), sum(c0), sum(length(c1)), max(rowid) FROM t"),
            "20000|199990000|199964|20000");
  // A field and a record beyond the size of a part.
  const std::string field(200000, 'y');
  EXPECT_EQ(file_rows(field + ",\"" + field + "\"\nz,z"), field + "|" + field + "\nz|z");
}

TEST_F(Csv, ViewsAndTriggersOfADatabaseCannotReadFiles) {
  EXPECT_EQ(file_rows("a,b\n"), "a|b");
  run("CREATE VIEW v AS SELECT * FROM t; CREATE TEMP VIEW tv AS SELECT * FROM t; CREATE TABLE "
      "p(x)");
  EXPECT_EQ(ask("SELECT * FROM v"), "! unsafe use of virtual table \"t\"");
  EXPECT_EQ(ask("SELECT * FROM tv"), "a|b");
  run("CREATE TRIGGER g AFTER INSERT ON p BEGIN UPDATE p SET x = (SELECT c0 FROM t); END");
  EXPECT_EQ(ask("INSERT INTO p VALUES(1)"), "! unsafe use of virtual table \"t\"");
}

TEST_F(Csv, ErrorsTellTheLine) {
  EXPECT_EQ(file_rows("a,b\n\"x\ny\",\"b\"z\n"), "! csv: line 3: unescaped \" character");
  EXPECT_EQ(file_rows("a\n\"b\"\rc"), "! csv: line 2: unescaped \" character");
  EXPECT_EQ(file_rows("a,b\nc,\"d\ne\n"), "! csv: line 2: unterminated \"-quoted field");
  EXPECT_EQ(file_rows("\"", ""), "! csv: line 1: unterminated \"-quoted field");
  // Rows before it are given.
  EXPECT_EQ(ask("SELECT 1"), "1");
  EXPECT_EQ(file_rows("a\nb\n\"c", ", columns=1"), "! csv: line 3: unterminated \"-quoted field");
  EXPECT_EQ(ask("SELECT c0 FROM t LIMIT 2"), "a\nb");
}

TEST_F(Csv, RecordsBeyondTheLimitAreErrors) {
  const std::string content = "a\nb," + std::string(65 << 20, 'x') + "\nc";
  EXPECT_EQ(file_rows(content, ", columns=2"), "! csv: line 2: record longer than 67108864 bytes");
  // What no column takes is not kept.
  EXPECT_EQ(rows("filename='" + path("x.csv") + "', columns=1"), "a\nb\nc");
}

TEST_F(Csv, WrongArgumentsAreErrors) {
  const std::string both = "! csv: must specify either filename= or data= but not both";
  EXPECT_EQ(rows(""), both);
  EXPECT_EQ(rows("header=yes"), both);
  EXPECT_EQ(rows("data='a', filename='b'"), both);
  EXPECT_EQ(rows("data='a', data='b'"), "! csv: more than one 'data' parameter");
  EXPECT_EQ(rows("data='a', header, header=no"), "! csv: more than one 'header' parameter");
  EXPECT_EQ(rows("data='a', columns=1, columns=1"), "! csv: more than one 'columns' parameter");
  EXPECT_EQ(rows("data='a', columns=0"), "! csv: columns= value must be positive");
  EXPECT_EQ(rows("data='a', columns=-1"), "! csv: columns= value must be positive");
  EXPECT_EQ(rows("data='a', columns=x"), "! csv: columns= value must be positive");
  EXPECT_EQ(rows("data='a', columns=99999999999999999999"),
            "! csv: columns= value must be positive");
  EXPECT_EQ(rows("data='a', columns=2001"), "! csv: columns= value must be at most 2000");
  EXPECT_EQ(rows("data='a', header=maybe"), "! csv: bad parameter: 'header=maybe'");
  EXPECT_EQ(rows("data='a', separator=';'"), "! csv: bad parameter: 'separator=';''");
  EXPECT_EQ(rows("data"), "! csv: bad parameter: 'data'");
  EXPECT_TRUE(rows("data='a', schema='CREATE TABLE x(a)'").starts_with("! csv: schema= is not "));
  EXPECT_EQ(file_rows(std::string(2000, ',')), "! csv: more than 2000 columns");
  EXPECT_EQ(rows("DATA = 'x' , HEADER = No , Columns = '2'"), "x|NULL");
}

TEST_F(Csv, OnlyRegularFilesAreRead) {
  EXPECT_EQ(rows("filename='" + path("none") + "'"),
            "! csv: cannot open '" + path("none") + "' for reading");
  EXPECT_EQ(rows("filename=''"), "! csv: cannot open '' for reading");
  const std::string behind = "' for reading: not a regular file";
  EXPECT_EQ(rows("filename='/dev/zero'"), "! csv: cannot open '/dev/zero" + behind);
  EXPECT_EQ(rows("filename='/tmp'"), "! csv: cannot open '/tmp" + behind);
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  EXPECT_EQ(rows("filename='" + path("pipe") + "'"),
            "! csv: cannot open '" + path("pipe") + behind);
  std::remove(path("pipe").c_str());
}

TEST_F(Csv, FilesMayChangeBetweenScans) {
  EXPECT_EQ(file_rows("a,b\n1,2\n", ", header"), "1|2");
  write("x.csv", "x,y,z\n3\n4,5,6\n");
  EXPECT_EQ(ask("SELECT a, b FROM t"), "3|NULL\n4|5");
  std::remove(path("x.csv").c_str());
  EXPECT_EQ(ask("SELECT a FROM t"), "! csv: cannot open '" + path("x.csv") + "' for reading");
  EXPECT_EQ(ask("DROP TABLE t"), "");
}

TEST_F(Csv, TablesCannotBeChanged) {
  EXPECT_EQ(rows("data='a'"), "a");
  EXPECT_TRUE(ask("INSERT INTO t VALUES('b')").starts_with("! "));
  EXPECT_TRUE(ask("DELETE FROM t").starts_with("! "));
}

}  // namespace
}  // namespace tern::extensions
