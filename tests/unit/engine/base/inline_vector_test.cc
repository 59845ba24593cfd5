#include "engine/base/inline_vector.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace tern {
namespace {

using Strings = InlineVector<std::string, 2>;

/// Too long to stand in the string itself.
std::string text(int number) { return std::string(40, 'x') + std::to_string(number); }

Strings filled(int count) {
  Strings out;
  for (int i = 0; i < count; ++i) out.push_back(text(i));
  return out;
}

void expect_filled(const Strings& strings, int count) {
  ASSERT_EQ(strings.size(), static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) EXPECT_EQ(strings[static_cast<size_t>(i)], text(i));
}

TEST(InlineVector, GrowsBeyondItsOwnPlace) {
  for (int count = 0; count < 20; ++count) expect_filled(filled(count), count);
}

TEST(InlineVector, TakesAPartOfItselfWhenItGrows) {
  Strings strings = filled(2);
  strings.push_back(strings.front());
  EXPECT_EQ(strings.back(), text(0));
}

TEST(InlineVector, MovesAndCopies) {
  for (const int count : {0, 1, 2, 3, 9}) {
    Strings source = filled(count);
    const Strings copy = source;
    Strings moved = std::move(source);
    expect_filled(copy, count);
    expect_filled(moved, count);
    EXPECT_TRUE(source.empty());  // NOLINT: it is empty, and may be used again
    source.push_back(text(0));
    expect_filled(source, 1);
    for (const int other : {0, 2, 5}) {
      Strings target = filled(other);
      target = copy;
      expect_filled(target, count);
      target = filled(other);
      expect_filled(target, other);
    }
    EXPECT_EQ(moved, copy);
  }
}

TEST(InlineVector, ShrinksAndReserves) {
  Strings strings = filled(5);
  strings.pop_back();
  expect_filled(strings, 4);
  strings.erase(&strings[1]);
  ASSERT_EQ(strings.size(), 3u);
  EXPECT_EQ(strings[0], text(0));
  EXPECT_EQ(strings[1], text(2));
  strings.clear();
  EXPECT_TRUE(strings.empty());
  strings.reserve(30);
  const std::string* const place = strings.data();
  for (int i = 0; i < 30; ++i) strings.push_back(text(i));
  EXPECT_EQ(strings.data(), place);
  expect_filled(strings, 30);
  strings.resize(40);
  EXPECT_EQ(strings.back(), "");
  strings.resize(7);
  expect_filled(strings, 7);
}

TEST(InlineVector, HoldsWhatCanOnlyMove) {
  InlineVector<std::unique_ptr<int>, 1> owners;
  for (int i = 0; i < 5; ++i) owners.push_back(std::make_unique<int>(i));
  const InlineVector<std::unique_ptr<int>, 1> moved = std::move(owners);
  EXPECT_EQ(*moved.back(), 4);
}

}  // namespace
}  // namespace tern
