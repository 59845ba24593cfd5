// What paths, hosts and headers mean, without sockets.

#include "daemon/http/routes.h"

#include <gtest/gtest.h>

#include "daemon/http/namespaces.h"
#include "daemon/http/route_table.h"
#include "daemon/http/subprotocols.h"

namespace tern::daemon {
namespace {

std::string told(std::string_view target) {
  std::string scratch;
  const RouteMatch match = match_route(path_of_target(target, scratch));
  return std::string(name_of(match.route)) + " " + std::to_string(static_cast<int>(match.form)) +
         " " + std::string(match.namespace_in_path);
}

TEST(Routes, EveryEndpointIsAtTheRootAndBelowBothPrefixes) {
  const std::pair<const char*, const char*> endpoints[] = {
      {"/v2/pipeline", "pipeline 0 "},
      {"/v3/pipeline", "pipeline 1 "},
      {"/v3/cursor", "cursor 1 "},
      {"/v3-protobuf/pipeline", "pipeline 2 "},
      {"/v3-protobuf/cursor", "cursor 2 "},
      {"/v2", "probe 0 "},
      {"/v3", "probe 1 "},
      {"/v3-protobuf", "probe 2 "},
      {"/", "socket 0 "},
      {"/pull-updates", "pull_updates 0 "},
      {"/health", "health 0 "},
      {"/version", "version 0 "},
  };
  for (const auto& [path, route] : endpoints) {
    EXPECT_EQ(told(path), route);
    EXPECT_EQ(told("/db/shop" + std::string(path)), route + std::string("shop"));
    EXPECT_EQ(told("/dev/shop" + std::string(path)), route + std::string("shop"));
  }
  EXPECT_EQ(told("/db/shop"), "socket 0 shop");
  EXPECT_EQ(told("/readyz"), "ready 0 ");
  EXPECT_EQ(told("/healthz"), "health 0 ");
  EXPECT_EQ(told("/v1/db"), "sync_list 0 ");
  EXPECT_EQ(told("/v1/db/shop/push"), "sync 0 ");
  for (const char* path : {"/v2/pipeline/", "/V2/pipeline", "/v4/pipeline", "/v2/cursor", "/v1", "",
                           "*", "/db/shop/readyz", "/db/a/db/b/v2/pipeline", "/v2%2fpipeline"})
    EXPECT_TRUE(told(path).starts_with("unknown")) << path;
}

TEST(Routes, TargetsBecomePathsWithoutDecoding) {
  std::string scratch;
  EXPECT_EQ(path_of_target("//db///shop//v2/pipeline?x=//y", scratch), "/db/shop/v2/pipeline");
  EXPECT_EQ(path_of_target("http://h:1/v2//pipeline", scratch), "/v2/pipeline");
  EXPECT_EQ(path_of_target("http://h", scratch), "/");
  EXPECT_EQ(path_of_target("/a/../b%2f", scratch), "/a/../b%2f");
  EXPECT_EQ(query_of_target("/a?b=c?d"), "?b=c?d");
  EXPECT_EQ(query_of_target("/a"), "");
}

TEST(Namespaces, AreOfThePathThenTheHeaderThenTheHost) {
  EXPECT_EQ(choose_namespace({}, "p", "h", "x.example.org"), "p");
  EXPECT_EQ(choose_namespace({}, "", "h", "x.example.org"), "h");
  EXPECT_EQ(choose_namespace({}, "", "", "x.example.org:8080"), "x");
  EXPECT_EQ(choose_namespace({}, "", "", "x.example.org."), "x");
  for (const char* host : {"localhost", "localhost:80", "127.0.0.1", "127.0.0.1:8080", "[::1]:80",
                           "", "localhost.", "10.0.0.1."})
    EXPECT_EQ(choose_namespace({}, "", "", host), "default") << host;
  EXPECT_EQ(choose_namespace({}, "", "", ".example.org"), "default");
}

TEST(Namespaces, CanBeOneForAllOrHaveNoDefault) {
  const NamespaceRule one{.are_named = false, .default_name = "main"};
  EXPECT_EQ(choose_namespace(one, "p", "h", "x.example.org"), "main");
  const NamespaceRule named{.are_named = true, .default_name = ""};
  EXPECT_EQ(choose_namespace(named, "", "", "localhost"), "");
  EXPECT_EQ(choose_namespace(named, "", "h", "localhost"), "h");
}

TEST(Namespaces, AreShortAndPlain) {
  EXPECT_TRUE(is_namespace("aZ_-09"));
  EXPECT_TRUE(is_namespace(std::string(64, 'a')));
  EXPECT_FALSE(is_namespace(std::string(65, 'a')));
  for (const char* name : {"", ".", "..", "a.b", "a/b", "a%2fb", "\xc3\xa4", "a b"})
    EXPECT_FALSE(is_namespace(name)) << name;
}

TEST(Subprotocols, TheNewestOfThoseOfferedIsChosen) {
  const auto chosen = [](std::optional<std::string_view> offered) {
    const auto choice = choose_subprotocol(offered);
    return choice ? std::string(choice->name) : "none";
  };
  EXPECT_EQ(chosen("hrana2, hrana1"), "hrana2");
  EXPECT_EQ(chosen("hrana1,hrana3 , hrana2"), "hrana3");
  EXPECT_EQ(chosen("HRANA3-Protobuf\t,hrana3"), "hrana3-protobuf");
  EXPECT_EQ(chosen("hrana4"), "none");
  EXPECT_EQ(chosen("hrana"), "none");
  EXPECT_EQ(chosen(""), "none");
  EXPECT_EQ(chosen(std::nullopt), "");
  EXPECT_EQ(choose_subprotocol(std::nullopt)->subprotocol, streams::Subprotocol::Hrana1);
}

TEST(RouteTable, FindsByMethodAndPattern) {
  RouteTable table;
  for (const char* method : {"GET", "DELETE"})
    table.add({.method = method, .pattern = "/v1/databases/{name}", .handler = {}});
  const auto found = table.find("DELETE", "/v1/databases/a.b");
  ASSERT_NE(found.route, nullptr);
  EXPECT_EQ(found.route->method, "DELETE");
  EXPECT_EQ(found.parameters, std::vector<std::string>{"a.b"});
  EXPECT_EQ(table.find("HEAD", "/v1/databases/a").route->method, "GET");
  EXPECT_EQ(table.find("PUT", "/v1/databases/a").route, nullptr);
  EXPECT_TRUE(table.find("PUT", "/v1/databases/a").is_path_known);
  for (const char* path : {"/v1/databases", "/v1/databases/", "/v1/databases/..",
                           "/v1/databases/a/b", "/v1/databases/%61", "", "v1/databases/a"})
    EXPECT_FALSE(table.find("GET", path).is_path_known) << path;
}

}  // namespace
}  // namespace tern::daemon
