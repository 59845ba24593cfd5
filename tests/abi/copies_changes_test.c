/* Changesets in print, for the other copies_*_test.c files, and what their bytes are.
**
** The functions that are not static are declared again where they are used. Changes of one table
** come in no promised order, so their lines are sorted. */
#include "tests/abi/suite.h"

typedef struct Changes {
  int size;
  void* bytes; /* To be freed by sqlite3_free. */
} Changes;

Changes changeset_of(sqlite3_session* session);
Changes changes_made(const char* before, const char* sql);
Changes patches_made(const char* before, const char* sql);
void note_changes(const char* what, Changes changes);
void note_iterator(const char* what, sqlite3_changeset_iter* iterator);
int answer_noted(void* answer, int conflict, sqlite3_changeset_iter* iterator);

static void put_bytes(FILE* out, const unsigned char* bytes, int size) {
  fputs("x'", out);
  for (int i = 0; i < size; ++i) fprintf(out, "%02x", bytes[i]);
  fputc('\'', out);
}

static void put_value(FILE* out, sqlite3_value* value) {
  switch (value ? sqlite3_value_type(value) : 0) {
    case 0:
      fputc('.', out);
      break;
    case SQLITE_INTEGER:
      fprintf(out, "%lld", (long long)sqlite3_value_int64(value));
      break;
    case SQLITE_FLOAT:
      fprintf(out, "real %.17g", sqlite3_value_double(value));
      break;
    case SQLITE_TEXT:
      fprintf(out, "\"%s\"", (const char*)sqlite3_value_text(value));
      break;
    case SQLITE_BLOB:
      put_bytes(out, sqlite3_value_blob(value), sqlite3_value_bytes(value));
      break;
    default:
      fputs("null", out);
  }
}

typedef int (*ValueOf)(sqlite3_changeset_iter*, int, sqlite3_value**);

static void put_row(FILE* out, const char* name, sqlite3_changeset_iter* iterator, int columns,
                    ValueOf value_of) {
  fprintf(out, " %s(", name);
  for (int i = 0; i < columns; ++i) {
    sqlite3_value* value = NULL;
    const int code = value_of(iterator, i, &value);
    fputs(i > 0 ? ", " : "", out);
    if (code == SQLITE_OK) put_value(out, value);
    if (code != SQLITE_OK) fprintf(out, "code %d", code);
  }
  fputc(')', out);
}

static const char* operation_name(int operation) {
  if (operation == SQLITE_INSERT) return "insert";
  if (operation == SQLITE_UPDATE) return "update";
  return operation == SQLITE_DELETE ? "delete" : "unknown";
}

/* E.g. t(*.) update old(1, "a") new(., "b"): the star marks the key, the dot what is left out. */
static void put_change(FILE* out, sqlite3_changeset_iter* iterator) {
  const char* table = NULL;
  int columns = 0;
  int operation = 0;
  int indirect = -1;
  unsigned char* keys = NULL;
  int code = sqlite3changeset_op(iterator, &table, &columns, &operation, &indirect);
  if (code == SQLITE_OK) code = sqlite3changeset_pk(iterator, &keys, NULL);
  if (code != SQLITE_OK) {
    fprintf(out, "no change, code %d", code);
    return;
  }
  fprintf(out, "%s(", table);
  for (int i = 0; i < columns; ++i) fputc(keys[i] ? '*' : '.', out);
  fprintf(out, ") %s%s", operation_name(operation), indirect ? " indirect" : "");
  if (operation != SQLITE_INSERT) put_row(out, "old", iterator, columns, sqlite3changeset_old);
  if (operation != SQLITE_DELETE) put_row(out, "new", iterator, columns, sqlite3changeset_new);
}

static char* change_text(sqlite3_changeset_iter* iterator) {
  char* text = NULL;
  size_t size = 0;
  FILE* out = open_memstream(&text, &size);
  put_change(out, iterator);
  fclose(out);
  return text;
}

static int by_text(const void* a, const void* b) {
  return strcmp(*(const char* const*)a, *(const char* const*)b);
}

void note_iterator(const char* what, sqlite3_changeset_iter* iterator) {
  enum { kMax = 64 };
  char* lines[kMax];
  size_t count = 0;
  int code = sqlite3changeset_next(iterator);
  while (code == SQLITE_ROW && count < kMax) {
    lines[count++] = change_text(iterator);
    code = sqlite3changeset_next(iterator);
  }
  if (count > 0) qsort(lines, count, sizeof lines[0], by_text);
  for (size_t i = 0; i < count; ++i) {
    note(what, "%s", lines[i]);
    free(lines[i]);
  }
  if (count == 0) note(what, "no changes");
  if (code != SQLITE_DONE) note_code(what, code);
}

void note_changes(const char* what, Changes changes) {
  sqlite3_changeset_iter* iterator = NULL;
  const int code = sqlite3changeset_start(&iterator, changes.size, changes.bytes);
  if (code != SQLITE_OK) {
    note_code(what, code);
    return;
  }
  note_iterator(what, iterator);
  const int end = sqlite3changeset_finalize(iterator);
  if (end != SQLITE_OK) note_code("finalize", end);
}

