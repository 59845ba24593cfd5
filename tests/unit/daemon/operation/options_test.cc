#include "daemon/operation/options.h"

#include <gtest/gtest.h>

#include "tests/support/test_certificate.h"

namespace tern::daemon {
namespace {

TEST(Config, ReadsSettingsAndLimits) {
  const tests::TemporaryFolder folder;
  tests::write_file(folder / "c.toml",
                    "data = '/srv/tern'\nlisten = '0.0.0.0:443'\nworkers = 3\n"
                    "[limits]\nbody_bytes_max = 1000\nidle_timeout_ms = 250\n");
  ServeOptions options;
  const Status read = read_config(folder / "c.toml", options);
  ASSERT_TRUE(read.has_value()) << read.error().message();
  EXPECT_EQ(options.data, "/srv/tern");
  EXPECT_EQ(options.listen, "0.0.0.0:443");
  EXPECT_EQ(options.workers, 3U);
  EXPECT_EQ(options.limits.body_bytes_max, 1000U);
  EXPECT_EQ(options.limits.idle_timeout, std::chrono::milliseconds(250));
}

TEST(Config, RefusesWhatItDoesNotKnow) {
  const tests::TemporaryFolder folder;
  const auto why = [&](const std::string& text) {
    tests::write_file(folder / "c.toml", text);
    ServeOptions options;
    const Status read = read_config(folder / "c.toml", options);
    return read ? std::string("accepted")
                : std::string(read.error().message()).substr(folder.path().size() + 1);
  };
  EXPECT_EQ(why("datta = 'x'\n"), "c.toml: datta is not a setting");
  EXPECT_EQ(why("workers = 'x'\n"), "c.toml: workers must be a whole number, not negative");
  EXPECT_EQ(why("workers = -1\n"), "c.toml: workers must be a whole number, not negative");
  EXPECT_EQ(why("[limits]\nx = 1\n"), "c.toml: x is not a limit");
  EXPECT_EQ(why("data = 1\n"), "c.toml: data must be a string");
  EXPECT_TRUE(why("data = \n").starts_with("c.toml line 1: ")) << why("data = \n");
}

TEST(Listen, SplitsAddressAndPort) {
  EXPECT_EQ(parse_listen("127.0.0.1:80")->port, 80);
  EXPECT_EQ(parse_listen("[::1]:0")->host, "::1");
  EXPECT_FALSE(parse_listen("127.0.0.1").has_value());
  EXPECT_FALSE(parse_listen("127.0.0.1:99999").has_value());
  EXPECT_FALSE(parse_listen(":80").has_value());
  EXPECT_FALSE(parse_listen("127.0.0.1:80x").has_value());
}

}  // namespace
}  // namespace tern::daemon
