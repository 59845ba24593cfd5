// The libcurl client against a server that answers whatever a script says. TLS is tested with the
// daemon (tests/unit/daemon).

#include <gtest/gtest.h>

#include "sync/transport/http_exchange.h"
#include "sync/transport/transport.h"
#include "tests/unit/sync/transport/scripted_server.h"

namespace tern::sync::transport {
namespace {

std::unique_ptr<Transport> client_of(const ScriptedServer& server) {
  TransportOptions options;
  options.origin = server.origin();
  options.token = "secret";
  options.allow_plaintext = true;
  auto opened = open_http_transport(options);
  EXPECT_TRUE(opened.has_value());
  return std::move(*opened);
}

Request get(const std::string& path) {
  Request request;
  request.path = path;
  request.deadline = std::chrono::seconds(20);
  return request;
}

TEST(HttpTransport, SendsTheTokenAndReturnsTheAnswer) {
  const ScriptedServer server({answer_of("418 Teapot", "short", "X-A: b\r\n")});
  const auto response = client_of(server)->request(get("/x?y=1"));
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->status, 418);
  EXPECT_EQ(as_text(response->body), "short");
  EXPECT_EQ(header(response->headers, "x-a"), "b");
  EXPECT_TRUE(server.requests()[0].starts_with("GET /x?y=1 HTTP/1.1\r\n"));
  EXPECT_NE(server.requests()[0].find("Authorization: Bearer secret\r\n"), std::string::npos);
}

TEST(HttpTransport, FollowsRedirectsWithinTheOriginOnly) {
  const ScriptedServer server({answer_of("307 There", "", "Location: /b\r\n"),
                               answer_of("200 OK", "b"),
                               answer_of("307 There", "", "Location: http://127.0.0.1:1/b\r\n")});
  const auto client = client_of(server);
  EXPECT_EQ(as_text(client->request(get("/a"))->body), "b");
  EXPECT_TRUE(server.requests()[1].starts_with("GET /b "));
  EXPECT_EQ(client->request(get("/a")).error().code(), ErrorCode::Auth);
}

TEST(HttpTransport, RedirectsInACircleEnd) {
  const std::vector<std::string> answers(6, answer_of("307 There", "", "Location: /a\r\n"));
  const ScriptedServer server(answers);
  EXPECT_EQ(client_of(server)->request(get("/a")).error().code(), ErrorCode::Protocol);
}

TEST(HttpTransport, AnswerThatEndsEarlyIsAnError) {
  const ScriptedServer server({"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nonly"});
  EXPECT_EQ(client_of(server)->request(get("/")).error().code(), ErrorCode::Protocol);
}

TEST(HttpTransport, WhatIsNotHttpIsAnError) {
  const ScriptedServer server({"220 mail ready\r\n\r\n"});
  const auto response = client_of(server)->request(get("/"));
  ASSERT_FALSE(response.has_value());
}

TEST(HttpTransport, AnswerAboveTheCapIsRefused) {
  const ScriptedServer server({answer_of("200 OK", std::string(1001, 'x'))});
  Request request = get("/");
  request.response_bytes_max = 1000;
  EXPECT_EQ(client_of(server)->request(request).error().code(), ErrorCode::TooBig);
}

TEST(HttpTransport, EndlessHeadersAreRefused) {
  const ScriptedServer server({answer_of("200 OK", "", "X: " + std::string(90'000, 'x') + "\r\n")});
  EXPECT_EQ(client_of(server)->request(get("/")).error().code(), ErrorCode::TooBig);
}

TEST(HttpTransport, SilentServerRunsIntoTheDeadline) {
  const ScriptedServer server({""});
  Request request = get("/");
  request.deadline = std::chrono::milliseconds(200);
  const auto response = client_of(server)->request(request);
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().code(), ErrorCode::IoErr);
  EXPECT_NE(response.error().message().find("did not answer in time"), std::string::npos);
}

TEST(HttpTransport, NobodyThereIsAnIoError) {
  std::string origin;
  {
    origin = ScriptedServer({}).origin();
  }
  TransportOptions options;
  options.origin = origin;
  options.allow_plaintext = true;
  const auto client = open_http_transport(options);
  EXPECT_EQ((*client)->request(get("/")).error().code(), ErrorCode::IoErr);
}

TEST(HttpTransport, DownloadResumesWhereItWas) {
  const ScriptedServer server({answer_of("206 Partial Content", "defg")});
  std::string got = "abc";
  int status = 0;
  Download download;
  download.request = get("/file");
  download.resume_from = 3;
  download.sink = [&](Bytes piece) -> Status {
    got += as_text(piece);
    return ok();
  };
  const auto response = client_of(server)->download(download, [&](int told) -> Status {
    status = told;
    return ok();
  });
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(status, 206);
  EXPECT_EQ(got, "abcdefg");
  EXPECT_NE(server.requests()[0].find("Range: bytes=3-\r\n"), std::string::npos);
}

TEST(HttpTransport, SinkAndProgressCanStopADownload) {
  const ScriptedServer server({answer_of("200 OK", "abc"), answer_of("200 OK", "abc")});
  const auto client = client_of(server);
  Download download;
  download.request = get("/file");
  download.sink = [](Bytes) -> Status { return fail(ErrorCode::Full, "no room"); };
  EXPECT_EQ(client->download(download, {}).error().code(), ErrorCode::Full);
  download.sink = [](Bytes) -> Status { return ok(); };
  download.progress = [](uint64_t, uint64_t) { return false; };
  EXPECT_EQ(client->download(download, {}).error().code(), ErrorCode::Interrupt);
}

TEST(HttpTransport, BodyOfAnErrorDoesNotReachTheSink) {
  const ScriptedServer server({answer_of("404 Not Found", "nothing here")});
  Download download;
  download.request = get("/file");
  download.sink = [](Bytes) -> Status { return fail(ErrorCode::Internal, "not for the sink"); };
  const auto response = client_of(server)->download(download, {});
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(as_text(response->body), "nothing here");
}

TEST(HttpTransport, RefusesOriginsThatWouldLeakTheToken) {
  TransportOptions options;
  options.origin = "http://127.0.0.1:1";
  EXPECT_EQ(open_http_transport(options).error().code(), ErrorCode::Misuse);
  options.origin = "https://127.0.0.1:1";
  options.token = "two words";
  EXPECT_EQ(open_http_transport(options).error().code(), ErrorCode::Misuse);
  options.token = "line\r\nbreak";
  EXPECT_EQ(open_http_transport(options).error().code(), ErrorCode::Misuse);
}

TEST(Url, SplitsOriginAndPath) {
  EXPECT_EQ(parse_url("https://h:1/a/b")->origin, "https://h:1");
  EXPECT_EQ(parse_url("https://h:1/a/b")->path, "/a/b");
  EXPECT_EQ(parse_url("https://h")->path, "");
  for (const char* bad : {"h:1/a", "ftp://h/a", "https:///a", "https://user:pw@h/a", ""})
    EXPECT_EQ(parse_url(bad).error().code(), ErrorCode::Misuse) << bad;
}

/// Who asks again after an IoErr gets the rest of a clone, too.
TEST(HttpExchange, CutAnswerIsWorthAskingAgain) {
  const ScriptedServer server({"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nonly"});
  const auto client = client_of(server);
  HttpExchange exchange(*client);
  const auto response = exchange.send({wire::Method::Post, "/v1/db/a/pull", {}});
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().code(), ErrorCode::IoErr);
  EXPECT_NE(response.error().message().find("was cut"), std::string_view::npos);
}

TEST(HttpExchange, TurnsJsonErrorsIntoText) {
  const std::string json = "{\"error\":{\"code\":\"conflict\",\"message\":\"say \\\"no\\\"\"}}";
  const ScriptedServer server({answer_of("409 Conflict", json), answer_of("200 OK", "bytes")});
  const auto client = client_of(server);
  HttpExchange exchange(*client);
  const auto refused = exchange.send({wire::Method::Get, "/v1/db/a/status", {}});
  EXPECT_EQ(refused->status, 409);
  EXPECT_EQ(as_text(refused->body), "say \"no\"");
  EXPECT_EQ(as_text(exchange.send({wire::Method::Get, "/v1/db/a/status", {}})->body), "bytes");
  EXPECT_EQ(error_text(502, {}), "the primary answered with status 502");
}

}  // namespace
}  // namespace tern::sync::transport
