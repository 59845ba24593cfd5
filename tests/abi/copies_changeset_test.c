/* Going through a changeset: what each call answers at each place, and damaged or cut input. */
#include "tests/abi/suite.h"

typedef struct Changes {
  int size;
  void* bytes;
} Changes;

/* From copies_changes_test.c. */
Changes changes_made(const char* before, const char* sql);
Changes patches_made(const char* before, const char* sql);
void note_changes(const char* what, Changes changes);
void note_iterator(const char* what, sqlite3_changeset_iter* iterator);

static const char kTable[] =
    "CREATE TABLE t(id INTEGER PRIMARY KEY, a, b); INSERT INTO t VALUES(1,'one',10),(2,'two',20);";

static sqlite3_changeset_iter* started(Changes changes) {
  sqlite3_changeset_iter* iterator = NULL;
  note_code("start", sqlite3changeset_start(&iterator, changes.size, changes.bytes));
  return iterator;
}

static void note_got(const char* what, int code, sqlite3_value* value) {
  note_code(what, code);
  if (value) {
    note_value(what, value);
  } else {
    note(what, "no value");
  }
}

static void note_place(sqlite3_changeset_iter* iterator) {
  const char* table = NULL;
  int columns = -1;
  int operation = -1;
  int indirect = -1;
  note_code("op", sqlite3changeset_op(iterator, &table, &columns, &operation, &indirect));
  note("op", "%s, %d columns, operation %d, indirect %d", table ? table : "none", columns,
       operation, indirect);
}

static void note_values(sqlite3_changeset_iter* iterator, int column) {
  sqlite3_value* value = NULL;
  int code = sqlite3changeset_old(iterator, column, &value);
  note_got("old", code, value);
  value = NULL;
  code = sqlite3changeset_new(iterator, column, &value);
  note_got("new", code, value);
}

static void over(const char* sql) {
  Changes changes = changes_made(kTable, sql);
  sqlite3_changeset_iter* iterator = started(changes);
  note_code("next", sqlite3changeset_next(iterator));
  note_place(iterator);
  for (int column = -1; column <= 3; ++column) {
    note("column", "%d", column);
    note_values(iterator, column);
  }
  note_code("next", sqlite3changeset_next(iterator));
  note_code("finalize", sqlite3changeset_finalize(iterator));
  sqlite3_free(changes.bytes);
}

TEST(copies_changeset, over_an_insert) { over("INSERT INTO t VALUES(3,NULL,x'30')"); }
TEST(copies_changeset, over_an_update) { over("UPDATE t SET b=NULL WHERE id=1"); }
TEST(copies_changeset, over_a_delete) { over("DELETE FROM t WHERE id=2"); }

TEST(copies_changeset, key_columns) {
  Changes changes =
      changes_made("CREATE TABLE t(a, b, c, PRIMARY KEY(c, a))", "INSERT INTO t VALUES(1, 2, 3)");
  sqlite3_changeset_iter* iterator = started(changes);
  note_code("next", sqlite3changeset_next(iterator));
  unsigned char* keys = NULL;
  int columns = -1;
  note_code("pk", sqlite3changeset_pk(iterator, &keys, &columns));
  note("columns", "%d", columns);
  for (int i = 0; i < columns; ++i) note("in the key", "%d", keys[i] != 0);
  note_code("without a count", sqlite3changeset_pk(iterator, &keys, NULL));
  note_code("finalize", sqlite3changeset_finalize(iterator));
  sqlite3_free(changes.bytes);
}

TEST(copies_changeset, calls_of_conflict_handlers_only) {
  Changes changes = changes_made(kTable, "DELETE FROM t WHERE id=2");
  sqlite3_changeset_iter* iterator = started(changes);
  note_code("next", sqlite3changeset_next(iterator));
  sqlite3_value* value = NULL;
  note_code("conflict", sqlite3changeset_conflict(iterator, 0, &value));
  int count = -1;
  note_code("fk_conflicts", sqlite3changeset_fk_conflicts(iterator, &count));
  note_code("finalize", sqlite3changeset_finalize(iterator));
  sqlite3_free(changes.bytes);
}

