// Peers that are slow, silent, gone or hostile. All limits are short, so that each test is.

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "tests/unit/daemon/http/http_client.h"
#include "tests/unit/daemon/http/server_fixture.h"

namespace tern::daemon {
namespace {

using std::chrono::milliseconds;

const std::string kHost = "Host: x\r\n";
const std::string kToken = "Authorization: Bearer " + std::string(kAdminToken) + "\r\n";

ServerSetup quick() {
  ServerSetup setup{.is_plain = true};
  setup.limits.header_timeout = milliseconds(300);
  setup.limits.body_timeout = milliseconds(300);
  setup.limits.idle_timeout = milliseconds(2'000);
  return setup;
}

class HttpFaults : public testing::Test {
 protected:
  /// The status that `request` is answered with on a connection of its own; 0: none.
  int status_of(std::string_view request) {
    HttpClient client(server_.port());
    client.send(request);
    return client.read_answer().status;
  }
  std::string post(std::string_view headers, std::string_view body) {
    return "POST /v2/pipeline HTTP/1.1\r\n" + kHost + kToken + std::string(headers) + "\r\n" +
           std::string(body);
  }
  void expect_alive() {
    HttpClient client(server_.port());
    EXPECT_EQ(client.request("POST", "/v2/pipeline", "constant", kToken).body, kConstantReply);
  }

  RunningServer server_{quick()};
};

TEST_F(HttpFaults, ChunkedBodiesArePutTogether) {
  HttpClient client(server_.port());
  client.send(
      post("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: x\r\n\r\n"));
  EXPECT_EQ(client.read_answer().body, "default v2 write:abcde");
  for (const char c : post("Transfer-Encoding: chunked\r\n", "1\r\nz\r\n0\r\n\r\n"))
    client.send(std::string_view(&c, 1));
  EXPECT_EQ(client.read_answer().body, "default v2 write:z");
}

TEST_F(HttpFaults, RequestsSentTogetherAreAnsweredInOrder) {
  HttpClient client(server_.port());
  client.send(post("Content-Length: 1\r\n", "a") + post("Content-Length: 1\r\n", "b") +
              "GET /health HTTP/1.1\r\n" + kHost + "\r\n");
  EXPECT_EQ(client.read_answer().body, "default v2 write:a");
  EXPECT_EQ(client.read_answer().body, "default v2 write:b");
  EXPECT_EQ(client.read_answer().status, 200);
}

TEST_F(HttpFaults, ClientThatAsksToContinueIsTold) {
  HttpClient client(server_.port());
  client.send(post("Expect: 100-continue\r\nContent-Length: 3\r\n", ""));
  EXPECT_EQ(client.read_answer().status, 100);
  client.send("abc");
  EXPECT_EQ(client.read_answer().body, "default v2 write:abc");
  // Refused before the body is sent.
  HttpClient refused(server_.port());
  refused.send("POST /v2/pipeline HTTP/1.1\r\n" + kHost +
               "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(refused.read_answer().status, 401);
}

TEST_F(HttpFaults, RequestsThatTwoReadersWouldSeeDifferentlyAreRefused) {
  const std::string inner = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
  const std::string chunked = "0\r\n\r\n" + inner;
  const char* const headers[] = {
      "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
      "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
      "Content-Length: 5\r\nContent-Length: 6\r\n",
      "Content-Length: 5, 6\r\n",
      "Content-Length: -1\r\n",
      "Content-Length: 0x5\r\n",
      "Content-Length: 99999999999999999999999\r\n",
      "Transfer-Encoding: gzip\r\n",
      "Transfer-Encoding: chunked, gzip\r\n",
      "Transfer-Encoding: identity\r\n",
      "Transfer-Encoding: xchunked\r\n",
      "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
      "Transfer-Encoding : chunked\r\n",
      "Host: y\r\nContent-Length: 0\r\n",
  };
  for (const char* header : headers) {
    HttpClient client(server_.port());
    client.send(post(header, chunked));
    EXPECT_EQ(client.read_answer().status, 400) << header;
    // What is behind it is not taken for a request.
    EXPECT_EQ(client.read_answer().status, 0) << header;
  }
  EXPECT_EQ(status_of("GET /health HTTP/1.1\r\n\r\n"), 400);  // no Host
  EXPECT_EQ(status_of("POST /v2/pipeline HTTP/1.0\r\n" + kToken +
                      "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            400);
  EXPECT_EQ(server_.service.pipelines, 0);
}

TEST_F(HttpFaults, BadChunksReachNobody) {
  for (const char* body : {"zz\r\nabc\r\n", "3\r\nabcd\r\n0\r\n\r\n", "-1\r\n\r\n",
                           "ffffffffffffffffff\r\n", "3 \nabc\r\n"})
    EXPECT_EQ(status_of(post("Transfer-Encoding: chunked\r\n", body)), 400) << body;
  // A chunk's head without end.
  EXPECT_NE(status_of(post("Transfer-Encoding: chunked\r\n", "3;" + std::string(100'000, 'x'))),
            200);
  EXPECT_EQ(server_.service.pipelines, 0);
  expect_alive();
}

TEST_F(HttpFaults, HeadsOfAllSortsOfNonsense) {
  EXPECT_EQ(status_of("GET\r\n\r\n"), 400);
  EXPECT_EQ(status_of("GET /health HTTP/9.9\r\n\r\n"), 400);
  EXPECT_EQ(status_of("GET /health HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n"), 400);
  EXPECT_EQ(status_of("GET /hea lth HTTP/1.1\r\nHost: x\r\n\r\n"), 400);
  EXPECT_EQ(status_of(std::string("GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n", 29)), 400);
  EXPECT_EQ(status_of("\x16\x03\x01\x02"), 400);  // TLS to a plain port
  EXPECT_EQ(status_of("GET /health HTTP/1.1\nHost: x\n\n"), 400);
  std::string flood = "GET /health HTTP/1.1\r\n" + kHost;
  for (int i = 0; i < 10'000; ++i) flood += "X-" + std::to_string(i) + ": y\r\n";
  EXPECT_EQ(status_of(flood + "\r\n"), 431);
  EXPECT_EQ(status_of("GET /" + std::string(50'000, 'a') + " HTTP/1.1\r\n" + kHost + "\r\n"), 431);
  expect_alive();
}

TEST_F(HttpFaults, PathTricksFindNothing) {
  for (const char* target :
       {"/../etc/passwd", "/v1/db/../../etc/passwd", "/%2e%2e/etc", "/db/..",
        "/v1/db/%2e%2e/status", "/v1/db/.hidden/status", "/db/./v2/pipeline"}) {
    HttpClient client(server_.port());
    const int status = client.request("GET", target, "", kToken).status;
    EXPECT_TRUE(status == 404 || status == 400 || status == 405) << target << " " << status;
  }
  EXPECT_EQ(server_.requests, 0);
}

TEST_F(HttpFaults, SlowHeadsAndBodiesAreCutOff) {
  HttpClient silent_head(server_.port());
  silent_head.send("GET /health HT");
  HttpClient silent_body(server_.port());
  silent_body.send(post("Content-Length: 100\r\n", "only this"));
  HttpClient dripping_head(server_.port());
  HttpClient dripping_body(server_.port());
  dripping_body.send(post("Content-Length: 100000\r\n", ""));
  expect_alive();
  for (int i = 0; i < 100; ++i) {
    dripping_head.send("G");
    dripping_body.send("x");
    std::this_thread::sleep_for(milliseconds(20));
  }
  EXPECT_TRUE(silent_head.is_ended(0));
  EXPECT_TRUE(silent_body.is_ended(0));
  EXPECT_TRUE(dripping_head.is_ended(0));
  EXPECT_TRUE(dripping_body.is_ended(0));
  EXPECT_EQ(server_.service.pipelines, 1);
  EXPECT_EQ(server_.counts().cut_off, 4U);
}

TEST_F(HttpFaults, AnswerThatNobodyReadsIsCutOff) {
  HttpClient slow(server_.port());
  slow.send(post("Content-Length: 14\r\n", "bytes 50000000"));
  EXPECT_TRUE(comes_true([&] { return server_.counts().cut_off == 1; }));
  expect_alive();
}

TEST_F(HttpFaults, BodyThatIsTooLargeIsRefusedBeforeItIsRead) {
  HttpClient client(server_.port());
  client.send(post("Content-Length: 100000000\r\n", ""));
  const HttpAnswer answer = client.read_answer();
  EXPECT_EQ(answer.status, 413);
  EXPECT_NE(answer.body.find("\"message\":\"the request is larger"), std::string::npos);
  EXPECT_EQ(answer.header("connection"), "close");
}

TEST(HttpLimits, BodiesTogetherAreBounded) {
  ServerSetup setup = quick();
  setup.limits.bodies_bytes_max = 300'000;  // half of it for one database
  RunningServer server(setup);
  HttpClient client(server.port());
  EXPECT_EQ(client.request("POST", "/v2/pipeline", std::string(90'000, 'x'), kToken).status, 200);
  HttpClient other(server.port());
  EXPECT_EQ(other.request("POST", "/v2/pipeline", std::string(200'000, 'x'), kToken).status, 503);
  // Its bytes are given back.
  EXPECT_EQ(client.request("POST", "/v2/pipeline", std::string(90'000, 'x'), kToken).status, 200);
}

TEST_F(HttpFaults, PipelineOfAClientThatHangsUpIsCancelled) {
  {
    HttpClient gone(server_.port());
    gone.send(post("Content-Length: 4\r\n", "wait"));
    ASSERT_TRUE(comes_true([&] { return server_.service.waiting == 1; }));
    // What it sent on behind it does not hide that it has gone.
    gone.send("GET /health HTTP/1.1\r\n");
  }
  EXPECT_TRUE(comes_true([&] { return server_.service.cancelled == 1; }));
  expect_alive();
}

TEST_F(HttpFaults, ConnectionsOfOldClientsEndBehindTheAnswer) {
  HttpClient old(server_.port());
  old.send("GET /version HTTP/1.0\r\n\r\n");
  EXPECT_EQ(old.read_answer().body, "ternd 0.1.0\n");
  EXPECT_TRUE(old.is_ended());
  HttpClient keeps(server_.port());
  keeps.send("GET /version HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(keeps.read_answer().header("connection"), "keep-alive");
  keeps.send("GET /version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(keeps.read_answer().header("connection"), "close");
  EXPECT_TRUE(keeps.is_ended());
}

TEST(HttpLimits, ThousandsOfIdleConnectionsDisturbNobody) {
  rlimit limit{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  limit.rlim_cur = limit.rlim_max;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
  constexpr size_t kConnections = 2'000;
  // Both ends are in this process.
  ASSERT_GE(limit.rlim_max, 2 * kConnections + 100);
  RunningServer server(ServerSetup{.is_plain = true});
  std::vector<std::unique_ptr<HttpClient>> idle;
  for (size_t i = 0; i < kConnections; ++i) {
    idle.push_back(std::make_unique<HttpClient>(server.port()));
    if (i % 2 == 0) {
      EXPECT_EQ(idle.back()->request("GET", "/health").status, 200);
    }
  }
  EXPECT_TRUE(comes_true([&] { return server.counts().connections_open == kConnections; }));
  HttpClient busy(server.port());
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(busy.request("POST", "/v2/pipeline", "constant", kToken).status, 200);
  EXPECT_EQ(idle.back()->request("GET", "/health").status, 200);
  server.stop();
  EXPECT_EQ(server.counts().connections_open, 0U);
}

TEST(HttpLimits, ConnectionsAboveTheLimitAreTurnedAway) {
  ServerSetup setup{.is_plain = true};
  setup.limits.connections_max = 1;
  RunningServer server(setup);
  HttpClient first(server.port());
  EXPECT_EQ(first.request("GET", "/health").status, 200);
  HttpClient second(server.port());
  EXPECT_TRUE(second.is_ended());
  EXPECT_EQ(server.counts().connections_refused, 1U);
}

TEST(HttpShutdown, WhatDoesNotEndIsCutOff) {
  ServerSetup setup{.is_plain = true};
  setup.limits.shutdown_timeout = milliseconds(300);
  RunningServer server(setup);
  HttpClient running(server.port());
  running.send("POST /v2/pipeline HTTP/1.1\r\n" + kHost + kToken + "Content-Length: 4\r\n\r\nwait");
  ASSERT_TRUE(comes_true([&] { return server.service.waiting == 1; }));
  server.stop();
  EXPECT_EQ(server.service.cancelled, 1);
  EXPECT_TRUE(server.service.draining);
  EXPECT_TRUE(running.is_ended());
}

}  // namespace
}  // namespace tern::daemon
