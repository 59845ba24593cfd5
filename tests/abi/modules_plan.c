/* xBestIndex of the noting virtual table. */
#include "tests/abi/modules_methods.h"

enum { kTerms = 16, kTermSize = 24 };

const char* modules_operator(int op) {
  switch (op) {
    case SQLITE_INDEX_CONSTRAINT_EQ:
      return "=";
    case SQLITE_INDEX_CONSTRAINT_GT:
      return ">";
    case SQLITE_INDEX_CONSTRAINT_LE:
      return "<=";
    case SQLITE_INDEX_CONSTRAINT_LT:
      return "<";
    case SQLITE_INDEX_CONSTRAINT_GE:
      return ">=";
    case SQLITE_INDEX_CONSTRAINT_MATCH:
      return " match";
    case SQLITE_INDEX_CONSTRAINT_LIKE:
      return " like";
    case SQLITE_INDEX_CONSTRAINT_GLOB:
      return " glob";
    case SQLITE_INDEX_CONSTRAINT_REGEXP:
      return " regexp";
    case SQLITE_INDEX_CONSTRAINT_NE:
      return "!=";
    case SQLITE_INDEX_CONSTRAINT_ISNOT:
      return " is not";
    case SQLITE_INDEX_CONSTRAINT_ISNOTNULL:
      return " is not null";
    case SQLITE_INDEX_CONSTRAINT_ISNULL:
      return " is null";
    case SQLITE_INDEX_CONSTRAINT_IS:
      return " is";
    case SQLITE_INDEX_CONSTRAINT_LIMIT:
      return "limit";
    case SQLITE_INDEX_CONSTRAINT_OFFSET:
      return "offset";
    default:
      return op >= SQLITE_INDEX_CONSTRAINT_FUNCTION ? " function" : "?";
  }
}

typedef struct Term {
  char text[kTermSize];
  int at; /* Index of the constraint. */
} Term;

static int by_text(const void* left, const void* right) {
  return strcmp(((const Term*)left)->text, ((const Term*)right)->text);
}

/* LIMIT and OFFSET have no column. */
static const char* column_of(const struct sqlite3_index_constraint* constraint) {
  if (constraint->op == SQLITE_INDEX_CONSTRAINT_LIMIT ||
      constraint->op == SQLITE_INDEX_CONSTRAINT_OFFSET)
    return "";
  return modules_column(constraint->iColumn);
}

/* The manual leaves the order of constraints open: here they are sorted. */
static int sorted_terms(const sqlite3_index_info* info, Term* terms) {
  int count = 0;
  for (int i = 0; i < info->nConstraint && count < kTerms; ++i) {
    const struct sqlite3_index_constraint* const constraint = &info->aConstraint[i];
    snprintf(terms[count].text, kTermSize, "%s%s", column_of(constraint),
             modules_operator(constraint->op));
    terms[count++].at = i;
  }
  qsort(terms, (size_t)count, sizeof *terms, by_text);
  return count;
}

static void note_question(Spec* spec, const sqlite3_index_info* info) {
  Term terms[kTerms];
  const int count = sorted_terms(info, terms);
  char line[256] = "where";
  for (int i = 0; i < count; ++i) {
    const bool usable = info->aConstraint[terms[i].at].usable;
    modules_put(line, sizeof line, " [%s%s]", terms[i].text, usable ? "" : " unusable");
  }
  for (int i = 0; i < info->nOrderBy; ++i) {
    modules_put(line, sizeof line, "%s%s%s", i ? ", " : " order by ",
                modules_column(info->aOrderBy[i].iColumn), info->aOrderBy[i].desc ? " desc" : "");
  }
  /* Asked again when there is more to be had, e.g. without IN: how often is left open. */
  char mark[264];
  snprintf(mark, sizeof mark, "%s;", line);
  if (strstr(spec->asked, mark)) return;
  modules_put(spec->asked, sizeof spec->asked, "%s", mark);
  METHOD(kPlan, "xBestIndex", "%s", line);
}

int modules_best_index(sqlite3_vtab* base, sqlite3_index_info* info) {
  Spec* const spec = modules_spec(base);
  note_question(spec, info);
  if (modules_fails(base, "xBestIndex")) return spec->fail_code;
  info->estimatedCost = 1000;
  info->estimatedRows = 100;
  return spec->plan ? spec->plan(info) : SQLITE_OK;
}

static bool is_comparison(int op) {
  return op == SQLITE_INDEX_CONSTRAINT_EQ || op == SQLITE_INDEX_CONSTRAINT_LT ||
         op == SQLITE_INDEX_CONSTRAINT_LE || op == SQLITE_INDEX_CONSTRAINT_GT ||
         op == SQLITE_INDEX_CONSTRAINT_GE;
}

int modules_take_all(sqlite3_index_info* info) {
  Term terms[kTerms];
  const int count = sorted_terms(info, terms);
  char taken[128] = "";
  int used = 0;
  for (int i = 0; i < count; ++i) {
    const struct sqlite3_index_constraint* const constraint = &info->aConstraint[terms[i].at];
    if (!constraint->usable || !is_comparison(constraint->op)) continue;
    info->aConstraintUsage[terms[i].at].argvIndex = ++used;
    modules_put(taken, sizeof taken, "%s%s", used > 1 ? " " : "", terms[i].text);
  }
  info->idxNum = used;
  info->idxStr = sqlite3_mprintf("%s", taken);
  info->needToFreeIdxStr = 1;
  info->estimatedCost = used ? 10.0 / used : 1000.0;
  info->estimatedRows = used ? 1 : 100;
  return info->idxStr ? SQLITE_OK : SQLITE_NOMEM;
}

int modules_constraint(const sqlite3_index_info* info, int column, int op) {
  for (int i = 0; i < info->nConstraint; ++i) {
    if (info->aConstraint[i].iColumn == column && info->aConstraint[i].op == op) return i;
  }
  return -1;
}
