/* Functions as they are registered: which of several is called, and what registration refuses. */
#include <uchar.h>

#include "tests/abi/suite.h"

/* The text that was registered with the function. */
static void say(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  (void)values;
  sqlite3_result_text(context, sqlite3_user_data(context), -1, SQLITE_STATIC);
}

static void end_say(sqlite3_context* context) { say(context, 0, NULL); }

static int add(sqlite3* db, const char* name, int arguments, int flags, void* data) {
  return sqlite3_create_function(db, name, arguments, flags, data, say, NULL, NULL);
}

TEST(callbacks, function_is_called) {
  sqlite3* const db = open_memory();
  note_rows("before", db, "SELECT f()");
  note_code("create", add(db, "f", 0, SQLITE_UTF8, "f"));
  note_rows("after", db, "SELECT f(), F(), \"f\"(), [f](), 'x' || f()");
  note_rows("per row", db, "SELECT column1, f() FROM (VALUES(1), (2))");
  note_rows("in where", db, "SELECT 1 WHERE f() = 'f'");
  close_noted(db);
}

TEST(callbacks, function_is_chosen_by_argument_count) {
  sqlite3* const db = open_memory();
  add(db, "f", 0, SQLITE_UTF8, "none");
  add(db, "f", 2, SQLITE_UTF8, "two");
  note_rows("exact", db, "SELECT f(), f(1, 2)");
  note_rows("one is missing", db, "SELECT f(1)");
  note_rows("many are too many", db, "SELECT f(1, 2, 3)");
  add(db, "f", -1, SQLITE_UTF8, "any");
  note_rows("with any", db, "SELECT f(), f(1), f(1, 2), f(1, 2, 3)");
  note_rows("star", db, "SELECT f(*)");
  note_rows("not there", db, "SELECT g(1)");
  close_noted(db);
}

static void check_encodings(const char* what, const char* pragma, const int* encodings, int count) {
  static char* const names[] = {"", "utf8", "utf16le", "utf16be"};
  sqlite3* const db = open_memory();
  must(db, pragma);
  for (int i = 0; i < count; ++i) add(db, "f", 1, encodings[i], names[encodings[i]]);
  note_rows(what, db, "SELECT f('x'), f(1)");
  sqlite3_close(db);
}

TEST(callbacks, function_is_chosen_by_encoding) {
  const int all[] = {SQLITE_UTF8, SQLITE_UTF16LE, SQLITE_UTF16BE};
  const int backwards[] = {SQLITE_UTF16BE, SQLITE_UTF16LE, SQLITE_UTF8};
  check_encodings("utf8, all", "PRAGMA encoding = 'UTF-8'", all, 3);
  check_encodings("utf8, all backwards", "PRAGMA encoding = 'UTF-8'", backwards, 3);
  check_encodings("utf8, wide only", "PRAGMA encoding = 'UTF-8'", all + 1, 1);
  check_encodings("utf16le, all", "PRAGMA encoding = 'UTF-16le'", all, 3);
  check_encodings("utf16le, wide", "PRAGMA encoding = 'UTF-16le'", backwards, 2);
  check_encodings("utf16le, other and utf8", "PRAGMA encoding = 'UTF-16le'", all, 1);
  check_encodings("utf16be, all", "PRAGMA encoding = 'UTF-16be'", all, 3);
  /* The other byte order is nearer than UTF-8. */
  check_encodings("utf16be, without its own", "PRAGMA encoding = 'UTF-16be'", all, 2);
}

TEST(callbacks, function_count_goes_before_encoding) {
  sqlite3* const db = open_memory();
  add(db, "f", -1, SQLITE_UTF8, "any utf8");
  add(db, "f", 1, SQLITE_UTF16BE, "one utf16be");
  note_rows("chosen", db, "SELECT f('x'), f('x', 'y')");
  close_noted(db);
}

TEST(callbacks, function_encoding_arguments) {
  static const struct {
    const char* what;
    int encoding;
  } cases[] = {{"zero", 0},
               {"native utf16", SQLITE_UTF16},
               {"any", SQLITE_ANY},
               {"aligned", SQLITE_UTF16_ALIGNED},
               {"unknown", 7}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    sqlite3* const db = open_memory();
    note_code(cases[i].what, add(db, "f", 0, cases[i].encoding, "called"));
    note_rows(cases[i].what, db, "SELECT f()");
    sqlite3_close(db);
  }
}

