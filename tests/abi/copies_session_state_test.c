/* Session objects: switches, filters, sizes, schema changes, differences, and streams. */
#include "tests/abi/suite.h"

typedef struct Changes {
  int size;
  void* bytes;
} Changes;

/* From copies_changes_test.c. */
Changes changeset_of(sqlite3_session* session);
void note_changes(const char* what, Changes changes);

static const char kTable[] =
    "CREATE TABLE t(id INTEGER PRIMARY KEY, a, b);"
    "INSERT INTO t VALUES(1,'one',10),(2,'two',20),(3,'three',30);";

static sqlite3* table(void) {
  sqlite3* db = open_memory();
  must(db, kTable);
  return db;
}

static sqlite3_session* session_on(sqlite3* db) {
  sqlite3_session* session = NULL;
  sqlite3session_create(db, "main", &session);
  sqlite3session_attach(session, NULL);
  return session;
}

static void note_session(const char* what, sqlite3_session* session) {
  const Changes changes = changeset_of(session);
  note_changes(what, changes);
  sqlite3_free(changes.bytes);
}

static void end(sqlite3* db, sqlite3_session* session) {
  sqlite3session_delete(session);
  close_noted(db);
}

TEST(copies_session_state, enable) {
  sqlite3* db = table();
  sqlite3_session* session = session_on(db);
  note("at first", "%d", sqlite3session_enable(session, -1));
  note("off", "%d", sqlite3session_enable(session, 0));
  note("asked", "%d", sqlite3session_enable(session, -1));
  must(db, "DELETE FROM t WHERE id=1; UPDATE t SET a='x' WHERE id=2");
  note_session("off", session);
  note("on", "%d", sqlite3session_enable(session, 1));
  must(db, "UPDATE t SET b=0 WHERE id=2");
  note_session("on", session);
  end(db, session);
}

/* What a row became while the session was off shows when the row was seen before. */
TEST(copies_session_state, enable_looks_at_rows_only) {
  sqlite3* db = table();
  sqlite3_session* session = session_on(db);
  must(db, "INSERT INTO t VALUES(4,'four',40); UPDATE t SET a='x' WHERE id=1");
  sqlite3session_enable(session, 0);
  must(db, "DELETE FROM t WHERE id=4; UPDATE t SET b=0 WHERE id=1");
  note_session("changes", session);
  end(db, session);
}

TEST(copies_session_state, indirect) {
  sqlite3* db = table();
  sqlite3_session* session = session_on(db);
  note("at first", "%d", sqlite3session_indirect(session, -1));
  note("set", "%d", sqlite3session_indirect(session, 1));
  note("asked", "%d", sqlite3session_indirect(session, -1));
  must(db, "UPDATE t SET a='x' WHERE id<3");
  note("cleared", "%d", sqlite3session_indirect(session, 0));
  must(db, "UPDATE t SET b=0 WHERE id>1");
  sqlite3session_indirect(session, 1);
  must(db, "UPDATE t SET b=1 WHERE id=3");
  note_session("changes", session);
  end(db, session);
}

TEST(copies_session_state, triggers_are_indirect) {
  sqlite3* db = table();
  must(db,
       "CREATE TABLE log(id INTEGER PRIMARY KEY, x); CREATE TRIGGER tr AFTER UPDATE ON t BEGIN"
       " INSERT INTO log(x) VALUES(new.id); UPDATE t SET b=b+1 WHERE id=3; END");
  sqlite3_session* session = session_on(db);
  must(db, "UPDATE t SET a='x' WHERE id=1");
  note_session("changes", session);
  must(db, "UPDATE log SET x='direct' WHERE id=1");
  note_session("direct, too", session);
  end(db, session);
}

TEST(copies_session_state, foreign_key_actions_are_indirect) {
  sqlite3* db = open_memory();
  must(db,
       "PRAGMA foreign_keys=ON; CREATE TABLE p(k PRIMARY KEY);"
       "CREATE TABLE c(k PRIMARY KEY, p REFERENCES p ON DELETE CASCADE ON UPDATE CASCADE);"
       "INSERT INTO p VALUES(1),(2); INSERT INTO c VALUES('a',1),('b',2)");
  sqlite3_session* session = session_on(db);
  must(db, "DELETE FROM p WHERE k=1; UPDATE p SET k=5 WHERE k=2");
  note_session("changes", session);
  end(db, session);
}

static int only_t(void* context, const char* name) {
  note_text((const char*)context, name);
  return strcmp(name, "t") == 0;
}

TEST(copies_session_state, table_filter) {
  sqlite3* db = table();
  must(db, "CREATE TABLE u(k PRIMARY KEY); CREATE TABLE plain(x)");
  sqlite3_session* session = NULL;
  sqlite3session_create(db, "main", &session);
  sqlite3session_table_filter(session, only_t, "filter");
  must(db, "INSERT INTO u VALUES(1)");
  note("without attach", "%d", sqlite3session_isempty(session) != 0);
  sqlite3session_attach(session, NULL);
  must(db, "INSERT INTO t VALUES(4,4,4); INSERT INTO t VALUES(5,5,5)");
  must(db, "INSERT INTO u VALUES(2)");
  note_session("changes", session);
  sqlite3session_table_filter(session, NULL, NULL);
  must(db, "INSERT INTO u VALUES(3)");
  note_session("no filter", session);
  end(db, session);
}

TEST(copies_session_state, filter_is_not_asked_about_named_tables) {
  sqlite3* db = table();
  sqlite3_session* session = NULL;
  sqlite3session_create(db, "main", &session);
  sqlite3session_attach(session, "t");
  sqlite3session_table_filter(session, only_t, "filter");
  must(db, "DELETE FROM t WHERE id=1");
  note_session("changes", session);
  end(db, session);
}

