/* Tracing: sqlite3_trace, sqlite3_profile and sqlite3_trace_v2. */
#include "tests/abi/suite.h"

static void put_sql(void* data, const char* sql) { note_text(data, sql); }

static void put_profile(void* data, const char* sql, sqlite3_uint64 nanoseconds) {
  (void)nanoseconds;
  note_text(data, sql);
}

static char kTraced[] = "traced";
static char kProfiled[] = "profiled";

TEST(callbacks, trace_old) {
  sqlite3* const db = open_memory();
  note("was", "%s", sqlite3_trace(db, put_sql, kTraced) ? "set" : "not set");
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES(1), (2)");
  note_rows("row", db, "SELECT a FROM t -- comment");
  note_rows("error", db, "SELECT nothing");
  must(db, ";  ; /* nothing */");
  note("was", "%s", sqlite3_trace(db, NULL, NULL) == kTraced ? "set" : "not set");
  must(db, "SELECT 1");
  close_noted(db);
}

TEST(callbacks, trace_old_with_parameters) {
  sqlite3* const db = open_memory();
  sqlite3_stmt* const statement = prepared(db, "SELECT ?, :name, @other, ?9, '?', :name");
  sqlite3_trace(db, put_sql, kTraced);
  sqlite3_step(statement);
  sqlite3_reset(statement);
  sqlite3_bind_int(statement, 1, -5);
  sqlite3_bind_text(statement, 2, "it's", -1, SQLITE_STATIC);
  sqlite3_bind_blob(statement, 3, "\x01\xff", 2, SQLITE_STATIC);
  sqlite3_bind_double(statement, 9, 0.5);
  sqlite3_step(statement);
  sqlite3_reset(statement);
  sqlite3_bind_zeroblob(statement, 1, 3);
  sqlite3_bind_text16(statement, 2,
                      u"w\u00ef"
                      u"de",
                      -1, SQLITE_STATIC);
  sqlite3_step(statement);
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(callbacks, trace_old_triggers) {
  sqlite3* const db = open_memory();
  must(db,
       "CREATE TABLE t(a); CREATE TABLE u(b);"
       "CREATE TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO u VALUES(new.a); END");
  sqlite3_trace(db, put_sql, kTraced);
  must(db, "INSERT INTO t VALUES(7)");
  close_noted(db);
}

static void run_within(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  must(sqlite3_context_db_handle(context), (const char*)sqlite3_value_text(values[0]));
}

TEST(callbacks, trace_old_nested) {
  sqlite3* const db = open_memory();
  sqlite3_create_function(db, "run", 1, SQLITE_UTF8, NULL, run_within, NULL, NULL);
  sqlite3_stmt* const statement = prepared(db, "SELECT run('SELECT ''inner''')");
  sqlite3_trace(db, put_sql, kTraced);
  sqlite3_step(statement);
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(callbacks, trace_profile_old) {
  sqlite3* const db = open_memory();
  note("was", "%s", sqlite3_profile(db, put_profile, kProfiled) ? "set" : "not set");
  must(db, "CREATE TABLE t(a)");
  sqlite3_stmt* const statement = prepared(db, "SELECT ? UNION ALL SELECT 2");
  sqlite3_bind_int(statement, 1, 1);
  note_code("step", sqlite3_step(statement));
  note_code("step", sqlite3_step(statement));
  note_code("step", sqlite3_step(statement));
  note_code("reset", sqlite3_reset(statement));
  note_code("step", sqlite3_step(statement));
  note_code("reset amid", sqlite3_reset(statement));
  sqlite3_finalize(statement);
  note("was", "%s", sqlite3_profile(db, NULL, NULL) == kProfiled ? "set" : "not set");
  must(db, "SELECT 1");
  close_noted(db);
}

TEST(callbacks, trace_and_profile_old) {
  sqlite3* const db = open_memory();
  sqlite3_trace(db, put_sql, kTraced);
  sqlite3_profile(db, put_profile, kProfiled);
  must(db, "SELECT 1");
  close_noted(db);
}

static sqlite3* traced_db = NULL;

static int put_event(unsigned kind, void* data, void* first, void* second) {
  note("data", "%s", (const char*)data);
  switch (kind) {
    case SQLITE_TRACE_STMT: {
      char* const expanded = sqlite3_expanded_sql(first);
      note("stmt", "%s; sql: %s; expanded: %s", (const char*)second, sqlite3_sql(first), expanded);
      sqlite3_free(expanded);
      break;
    }
    case SQLITE_TRACE_PROFILE:
      note("profile", "%s, %s", sqlite3_sql(first),
           *(sqlite3_int64*)second >= 0 ? "a time" : "a negative time");
      break;
    case SQLITE_TRACE_ROW:
      note("row", "%s", sqlite3_sql(first));
      note_value("column", sqlite3_column_value(first, 0));
      break;
    case SQLITE_TRACE_CLOSE:
      note("close", "%s", first == traced_db ? "this connection" : "another");
      break;
    default:
      note("unknown kind", "%u", kind);
  }
  return 12345;
}

static char kData[] = "mine";

static void trace_with(unsigned mask) {
  sqlite3* const db = open_memory();
  traced_db = db;
  must(db, "CREATE TABLE t(a)");
  note_code("trace", sqlite3_trace_v2(db, mask, put_event, kData));
  must(db, "INSERT INTO t VALUES(1)");
  sqlite3_stmt* const statement = prepared(db, "SELECT ? UNION ALL SELECT 20");
  sqlite3_bind_int(statement, 1, 10);
  for (int i = 0; i < 3; ++i) note_code("step", sqlite3_step(statement));
  note_code("finalize", sqlite3_finalize(statement));
  close_noted(db);
}

TEST(callbacks, trace_v2_statements) { trace_with(SQLITE_TRACE_STMT); }

TEST(callbacks, trace_v2_profile) { trace_with(SQLITE_TRACE_PROFILE); }

TEST(callbacks, trace_v2_rows) { trace_with(SQLITE_TRACE_ROW); }

TEST(callbacks, trace_v2_close) { trace_with(SQLITE_TRACE_CLOSE); }

TEST(callbacks, trace_v2_all) { trace_with(0xf); }

TEST(callbacks, trace_v2_none) { trace_with(0); }

TEST(callbacks, trace_v2_without_callback) {
  sqlite3* const db = open_memory();
  note_code("set", sqlite3_trace_v2(db, 0xf, put_event, kData));
  note_code("without callback", sqlite3_trace_v2(db, 0xf, NULL, kData));
  must(db, "SELECT 1");
  close_noted(db);
}

TEST(callbacks, trace_v2_triggers) {
  sqlite3* const db = open_memory();
  must(db,
       "CREATE TABLE t(a); CREATE TABLE u(b);"
       "CREATE TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO u VALUES(new.a); END");
  sqlite3_trace_v2(db, SQLITE_TRACE_STMT, put_event, kData);
  must(db, "INSERT INTO t VALUES(7)");
  sqlite3_trace_v2(db, 0, NULL, NULL);
  close_noted(db);
}

TEST(callbacks, trace_v2_replaces_the_old) {
  sqlite3* const db = open_memory();
  sqlite3_trace(db, put_sql, kTraced);
  note_code("v2", sqlite3_trace_v2(db, SQLITE_TRACE_STMT, put_event, kData));
  must(db, "SELECT 1");
  note("was", "%s", sqlite3_trace(db, put_sql, kTraced) == kData ? "data of v2" : "other");
  must(db, "SELECT 2");
  close_noted(db);
}

/* Each run is told of, and so is one that fails. */
TEST(callbacks, trace_v2_runs_and_failures) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a UNIQUE); INSERT INTO t VALUES(1)");
  sqlite3_stmt* const statement = prepared(db, "INSERT INTO t VALUES(1)");
  sqlite3_trace_v2(db, SQLITE_TRACE_STMT | SQLITE_TRACE_PROFILE, put_event, kData);
  note_code("step", sqlite3_step(statement));
  note_code("reset", sqlite3_reset(statement));
  note_code("step", sqlite3_step(statement));
  note_code("finalize", sqlite3_finalize(statement));
  sqlite3_trace_v2(db, 0, NULL, NULL);
  close_noted(db);
}

TEST(callbacks, trace_v2_close_of_a_zombie) {
  sqlite3* const db = open_memory();
  traced_db = db;
  sqlite3_stmt* const statement = prepared(db, "SELECT 1");
  sqlite3_trace_v2(db, SQLITE_TRACE_CLOSE, put_event, kData);
  note_code("close", sqlite3_close(db));
  note_code("close_v2", sqlite3_close_v2(db));
  note_code("finalize", sqlite3_finalize(statement));
}