Changes changeset_of(sqlite3_session* session) {
  Changes changes = {-1, NULL};
  const int code = sqlite3session_changeset(session, &changes.size, &changes.bytes);
  if (code != SQLITE_OK) note_code("changeset", code);
  return changes;
}

typedef int (*Take)(sqlite3_session*, int*, void**);

static Changes made(const char* before, const char* sql, Take take) {
  sqlite3* db = open_memory();
  must(db, before);
  sqlite3_session* session = NULL;
  if (sqlite3session_create(db, "main", &session) != SQLITE_OK) note_error("session", db);
  sqlite3session_attach(session, NULL);
  must(db, sql);
  Changes changes = {-1, NULL};
  const int code = take(session, &changes.size, &changes.bytes);
  if (code != SQLITE_OK) note_code("take", code);
  sqlite3session_delete(session);
  sqlite3_close(db);
  return changes;
}

Changes changes_made(const char* before, const char* sql) {
  return made(before, sql, sqlite3session_changeset);
}

Changes patches_made(const char* before, const char* sql) {
  return made(before, sql, sqlite3session_patchset);
}

static const char* conflict_name(int conflict) {
  static const char* const names[] = {"?",        "DATA",       "NOTFOUND",
                                      "CONFLICT", "CONSTRAINT", "FOREIGN_KEY"};
  return conflict >= 1 && conflict <= 5 ? names[conflict] : names[0];
}

/* A conflict handler: prints what it is asked, and answers what `answer` points to. */
int answer_noted(void* answer, int conflict, sqlite3_changeset_iter* iterator) {
  char* text = NULL;
  size_t size = 0;
  FILE* out = open_memstream(&text, &size);
  if (conflict == SQLITE_CHANGESET_FOREIGN_KEY) {
    int count = -1;
    const int code = sqlite3changeset_fk_conflicts(iterator, &count);
    fprintf(out, "code %d, %d violations", code, count);
  } else {
    put_change(out, iterator);
  }
  if (conflict == SQLITE_CHANGESET_DATA || conflict == SQLITE_CHANGESET_CONFLICT) {
    int columns = 0;
    unsigned char* keys = NULL;
    sqlite3changeset_pk(iterator, &keys, &columns);
    put_row(out, "row", iterator, columns, sqlite3changeset_conflict);
  }
  fclose(out);
  note(conflict_name(conflict), "%s", text);
  free(text);
  return *(const int*)answer;
}

/* The bytes are a file format of their own: other programs, and older ones, read them. */
static void note_both(const char* before, const char* sql) {
  const Changes changes = changes_made(before, sql);
  note_changes("changeset", changes);
  note_bytes("changeset", changes.bytes, changes.size);
  const Changes patches = patches_made(before, sql);
  note_changes("patchset", patches);
  note_bytes("patchset", patches.bytes, patches.size);
  sqlite3_free(changes.bytes);
  sqlite3_free(patches.bytes);
}

static const char kTable[] =
    "CREATE TABLE t(id INTEGER PRIMARY KEY, a, b); INSERT INTO t VALUES(1, 'one', 1.5);";

TEST(copies_changes, bytes_of_insert) { note_both(kTable, "INSERT INTO t VALUES(2, 'two', 258)"); }
TEST(copies_changes, bytes_of_update) { note_both(kTable, "UPDATE t SET a='uno' WHERE id=1"); }
TEST(copies_changes, bytes_of_delete) { note_both(kTable, "DELETE FROM t WHERE id=1"); }

TEST(copies_changes, bytes_of_each_type) {
  note_both("CREATE TABLE t(k PRIMARY KEY, i, j, r, s, b, e, f, n)",
            "INSERT INTO t VALUES('k', 1, -9223372036854775808, -2.5, 'text', x'00ff', '', x'',"
            " NULL)");
}

TEST(copies_changes, bytes_of_indirect_change) {
  note_both(
      "CREATE TABLE log(id INTEGER PRIMARY KEY, what); CREATE TABLE t(x);"
      "CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO log VALUES(1, new.x); END",
      "INSERT INTO t VALUES('seen')");
}

TEST(copies_changes, bytes_of_composite_key) {
  note_both("CREATE TABLE t(a, b, c, PRIMARY KEY(c, a)); INSERT INTO t VALUES(1, 2, 3)",
            "UPDATE t SET b=4");
}

TEST(copies_changes, bytes_of_two_tables) {
  note_both("CREATE TABLE one(a PRIMARY KEY); CREATE TABLE two(a, b PRIMARY KEY)",
            "INSERT INTO two VALUES(1, 2); INSERT INTO one VALUES(3)");
}

TEST(copies_changes, bytes_of_nothing) { note_both(kTable, "SELECT 1"); }

/* Sizes over 127 take two bytes. */
TEST(copies_changes, bytes_of_long_text) {
  const Changes changes = changes_made("CREATE TABLE t(a PRIMARY KEY, b)",
                                       "INSERT INTO t VALUES(1, printf('%.*c', 300, 'x'))");
  note("size", "%d", changes.size);
  note_bytes("head", changes.bytes, 21);
  sqlite3_free(changes.bytes);
}

TEST(copies_changes, utf16_is_recorded_as_utf8) {
  note_both("PRAGMA encoding='UTF-16le'; CREATE TABLE t(a PRIMARY KEY)",
            "INSERT INTO t VALUES('\xc3\xa4')");
}
