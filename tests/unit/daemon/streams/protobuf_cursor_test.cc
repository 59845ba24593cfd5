// A cursor in protobuf, byte for byte (sql-over-http, sections 9 and 12).
#include <gtest/gtest.h>

#include "tests/unit/daemon/streams/stream_fixture.h"

namespace tern::daemon::streams {
namespace {

using namespace std::string_literals;

/// Field `number` of bytes, shorter than 128.
std::string field(int number, const std::string& bytes) {
  return std::string{static_cast<char>(number << 3 | 2), static_cast<char>(bytes.size())} + bytes;
}
std::string statement(const std::string& sql) { return field(2, field(1, sql)); }

class ProtobufCursors : public StreamTest {
 protected:
  /// The messages of the answer, without their lengths.
  std::vector<std::string> ask(const std::string& body) {
    GatheringSink sink;
    service_->cursor(writer(), Form::V3Protobuf, as_bytes(body), sink);
    EXPECT_EQ(sink.status, 200);
    EXPECT_EQ(sink.content_type, "application/octet-stream");
    std::vector<std::string> messages;
    for (std::string rest = sink.body(); !rest.empty();) {
      const auto size = static_cast<unsigned char>(rest[0]);
      EXPECT_LT(size, 128U);
      EXPECT_LE(size, rest.size() - 1);
      messages.push_back(rest.substr(1, size));
      rest.erase(0, size_t{1} + size);
    }
    return messages;
  }
};

TEST_F(ProtobufCursors, AreMessagesWithTheirLengths) {
  const std::string steps = field(1, statement("SELECT -7 AS x")) + field(1, statement("nope")) +
                            field(1, field(1, "\x08\x01"s) + statement("SELECT 9"));
  const auto messages = ask(field(2, steps));
  ASSERT_EQ(messages.size(), 5U);
  EXPECT_EQ(messages[0].substr(0, 2), "\x0a\x40"s);  // the baton, 64 characters
  EXPECT_EQ(messages[0].size(), 66U);
  // The number of the first step is 0, which may stand there or not.
  EXPECT_TRUE(messages[1] == field(1, field(2, field(1, "x"))) ||
              messages[1] == field(1, "\x08\x00"s + field(2, field(1, "x"))))
      << testing::PrintToString(messages[1]);
  EXPECT_EQ(messages[2], field(4, field(1, "\x10\x0d"s)));  // -7 as a zigzag number
  EXPECT_EQ(messages[3][0], '\x12');                        // step_end
  EXPECT_EQ(messages[4], field(3, "\x08\x01"s + field(2, field(1, "near \"nope\": syntax error") +
                                                             field(2, "SQL_PARSE_ERROR"))));
}

}  // namespace
}  // namespace tern::daemon::streams
