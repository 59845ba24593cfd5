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

/* Where the engine sees that the argument is a column. */
TEST(modules, find_function_by_place) {
  static char plain[] = "plain";
  Spec spec = {.find = find_words};
  sqlite3* const db = open_overloaded(&spec);
  sqlite3_create_function(db, "words", -1, SQLITE_UTF8, plain, say_words, NULL, NULL);
  must(db, "CREATE VIEW w AS SELECT a, b AS c FROM v; CREATE TABLE t(a); INSERT INTO t VALUES(10)");
  note_rows("rowid", db, "SELECT words(rowid) FROM v");
  note_rows("alias", db, "SELECT a AS z FROM v WHERE words(z) LIKE 'of%'");
  note_rows("collated", db, "SELECT words(b COLLATE nocase), words((b)), words(+b) FROM v");
  note_rows("cast", db, "SELECT words(CAST(a AS TEXT)) FROM v");
  note_rows("view", db, "SELECT words(a), words(c) FROM w");
  note_rows("subquery", db, "SELECT words(x) FROM (SELECT a AS x FROM v)");
  note_rows("cte", db, "WITH c AS (SELECT a AS x FROM v) SELECT words(x) FROM c");
  note_rows("expression", db, "SELECT words(x) FROM (SELECT a + 0 AS x FROM v)");
  note_rows("correlated", db, "SELECT (SELECT words(v.a) FROM t) FROM v");
  note_rows("correlated condition", db,
            "SELECT a FROM v WHERE EXISTS (SELECT 1 FROM t WHERE words(v.a) = 'of the table(10)')");
  note_rows("using", db, "SELECT words(a) FROM v JOIN t USING (a)");
  note_rows("using, other side", db, "SELECT words(a) FROM t JOIN v USING (a)");
  note_rows("left join", db, "SELECT words(v.a) FROM t LEFT JOIN v ON v.a = t.a + 1");
  note_rows("parentheses", db, "SELECT words(v.a) FROM t JOIN (v JOIN t AS u) ON t.a = v.a");
  note_rows("nested", db, "SELECT words(words(a)), words(words(1), a) FROM v");
  note_rows("group", db, "SELECT words(a) FROM v GROUP BY a");
  note_rows("group by it", db, "SELECT words(a) FROM v GROUP BY words(a)");
  note_rows("aggregate", db, "SELECT group_concat(words(a), ' ') FROM v");
  note_rows("beside an aggregate", db, "SELECT count(*), words(a) FROM v");
  note_rows("in a condition of an aggregate", db,
            "SELECT count(*) FROM v WHERE words(a) LIKE 'of the table%'");
  note_rows("having", db, "SELECT a FROM v GROUP BY a HAVING words(a) LIKE 'of%'");
  note_rows("distinct", db, "SELECT DISTINCT words(a) FROM v ORDER BY words(a) DESC");
  note_rows("limited", db, "SELECT words(x) FROM (SELECT a AS x FROM v LIMIT 2)");
  note_rows("compound", db, "SELECT words(a) FROM v UNION ALL SELECT words(a) FROM t");
  note_rows("window", db, "SELECT words(a), row_number() OVER (ORDER BY words(a)) FROM v");
  note_rows("upper case", db, "SELECT WoRdS(a) FROM v");
  note_rows("case", db, "SELECT CASE WHEN words(a) LIKE 'of%' THEN 'yes' END FROM v");
  note_rows(
      "trigger", db,
      "CREATE TEMP TRIGGER tt AFTER INSERT ON t BEGIN SELECT raise(FAIL, 'here') FROM v WHERE "
      "words(v.a) = 'of the table(10)'; END; INSERT INTO t VALUES(1)");
  close_noted(db);
}

static int find_by_count(const char* name, int count,
                         void (**function)(sqlite3_context*, int, sqlite3_value**), void** data) {
  note("asked for", "%s of %d", name, count);
  if (count != 2) return 0;
  *function = say_words;
  *data = user_data;
  return 1;
}

TEST(modules, find_function_of_built_in_ones) {
  Spec spec = {.find = find_by_count};
  sqlite3* const db = open_overloaded(&spec);
  note_rows("one", db, "SELECT length(b) FROM v WHERE rowid = 1");
  note_rows("two", db, "SELECT substr(b, 2), round(a, 1) FROM v WHERE rowid = 1");
  note_rows("none", db, "SELECT abs(1), coalesce(1, b), ifnull(1, a) FROM v WHERE rowid = 1");
  note_rows("lazy", db, "SELECT coalesce(a, 2), ifnull(a, 3), iif(a, 4, 5) FROM v WHERE rowid = 1");
  note_rows("called like an operator", db,
            "SELECT like('x', b), like(b, 'x') FROM v WHERE rowid = 1");
  note_rows("json", db, "SELECT b -> 'a', b ->> 'a' FROM v WHERE rowid = 1");
  note_rows("several values", db, "SELECT max(a, 100), min(a, 1) FROM v WHERE rowid = 1");
  note_rows("aggregates", db, "SELECT max(a), group_concat(a, 'x') FROM v WHERE rowid = 1");
  note_rows("negated", db, "SELECT b NOT LIKE 'x', b NOT GLOB 'y' FROM v WHERE rowid = 1");
  note_rows("condition", db, "SELECT a FROM v WHERE b NOT LIKE 'x'");
  close_noted(db);
}

