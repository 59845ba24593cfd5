#include "engine/functions/pattern.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace tern::functions {
namespace {

char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// What `%needle%` means, written down plainly.
bool contains(const std::string& text, const std::string& needle) {
  const auto hit = std::ranges::search(text, needle, {}, folded, folded);
  return needle.empty() || !hit.empty();
}

TEST(Pattern, FindsALiteralWhereverItStands) {
  for (size_t size = 1; size < 40; ++size) {
    for (size_t at = 0; at < size; ++at) {
      std::string text(size, '.');
      text[at] = at % 2 == 0 ? 'N' : 'n';
      EXPECT_TRUE(matches_like(text, "%n%")) << text;
      EXPECT_TRUE(matches_like(text, "%N%")) << text;
      EXPECT_EQ(matches_like(text, "%n"), at + 1 == size) << text;
      EXPECT_FALSE(matches_like(text, "%o%")) << text;
      EXPECT_EQ(matches_like(text, "%n%", std::nullopt, true), text[at] == 'n') << text;
    }
  }
}

// Bytes that differ from a letter in one bit, and those that come before it, are the traps.
TEST(Pattern, AsOneByteAtATimeWould) {
  uint64_t state = 1;
  const auto next = [&state] {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<uint32_t>(state >> 33);
  };
  const std::string bytes = "aAbBzZ`@[{!MmNnOo\x0e\x2e";
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (uint32_t i = next() % 30; i > 0; --i) text += bytes[next() % bytes.size()];
    std::string needle;
    for (uint32_t i = next() % 3; i > 0; --i) needle += bytes[next() % bytes.size()];
    ASSERT_EQ(matches_like(text, "%" + needle + "%"), contains(text, needle))
        << text << " and " << needle;
  }
}

}  // namespace
}  // namespace tern::functions
