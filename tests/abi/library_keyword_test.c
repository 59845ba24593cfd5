/* The list of keywords. */
#include "tests/abi/suite.h"

enum { kKeywordsMax = 300 };

static int compare_texts(const void* one, const void* two) {
  return strcmp(*(char* const*)one, *(char* const*)two);
}

TEST(library, keyword_names) {
  char* names[kKeywordsMax];
  const int count = sqlite3_keyword_count();
  note("count", "%d", count);
  for (int i = 0; i < count && i < kKeywordsMax; ++i) {
    const char* name = NULL;
    int length = 0;
    if (sqlite3_keyword_name(i, &name, &length) != SQLITE_OK) note("name", "refused");
    names[i] = sqlite3_mprintf("%.*s", length, name);
  }
  qsort(names, (size_t)count, sizeof names[0], compare_texts);
  for (int i = 0; i < count && i < kKeywordsMax; ++i) {
    note("keyword", "%d %s", (int)strlen(names[i]), names[i]);
    sqlite3_free(names[i]);
  }
}

TEST(library, keyword_each_is_one) {
  int all = 1;
  for (int i = 0; i < sqlite3_keyword_count(); ++i) {
    const char* name = NULL;
    int length = 0;
    sqlite3_keyword_name(i, &name, &length);
    all &= sqlite3_keyword_check(name, length) != 0;
  }
  note("all", "%d", all);
}

TEST(library, keyword_outside) {
  const int indexes[] = {-1, sqlite3_keyword_count(), 100000};
  for (size_t i = 0; i < 3; ++i) {
    const char* name = NULL;
    int length = -1;
    note_code("name", sqlite3_keyword_name(indexes[i], &name, &length));
    note("untouched", "%d", name == NULL && length == -1);
  }
}

TEST(library, keyword_check) {
  const char* const words[] = {"SELECT", "select", "SeLeCt",  "selec",   "selects", "rowid",
                               "x",      "",       "main",    "TRUE",    "glob",    "window",
                               "ISNULL", "ABORT",  "integer", "end\xc3", " select", "if"};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; ++i) {
    note("check", "%d %s", sqlite3_keyword_check(words[i], (int)strlen(words[i])) != 0, words[i]);
  }
}

/* The length counts, not a 0 at the end. */
TEST(library, keyword_check_uses_the_length) {
  note("6 of selection", "%d", sqlite3_keyword_check("selection", 6) != 0);
  note("5 of select", "%d", sqlite3_keyword_check("select", 5) != 0);
  note("2 of inner", "%d", sqlite3_keyword_check("inner", 2) != 0);
}
