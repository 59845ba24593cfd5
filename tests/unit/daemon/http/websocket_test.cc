// WebSockets, with frames that the test builds itself. 0x81: text, 0x82: binary, 0x88: close,
// 0x89: ping, 0x8a: pong; without the upper bit: more follows.

#include <gtest/gtest.h>

#include "tests/unit/daemon/http/http_client.h"
#include "tests/unit/daemon/http/server_fixture.h"

namespace tern::daemon {
namespace {

using std::chrono::milliseconds;

class WebSockets : public testing::Test {
 protected:
  std::unique_ptr<HttpClient> opened(std::string_view subprotocol = "hrana2") {
    auto client = std::make_unique<HttpClient>(server_.port());
    EXPECT_EQ(
        client->upgrade("/", "Sec-WebSocket-Protocol: " + std::string(subprotocol) + "\r\n").status,
        101);
    return client;
  }
  static std::string echo(HttpClient& client, std::string_view message) {
    client.send_frame(0x81, message);
    return client.read_frame().payload;
  }
  /// The code that the server closes with when it is sent this frame.
  int close_code_after(unsigned char first, std::string_view payload, bool is_masked = true) {
    const auto client = opened();
    client->send_frame(first, payload, is_masked);
    const int code = client->read_frame().code();
    client->send_frame(0x88, "\x03\xe8");
    EXPECT_TRUE(client->is_ended());
    return code;
  }
  static ServerSetup setup() {
    ServerSetup setup{.is_plain = true};
    setup.limits.websocket_message_bytes_max = 1'000'000;
    setup.limits.body_timeout = milliseconds(500);
    setup.limits.handshake_timeout = milliseconds(1'000);
    return setup;
  }

  RunningServer server_{setup()};
};

TEST_F(WebSockets, AreOpenedAtTheRootAndBelowNamespaces) {
  HttpClient client(server_.port());
  const HttpAnswer answer =
      client.upgrade("/db/shop", "Sec-WebSocket-Protocol: hrana2, hrana1\r\n");
  EXPECT_EQ(answer.status, 101);
  EXPECT_EQ(answer.header("sec-websocket-protocol"), "hrana2");
  EXPECT_EQ(answer.header("sec-websocket-accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  EXPECT_EQ(answer.header("sec-websocket-extensions"), "");
  EXPECT_EQ(echo(client, "hello " + std::string(kAdminToken)), "shop write");
  EXPECT_EQ(echo(client, "hello " + std::string(kReaderToken)), "shop read");
  EXPECT_EQ(echo(client, "hello " + std::string(kLaptopToken)), "NAMESPACE_NOT_FOUND");
  EXPECT_EQ(echo(client, "hello wrong"), "AUTH_FAILED");
}

TEST_F(WebSockets, SubprotocolIsOneOfThoseOffered) {
  HttpClient none(server_.port());
  const HttpAnswer without = none.upgrade("/");
  EXPECT_EQ(without.status, 101);
  EXPECT_EQ(without.header("sec-websocket-protocol"), "");
  HttpClient unknown(server_.port());
  EXPECT_EQ(unknown.upgrade("/", "Sec-WebSocket-Protocol: graphql\r\n").status, 400);
  HttpClient bad_name(server_.port());
  EXPECT_EQ(bad_name.upgrade("/db/a.b").status, 404);
  HttpClient elsewhere(server_.port());
  EXPECT_EQ(elsewhere.upgrade("/v2").status, 200);  // a GET like others
}

TEST_F(WebSockets, CompressionIsNotTaken) {
  HttpClient client(server_.port());
  EXPECT_EQ(client.upgrade("/", "Sec-WebSocket-Extensions: permessage-deflate\r\n")
                .header("sec-websocket-extensions"),
            "");
}

TEST_F(WebSockets, MessagesInPiecesAndPingsBetweenThem) {
  const auto client = opened();
  client->send_frame(0x01, "one ");
  client->send_frame(0x89, "are you there");
  client->send_frame(0x80, "two");
  const auto pong = client->read_frame();
  EXPECT_EQ(pong.first, 0x8a);
  EXPECT_EQ(pong.payload, "are you there");
  const auto message = client->read_frame();
  EXPECT_EQ(message.first, 0x81);
  EXPECT_EQ(message.payload, "one two");
}

TEST_F(WebSockets, KindOfMessagesIsTheSubprotocols) {
  const auto binary = opened("hrana3-protobuf");
  binary->send_frame(0x82, "abc");
  EXPECT_EQ(binary->read_frame().first, 0x82);
  binary->send_frame(0x81, "abc");
  EXPECT_EQ(binary->read_frame().code(), 1003);
  EXPECT_EQ(close_code_after(0x82, "abc"), 1003);
}

TEST_F(WebSockets, ViolationsCloseWithTheRightCode) {
  EXPECT_EQ(close_code_after(0x81, "abc", false), 1002);                 // not masked
  EXPECT_EQ(close_code_after(0xc1, "abc"), 1002);                        // reserved bit
  EXPECT_EQ(close_code_after(0x83, "abc"), 1002);                        // unknown operation
  EXPECT_EQ(close_code_after(0x80, "abc"), 1002);                        // continues nothing
  EXPECT_EQ(close_code_after(0x09, "abc"), 1002);                        // ping in pieces
  EXPECT_EQ(close_code_after(0x89, std::string(126, 'x')), 1002);        // ping too long
  EXPECT_EQ(close_code_after(0x88, "x"), 1002);                          // half a code
  EXPECT_EQ(close_code_after(0x81, "\xff\xfe"), 1007);                   // no UTF-8
  EXPECT_EQ(close_code_after(0x81, std::string(1'000'001, 'x')), 1009);  // too large
  EXPECT_TRUE(comes_true([&] { return server_.service.sockets_closed == 9; }));
}

TEST_F(WebSockets, StrangersSendShortMessagesOnly) {
  server_.service.knows = false;
  const auto client = opened();
  EXPECT_EQ(echo(*client, std::string(65'536, 'x')).size(), 65'536U);
  EXPECT_EQ(close_code_after(0x81, std::string(65'537, 'x')), 1009);
  server_.service.knows = true;
  EXPECT_EQ(echo(*opened(), std::string(65'537, 'x')).size(), 65'537U);
}

TEST(WebSocketMemory, OfMessagesAndAnswersTogetherIsBounded) {
  ServerSetup setup{.is_plain = true};
  setup.limits.bodies_bytes_max = 1'000'000;  // half of it for one database
  setup.limits.answers_bytes_max = 1'000'000;
  RunningServer server(setup);
  const auto close_code_after = [&](const std::string& message) {
    HttpClient client(server.port());
    client.upgrade("/", "Sec-WebSocket-Protocol: hrana2\r\n");
    client.send_frame(0x81, message);
    return client.read_frame().code();
  };
  EXPECT_EQ(close_code_after(std::string(600'000, 'x')), 1013);
  EXPECT_EQ(close_code_after("bytes 600000"), 1013);
  EXPECT_EQ(close_code_after("bytes 400000"), -1);  // the answer
}

TEST_F(WebSockets, CloseIsAnswered) {
  const auto client = opened();
  client->send_frame(0x88, std::string_view("\x03\xe8", 2));
  EXPECT_EQ(client->read_frame().code(), 1000);
  EXPECT_TRUE(client->is_ended());
  EXPECT_TRUE(comes_true([&] { return server_.service.sockets_closed == 1; }));
}

TEST_F(WebSockets, ServiceClosesBehindWhatItSent) {
  const auto client = opened();
  client->send_frame(0x81, "bytes 300000");
  client->send_frame(0x81, "close 1008");
  EXPECT_EQ(client->read_frame().payload.size(), 300'000U);
  const auto goodbye = client->read_frame();
  EXPECT_EQ(goodbye.code(), 1008);
  EXPECT_EQ(goodbye.payload.substr(2), "as asked");
  client->send_frame(0x88, goodbye.payload);
  EXPECT_TRUE(client->is_ended());
}

TEST_F(WebSockets, PeerThatDoesNotAnswerACloseIsLeft) {
  const auto client = opened();
  client->send_frame(0x81, "close 1008");
  EXPECT_EQ(client->read_frame().code(), 1008);
  EXPECT_TRUE(client->is_ended());
}

TEST_F(WebSockets, PeerThatGoesIsNoticed) {
  opened().reset();
  EXPECT_TRUE(comes_true([&] { return server_.service.sockets_closed == 1; }));
  EXPECT_TRUE(comes_true([&] { return server_.counts().sockets_open == 0; }));
}

TEST_F(WebSockets, ReaderThatTakesNothingIsCutOff) {
  const auto client = opened();
  client->send_frame(0x81, "bytes 50000000");
  EXPECT_TRUE(comes_true([&] { return server_.service.sockets_closed == 1; }));
}

TEST_F(WebSockets, NothingIsReadWhileTheServiceWantsNoMore) {
  const auto client = opened();
  EXPECT_EQ(echo(*client, "first"), "first");
  server_.service.wants_more = false;
  // One read was under way already.
  EXPECT_EQ(echo(*client, "second"), "second");
  client->send_frame(0x81, "third");
  EXPECT_FALSE(client->more(200));
  server_.service.wants_more = true;
  server_.service.resume();
  EXPECT_EQ(client->read_frame().payload, "third");
  EXPECT_GE(server_.service.drained_sockets, 2);
}

TEST_F(WebSockets, PeerThatGoesWhileNothingIsReadIsNoticed) {
  auto client = opened();
  server_.service.wants_more = false;
  // The first may be read, if the server looked before; the second is not.
  client->send_frame(0x81, "first");
  client->send_frame(0x81, "unread");
  client.reset();
  EXPECT_TRUE(comes_true([&] { return server_.service.sockets_closed == 1; }));
}

TEST_F(WebSockets, CloseWith1001WhenTheServerStops) {
  const auto client = opened();
  EXPECT_EQ(echo(*client, "x"), "x");
  std::thread stopping([&] { server_.stop(); });
  const auto goodbye = client->read_frame();
  EXPECT_EQ(goodbye.code(), 1001);
  client->send_frame(0x88, goodbye.payload);
  EXPECT_TRUE(client->is_ended());
  stopping.join();
  EXPECT_EQ(server_.service.sockets_closed, 1);
}

TEST_F(WebSockets, FirstMessageComesBehindTheHandshake) {
  HttpClient client(server_.port());
  client.send(
      "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n\x81");
  EXPECT_EQ(client.read_answer().status, 400);
}

TEST(WebSocketSilence, IsBrokenByPingsAndThenEnds) {
  ServerSetup setup{.is_plain = true};
  setup.limits.websocket_ping_interval = milliseconds(300);
  RunningServer server(setup);
  HttpClient client(server.port());
  EXPECT_EQ(client.upgrade("/").status, 101);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(client.read_frame().first, 0x89);
    client.send_frame(0x8a, "");
  }
  EXPECT_EQ(client.read_frame().first, 0x89);
  EXPECT_TRUE(client.is_ended());
  EXPECT_TRUE(comes_true([&] { return server.service.sockets_closed == 1; }));
}

// The server closes because of the first frame while its read fails on the last.
void say_frames_that_fail_twice(HttpClient& client) {
  EXPECT_EQ(client.upgrade("/").status, 101);
  // Masked with zeros: of the wrong kind; a message's beginning; an opcode that there is not.
  client.send(std::string("\x82\x81\0\0\0\0x\x02\x82\0\0\0\0ab\x65\x71\x75", 18));
}

TEST(WebSocketGoodbye, DoesNotWaitForAPeerThatHasGone) {
  ServerSetup setup{.is_plain = true};
  setup.limits.handshake_timeout = std::chrono::minutes(5);  // the most a goodbye takes, too
  RunningServer server(setup);
  {
    HttpClient client(server.port());
    say_frames_that_fail_twice(client);
  }
  EXPECT_TRUE(comes_true([&] { return server.service.sockets_closed == 1; }));
}

TEST(WebSocketGoodbye, TakesNoLongerThanAHandshake) {
  ServerSetup setup{.is_plain = true};
  setup.limits.handshake_timeout = milliseconds(300);
  RunningServer server(setup);
  HttpClient client(server.port());
  say_frames_that_fail_twice(client);
  EXPECT_TRUE(comes_true([&] { return server.service.sockets_closed == 1; }));
}

}  // namespace
}  // namespace tern::daemon
