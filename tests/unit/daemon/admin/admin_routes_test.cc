#include "daemon/admin/admin_routes.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "daemon/admin/database_request.h"

namespace tern::daemon {
namespace {

class AdminRoutes : public testing::Test {
 protected:
  AdminRoutes() {
    std::string pattern = testing::TempDir() + "admin-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    primary_ = sync::primary::Primary::open(folder_).value();
    table_ = admin_routes(*primary_, limits_, folder_);
  }
  ~AdminRoutes() override {
    primary_.reset();
    std::filesystem::remove_all(folder_);
  }

  Answer ask(const std::string& method, const std::string& path, std::string_view body = "",
             const std::string& query = "") {
    const RouteTable::Match match = table_.find(method, path);
    if (!match.route) return {.status = 404, .body = "no route"};
    EXPECT_EQ(match.route->access, RouteAccess::Administrator);
    const Bytes bytes = as_bytes(body);
    return match.route->handler(
        {method, path, query, match.parameters, nullptr, ByteVector(bytes.begin(), bytes.end())});
  }
  std::string names() {
    std::string all;
    for (const auto& database : primary_->list()) all += database.name + " ";
    return all;
  }

  std::string folder_;
  Limits limits_;
  std::unique_ptr<sync::primary::Primary> primary_;
  RouteTable table_;
};

TEST_F(AdminRoutes, CreateShowChangeRemove) {
  EXPECT_EQ(ask("POST", "/v1/databases",
                R"j({"name":"a","sql":"CREATE TABLE t(x); INSERT INTO t VALUES(7)"})j")
                .status,
            201);
  EXPECT_EQ(ask("POST", "/v1/databases", R"({"name":"a"})").status, 409);
  EXPECT_EQ(
      ask("POST", "/v1/databases", R"({"name":"b","copy_of":"a","quota":{"bytes_max":1000000}})")
          .status,
      201);
  EXPECT_EQ(ask("GET", "/v1/databases/b").status, 200);
  EXPECT_NE(ask("GET", "/v1/databases/b").body.find(R"("bytes_max":1000000)"), std::string::npos);
  EXPECT_EQ(ask("PATCH", "/v1/databases/b", R"({"name":"c","quota":{"statement_ms":50}})").status,
            200);
  EXPECT_EQ(names(), "a c ");
  EXPECT_NE(ask("GET", "/v1/databases/c").body.find(R"("statement_ms":50)"), std::string::npos);
  EXPECT_EQ(ask("GET", "/v1/databases/b").status, 404);
  EXPECT_EQ(ask("DELETE", "/v1/databases/a").status, 200);
  EXPECT_EQ(ask("DELETE", "/v1/databases/a").status, 404);
  EXPECT_EQ(names(), "c ");
}

TEST_F(AdminRoutes, AListInPages) {
  for (const char* name : {"a", "b", "c"}) ASSERT_TRUE(primary_->create(name));
  const std::string first = ask("GET", "/v1/databases", "", "?limit=2").body;
  EXPECT_NE(first.find(R"("name":"b")"), std::string::npos);
  EXPECT_EQ(first.find(R"("name":"c")"), std::string::npos);
  EXPECT_NE(first.find(R"("next":"b")"), std::string::npos);
  const std::string rest = ask("GET", "/v1/databases", "", "?limit=2&after=b").body;
  EXPECT_NE(rest.find(R"("name":"c")"), std::string::npos);
  EXPECT_NE(rest.find(R"("next":null)"), std::string::npos);
  for (const char* limit : {"?limit=0", "?limit=x", "?limit=-1"})
    EXPECT_EQ(ask("GET", "/v1/databases", "", limit).status, 400) << limit;
}

TEST_F(AdminRoutes, FilesGoOutAndIn) {
  ask("POST", "/v1/databases",
      R"j({"name":"a","sql":"CREATE TABLE t(x); INSERT INTO t VALUES(7)"})j");
  const Answer file = ask("GET", "/v1/databases/a/file");
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(file.body.substr(0, 15), "SQLite format 3");
  EXPECT_EQ(ask("PUT", "/v1/databases/b/file", file.body).status, 201);
  EXPECT_EQ(ask("PUT", "/v1/databases/b/file", file.body).status, 409);
  EXPECT_EQ(ask("PUT", "/v1/databases/c/file", "no database").status, 400);
  EXPECT_EQ(names(), "a b ");
  for (const auto& entry : std::filesystem::directory_iterator(folder_))
    EXPECT_EQ(entry.path().filename().string().find("passing"), std::string::npos);
}

TEST_F(AdminRoutes, SqlText) {
  ask("POST", "/v1/databases", R"({"name":"a"})");
  EXPECT_EQ(ask("POST", "/v1/databases/a/sql", "CREATE TABLE t(x); INSERT INTO t VALUES(1)").status,
            200);
  const Answer failed = ask("POST", "/v1/databases/a/sql", "SELEC");
  EXPECT_EQ(failed.status, 400);
  EXPECT_NE(failed.body.find("syntax error"), std::string::npos);
  EXPECT_EQ(ask("POST", "/v1/databases/none/sql", "SELECT 1").status, 404);
}

// What cannot be made whole is not made at all.
TEST_F(AdminRoutes, ANewDatabaseWhoseSqlFailsIsNotThere) {
  EXPECT_EQ(ask("POST", "/v1/databases", R"({"name":"a","sql":"CREATE TABLE t(x); SELEC"})").status,
            400);
  EXPECT_EQ(names(), "");
}

TEST(DatabaseRequest, WhatItTakes) {
  for (const char* bad : {"", "[]", "7", R"({"name":1})", R"({"nam":"a"})", R"({"quota":1})",
                          R"({"quota":{"bytes":1}})", R"({"quota":{"bytes_max":-1}})",
                          R"({"quota":{"streams_max":4294967296}})", R"({"name":"a"}x)"})
    EXPECT_FALSE(DatabaseRequest::parse(bad).has_value()) << bad;
  const DatabaseRequest request = DatabaseRequest::parse(R"({"quota":{"streams_max":3}})").value();
  EXPECT_FALSE(request.name.has_value());
  EXPECT_EQ(request.quota->streams_max, 3U);
}

}  // namespace
}  // namespace tern::daemon
