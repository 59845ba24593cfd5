/* The bind functions: each kind of value, what they refuse, and how long a binding lasts. */
#include <uchar.h>

#include "tests/abi/suite.h"

static const char* const kShow = "SELECT typeof(?1), quote(?1), length(?1)";

/* What the statement sees in its parameter. */
static void note_bound(const char* what, sqlite3_stmt* statement, int code) {
  note_code(what, code);
  if (code != SQLITE_OK) return;
  sqlite3_step(statement);
  note(what, "%s %s %s", (const char*)sqlite3_column_text(statement, 0),
       (const char*)sqlite3_column_text(statement, 1),
       sqlite3_column_type(statement, 2) == SQLITE_NULL
           ? "-"
           : (const char*)sqlite3_column_text(statement, 2));
  sqlite3_reset(statement);
}

TEST(statements, bind_numbers) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, kShow);
  note_bound("unbound", statement, SQLITE_OK);
  note_bound("int", statement, sqlite3_bind_int(statement, 1, -5));
  note_bound("int", statement, sqlite3_bind_int(statement, 1, INT32_MIN));
  note_bound("int64", statement, sqlite3_bind_int64(statement, 1, INT64_MAX));
  note_bound("int64", statement, sqlite3_bind_int64(statement, 1, INT64_MIN));
  note_bound("double", statement, sqlite3_bind_double(statement, 1, 2.0));
  note_bound("double", statement, sqlite3_bind_double(statement, 1, -0.5));
  note_bound("double", statement, sqlite3_bind_double(statement, 1, 1e300));
  note_bound("null", statement, sqlite3_bind_null(statement, 1));
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, bind_special_doubles) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT ?1, typeof(?1)");
  const char* const texts[] = {"nan", "inf", "-inf", "-0.0"};
  for (int i = 0; i < 4; ++i) {
    note_code(texts[i], sqlite3_bind_double(statement, 1, strtod(texts[i], NULL)));
    sqlite3_step(statement);
    note_value("value", sqlite3_column_value(statement, 0));
    note_value("type", sqlite3_column_value(statement, 1));
    sqlite3_reset(statement);
  }
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, bind_texts) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, kShow);
  note_bound("all", statement, sqlite3_bind_text(statement, 1, "abcdef", -1, SQLITE_STATIC));
  note_bound("three", statement, sqlite3_bind_text(statement, 1, "abcdef", 3, SQLITE_STATIC));
  note_bound("none", statement, sqlite3_bind_text(statement, 1, "abcdef", 0, SQLITE_STATIC));
  note_bound("empty", statement, sqlite3_bind_text(statement, 1, "", -1, SQLITE_STATIC));
  note_bound("null", statement, sqlite3_bind_text(statement, 1, NULL, 5, SQLITE_STATIC));
  note_bound("wide", statement,
             sqlite3_bind_text(statement, 1, "\xc3\xa9\xe2\x82\xac", -1, SQLITE_TRANSIENT));
  note_bound("wide, two bytes", statement,
             sqlite3_bind_text(statement, 1, "\xc3\xa9\xe2\x82\xac", 2, SQLITE_TRANSIENT));
  sqlite3_finalize(statement);
  close_noted(db);
}

/* The length counts bytes, zeros among them; the value holds them all. */
TEST(statements, bind_text_with_nul_inside) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT ?1, hex(?1)");
  note_code("bind", sqlite3_bind_text(statement, 1, "a\0b", 3, SQLITE_STATIC));
  sqlite3_step(statement);
  note_value("value", sqlite3_column_value(statement, 0));
  note_value("hex", sqlite3_column_value(statement, 1));
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, bind_text16) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, kShow);
  const char16_t* const text = u"a\u00e9\u20ac\U0001f600";
  note_bound("all", statement, sqlite3_bind_text16(statement, 1, text, -1, SQLITE_STATIC));
  note_bound("four bytes", statement, sqlite3_bind_text16(statement, 1, text, 4, SQLITE_STATIC));
  note_bound("none", statement, sqlite3_bind_text16(statement, 1, text, 0, SQLITE_STATIC));
  note_bound("empty", statement, sqlite3_bind_text16(statement, 1, u"", -1, SQLITE_STATIC));
  note_bound("null", statement, sqlite3_bind_text16(statement, 1, NULL, -1, SQLITE_STATIC));
  sqlite3_finalize(statement);
  close_noted(db);
}

