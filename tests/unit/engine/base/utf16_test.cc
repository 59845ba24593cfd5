#include "engine/base/utf16.h"

#include <gtest/gtest.h>

#include <random>

namespace tern {
namespace {

using namespace std::string_view_literals;

std::string utf16(std::string_view text, TextEncoding encoding) {
  std::string out;
  append_utf16(out, text, encoding);
  return out;
}

std::string utf8(std::string_view bytes, TextEncoding encoding) {
  std::string out;
  append_from_utf16(out, bytes, encoding);
  return out;
}

TEST(Utf16, CharactersOfEachLength) {
  const std::string_view text = "aé€😀";
  EXPECT_EQ(utf16(text, TextEncoding::Utf16le), "a\0\xe9\0\xac\x20\x3d\xd8\x00\xde"sv);
  EXPECT_EQ(utf16(text, TextEncoding::Utf16be), "\0a\0\xe9\x20\xac\xd8\x3d\xde\x00"sv);
  EXPECT_EQ(utf8("a\0\xe9\0\xac\x20\x3d\xd8\x00\xde"sv, TextEncoding::Utf16le), text);
  EXPECT_EQ(utf8("\0a\0\xe9\x20\xac\xd8\x3d\xde\x00"sv, TextEncoding::Utf16be), text);
  EXPECT_EQ(utf16("", TextEncoding::Utf16le), "");
  EXPECT_EQ(utf16("\0"sv, TextEncoding::Utf16le), "\0\0"sv);
}

// Whatever code units a file holds, what is read from it is written back the same.
TEST(Utf16, AnyCodeUnitsComeBack) {
  std::mt19937 engine(1);
  const auto random = [&] { return static_cast<uint32_t>(engine()); };
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes;
    const size_t units = random() % 8;
    for (size_t unit = 0; unit < units; ++unit) {
      // Surrogates and the ends of the ranges often.
      const uint32_t kind = random() % 4;
      const uint32_t value = kind == 0   ? 0xD7FE + random() % 0x0804
                             : kind == 1 ? 0xFFF0 + random() % 16
                             : kind == 2 ? random() % 0x100
                                         : random() % 0x10000;
      bytes += static_cast<char>(value & 0xFF);
      bytes += static_cast<char>(value >> 8);
    }
    for (const TextEncoding encoding : {TextEncoding::Utf16le, TextEncoding::Utf16be}) {
      ASSERT_EQ(utf16(utf8(bytes, encoding), encoding), bytes) << i;
    }
  }
}

TEST(Utf16, WhatIsNoUtf8IsReplacedAndAnOddByteDropped) {
  EXPECT_EQ(utf16("\xc0\x80", TextEncoding::Utf16be), "\xff\xfd");          // overlong
  EXPECT_EQ(utf16("\x80", TextEncoding::Utf16be), "\0\x80"sv);              // lone continuation
  EXPECT_EQ(utf16("\xf7\xbf\xbf\xbf", TextEncoding::Utf16be), "\xff\xfd");  // beyond U+10FFFF
  EXPECT_EQ(utf16("\xed\xa0\x80", TextEncoding::Utf16be), "\xd8\x00"sv);    // half a pair
  EXPECT_EQ(utf8("\0a\0"sv, TextEncoding::Utf16be), "a");
}

TEST(Utf16, OrderIsThatOfTheBytes) {
  const std::string_view texts[] = {
      "",     "a",   "b",      "aé",     "é",      "Ā",    "ā",  "\uD7FF",       "😀",
      "a😀",  "a😁", "\uE000", "\uFFFD", "\uFFFF", "\0"sv, "ab", "\xed\xa0\xbd", "\xed\xa0\xbdx",
      "z\xed"};
  const auto sign = [](int value) { return (value > 0) - (value < 0); };
  for (const TextEncoding encoding : {TextEncoding::Utf16le, TextEncoding::Utf16be}) {
    for (const std::string_view a : texts) {
      for (const std::string_view b : texts) {
        const int expected = utf16(a, encoding).compare(utf16(b, encoding));
        EXPECT_EQ(sign(compare_as_utf16(a, b, encoding)), sign(expected)) << a << " and " << b;
      }
    }
  }
}

}  // namespace
}  // namespace tern
