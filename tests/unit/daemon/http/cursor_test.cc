// Cursors: answers that a worker writes while they are sent.

#include <gtest/gtest.h>

#include "tests/unit/daemon/http/http_client.h"
#include "tests/unit/daemon/http/server_fixture.h"

namespace tern::daemon {
namespace {

using std::chrono::milliseconds;

const std::string kToken = "Authorization: Bearer " + std::string(kAdminToken) + "\r\n";

void ask(HttpClient& client, std::string_view body, std::string_view version = "1.1") {
  client.send("POST /db/shop/v3/cursor HTTP/" + std::string(version) + "\r\nHost: x\r\n" + kToken +
              "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body));
}

TEST(CursorResponses, AreChunkedAndLeaveTheConnectionOpen) {
  RunningServer server(ServerSetup{.is_plain = true});
  HttpClient client(server.port());
  for (int i = 0; i < 3; ++i) {
    ask(client, "rows 3 of 2");
    const HttpAnswer answer = client.read_answer();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("transfer-encoding"), "chunked");
    EXPECT_EQ(answer.header("content-type"), "application/x-ndjson");
    EXPECT_TRUE(answer.is_complete);
    EXPECT_EQ(answer.body, "shop v3 write\nrr\nrr\nrr\n");
  }
  EXPECT_EQ(client.request("POST", "/v3-protobuf/cursor", "q", kToken).header("content-type"),
            "application/octet-stream");
}

TEST(CursorResponses, LargeOnesComeWhole) {
  RunningServer server(ServerSetup{.is_plain = true});
  HttpClient client(server.port());
  ask(client, "rows 20000 of 1000");
  const HttpAnswer answer = client.read_answer();
  EXPECT_TRUE(answer.is_complete);
  EXPECT_EQ(answer.body.size(), std::string_view("shop v3 write\n").size() + 20'000 * 1001);
}

TEST(CursorResponses, FirstLineLeavesBeforeTheRestIsThere) {
  RunningServer server(ServerSetup{.is_plain = true});
  HttpClient client(server.port());
  ask(client, "wait");
  const auto head = client.take_until("\r\n\r\n");
  ASSERT_TRUE(head.has_value());
  EXPECT_EQ(client.take_until("\n\r\n"), "e\r\nshop v3 write\n\r\n");
  EXPECT_EQ(server.service.waiting, 1);
  server.service.released = true;
  EXPECT_EQ(client.take_until("0\r\n\r\n"), "9\r\nreleased\n\r\n0\r\n\r\n");
}

TEST(CursorResponses, RefusalsHaveTheirStatusAndLength) {
  RunningServer server(ServerSetup{.is_plain = true});
  HttpClient client(server.port());
  ask(client, "refuse");
  const HttpAnswer answer = client.read_answer();
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.header("content-length"), "21");
  EXPECT_EQ(answer.body, R"({"message":"expired"})");
  ask(client, "rows 1 of 1");
  EXPECT_EQ(client.read_answer().status, 200);
}

TEST(CursorResponses, OldClientsReadUpToTheEnd) {
  RunningServer server(ServerSetup{.is_plain = true});
  HttpClient client(server.port());
  ask(client, "rows 2 of 1", "1.0");
  const HttpAnswer answer = client.read_answer();
  EXPECT_EQ(answer.header("transfer-encoding"), "");
  EXPECT_EQ(answer.body, "shop v3 write\nr\nr\n");
}

TEST(CursorResponses, SlowReadersTakeNoWorkerAway) {
  // Both workers are lent to readers that read nothing; others are answered all the same.
  RunningServer server(ServerSetup{.is_plain = true, .workers = 2});
  std::vector<std::unique_ptr<HttpClient>> slow;
  for (int i = 0; i < 8; ++i) {
    slow.push_back(std::make_unique<HttpClient>(server.port()));
    ask(*slow.back(), "rows 100000 of 1000");
  }
  HttpClient quick(server.port());
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(quick.request("POST", "/v2/pipeline", "constant", kToken).body, kConstantReply);
  ask(quick, "rows 1 of 1");
  EXPECT_EQ(quick.read_answer().body, "shop v3 write\nr\n");
  EXPECT_EQ(server.service.cursors_ended, 1);
  // They go: each is noticed, and its cursor ends.
  slow.clear();
  EXPECT_TRUE(comes_true([&] { return server.service.cursors_cut_off == 8; }));
}

TEST(CursorResponses, ReaderThatTakesNothingForTooLongIsCutOff) {
  ServerSetup setup{.is_plain = true};
  setup.limits.cursor_write_timeout = milliseconds(300);
  RunningServer server(setup);
  HttpClient slow(server.port());
  ask(slow, "rows 100000 of 1000");
  EXPECT_TRUE(comes_true([&] { return server.service.cursors_cut_off == 1; }));
  // What it reads then is not the whole, and says so.
  EXPECT_FALSE(slow.read_answer().is_complete);
}

TEST(CursorResponses, OnlySoManySlowReadersAreWaitedFor) {
  ServerSetup setup{.is_plain = true};
  setup.limits.slow_readers_max = 4;  // two of them for one database
  RunningServer server(setup);
  std::vector<std::unique_ptr<HttpClient>> slow;
  for (int i = 0; i < 3; ++i) {
    slow.push_back(std::make_unique<HttpClient>(server.port()));
    ask(*slow.back(), "rows 100000 of 1000");
  }
  EXPECT_TRUE(comes_true([&] { return server.service.cursors_cut_off == 1; }));
  slow.clear();
  EXPECT_TRUE(comes_true([&] { return server.service.cursors_cut_off == 3; }));
}

TEST(CursorResponses, ClientThatGoesWhileTheStatementComputesIsNoticed) {
  RunningServer server(ServerSetup{.is_plain = true});
  {
    HttpClient gone(server.port());
    ask(gone, "wait");
    ASSERT_TRUE(comes_true([&] { return server.service.waiting == 1; }));
  }
  EXPECT_TRUE(comes_true([&] { return server.counts().connections_open == 0; }));
  server.service.released = true;
  EXPECT_TRUE(comes_true([&] { return server.service.cursors_cut_off == 1; }));
}

TEST(CursorResponses, EndWithTheServer) {
  ServerSetup setup{.is_plain = true};
  setup.limits.shutdown_timeout = milliseconds(300);
  RunningServer server(setup);
  HttpClient slow(server.port());
  ask(slow, "rows 100000 of 1000");
  HttpClient done(server.port());
  ask(done, "rows 1 of 1");
  EXPECT_TRUE(done.read_answer().is_complete);
  server.stop();
  EXPECT_EQ(server.service.cursors_cut_off, 1);
  EXPECT_EQ(server.service.cursors_ended, 2);
}

}  // namespace
}  // namespace tern::daemon