/* A byte order mark says the order and goes away. */
TEST(statements, bind_text16_byte_order_mark) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, kShow);
  static const char kLittle[] = "\xff\xfe\x61\x00\xe9\x00\x00\x00";
  static const char kBig[] = "\xfe\xff\x00\x61\x00\xe9\x00\x00";
  note_bound("little", statement, sqlite3_bind_text16(statement, 1, kLittle, 6, SQLITE_TRANSIENT));
  note_bound("big", statement, sqlite3_bind_text16(statement, 1, kBig, 6, SQLITE_TRANSIENT));
  note_bound("big, no length", statement,
             sqlite3_bind_text16(statement, 1, kBig, -1, SQLITE_TRANSIENT));
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, bind_text64_encodings) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, kShow);
  note_bound("utf8", statement,
             sqlite3_bind_text64(statement, 1, "\xe2\x82\xac!", 3, SQLITE_STATIC, SQLITE_UTF8));
  note_bound(
      "utf16", statement,
      sqlite3_bind_text64(statement, 1, (const char*)u"\u20ac!", 2, SQLITE_STATIC, SQLITE_UTF16));
  note_bound("utf16le", statement,
             sqlite3_bind_text64(statement, 1, "\xac\x20!\0", 4, SQLITE_STATIC, SQLITE_UTF16LE));
  note_bound("utf16be", statement,
             sqlite3_bind_text64(statement, 1, "\x20\xac\0!", 4, SQLITE_STATIC, SQLITE_UTF16BE));
  note_bound("null", statement,
             sqlite3_bind_text64(statement, 1, NULL, 9, SQLITE_STATIC, SQLITE_UTF8));
  note_bound("empty", statement,
             sqlite3_bind_text64(statement, 1, "", 0, SQLITE_STATIC, SQLITE_UTF8));
  note_bound("mark in be", statement,
             sqlite3_bind_text64(statement, 1, "\xff\xfe!\0", 4, SQLITE_TRANSIENT, SQLITE_UTF16BE));
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, bind_blobs) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, kShow);
  note_bound("three", statement, sqlite3_bind_blob(statement, 1, "\x00\x01\xff", 3, SQLITE_STATIC));
  note_bound("empty", statement, sqlite3_bind_blob(statement, 1, "", 0, SQLITE_STATIC));
  note_bound("null", statement, sqlite3_bind_blob(statement, 1, NULL, 0, SQLITE_STATIC));
  note_bound("null, size", statement, sqlite3_bind_blob(statement, 1, NULL, 9, SQLITE_STATIC));
  note_bound("blob64", statement, sqlite3_bind_blob64(statement, 1, "ab", 2, SQLITE_TRANSIENT));
  note_bound("blob64 null", statement, sqlite3_bind_blob64(statement, 1, NULL, 0, NULL));
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, bind_zeroblobs) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, kShow);
  note_bound("three", statement, sqlite3_bind_zeroblob(statement, 1, 3));
  note_bound("none", statement, sqlite3_bind_zeroblob(statement, 1, 0));
  note_bound("negative", statement, sqlite3_bind_zeroblob(statement, 1, -3));
  note_bound("zeroblob64", statement, sqlite3_bind_zeroblob64(statement, 1, 2));
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 1000);
  note_bound("limit", statement, sqlite3_bind_zeroblob64(statement, 1, 1001));
  note_bound("huge", statement, sqlite3_bind_zeroblob64(statement, 1, UINT64_MAX));
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, bind_zeroblob_is_stored) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a)");
  sqlite3_stmt* statement = prepared(db, "INSERT INTO t VALUES(?)");
  sqlite3_bind_zeroblob(statement, 1, 10000);
  note_code("step", sqlite3_step(statement));
  sqlite3_finalize(statement);
  note_rows("stored", db, "SELECT typeof(a), length(a), a = zeroblob(10000) FROM t");
  close_noted(db);
}

