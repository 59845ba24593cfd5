/* sqlite3_db_config: every option's answers, and what the switches do. */
#include <sys/stat.h>

#include "tests/abi/suite.h"

static const struct {
  int option;
  const char* name;
} kSwitches[] = {
#define SWITCH(name) {SQLITE_DBCONFIG_##name, #name}
    SWITCH(ENABLE_FKEY),
    SWITCH(ENABLE_TRIGGER),
    SWITCH(ENABLE_FTS3_TOKENIZER),
    SWITCH(ENABLE_LOAD_EXTENSION),
    SWITCH(NO_CKPT_ON_CLOSE),
    SWITCH(ENABLE_QPSG),
    SWITCH(TRIGGER_EQP),
    SWITCH(RESET_DATABASE),
    SWITCH(DEFENSIVE),
    SWITCH(WRITABLE_SCHEMA),
    SWITCH(LEGACY_ALTER_TABLE),
    SWITCH(DQS_DML),
    SWITCH(DQS_DDL),
    SWITCH(ENABLE_VIEW),
    SWITCH(LEGACY_FILE_FORMAT),
    SWITCH(TRUSTED_SCHEMA),
#undef SWITCH
};
enum { kSwitchCount = sizeof kSwitches / sizeof kSwitches[0] };

/* Sets a switch and returns what it is then; -1: no answer. */
static int switched(sqlite3* db, int option, int value) {
  int now = -1;
  const int code = sqlite3_db_config(db, option, value, &now);
  if (code != SQLITE_OK) note_code("db_config", code);
  return now;
}

TEST(library, dbconfig_answers) {
  for (int i = 0; i < kSwitchCount; ++i) {
    sqlite3* const db = open_memory();
    const int option = kSwitches[i].option;
    const int first = switched(db, option, -1);
    const int on = switched(db, option, 1);
    const int kept = switched(db, option, -5);
    const int off = switched(db, option, 0);
    const int large = switched(db, option, 1000);
    note(kSwitches[i].name, "%d %d %d %d %d", first, on, kept, off, large);
    note_code("no answer wanted", sqlite3_db_config(db, option, 0, NULL));
    note(kSwitches[i].name, "%d", switched(db, option, -1));
    sqlite3_close(db);
  }
}

TEST(library, dbconfig_unknown_option) {
  sqlite3* const db = open_memory();
  int now = 77;
  note_code("999", sqlite3_db_config(db, 999, 1, &now));
  note_code("9999", sqlite3_db_config(db, 9999, 1, &now));
  note_code("0", sqlite3_db_config(db, 0, 1, &now));
  note("untouched", "%d", now);
  note_error("error", db);
  close_noted(db);
}

TEST(library, dbconfig_and_pragmas_are_one) {
  sqlite3* const db = open_memory();
  must(db, "PRAGMA foreign_keys=1; PRAGMA trusted_schema=0; PRAGMA legacy_alter_table=1");
  note("from pragma", "%d %d %d", switched(db, SQLITE_DBCONFIG_ENABLE_FKEY, -1),
       switched(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, -1),
       switched(db, SQLITE_DBCONFIG_LEGACY_ALTER_TABLE, -1));
  switched(db, SQLITE_DBCONFIG_ENABLE_FKEY, 0);
  switched(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 1);
  switched(db, SQLITE_DBCONFIG_LEGACY_ALTER_TABLE, 0);
  switched(db, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 1);
  note_rows("to pragma", db,
            "PRAGMA foreign_keys; PRAGMA trusted_schema; PRAGMA legacy_alter_table;"
            "PRAGMA writable_schema");
  close_noted(db);
}

TEST(library, dbconfig_foreign_keys) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE p(a PRIMARY KEY); CREATE TABLE c(a REFERENCES p)");
  note_rows("off", db, "INSERT INTO c VALUES (1)");
  switched(db, SQLITE_DBCONFIG_ENABLE_FKEY, 1);
  note_rows("on", db, "INSERT INTO c VALUES (2)");
  sqlite3_stmt* const insert = prepared(db, "INSERT INTO c VALUES (3)");
  switched(db, SQLITE_DBCONFIG_ENABLE_FKEY, 0);
  note_code("prepared before", sqlite3_step(insert));
  sqlite3_finalize(insert);
  must(db, "BEGIN");
  note("within a transaction", "%d", switched(db, SQLITE_DBCONFIG_ENABLE_FKEY, 1));
  note_rows("within a transaction", db, "INSERT INTO c VALUES (4); PRAGMA foreign_keys=0");
  note("pragma within", "%d", switched(db, SQLITE_DBCONFIG_ENABLE_FKEY, -1));
  must(db, "COMMIT");
  close_noted(db);
}

