/* Comparing texts: without case, by GLOB, by LIKE. */
#include "tests/abi/suite.h"

static int sign(int value) { return (value > 0) - (value < 0); }

TEST(library, compare_stricmp) {
  const char* const pairs[][2] = {
      {"abc", "ABC"}, {"abc", "abd"},           {"b", "A"}, {"", ""},      {"", "a"},  {"a", ""},
      {"ab", "abc"},  {"\xc3\xa9", "\xc3\x89"}, {"Z", "_"}, {"a", "\x80"}, {"[", "a"}, {"@", "`"}};
  for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; ++i) {
    note("stricmp", "%s %s: %d", pairs[i][0], pairs[i][1],
         sign(sqlite3_stricmp(pairs[i][0], pairs[i][1])));
  }
}

TEST(library, compare_strnicmp) {
  note("same start", "%d", sign(sqlite3_strnicmp("abcX", "ABCy", 3)));
  note("one more", "%d", sign(sqlite3_strnicmp("abcX", "ABCy", 4)));
  note("nothing", "%d", sign(sqlite3_strnicmp("a", "b", 0)));
  note("negative", "%d", sign(sqlite3_strnicmp("a", "b", -1)));
  note("shorter", "%d", sign(sqlite3_strnicmp("ab", "abc", 10)));
  note("same", "%d", sign(sqlite3_strnicmp("ab", "AB", 10)));
}

TEST(library, compare_null) {
  note("stricmp", "%d %d %d", sign(sqlite3_stricmp(NULL, NULL)), sign(sqlite3_stricmp(NULL, "")),
       sign(sqlite3_stricmp("", NULL)));
  note("strnicmp", "%d %d %d", sign(sqlite3_strnicmp(NULL, NULL, 1)),
       sign(sqlite3_strnicmp(NULL, "", 1)), sign(sqlite3_strnicmp("", NULL, 1)));
}

TEST(library, compare_strglob) {
  const char* const pairs[][2] = {{"abc", "abc"},
                                  {"abc", "ABC"},
                                  {"a*", "abc"},
                                  {"a*", "b"},
                                  {"a?c", "abc"},
                                  {"a?c", "ac"},
                                  {"*", ""},
                                  {"?", ""},
                                  {"", ""},
                                  {"", "a"},
                                  {"[abc]", "b"},
                                  {"[abc]", "d"},
                                  {"[^abc]", "d"},
                                  {"[^abc]", "a"},
                                  {"[a-c]x", "bx"},
                                  {"[a-c]", "d"},
                                  {"[]]", "]"},
                                  {"[^]]", "]"},
                                  {"[a-]", "-"},
                                  {"[-a]", "-"},
                                  {"[", "["},
                                  {"[a", "a"},
                                  {"*c*e", "abcde"},
                                  {"**", "x"},
                                  {"?*", "\xe2\x82\xac"},
                                  {"?", "\xe2\x82\xac"},
                                  {"a[*]c", "a*c"},
                                  {"a[?]c", "abc"},
                                  {"*.db", "file.db"},
                                  {"*.db", "file.dbx"},
                                  {"[!a]", "!"},
                                  {"%", "a"},
                                  {"[\xc3\xa0-\xc3\xbf]", "\xc3\xa9"},
                                  {"*[0-9]", "ab7"},
                                  {"[c-a]", "b"}};
  for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; ++i) {
    note("strglob", "%s %s: %d", pairs[i][0], pairs[i][1],
         sqlite3_strglob(pairs[i][0], pairs[i][1]) == 0);
  }
}

TEST(library, compare_strlike) {
  const char* const pairs[][2] = {{"abc", "ABC"},
                                  {"a%", "Abc"},
                                  {"%c", "abC"},
                                  {"a_c", "aBc"},
                                  {"a_c", "ac"},
                                  {"%", ""},
                                  {"_", ""},
                                  {"", ""},
                                  {"", "a"},
                                  {"%%", "x"},
                                  {"_", "\xe2\x82\xac"},
                                  {"\xc3\xa9", "\xc3\x89"},
                                  {"a*", "abc"},
                                  {"%b%d%", "abcd"},
                                  {"[ab]", "a"},
                                  {"abc%", "ab"},
                                  {"__", "a"}};
  for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; ++i) {
    note("strlike", "%s %s: %d", pairs[i][0], pairs[i][1],
         sqlite3_strlike(pairs[i][0], pairs[i][1], 0) == 0);
  }
}

TEST(library, compare_strlike_escape) {
  const struct {
    const char* pattern;
    const char* text;
    unsigned escape;
  } cases[] = {{"10\\%", "10%", '\\'},
               {"10\\%", "10x", '\\'},
               {"a\\_c", "a_c", '\\'},
               {"a\\_c", "abc", '\\'},
               {"a\\\\", "a\\", '\\'},
               {"ax%", "a%", 'x'},
               {"aX%", "a%", 'x'},
               {"a%%", "abc", '%'},
               {"a%%", "a%", '%'},
               {"a_b", "a_b", '_'},
               {"\\", "", '\\'},
               {"a\\", "a", '\\'},
               {"\xe2\x82\xac%", "%", 0x20ac}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    note("strlike", "%s %s %#x: %d", cases[i].pattern, cases[i].text, cases[i].escape,
         sqlite3_strlike(cases[i].pattern, cases[i].text, cases[i].escape) == 0);
  }
}

TEST(library, compare_patterns_with_null) {
  note("strglob", "%d %d %d", sqlite3_strglob(NULL, NULL) == 0, sqlite3_strglob(NULL, "a") == 0,
       sqlite3_strglob("a", NULL) == 0);
  note("strlike", "%d %d %d", sqlite3_strlike(NULL, NULL, 0) == 0,
       sqlite3_strlike(NULL, "a", 0) == 0, sqlite3_strlike("a", NULL, 0) == 0);
}