TEST(statements, bind_too_big) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, kShow);
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 40);
  static const char kText[200] = "0123456789012345678901234567890123456789x";
  note_bound("40", statement, sqlite3_bind_text(statement, 1, kText, 20, SQLITE_STATIC));
  note_bound("text", statement, sqlite3_bind_text(statement, 1, kText, 41, SQLITE_STATIC));
  note_error("error", db);
  note_bound("text by nul", statement, sqlite3_bind_text(statement, 1, kText, -1, SQLITE_STATIC));
  note_bound("blob", statement, sqlite3_bind_blob(statement, 1, kText, 41, SQLITE_TRANSIENT));
  note_bound("text16", statement, sqlite3_bind_text16(statement, 1, kText, 42, SQLITE_TRANSIENT));
  note_bound("blob64", statement,
             sqlite3_bind_blob64(statement, 1, kText, UINT64_MAX, SQLITE_STATIC));
  note_bound(
      "text64", statement,
      sqlite3_bind_text64(statement, 1, kText, (uint64_t)1 << 40, SQLITE_STATIC, SQLITE_UTF8));
  note_bound("after", statement, SQLITE_OK);
  sqlite3_finalize(statement);
  close_noted(db);
}

static void note_all_binds(sqlite3_stmt* statement, int at) {
  int anything = 0;
  note_code("blob", sqlite3_bind_blob(statement, at, "a", 1, SQLITE_STATIC));
  note_code("blob64", sqlite3_bind_blob64(statement, at, "a", 1, SQLITE_STATIC));
  note_code("double", sqlite3_bind_double(statement, at, 1.5));
  note_code("int", sqlite3_bind_int(statement, at, 1));
  note_code("int64", sqlite3_bind_int64(statement, at, 1));
  note_code("null", sqlite3_bind_null(statement, at));
  note_code("text", sqlite3_bind_text(statement, at, "a", 1, SQLITE_STATIC));
  note_code("text16", sqlite3_bind_text16(statement, at, u"a", 2, SQLITE_STATIC));
  note_code("text64", sqlite3_bind_text64(statement, at, "a", 1, SQLITE_STATIC, SQLITE_UTF8));
  note_code("zeroblob", sqlite3_bind_zeroblob(statement, at, 1));
  note_code("pointer", sqlite3_bind_pointer(statement, at, &anything, "int", NULL));
}

TEST(statements, bind_out_of_range) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT ?, ?");
  note_all_binds(statement, 0);
  note_error("error", db);
  note_all_binds(statement, 3);
  note_code("negative", sqlite3_bind_int(statement, -1, 1));
  note_code("zeroblob64", sqlite3_bind_zeroblob64(statement, 3, 1));
  sqlite3_finalize(statement);
  statement = prepared(db, "SELECT 1");
  note_code("no parameters", sqlite3_bind_int(statement, 1, 1));
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, bind_without_a_statement) { note_all_binds(NULL, 1); }

/* From the first step to the reset a statement takes no bindings, not even after its end. */
TEST(statements, bind_while_running) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT ? UNION ALL SELECT 2");
  sqlite3_bind_int(statement, 1, 5);
  sqlite3_step(statement);
  note_all_binds(statement, 1);
  note_error("error", db);
  note_value("row", sqlite3_column_value(statement, 0));
  sqlite3_step(statement);
  sqlite3_step(statement);
  note_code("after the end", sqlite3_bind_int(statement, 1, 6));
  note_code("out of range, too", sqlite3_bind_int(statement, 9, 6));
  note_code("reset", sqlite3_reset(statement));
  note_code("after reset", sqlite3_bind_int(statement, 1, 7));
  sqlite3_step(statement);
  note_value("row", sqlite3_column_value(statement, 0));
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, bind_after_error) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT abs(?)");
  sqlite3_bind_int64(statement, 1, INT64_MIN);
  note_code("step", sqlite3_step(statement));
  note_code("before reset", sqlite3_bind_int(statement, 1, -3));
  note_code("reset", sqlite3_reset(statement));
  note_code("after reset", sqlite3_bind_int(statement, 1, -3));
  note_code("step", sqlite3_step(statement));
  sqlite3_finalize(statement);
  close_noted(db);
}

