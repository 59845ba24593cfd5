#include "tools/tern/statement_scanner.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <string>

namespace tern::shell {
namespace {

TEST(StatementScanner, AgreesWithTheReference) {
  for (const std::string text :
       {"select 1",
        "select 1;",
        "select ';",
        "select ';';",
        "select 1; -- x",
        "select 1 /* ;",
        "select 1; /* x */",
        "select \"a;b\"",
        "select [a;b];",
        "select `;",
        "create trigger t after insert on a begin select 1;",
        "create trigger t after insert on a begin select 1; end;",
        "create temp trigger t after insert on a begin select 1; end",
        "CREATE TEMPORARY TRIGGER t after insert on a begin select 1; END ;",
        "explain create trigger t after insert on a begin select 1;",
        "explain query plan create trigger t after insert on a begin select 1; end;",
        "create table t(a); select 2;",
        "create table trigger_x(a);",
        "begin;",
        "end;",
        ";",
        "create trigger t begin end; end;",
        "create trigger t begin; ; end ; ",
        "select 1;;",
        "create view trigger as select 1;",
        "insert into t values('a''b;"}) {
    EXPECT_EQ(is_complete_sql(text), sqlite3_complete(text.c_str()) == 1) << text;
  }
}

TEST(StatementScanner, BlankIsBlanksAndComments) {
  EXPECT_TRUE(is_blank_sql(""));
  EXPECT_TRUE(is_blank_sql(" \t\n-- x\n /* y */"));
  EXPECT_FALSE(is_blank_sql(";"));
  EXPECT_FALSE(is_blank_sql("/* open"));
}

}  // namespace
}  // namespace tern::shell