TEST(library, dbconfig_triggers) {
  sqlite3* const db = open_memory();
  must(db,
       "CREATE TABLE t(a); CREATE TABLE log(a);"
       "CREATE TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO log VALUES ('main'); END;"
       "CREATE TEMP TRIGGER s AFTER INSERT ON t BEGIN INSERT INTO log VALUES ('temp'); END;");
  switched(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0);
  note_rows("off", db, "INSERT INTO t VALUES (1); SELECT a FROM log ORDER BY a; DELETE FROM log");
  switched(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 1);
  note_rows("on", db, "INSERT INTO t VALUES (1); SELECT a FROM log ORDER BY a");
  close_noted(db);
}

TEST(library, dbconfig_views) {
  sqlite3* const db = open_memory();
  must(db,
       "CREATE TABLE t(a); INSERT INTO t VALUES (1); CREATE VIEW v AS SELECT a FROM t;"
       "CREATE TEMP VIEW w AS SELECT a FROM t; CREATE TEMP VIEW x AS SELECT a FROM v");
  switched(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0);
  note_rows("main", db, "SELECT a FROM v");
  note_rows("temp", db, "SELECT a FROM w");
  note_rows("both", db, "SELECT a FROM x");
  note_rows("table", db, "SELECT a FROM t");
  note_rows("create", db, "CREATE VIEW y AS SELECT 1");
  note_rows("common table", db, "WITH c AS (SELECT 5 AS a) SELECT a FROM c");
  switched(db, SQLITE_DBCONFIG_ENABLE_VIEW, 1);
  note_rows("on", db, "SELECT a FROM v");
  close_noted(db);
}

TEST(library, dbconfig_double_quotes_in_queries) {
  sqlite3* const db = open_memory();
  note_rows("on", db, "SELECT \"text\"");
  switched(db, SQLITE_DBCONFIG_DQS_DML, 0);
  note_rows("off", db, "SELECT \"text\"");
  note_rows("off", db, "SELECT \"a\" FROM (SELECT 1 AS a)");
  note_rows("off", db, "CREATE TABLE t(a, CHECK (a <> \"word\")); INSERT INTO t VALUES (1)");
  close_noted(db);
}

TEST(library, dbconfig_double_quotes_in_definitions) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a)");
  switched(db, SQLITE_DBCONFIG_DQS_DDL, 0);
  note_rows("check", db, "CREATE TABLE u(a, CHECK (a <> \"word\"))");
  note_rows("index", db, "CREATE INDEX i ON t(\"nosuch\")");
  note_rows("query", db, "SELECT \"text\"");
  switched(db, SQLITE_DBCONFIG_DQS_DDL, 1);
  note_rows("check", db, "CREATE TABLE u(a, CHECK (a <> \"word\"))");
  note_rows("checked", db, "INSERT INTO u VALUES ('word')");
  close_noted(db);
}

TEST(library, dbconfig_writable_schema) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a)");
  note_rows("off", db, "UPDATE sqlite_schema SET sql = 'CREATE TABLE t(a, b)'");
  switched(db, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 1);
  note_rows("on", db, "UPDATE sqlite_schema SET sql = 'CREATE TABLE t(a, b)'");
  note_rows("sql", db, "SELECT sql FROM sqlite_schema");
  close_noted(db);
}

TEST(library, dbconfig_defensive) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a); PRAGMA writable_schema=1");
  switched(db, SQLITE_DBCONFIG_DEFENSIVE, 1);
  note_rows("pragma", db, "PRAGMA writable_schema=1; PRAGMA writable_schema");
  note_rows("update", db, "UPDATE sqlite_schema SET sql = ''");
  note_rows("delete", db, "DELETE FROM sqlite_schema");
  note_rows("journal", db, "PRAGMA journal_mode=OFF");
  note_rows("version", db,
            "PRAGMA schema_version=99; SELECT schema_version < 99 FROM pragma_schema_version");
  switched(db, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 1);
  note_rows("switch", db, "DELETE FROM sqlite_schema");
  switched(db, SQLITE_DBCONFIG_DEFENSIVE, 0);
  note_rows("off", db, "PRAGMA schema_version=99; PRAGMA schema_version; PRAGMA journal_mode=OFF");
  close_noted(db);
}

