#include "tests/abi/suite.h"

#include <ftw.h>
#include <stdarg.h>
#include <unistd.h>

static Test* tests = NULL;
static int test_count = 0;
static int line_count = 0;
static char folder[] = "/tmp/tern-abi-XXXXXX";

void add_test(Test* test) {
  Test** at = &tests;
  while (*at) {
    const int order = strcmp((*at)->area, test->area);
    if (order > 0 || (order == 0 && strcmp((*at)->name, test->name) > 0)) break;
    at = &(*at)->next;
  }
  test->next = *at;
  *at = test;
}

static void end(const char* why, const char* what) {
  printf("ended: %s: %s\n", why, what);
  fflush(stdout);
  exit(1);
}

static void put_escaped(const char* text, size_t size) {
  for (size_t i = 0; i < size; ++i) {
    const unsigned char c = (unsigned char)text[i];
    if (c >= 0x20 && c < 0x7f && c != '\\') {
      putchar(c);
    } else {
      printf("\\x%02x", c);
    }
  }
}

static void begin_line(const char* what) {
  ++line_count;
  printf("  %s: ", what);
}

void note(const char* what, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  char* text = NULL;
  const int size = vasprintf(&text, format, arguments);
  va_end(arguments);
  begin_line(what);
  if (size >= 0) put_escaped(text, (size_t)size);
  putchar('\n');
  free(text);
}

/* The names of the plain codes, and of those extended ones that tests meet. */
static const struct {
  int code;
  const char* name;
} kCodes[] = {
#define CODE(name) {name, #name}
    CODE(SQLITE_OK),
    CODE(SQLITE_ERROR),
    CODE(SQLITE_INTERNAL),
    CODE(SQLITE_PERM),
    CODE(SQLITE_ABORT),
    CODE(SQLITE_BUSY),
    CODE(SQLITE_LOCKED),
    CODE(SQLITE_NOMEM),
    CODE(SQLITE_READONLY),
    CODE(SQLITE_INTERRUPT),
    CODE(SQLITE_IOERR),
    CODE(SQLITE_CORRUPT),
    CODE(SQLITE_NOTFOUND),
    CODE(SQLITE_FULL),
    CODE(SQLITE_CANTOPEN),
    CODE(SQLITE_PROTOCOL),
    CODE(SQLITE_EMPTY),
    CODE(SQLITE_SCHEMA),
    CODE(SQLITE_TOOBIG),
    CODE(SQLITE_CONSTRAINT),
    CODE(SQLITE_MISMATCH),
    CODE(SQLITE_MISUSE),
    CODE(SQLITE_NOLFS),
    CODE(SQLITE_AUTH),
    CODE(SQLITE_FORMAT),
    CODE(SQLITE_RANGE),
    CODE(SQLITE_NOTADB),
    CODE(SQLITE_NOTICE),
    CODE(SQLITE_WARNING),
    CODE(SQLITE_ROW),
    CODE(SQLITE_DONE),
    CODE(SQLITE_ABORT_ROLLBACK),
    CODE(SQLITE_BUSY_RECOVERY),
    CODE(SQLITE_BUSY_SNAPSHOT),
    CODE(SQLITE_BUSY_TIMEOUT),
    CODE(SQLITE_CANTOPEN_ISDIR),
    CODE(SQLITE_CANTOPEN_FULLPATH),
    CODE(SQLITE_CONSTRAINT_CHECK),
    CODE(SQLITE_CONSTRAINT_COMMITHOOK),
    CODE(SQLITE_CONSTRAINT_FOREIGNKEY),
    CODE(SQLITE_CONSTRAINT_FUNCTION),
    CODE(SQLITE_CONSTRAINT_NOTNULL),
    CODE(SQLITE_CONSTRAINT_PRIMARYKEY),
    CODE(SQLITE_CONSTRAINT_TRIGGER),
    CODE(SQLITE_CONSTRAINT_UNIQUE),
    CODE(SQLITE_CONSTRAINT_VTAB),
    CODE(SQLITE_CONSTRAINT_ROWID),
    CODE(SQLITE_CONSTRAINT_DATATYPE),
    CODE(SQLITE_CORRUPT_INDEX),
    CODE(SQLITE_CORRUPT_VTAB),
    CODE(SQLITE_ERROR_MISSING_COLLSEQ),
    CODE(SQLITE_ERROR_RETRY),
    CODE(SQLITE_ERROR_SNAPSHOT),
    CODE(SQLITE_LOCKED_SHAREDCACHE),
    CODE(SQLITE_LOCKED_VTAB),
    CODE(SQLITE_READONLY_DBMOVED),
    CODE(SQLITE_READONLY_ROLLBACK),
    CODE(SQLITE_READONLY_DIRECTORY),
    CODE(SQLITE_IOERR_READ),
    CODE(SQLITE_IOERR_WRITE),
    CODE(SQLITE_IOERR_FSYNC),
    CODE(SQLITE_IOERR_NOMEM),
    CODE(SQLITE_OK_LOAD_PERMANENTLY),
#undef CODE
};

static const char* name_of(int code) {
  for (size_t i = 0; i < sizeof kCodes / sizeof kCodes[0]; ++i) {
    if (kCodes[i].code == code) return kCodes[i].name;
  }
  return NULL;
}

static void put_code(int code) {
  const char* const name = name_of(code);
  if (name) {
    fputs(name, stdout);
  } else {
    printf("code %d", code);
  }
}

void note_code(const char* what, int code) {
  begin_line(what);
  put_code(code);
  putchar('\n');
}

void note_error(const char* what, sqlite3* db) {
  begin_line(what);
  put_code(sqlite3_errcode(db));
  putchar(' ');
  put_code(sqlite3_extended_errcode(db));
  putchar(' ');
  const char* const text = sqlite3_errmsg(db);
  put_escaped(text, strlen(text));
  putchar('\n');
}

