/* Whether a text holds a complete statement, as shells ask before they run it. */
#include <uchar.h>

#include "tests/abi/suite.h"

static void note_complete(const char* sql) {
  note("complete", "%d %s", sqlite3_complete(sql), sql);
}

static void note_all(const char* const* texts, size_t count) {
  for (size_t i = 0; i < count; ++i) note_complete(texts[i]);
}

TEST(library, complete_plain) {
  const char* const texts[] = {"",
                               ";",
                               " ",
                               "SELECT 1",
                               "SELECT 1;",
                               "SELECT 1; ",
                               "SELECT 1; SELECT 2",
                               "SELECT 1; SELECT 2;",
                               ";;;",
                               "nonsense;",
                               "; x",
                               "SELECT 1;\t",
                               "SELECT\f1;",
                               "(;",
                               "\xc3\xa9;"};
  note_all(texts, sizeof texts / sizeof texts[0]);
}

TEST(library, complete_quotes) {
  const char* const texts[] = {"SELECT 'a;'",
                               "SELECT 'a;';",
                               "SELECT 'a;",
                               "SELECT \"a;\";",
                               "SELECT \"a;",
                               "SELECT `a;`;",
                               "SELECT `a;",
                               "SELECT [a;];",
                               "SELECT [a;",
                               "SELECT 'it''s;'",
                               "SELECT 'it''s';",
                               "SELECT x'00;';",
                               "SELECT [a]];",
                               "'",
                               "\"",
                               "[",
                               "`"};
  note_all(texts, sizeof texts / sizeof texts[0]);
}

TEST(library, complete_comments) {
  const char* const texts[] = {"-- a;",
                               "SELECT 1; -- a",
                               "SELECT 1 -- ;",
                               "SELECT 1 /* ; */",
                               "SELECT 1; /* a */",
                               "SELECT 1; /* a",
                               "/* a */",
                               "/* a */;",
                               "/*;",
                               "SELECT 1 - ;",
                               "SELECT 1 / ;",
                               "/* * / ;",
                               "SELECT 1; --",
                               "/**/;",
                               "/*/;"};
  note_all(texts, sizeof texts / sizeof texts[0]);
  note("newline", "%d", sqlite3_complete("SELECT 1 -- a\n;"));
  note("newline", "%d", sqlite3_complete("SELECT 1; -- a\n"));
}

TEST(library, complete_triggers) {
  const char* const texts[] = {
      "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1;",
      "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END",
      "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END;",
      "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END; ",
      "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; SELECT 2; END;",
      "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; END;",
      "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT CASE 1 WHEN 1 THEN 2 END;",
      "CREATE TRIGGER end AFTER INSERT ON t; END;",
      "CREATE TEMP TRIGGER r AFTER INSERT ON t BEGIN SELECT 1;",
      "CREATE TEMPORARY TRIGGER r BEGIN SELECT 1; end;",
      "create trigger r begin select 1; End;",
      "EXPLAIN CREATE TRIGGER r BEGIN SELECT 1;",
      "EXPLAIN CREATE TRIGGER r BEGIN SELECT 1; END;",
      "EXPLAIN QUERY PLAN CREATE TRIGGER r BEGIN SELECT 1;",
      "CREATE /* a */ TRIGGER r BEGIN SELECT 1;",
      "CREATE TABLE trigger;",
      "CREATE UNIQUE TRIGGER;",
      "; CREATE TRIGGER r BEGIN SELECT 1;",
      "CREATE TRIGGER r BEGIN SELECT 1; ;END;",
      "CREATE TRIGGER r BEGIN SELECT 1; END -- a\n;",
      "CREATE TRIGGER r BEGIN SELECT 1; ENDING;",
      "CREATE TRIGGER;END;",
      "CREATE TEMP TABLE trigger(a);",
      "SELECT trigger; CREATE TRIGGER r BEGIN SELECT 1;",
  };
  note_all(texts, sizeof texts / sizeof texts[0]);
}

TEST(library, complete16) {
  const char16_t* const texts[] = {
      u"",
      u"SELECT 1",
      u"SELECT 1;",
      u"SELECT ';'",
      u"SELECT '\u20ac';",
      u"CREATE TRIGGER r BEGIN SELECT 1;",
      u"CREATE TRIGGER r BEGIN SELECT 1; END;",
      u"/* \u00e9 ; */",
  };
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; ++i) {
    note_text16("text", texts[i]);
    note("complete", "%d", sqlite3_complete16(texts[i]));
  }
}
