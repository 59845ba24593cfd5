#include "daemon/operation/toml_text.h"

#include <gtest/gtest.h>

#include "daemon/operation/options.h"

namespace tern::daemon {
namespace {

TEST(TomlText, CharactersBelongIntoQuotesAndComments) {
  for (const char* good : {"", "a = 1\n", "a = \"\u00e9\" # \u00fc\n", "a = '\u00e9\\'\n",
                           "a = \"\\\"\u00e9\"\n", "a = \"\"\"\n\u00e9 \" \"\" \\\"\"\"\"\n",
                           "a = '''\n\u00e9 ' '' '''\n", "\uFEFFa = 1\n", "# '\n\"\u00e9\" = 1"})
    EXPECT_EQ(line_of_stray_character(good), 0U) << good;
  EXPECT_EQ(line_of_stray_character("\u00e9 = 1\n"), 1U);
  EXPECT_EQ(line_of_stray_character("a = 1\n\nb = \u201cquoted\u201d\n"), 3U);
  EXPECT_EQ(line_of_stray_character("a = \"\"\u00e9"), 1U);
  EXPECT_EQ(line_of_stray_character("a = \"open\n\u00e9"), 2U);
  EXPECT_EQ(line_of_stray_character("a = ''''''\n\xff"), 2U);
  EXPECT_EQ(line_of_stray_character(" \uFEFF"), 1U);
}

TEST(TomlText, SettingsFilesAreRefusedWithTheLine) {
  ServeOptions options;
  Settings settings(settings_of(options));
  // But for the first they are what a fuzzer found toml++ to stumble over.
  for (const char* text : {"data = \"d\"\nlisten = \u201c127.0.0.1:1\u201d\n",
                           "\n\u03e3d\u07ca = 1", "\njwt-keys = [\"a\", 2b\"~jwt2\u06ae`c\"]\n"}) {
    const Status read = settings.read_toml(text, "c.toml");
    ASSERT_FALSE(read.has_value());
    EXPECT_EQ(read.error().code(), ErrorCode::Misuse);
    EXPECT_TRUE(read.error().message().starts_with("c.toml line 2: ")) << read.error().message();
  }
}

// What is in force is shown as a file, which has no other bytes.
TEST(TomlText, ValuesAreWhatAFileCanHold) {
  ServeOptions options;
  Settings settings(settings_of(options));
  const char* const variables[] = {"TERND_DATA=\xd5`"};
  const auto read = settings.read_environment(variables);
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().message(), "TERND_DATA must be text in UTF-8");
  EXPECT_FALSE(settings.read_flag("data", {"\xff"}).has_value());
  EXPECT_FALSE(settings.read_flag("jwt-keys", {"a", "\xc3"}).has_value());
  ASSERT_TRUE(settings.read_flag("data", {"\u00e9\x01\"\n"}).has_value());
  EXPECT_EQ(options.data, "\u00e9\x01\"\n");
  ServeOptions others;
  Settings again(settings_of(others));
  ASSERT_TRUE(again.read_toml(settings.text(), "again").has_value());
  EXPECT_EQ(others.data, options.data);
}

}  // namespace
}  // namespace tern::daemon
