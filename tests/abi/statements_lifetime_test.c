/* Who owns what is bound, and until when: destructors, static and transient values, pointers. */
#include <uchar.h>

#include "tests/abi/suite.h"

static void destroy(void* object) { note("destroyed", "%s", (const char*)object); }

TEST(statements, destructor_on_rebind) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT ?");
  static char one[] = "one", two[] = "two";
  note_code("bind one", sqlite3_bind_text(statement, 1, one, -1, destroy));
  note_code("bind two", sqlite3_bind_blob(statement, 1, two, 3, destroy));
  note_code("bind int", sqlite3_bind_int(statement, 1, 3));
  note_code("finalize", sqlite3_finalize(statement));
  close_noted(db);
}

TEST(statements, destructor_on_clear_and_finalize) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT ?, ?");
  static char one[] = "one", two[] = "two";
  sqlite3_bind_text(statement, 1, one, -1, destroy);
  note_code("step", sqlite3_step(statement));
  note_code("reset", sqlite3_reset(statement));
  note_code("clear", sqlite3_clear_bindings(statement));
  sqlite3_bind_text64(statement, 2, two, 3, destroy, SQLITE_UTF8);
  note_code("finalize", sqlite3_finalize(statement));
  close_noted(db);
}

static int destroyed16 = 0;
static void count_destroyed16(void* object) {
  (void)object;
  ++destroyed16;
}

/* UTF-16 text in a UTF-8 database is converted at some time; when it is no longer needed is open.
 */
TEST(statements, destructor_of_text16) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT ?1 || '!'");
  static char16_t text[] = u"wide";
  destroyed16 = 0;
  note_code("bind", sqlite3_bind_text16(statement, 1, text, -1, count_destroyed16));
  sqlite3_step(statement);
  note_value("value", sqlite3_column_value(statement, 0));
  sqlite3_finalize(statement);
  note("destroyed", "%d", destroyed16);
  close_noted(db);
}

/* Also a failed bind hands over the object. */
TEST(statements, destructor_after_failed_bind) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT ? UNION ALL SELECT 2");
  static char object[] = "object";
  note_code("range", sqlite3_bind_text(statement, 2, object, -1, destroy));
  note_code("range", sqlite3_bind_blob(statement, 0, object, 6, destroy));
  note_code("range", sqlite3_bind_pointer(statement, 2, object, "t", destroy));
  sqlite3_step(statement);
  note_code("running", sqlite3_bind_text(statement, 1, object, -1, destroy));
  note_code("running", sqlite3_bind_pointer(statement, 1, object, "t", destroy));
  sqlite3_reset(statement);
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 5);
  note_code("too big", sqlite3_bind_text(statement, 1, object, 6, destroy));
  note_code("too big", sqlite3_bind_blob64(statement, 1, object, 6, destroy));
  sqlite3_finalize(statement);
  note_code("no statement", sqlite3_bind_text(NULL, 1, object, -1, destroy));
  note_code("no statement", sqlite3_bind_pointer(NULL, 1, object, "t", destroy));
  close_noted(db);
}

static void destroy_null(void* object) { note("destroyed", "%s", object ? "object" : "null"); }

TEST(statements, destructor_of_null) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT ?");
  note_code("text", sqlite3_bind_text(statement, 1, NULL, -1, destroy_null));
  note_code("blob", sqlite3_bind_blob(statement, 1, NULL, 0, destroy_null));
  note_code("finalize", sqlite3_finalize(statement));
  statement = prepared(db, "SELECT ?");
  note_code("pointer", sqlite3_bind_pointer(statement, 1, NULL, "t", destroy_null));
  note_code("finalize", sqlite3_finalize(statement));
  close_noted(db);
}

/* Bindings move to the statement that is made anew; nothing is destroyed on the way. */
TEST(statements, destructor_after_schema_change) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a)");
  sqlite3_stmt* statement = prepared(db, "SELECT * FROM t WHERE a = ?");
  static char object[] = "object";
  sqlite3_bind_text(statement, 1, object, -1, destroy);
  must(db, "ALTER TABLE t ADD COLUMN b; INSERT INTO t VALUES('object', 'found')");
  note_code("step", sqlite3_step(statement));
  note_value("b", sqlite3_column_value(statement, 1));
  note_code("finalize", sqlite3_finalize(statement));
  close_noted(db);
}

TEST(statements, destructor_after_transfer) {
  sqlite3* db = open_memory();
  sqlite3_stmt* from = prepared(db, "SELECT ?");
  sqlite3_stmt* into = prepared(db, "SELECT ?");
  static char one[] = "one", two[] = "two";
  sqlite3_bind_text(from, 1, one, -1, destroy);
  sqlite3_bind_text(into, 1, two, -1, destroy);
  note_code("transfer", sqlite3_transfer_bindings(from, into));
  note_code("finalize from", sqlite3_finalize(from));
  note_code("finalize into", sqlite3_finalize(into));
  close_noted(db);
}