TEST(callbacks, function_registration_misuse) {
  sqlite3* const db = open_memory();
  note_code("no name", add(db, NULL, 0, SQLITE_UTF8, "x"));
  note_code("empty name", add(db, "", 0, SQLITE_UTF8, "x"));
  note_rows("empty name", db, "SELECT \"\"()");
  note_code("-2 arguments", add(db, "f", -2, SQLITE_UTF8, "x"));
  note_code("127 arguments", add(db, "f", 127, SQLITE_UTF8, "x"));
  note_code("128 arguments", add(db, "f", 128, SQLITE_UTF8, "x"));
  note_code("scalar and aggregate",
            sqlite3_create_function(db, "f", 0, SQLITE_UTF8, NULL, say, say, end_say));
  note_code("scalar and final",
            sqlite3_create_function(db, "f", 0, SQLITE_UTF8, NULL, say, NULL, end_say));
  note_code("step only", sqlite3_create_function(db, "f", 0, SQLITE_UTF8, NULL, NULL, say, NULL));
  note_code("final only",
            sqlite3_create_function(db, "f", 0, SQLITE_UTF8, NULL, NULL, NULL, end_say));
  close_noted(db);
}

TEST(callbacks, function_name_length) {
  sqlite3* const db = open_memory();
  char name[257];
  memset(name, 'n', 256);
  name[256] = 0;
  note_code("256 bytes", add(db, name, 0, SQLITE_UTF8, "x"));
  name[255] = 0;
  note_code("255 bytes", add(db, name, 0, SQLITE_UTF8, "long"));
  char* const sql = sqlite3_mprintf("SELECT %s()", name);
  note_rows("255 bytes", db, sql);
  sqlite3_free(sql);
  close_noted(db);
}

TEST(callbacks, function_names_beyond_ascii) {
  sqlite3* const db = open_memory();
  note_code("umlaut", add(db,
                          "gr\xc3\xb6\xc3\x9f"
                          "e",
                          0, SQLITE_UTF8, "groesse"));
  note_rows("same case", db,
            "SELECT gr\xc3\xb6\xc3\x9f"
            "e()");
  note_rows("ascii letters in the other case", db,
            "SELECT GR\xc3\xb6\xc3\x9f"
            "E()");
  note_rows("umlaut in the other case", db,
            "SELECT gr\xc3\x96\xc3\x9f"
            "e()");
  note_code("spaces", add(db, "two words", 0, SQLITE_UTF8, "2"));
  note_rows("spaces", db, "SELECT \"two words\"()");
  close_noted(db);
}

TEST(callbacks, function_named_in_utf16) {
  sqlite3* const db = open_memory();
  note_code("create", sqlite3_create_function16(db, u"t\u00e9l\u00e9", 1, SQLITE_UTF16, "tele", say,
                                                NULL, NULL));
  note_rows("called", db, "SELECT t\xc3\xa9l\xc3\xa9(1)");
  note_code("bad count",
            sqlite3_create_function16(db, u"g", 200, SQLITE_UTF16, NULL, say, NULL, NULL));
  note_code("aggregate",
            sqlite3_create_function16(db, u"agg", 1, SQLITE_UTF8, "sum", NULL, say, end_say));
  note_rows("no rows", db, "SELECT agg(1) WHERE 0");
  note_code("deleted", sqlite3_create_function16(db, u"t\u00e9l\u00e9", 1, SQLITE_UTF16, NULL, NULL,
                                                 NULL, NULL));
  note_rows("deleted", db, "SELECT t\xc3\xa9l\xc3\xa9(1)");
  close_noted(db);
}

static void who(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  (void)values;
  sqlite3* const db = sqlite3_user_data(context);
  sqlite3_result_int(context, sqlite3_context_db_handle(context) == db);
}

TEST(callbacks, function_knows_its_connection) {
  sqlite3* const db = open_memory();
  sqlite3* const other = open_memory();
  sqlite3_create_function(db, "who", 0, SQLITE_UTF8, db, who, NULL, NULL);
  note_rows("own", db, "SELECT who()");
  note_rows("not shared", other, "SELECT who()");
  sqlite3_create_function(other, "who", 0, SQLITE_UTF8, db, who, NULL, NULL);
  note_rows("another's data", other, "SELECT who()");
  close_noted(db);
  close_noted(other);
}

