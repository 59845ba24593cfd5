/* Inverting and joining changesets: invert, concat, and change groups. */
#include "tests/abi/suite.h"

typedef struct Changes {
  int size;
  void* bytes;
} Changes;

/* From copies_changes_test.c. */
Changes changes_made(const char* before, const char* sql);
Changes patches_made(const char* before, const char* sql);
void note_changes(const char* what, Changes changes);

static const char kTable[] =
    "CREATE TABLE t(id INTEGER PRIMARY KEY, a, b); INSERT INTO t VALUES(1,'one',10),(2,'two',20);";
static const char kEmpty[] = "CREATE TABLE t(id INTEGER PRIMARY KEY, a, b);";

static void note_and_free(const char* what, int code, Changes changes) {
  if (code == SQLITE_OK) {
    note_changes(what, changes);
  } else {
    note_code(what, code);
  }
  sqlite3_free(changes.bytes);
}

static void note_inverse(Changes changes) {
  Changes inverse = {-1, NULL};
  const int code =
      sqlite3changeset_invert(changes.size, changes.bytes, &inverse.size, &inverse.bytes);
  if (code == SQLITE_OK && changes.size < 60) note_bytes("inverse", inverse.bytes, inverse.size);
  if (code != SQLITE_OK) note("cleared", "%d", inverse.size == 0 && !inverse.bytes);
  note_and_free("inverse", code, inverse);
  sqlite3_free(changes.bytes);
}

TEST(copies_combine, invert) {
  note_inverse(changes_made(kTable, "INSERT INTO t VALUES(3,'three',NULL)"));
  note_inverse(changes_made(kTable, "UPDATE t SET b=NULL WHERE id=1"));
  note_inverse(changes_made(kTable, "DELETE FROM t WHERE id=2"));
  note_inverse(changes_made(kTable, "UPDATE t SET id=id+10; INSERT INTO t VALUES(1,0,0)"));
}

TEST(copies_combine, invert_keeps_indirect) {
  note_inverse(changes_made(
      "CREATE TABLE log(id INTEGER PRIMARY KEY, x); CREATE TABLE t(x);"
      "CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO log VALUES(1, new.x); END",
      "INSERT INTO t VALUES('seen')"));
}

TEST(copies_combine, invert_of_nothing) { note_inverse((Changes){0, NULL}); }

TEST(copies_combine, invert_of_a_patchset) {
  note_inverse(patches_made(kTable, "DELETE FROM t WHERE id=2"));
  note_inverse(patches_made(kTable, "UPDATE t SET a=0 WHERE id=2"));
}

static void note_concat(const char* what, Changes a, Changes b) {
  Changes both = {-1, NULL};
  const int code =
      sqlite3changeset_concat(a.size, a.bytes, b.size, b.bytes, &both.size, &both.bytes);
  note_and_free(what, code, both);
  sqlite3_free(a.bytes);
  sqlite3_free(b.bytes);
}

typedef Changes (*Make)(const char* before, const char* sql);

/* Each kind of change after each other one, on the same row. */
static void note_all_pairs(Make make) {
  static const struct {
    const char* name;
    const char* before;
    const char* sql;
  } kinds[] = {
      {"insert", kEmpty, "INSERT INTO t VALUES(1,'one',10)"},
      {"insert other", kEmpty, "INSERT INTO t VALUES(1,'uno',11)"},
      {"update a", kTable, "UPDATE t SET a='uno' WHERE id=1"},
      {"update b", kTable, "UPDATE t SET b=11 WHERE id=1"},
      {"delete", kTable, "DELETE FROM t WHERE id=1"},
  };
  enum { kCount = sizeof kinds / sizeof kinds[0] };
  for (int i = 0; i < kCount; ++i) {
    for (int j = 0; j < kCount; ++j) {
      char what[64];
      snprintf(what, sizeof what, "%s, %s", kinds[i].name, kinds[j].name);
      note_concat(what, make(kinds[i].before, kinds[i].sql), make(kinds[j].before, kinds[j].sql));
    }
  }
}

TEST(copies_combine, concat_of_all_pairs) { note_all_pairs(changes_made); }
TEST(copies_combine, concat_of_all_patch_pairs) { note_all_pairs(patches_made); }

TEST(copies_combine, concat_update_back) {
  note_concat("updates", changes_made(kTable, "UPDATE t SET a='uno' WHERE id=1"),
              changes_made("CREATE TABLE t(id INTEGER PRIMARY KEY, a, b);"
                           "INSERT INTO t VALUES(1,'uno',10)",
                           "UPDATE t SET a='one' WHERE id=1"));
}