/* What is transient is copied at once, so its source may change. */
TEST(statements, transient_and_static) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT ?, ?");
  char copied[] = "before";
  sqlite3_bind_text(statement, 1, copied, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text(statement, 2, "static", -1, SQLITE_STATIC);
  memcpy(copied, "after!", 6);
  sqlite3_step(statement);
  note_value("transient", sqlite3_column_value(statement, 0));
  note_value("static", sqlite3_column_value(statement, 1));
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, destructor_is_free) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a)");
  sqlite3_stmt* statement = prepared(db, "INSERT INTO t VALUES(?)");
  for (int i = 0; i < 3; ++i) {
    note_code("text",
              sqlite3_bind_text(statement, 1, sqlite3_mprintf("text %d", i), -1, sqlite3_free));
    note_code("step", sqlite3_step(statement));
    sqlite3_reset(statement);
  }
  sqlite3_finalize(statement);
  note_rows("stored", db, "SELECT a FROM t ORDER BY a");
  close_noted(db);
}

/* The value in the row stays after its source is bound anew, since it was stored. */
TEST(statements, stored_value_outlives_binding) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a)");
  sqlite3_stmt* statement = prepared(db, "INSERT INTO t VALUES(?) RETURNING a");
  char text[] = "mine";
  sqlite3_bind_text(statement, 1, text, -1, SQLITE_STATIC);
  note_code("step", sqlite3_step(statement));
  sqlite3_finalize(statement);
  memcpy(text, "gone", 4);
  note_rows("stored", db, "SELECT a FROM t");
  close_noted(db);
}

static void show_pointer(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  const char* const right = sqlite3_value_pointer(values[0], "animal");
  const char* const wrong = sqlite3_value_pointer(values[0], "plant");
  note_text("as animal", right);
  note_text("as plant", wrong);
  note("type", "%d", sqlite3_value_type(values[0]));
  sqlite3_result_value(context, values[0]);
}

static sqlite3* open_with_pointers(void) {
  sqlite3* db = open_memory();
  sqlite3_create_function(db, "show_pointer", 1, SQLITE_UTF8, NULL, show_pointer, NULL, NULL);
  return db;
}

TEST(statements, pointer_has_a_type) {
  sqlite3* db = open_with_pointers();
  sqlite3_stmt* statement = prepared(db, "SELECT show_pointer(?1), typeof(?1), ?1 IS NULL");
  static char cat[] = "cat";
  note_code("bind", sqlite3_bind_pointer(statement, 1, cat, "animal", destroy));
  note_code("step", sqlite3_step(statement));
  for (int i = 0; i < 3; ++i) note_value("column", sqlite3_column_value(statement, i));
  note_code("finalize", sqlite3_finalize(statement));
  note_rows("no pointer", db, "SELECT show_pointer(NULL), show_pointer(5), show_pointer('cat')");
  close_noted(db);
}

TEST(statements, pointer_passes_functions_only) {
  sqlite3* db = open_with_pointers();
  must(db, "CREATE TABLE t(a)");
  static char cat[] = "cat";
  sqlite3_stmt* statement = prepared(db, "SELECT show_pointer(show_pointer(?))");
  sqlite3_bind_pointer(statement, 1, cat, "animal", NULL);
  sqlite3_step(statement);
  sqlite3_finalize(statement);
  statement = prepared(db, "INSERT INTO t VALUES(?)");
  sqlite3_bind_pointer(statement, 1, cat, "animal", NULL);
  note_code("insert", sqlite3_step(statement));
  sqlite3_finalize(statement);
  note_rows("stored", db, "SELECT show_pointer(a) FROM t");
  close_noted(db);
}

TEST(statements, pointer_destructor) {
  sqlite3* db = open_with_pointers();
  sqlite3_stmt* statement = prepared(db, "SELECT ?, ?");
  static char cat[] = "cat", dog[] = "dog";
  sqlite3_bind_pointer(statement, 1, cat, "animal", destroy);
  note_code("again", sqlite3_bind_pointer(statement, 1, dog, "animal", destroy));
  note_code("step", sqlite3_step(statement));
  note_code("reset", sqlite3_reset(statement));
  note_code("clear", sqlite3_clear_bindings(statement));
  sqlite3_bind_pointer(statement, 2, cat, "animal", destroy);
  note_code("finalize", sqlite3_finalize(statement));
  close_noted(db);
}

/* Neither a copy nor a binding made from a value carries the pointer. */
TEST(statements, pointer_is_not_copied) {
  sqlite3* db = open_with_pointers();
  static char cat[] = "cat";
  sqlite3_stmt* from = prepared(db, "SELECT ?");
  sqlite3_bind_pointer(from, 1, cat, "animal", NULL);
  sqlite3_step(from);
  sqlite3_value* copy = sqlite3_value_dup(sqlite3_column_value(from, 0));
  note("copy", "type %d, pointer %s", sqlite3_value_type(copy),
       sqlite3_value_pointer(copy, "animal") ? "kept" : "lost");
  sqlite3_value_free(copy);
  sqlite3_stmt* into = prepared(db, "SELECT show_pointer(?)");
  note_code("bind", sqlite3_bind_value(into, 1, sqlite3_column_value(from, 0)));
  sqlite3_step(into);
  sqlite3_finalize(into);
  sqlite3_finalize(from);
  close_noted(db);
}
