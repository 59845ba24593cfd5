/* Functions that a virtual table overloads. */
#include "tests/abi/modules_table.h"

static void say_words(sqlite3_context* context, int count, sqlite3_value** values) {
  char line[128] = "";
  modules_put(line, sizeof line, "%s(", (const char*)sqlite3_user_data(context));
  for (int i = 0; i < count; ++i) {
    modules_put(line, sizeof line, i ? ", " : "");
    modules_put_value(line, sizeof line, values[i]);
  }
  modules_put(line, sizeof line, ")");
  sqlite3_result_text(context, line, -1, SQLITE_TRANSIENT);
}

/* True, so that a condition lets rows pass. */
static void say_yes(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)values;
  sqlite3_result_int(context, count);
}

static char user_data[] = "of the table";

static int find_words(const char* name, int count,
                      void (**function)(sqlite3_context*, int, sqlite3_value**), void** data) {
  (void)count;
  if (sqlite3_stricmp(name, "words") != 0) return 0;
  *function = say_words;
  *data = user_data;
  return 1;
}

static sqlite3* open_overloaded(Spec* spec) {
  spec->schema = "CREATE TABLE x(a, b)";
  modules_fill(spec, 2, 2);
  return modules_open(&modules_full, spec);
}

TEST(modules, overload_function_is_unusable_by_itself) {
  sqlite3* const db = open_memory();
  note_code("one", sqlite3_overload_function(db, "words", 1));
  note_code("again", sqlite3_overload_function(db, "words", 1));
  note_code("any", sqlite3_overload_function(db, "many", -1));
  note_rows("call", db, "SELECT words(1)");
  note_rows("other count", db, "SELECT words(1, 2)");
  note_rows("any count", db, "SELECT many()");
  note_rows("prepared only", db, "SELECT words(1) WHERE 0");
  close_noted(db);
}

TEST(modules, overload_function_keeps_what_is_there) {
  static char there[] = "there";
  sqlite3* const db = open_memory();
  sqlite3_create_function(db, "words", 1, SQLITE_UTF8, there, say_words, NULL, NULL);
  note_code("own", sqlite3_overload_function(db, "words", 1));
  note_code("built in", sqlite3_overload_function(db, "abs", 1));
  note_rows("own", db, "SELECT words(1)");
  note_rows("built in", db, "SELECT abs(-1)");
  note_code("replace",
            sqlite3_create_function(db, "words", 1, SQLITE_UTF8, NULL, NULL, NULL, NULL));
  note_rows("removed", db, "SELECT words(1)");
  close_noted(db);
}

TEST(modules, overload_function_can_be_defined_later) {
  static char later[] = "later";
  sqlite3* const db = open_memory();
  note_code("overload", sqlite3_overload_function(db, "words", 1));
  sqlite3_create_function(db, "words", 1, SQLITE_UTF8, later, say_words, NULL, NULL);
  note_rows("call", db, "SELECT words(1)");
  close_noted(db);
}

TEST(modules, overload_function_out_of_range) {
  sqlite3* const db = open_memory();
  note_code("too many", sqlite3_overload_function(db, "words", 200));
  note_code("too few", sqlite3_overload_function(db, "words", -5));
  close_noted(db);
}

TEST(modules, find_function_for_a_column) {
  static char plain[] = "plain";
  Spec spec = {.find = find_words};
  sqlite3* const db = open_overloaded(&spec);
  sqlite3_create_function(db, "words", -1, SQLITE_UTF8, plain, say_words, NULL, NULL);
  note_rows("column", db, "SELECT words(a), WORDS(b, 1) FROM v WHERE rowid = 1");
  note_rows("no column", db, "SELECT words(1), words(a + 1), words(1, a) FROM v WHERE rowid = 1");
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES(5)");
  note_rows("other table", db, "SELECT words(t.a), words(v.a) FROM t, v WHERE v.rowid = 1");
  note_rows("view", db, "CREATE VIEW w AS SELECT words(a) AS n FROM v; SELECT n FROM w LIMIT 1");
  note_rows("sorted", db, "SELECT a FROM v ORDER BY words(a) DESC");
  close_noted(db);
}

TEST(modules, find_function_makes_an_overload_usable) {
  Spec spec = {.find = find_words};
  sqlite3* const db = open_overloaded(&spec);
  note_rows("unknown", db, "SELECT words(a) FROM v WHERE rowid = 1");
  note_code("overload", sqlite3_overload_function(db, "words", -1));
  note_rows("column", db, "SELECT words(a) FROM v WHERE rowid = 1");
  note_rows("no column", db, "SELECT words(1) FROM v WHERE rowid = 1");
  close_noted(db);
}

TEST(modules, find_function_says_no) {
  static char plain[] = "plain";
  Spec spec = {0};
  sqlite3* const db = open_overloaded(&spec);
  sqlite3_create_function(db, "words", -1, SQLITE_UTF8, plain, say_words, NULL, NULL);
  note_rows("column", db, "SELECT words(a) FROM v WHERE rowid = 1");
  close_noted(db);
}

