// Words of dot-commands and what they are worth.

#include "tools/tern/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tern::shell {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Words, AreCutAtBlanksOutsideOfQuotes) {
  EXPECT_THAT(words_of(" a\tb  'c d' \"e f\" "), ElementsAre("a", "b", "c d", "e f"));
  EXPECT_THAT(words_of("  "), IsEmpty());
  EXPECT_THAT(words_of("'open"), ElementsAre("open"));
  EXPECT_THAT(words_of("\"a\"b"), ElementsAre("a", "b"));
}

TEST(Words, BackslashesMeanBytesSaveInSingleQuotes) {
  EXPECT_THAT(words_of(R"("\t\101\"\q" a\x '\t')"), ElementsAre("\tA\"q", "ax", "\\t"));
}

TEST(Words, IntegersMayHaveSignsAndUnits) {
  EXPECT_EQ(integer_value("-12"), -12);
  EXPECT_EQ(integer_value("0x1F"), 31);
  EXPECT_EQ(integer_value("2KiB"), 2048);
  EXPECT_EQ(integer_value("3mb"), 3'000'000);
  EXPECT_EQ(integer_value("x"), 0);
}

TEST(Words, BooleansAreWordsOrNumbers) {
  EXPECT_TRUE(boolean_value("YES"));
  EXPECT_TRUE(boolean_value("0x1"));
  EXPECT_TRUE(boolean_value("2"));
  EXPECT_FALSE(boolean_value("off"));
  EXPECT_FALSE(boolean_value("00"));
  EXPECT_FALSE(boolean_value("maybe"));
}

TEST(Words, OptionsHaveOneDashOrTwo) {
  EXPECT_TRUE(is_option("-csv", "csv"));
  EXPECT_TRUE(is_option("--csv", "csv"));
  EXPECT_FALSE(is_option("csv", "csv"));
  EXPECT_FALSE(is_option("---csv", "csv"));
}

}  // namespace
}  // namespace tern::shell