TEST(copies_changeset, past_the_end) {
  Changes changes = changes_made(kTable, "DELETE FROM t WHERE id=2");
  sqlite3_changeset_iter* iterator = started(changes);
  note_code("next", sqlite3changeset_next(iterator));
  note_code("next", sqlite3changeset_next(iterator));
  note_code("next", sqlite3changeset_next(iterator));
  note_code("finalize", sqlite3changeset_finalize(iterator));
  sqlite3_free(changes.bytes);
}

TEST(copies_changeset, values_before_the_first) {
  Changes changes = changes_made(kTable, "DELETE FROM t WHERE id=2");
  sqlite3_changeset_iter* iterator = started(changes);
  note_values(iterator, 0);
  note_code("finalize", sqlite3changeset_finalize(iterator));
  sqlite3_free(changes.bytes);
}

TEST(copies_changeset, empty) {
  sqlite3_changeset_iter* iterator = NULL;
  note_code("start", sqlite3changeset_start(&iterator, 0, NULL));
  note_code("next", sqlite3changeset_next(iterator));
  note_code("next", sqlite3changeset_next(iterator));
  note_code("finalize", sqlite3changeset_finalize(iterator));
  note_code("finalize nothing", sqlite3changeset_finalize(NULL));
}

TEST(copies_changeset, finalized_early) {
  Changes changes = changes_made(kTable, "DELETE FROM t");
  sqlite3_changeset_iter* iterator = started(changes);
  note_code("finalize", sqlite3changeset_finalize(iterator));
  iterator = started(changes);
  note_code("next", sqlite3changeset_next(iterator));
  note_code("finalize", sqlite3changeset_finalize(iterator));
  sqlite3_free(changes.bytes);
}

TEST(copies_changeset, two_iterators_at_once) {
  Changes changes = changes_made(kTable, "DELETE FROM t WHERE id=1");
  sqlite3_changeset_iter* a = started(changes);
  sqlite3_changeset_iter* b = started(changes);
  note_code("next a", sqlite3changeset_next(a));
  note_code("next b", sqlite3changeset_next(b));
  note_place(a);
  note_code("finalize a", sqlite3changeset_finalize(a));
  note_values(b, 1);
  note_code("finalize b", sqlite3changeset_finalize(b));
  sqlite3_free(changes.bytes);
}

static void note_inverted_walk(const char* what, Changes changes) {
  sqlite3_changeset_iter* iterator = NULL;
  note_code(what, sqlite3changeset_start_v2(&iterator, changes.size, changes.bytes,
                                            SQLITE_CHANGESETSTART_INVERT));
  note_iterator(what, iterator);
  note_code("finalize", sqlite3changeset_finalize(iterator));
  sqlite3_free(changes.bytes);
}

TEST(copies_changeset, start_inverted) {
  note_inverted_walk("changeset",
                     changes_made(kTable,
                                  "DELETE FROM t WHERE id=2; INSERT INTO t VALUES(3,3,3);"
                                  "UPDATE t SET b=NULL WHERE id=1"));
}

TEST(copies_changeset, start_v2_without_flags) {
  Changes changes = changes_made(kTable, "DELETE FROM t WHERE id=2");
  sqlite3_changeset_iter* iterator = NULL;
  note_code("start", sqlite3changeset_start_v2(&iterator, changes.size, changes.bytes, 0));
  note_iterator("change", iterator);
  note_code("finalize", sqlite3changeset_finalize(iterator));
  sqlite3_free(changes.bytes);
}

static void note_damaged(const char* what, Changes changes) {
  sqlite3_changeset_iter* iterator = NULL;
  note_code(what, sqlite3changeset_start(&iterator, changes.size, changes.bytes));
  int code = sqlite3changeset_next(iterator);
  while (code == SQLITE_ROW) code = sqlite3changeset_next(iterator);
  note_code("last next", code);
  note_code("next again", sqlite3changeset_next(iterator));
  note_code("finalize", sqlite3changeset_finalize(iterator));
}