static void fail_in_words(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  (void)values;
  note_text("user data", sqlite3_user_data(context));
  note("connection", "%d", sqlite3_context_db_handle(context) != NULL);
  if (sqlite3_get_auxdata(context, 0)) note("auxiliary data", "kept");
  static char kept[] = "kept";
  sqlite3_set_auxdata(context, 0, kept, NULL);
  sqlite3_result_error(context, "the words failed", -1);
  sqlite3_result_error_code(context, SQLITE_CONSTRAINT_FUNCTION);
}

static int find_failing(const char* name, int count,
                        void (**function)(sqlite3_context*, int, sqlite3_value**), void** data) {
  (void)count;
  if (sqlite3_stricmp(name, "words") != 0) return 0;
  *function = fail_in_words;
  *data = user_data;
  return 2;
}

TEST(modules, find_function_that_fails) {
  Spec spec = {.find = find_failing};
  sqlite3* const db = open_overloaded(&spec);
  sqlite3_overload_function(db, "words", -1);
  note_rows("column", db, "SELECT words(a) FROM v");
  note_rows("column", db, "SELECT a FROM v WHERE words(a, 2) = 1");
  close_noted(db);
}

TEST(modules, find_function_of_an_eponymous_table) {
  Spec spec = {.schema = "CREATE TABLE x(a, b)", .find = find_words};
  sqlite3_module module = modules_full;
  modules_fill(&spec, 2, 1);
  module.xCreate = NULL;
  sqlite3* const db = open_memory();
  sqlite3_create_module(db, "alone", &module, &spec);
  sqlite3_overload_function(db, "words", 1);
  note_rows("column", db, "SELECT words(a), words(b) FROM alone");
  sqlite3_create_module(db, "alone", NULL, NULL);
  close_noted(db);
}

TEST(modules, find_function_is_missing) {
  static char plain[] = "plain";
  Spec spec = {0};
  sqlite3_module module = modules_full;
  module.xFindFunction = NULL;
  spec.schema = "CREATE TABLE x(a, b)";
  modules_fill(&spec, 2, 1);
  sqlite3* const db = modules_open(&module, &spec);
  sqlite3_create_function(db, "words", -1, SQLITE_UTF8, plain, say_words, NULL, NULL);
  note_rows("column", db, "SELECT words(a) FROM v");
  close_noted(db);
}

TEST(modules, match_of_three) {
  sqlite3* const db = open_memory();
  note_rows("match", db, "SELECT 1 MATCH 2 ESCAPE 3");
  note("offset", "%d", sqlite3_error_offset(db));
  note_rows("regexp", db, "SELECT 1 REGEXP 2 ESCAPE 3");
  note_rows("glob", db, "SELECT 1 GLOB 2 ESCAPE 3");
  note_code("overload", sqlite3_overload_function(db, "regexp", 3));
  note_rows("regexp", db, "SELECT 1 NOT REGEXP 2 ESCAPE 3");
  close_noted(db);
}

TEST(modules, regexp_is_left_to_programs) {
  static char own[] = "own";
  sqlite3* const db = open_memory();
  note_rows("operator", db, "SELECT 'a' REGEXP 'b'");
  note("offset", "%d", sqlite3_error_offset(db));
  note_rows("function", db, "SELECT regexp('a', 'b')");
  note_rows("function of three", db, "SELECT regexp('a', 'b', 'c')");
  note_rows("list", db, "SELECT count(*) FROM pragma_function_list WHERE name = 'regexp'");
  sqlite3_stmt* const statement = prepared(db, "SELECT 1 UNION SELECT 2");
  sqlite3_step(statement);
  note_code("own",
            sqlite3_create_function(db, "regexp", 2, SQLITE_UTF8, own, say_words, NULL, NULL));
  sqlite3_finalize(statement);
  note_rows("own", db, "SELECT 'a' REGEXP 'b', 'a' NOT REGEXP 'b'");
  note_code("gone", sqlite3_create_function(db, "regexp", 2, SQLITE_UTF8, NULL, NULL, NULL, NULL));
  note_rows("gone", db, "SELECT 'a' REGEXP 'b'");
  note_code("overload", sqlite3_overload_function(db, "regexp", 3));
  note_rows("overload", db, "SELECT regexp(1, 2, 3)");
  close_noted(db);
}
