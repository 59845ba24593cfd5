#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/support/sql_cases.h"

// Expected values: the tests of sqlean's functions of these names, PostgreSQL's documentation for
// splitting, Go's for empty matches ("ReplaceAllString"), and small ones by hand.

namespace tern::extensions {
namespace {

using RegexpCases = SqlCases;

TEST_F(RegexpCases, OperatorAndLikeTellWhetherThereIsAMatch) {
  EXPECT_EQ(value("'the year is 2021' REGEXP '[0-9]+'"), "1");
  EXPECT_EQ(value("'the year is 2021' REGEXP '2k21'"), "0");
  EXPECT_EQ(value("'the year is 2021' NOT REGEXP '2k21'"), "1");
  EXPECT_EQ(value("regexp('b.d', 'abcdef')"), "1");
  EXPECT_EQ(value("regexp_like('abcdef', 'b.d')"), "1");
  EXPECT_EQ(value("regexp_like('abcdef', '^b.d')"), "0");
  EXPECT_EQ(value("regexp_like('', '')"), "1");
  EXPECT_EQ(value("regexp_like('ABC', 'b'), regexp_like('ABC', '(?i)b')"), "0|1");
  EXPECT_EQ(value("regexp_like('a' || char(10) || 'b', 'a.b'), "
                  "regexp_like('a' || char(10) || 'b', '(?s)a.b')"),
            "0|1");
  EXPECT_EQ(value("regexp_like(20210, '^\\d{5}$'), regexp_like(x'616263', 'b')"), "1|1");
  EXPECT_EQ(value("regexp_like('a' || char(0) || 'b', '\\x00b$')"), "1");
}

TEST_F(RegexpCases, SubstrGivesTheFirstMatch) {
  EXPECT_EQ(value("regexp_substr('the year is 2021', '[year]')"), "e");
  EXPECT_EQ(value("regexp_substr('the year is 2021', '[^year]')"), "t");
  EXPECT_EQ(value("regexp_substr('the year is 2021', '(20|21)')"), "20");
  EXPECT_EQ(value("regexp_substr('the year is 2021', '\\d+')"), "2021");
  EXPECT_EQ(value("regexp_substr('the year is 2021', '\\d{1,2}')"), "20");
  EXPECT_EQ(value("regexp_substr('the year is 2021', '\\sis\\s')"), " is ");
  EXPECT_EQ(value("regexp_substr('the year is 2021', '\\bis\\b')"), "is");
  EXPECT_EQ(value("regexp_substr('the year is 2021', '2021$')"), "2021");
  EXPECT_EQ(value("regexp_substr('abcdef', 'b(.)d')"), "bcd");
  EXPECT_EQ(value("regexp_substr('abcdef', 'z')"), "NULL");
  EXPECT_EQ(value("regexp_substr('abc', 'x*') = ''"), "1");
  EXPECT_EQ(value("regexp_substr('-- привет --', '\\pL+')"), "привет");
  EXPECT_EQ(value("typeof(regexp_substr(x'616263', 'b'))"), "text");
}

TEST_F(RegexpCases, CaptureGivesAGroupByNumberOrName) {
  EXPECT_EQ(value("regexp_capture('abcdef', 'b.d', 0)"), "bcd");
  EXPECT_EQ(value("regexp_capture('abcdef', 'b(.)d')"), "bcd");
  EXPECT_EQ(value("regexp_capture('abcdef', 'b(.)d', 1)"), "c");
  EXPECT_EQ(value("regexp_capture('abcdef', 'b(.)d', 2)"), "NULL");
  EXPECT_EQ(value("regexp_capture('abcdef', 'b(.)d', -1)"), "NULL");
  EXPECT_EQ(value("regexp_capture('abcdef', 'b(.)d', 9223372036854775807)"), "NULL");
  EXPECT_EQ(value("regexp_capture('abcdef', 'z', 0)"), "NULL");
  constexpr std::string_view kDate = "'on 2026-11-29', '(?P<y>\\d+)-(?P<m>\\d+)'";
  EXPECT_EQ(value("regexp_capture(" + std::string(kDate) + ", 'm')"), "11");
  EXPECT_EQ(value("regexp_capture(" + std::string(kDate) + ", 'y')"), "2026");
  EXPECT_EQ(value("regexp_capture(" + std::string(kDate) + ", 'day')"),
            "! the regular expression has no group day");
  EXPECT_EQ(value("regexp_capture('a', 'a', 1.0)"), "! a group is an integer or a name");
  // A group that took no part is NULL, one that matched nothing is ''.
  EXPECT_EQ(value("regexp_capture('a', '(b)?a', 1)"), "NULL");
  EXPECT_EQ(value("regexp_capture('a', '(b*)a', 1) = ''"), "1");
  EXPECT_EQ(value("regexp_capture('', '(b*)', 1) = '', regexp_capture('', '(b)?', 1)"), "1|NULL");
}

TEST_F(RegexpCases, ReplaceTakesAllMatches) {
  EXPECT_EQ(value("regexp_replace('the year is 2021', '[0-9]+', '2050')"), "the year is 2050");
  EXPECT_EQ(value("regexp_replace('the year is 2021', '([0-9]+)', '-$1-')"), "the year is -2021-");
  EXPECT_EQ(value("regexp_replace('the year is 2021', '2k21', '2050')"), "the year is 2021");
  EXPECT_EQ(value("regexp_replace('10 10 10', '10$', '') || '|'"), "10 10 |");
  EXPECT_EQ(value("regexp_replace('10 10 10', '^10', '')"), " 10 10");
  EXPECT_EQ(value("regexp_replace('1 10 100', '\\d+', '**')"), "** ** **");
  EXPECT_EQ(value("regexp_replace('hello', 'h', '')"), "ello");
  EXPECT_EQ(value("regexp_replace('hello', 'o', '..')"), "hell..");
  EXPECT_EQ(value("regexp_replace('', 'x', 'y') = ''"), "1");
}

TEST_F(RegexpCases, ReplacementsNameGroups) {
  EXPECT_EQ(value("regexp_replace('john smith', '(\\w+) (\\w+)', '$2, \\1')"), "smith, john");
  EXPECT_EQ(value("regexp_replace('ab', '.', '[$0\\0]')"), "[aa][bb]");
  EXPECT_EQ(value("regexp_replace('ab', '(?P<first>a)', '<${first}${1}>')"), "<aa>b");
  EXPECT_EQ(value("regexp_replace('abcdefghijk', '(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)', '$10${10}')"),
            "a0jk");
  EXPECT_EQ(value("regexp_replace('5', '\\d', '$$$0 \\\\ $ \\n $x ${ $')"), "$5 \\ $ \\n $x ${ $");
  EXPECT_EQ(value("regexp_replace('ac', '(b)?c', '[$1]')"), "a[]");
  EXPECT_EQ(value("regexp_replace('a', 'a', '$1')"), "! the regular expression has no group 1");
  EXPECT_EQ(value("regexp_replace('a', 'a', '${n}')"), "! the regular expression has no group n");
  EXPECT_EQ(value("regexp_replace('b', 'a', '${99999999999999999999}')"),
            "! the regular expression has no group 99999999999999999999");
}

TEST_F(RegexpCases, EmptyMatchesLieBetweenCharacters) {
  EXPECT_EQ(value("regexp_replace('abc', 'x*', '-')"), "-a-b-c-");
  EXPECT_EQ(value("regexp_replace('axb', 'x*', '-')"), "-a-b-");
  EXPECT_EQ(value("regexp_replace('日本', '', '.')"), ".日.本.");
  EXPECT_EQ(value("regexp_count('axb', 'x*')"), "3");
  EXPECT_EQ(value("regexp_count('', 'x*')"), "1");
  EXPECT_EQ(value("regexp_replace('a b', '\\b', '|')"), "|a| |b|");
  EXPECT_EQ(value("regexp_replace('a' || char(10) || 'b', '(?m)^', '> ')"), "> a\n> b");
}

TEST_F(RegexpCases, CountAndInstr) {
  EXPECT_EQ(value("regexp_count('the year is 2021', '[0-9]')"), "4");
  EXPECT_EQ(value("regexp_count('aaaa', 'aa')"), "2");
  EXPECT_EQ(value("regexp_count('abc', 'z')"), "0");
  EXPECT_EQ(value("regexp_count('aaa', '^a')"), "1");
  EXPECT_EQ(value("regexp_instr('the year', 'y.')"), "5");
  EXPECT_EQ(value("regexp_instr('the year', 'z')"), "0");
  EXPECT_EQ(value("regexp_instr('abc', '')"), "1");
  // Places are those of characters, as instr() counts them.
  EXPECT_EQ(value("regexp_instr('año 日本 x', 'x'), instr('año 日本 x', 'x')"), "8|8");
}

TEST_F(RegexpCases, NullGivesNull) {
  for (const char* call :
       {"regexp(NULL, 'a')", "regexp('a', NULL)", "regexp_like('a', NULL)", "NULL REGEXP 'a'",
        "regexp_substr(NULL, 'a')", "regexp_capture('a', 'a', NULL)", "regexp_count('a', NULL)",
        "regexp_instr(NULL, 'a')", "regexp_replace('a', 'a', NULL)", "regexp_like(NULL, '(')"}) {
    EXPECT_EQ(value(call), "NULL") << call;
  }
  EXPECT_EQ(value("regexp_replace('a', 'b')"),
            "! wrong number of arguments to function regexp_replace()");
}

TEST_F(RegexpCases, PatternsThatAreNoneFailInTheWordsOfRe2) {
  EXPECT_EQ(value("'a' REGEXP '('"), "! invalid regular expression: missing ): (");
  EXPECT_EQ(value("'a' REGEXP 'a**'"), "! invalid regular expression: bad repetition operator: **");
  EXPECT_EQ(value("'a' REGEXP '[b-a]'"),
            "! invalid regular expression: invalid character class range: b-a");
  // What needs backtracking is not there.
  EXPECT_EQ(value("regexp_substr('2020', '(20)\\1')"),
            "! invalid regular expression: invalid escape sequence: \\1");
  EXPECT_EQ(value("regexp_substr('year', 'y(?=ear)')"),
            "! invalid regular expression: invalid perl operator: (?=");
  EXPECT_TRUE(value("'a' REGEXP CAST(x'61FF' AS TEXT)")
                  .starts_with("! invalid regular expression: invalid UTF-8"));
  EXPECT_EQ(value("regexp_count('a', '(')"), "! invalid regular expression: missing ): (");
  EXPECT_EQ(value("regexp_replace('a', '(', '')"), "! invalid regular expression: missing ): (");
}

TEST_F(RegexpCases, PatternsAreLimited) {
  EXPECT_EQ(value("'a' REGEXP printf('%.*c', 50000, 'a')"), "0");
  EXPECT_EQ(value("'a' REGEXP printf('%.*c', 50001, 'a')"),
            "! regular expression of more than 50000 bytes");
  EXPECT_EQ(ask("SELECT * FROM regexp_matches('a', printf('%.*c', 50001, 'a'))"),
            "! regular expression of more than 50000 bytes");
  EXPECT_EQ(value("'a' REGEXP 'a{1001}'"),
            "! invalid regular expression: invalid repetition size: {1001}");
  EXPECT_TRUE(value("'a' REGEXP '((a{100}){100}){100}'").starts_with("! invalid regular"));
  EXPECT_EQ(value("'a' REGEXP '(\\pL{500}){2}(\\pL{500}){2}(\\pL{500}){2}'"),
            "! invalid regular expression: pattern too large - compile failed");
  EXPECT_EQ(value("'a' REGEXP (printf('%.*c', 20000, '(') || 'a' || printf('%.*c', 20000, ')'))"),
            "1");
  db_->limit(Limit::PatternLength, 3);
  EXPECT_EQ(value("'abcd' REGEXP 'abc', 'abcd' REGEXP 'b'"), "1|1");
  EXPECT_EQ(value("'abcd' REGEXP 'abcd'"), "! regular expression of more than 3 bytes");
}

TEST_F(RegexpCases, NoPatternIsExponential) {
  EXPECT_EQ(value("printf('%.*c', 30000, 'a') REGEXP '^(a+)+$'"), "1");
  EXPECT_EQ(value("printf('%.*c', 30000, 'a') || 'b' REGEXP '^(a|a|aa)+$'"), "0");
  EXPECT_EQ(value("printf('%.*c', 30000, 'a') || 'b' REGEXP '^(([a-z])+.)+[A-Z]([a-z])+$'"), "0");
}

TEST_F(RegexpCases, BytesThatAreNoCharactersMatchNothingAndStay) {
  EXPECT_EQ(value("regexp_like(CAST(x'FF' AS TEXT), '^.$')"), "0");
  EXPECT_EQ(value("regexp_like(CAST(x'FF' AS TEXT), '^\\C$')"), "1");
  EXPECT_EQ(value("hex(regexp_replace(CAST(x'61FF61C3' AS TEXT), 'a', 'b'))"), "62FF62C3");
  EXPECT_EQ(value("hex(regexp_replace(CAST(x'61FF' AS TEXT), '', '-'))"), "2D612DFF2D");
  EXPECT_EQ(value("hex(regexp_substr(CAST(x'FF616280' AS TEXT), '\\w+'))"), "6162");
  EXPECT_EQ(value("regexp_instr(CAST(x'FFFF61' AS TEXT), 'a')"), "3");
}

TEST_F(RegexpCases, PatternsOfColumnsChangeFromRowToRow) {
  EXPECT_EQ(ask("WITH t(s, p, r) AS (VALUES ('abc', 'b', '[$0]'), ('abc', 'b', '<$0>'), "
                "('abc', '(c)', '<$1>'), ('abc', '', ''), (NULL, 'x', ''), ('abc', 'b', '[$0]')) "
                "SELECT s REGEXP p, regexp_replace(s, p, r), regexp_count(s, p) FROM t"),
            "1|a[b]c|1\n1|a<b>c|1\n1|ab<c>|1\n1|abc|4\nNULL|NULL|NULL\n1|a[b]c|1");
  // A group of the last pattern is not one of this.
  EXPECT_EQ(ask("WITH t(p) AS (VALUES ('(a)'), ('a')) SELECT regexp_replace('a', p, '$1') FROM t"),
            "! the regular expression has no group 1");
}

TEST_F(RegexpCases, ResultsMayStandInAnIndexAndACheck) {
  run("CREATE TABLE t(x CHECK (x REGEXP '^[a-z]+[0-9]*$'))");
  run("CREATE INDEX i ON t(regexp_substr(x, '[0-9]+'))");
  run("INSERT INTO t VALUES ('a12'), ('b'), ('c7')");
  EXPECT_EQ(ask("SELECT x FROM t WHERE regexp_substr(x, '[0-9]+') = '12'"), "a12");
  EXPECT_EQ(ask("INSERT INTO t VALUES ('12')"),
            "! CHECK constraint failed: x REGEXP '^[a-z]+[0-9]*$'");
}

TEST_F(RegexpCases, ResultsKeepToTheLimitOfTheConnection) {
  db_->limit(Limit::Length, 10000);
  EXPECT_EQ(value("length(regexp_replace(printf('%.*c', 1000, 'a'), '.*', '$0$0$0$0$0'))"), "5000");
  EXPECT_EQ(value("regexp_replace(printf('%.*c', 1000, 'a'), 'a*', "
                  "replace(printf('%.*c', 2000, 'x'), 'x', '$0'))"),
            "! string or blob too big");
  EXPECT_EQ(value("regexp_replace(printf('%.*c', 6000, 'a'), '', 'x')"),
            "! string or blob too big");
}

TEST_F(RegexpCases, AnInterruptStopsTheCountOfMatches) {
  db_->set_progress_handler(1000, [] { return true; });
  EXPECT_EQ(value("regexp_count(printf('%.*c', 5000, 'a'), 'a')"), "! interrupted");
  EXPECT_EQ(value("regexp_replace(printf('%.*c', 5000, 'a'), 'a', 'b')"), "! interrupted");
}

TEST_F(RegexpCases, MatchesAreRows) {
  EXPECT_EQ(ask("SELECT * FROM regexp_matches('año 12, 345', '\\d+')"), "5|7|12\n9|12|345");
  EXPECT_EQ(ask("SELECT rowid, start, end, match FROM regexp_matches('axb', 'x*')"),
            "1|1|1|\n2|2|3|x\n3|4|4|");
  EXPECT_EQ(ask("SELECT count(*) FROM regexp_matches('abc', 'z')"), "0");
  EXPECT_EQ(ask("SELECT count(*) FROM regexp_matches(NULL, 'z')"), "0");
  EXPECT_EQ(ask("SELECT count(*) FROM regexp_matches('z', NULL)"), "0");
  EXPECT_EQ(ask("SELECT match FROM regexp_matches('b1a2', '[a-z]') ORDER BY match DESC LIMIT 1"),
            "b");
  EXPECT_EQ(ask("SELECT text, pattern, match FROM regexp_matches(121, 2)"), "121|2|2");
  EXPECT_EQ(ask("SELECT match FROM regexp_matches WHERE text = 'ab' AND pattern = 'b'"), "b");
  EXPECT_EQ(ask("SELECT match FROM regexp_matches('a', '(')"),
            "! invalid regular expression: missing ): (");
  EXPECT_EQ(ask("SELECT match FROM regexp_matches('a')"),
            "! regexp_matches() takes a text and a pattern");
  EXPECT_EQ(ask("SELECT value FROM regexp_split_to_table"),
            "! regexp_split_to_table() takes a text and a pattern");
}

TEST_F(RegexpCases, MatchesJoinTables) {
  EXPECT_EQ(ask("WITH t(id, s, p) AS (VALUES (1, 'a1b2', '\\d'), (2, 'xyz', '\\d'), "
                "(3, 'x9', '[a-z]')) "
                "SELECT id, match FROM t, regexp_matches(s, p) ORDER BY id, start"),
            "1|1\n1|2\n3|x");
  EXPECT_EQ(ask("WITH t(s) AS (VALUES ('a b'), ('c')) "
                "SELECT s, value FROM t LEFT JOIN regexp_split_to_table(s, ' ')"),
            "a b|a\na b|b\nc|c");
}

TEST_F(RegexpCases, SplitGivesWhatLiesBetween) {
  const auto split = [&](std::string_view arguments) {
    return ask("SELECT group_concat('<' || value || '>', '') FROM regexp_split_to_table(" +
               std::string(arguments) + ")");
  };
  EXPECT_EQ(split("'the quick brown fox', '\\s+'"), "<the><quick><brown><fox>");
  EXPECT_EQ(split("'the quick', '\\s*'"), "<t><h><e><q><u><i><c><k>");
  EXPECT_EQ(split("'a,b,,c,', ','"), "<a><b><><c><>");
  EXPECT_EQ(split("',a', ','"), "<><a>");
  EXPECT_EQ(split("'foo', ''"), "<f><o><o>");
  EXPECT_EQ(split("'日本', ''"), "<日><本>");
  EXPECT_EQ(split("'', ','"), "<>");
  EXPECT_EQ(split("'', ''"), "<>");
  EXPECT_EQ(split("'abc', 'x'"), "<abc>");
  EXPECT_EQ(split("'abc', 'abc'"), "<><>");
  EXPECT_EQ(split("NULL, 'x'"), "NULL");
}

}  // namespace
}  // namespace tern::extensions
