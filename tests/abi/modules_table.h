/* A virtual table that is kept in memory and notes the calls it gets. A test fills in a Spec, hands
** it to the module as its client data, and may change it between statements.
**
** How often and in which order xColumn, xRowid, xNext and xEof are called is left to the engine, so
** these are not noted. */
#ifndef TERN_TESTS_ABI_MODULES_TABLE_H
#define TERN_TESTS_ABI_MODULES_TABLE_H

#include <stdbool.h>

#include "tests/abi/suite.h"

enum { kCells = 6, kRows = 16, kSavepoints = 8 };

typedef struct Cell {
  int type;
  sqlite3_int64 integer;
  double real;
  int size;
  char bytes[40];
} Cell;

typedef struct Row {
  sqlite3_int64 rowid;
  Cell cells[kCells];
} Row;

/* Plain data: a transaction's copy is an assignment. */
typedef struct Rows {
  int count;
  Row rows[kRows];
} Rows;

enum Noted {
  kLife = 1,         /* xCreate, xConnect, xDisconnect, xDestroy */
  kPlan = 2,         /* xBestIndex: each different question once, see `asked` */
  kScan = 4,         /* xOpen, xFilter, xClose */
  kWrite = 8,        /* xUpdate */
  kTransaction = 16, /* xBegin, xSync, xCommit, xRollback and those of savepoints */
  kRename = 32
};

typedef struct Spec {
  const char* schema;    /* What declare_vtab is given; NULL: it is not called. */
  const char* label;     /* Stands before the names of calls, where there are several tables. */
  unsigned noted;        /* A set of Noted. */
  const char* failing;   /* The method that fails, if any, ... */
  int fail_code;         /* ... with this code ... */
  const char* fail_text; /* ... and this message, if not NULL. */
  bool without_rowid;    /* The first column is the key. */
  bool keeps_unchanged;  /* xColumn answers nothing where vtab_nochange() says so. */
  bool replaces;         /* xUpdate carries out OR REPLACE. */
  int config[2];         /* Given to vtab_config in xConnect, unless 0. */
  int (*plan)(sqlite3_index_info*); /* What xBestIndex does; NULL: it uses no constraint. */
  int (*start)(sqlite3_vtab_cursor*, int count, sqlite3_value** values); /* Instead of a filter. */
  int (*find)(const char* name, int count,
              void (**function)(sqlite3_context*, int, sqlite3_value**), void** user_data);
  Rows rows, at_begin, at_savepoint[kSavepoints];
  char asked[1024]; /* The questions that xBestIndex noted; empty it to see them again. */
} Spec;

typedef struct Table {
  sqlite3_vtab base;
  Spec* spec;
  sqlite3* db;
  char name[64];
} Table;

typedef struct Cursor {
  sqlite3_vtab_cursor base;
  int at;
  Rows rows;
} Cursor;

/* With every method there is but xShadowName. Tests copy it and leave some out. */
extern const sqlite3_module modules_full;
/* The same without xUpdate and what belongs to transactions. */
extern const sqlite3_module modules_read_only;

/* "a", "b", ... or "rowid" */
const char* modules_column(int column);
const char* modules_operator(int op);
/* "1", "'x'", "null": for lists of values. */
void modules_put_value(char* line, size_t size, sqlite3_value* value);
void modules_put(char* line, size_t size, const char* format, ...)
    __attribute__((format(printf, 3, 4)));

/* For Spec.plan. Takes each usable comparison by =, <, <=, > and >=: sorted, as idxStr says. */
int modules_take_all(sqlite3_index_info* info);
/* Index of the constraint, or -1. */
int modules_constraint(const sqlite3_index_info* info, int column, int op);

/* Adds a row without any call: cells are integers by number, and "row <number>" as text. */
void modules_fill(Spec* spec, int columns, int count);
/* A memory database with a module "noting" and a virtual table "v" of it. Not noted. */
sqlite3* modules_open(const sqlite3_module* module, Spec* spec);

#endif