/* Not within a table's header: 3.40 never returns from that. */
TEST(copies_changeset, cut) {
  const Changes whole = changes_made(kTable, "INSERT INTO t VALUES(3,'three',30)");
  const int sizes[] = {7, 10, 12, 20, whole.size - 1};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; ++i) {
    /* A buffer of its own, so that reading too far shows. */
    Changes part = {sizes[i], malloc((size_t)sizes[i])};
    memcpy(part.bytes, whole.bytes, (size_t)part.size);
    note_damaged("start", part);
    free(part.bytes);
  }
  sqlite3_free(whole.bytes);
}

TEST(copies_changeset, damaged) {
  const Changes whole = changes_made(kTable, "INSERT INTO t VALUES(3,'three',30)");
  unsigned char* const bytes = whole.bytes;
  const struct {
    const char* what;
    int at;
    unsigned char value;
  } wrongs[] = {
      {"mark", 0, 'X'}, {"operation", 7, 0x55}, {"type", 9, 0x09}, {"text size", 19, 0xff}};
  for (size_t i = 0; i < sizeof wrongs / sizeof wrongs[0]; ++i) {
    const unsigned char right = bytes[wrongs[i].at];
    bytes[wrongs[i].at] = wrongs[i].value;
    note_damaged(wrongs[i].what, whole);
    bytes[wrongs[i].at] = right;
  }
  note_changes("whole", whole);
  sqlite3_free(whole.bytes);
}

typedef struct Source {
  const char* bytes;
  int size;
  int at;
  int most;    /* Bytes a call gives at most. */
  int fail_at; /* Where reading fails; -1: nowhere. */
} Source;

static int pump(void* context, void* bytes, int* size) {
  Source* const source = context;
  if (source->fail_at >= 0 && source->at >= source->fail_at) return SQLITE_IOERR;
  int count = source->size - source->at;
  if (count > source->most) count = source->most;
  if (count > *size) count = *size;
  if (count > 0) memcpy(bytes, source->bytes + source->at, (size_t)count);
  source->at += count;
  *size = count;
  return SQLITE_OK;
}

static void note_stream(const char* what, Changes changes, int most, int fail_at, int flags) {
  Source source = {changes.bytes, changes.size, 0, most, fail_at};
  sqlite3_changeset_iter* iterator = NULL;
  const int code = flags ? sqlite3changeset_start_v2_strm(&iterator, pump, &source, flags)
                         : sqlite3changeset_start_strm(&iterator, pump, &source);
  note_code(what, code);
  if (code != SQLITE_OK) return;
  note_iterator(what, iterator);
  note_code("finalize", sqlite3changeset_finalize(iterator));
}

TEST(copies_changeset, streamed) {
  const Changes changes = changes_made(kTable, "UPDATE t SET a='x'; INSERT INTO t VALUES(3,3,3)");
  note_stream("as it comes", changes, 1000, -1, 0);
  note_stream("byte by byte", changes, 1, -1, 0);
  note_stream("inverted", changes, 7, -1, SQLITE_CHANGESETSTART_INVERT);
  note_stream("nothing", (Changes){0, NULL}, 1, -1, 0);
  sqlite3_free(changes.bytes);
}

TEST(copies_changeset, stream_that_fails) {
  const Changes changes = changes_made(kTable, "INSERT INTO t VALUES(3,3,3)");
  note_stream("at once", changes, 1, 0, 0);
  note_stream("in the header", changes, 1, 3, 0);
  note_stream("in the row", changes, 1, 20, 0);
  sqlite3_free(changes.bytes);
}

TEST(copies_changeset, patchset_values) {
  Changes changes = patches_made(kTable, "UPDATE t SET b=NULL WHERE id=1");
  sqlite3_changeset_iter* iterator = started(changes);
  note_code("next", sqlite3changeset_next(iterator));
  note_place(iterator);
  for (int column = 0; column < 3; ++column) note_values(iterator, column);
  note_code("finalize", sqlite3changeset_finalize(iterator));
  sqlite3_free(changes.bytes);
}

TEST(copies_changeset, patchset_inverted) {
  note_inverted_walk("patchset", patches_made(kTable, "DELETE FROM t WHERE id=2"));
}
