#include "daemon/operation/settings.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "daemon/operation/options.h"
#include "daemon/operation/quantities.h"

namespace tern::daemon {
namespace {

using namespace std::chrono_literals;

/// Settings of a server, with nothing read yet.
struct Fixture {
  ServeOptions options;
  Settings settings{settings_of(options)};
};

std::string why(const Status& status) {
  return status ? std::string("accepted") : std::string(status.error().message());
}

std::string why_not_file(std::string_view text) {
  Fixture fixture;
  return why(fixture.settings.read_toml(text, "c.toml"));
}

std::string why_not_flag(std::string_view name, const std::vector<std::string>& values) {
  Fixture fixture;
  return why(fixture.settings.read_flag(name, values));
}

TEST(Settings, ReadsAFileOfEveryKindOfValue) {
  Fixture fixture;
  const Status read = fixture.settings.read_toml(
      "data = '/srv/tern'\nlisten = '0.0.0.0:443'\nworkers = 3\nforeign_keys = false\n"
      "jwt_keys = ['a.pub', 'b.pub']\nlog_level = 'warn'\n"
      "[limits]\nbody_bytes_max = '64MiB'\nheader_bytes_max = 1000\nidle_timeout = '250ms'\n",
      "c.toml");
  ASSERT_TRUE(read.has_value()) << read.error().message();
  EXPECT_EQ(fixture.options.data, "/srv/tern");
  EXPECT_EQ(fixture.options.listen, "0.0.0.0:443");
  EXPECT_EQ(fixture.options.workers, 3U);
  EXPECT_FALSE(fixture.options.foreign_keys);
  EXPECT_EQ(fixture.options.jwt_keys, (std::vector<std::string>{"a.pub", "b.pub"}));
  EXPECT_EQ(fixture.options.log_level, "warn");
  EXPECT_EQ(fixture.options.limits.body_bytes_max, 64U << 20);
  EXPECT_EQ(fixture.options.limits.header_bytes_max, 1000U);
  EXPECT_EQ(fixture.options.limits.idle_timeout, 250ms);
}

TEST(Settings, RefusesWhatItDoesNotKnowWithItsLine) {
  EXPECT_EQ(why_not_file("\ndatta = 'x'\n"), "c.toml line 2: datta is not a setting");
  EXPECT_EQ(why_not_file("[limits]\nx = 1\n"), "c.toml line 2: x is not a limit");
  EXPECT_EQ(why_not_file("body_bytes_max = 1\n"), "c.toml line 1: body_bytes_max is not a setting");
  EXPECT_EQ(why_not_file("[limits]\n\ndata = 'x'\n"), "c.toml line 3: data is not a limit");
  EXPECT_EQ(why_not_file("[tls]\ncert = 'x'\n"), "c.toml line 1: tls is not a setting");
  EXPECT_EQ(why_not_file("limits = 1\n"), "c.toml line 1: limits must be a table: [limits]");
  EXPECT_TRUE(why_not_file("data = \n").starts_with("c.toml line 1: "))
      << why_not_file("data = \n");
}

TEST(Settings, RefusesValuesOfTheWrongKind) {
  EXPECT_EQ(why_not_file("workers = 'x'\n"), "c.toml line 1: workers must be a whole number");
  EXPECT_EQ(why_not_file("workers = -1\n"),
            "c.toml line 1: workers must be a whole number, not negative, not '-1'");
  EXPECT_EQ(why_not_file("workers = 4294967296\n"),
            "c.toml line 1: workers must be at most 4294967295");
  EXPECT_EQ(why_not_file("data = 1\n"), "c.toml line 1: data must be a string");
  EXPECT_EQ(why_not_file("data = ['a']\n"), "c.toml line 1: data must be one value, not a list");
  EXPECT_EQ(why_not_file("foreign_keys = 'yes'\n"),
            "c.toml line 1: foreign_keys must be true or false");
  EXPECT_EQ(why_not_file("log_format = 'xml'\n"),
            "c.toml line 1: log_format must be one of text, json, not 'xml'");
  EXPECT_EQ(why_not_file("jwt_keys = [1]\n"), "c.toml line 1: jwt_keys must be a string");
  EXPECT_EQ(why_not_file("[limits]\nidle_timeout = 5\n"),
            "c.toml line 2: idle_timeout must be a string");
  EXPECT_EQ(why_not_file("[limits]\nidle_timeout = '5'\n"),
            "c.toml line 2: idle_timeout must be a time with its unit as 250ms, 5s, 10m, 12h or "
            "30d, not '5'");
  EXPECT_EQ(why_not_file("[limits]\nbody_bytes_max = '1MB'\n"),
            "c.toml line 2: body_bytes_max must be a size as 4096, 64KiB, 80MiB or 2GiB, not "
            "'1MB'");
  EXPECT_EQ(why_not_flag("header-bytes-max", {"4GiB"}),
            "--header-bytes-max must be at most 4294967295");
  EXPECT_EQ(why_not_flag("data", {"a", "b"}), "--data must be given once");
  EXPECT_EQ(why_not_flag("nothing", {"a"}), "nothing is not a setting");
}

TEST(Settings, FlagsWinOverVariablesOverTheFileOverDefaults) {
  Fixture fixture;
  ASSERT_TRUE(
      fixture.settings.read_toml("data = 'file'\nlisten = 'file:1'\ntokens = 'file'\n", "c.toml")
          .has_value());
  const char* const variables[] = {"PATH=/bin", "TERND_LISTEN=variable:1", "TERND_TOKENS=variable",
                                   "TERND_SOMETHING=1", "TERND_JWT_KEYS=a,b"};
  const auto unknown = fixture.settings.read_environment(variables);
  ASSERT_TRUE(unknown.has_value()) << unknown.error().message();
  EXPECT_EQ(*unknown, std::vector<std::string>{"TERND_SOMETHING"});
  ASSERT_TRUE(fixture.settings.read_flag("tokens", {"flag"}).has_value());
  EXPECT_EQ(fixture.options.data, "file");
  EXPECT_EQ(fixture.options.listen, "variable:1");
  EXPECT_EQ(fixture.options.tokens, "flag");
  EXPECT_EQ(fixture.options.jwt_keys, (std::vector<std::string>{"a", "b"}));
  const char* const wrong[] = {"TERND_WORKERS=many"};
  EXPECT_EQ(fixture.settings.read_environment(wrong).error().message(),
            "TERND_WORKERS must be a whole number, not negative, not 'many'");
}

TEST(Settings, TextSaysWhereEachValueCameFromAndCanBeReadAgain) {
  Fixture fixture;
  ASSERT_TRUE(fixture.settings.read_preset("listen", "127.0.0.1:8080", "--dev").has_value());
  ASSERT_TRUE(fixture.settings.read_toml("data = \"a\\\"b\"\n", "c.toml").has_value());
  ASSERT_TRUE(fixture.settings.read_flag("idle-timeout", {"90s"}).has_value());
  const std::string text = fixture.settings.text();
  const auto has_line = [&](std::string_view start, std::string_view origin) {
    const size_t at = text.find(start);
    if (at == std::string::npos) return false;
    const std::string line = text.substr(at, text.find('\n', at) - at);
    return line.ends_with("# " + std::string(origin));
  };
  EXPECT_TRUE(has_line("listen = \"127.0.0.1:8080\"", "--dev")) << text;
  EXPECT_TRUE(has_line("idle_timeout = \"90s\"", "--idle-timeout")) << text;
  EXPECT_TRUE(has_line("body_bytes_max = \"80MiB\"", "default")) << text;
  EXPECT_TRUE(has_line("jwt_keys = []", "default")) << text;
  EXPECT_TRUE(has_line("data = ", "c.toml line 1")) << text;
  Fixture again;
  const Status read = again.settings.read_toml(text, "again.toml");
  ASSERT_TRUE(read.has_value()) << read.error().message();
  EXPECT_EQ(again.options.data, "a\"b");
  EXPECT_EQ(again.options.limits.idle_timeout, 90s);
  EXPECT_EQ(again.options.limits.upload_bytes_max, uint64_t{2} << 30);
}

TEST(Settings, NamesAreUniqueAndOfOneForm) {
  Fixture fixture;
  std::vector<std::string_view> names;
  for (const Setting& setting : fixture.settings.all()) {
    EXPECT_EQ(setting.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-"), std::string::npos);
    EXPECT_FALSE(setting.help.empty());
    names.push_back(setting.name);
  }
  std::ranges::sort(names);
  EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
}

TEST(Quantities, SizesAndTimesGoThereAndBack) {
  for (const char* text : {"0", "1", "1000", "1KiB", "3MiB", "2GiB", "1TiB"})
    EXPECT_EQ(size_text(*parse_size(text)), text);
  for (const char* text : {"0ms", "1ms", "250ms", "5s", "10m", "12h", "30d"})
    EXPECT_EQ(duration_text(*parse_duration(text)), text);
  EXPECT_EQ(*parse_size("64KiB"), 65'536U);
  EXPECT_EQ(*parse_duration("2h"), 7'200s);
  EXPECT_EQ(size_text(3 << 19), "1536KiB");
  for (const char* bad :
       {"", "KiB", "1kb", "-1", "1.5GiB", "1 KiB", "99999999999999999999", "9000000TiB"})
    EXPECT_FALSE(parse_size(bad).has_value()) << bad;
  for (const char* bad : {"", "5", "s", "1w", "-1s", "1h30m", "99999999999999999999s"})
    EXPECT_FALSE(parse_duration(bad).has_value()) << bad;
}

}  // namespace
}  // namespace tern::daemon
