#include "daemon/admin/admin_routes.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "daemon/admin/database_request.h"

namespace tern::daemon {
namespace {

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class AdminRoutes : public testing::Test {
 protected:
  AdminRoutes() {
    std::string pattern = testing::TempDir() + "admin-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    options_.import_folder = folder_ + "/import";
    std::filesystem::create_directory(options_.import_folder);
    start();
  }
  ~AdminRoutes() override {
    primary_.reset();
    std::filesystem::remove_all(folder_);
  }
  void start() {
    primary_.reset();
    primary_ = sync::primary::Primary::open(folder_ + "/data").value();
    table_ = admin_routes(*primary_, options_);
  }

  Answer ask(const std::string& method, const std::string& path, std::string_view body = "",
             const std::string& query = "") {
    const RouteTable::Match match = table_.find(method, path);
    if (!match.route) return {.status = 404, .body = "no route"};
    EXPECT_EQ(match.route->access, RouteAccess::Administrator);
    TableRequest request;
    request.method = method;
    request.path = path;
    request.query = query;
    request.parameters = match.parameters;
    if (!match.route->body_path) {
      append(request.body, as_bytes(body));
      return match.route->handler(request);
    }
    // As the front does it.
    auto bytes_max = match.route->admit(request);
    if (!bytes_max) return std::move(bytes_max).error();
    if (body.size() > *bytes_max) return sql_error_answer(413, sql_code_of(413), "too large");
    request.file = PassingFile::create(match.route->body_path()).value();
    EXPECT_TRUE(request.file->append(as_bytes(body)).has_value());
    return match.route->handler(request);
  }
  /// Of what comes as a file.
  std::string text_of(Answer answer) {
    EXPECT_EQ(answer.status, 200);
    return answer.file ? content_of(answer.file->path()) : answer.body;
  }
  std::string names() {
    std::string all;
    for (const auto& database : primary_->list()) all += database.name + " ";
    return all;
  }
  bool has_passing_files() {
    for (const auto& entry : std::filesystem::directory_iterator(folder_ + "/data"))
      if (entry.path().filename().string().starts_with("upload")) return true;
    return false;
  }

  std::string folder_;
  ServeOptions options_;
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

TEST_F(AdminRoutes, ALimitThatIsNotNamedStays) {
  ask("POST", "/v1/databases", R"({"name":"a","quota":{"bytes_max":1000000,"streams_max":4}})");
  EXPECT_EQ(
      ask("PATCH", "/v1/databases/a", R"({"quota":{"streams_max":0,"statement_ms":9}})").status,
      200);
  EXPECT_NE(
      ask("GET", "/v1/databases/a")
          .body.find(
              R"({"bytes_max":1000000,"streams_max":0,"statement_ms":9,"result_bytes_max":0})"),
      std::string::npos);
  ask("POST", "/v1/databases", R"({"name":"b","copy_of":"a","quota":{"statement_ms":0}})");
  EXPECT_NE(ask("GET", "/v1/databases/b").body.find(R"("bytes_max":1000000)"), std::string::npos);
  EXPECT_EQ(ask("PATCH", "/v1/databases/none", R"({"quota":{"streams_max":0}})").status, 404);
}

TEST_F(AdminRoutes, FilesGoOutAndIn) {
  ask("POST", "/v1/databases",
      R"j({"name":"a","sql":"CREATE TABLE t(x); INSERT INTO t VALUES(7)"})j");
  const std::string file = text_of(ask("GET", "/v1/databases/a/file"));
  EXPECT_EQ(file.substr(0, 15), "SQLite format 3");
  EXPECT_EQ(ask("PUT", "/v1/databases/b/file", file).status, 201);
  EXPECT_EQ(ask("PUT", "/v1/databases/b/file", file).status, 409);
  EXPECT_EQ(ask("PUT", "/v1/databases/c/file", "no database").status, 400);
  EXPECT_EQ(ask("PUT", "/v1/databases/c/file", file.substr(0, file.size() - 100)).status, 400);
  EXPECT_EQ(ask("PUT", "/v1/databases/c/file", file, "?bytes_max=x").status, 400);
  EXPECT_EQ(ask("PUT", "/v1/databases/c/file", file, "?bytes_max=4096").status, 413);
  EXPECT_EQ(names(), "a b ");
  EXPECT_EQ(ask("PUT", "/v1/databases/c/file", file, "?bytes_max=100000&streams_max=2").status,
            201);
  EXPECT_EQ(primary_->quota("c")->bytes_max, 100'000u);
  EXPECT_EQ(primary_->quota("c")->streams_max, 2u);
  EXPECT_EQ(ask("PUT", "/v1/databases/empty/file", "").status, 201);
  EXPECT_EQ(ask("GET", "/v1/databases/none/file").status, 404);
  EXPECT_FALSE(has_passing_files());
}

TEST_F(AdminRoutes, DamageInAFileIsSeenBeforeItIsTaken) {
  ask("POST", "/v1/databases",
      R"j({"name":"a","sql":"CREATE TABLE t(x); INSERT INTO t VALUES(7)"})j");
  std::string file = text_of(ask("GET", "/v1/databases/a/file"));
  file.replace(4096, 8, 8, '\xff');  // the head of the table's root
  EXPECT_EQ(ask("PUT", "/v1/databases/b/file", file).status, 400);
  EXPECT_EQ(names(), "a ");
  EXPECT_FALSE(has_passing_files());
}

TEST_F(AdminRoutes, SqlText) {
  ask("POST", "/v1/databases", R"({"name":"a"})");
  EXPECT_EQ(ask("POST", "/v1/databases/a/sql", "CREATE TABLE t(x); INSERT INTO t VALUES(1)").status,
            200);
  const Answer failed = ask("POST", "/v1/databases/a/sql", "SELECT 1;\nSELEC");
  EXPECT_EQ(failed.status, 400);
  EXPECT_NE(failed.body.find("line 2: near \\\"SELEC\\\": syntax error"), std::string::npos)
      << failed.body;
  EXPECT_EQ(ask("POST", "/v1/databases/none/sql", "SELECT 1").status, 404);
  const std::string text = text_of(ask("GET", "/v1/databases/a/sql"));
  EXPECT_EQ(text,
            "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE t(x);\n"
            "INSERT INTO \"t\" VALUES(1);\nCOMMIT;\n");
  EXPECT_EQ(ask("PUT", "/v1/databases/b/sql", text).status, 201);
  EXPECT_EQ(text_of(ask("GET", "/v1/databases/b/sql")), text);
  EXPECT_EQ(ask("PUT", "/v1/databases/b/sql", text).status, 409);
  EXPECT_EQ(ask("PUT", "/v1/databases/c/sql", text + "SELEC").status, 400);
  EXPECT_EQ(names(), "a b ");
  EXPECT_FALSE(has_passing_files());
}

TEST_F(AdminRoutes, FilesOfTheImportFolder) {
  ask("POST", "/v1/databases",
      R"j({"name":"a","sql":"CREATE TABLE t(x); INSERT INTO t VALUES(7)"})j");
  ASSERT_TRUE(primary_->export_file("a", options_.import_folder + "/a.db"));
  ASSERT_TRUE(primary_->export_file("a", folder_ + "/outside.db"));
  const auto import = [&](const std::string& file) {
    return ask("POST", "/v1/databases",
               R"({"name":"b","file":")" + file + R"(","quota":{"streams_max":5}})")
        .status;
  };
  EXPECT_EQ(import("none.db"), 404);
  for (const std::string file : {"../outside.db", "/etc/passwd", "", ".", "..", "x/../a.db"})
    EXPECT_EQ(import(file), 400) << file;
  EXPECT_EQ(names(), "a ");
  EXPECT_EQ(import("a.db"), 201);
  EXPECT_EQ(primary_->quota("b")->streams_max, 5u);
  EXPECT_EQ(text_of(ask("GET", "/v1/databases/b/sql")), text_of(ask("GET", "/v1/databases/a/sql")));
  EXPECT_TRUE(std::filesystem::exists(options_.import_folder + "/a.db"));
  options_.import_folder.clear();
  start();
  EXPECT_EQ(ask("POST", "/v1/databases", R"({"name":"c","file":"a.db"})").status, 400);
}

TEST_F(AdminRoutes, Vacuum) {
  ask("POST", "/v1/databases", R"j({"name":"a","sql":"CREATE TABLE t(x)"})j");
  EXPECT_EQ(ask("POST", "/v1/databases/a/vacuum").body, "{\"revision\":2}\n");
  EXPECT_EQ(ask("POST", "/v1/databases/none/vacuum").status, 404);
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
  EXPECT_EQ(request.quota.over({.bytes_max = 5}).streams_max, 3U);
  EXPECT_EQ(request.quota.over({.bytes_max = 5}).bytes_max, 5U);
}

}  // namespace
}  // namespace tern::daemon
