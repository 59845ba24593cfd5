// SQL's paths over plain sockets: who gets where, and with what headers answers come back.

#include <gtest/gtest.h>

#include "tests/unit/daemon/http/http_client.h"
#include "tests/unit/daemon/http/server_fixture.h"

namespace tern::daemon {
namespace {

std::string bearer(std::string_view token) {
  return "Authorization: Bearer " + std::string(token) + "\r\n";
}
const std::string kAdmin = bearer(kAdminToken);

class SqlRoutes : public testing::Test {
 protected:
  std::string told(const HttpAnswer& answer) {
    return std::to_string(answer.status) + " " + answer.body;
  }

  RunningServer server_{ServerSetup{.is_plain = true, .has_admin = true}};
  HttpClient client_{server_.port()};
};

TEST_F(SqlRoutes, PipelinesOfEveryFormReachTheService) {
  EXPECT_EQ(told(client_.request("POST", "/v2/pipeline", "q", kAdmin)), "200 default v2 write:q");
  EXPECT_EQ(told(client_.request("POST", "/v3/pipeline", "q", kAdmin)), "200 default v3 write:q");
  const HttpAnswer protobuf = client_.request("POST", "/v3-protobuf/pipeline", "q", kAdmin);
  EXPECT_EQ(protobuf.header("content-type"), "application/x-protobuf");
  EXPECT_EQ(told(protobuf), "200 protobuf");
}

TEST_F(SqlRoutes, JsonAnswersHaveExactlyThatContentType) {
  for (const char* target : {"/v2/pipeline", "/else"}) {
    const HttpAnswer answer = client_.request("POST", target, "q", kAdmin);
    EXPECT_NE(answer.head.find("\r\nContent-Type: application/json\r\n"), std::string::npos)
        << answer.head;
  }
}

TEST_F(SqlRoutes, NamespaceComesFromPathHeaderOrHost) {
  const auto of = [&](std::string_view target, const std::string& headers = {}) {
    const std::string body = client_.request("POST", target, "", kAdmin + headers).body;
    return body.substr(0, body.find(' '));
  };
  EXPECT_EQ(of("/db/shop/v2/pipeline"), "shop");
  EXPECT_EQ(of("//dev//shop//v3/pipeline"), "shop");
  EXPECT_EQ(of("/v2/pipeline", "x-namespace: other\r\n"), "other");
  EXPECT_EQ(of("/db/shop/v2/pipeline", "x-namespace: other\r\n"), "shop");
  client_.send("POST /v2/pipeline HTTP/1.1\r\nHost: db1.example.org:8080\r\nContent-Length: 0\r\n" +
               kAdmin + "\r\n");
  EXPECT_EQ(client_.read_answer().body, "db1 v2 write:");
}

TEST_F(SqlRoutes, NamesThatAreNoneAreNotFound) {
  for (const char* target : {"/db/../v2/pipeline", "/db/a%2fb/v2/pipeline", "/db//v2/pipeline",
                             "/db/a.b/v2/pipeline", "/db/%2e%2e/v2/pipeline"}) {
    HttpClient client(server_.port());
    EXPECT_EQ(client.request("POST", target, "q", kAdmin).status, 404) << target;
  }
  const HttpAnswer answer =
      client_.request("POST", "/v2/pipeline", "q", kAdmin + "x-namespace: ../../etc\r\n");
  EXPECT_EQ(answer.status, 404);
  EXPECT_NE(answer.body.find("\"code\":\"NAMESPACE_NOT_FOUND\""), std::string::npos);
  EXPECT_EQ(server_.service.pipelines, 0);
}

TEST_F(SqlRoutes, TokensDecide) {
  const std::string body = R"({"requests":[]})";
  EXPECT_EQ(told(client_.request("POST", "/v2/pipeline", "q", bearer(kReaderToken))),
            "200 default v2 read:q");
  EXPECT_EQ(told(client_.request("POST", "/db/notes-1/v2/pipeline", "q",
                                 "authorization: bEARER " + std::string(kLaptopToken) + "\r\n")),
            "200 notes-1 v2 write:q");
  const HttpAnswer elsewhere =
      client_.request("POST", "/db/other/v2/pipeline", "q", bearer(kLaptopToken));
  // The body is not read: the connection ends.
  EXPECT_EQ(told(elsewhere),
            "404 {\"message\":\"Namespace `other` doesn't exist\",\"code\":\"NAMESPACE_NOT_FOUND\","
            "\"error\":\"Namespace `other` doesn't exist\"}");
  EXPECT_EQ(elsewhere.header("connection"), "close");
  for (const std::string& headers :
       {std::string(), std::string("Authorization: Basic abc\r\n"), bearer("wrong")}) {
    HttpClient client(server_.port());
    const HttpAnswer answer = client.request("POST", "/v2/pipeline", "q", headers);
    EXPECT_EQ(answer.status, 401);
    EXPECT_EQ(answer.header("www-authenticate"), "Bearer");
    EXPECT_NE(answer.body.find("\"code\":\"AUTH_"), std::string::npos) << answer.body;
  }
  EXPECT_EQ(server_.service.pipelines, 2);
}

TEST_F(SqlRoutes, ProbesAndHealthNeedNoToken) {
  for (const char* target : {"/v2", "/v3", "/v3-protobuf", "/db/shop/v3-protobuf", "/health",
                             "/healthz", "/readyz", "/version"}) {
    EXPECT_EQ(client_.request("GET", target).status, 200) << target;
    const HttpAnswer head = client_.request("HEAD", target);
    EXPECT_EQ(head.status, 200) << target;
  }
  EXPECT_EQ(client_.request("GET", "/health").body, "");
  EXPECT_EQ(client_.request("GET", "/version").body, "ternd 0.1.0\n");
}

TEST_F(SqlRoutes, WrongMethodsAndPathsSaySo) {
  const HttpAnswer get = client_.request("GET", "/v2/pipeline", "", kAdmin);
  EXPECT_EQ(get.status, 405);
  EXPECT_EQ(get.header("allow"), "POST, OPTIONS");
  EXPECT_EQ(client_.request("DELETE", "/health").status, 405);
  EXPECT_EQ(client_.request("GET", "/").status, 404);
  EXPECT_EQ(client_.request("GET", "/v2/else").status, 404);
  EXPECT_EQ(client_.request("BREW", "/v2/pipeline").status, 405);
}

TEST_F(SqlRoutes, EveryAnswerMayBeReadByPagesOfAnyOrigin) {
  const auto origin = [&](const HttpAnswer& answer) {
    return answer.header("access-control-allow-origin");
  };
  EXPECT_EQ(origin(client_.request("GET", "/health")), "*");
  EXPECT_EQ(origin(client_.request("GET", "/else")), "*");
  EXPECT_EQ(origin(client_.request("GET", "/v1/db")), "*");
  EXPECT_EQ(origin(client_.request("POST", "/v3/cursor", "q", kAdmin)), "*");
  HttpClient garbage(server_.port());
  garbage.send("what is this\r\n\r\n");
  EXPECT_EQ(origin(garbage.read_answer()), "*");
}

TEST_F(SqlRoutes, PreflightEchoesTheHeadersAskedFor) {
  const HttpAnswer answer = client_.request(
      "OPTIONS", "/db/shop/v2/pipeline", "",
      "Origin: http://x\r\nAccess-Control-Request-Headers: authorization, x-my\r\n");
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(answer.header("access-control-allow-headers"), "authorization, x-my");
  EXPECT_EQ(answer.header("access-control-max-age"), "86400");
  EXPECT_EQ(answer.header("content-length"), "");
  EXPECT_EQ(client_.request("OPTIONS", "*").header("access-control-allow-headers"), "*");
}

TEST_F(SqlRoutes, ServiceStatusesPassThrough) {
  EXPECT_EQ(client_.request("POST", "/v2/pipeline", "status 404", kAdmin).status, 404);
  const HttpAnswer busy = client_.request("POST", "/v2/pipeline", "status 503", kAdmin);
  EXPECT_EQ(busy.status, 503);
  EXPECT_EQ(busy.header("retry-after"), "1");
  const HttpAnswer large = client_.request("POST", "/v2/pipeline", "bytes 3000000", kAdmin);
  EXPECT_EQ(large.body, std::string(3'000'000, 'x'));
}

TEST_F(SqlRoutes, PullUpdatesGoesToItsHandler) {
  EXPECT_EQ(told(client_.request("POST", "//pull-updates", "b", kAdmin)), "200 default push:b");
  const HttpAnswer pull =
      client_.request("POST", "/db/shop/pull-updates", "b", bearer(kReaderToken));
  EXPECT_EQ(told(pull), "200 shop:b");
  EXPECT_EQ(pull.header("content-type"), "application/protobuf");
  const std::string key = "x-turso-encryption-key: abc\r\n";
  EXPECT_EQ(client_.request("POST", "/v2/pipeline", "q", kAdmin + key).status, 200);
  const HttpAnswer refused = client_.request("POST", "/pull-updates", "", kAdmin + key);
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(refused.body.find("ENCRYPTION_UNSUPPORTED"), std::string::npos) << refused.body;
}

TEST_F(SqlRoutes, AdminAndMetricsAnswerTheirOwnTablesOnly) {
  HttpClient admin(server_.port(Face::Admin));
  EXPECT_EQ(told(admin.request("POST", "/v1/namespaces/shop/create?x=1", "{}", kAdmin)),
            "200 shop?x=1");
  EXPECT_EQ(admin.request("POST", "/v1/namespaces/shop/create", "", bearer(kLaptopToken)).status,
            403);
  EXPECT_EQ(admin.request("POST", "/v1/namespaces/shop/create").status, 401);
  EXPECT_EQ(admin.request("GET", "/v1/namespaces/shop/create").status, 405);
  EXPECT_EQ(admin.request("POST", "/v2/pipeline").status, 404);
  HttpClient metrics(server_.port(Face::Metrics));
  EXPECT_EQ(told(metrics.request("GET", "/metrics")), "200 up 1\n");
  EXPECT_EQ(client_.request("GET", "/metrics").status, 404);
}

TEST_F(SqlRoutes, RequestsAreLoggedAndCounted) {
  client_.request("POST", "/db/shop/v2/pipeline?secret=1", "12345", kAdmin);
  client_.request("GET", "/else");
  // A request is logged when its answer has been sent, which its client may see before.
  const std::string wanted = "POST /db/shop/v2/pipeline 200 admin\nGET /else 404 \n";
  EXPECT_TRUE(comes_true([&] { return server_.log() == wanted; })) << server_.log();
  const auto& pipelines = server_.counts().routes[static_cast<size_t>(Route::Pipeline)];
  EXPECT_EQ(pipelines.by_status[FrontCounts::index_of_status(200)], 1U);
  EXPECT_EQ(pipelines.bytes_in, 5U);
  EXPECT_EQ(pipelines.bytes_out, std::string_view("shop v2 write:12345").size());
  EXPECT_EQ(server_.counts().connections, 1U);
  EXPECT_EQ(server_.counts().connections_open, 1U);
}

}  // namespace
}  // namespace tern::daemon
