// JSON requests, and the texts of answers.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "daemon/hrana/answer_writer.h"
#include "daemon/hrana/base64.h"
#include "daemon/hrana/json_tape.h"
#include "daemon/hrana/requests.h"
#include "daemon/hrana/utf8_text.h"

namespace tern::daemon::hrana {
namespace {

Decoded<PipelineRequest> decode(const std::string& body, uint8_t version = 3) {
  return decode_pipeline(as_bytes(body), {.version = version}, {});
}

/// The one argument of a statement.
record::Value argument(const std::string& value) {
  const std::string body =
      R"({"requests":[{"type":"execute","stmt":{"sql":"x","args":[)" + value + "]}}]}";
  const auto decoded = decode(body);
  EXPECT_TRUE(decoded.has_value()) << value;
  return decoded ? record::Value(decoded->requests[0].statement.arguments[0]) : record::Value();
}

double real(const std::string& number) {
  return argument(R"({"type":"float","value":)" + number + "}").view().as_real();
}

TEST(JsonRequests, NumbersAreReadExactly) {
  EXPECT_EQ(real("0.1"), 0.1);
  EXPECT_EQ(real("1E+22"), 1e22);
  EXPECT_EQ(real("123456789012345678901234567890"), 123456789012345678901234567890.0);
  EXPECT_EQ(real("2.2250738585072011e-308"), 2.2250738585072011e-308);
  EXPECT_EQ(real("9007199254740993"), 9007199254740992.0);
  EXPECT_EQ(real("1e999"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(real("1e-999"), 0.0);
  EXPECT_TRUE(std::signbit(real("-0")));
  EXPECT_TRUE(std::signbit(real("-0.0")));
  EXPECT_EQ(argument(R"({"type":"integer","value":"-9223372036854775808"})").view().as_integer(),
            std::numeric_limits<int64_t>::min());
}

TEST(JsonRequests, StringsWithAndWithoutEscapes) {
  EXPECT_EQ(argument(R"({"type":"text","value":"plain"})").view().as_text(), "plain");
  EXPECT_EQ(
      argument(R"({"type":"text","value":"\"\\\/\b\f\n\r\t\u0041\ud83d\ude00"})").view().as_text(),
      "\"\\/\b\f\n\r\tA\xF0\x9F\x98\x80");
  EXPECT_EQ(argument(R"({"type":"text","value":"\u0000"})").view().as_text(), std::string(1, '\0'));
  for (const char* half :
       {R"(\ud83d)", R"(\ude00)", R"(\ud83dx)", R"(\ud83d\ud83d)", R"(\u12)", R"(\x)"}) {
    const std::string body =
        R"({"requests":[{"type":"sequence","sql":")" + std::string(half) + R"("}]})";
    EXPECT_FALSE(decode(body).has_value()) << half;
  }
}

TEST(JsonRequests, TheLastOfSeveralMembersCounts) {
  EXPECT_EQ(argument(R"({"type":"null","type":"text","value":"a","value":"b"})").view().as_text(),
            "b");
}

TEST(JsonRequests, Base64) {
  for (const char* text : {"AP8", "AP8="}) {
    const auto blob = argument(R"({"type":"blob","base64":")" + std::string(text) + R"("})");
    EXPECT_EQ(as_text(blob.view().as_bytes()), std::string("\0\xff", 2));
  }
  ByteArena arena;
  for (const std::string& bad : {std::string("A"), std::string("AAAAA"), std::string("A==="),
                                 std::string("A=A="), std::string("AA\nA"), std::string("_-8=")}) {
    EXPECT_FALSE(decode_base64(bad, arena).has_value()) << bad;
  }
  for (size_t size = 0; size < 20; ++size) {
    std::string bytes(size, '\x9d');
    std::string text;
    append_base64(text, as_bytes(bytes));
    EXPECT_EQ(text.find('='), std::string::npos);
    EXPECT_EQ(as_text(*decode_base64(text, arena)), bytes);
  }
}

TEST(JsonRequests, VersionsHaveTheirRequests) {
  const auto condition =
      R"({"requests":[{"type":"batch","batch":{"steps":[{"condition":{"type":"is_autocommit"},"stmt":{"sql":"x"}}]}}]})";
  EXPECT_TRUE(decode(condition, 3).has_value());
  EXPECT_FALSE(decode(condition, 2).has_value());
  const auto unknown = decode(R"({"baton":"b","requests":[{"type":"fetch_cursor"}]})");
  ASSERT_FALSE(unknown.has_value());
  EXPECT_TRUE(unknown.error().is_unknown_type);
  EXPECT_EQ(unknown.error().baton, "b");
}

TEST(JsonTapes, DepthIsBounded) {
  std::string text;
  for (const size_t depth : {size_t{64}, JsonTape::kDepthMax - 1}) {
    EXPECT_TRUE(
        JsonTape::parse(std::string(depth, '[') + std::string(depth, ']'), text).has_value());
  }
  for (const size_t depth : {JsonTape::kDepthMax + 1, size_t{20000}}) {
    EXPECT_FALSE(
        JsonTape::parse(std::string(depth, '[') + std::string(depth, ']'), text).has_value());
  }
}

std::string json_of(record::ValueView value, uint8_t version = 3) {
  const auto writer = AnswerWriter::make({.version = version}, AnswerWriter::Face::Socket);
  writer->begin_rows();
  writer->value(value);
  return writer->take().substr(10);
}

TEST(JsonWriter, Reals) {
  const auto text = [](double value) {
    const std::string json = json_of(record::ValueView::real(value));
    return json.substr(24, json.size() - 25);
  };
  EXPECT_EQ(text(1), "1.0");
  EXPECT_EQ(text(-0.0), "-0.0");
  EXPECT_EQ(text(0.1), "0.1");
  EXPECT_EQ(text(1e22), "1e+22");
  EXPECT_EQ(text(5e-324), "5e-324");
  EXPECT_EQ(text(1.7976931348623157e308), "1.7976931348623157e+308");
  EXPECT_EQ(text(1 / 3.0), "0.3333333333333333");
  EXPECT_EQ(text(std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(json_of(record::ValueView::real(-std::numeric_limits<double>::infinity()), 2),
            R"({"type":"float","value":-1e999})");
}

TEST(Utf8Text, BrokenBytesBecomeReplacementCharacters) {
  const auto json = [](std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
  };
  const std::string r = "\xEF\xBF\xBD";
  EXPECT_EQ(json("\xff"), "\"" + r + "\"");
  EXPECT_EQ(json("a\xc3"), "\"a" + r + "\"");
  EXPECT_EQ(json("\xc3\xa9"), "\"\xc3\xa9\"");
  EXPECT_EQ(json("\xc0\x80"), "\"" + r + r + "\"");
  EXPECT_EQ(json("\xed\xa0\x80"), "\"" + r + r + r + "\"");
  EXPECT_EQ(json("\xf4\x90\x80\x80"), "\"" + r + r + r + r + "\"");
  EXPECT_EQ(json("\xf4\x8f\xbf\xbf"), "\"\xf4\x8f\xbf\xbf\"");
  EXPECT_EQ(json("\x01\x1f\"\\\n\x7f"), "\"\\u0001\\u001f\\\"\\\\\\n\x7f\"");
}

}  // namespace
}  // namespace tern::daemon::hrana
