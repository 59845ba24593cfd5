#include "engine/record/text_ranks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace tern::record {
namespace {

int plain_order(std::string_view a, std::string_view b) { return a.compare(b); }

/// Labels given in the order of `texts` sort as the texts do.
void expect_same_order(const std::vector<std::string>& texts, size_t label_size_max) {
  TextRanks ranks(plain_order);
  std::vector<std::pair<std::string, std::string>> labelled;  // text, label
  for (const std::string& text : texts) labelled.emplace_back(text, ranks.label_of(text));
  std::ranges::sort(labelled);
  for (size_t i = 0; i < labelled.size(); ++i) {
    EXPECT_EQ(ranks.label_of(labelled[i].first), labelled[i].second);
    EXPECT_LE(labelled[i].second.size(), label_size_max);
    if (i == 0) continue;
    const bool are_same = labelled[i - 1].first == labelled[i].first;
    EXPECT_EQ(labelled[i - 1].second == labelled[i].second, are_same);
    EXPECT_LE(labelled[i - 1].second, labelled[i].second);
  }
}

std::vector<std::string> numbers(int count) {
  std::vector<std::string> out;
  for (int i = 0; i < count; ++i) {
    std::string digits = std::to_string(i);
    out.push_back(std::string(8 - digits.size(), '0') + digits);
  }
  return out;
}

TEST(TextRanks, FollowTheOrderOfTexts) {
  std::vector<std::string> texts = numbers(20'000);
  expect_same_order(texts, 8);
  std::ranges::reverse(texts);
  expect_same_order(texts, 8);
  std::mt19937 random(7);
  std::ranges::shuffle(texts, random);
  expect_same_order(texts, 16);
}

TEST(TextRanks, FindRoomBetweenAnyTwo) {
  // Each text lies between the two before it: half of the room is left each time.
  std::vector<std::string> texts;
  const std::vector<std::string> all = numbers(1'000);
  for (size_t low = 0, high = all.size() - 1; low < high; ++low, --high) {
    texts.push_back(all[low]);
    texts.push_back(all[high]);
  }
  expect_same_order(texts, 8 * 32);
}

TEST(TextRanks, AreTheSameForTextsThatAreEqual) {
  TextRanks ranks([](std::string_view a, std::string_view b) {
    return static_cast<int>(a.size()) - static_cast<int>(b.size());
  });
  EXPECT_EQ(ranks.label_of("abc"), ranks.label_of("xyz"));
  EXPECT_LT(ranks.label_of("ab"), ranks.label_of("xyz"));
}

}  // namespace
}  // namespace tern::record