static int find_patterns(const char* name, int count,
                         void (**function)(sqlite3_context*, int, sqlite3_value**), void** data) {
  static char names[][8] = {"like", "glob", "match", "regexp"};
  for (int i = 0; i < 4; ++i) {
    if (sqlite3_stricmp(name, names[i]) != 0) continue;
    note("asked for", "%s of %d", names[i], count);
    *function = say_words;
    *data = names[i];
    return 1;
  }
  return 0;
}

TEST(modules, find_function_for_operators) {
  Spec spec = {.find = find_patterns};
  sqlite3* const db = open_overloaded(&spec);
  note_rows("like", db, "SELECT b LIKE 'x' FROM v WHERE rowid = 1");
  note_rows("like, escaped", db, "SELECT b LIKE 'x' ESCAPE '!' FROM v WHERE rowid = 1");
  note_rows("glob", db, "SELECT b GLOB 'x' FROM v WHERE rowid = 1");
  note_rows("match", db, "SELECT b MATCH 'x' FROM v WHERE rowid = 1");
  note_rows("regexp", db, "SELECT b REGEXP 'x' FROM v WHERE rowid = 1");
  sqlite3_overload_function(db, "regexp", 2);
  note_rows("regexp, overloaded", db, "SELECT b REGEXP 'x' FROM v WHERE rowid = 1");
  note_rows("constant", db, "SELECT 'x' LIKE b FROM v WHERE rowid = 1");
  close_noted(db);
}

TEST(modules, match_without_a_function) {
  Spec spec = {0};
  sqlite3* const db = open_overloaded(&spec);
  note_rows("match", db, "SELECT a FROM v WHERE b MATCH 'x'");
  note_rows("regexp", db, "SELECT a FROM v WHERE b REGEXP 'x'");
  note_rows("no table", db, "SELECT 1 MATCH 2");
  close_noted(db);
}

static int find_constraint(const char* name, int count,
                           void (**function)(sqlite3_context*, int, sqlite3_value**), void** data) {
  (void)count;
  if (strcmp(name, "near") != 0 && strcmp(name, "far") != 0) return 0;
  *function = say_yes;
  *data = NULL;
  return SQLITE_INDEX_CONSTRAINT_FUNCTION + (name[0] == 'n' ? 0 : 7);
}

static int take_function(sqlite3_index_info* info) {
  for (int i = 0; i < info->nConstraint; ++i) {
    const struct sqlite3_index_constraint* const constraint = &info->aConstraint[i];
    if (constraint->op < SQLITE_INDEX_CONSTRAINT_FUNCTION) continue;
    note("constraint", "%s op %d usable %d", modules_column(constraint->iColumn),
         constraint->op - SQLITE_INDEX_CONSTRAINT_FUNCTION, constraint->usable);
    info->aConstraintUsage[i].argvIndex = 1;
    info->aConstraintUsage[i].omit = 1;
    info->idxNum = constraint->op;
  }
  return SQLITE_OK;
}

static int start_all(sqlite3_vtab_cursor* base, int count, sqlite3_value** values) {
  (void)count;
  (void)values;
  ((Cursor*)base)->rows = ((Table*)base->pVtab)->spec->rows;
  return SQLITE_OK;
}

TEST(modules, find_function_becomes_a_constraint) {
  Spec spec = {.find = find_constraint, .plan = take_function, .start = start_all, .noted = kScan};
  sqlite3* const db = open_overloaded(&spec);
  sqlite3_overload_function(db, "near", 2);
  sqlite3_overload_function(db, "far", 2);
  note_rows("near", db, "SELECT rowid FROM v WHERE near(a, 'here')");
  note_rows("far", db, "SELECT rowid FROM v WHERE far(b, 1 + 1)");
  note_rows("compared", db, "SELECT near(a, 1) FROM v WHERE near(a, 1) > 1");
  close_noted(db);
}

static int take_match(sqlite3_index_info* info) {
  const int at = modules_constraint(info, 1, SQLITE_INDEX_CONSTRAINT_MATCH);
  if (at < 0 || !info->aConstraint[at].usable) return SQLITE_OK;
  info->aConstraintUsage[at].argvIndex = 1;
  info->aConstraintUsage[at].omit = 1;
  info->estimatedCost = 1;
  return SQLITE_OK;
}

TEST(modules, match_taken_by_the_table) {
  Spec spec = {.plan = take_match, .start = start_all, .noted = kPlan | kScan};
  sqlite3* const db = open_overloaded(&spec);
  note_rows("match", db, "SELECT rowid FROM v WHERE b MATCH 'one ' || 'two'");
  spec.noted = kPlan;
  spec.asked[0] = '\0';
  note_rows("other column", db, "SELECT rowid FROM v WHERE a MATCH 'x'");
  close_noted(db);
}
