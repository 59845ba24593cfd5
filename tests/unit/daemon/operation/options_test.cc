#include "daemon/operation/options.h"

#include <gtest/gtest.h>

namespace tern::daemon {
namespace {

TEST(Listen, SplitsAddressAndPort) {
  EXPECT_EQ(parse_listen("127.0.0.1:80")->port, 80);
  EXPECT_EQ(parse_listen("[::1]:0")->host, "::1");
  EXPECT_FALSE(parse_listen("127.0.0.1").has_value());
  EXPECT_FALSE(parse_listen("127.0.0.1:99999").has_value());
  EXPECT_FALSE(parse_listen(":80").has_value());
  EXPECT_FALSE(parse_listen("127.0.0.1:80x").has_value());
}

TEST(Listen, KnowsWhatOnlyThisMachineReaches) {
  for (const char* host : {"127.0.0.1", "127.9.9.9", "::1"}) EXPECT_TRUE(is_loopback({host, 1}));
  for (const char* host : {"0.0.0.0", "::", "10.0.0.1", "::2", "localhost", "128.0.0.1", ""})
    EXPECT_FALSE(is_loopback({host, 1})) << host;
}

}  // namespace
}  // namespace tern::daemon
