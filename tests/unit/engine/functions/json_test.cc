#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "engine/functions/json_document.h"
#include "tests/unit/engine/functions/function_cases.h"

// Method: the installed SQLite computes each expected value when the test runs.

namespace tern::functions {
namespace {

using record::Value;
using JsonFunctions = FunctionCases;

/// The reference does not know JSON5 yet.
bool is_json5(const std::string& text) {
  JsonDocument document;
  return document.parse_text(text) && !document.is_rfc8259();
}

/// Nor JSONB, nor how to write an infinity.
bool is_later_json(const Value& value) {
  const record::ValueView view = value.view();
  if (view.is_real()) return std::isinf(view.as_real());
  JsonDocument document;
  if (view.is_blob() && document.parse_jsonb(view.as_bytes())) return true;
  return (view.is_blob() || view.is_text()) && is_json5(std::string(as_text(view.as_bytes())));
}

std::vector<std::string> without_json5(std::vector<std::string> documents) {
  std::erase_if(documents, is_json5);
  return documents;
}

const std::vector<std::string>& documents() {
  static const std::vector<std::string> kDocuments =
      without_json5({"{}",
                     "[]",
                     "null",
                     "true",
                     "false",
                     "1",
                     "-1",
                     "0",
                     "-0",
                     "01",
                     "-",
                     "1.",
                     ".5",
                     "1.5",
                     "1e5",
                     "1e",
                     "1E+5",
                     "1e-",
                     "1.5e3",
                     "-1.5E-2",
                     "9223372036854775807",
                     "9223372036854775808",
                     "-9223372036854775808",
                     "\"\"",
                     "\"abc\"",
                     "\"a\\\"b\"",
                     "\"\\u00e9\\n\\t\\\\\\/\"",
                     "\"\\ud83d\\ude00\"",
                     "\"\\ud83d\"",
                     "\"\\u12\"",
                     "\"\\x\"",
                     "\"unclosed",
                     "\"tab\there\"",
                     "[1,2,3]",
                     " [ 1 , 2 , [ 3 , { \"a\" : 4 } ] ] ",
                     "[1,]",
                     "[,1]",
                     "[1 2]",
                     "[1",
                     "{\"a\":1}",
                     "{\"a\":1,\"b\":[1,2,{\"c\":null}],\"d\":\"x\"}",
                     "{\"a\":1,\"a\":2}",
                     "{a:1}",
                     "{\"a\"}",
                     "{\"a\":1,}",
                     "{\"a\" 1}",
                     "nul",
                     "nulls",
                     "truex",
                     "true ",
                     "",
                     " ",
                     "[1]x",
                     "{\"a b\":{\"c.d\":5,\"[0]\":6},\"\":7,\"\\u007a\":8}",
                     "[[[[[1]]]]]",
                     "{\"x\":{\"y\":{\"z\":1.0}}}",
                     "[\"a\\u0000b\"]",
                     "\"日本\"",
                     "{\"日\":\"本\"}",
                     "1 2",
                     "[1e5,1.50,-0.0]"});
  return kDocuments;
}

const std::vector<std::string>& paths() {
  static const std::vector<std::string> kPaths = {"$",
                                                  "$.a",
                                                  "$.b",
                                                  "$.b[1]",
                                                  "$.b[2].c",
                                                  "$[0]",
                                                  "$[2]",
                                                  "$[3]",
                                                  "$[#]",
                                                  "$[#-1]",
                                                  "$[#-9]",
                                                  "$.\"a b\"",
                                                  "$.\"a b\".\"c.d\"",
                                                  "$.\"\"",
                                                  "$.x.y.z",
                                                  "$.x.new",
                                                  "$.new",
                                                  "$.new.deep",
                                                  "$.new[0]",
                                                  "$.new[1]",
                                                  "$.\"q\"",
                                                  "a",
                                                  "[0]",
                                                  "0",
                                                  "1",
                                                  "#-1",
                                                  "[#-1]",
                                                  "$a",
                                                  "$.",
                                                  "$[",
                                                  "$[x]",
                                                  "$[1",
                                                  "$[#-]",
                                                  "$[#x]",
                                                  "$.a.",
                                                  "$..a",
                                                  "$.\"a",
                                                  "",
                                                  "$.a[0]",
                                                  "$[0][0][0]",
                                                  "a b",
                                                  "-1",
                                                  "$.日",
                                                  "日",
                                                  "$.a'b",
                                                  "$.missing[x",
                                                  "$[00]",
                                                  "$.\"\\u007a\""};
  return kPaths;
}

TEST_F(JsonFunctions, DocumentsAgree) {
  for (const std::string& document : documents()) {
    for (const char* name :
         {"json", "json_valid", "json_type", "json_array_length", "json_quote", "json_array"}) {
      expect_same_text(name, {document});
    }
  }
  for (const Value& value : test::odd_values()) {
    if (is_later_json(value)) continue;
    for (const char* name : {"json", "json_valid", "json_type", "json_quote", "json_array"}) {
      expect_same(name, {value});
    }
    expect_same("json_object", {Value::text("k"), value});
    expect_same("json_object", {value, Value::integer(1)});
  }
}

TEST_F(JsonFunctions, PathsAgree) {
  for (const std::string& document : documents()) {
    for (const std::string& path : paths()) {
      for (const char* name :
           {"json_extract", "json_type", "json_array_length", "json_remove", "->", "->>"}) {
        expect_same_text(name, {document, path});
      }
      const Value json = Value::text(document);
      for (const char* name : {"json_insert", "json_replace", "json_set"}) {
        expect_same(name, {json, Value::text(path), Value::integer(99)});
        expect_same(name, {json, Value::text(path), Value::text("t\"x")});
      }
      expect_same("json_extract", {json, Value::text(path), Value::text("$.a")});
    }
    for (int64_t index : {0, 1, 2, 5}) {
      expect_same("->", {Value::text(document), Value::integer(index)});
      expect_same("->>", {Value::text(document), Value::integer(index)});
    }
  }
}

// Left out is where the reference loses track of what it did: a path into what an earlier path put
// there, elements behind an appended one, patches that name a member twice.
TEST_F(JsonFunctions, ManyChangesAgree) {
  std::mt19937_64 random(3);
  const std::vector<std::string> safe = {"$.a",     "$.b[1]", "$.b[2].c", "$[0]",
                                         "$[2]",    "$.d",    "$.new",    "$.x.y.z",
                                         "$.x.new", "$[#-1]", "$[#-9]",   "$.e.f"};
  const auto path = [&] { return Value::text(safe[random() % safe.size()]); };
  const auto document = [&] {
    for (;;) {
      const std::string& text = documents()[random() % documents().size()];
      if (text != "{\"a\":1,\"a\":2}" && text != "[1e5,1.50,-0.0]") return Value::text(text);
    }
  };
  for (int i = 0; i < 20000; ++i) {
    const Value json = document();
    for (const char* name : {"json_insert", "json_replace", "json_set"}) {
      expect_same(name, {json, path(), Value::integer(1), path(), Value::text("two")});
    }
    expect_same("json_remove", {json, path(), path()});
    expect_same("json_patch", {json, document()});
  }
}

TEST_F(JsonFunctions, PathsThatLeadNowhereAddNothing) {
  for (const char* path :
       {"$.b.c[#-2]", "$.b[#-1]", "$.b.c[1]", "$.b[0][1].c", "$.b[#]", "$.b[0]"}) {
    for (const char* name : {"json_insert", "json_replace", "json_set"}) {
      expect_same_text(name, {"{\"a\":[1]}", path, "x"});
      expect_same_text(name, {"{\"a\":[1]}", path, "x", "$.b[0]", "y"});
    }
  }
  expect_same_text("->>", {"[true]", "$[#-2"});
  expect_same_text("json_remove", {"[true]", "$[#-2"});
}

TEST_F(JsonFunctions, PathsBehindAReplacedValueAreNotRead) {
  for (const char* path : {"$a", "$[-1]", "$.", "$.a", "$[0", "a", "$"}) {
    for (const char* name : {"json_insert", "json_replace", "json_set"}) {
      expect_same_text(name, {"{\"a\":[1]}", "$", "[x", path, "y"});
      expect_same_text(name, {"{\"a\":[1]}", "$.a", "z", std::string("$.a") + path, "y"});
    }
  }
}

TEST_F(JsonFunctions, FirstMemberOfALabelInAPatchCounts) {
  const char* const patches[] = {R"({"a":1,"a":2})",          R"({"a":null,"a":2})",
                                 R"({"a":1,"a":null})",       R"({"a":{"b":1},"a":2})",
                                 R"({"a":2,"a":{"b":1}})",    R"({"a":{"b":1},"a":{"b":2,"c":3}})",
                                 R"({"b":1,"b":2,"b":null})", R"({"b":null,"b":1,"b":2})"};
  for (const char* document :
       {"{}", R"({"a":0})", R"({"a":{"b":0}})", R"({"a":{},"a":[],"b":1})"}) {
    for (const char* patch : patches) expect_same_text("json_patch", {document, patch});
  }
}

TEST_F(JsonFunctions, LabelsAreLookedAtBeforeValues) {
  const Value blob = Value::blob(as_bytes("no JSON"));
  expect_same("json_object", {Value::text("a"), blob, Value::integer(1), Value::integer(2)});
  expect_same("json_object", {Value::text("a"), blob, Value::text("b"), Value::integer(2)});
}

TEST_F(JsonFunctions, CountsAndNullsAgree) {
  for (const char* name : {"json_insert", "json_replace", "json_set", "json_remove", "json_extract",
                           "json_object", "json_array"}) {
    for (size_t count = 0; count <= 5; ++count) {
      expect_same(name, std::vector<Value>(count, Value()));
      expect_same(name, std::vector<Value>(count, Value::text("{}")));
      std::vector<Value> mixed(count, Value());
      if (count > 0) mixed[0] = Value::text("{\"a\":1}");
      expect_same(name, mixed);
    }
  }
  expect_same("json_patch", {Value(), Value::text("{}")});
  expect_same("json_patch", {Value::text("{}"), Value()});
  expect_same("json_set", {Value::text("{}"), Value::text("$.a"), Value::blob(as_bytes("x"))});
}

TEST_F(JsonFunctions, ResultsAreJsonToTheFunctionAroundThem) {
  const auto nested = [&](const std::string& inner, const std::vector<Value>& arguments) {
    StatementContext statement(connection_);
    Call inner_call(statement);
    Call outer_call(statement);
    const std::vector<record::ValueView> views(arguments.begin(), arguments.end());
    const record::ValueView value =
        *registry_.find(inner, views.size())->scalar->body(inner_call, views);
    const std::vector<record::ValueView> outer = {value};
    return record::Value(*registry_.find("json_array", 1)->scalar->body(outer_call, outer));
  };
  const auto text = [](const Value& v) { return std::string(v.view().as_text()); };
  EXPECT_EQ(text(nested("json", {Value::text("[1]")})), "[[1]]");
  EXPECT_EQ(text(nested("json_extract", {Value::text("[[1]]"), Value::text("$[0]")})), "[[1]]");
  EXPECT_EQ(text(nested("->>", {Value::text("[[1]]"), Value::integer(0)})), "[\"[1]\"]");
  EXPECT_EQ(text(nested("lower", {Value::text("[1]")})), "[\"[1]\"]");
}

TEST_F(JsonFunctions, DepthIsBounded) {
  const auto nest = [](size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  for (size_t depth : {size_t{999}, size_t{1000}, size_t{1001}, size_t{50000}}) {
    const test::Outcome outcome = ours("json_valid", {Value::text(nest(depth))});
    EXPECT_EQ(outcome.value.view().as_integer(), depth <= 1000 ? 1 : 0) << depth;
  }
}

}  // namespace
}  // namespace tern::functions
