// Statuses of the front's own with the codes in their bodies, and requests as others send them
// (sql-over-http, sections 2 and 10.2).

#include <gtest/gtest.h>

#include <tuple>

#include "daemon/http/router.h"
#include "tests/unit/daemon/http/http_client.h"
#include "tests/unit/daemon/http/server_fixture.h"

namespace tern::daemon {
namespace {

const std::string kAdmin = "Authorization: Bearer " + std::string(kAdminToken) + "\r\n";

/// "404 NOT_FOUND", of a body that says its message twice.
std::string told(const HttpAnswer& answer) {
  const auto member = [&](const std::string& name) {
    const std::string begin = "\"" + name + "\":\"";
    const size_t at = answer.body.find(begin);
    if (at == std::string::npos) return std::string("none");
    const size_t from = at + begin.size();
    return answer.body.substr(from, answer.body.find('"', from) - from);
  };
  EXPECT_EQ(member("message"), member("error")) << answer.body;
  return std::to_string(answer.status) + " " + member("code");
}

Limits small_limits() {
  Limits limits;
  limits.sql_body_bytes_max = 100;
  limits.header_bytes_max = 2000;
  limits.requests_waiting_max = 1;
  return limits;
}

class ErrorAnswers : public testing::Test {
 protected:
  HttpAnswer request(std::string_view method, std::string_view target, std::string_view body = {},
                     const std::string& headers = {}) {
    HttpClient client(server_.port());
    return client.request(method, target, body, headers);
  }
  RunningServer server_{ServerSetup{.limits = small_limits(), .is_plain = true}};
};

TEST_F(ErrorAnswers, HaveACodeEach) {
  EXPECT_EQ(told(request("POST", "/nothing", "q", kAdmin)), "404 NOT_FOUND");
  EXPECT_EQ(told(request("GET", "/v3/cursor")), "405 METHOD_NOT_ALLOWED");
  EXPECT_EQ(told(request("POST", "/v2/pipeline", std::string(101, 'x'), kAdmin)),
            "413 REQUEST_TOO_LARGE");
  EXPECT_EQ(
      told(request("POST", "/v2/pipeline", "q", "x-long: " + std::string(3000, 'x') + "\r\n")),
      "431 HEADERS_TOO_LARGE");
  EXPECT_EQ(told(request("POST", "/v2/pipeline", "q")), "401 AUTH_HEADER_NOT_FOUND");
  EXPECT_EQ(told(request("POST", "/v2/pipeline", "q", "Authorization: Basic x\r\n")),
            "401 AUTH_HTTP_HEADER_UNSUPPORTED_SCHEME");
  EXPECT_EQ(told(request("POST", "/v2/pipeline", "q", "Authorization: Bearer a b\r\n")),
            "401 AUTH_HEADER_MALFORMED");
  EXPECT_EQ(told(request("POST", "/v2/pipeline", "q",
                         "Authorization: Bearer " + std::string(1500, 'x') + "\r\n")),
            "401 AUTH_FAILED");
  HttpClient garbage(server_.port());
  garbage.send("what is this\r\n\r\n");
  EXPECT_EQ(told(garbage.read_answer()), "400 BAD_REQUEST");
  HttpClient socket(server_.port());
  EXPECT_EQ(told(socket.upgrade("/", "Sec-WebSocket-Protocol: graphql\r\n")),
            "400 SUBPROTOCOL_UNSUPPORTED");
}

TEST_F(ErrorAnswers, TooManyRequests) {
  HttpClient running(server_.port());
  running.send("POST /v2/pipeline HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n" + kAdmin +
               "\r\nwait");
  while (server_.service.waiting == 0) std::this_thread::yield();
  EXPECT_EQ(told(request("POST", "/v2/pipeline", "q", kAdmin)), "503 SERVER_BUSY");
  server_.service.released = true;
  server_.service.released.notify_all();
  EXPECT_EQ(running.read_answer().status, 200);
}

// curl sends a form's content type, clients send headers that are not for us.
TEST_F(ErrorAnswers, ContentTypesAndUnknownHeadersAreIgnored) {
  for (const char* header :
       {"Content-Type: application/x-www-form-urlencoded\r\n", "Content-Type: text/plain\r\n",
        "x-libsql-client-version: libsql-remote-ts-1\r\n", "accept-encoding: gzip, deflate, br\r\n",
        "x-turso-encryption-key: abc\r\n"})
    EXPECT_EQ(request("POST", "/v2/pipeline", "q", kAdmin + header).body, "default v2 write:q")
        << header;
}

// Other servers of the protocol have them still.
TEST_F(ErrorAnswers, OlderFacesAreNotThere) {
  for (const char* target : {"/", "/v1/execute", "/v1/batch", "/dump", "/beta/listen", "/v1/jobs",
                             "/info", "/export/1", "/sync/1/0/1"})
    EXPECT_EQ(told(request("POST", target, "{}", kAdmin)), "404 NOT_FOUND") << target;
}

// Without a default database a request has to name one.
TEST(ErrorAnswersOfRouters, NamespaceMissing) {
  Backend backend;
  FakeService service;
  backend.service = &service;
  backend.namespaces.default_name = "";
  backend.authenticator = make_open_authenticator();
  const Limits limits;
  const Router router(backend, limits);
  const auto told_of = [&](std::string_view target, std::string_view host) {
    RequestHead head;
    head.method = "POST";
    head.target = target;
    head.host = host;
    const Admission admission = router.admit(Face::Public, head);
    return admission.refusal ? admission.refusal->body : admission.request.caller.database;
  };
  EXPECT_NE(told_of("/v2/pipeline", "localhost").find("\"code\":\"NAMESPACE_MISSING\""),
            std::string::npos);
  EXPECT_EQ(told_of("/v2/pipeline", "shop.example.org"), "shop");
  EXPECT_EQ(told_of("/db/shop/v3/cursor", "localhost"), "shop");
}

TEST(Answers, WordsOfStatuses) {
  const std::tuple<int, std::string_view, std::string_view> words[] = {
      {400, "bad_request", "BAD_REQUEST"},
      {401, "unauthorized", "AUTH_FAILED"},
      {403, "forbidden", "FORBIDDEN"},
      {404, "not_found", "NOT_FOUND"},
      {405, "method_not_allowed", "METHOD_NOT_ALLOWED"},
      {408, "timeout", "REQUEST_TIMEOUT"},
      {409, "conflict", "CONFLICT"},
      {413, "too_large", "REQUEST_TOO_LARGE"},
      {418, "bad_request", "BAD_REQUEST"},
      {422, "hash_mismatch", "HASH_MISMATCH"},
      {429, "busy", "TOO_MANY_REQUESTS"},
      {431, "headers_too_large", "HEADERS_TOO_LARGE"},
      {500, "internal", "INTERNAL"},
      {503, "busy", "SERVER_BUSY"},
      {505, "internal", "INTERNAL"},
      {507, "storage_full", "STORAGE_FULL"}};
  for (const auto& [status, of_sync, of_sql] : words) {
    EXPECT_EQ(code_of(status), of_sync);
    EXPECT_EQ(sql_code_of(status), of_sql);
  }
  EXPECT_EQ(error_answer(409, "a \"b\"").body,
            "{\"error\":{\"code\":\"conflict\",\"message\":\"a \\\"b\\\"\"}}\n");
  EXPECT_EQ(sql_error_answer(507, "X", "full").body,
            R"({"message":"full","code":"X","error":"full"})");
}

}  // namespace
}  // namespace tern::daemon