void note_text(const char* what, const char* text) {
  begin_line(what);
  if (!text) {
    fputs("<null>", stdout);
  } else {
    putchar('"');
    put_escaped(text, strlen(text));
    putchar('"');
  }
  putchar('\n');
}

static void put_bytes(const void* bytes, int size) {
  const unsigned char* const at = bytes;
  if (!at) fputs("<null>", stdout);
  for (int i = 0; at && i < size; ++i) printf("%02x", at[i]);
  printf(" (%d)", size);
}

void note_bytes(const char* what, const void* bytes, int size) {
  begin_line(what);
  put_bytes(bytes, size);
  putchar('\n');
}

void note_text16(const char* what, const void* text) {
  begin_line(what);
  if (!text) {
    fputs("<null>", stdout);
  } else {
    const char* at = text;
    putchar('"');
    while (1) {
      uint16_t unit;
      memcpy(&unit, at, sizeof unit);
      if (unit == 0) break;
      if (unit >= 0x20 && unit < 0x7f && unit != '\\') {
        putchar((int)unit);
      } else {
        printf("\\u%04x", unit);
      }
      at += sizeof unit;
    }
    putchar('"');
  }
  putchar('\n');
}

static void put_value(sqlite3_value* value) {
  switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
      printf("integer %lld", (long long)sqlite3_value_int64(value));
      break;
    case SQLITE_FLOAT:
      printf("real %.17g", sqlite3_value_double(value));
      break;
    case SQLITE_TEXT: {
      const char* const text = (const char*)sqlite3_value_text(value);
      fputs("text \"", stdout);
      put_escaped(text, (size_t)sqlite3_value_bytes(value));
      putchar('"');
      break;
    }
    case SQLITE_BLOB: {
      fputs("blob ", stdout);
      const void* const blob = sqlite3_value_blob(value);
      put_bytes(blob ? blob : "", sqlite3_value_bytes(value));
      break;
    }
    default:
      fputs("null", stdout);
  }
}

void note_value(const char* what, sqlite3_value* value) {
  begin_line(what);
  put_value(value);
  putchar('\n');
}

static void put_row(sqlite3_stmt* statement) {
  const int count = sqlite3_column_count(statement);
  for (int i = 0; i < count; ++i) {
    fputs(i > 0 ? " | " : "", stdout);
    put_value(sqlite3_column_value(statement, i));
  }
}

void note_rows(const char* what, sqlite3* db, const char* sql) {
  while (*sql) {
    sqlite3_stmt* statement = NULL;
    const char* tail = NULL;
    const int code = sqlite3_prepare_v2(db, sql, -1, &statement, &tail);
    if (code != SQLITE_OK) {
      note_error(what, db);
      return;
    }
    sql = tail;
    if (!statement) continue;
    while (sqlite3_step(statement) == SQLITE_ROW) {
      begin_line(what);
      put_row(statement);
      putchar('\n');
    }
    if (sqlite3_finalize(statement) != SQLITE_OK) {
      note_error(what, db);
      return;
    }
  }
}

sqlite3* open_memory(void) {
  sqlite3* db = NULL;
  if (sqlite3_open(":memory:", &db) != SQLITE_OK)
    end("open", db ? sqlite3_errmsg(db) : "no handle");
  return db;
}

void must(sqlite3* db, const char* sql) {
  if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) end(sql, sqlite3_errmsg(db));
}

sqlite3_stmt* prepared(sqlite3* db, const char* sql) {
  sqlite3_stmt* statement = NULL;
  if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK) end(sql, sqlite3_errmsg(db));
  return statement;
}

void close_noted(sqlite3* db) { note_code("close", sqlite3_close(db)); }

typedef struct Path {
  struct Path* next;
  char text[];
} Path;
static Path* paths = NULL;

const char* scratch(const char* name) {
  Path* const path = malloc(sizeof *path + sizeof folder + strlen(name) + 1);
  if (!path) end("scratch", name);
  sprintf(path->text, "%s/%s", folder, name);
  path->next = paths;
  paths = path;
  return path->text;
}

static void remove_paths(void) {
  while (paths) {
    Path* const next = paths->next;
    free(paths);
    paths = next;
  }
}

static int remove_one(const char* path, const struct stat* status, int kind, struct FTW* walk) {
  (void)status;
  (void)kind;
  (void)walk;
  return remove(path);
}

/* Is a test of this name asked for? All are, if none is named. */
static int is_wanted(const char* full_name, int word_count, char** words) {
  if (word_count == 0) return 1;
  for (int i = 0; i < word_count; ++i) {
    if (words[i][0] == '=' && strcmp(words[i] + 1, full_name) == 0) return 1;
    if (strncmp(words[i], full_name, strlen(words[i])) == 0) return 1;
  }
  return 0;
}

/* abi-suite [--list] [prefix | =name]...: runs all tests, or those whose names, "area.name", are so
** or begin so. With --list it only says which these are. */
int main(int argc, char** argv) {
  setvbuf(stdout, NULL, _IOLBF, 1 << 16);
  const int lists = argc > 1 && strcmp(argv[1], "--list") == 0;
  argc -= 1 + lists;
  argv += 1 + lists;
  if (!mkdtemp(folder)) end("mkdtemp", folder);
  for (Test* test = tests; test; test = test->next) {
    char full[256];
    snprintf(full, sizeof full, "%s.%s", test->area, test->name);
    if (!is_wanted(full, argc, argv)) continue;
    ++test_count;
    printf("%s\n", full);
    if (!lists) test->run();
  }
  nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  remove_paths();
  if (!lists) printf("%d tests, %d lines\n", test_count, line_count);
  return 0;
}
