#include "engine/functions/json_quote_marks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>
#include <random>
#include <string>
#include <vector>

#include "engine/functions/json_characters.h"
#include "engine/functions/json_document.h"

namespace tern::functions {
namespace {

/// The marks in a stretch from `from` on, one by one.
std::vector<uint32_t> marks_of(std::string_view text, size_t from) {
  std::vector<uint32_t> out;
  const size_t end = std::min(text.size(), from + JsonQuoteMarks::kStretch);
  for (size_t at = from; at < end; ++at) {
    if (is_json_quote(text[at])) out.push_back(static_cast<uint32_t>(at));
  }
  return out;
}

void expect_marks(const std::string& text, size_t from) {
  std::string padded = text;
  padded.append(JsonQuoteMarks::kBlock, '\0');
  JsonQuoteMarks marks;
  const uint32_t* at = marks.find({padded.data(), text.size()}, from);
  for (const uint32_t expected : marks_of(text, from)) ASSERT_EQ(*at++, expected);
  EXPECT_EQ(at[0], text.size());
  EXPECT_EQ(at[1], text.size());
}

TEST(JsonQuoteMarks, AreThoseThatAWalkFinds) {
  std::mt19937 random(1);
  constexpr std::string_view kCharacters = "\"\"\\\n\0aaaaaaaaa\x7f\xff ";
  for (const size_t size :
       std::initializer_list<size_t>{0, 1, 15, 63, 64, 65, 127, 300, 1023, 1024, 1025, 3000}) {
    for (const size_t characters : std::initializer_list<size_t>{1, 3, 5, 18}) {
      std::string text;
      for (size_t i = 0; i < size; ++i) text += kCharacters[random() % characters];
      for (const size_t from : {size_t{0}, size / 3, size}) expect_marks(text, from);
    }
  }
}

/// Strings whose ends lie in other stretches than their begins, and escapes around.
TEST(JsonQuoteMarks, StringsAreReadAcrossStretches) {
  for (const size_t length : std::initializer_list<size_t>{0, 1, 50, 1015, 1016, 1017, 1018, 1019,
                                                           1020, 1021, 1022, 5000}) {
    for (const std::string_view part : {"", "\\n", "\\\"", "é"}) {
      std::string long_text(length, 'x');
      long_text += part;
      const std::string text = "{\"a\":\"" + long_text + "\",\"" + long_text + "\":[1,\"b\"]}";
      JsonDocument document;
      ASSERT_TRUE(document.parse_text(text));
      EXPECT_TRUE(document.is_rfc8259());
      EXPECT_EQ(document.payload(1), "a");
      EXPECT_EQ(document.payload(2), long_text);
      EXPECT_EQ(document.node(2).form,
                part.starts_with('\\') ? JsonForm::Escaped : JsonForm::Plain);
      EXPECT_EQ(document.payload(3), long_text);
      EXPECT_TRUE(document.node(3).is_label);
      EXPECT_EQ(document.payload(6), "b");
      EXPECT_EQ(document.node(0).after, 7u);
      for (size_t cut = 1; cut < 5; ++cut) {
        EXPECT_FALSE(document.parse_text(std::string_view(text).substr(0, text.size() - cut)));
      }
    }
  }
}

/// Spaces may stand around everything, and what is not minified is known.
TEST(JsonQuoteMarks, SpacesAreNoticed) {
  JsonDocument document;
  ASSERT_TRUE(document.parse_text(R"({"a":[1,{},[]],"b":"c d"})"));
  EXPECT_TRUE(document.is_minified());
  const std::string_view tokens[] = {"{", "\"a\"", ":",     "[", "1",     ",", "{", "}",
                                     "]", ",",     "\"b\"", ":", "\"c\"", "}", ""};
  for (size_t spaced = 0; spaced < std::size(tokens); ++spaced) {
    std::string text;
    for (size_t i = 0; i < std::size(tokens); ++i) {
      if (i == spaced) text += " \n";
      text += tokens[i];
    }
    ASSERT_TRUE(document.parse_text(text)) << text;
    EXPECT_FALSE(document.is_minified()) << text;
    EXPECT_EQ(document.node(0).after, 7u) << text;
  }
}

TEST(JsonQuoteMarks, TextEndsAtNul) {
  JsonDocument document;
  EXPECT_TRUE(document.parse_text({"[1]\0]", 5}));
  EXPECT_EQ(document.source(), "[1]");
  EXPECT_FALSE(document.parse_text({"[\"a\0\"]", 6}));
  EXPECT_FALSE(document.parse_text({"\0", 1}));
}

}  // namespace
}  // namespace tern::functions
