// The HTTP front over real sockets, with libcurl as the client and a function as the primary.

#include "daemon/http/server.h"

#include <gtest/gtest.h>

#include "sync/transport/http_exchange.h"
#include "tests/support/raw_client.h"
#include "tests/unit/daemon/http/server_fixture.h"

namespace tern::daemon {
namespace {

using sync::transport::Request;
using sync::transport::Response;
using tests::RawClient;
using tests::RawSocket;

Request request_of(std::string method, std::string path, std::string_view body = {}) {
  Request request;
  request.method = std::move(method);
  request.path = std::move(path);
  request.body.assign(as_bytes(body).begin(), as_bytes(body).end());
  request.deadline = std::chrono::seconds(20);
  return request;
}

std::string text_of(const Result<Response>& response) {
  if (!response) return std::string(response.error().message());
  return std::to_string(response->status) + " " + std::string(as_text(response->body));
}

TEST(Server, PassesRequestsToThePrimaryWithTheCallersRights) {
  RunningServer server;
  const auto laptop = server.client(kLaptopToken);
  EXPECT_EQ(text_of(laptop->request(request_of("POST", "/v1/db/notes-1/push", "abc"))),
            "200 /v1/db/notes-1/push 1 pull push:abc");
  EXPECT_EQ(text_of(laptop->request(request_of("GET", "/v1/db/notes-1/status"))),
            "200 /v1/db/notes-1/status 0 pull push:");
  const auto admin = server.client(kAdminToken);
  EXPECT_EQ(text_of(admin->request(request_of("PUT", "/v1/db/new", "file"))),
            "200 /v1/db/new 2 pull push create:file");
}

TEST(Server, ClientThatDoesNotTrustTheCertificateSendsNothing) {
  RunningServer server;
  const auto client = server.client(kLaptopToken, false);
  const auto response = client->request(request_of("GET", "/v1/db/notes-1/status"));
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().code(), ErrorCode::Auth);
  EXPECT_NE(response.error().message().find("--cacert"), std::string::npos);
  EXPECT_EQ(server.requests, 0);
}

TEST(Server, HealthAndVersionNeedNoToken) {
  RunningServer server;
  const auto client = server.client("");
  EXPECT_EQ(text_of(client->request(request_of("GET", "/health"))), "200 ");
  EXPECT_EQ(text_of(client->request(request_of("GET", "/version"))), "200 ternd 0.1.0\n");
}

TEST(Server, ListsDatabasesForAdminsOnly) {
  RunningServer server;
  EXPECT_EQ(text_of(server.client(kAdminToken)->request(request_of("GET", "/v1/db"))),
            "200 {\"databases\":[{\"name\":\"notes-1\",\"revision\":7}]}\n");
  EXPECT_EQ(server.client(kLaptopToken)->request(request_of("GET", "/v1/db"))->status, 403);
}

TEST(Server, WrongTokenIsRefusedBeforeThePrimaryIsAsked) {
  RunningServer server;
  const auto status = [&](std::string_view token, const Request& request) {
    return server.client(token)->request(request)->status;
  };
  EXPECT_EQ(status("", request_of("GET", "/v1/db/notes-1/status")), 401);
  EXPECT_EQ(status("laptop-token-0123456780", request_of("GET", "/v1/db/notes-1/status")), 401);
  EXPECT_EQ(status(kLaptopToken, request_of("GET", "/v1/db/other/status")), 403);
  EXPECT_EQ(status(kLaptopToken, request_of("PUT", "/v1/db/notes-2", "x")), 403);
  EXPECT_EQ(status(kLaptopToken, request_of("DELETE", "/v1/db/notes-2")), 405);
  EXPECT_EQ(status(kAdminToken, request_of("GET", "/v1/db/..%2f..%2fetc/status")), 400);
  EXPECT_EQ(status(kAdminToken, request_of("GET", "/else")), 404);
  EXPECT_EQ(server.requests, 0);
  const auto refused = server.client("")->request(request_of("GET", "/v1/db/notes-1/status"));
  EXPECT_EQ(sync::transport::header(refused->headers, "www-authenticate"), "Bearer");
  EXPECT_EQ(
      as_text(refused->body),
      "{\"error\":{\"code\":\"unauthorized\",\"message\":\"a token is needed: send the header "
      "'Authorization: Bearer TOKEN' (tern: --token-file FILE)\"}}\n");
}

TEST(Server, ErrorsOfThePrimaryReachTheClientAsText) {
  RunningServer server;
  const auto client = server.client(kReaderToken);
  EXPECT_EQ(
      text_of(client->request(request_of("GET", "/v1/db/missing"))),
      "404 {\"error\":{\"code\":\"not_found\",\"message\":\"no database of this name here\"}}\n");
  sync::transport::HttpExchange exchange(*client);
  const auto response = exchange.send({sync::wire::Method::Get, "/v1/db/missing", {}});
  EXPECT_EQ(response->status, 404);
  EXPECT_EQ(as_text(response->body), "no database of this name here");
}

TEST(Server, LargeAnswersAndUploadsPassWhole) {
  RunningServer server;
  const auto client = server.client(kAdminToken);
  sync::transport::HttpExchange exchange(*client);
  const auto big = exchange.send({sync::wire::Method::Get, "/v1/db/notes-1/big", {}});
  ASSERT_TRUE(big.has_value()) << big.error().message();
  EXPECT_EQ(big->body, ByteVector(3'000'000, std::byte{7}));
  const ByteVector file(5'000'000, std::byte{9});
  const auto put = exchange.send({sync::wire::Method::Put, "/v1/db/new", file});
  ASSERT_TRUE(put.has_value()) << put.error().message();
  EXPECT_EQ(as_text(put->body).substr(0, 35), "/v1/db/new 2 pull push create:\x9\x9\x9\x9\x9");
  EXPECT_EQ(put->body.size(), 30 + file.size());
}

TEST(Server, BodiesAboveTheLimitAreRefused) {
  Limits limits;
  limits.body_bytes_max = 1000;
  limits.upload_bytes_max = 2000;
  RunningServer server(limits);
  const auto client = server.client(kAdminToken);
  EXPECT_EQ(client->request(request_of("POST", "/v1/db/a/push", std::string(1000, 'x')))->status,
            200);
  EXPECT_EQ(client->request(request_of("POST", "/v1/db/a/push", std::string(1001, 'x')))->status,
            413);
  EXPECT_EQ(
      client->request(request_of("POST", "/v1/db/a/push", std::string(3'000'000, 'x')))->status,
      413);
  RawClient chunked(server.port());
  chunked.send(
      "POST /v1/db/a/push HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
      "Authorization: Bearer " +
      std::string(kAdminToken) + "\r\n\r\n5dc\r\n" + std::string(1500, 'x') + "\r\n0\r\n\r\n");
  EXPECT_EQ(chunked.read_to_end().substr(0, 12), "HTTP/1.1 413");
  EXPECT_EQ(server.requests, 1);
}

TEST(Server, BadRequestsAreAnsweredAndClosed) {
  RunningServer server;
  RawClient garbage(server.port());
  garbage.send("hello there\r\n\r\n");
  EXPECT_EQ(garbage.read_to_end().substr(0, 12), "HTTP/1.1 400");
  RawClient headers(server.port());
  headers.send("GET /health HTTP/1.1\r\nHost: x\r\nX: " + std::string(100'000, 'a') + "\r\n\r\n");
  EXPECT_EQ(headers.read_to_end().substr(0, 12), "HTTP/1.1 431");
}

TEST(Server, HalfSentRequestsEndAndMakeNobodyWait) {
  Limits limits;
  limits.handshake_timeout = std::chrono::milliseconds(300);
  limits.header_timeout = std::chrono::milliseconds(300);
  limits.body_timeout = std::chrono::milliseconds(300);
  limits.idle_timeout = std::chrono::milliseconds(300);
  RunningServer server(limits);
  RawSocket no_handshake(server.port());
  RawClient idle(server.port());
  RawClient half_head(server.port());
  half_head.send("GET /health HT");
  RawClient half_body(server.port());
  half_body.send(
      "POST /v1/db/notes-1/push HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
      "Authorization: Bearer " +
      std::string(kLaptopToken) + "\r\n\r\nonly this");
  EXPECT_EQ(
      text_of(
          server.client(kLaptopToken)->request(request_of("POST", "/v1/db/notes-1/push", "abc"))),
      "200 /v1/db/notes-1/push 1 pull push:abc");
  EXPECT_EQ(no_handshake.read_to_end(), "");
  EXPECT_EQ(idle.read_to_end(), "");
  EXPECT_EQ(half_head.read_to_end(), "");
  EXPECT_EQ(half_body.read_to_end(), "");
  EXPECT_EQ(server.requests, 1);
}

TEST(Server, BodyThatDripsIsCutOff) {
  Limits limits;
  limits.body_timeout = std::chrono::milliseconds(300);
  limits.body_bytes_max = 1000;
  limits.body_rate_min_bytes_per_s = 1'000'000;
  RunningServer server(limits);
  RawClient slow(server.port());
  slow.send(
      "POST /v1/db/notes-1/push HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n"
      "Authorization: Bearer " +
      std::string(kLaptopToken) + "\r\n\r\n");
  // Each byte comes in time for its own limit; the whole does not.
  int sent = 0;
  while (sent < 100 && slow.send_slowly("x")) ++sent;
  EXPECT_LT(sent, 100);
  EXPECT_EQ(server.requests, 0);
}

TEST(Server, BodyCutByThePeerReachesNobody) {
  RunningServer server;
  {
    RawClient cut(server.port());
    cut.send(
        "POST /v1/db/notes-1/push HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
        "Authorization: Bearer " +
        std::string(kLaptopToken) + "\r\n\r\nonly this");
  }
  EXPECT_EQ(server.client(kLaptopToken)->request(request_of("GET", "/v1/db/notes-1/x"))->status,
            200);
  EXPECT_EQ(server.requests, 1);
}

TEST(Server, StopAnswersRunningRequestsAndClosesIdleConnections) {
  RunningServer server;
  RawClient idle(server.port());
  std::string answer;
  std::thread running([&] {
    answer =
        text_of(server.client(kLaptopToken)->request(request_of("GET", "/v1/db/notes-1/slow")));
  });
  while (server.waiting == 0) std::this_thread::yield();
  std::thread stopping([&] { server.stop(); });
  EXPECT_EQ(idle.read_to_end(), "");  // ends although the other request still runs
  server.released = true;
  server.released.notify_all();
  stopping.join();
  running.join();
  EXPECT_EQ(answer, "200 /v1/db/notes-1/slow 0 pull push:");
}

TEST(Server, TooManyWaitingRequestsAreToldToComeAgain) {
  Limits limits;
  limits.requests_waiting_max = 1;
  RunningServer server(limits);
  std::thread running([&] {
    EXPECT_EQ(
        server.client(kLaptopToken)->request(request_of("GET", "/v1/db/notes-1/slow"))->status,
        200);
  });
  while (server.waiting == 0) std::this_thread::yield();
  const auto busy = server.client(kLaptopToken)->request(request_of("GET", "/v1/db/notes-1/x"));
  EXPECT_EQ(busy->status, 503);
  EXPECT_EQ(sync::transport::header(busy->headers, "retry-after"), "1");
  server.released = true;
  server.released.notify_all();
  running.join();
}

TEST(Server, SaysWhatIsWrongWithItsFiles) {
  const tests::TemporaryFolder folder;
  ASSERT_TRUE(tests::make_certificate(folder.path()));
  ServeOptions options;
  options.listen = "127.0.0.1:0";
  options.tls_cert = folder / "none.pem";
  options.tls_key = folder / "key.pem";
  options.tokens = folder / "tokens";
  const auto workers = make_workers(options);
  Backend backend;
  tests::write_file(options.tokens, "");
  backend.authenticator = TokenAuthenticator::open({.tokens = options.tokens}).value();
  const auto why = [&] {
    return std::string(Server::open(options, backend, *workers).error().message());
  };
  EXPECT_TRUE(why().starts_with("cannot use the certificate " + options.tls_cert)) << why();
  options.tls_cert = folder / "cert.pem";
  options.tls_key = folder / "cert.pem";
  EXPECT_TRUE(why().starts_with("cannot use the private key " + options.tls_key)) << why();
  options.tls_key = folder / "key.pem";
  options.listen = "nowhere:1";
  EXPECT_EQ(why(), "'nowhere' is not an IP address");
}

}  // namespace
}  // namespace tern::daemon