TEST(callbacks, function_overrides_a_builtin) {
  sqlite3* const db = open_memory();
  note_code("abs", add(db, "abs", 1, SQLITE_UTF8, "mine"));
  note_rows("abs", db, "SELECT abs(-1)");
  note_code("delete mine",
            sqlite3_create_function(db, "abs", 1, SQLITE_UTF8, NULL, NULL, NULL, NULL));
  note_rows("abs is gone, too", db, "SELECT abs(-1)");
  note_code("like", add(db, "like", 2, SQLITE_UTF8, "1"));
  note_rows("the operator calls it", db, "SELECT 'a' LIKE 'b', 'a' NOT LIKE 'b'");
  note_rows("with ESCAPE it does not", db, "SELECT 'a' LIKE 'b' ESCAPE 'c'");
  note_code("regexp", add(db, "regexp", 2, SQLITE_UTF8, "0"));
  note_rows("regexp", db, "SELECT 'a' REGEXP 'b', 'a' NOT REGEXP 'b'");
  note_rows("match", db, "SELECT 'a' MATCH 'b'");
  note_code("count", add(db, "count", 0, SQLITE_UTF8, "scalar"));
  note_rows("count", db, "SELECT count(*), count(1)");
  close_noted(db);
}

/* The operators give the pattern first. */
static void show_order(sqlite3_context* context, int count, sqlite3_value** values) {
  note("called with", "%d arguments", count);
  for (int i = 0; i < count; ++i) note_value("argument", values[i]);
  sqlite3_result_int(context, 1);
}

TEST(callbacks, function_behind_operators) {
  sqlite3* const db = open_memory();
  static const char* const names[] = {"glob", "like", "regexp", "match"};
  for (int i = 0; i < 4; ++i) {
    sqlite3_create_function(db, names[i], 2, SQLITE_UTF8, NULL, show_order, NULL, NULL);
  }
  sqlite3_create_function(db, "like", 3, SQLITE_UTF8, NULL, show_order, NULL, NULL);
  note_rows("glob", db, "SELECT 'left' GLOB 'right'");
  note_rows("like", db, "SELECT 'left' LIKE 'right'");
  note_rows("like escape", db, "SELECT 'left' LIKE 'right' ESCAPE '!'");
  note_rows("regexp", db, "SELECT 'left' REGEXP 'right'");
  note_rows("match", db, "SELECT 'left' NOT MATCH 'right'");
  close_noted(db);
}

TEST(callbacks, function_overload) {
  sqlite3* const db = open_memory();
  note_code("new", sqlite3_overload_function(db, "stub", 1));
  note_rows("called", db, "SELECT stub(1)");
  note_rows("other count", db, "SELECT stub(1, 2)");
  note_code("again", sqlite3_overload_function(db, "stub", 1));
  note_code("there already", sqlite3_overload_function(db, "abs", 1));
  note_rows("untouched", db, "SELECT abs(-1)");
  note_code("replaced", add(db, "stub", 1, SQLITE_UTF8, "real"));
  note_rows("replaced", db, "SELECT stub(1)");
  close_noted(db);
}

TEST(callbacks, function_in_attached_and_temp) {
  sqlite3* const db = open_memory();
  must(db, "ATTACH ':memory:' AS aux; CREATE TEMP TABLE t(a); CREATE TABLE aux.u(a)");
  add(db, "f", 1, SQLITE_UTF8, "f");
  must(db, "INSERT INTO t VALUES(f(1)); INSERT INTO u VALUES(f(2))");
  note_rows("rows", db, "SELECT a, f(a) FROM t UNION ALL SELECT a, f(a) FROM u");
  note_rows("a function has no schema", db, "SELECT main.f(1)");
  close_noted(db);
}

TEST(callbacks, function_of_127_arguments) {
  sqlite3* const db = open_memory();
  add(db, "f", -1, SQLITE_UTF8, "f");
  char sql[400] = "SELECT f(1";
  for (int i = 1; i < 127; ++i) strcat(sql, ",1");
  const size_t size = strlen(sql);
  strcat(sql, ")");
  note_rows("127", db, sql);
  strcpy(sql + size, ",1)");
  note_rows("128", db, sql);
  sqlite3_limit(db, SQLITE_LIMIT_FUNCTION_ARG, 2);
  note_rows("at the limit", db, "SELECT f(1, 2)");
  note_rows("above the limit", db, "SELECT f(1, 2, 3)");
  note_code("registered above the limit", add(db, "g", 3, SQLITE_UTF8, "g"));
  close_noted(db);
}
