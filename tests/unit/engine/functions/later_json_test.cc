#include <gtest/gtest.h>

#include <limits>

#include "engine/functions/json_document.h"
#include "tests/unit/engine/functions/function_cases.h"

// JSON5, JSONB and the JSON functions that SQLite got after the release that is installed as the
// reference. Expected values come from its documentation and from running release 3.50.4.

namespace tern::functions {
namespace {

using record::Value;

class LaterJson : public FunctionCases {
 protected:
  Value jsonb(const std::string& text) { return ours("jsonb", {Value::text(text)}).value; }
};

TEST_F(LaterJson, Json5IsReadAndWrittenAsJson) {
  const std::pair<std::string, std::string> kCases[] = {
      {"{\"a\":1,}", "{\"a\":1}"},
      {"[1,2,]", "[1,2]"},
      {"{$a:1,_b:2,é:3,a\\u0062:4}", "{\"$a\":1,\"_b\":2,\"é\":3,\"a\\u0062\":4}"},
      {"'it\"s \\' \\v \\x41 \\0 x'", "\"it\\\"s ' \\u000b \\u0041 \\u0000 x\""},
      {"[0x1F,-0x1f,+5,+.5,5.,.5,-.5,-5.e3,5.e3,0xffffffffffffffff,0x1ffffffffffffffff]",
       "[31,-31,5,0.5,5.0,0.5,-0.5,-5.0e3,5.0e3,18446744073709551615,9.0e999]"},
      {"[NaN,Infinity,-Infinity,+infinity,inf,QNaN,SNaN,nan]",
       "[null,9e999,-9e999,9e999,9e999,null,null,null]"},
      {"[1 /*c*/ , // x\n 2]", "[1,2]"},
      {"\u00a01\ufeff\u2028", "1"},
      {"\"a\\\r\nb\\\nc\"", "\"abc\""},
      {"\"a\nb\tc\"", "\"a\\nb\\tc\""},
      {"\"\\u00e9\\/\"", "\"\\u00e9\\/\""},
      {"{\"a b\":1,'c d':2}", "{\"a b\":1,\"c d\":2}"},
  };
  for (const auto& [json5, json] : kCases) EXPECT_EQ(ask("json", json5), json) << json5;
  for (const char* broken : {"[,1]", "[1,,2]", "[,]", "{,}", "01", "'abc", "\"\\8\"", "\"\\01\"",
                             "true x", "tru", "/* x", ".", "+", "-", "0x", "1e", "{1:2}", "1..2"}) {
    EXPECT_EQ(ask("json", broken), "! malformed JSON") << broken;
  }
}

TEST_F(LaterJson, ErrorPositionCountsCharactersFromOne) {
  const std::pair<std::string, int64_t> kCases[] = {
      {"[1,x]", 4},    {"{\"a\"}", 5},  {"[1,2", 5},
      {"", 1},         {"é x", 1},      {"\"éa\" x", 1},
      {"{a:1}", 0},    {"[1,]", 0},     {"[,]", 2},
      {"01", 2},       {"1.", 0},       {"\"a", 3},
      {"\"\\x1\"", 3}, {"{\"a\":}", 6}, {"{\"a\":1 \"b\":2}", 8},
      {"[1 2]", 4},    {"nul", 1},      {"-", 1},
      {"--1", 1},      {"]", 1},        {"[}", 2},
      {"{]", 2},       {"/* x", 1},     {"{\"a\":1,,}", 8},
      {"{,}", 2},      {"5", 0},        {"{1:2}", 2},
      {"0x", 1},       {"1..2", 3},     {"1e5e5", 4},
      {"1.e", 3},      {"1e", 2}};
  for (const auto& [text, position] : kCases) {
    EXPECT_EQ(ours("json_error_position", {Value::text(text)}).value.view().as_integer(), position)
        << text;
  }
}

TEST_F(LaterJson, ValidTellsWhatItIsAskedFor) {
  const auto valid = [&](Value value, int64_t flags) {
    return ask("json_valid", {std::move(value), Value::integer(flags)});
  };
  EXPECT_EQ(ask("json_valid", "{a:1}"), "0");
  EXPECT_EQ(valid(Value::text("{a:1}"), 1), "0");
  EXPECT_EQ(valid(Value::text("{a:1}"), 2), "1");
  EXPECT_EQ(valid(jsonb("[1]"), 4), "1");
  EXPECT_EQ(valid(jsonb("[1]"), 8), "1");
  EXPECT_EQ(valid(jsonb("[1]"), 3), "0");
  const Value broken = Value::blob(as_bytes(std::string_view("\x2b\x99\x31", 3)));
  EXPECT_EQ(valid(broken, 4), "1");
  EXPECT_EQ(valid(broken, 8), "0");
  EXPECT_EQ(valid(Value::text("1"), 16),
            "! FLAGS parameter to json_valid() must be between 1 and 15");
  EXPECT_EQ(ask("json_valid", {Value::text("1"), Value()}), "NULL");
}

TEST_F(LaterJson, JsonbIsSqlites) {
  const std::pair<std::string, std::string> kCases[] = {
      {"[1,\"a\",{\"b\": null}]", "8B133117613C176200"},
      {"{\"a\":[1,2],\"a b\":true,\"c\":-1.50}", "CC1417614B1331133237612062011763552D312E3530"},
      {"\"a\\nb\"", "48615C6E62"},
      {"{a:1}", "4C17611331"},
      {"{a\\u0062:1}", "AC78615C75303036321331"},
      {"'it\"s \\' \\v \\x41 \\0 x'", "C91469742273205C27205C76205C783431205C302078"},
      {"[0x1F,-0x1f,+5,+.5,5.,.5,-.5,-5.e3,5.e3]",
       "CB254430783146542D307831661335262E3526352E262E35362D2E35562D352E653346352E6533"},
      {"[NaN,Infinity,-Infinity]", "CB0E00553965393939652D3965393939"},
      {"\"xxxxxxxxxxxx\"", "C70C787878787878787878787878"},
  };
  for (const auto& [json, hex] : kCases) EXPECT_EQ(ask("jsonb", json), hex) << json;
  const std::string long_text(300, 'x');
  EXPECT_EQ(ask("jsonb", "[\"" + long_text + "\"]").substr(0, 16), "DB012FD7012C7878");
  const std::string longer_text(70000, 'x');
  EXPECT_EQ(ask("jsonb", "[\"" + longer_text + "\"]").substr(0, 24), "EB00011175E7000111707878");
}

TEST_F(LaterJson, JsonbIsReadLikeText) {
  const Value document = jsonb("{\"a\":[1,{\"b\":\"x\\ny\"}],c:0x10}");
  EXPECT_EQ(ask("json", {document}), "{\"a\":[1,{\"b\":\"x\\ny\"}],\"c\":16}");
  EXPECT_EQ(ask("json_extract", {document, Value::text("$.a[1].b")}), "x\ny");
  EXPECT_EQ(ask("->", {document, Value::text("c")}), "16");
  EXPECT_EQ(ask("json_type", {document, Value::text("$.c")}), "integer");
  EXPECT_EQ(ask("json_array_length", {document, Value::text("$.a")}), "2");
  EXPECT_EQ(ask("json_array", {jsonb("[1]"), Value::integer(2)}), "[[1],2]");
  EXPECT_EQ(ask("json", {Value::blob(as_bytes(std::string_view("[1,2]")))}), "[1,2]");
}

TEST_F(LaterJson, JsonbFunctionsGiveJsonb) {
  const auto text = [](const char* sql) { return Value::text(sql); };
  EXPECT_EQ(ask("jsonb_extract", {text("[1,{\"a\":2}]"), text("$[1]")}), "4C17611332");
  EXPECT_EQ(ask("jsonb_extract", {text("[1,\"x\"]"), text("$[1]")}), "x");
  EXPECT_EQ(ask("jsonb_extract", {text("[1,2]"), text("$[0]"), text("$[1]")}), "4B13311332");
  EXPECT_EQ(ask("jsonb_set", {text("{\"a\":0x1}"), text("$.b"), text("x\"y")}),
            "CC0C1761343078311A623A782279");
  EXPECT_EQ(ask("jsonb_patch", {text("{\"a\":1}"), text("{\"b\":2}")}), "8C1761133117621332");
  EXPECT_EQ(ask("jsonb_array", {Value::real(1.5), Value::integer(10), text("x\""), Value()}),
            "CB0C35312E3523313038785C2200");
  EXPECT_EQ(ask("jsonb_object", {text("a"), Value::integer(1)}), "4C17611331");
  EXPECT_EQ(ask("jsonb_remove", {text("[0,1,2]"), text("$[1]")}), "4B13301332");
}

TEST_F(LaterJson, PrettyPutsEachElementOnItsLine) {
  EXPECT_EQ(ask("json_pretty", "{\"a\":[1,{\"b\":[]},{}],\"c\":\"x\"}"),
            "{\n    \"a\": [\n        1,\n        {\n            \"b\": []\n        },\n"
            "        {}\n    ],\n    \"c\": \"x\"\n}");
  EXPECT_EQ(ask("json_pretty", {Value::text("[1,[2]]"), Value::text("--")}),
            "[\n--1,\n--[\n----2\n--]\n]");
  EXPECT_EQ(ask("json_pretty", "[]"), "[]");
}

TEST_F(LaterJson, LabelsAreComparedAsTheyAreMeant) {
  const auto extract = [&](const char* json, const char* path) {
    return ask("json_extract", {Value::text(json), Value::text(path)});
  };
  EXPECT_EQ(extract("{\"\\u0061\":7}", "$.a"), "7");
  EXPECT_EQ(extract("{\"a\":7}", "$.\"\\u0061\""), "7");
  EXPECT_EQ(extract("{\"a\":7}", "$.\\u0061"), "NULL");
  EXPECT_EQ(extract("[0xffffffffffffffff]", "$[0]"), "-1");
}

// Damaged bytes are refused, or they are good: never more than an error.
TEST_F(LaterJson, DamagedJsonbIsRefused) {
  const Value good = jsonb("{\"a\":[1,2.5,\"x\\ny\",'\\x41'],\"b\":{\"c\":null,\"d\":[true]}}");
  const std::string bytes(as_text(good.view().as_bytes()));
  JsonDocument document;
  ASSERT_TRUE(document.parse_jsonb(as_bytes(bytes)));
  for (size_t i = 0; i < bytes.size(); ++i) {
    EXPECT_FALSE(document.parse_jsonb(as_bytes(std::string_view(bytes).substr(0, i)))) << i;
    for (int value = 0; value < 256; ++value) {
      std::string damaged = bytes;
      damaged[i] = static_cast<char>(value);
      if (!document.parse_jsonb(as_bytes(damaged))) continue;
      const std::string text = ask("json", {Value::blob(as_bytes(damaged))});
      EXPECT_EQ(ask("json_valid", text), "1") << text;
    }
  }
}

TEST_F(LaterJson, InfinitiesAreNumbers) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(ask("json_quote", {Value::real(infinity)}), "9.0e+999");
  EXPECT_EQ(ask("json_array", {Value::real(-infinity), Value::integer(1)}), "[-9.0e+999,1]");
}

}  // namespace
}  // namespace tern::functions
