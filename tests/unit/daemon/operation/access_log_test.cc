#include "daemon/operation/access_log.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "tests/support/test_certificate.h"

namespace tern::daemon {
namespace {

AccessEntry example() {
  return {.method = "POST",
          .path = "/v2/pipeline?token=secret",
          .status = 200,
          .bytes_in = 12,
          .bytes_out = 3456,
          .took = std::chrono::microseconds(1234),
          .token = "my laptop",
          .peer = "127.0.0.1",
          .database = "notes"};
}

std::string content(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

/// Without the time, which is 24 characters long.
std::string without_time(std::string line, std::string_view before) {
  EXPECT_EQ(line.substr(0, before.size()), before);
  EXPECT_EQ(line.at(before.size() + 23), 'Z') << line;
  return line.erase(before.size(), 24);
}

TEST(AccessLog, WritesALineForEachRequestWithoutTheQuery) {
  const tests::TemporaryFolder folder;
  const auto log = AccessLog::open(folder / "log", LogFormat::Text);
  ASSERT_TRUE(log.has_value());
  (*log)->write(example());
  EXPECT_EQ(without_time(content(folder / "log"), "time="),
            "time= method=POST path=/v2/pipeline status=200 in=12 out=3456 ms=1.234 "
            "token=\"my laptop\" peer=127.0.0.1 database=notes\n");
}

TEST(AccessLog, JsonLinesAreObjectsWhateverThePathHolds) {
  const tests::TemporaryFolder folder;
  const auto log = AccessLog::open(folder / "log", LogFormat::Json);
  ASSERT_TRUE(log.has_value());
  AccessEntry entry = example();
  entry.path = "/\"\n\xff";
  (*log)->write(entry);
  EXPECT_EQ(
      without_time(content(folder / "log"), "{\"time\":\""),
      "{\"time\":\"\",\"method\":\"POST\",\"path\":\"/\\\"\\u000a\xef\xbf\xbd\",\"status\":200,"
      "\"in\":12,\"out\":3456,\"ms\":1.234,\"token\":\"my laptop\",\"peer\":\"127.0.0.1\","
      "\"database\":\"notes\"}\n");
}

TEST(AccessLog, GoesOnInTheNewFileAfterRotation) {
  const tests::TemporaryFolder folder;
  const auto log = AccessLog::open(folder / "log", LogFormat::Text);
  ASSERT_TRUE(log.has_value());
  (*log)->write(example());
  std::filesystem::rename(folder / "log", folder / "log.1");
  (*log)->write(example());
  ASSERT_TRUE((*log)->reopen().has_value());
  (*log)->write(example());
  EXPECT_EQ(std::ranges::count(content(folder / "log.1"), '\n'), 2);
  EXPECT_EQ(std::ranges::count(content(folder / "log"), '\n'), 1);
}

TEST(AccessLog, FileThatCannotBeOpenedIsAnError) {
  const auto log = AccessLog::open("/nonexistent/log", LogFormat::Text);
  ASSERT_FALSE(log.has_value());
  EXPECT_EQ(log.error().message(),
            "cannot open the access log /nonexistent/log: No such file or directory");
}

TEST(Log, FieldsAreQuotedWhereTheyNeedIt) {
  const auto text = [](LogFormat format, std::string_view value) {
    std::string line;
    append_log_field(line, format, "key", value);
    return line;
  };
  EXPECT_EQ(text(LogFormat::Text, "plain"), " key=plain");
  EXPECT_EQ(text(LogFormat::Text, ""), " key=\"\"");
  EXPECT_EQ(text(LogFormat::Text, "a b=\"\n"), " key=\"a b=\\\"\\x0a\"");
  EXPECT_EQ(text(LogFormat::Json, "a\"\n"), ",\"key\":\"a\\\"\\u000a\"");
  EXPECT_FALSE(set_log_format("xml").has_value());
  EXPECT_FALSE(set_log_level("loud").has_value());
}

}  // namespace
}  // namespace tern::daemon