static void answer(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  (void)values;
  sqlite3_result_int(context, 42);
}

TEST(library, dbconfig_trusted_schema) {
  sqlite3* const db = open_memory();
  sqlite3_create_function(db, "plain", 0, SQLITE_UTF8, NULL, answer, NULL, NULL);
  sqlite3_create_function(db, "harmless", 0, SQLITE_UTF8 | SQLITE_INNOCUOUS, NULL, answer, NULL,
                          NULL);
  sqlite3_create_function(db, "direct", 0, SQLITE_UTF8 | SQLITE_DIRECTONLY, NULL, answer, NULL,
                          NULL);
  must(db,
       "CREATE VIEW p AS SELECT plain(); CREATE VIEW h AS SELECT harmless();"
       "CREATE VIEW d AS SELECT direct(); CREATE TEMP VIEW w AS SELECT plain()");
  for (int on = 1; on >= 0; --on) {
    note("trusted", "%d", switched(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, on));
    note_rows("plain", db, "SELECT * FROM p");
    note_rows("harmless", db, "SELECT * FROM h");
    note_rows("direct", db, "SELECT * FROM d");
    note_rows("temporary", db, "SELECT * FROM w");
    note_rows("query", db, "SELECT plain(), harmless(), direct()");
  }
  close_noted(db);
}

TEST(library, dbconfig_reset_database) {
  sqlite3* db = NULL;
  sqlite3_open(scratch("reset.db"), &db);
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES (1); PRAGMA user_version=9");
  switched(db, SQLITE_DBCONFIG_RESET_DATABASE, 1);
  note_rows("vacuum", db, "VACUUM");
  switched(db, SQLITE_DBCONFIG_RESET_DATABASE, 0);
  note_rows("after", db,
            "SELECT count(*) FROM sqlite_schema; PRAGMA user_version; SELECT a FROM t");
  note_rows("again", db, "CREATE TABLE t(b); SELECT count(*) FROM t; PRAGMA integrity_check");
  close_noted(db);
}

TEST(library, dbconfig_legacy_alter_table) {
  for (int on = 0; on <= 1; ++on) {
    sqlite3* const db = open_memory();
    must(db, "CREATE TABLE t(a); CREATE VIEW v AS SELECT t.a FROM t");
    note("legacy", "%d", switched(db, SQLITE_DBCONFIG_LEGACY_ALTER_TABLE, on));
    note_rows("rename", db, "ALTER TABLE t RENAME TO u");
    note_rows("view", db, "SELECT sql FROM sqlite_schema WHERE name = 'v'");
    close_noted(db);
  }
}

TEST(library, dbconfig_no_checkpoint_on_close) {
  for (int on = 0; on <= 1; ++on) {
    const char* const path = scratch(on ? "ckpt_on.db" : "ckpt_off.db");
    char wal[300];
    snprintf(wal, sizeof wal, "%s-wal", path);
    sqlite3* db = NULL;
    sqlite3_open(path, &db);
    must(db, "PRAGMA journal_mode=WAL; CREATE TABLE t(a)");
    note("no checkpoint", "%d", switched(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, on));
    close_noted(db);
    struct stat status;
    note("wal", "%s", stat(wal, &status) == 0 ? "kept" : "gone");
    sqlite3_open(path, &db);
    note_rows("after", db, "SELECT count(*) FROM t");
    close_noted(db);
  }
}

TEST(library, dbconfig_legacy_file_format) {
  for (int on = 0; on <= 1; ++on) {
    const char* const path = scratch(on ? "format_on.db" : "format_off.db");
    sqlite3* db = NULL;
    sqlite3_open(path, &db);
    switched(db, SQLITE_DBCONFIG_LEGACY_FILE_FORMAT, on);
    must(db, "CREATE TABLE t(a)");
    close_noted(db);
    unsigned char header[48] = {0};
    FILE* const file = fopen(path, "rb");
    if (!file || fread(header, 1, sizeof header, file) != sizeof header) note("header", "short");
    if (file) fclose(file);
    note_bytes("schema format", header + 44, 4);
  }
}