TEST(copies_combine, concat_of_different_rows) {
  note_concat("both", changes_made(kTable, "DELETE FROM t WHERE id=1"),
              changes_made(kTable, "DELETE FROM t WHERE id=2; INSERT INTO t VALUES(3,3,3)"));
}

TEST(copies_combine, concat_with_nothing) {
  note_concat("left", changes_made(kTable, "DELETE FROM t WHERE id=1"), (Changes){0, NULL});
  note_concat("right", (Changes){0, NULL}, changes_made(kTable, "DELETE FROM t WHERE id=1"));
  note_concat("neither", (Changes){0, NULL}, (Changes){0, NULL});
}

TEST(copies_combine, concat_of_mixed_kinds) {
  note_concat("changeset, patchset", changes_made(kTable, "DELETE FROM t WHERE id=1"),
              patches_made(kTable, "DELETE FROM t WHERE id=2"));
  note_concat("patchset, changeset", patches_made(kTable, "DELETE FROM t WHERE id=1"),
              changes_made(kTable, "DELETE FROM t WHERE id=2"));
}

TEST(copies_combine, concat_of_different_tables) {
  static const char narrow[] = "CREATE TABLE t(id INTEGER PRIMARY KEY, a)";
  static const char other_key[] = "CREATE TABLE t(id, a PRIMARY KEY, b)";
  note_concat("fewer columns", changes_made(kTable, "DELETE FROM t WHERE id=1"),
              changes_made(narrow, "INSERT INTO t VALUES(1,1)"));
  note_concat("other key", changes_made(kTable, "DELETE FROM t WHERE id=1"),
              changes_made(other_key, "INSERT INTO t VALUES(1,1,1)"));
  note_concat("other name", changes_made(kTable, "DELETE FROM t WHERE id=1"),
              changes_made("CREATE TABLE u(k PRIMARY KEY)", "INSERT INTO u VALUES(1)"));
  note_concat("other case", changes_made(kTable, "DELETE FROM t WHERE id=1"),
              changes_made("CREATE TABLE T(id INTEGER PRIMARY KEY, a, b)",
                           "INSERT INTO t VALUES(1,'one',11)"));
}

static const char kLogged[] =
    "CREATE TABLE t(id INTEGER PRIMARY KEY, a, b); INSERT INTO t VALUES(1,'one',10);"
    "CREATE TABLE other(x); CREATE TRIGGER tr AFTER INSERT ON other BEGIN"
    " UPDATE t SET a=new.x WHERE id=1; END";

TEST(copies_combine, direct_wins_over_indirect) {
  note_concat("both indirect", changes_made(kLogged, "INSERT INTO other VALUES('x')"),
              changes_made(kLogged, "INSERT INTO other VALUES('y')"));
  note_concat("then direct", changes_made(kLogged, "INSERT INTO other VALUES('x')"),
              changes_made(kLogged, "UPDATE t SET b=0"));
  note_concat("first direct", changes_made(kLogged, "UPDATE t SET b=0"),
              changes_made(kLogged, "INSERT INTO other VALUES('x')"));
}

static void group_add(sqlite3_changegroup* group, Changes changes) {
  note_code("add", sqlite3changegroup_add(group, changes.size, changes.bytes));
  sqlite3_free(changes.bytes);
}

static void note_group(sqlite3_changegroup* group) {
  Changes all = {-1, NULL};
  const int code = sqlite3changegroup_output(group, &all.size, &all.bytes);
  note_and_free("output", code, all);
}

TEST(copies_combine, group) {
  sqlite3_changegroup* group = NULL;
  note_code("new", sqlite3changegroup_new(&group));
  note_group(group);
  group_add(group, changes_made(kTable, "DELETE FROM t WHERE id=1"));
  note_group(group);
  group_add(group, changes_made(kTable, "DELETE FROM t WHERE id=2"));
  note_group(group);
  note_group(group);
  group_add(group, changes_made(kEmpty, "INSERT INTO t VALUES(1,'one',10),(2,2,2)"));
  note_group(group);
  sqlite3changegroup_delete(group);
  sqlite3changegroup_delete(NULL);
}

TEST(copies_combine, group_of_mixed_kinds) {
  sqlite3_changegroup* group = NULL;
  note_code("new", sqlite3changegroup_new(&group));
  group_add(group, patches_made(kTable, "DELETE FROM t WHERE id=1"));
  group_add(group, changes_made(kTable, "DELETE FROM t WHERE id=2"));
  note_group(group);
  sqlite3changegroup_delete(group);
}