TEST(copies_session_state, is_empty) {
  sqlite3* db = table();
  sqlite3_session* session = session_on(db);
  note("fresh", "%d", sqlite3session_isempty(session) != 0);
  must(db, "UPDATE t SET a='x' WHERE id=1");
  note("changed", "%d", sqlite3session_isempty(session) != 0);
  must(db, "UPDATE t SET a='one' WHERE id=1");
  note("changed back", "%d", sqlite3session_isempty(session) != 0);
  note_session("changes", session);
  end(db, session);
}

TEST(copies_session_state, memory_used_grows) {
  sqlite3* db = table();
  sqlite3_session* session = session_on(db);
  const sqlite3_int64 before = sqlite3session_memory_used(session);
  must(db, "UPDATE t SET a='x'");
  note("grows", "%d", sqlite3session_memory_used(session) > before);
  end(db, session);
}

static int object_size(sqlite3_session* session, int value) {
  const int code = sqlite3session_object_config(session, SQLITE_SESSION_OBJCONFIG_SIZE, &value);
  note_code("config", code);
  return value;
}

TEST(copies_session_state, changeset_size) {
  sqlite3* db = table();
  sqlite3_session* session = NULL;
  sqlite3session_create(db, "main", &session);
  note("at first", "%d", object_size(session, -1));
  note("on", "%d", object_size(session, 9));
  note("asked", "%d", object_size(session, -1));
  note("empty", "%lld", (long long)sqlite3session_changeset_size(session));
  sqlite3session_attach(session, NULL);
  must(db, "UPDATE t SET a='x'; DELETE FROM t WHERE id=2; INSERT INTO t VALUES(9,9,9)");
  const Changes changes = changeset_of(session);
  note("upper limit", "%d", sqlite3session_changeset_size(session) >= changes.size);
  sqlite3_free(changes.bytes);
  note("asked late", "%d", object_size(session, -1));
  note("off late", "%d", object_size(session, 0));
  end(db, session);
}

TEST(copies_session_state, changeset_size_is_off) {
  sqlite3* db = table();
  sqlite3_session* session = session_on(db);
  must(db, "DELETE FROM t");
  note("size", "%lld", (long long)sqlite3session_changeset_size(session));
  int value = 1;
  note_code("unknown option", sqlite3session_object_config(session, 99, &value));
  end(db, session);
}

TEST(copies_session_state, stream_size) {
  int size = 0;
  note_code("ask", sqlite3session_config(SQLITE_SESSION_CONFIG_STRMSIZE, &size));
  const int usual = size;
  note("has one", "%d", usual > 0);
  size = 64;
  note_code("set", sqlite3session_config(SQLITE_SESSION_CONFIG_STRMSIZE, &size));
  note("size", "%d", size);
  size = -1;
  note_code("ask", sqlite3session_config(SQLITE_SESSION_CONFIG_STRMSIZE, &size));
  note("size", "%d", size);
  size = usual;
  note_code("reset", sqlite3session_config(SQLITE_SESSION_CONFIG_STRMSIZE, &size));
  note_code("unknown option", sqlite3session_config(99, &size));
}

typedef struct Sink {
  char bytes[8192];
  int size;
  int calls;
  int fail_at; /* The call that fails; 0: none. */
} Sink;

static int pour(void* context, const void* bytes, int size) {
  Sink* const sink = context;
  if (++sink->calls == sink->fail_at) return SQLITE_FULL;
  if (size <= 0) note("chunk", "%d", size);
  memcpy(sink->bytes + sink->size, bytes, (size_t)size);
  sink->size += size;
  return SQLITE_OK;
}

static void note_poured(const char* what, const Sink* sink, int size, void* bytes) {
  const int same = sink->size == size && memcmp(sink->bytes, bytes, (size_t)size) == 0;
  note(what, "same bytes %d, calls %s", same, sink->calls > 1 ? "many" : "one or none");
  sqlite3_free(bytes);
}

TEST(copies_session_state, streams_give_the_same_bytes) {
  sqlite3* db = table();
  sqlite3_session* session = session_on(db);
  Sink none = {.size = 0};
  note_code("nothing", sqlite3session_changeset_strm(session, pour, &none));
  note("calls", "%d", none.calls);
  must(db, "UPDATE t SET a=printf('%.*c', 1500, 'x'); DELETE FROM t WHERE id=3");
  Sink sink = {.size = 0};
  note_code("changeset", sqlite3session_changeset_strm(session, pour, &sink));
  Changes changes = changeset_of(session);
  note_poured("changeset", &sink, changes.size, changes.bytes);
  Sink patch = {.size = 0};
  note_code("patchset", sqlite3session_patchset_strm(session, pour, &patch));
  note_code("patchset", sqlite3session_patchset(session, &changes.size, &changes.bytes));
  note_poured("patchset", &patch, changes.size, changes.bytes);
  end(db, session);
}

TEST(copies_session_state, stream_that_fails) {
  sqlite3* db = table();
  sqlite3_session* session = session_on(db);
  must(db, "UPDATE t SET a=printf('%.*c', 1500, 'x')");
  for (int at = 1; at <= 2; ++at) {
    Sink sink = {.fail_at = at};
    note_code("changeset", sqlite3session_changeset_strm(session, pour, &sink));
    note("calls after the failure", "%d", sink.calls - at);
  }
  note("still there", "%d", sqlite3session_isempty(session) == 0);
  end(db, session);
}
