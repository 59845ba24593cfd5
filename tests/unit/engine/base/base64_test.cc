// Base64 in both alphabets. Source of the first cases: RFC 4648, "Test Vectors".
#include "engine/base/base64.h"

#include <gtest/gtest.h>

namespace tern {
namespace {

std::string encoded(std::string_view bytes, Base64 alphabet) {
  std::string text = "kept:";
  append_base64(text, as_bytes(bytes), alphabet);
  return text.substr(5);
}

std::optional<std::string> decoded(std::string_view text, Base64 alphabet,
                                   SpareBits spare = SpareBits::Zero) {
  const std::optional<size_t> size = base64_size(text);
  if (!size) return std::nullopt;
  std::string bytes(*size, '\0');
  const bool is_right =
      decode_base64(text, alphabet, spare, reinterpret_cast<std::byte*>(bytes.data()));
  return is_right ? std::optional(bytes) : std::nullopt;
}

TEST(Base64, TextsOfTheRfcWithoutPadding) {
  const std::pair<const char*, const char*> cases[] = {
      {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},         {"foo", "Zm9v"},
      {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : cases) {
    for (const Base64 alphabet : {Base64::Standard, Base64::Url}) {
      EXPECT_EQ(encoded(bytes, alphabet), text);
      EXPECT_EQ(decoded(text, alphabet), bytes);
    }
  }
}

TEST(Base64, TheAlphabetsDifferInTwoDigits) {
  const std::string_view bytes("\xfb\xff\xbf", 3);
  EXPECT_EQ(encoded(bytes, Base64::Standard), "+/+/");
  EXPECT_EQ(encoded(bytes, Base64::Url), "-_-_");
  EXPECT_EQ(decoded("+/+/", Base64::Standard), bytes);
  EXPECT_EQ(decoded("-_-_", Base64::Url), bytes);
  EXPECT_FALSE(decoded("-_-_", Base64::Standard).has_value());
  EXPECT_FALSE(decoded("+/+/", Base64::Url).has_value());
}

TEST(Base64, WhatIsNone) {
  EXPECT_FALSE(base64_size("A").has_value());
  EXPECT_FALSE(base64_size("AAAAA").has_value());
  for (const char* text : {"Zg==", "Z g", "Zm9v\n", "\xc3\xa4"})
    EXPECT_FALSE(decoded(text, Base64::Standard).has_value()) << text;
  // "Zh" is "f" with a spare bit.
  EXPECT_FALSE(decoded("Zh", Base64::Standard).has_value());
  EXPECT_EQ(decoded("Zh", Base64::Standard, SpareBits::Any), "f");
}

}  // namespace
}  // namespace tern