TEST(copies_combine, group_of_damaged_input) {
  sqlite3_changegroup* group = NULL;
  note_code("new", sqlite3changegroup_new(&group));
  Changes changes = changes_made(kTable, "DELETE FROM t WHERE id=1");
  ((unsigned char*)changes.bytes)[7] = 0x55; /* The operation. */
  group_add(group, changes);
  sqlite3changegroup_delete(group);
}

TEST(copies_combine, group_keeps_the_order_of_tables) {
  static const char two[] = "CREATE TABLE a(k PRIMARY KEY); CREATE TABLE b(k PRIMARY KEY)";
  sqlite3_changegroup* group = NULL;
  note_code("new", sqlite3changegroup_new(&group));
  group_add(group, changes_made(two, "INSERT INTO b VALUES(1)"));
  group_add(group, changes_made(two, "INSERT INTO a VALUES(1)"));
  group_add(group, changes_made(two, "DELETE FROM a; INSERT INTO b VALUES(1)"));
  Changes all = {-1, NULL};
  note_code("output", sqlite3changegroup_output(group, &all.size, &all.bytes));
  note_bytes("output", all.bytes, all.size);
  sqlite3_free(all.bytes);
  sqlite3changegroup_delete(group);
}

typedef struct Stream {
  char bytes[4096];
  int size;
  int at;
  int fails; /* Whether the next call fails. */
} Stream;

static Stream stream_of(Changes changes) {
  Stream stream = {.size = changes.size};
  if (changes.size > 0) memcpy(stream.bytes, changes.bytes, (size_t)changes.size);
  sqlite3_free(changes.bytes);
  return stream;
}

static int pump(void* context, void* bytes, int* size) {
  Stream* const stream = context;
  if (stream->fails) return SQLITE_IOERR;
  int count = stream->size - stream->at;
  if (count > 5) count = 5;
  if (count > *size) count = *size;
  memcpy(bytes, stream->bytes + stream->at, (size_t)count);
  stream->at += count;
  *size = count;
  return SQLITE_OK;
}

static int pour(void* context, const void* bytes, int size) {
  Stream* const stream = context;
  if (stream->fails) return SQLITE_FULL;
  memcpy(stream->bytes + stream->size, bytes, (size_t)size);
  stream->size += size;
  return SQLITE_OK;
}

static void note_stream(const char* what, int code, Stream* stream) {
  note_code(what, code);
  if (code == SQLITE_OK) note_changes(what, (Changes){stream->size, stream->bytes});
}

TEST(copies_combine, invert_streamed) {
  for (int fails = 0; fails <= 2; ++fails) {
    Stream in = stream_of(changes_made(kTable, "DELETE FROM t; INSERT INTO t VALUES(3,3,3)"));
    Stream out = {.size = 0};
    in.fails = fails == 1;
    out.fails = fails == 2;
    note_stream("inverse", sqlite3changeset_invert_strm(pump, &in, pour, &out), &out);
  }
}

TEST(copies_combine, concat_streamed) {
  for (int fails = 0; fails <= 3; ++fails) {
    Stream a = stream_of(changes_made(kTable, "DELETE FROM t WHERE id=1"));
    Stream b = stream_of(changes_made(kTable, "INSERT INTO t VALUES(3,3,3)"));
    Stream out = {.size = 0};
    a.fails = fails == 1;
    b.fails = fails == 2;
    out.fails = fails == 3;
    note_stream("both", sqlite3changeset_concat_strm(pump, &a, pump, &b, pour, &out), &out);
  }
}

TEST(copies_combine, group_streamed) {
  sqlite3_changegroup* group = NULL;
  note_code("new", sqlite3changegroup_new(&group));
  Stream in = stream_of(changes_made(kTable, "DELETE FROM t WHERE id=1"));
  note_code("add", sqlite3changegroup_add_strm(group, pump, &in));
  in = stream_of(changes_made(kTable, "DELETE FROM t WHERE id=2"));
  note_code("add", sqlite3changegroup_add_strm(group, pump, &in));
  Stream out = {.size = 0};
  note_stream("output", sqlite3changegroup_output_strm(group, pour, &out), &out);
  out.fails = 1;
  note_stream("output", sqlite3changegroup_output_strm(group, pour, &out), &out);
  in = stream_of(changes_made(kTable, "UPDATE t SET a=0"));
  in.fails = 1;
  note_code("add", sqlite3changegroup_add_strm(group, pump, &in));
  sqlite3changegroup_delete(group);
}