static void note_pair(const char* what, sqlite3_stmt* statement) {
  sqlite3_step(statement);
  note(what, "%s %s", (const char*)sqlite3_column_text(statement, 0),
       (const char*)sqlite3_column_text(statement, 1));
  sqlite3_reset(statement);
}

TEST(statements, bindings_outlive_reset) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT quote(?), quote(?)");
  sqlite3_bind_int(statement, 1, 1);
  sqlite3_bind_text(statement, 2, "two", -1, SQLITE_TRANSIENT);
  note_pair("first run", statement);
  note_pair("second run", statement);
  sqlite3_bind_int(statement, 1, 3);
  note_pair("one changed", statement);
  note_code("clear", sqlite3_clear_bindings(statement));
  note_pair("cleared", statement);
  sqlite3_finalize(statement);
  close_noted(db);
}

/* Unlike the bind functions, clear_bindings works at any time. */
TEST(statements, clear_bindings_while_running) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT column1, ?1 FROM (VALUES(1), (2))");
  sqlite3_bind_int(statement, 1, 5);
  sqlite3_step(statement);
  note_code("clear", sqlite3_clear_bindings(statement));
  sqlite3_reset(statement);
  sqlite3_step(statement);
  note_value("value", sqlite3_column_value(statement, 1));
  sqlite3_finalize(statement);
  statement = prepared(db, "SELECT 1");
  note_code("no parameters", sqlite3_clear_bindings(statement));
  sqlite3_finalize(statement);
  close_noted(db);
}

static void note_given_back(void* data) { note("given back", "%s", (const char*)data); }

/* A number takes the place of bytes, which are given back once, and the other way round. */
TEST(statements, numbers_after_bytes) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT quote(?), quote(?)");
  char lent[] = "lent";
  sqlite3_bind_text(statement, 1, lent, -1, note_given_back);
  sqlite3_bind_blob(statement, 2, "copied", 6, SQLITE_TRANSIENT);
  note_pair("bytes", statement);
  lent[0] = 'b';
  note_pair("changed meanwhile", statement);
  note_code("number", sqlite3_bind_double(statement, 1, 1.5));
  note_pair("one number", statement);
  note_code("null", sqlite3_bind_null(statement, 2));
  note_code("text again", sqlite3_bind_text(statement, 1, lent, 3, note_given_back));
  note_code("number again", sqlite3_bind_int64(statement, 1, INT64_MIN));
  note_pair("number and null", statement);
  sqlite3_step(statement);
  note_code("clear", sqlite3_clear_bindings(statement));
  sqlite3_reset(statement);
  note_code("after clear", sqlite3_bind_int(statement, 2, 7));
  note_pair("null and number", statement);
  sqlite3_stmt* other = prepared(db, "SELECT quote(?1), quote(?2)");
  sqlite3_bind_int(other, 1, 8);
  note_code("transfer", sqlite3_transfer_bindings(statement, other));
  note_pair("other", other);
  note_pair("emptied", statement);
  sqlite3_finalize(statement);
  sqlite3_finalize(other);
  close_noted(db);
}

TEST(statements, transfer_bindings) {
  sqlite3* db = open_memory();
  sqlite3_stmt* from = prepared(db, "SELECT quote(?), quote(?)");
  sqlite3_stmt* into = prepared(db, "SELECT quote(?1), quote(?2)");
  sqlite3_bind_text(from, 1, "moved", -1, SQLITE_TRANSIENT);
  sqlite3_bind_int(from, 2, 2);
  note_code("transfer", sqlite3_transfer_bindings(from, into));
  note_pair("into", into);
  note_pair("from", from);
  sqlite3_stmt* other = prepared(db, "SELECT ?");
  note_code("other count", sqlite3_transfer_bindings(into, other));
  sqlite3_finalize(from);
  sqlite3_finalize(into);
  sqlite3_finalize(other);
  close_noted(db);
}
