#include <gtest/gtest.h>

#include <random>

#include "tests/unit/engine/functions/function_cases.h"

// Method: the installed SQLite computes each expected value when the test runs.

namespace tern::functions {
namespace {

using record::Value;
using test::odd_values;
using ScalarFunctions = FunctionCases;

TEST_F(ScalarFunctions, OneArgumentAgreesOnOddValues) {
  for (const char* name :
       {"abs",     "char",     "hex",   "length", "lower", "upper",   "ltrim",   "rtrim",   "trim",
        "likely",  "unlikely", "quote", "round",  "sign",  "soundex", "typeof",  "unicode", "acos",
        "acosh",   "asin",     "asinh", "atan",   "atanh", "ceil",    "ceiling", "cos",     "cosh",
        "degrees", "exp",      "floor", "ln",     "log",   "log10",   "log2",    "radians", "sin",
        "sinh",    "sqrt",     "tan",   "tanh",   "trunc", "format",  "printf"}) {
    for (const Value& value : odd_values()) expect_same(name, {value});
  }
}

TEST_F(ScalarFunctions, TwoArgumentsAgreeOnOddValues) {
  for (const char* name :
       {"coalesce", "ifnull", "nullif", "instr", "ltrim", "rtrim", "trim", "min", "max", "round",
        "substr", "glob", "like", "atan2", "mod", "pow", "log"}) {
    for (const Value& a : odd_values()) {
      for (const Value& b : odd_values()) expect_same(name, {a, b});
    }
  }
}

TEST_F(ScalarFunctions, ThreeArgumentsAgree) {
  const std::vector<Value> texts = {Value(),
                                    Value::text(""),
                                    Value::text("a"),
                                    Value::text("aé日z"),
                                    Value::integer(121),
                                    Value::text("xaxaxa"),
                                    Value::blob(as_bytes("a\xff"
                                                         "b")),
                                    Value::text("aa"),
                                    Value::real(1.5)};
  for (const Value& a : texts) {
    for (const Value& b : texts) {
      for (const Value& c : texts) {
        expect_same("replace", {a, b, c});
        expect_same("iif", {a, b, c});
        expect_same("like", {a, b, c});
        expect_same("max", {a, b, c});
        expect_same("min", {a, b, c});
      }
    }
    for (int64_t first : {-9, -5, -4, -2, -1, 0, 1, 2, 3, 4, 7, 100}) {
      for (int64_t count : {-9, -3, -1, 0, 1, 2, 5, 100}) {
        expect_same("substr", {a, Value::integer(first), Value::integer(count)});
        expect_same("substring", {a, Value::integer(first), Value::integer(count)});
      }
      for (int64_t count : {INT64_MIN, INT64_MAX, int64_t{1} << 32, int64_t{-2147483648}}) {
        expect_same("substr", {a, Value::integer(first), Value::integer(count)});
        expect_same("substr", {a, Value::integer(count), Value::integer(first)});
      }
    }
  }
}

TEST_F(ScalarFunctions, PatternsAgree) {
  const std::vector<std::string> texts = {"",      "a",    "abc", "ABC",     "a%c", "a_c", "äöü",
                                          "aXbXc", "]",    "a-z", "^",       "b",   "aab", "abab",
                                          "[",     "日本", "Äbc", "abcabcd", "a*c", "a?c"};
  const std::vector<std::string> likes = {
      "",    "%",  "_",   "a%",  "%c",  "a_c",  "%b%",  "a%%c", "_%_", "___", "%X%",
      "ä__", "Ä%", "%_%", "%ab", "!%%", "a!%c", "a!_c", "%!",   "!!",  "日_", "%bc%d"};
  const std::vector<std::string> globs = {
      "",      "*",     "?",     "a*",    "*c",    "[a-c]*", "[^a-c]*", "[]]",     "[]a]*",
      "[a-]*", "[^]]*", "a[b",   "*[X]*", "[",     "[]",     "??",      "ä*",      "[ä-ü]*",
      "a[*]c", "*b*b",  "a\\*c", "[-z]*", "[z-a]", "*[^b]",  "[日]*",   "[a-b-c]", "***a"};
  for (const std::string& text : texts) {
    for (const std::string& pattern : likes) {
      expect_same_text("like", {pattern, text});
      for (const char* escape : {"!", "%", "_", "a", "ä", "", "ab"}) {
        expect_same_text("like", {pattern, text, escape});
      }
    }
    for (const std::string& pattern : globs) expect_same_text("glob", {pattern, text});
  }
}

TEST_F(ScalarFunctions, FormatAgreesOnEveryFlag) {
  const std::vector<std::string> flags = {"",   "-",  "+",  " ",  "#",  "!",  "0",  ",", "-0",
                                          "+0", "!0", "+,", "0,", "#0", "-+", "!#", "-!"};
  const std::vector<std::string> sizes = {"",    "1",    "5",     "12",  ".0",    ".1", ".3",
                                          ".10", "10.3", "15.12", ".20", "30.26", "3.5"};
  const std::vector<Value> values = {Value(),
                                     Value::integer(0),
                                     Value::integer(1),
                                     Value::integer(-1),
                                     Value::integer(12),
                                     Value::integer(1234567),
                                     Value::integer(-123),
                                     Value::integer(INT64_MIN),
                                     Value::integer(INT64_MAX),
                                     Value::real(0.0),
                                     Value::real(1.0),
                                     Value::real(-1.5),
                                     Value::real(3.14159265358979),
                                     Value::real(123456.789),
                                     Value::real(1e15),
                                     Value::real(1e-5),
                                     Value::real(1e300),
                                     Value::real(9.9999999),
                                     Value::real(0.5),
                                     Value::real(2.5),
                                     Value::real(1e308 * 10),
                                     Value::real(-1e308 * 10),
                                     Value::real(100.0),
                                     Value::text("it's \"q\""),
                                     Value::text("日本語é"),
                                     Value::text(""),
                                     Value::text("12abc"),
                                     Value::blob(as_bytes("ab"))};
  for (const char letter : std::string("diuxXofeEgGscqQwzrp%n")) {
    for (const std::string& flag : flags) {
      for (const std::string& size : sizes) {
        const std::string format = "[%" + flag + size + letter + "]%d";
        for (const Value& value : values) {
          expect_same("format", {Value::text(format), value, Value::integer(9)});
        }
      }
    }
  }
}

TEST_F(ScalarFunctions, FormatAgreesOnOddFormats) {
  for (const char* format :
       {"",     "%",     "%%",       "a%",          "%5",    "%y",  "%ld", "%lld", "%*d",  "%-*d",
        "%.*f", "%*.*f", "%d %d %d", "%s",          "abc%!", "%l",  "%.",  "%.5",  "%c%c", "%5c",
        "%.3c", "%-5c|", "%5.3c|",   "%#x %#o %#X", "%,d",   "%hd", "%T",  "%S",   "%llld"}) {
    expect_same("format", {Value::text(format), Value::integer(6), Value::integer(-2)});
    expect_same("format", {Value::text(format), Value::integer(-7), Value::real(2.5)});
    expect_same("format", {Value::text(format), Value::text("日本"), Value::text("x")});
    expect_same("format", {Value::text(format)});
  }
}

TEST_F(ScalarFunctions, FormatsOfMuchLengthAgree) {
  const Value many = Value::integer(2'000'000'000);
  for (const char* format : {"%*d", "%.*d", "%*s", "a%*cb", "%*f"}) {
    expect_same("format", {Value::text(format), many, Value::integer(1)});
  }
  for (const char* format : {"%.*c", "%.*f", "%.*G"}) {
    expect_same("format", {Value::text(format), Value::integer(300'000), Value::integer(1)});
  }
  for (const int64_t digits : {4095, 4096, 4097, 8193, -32768}) {
    for (const char* format : {"%.*f", "%.*e", "%.*g"}) {
      expect_same("format", {Value::text(format), Value::integer(digits), Value::real(0.25)});
    }
  }
}

TEST_F(ScalarFunctions, EscapesEndAtNul) {
  using std::string_view_literals::operator""sv;
  for (const std::string_view escape : {"\0"sv, "!\0"sv, "!\0!"sv, "!!\0"sv}) {
    expect_same("like", {Value::text("a!%"), Value::text("a%"), Value::text(escape)});
    expect_same("like", {Value::text("a!%"), Value::text("a%"), Value::blob(as_bytes(escape))});
  }
}

TEST_F(ScalarFunctions, RoundAgreesOnRandomNumbers) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20000; ++i) {
    const double real =
        static_cast<double>(static_cast<int64_t>(random())) / std::pow(10, random() % 19);
    expect_same("round", {Value::real(real), Value::integer(static_cast<int64_t>(random() % 20))});
    expect_same("round", {Value::real(real)});
    expect_same("format",
                {Value::text("%.3f %g %e %!.20g %.0f"), Value::real(real), Value::real(real),
                 Value::real(real), Value::real(real), Value::real(real)});
    expect_same("quote", {Value::real(real)});
  }
}

TEST_F(ScalarFunctions, ConnectionIsAsked) {
  EXPECT_EQ(ours("changes", {}).value.view().as_integer(), 3);
  EXPECT_EQ(ours("total_changes", {}).value.view().as_integer(), 7);
  EXPECT_EQ(ours("last_insert_rowid", {}).value.view().as_integer(), 42);
  EXPECT_NE(ours("random", {}).value.view().as_integer(),
            ours("random", {}).value.view().as_integer());
  EXPECT_EQ(ours("randomblob", {Value::integer(9)}).value.view().as_bytes().size(), 9U);
  EXPECT_EQ(ours("randomblob", {Value::integer(-1)}).value.view().as_bytes().size(), 1U);
  expect_same("sqlite_version", {});
  expect_same("sqlite_source_id", {});
  expect_same("pi", {});
  expect_same("zeroblob", {Value::integer(5)});
  expect_same("zeroblob", {Value::integer(-5)});
  expect_same("zeroblob", {Value::integer(1000000001)});
}

TEST_F(ScalarFunctions, UnknownNamesAndCountsAreRefusedInTheSameWords) {
  for (const char* name :
       {"abs", "nosuch", "substr", "round", "like", "log", "ABS", "max", "char"}) {
    for (size_t count : {size_t{0}, size_t{4}}) {
      const std::vector<Value> arguments(count, Value::integer(1));
      const test::Outcome mine = ours(name, arguments);
      if (mine.failed) expect_same(name, arguments);
    }
  }
}

TEST_F(ScalarFunctions, EveryBuiltinOfTheReferenceIsKnown) {
  // Belongs to extensions and virtual tables.
  const std::vector<std::string> others = {
      "bm25",    "fts3_tokenizer", "fts5",       "fts5_source_id", "highlight", "matchinfo",
      "offsets", "optimize",       "rtreecheck", "rtreedepth",     "rtreenode", "snippet"};
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(reference_.db(), "SELECT name, narg FROM pragma_function_list", -1, &statement,
                     nullptr);
  while (sqlite3_step(statement) == SQLITE_ROW) {
    const std::string name = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
    const int count = sqlite3_column_int(statement, 1);
    if (std::find(others.begin(), others.end(), name) != others.end()) continue;
    const auto found = registry_.find(name, count < 0 ? 3 : static_cast<size_t>(count));
    EXPECT_TRUE(found.has_value()) << name << "/" << count;
  }
  sqlite3_finalize(statement);
}

}  // namespace
}  // namespace tern::functions
