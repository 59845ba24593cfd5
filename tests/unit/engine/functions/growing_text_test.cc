#include "engine/functions/growing_text.h"

#include <gtest/gtest.h>

#include <string>

namespace tern::functions {
namespace {

TEST(GrowingText, HoldsWhatWasAppended) {
  GrowingText text;
  EXPECT_EQ(text.text(), "");
  std::string expected;
  for (int i = 0; i < 1000; ++i) {
    const std::string part = std::to_string(i);
    ASSERT_TRUE(text.append(part));
    expected += part;
  }
  EXPECT_EQ(text.text(), expected);
  text.erase_front(expected.size() - 3);
  EXPECT_EQ(text.text(), "999");
  text.at(0) = '1';
  const Result<char*> more = text.grow(1);
  ASSERT_TRUE(more);
  **more = 'x';
  EXPECT_EQ(text.text(), "199x");
  text.clear();
  ASSERT_TRUE(text.append(""));
  EXPECT_EQ(text.size(), 0u);
}

}  // namespace
}  // namespace tern::functions
