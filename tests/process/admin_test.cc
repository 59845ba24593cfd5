// tern admin against a server.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include "sync/transport/transport.h"
#include "tests/support/program.h"
#include "tests/support/test_certificate.h"

namespace tern::tests {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kToken = "a-token-for-these-tests-0123";

/// ternd with its administration, and a folder that tern runs in.
class TernAdmin : public testing::Test {
 protected:
  TernAdmin() {
    EXPECT_TRUE(make_certificate(folder_.path()));
    fs::create_directory(folder_ / "import");
    write_file(folder_ / "tokens", std::string(kToken) +
                                       " test * pull,push,sql,admin\n"
                                       "a-token-that-may-only-pull-1 reader * pull\n"
                                       "a-token-of-one-database-0123 one a sql\n");
    write_file(folder_ / "token", std::string(kToken) + "\n");
    start();
  }

  void start() {
    std::remove((folder_ / "port").c_str());
    program_ = std::make_unique<BackgroundProgram>(
        std::vector<std::string>{TERND_PROGRAM, "serve", "--listen", "127.0.0.1:0",
                                 "--admin-listen", "127.0.0.1:0", "--tls-cert",
                                 folder_ / "cert.pem", "--tls-key", folder_ / "key.pem", "--tokens",
                                 folder_ / "tokens", "--port-file", folder_ / "port",
                                 "--import-folder", folder_ / "import", "--data", folder_ / "data"},
        Streams{.in = "", .out = folder_ / "out", .err = folder_ / "log"});
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (read_file(folder_ / "port").empty() && program_->is_running() &&
           std::chrono::steady_clock::now() < end)
      std::this_thread::yield();
    const std::string ports = read_file(folder_ / "port");
    const size_t at = ports.find("admin ");
    ASSERT_NE(at, std::string::npos) << read_file(folder_ / "log");
    url_ = "https://127.0.0.1:" + std::to_string(std::stoi(ports.substr(at + 6)));
    sql_url_ = "https://127.0.0.1:" + std::to_string(std::stoi(ports));
  }

  /// Statements on one stream of the database `a`; the answer's JSON.
  std::string sql(const std::string& token, const std::vector<std::string>& statements) const {
    sync::transport::TransportOptions options;
    options.origin = sql_url_;
    options.token = token;
    options.ca_file = folder_ / "cert.pem";
    const auto transport = sync::transport::open_http_transport(options).value();
    sync::transport::Request request;
    request.method = "POST";
    request.path = "/db/a/v3/pipeline";
    std::string body = R"({"requests":[)";
    for (const std::string& statement : statements)
      body += R"({"type":"execute","stmt":{"sql":")" + statement + R"("}},)";
    body += R"({"type":"close"}]})";
    append(request.body, as_bytes(body));
    const auto response = transport->request(request).value();
    return std::string(as_text(response.body));
  }

  /// In an environment of these variables alone.
  Outcome tern_with(const std::vector<std::string>& variables,
                    const std::vector<std::string>& arguments) const {
    std::vector<std::string> words = {"env", "-u", "TERN_TOKEN"};
    words.insert(words.end(), variables.begin(), variables.end());
    words.insert(words.end(), {TERN_PROGRAM, "admin"});
    words.insert(words.end(), arguments.begin(), arguments.end());
    return run_program(words, "", folder_.path());
  }
  Outcome admin(const std::vector<std::string>& arguments) const {
    return tern_with({"TERN_ADMIN_URL=" + url_, "TERN_CACERT=cert.pem", "TERN_TOKEN_FILE=token"},
                     arguments);
  }
  /// What it prints; it has to succeed.
  std::string done(const std::vector<std::string>& arguments) const {
    const Outcome outcome = admin(arguments);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    return outcome.out;
  }
  /// How it fails: it prints nothing then.
  std::string failed(const std::vector<std::string>& arguments) const {
    const Outcome outcome = admin(arguments);
    EXPECT_EQ(outcome.status, 1) << outcome.out;
    EXPECT_EQ(outcome.out, "");
    return outcome.err;
  }
  std::string sqlite3(const std::string& file, const std::string& sql) const {
    return run_program({"sqlite3", file, sql}, "", folder_.path()).out;
  }
  std::string size_of(const std::string& file) const {
    return std::to_string(fs::file_size(folder_ / file));
  }

  TemporaryFolder folder_;
  std::string url_;
  std::string sql_url_;
  std::unique_ptr<BackgroundProgram> program_;
};

TEST_F(TernAdmin, CreatesListsRenamesCopiesDeletes) {
  EXPECT_EQ(done({"list"}), "");
  EXPECT_EQ(done({"list", "--json"}), "[]\n");
  EXPECT_EQ(done({"create", "b"}), "created b\n");
  EXPECT_EQ(done({"create", "a", "--streams-max", "7", "--bytes-max", "10MiB"}), "created a\n");
  EXPECT_EQ(done({"create", "c", "--json"}), "{\"name\":\"c\"}\n");
  EXPECT_THAT(failed({"create", "a"}), HasSubstr("tern: database exists: a"));
  EXPECT_EQ(done({"copy", "a", "d"}), "copied a to d\n");
  EXPECT_EQ(done({"rename", "b", "z.1"}), "b is now called z.1\n");
  EXPECT_EQ(done({"delete", "c"}), "deleted c\n");
  EXPECT_THAT(failed({"delete", "c"}), HasSubstr("no database c"));
  EXPECT_THAT(failed({"rename", "none", "x"}), HasSubstr("no database none"));
  const std::string all = done({"list"});
  EXPECT_THAT(all, testing::MatchesRegex("a +1 +4.0 KiB\nd +1 +4.0 KiB\nz.1 +1 +4.0 KiB\n")) << all;
  EXPECT_THAT(done({"list", "--after", "a", "--limit", "1"}), testing::StartsWith("d "));
  EXPECT_THAT(done({"list", "--after", "d"}), testing::StartsWith("z.1 "));
  const std::string json = done({"list", "--json"});
  EXPECT_EQ(run_program({"sqlite3", ":memory:",
                         "SELECT group_concat(value->>'name'), sum(value->'quota'->>'streams_max') "
                         "FROM json_each('" +
                             json + "')"})
                .out,
            "a,d,z.1|14\n");
}

TEST_F(TernAdmin, ListsMoreThanOneAnswerHolds) {
  for (int i = 0; i < 3; ++i) done({"create", "db" + std::to_string(i)});
  for (const char* limit : {"1", "2", "3", "1000"}) {
    const std::string listed = done({"list", "--limit", limit});
    EXPECT_EQ(std::count(listed.begin(), listed.end(), '\n'), std::min(3, std::stoi(limit)));
  }
}

TEST_F(TernAdmin, ShowsAndChangesQuotas) {
  done({"create", "a"});
  EXPECT_EQ(done({"quota", "a"}),
            "bytes-max       none\nstreams-max     none\nstatement-ms    none\n"
            "result-max      none\n");
  EXPECT_EQ(done({"quota", "a", "--bytes-max", "1MB", "--statement-ms", "250"}),
            "bytes-max       1000000 bytes\nstreams-max     none\nstatement-ms    250 ms\n"
            "result-max      none\n");
  EXPECT_EQ(done({"quota", "a", "--result-bytes-max", "2KiB", "--statement-ms", "0", "--json"}),
            "{\"bytes_max\":1000000,\"streams_max\":0,\"statement_ms\":0,"
            "\"result_bytes_max\":2048}\n");
  EXPECT_THAT(done({"show", "a"}),
              testing::MatchesRegex("name            a\nid              [0-9a-f]{32}\n"
                                    "revision        1\nsize            4096 bytes\n"
                                    "bytes-max       1000000 bytes\n.*"));
  EXPECT_THAT(done({"show", "a", "--json"}), HasSubstr("\"bytes\":4096"));
  EXPECT_THAT(failed({"show", "none"}), HasSubstr("no database none"));
}

TEST_F(TernAdmin, FilesAndSqlTextGoInAndOut) {
  sqlite3("mine.db",
          "PRAGMA journal_mode=WAL; CREATE TABLE t(v); INSERT INTO t VALUES('one'), ('two')");
  EXPECT_THAT(done({"import", "a", "mine.db", "--streams-max", "3"}),
              HasSubstr("imported mine.db (8.0 KiB) as a"));
  EXPECT_THAT(failed({"import", "a", "mine.db"}), HasSubstr("database exists: a"));
  EXPECT_THAT(done({"quota", "a"}), HasSubstr("streams-max     3\n"));
  EXPECT_THAT(done({"export", "a", "-o", "out.db"}), HasSubstr("exported a to out.db"));
  EXPECT_EQ(sqlite3("out.db", "SELECT group_concat(v) FROM t; PRAGMA integrity_check"),
            "one,two\nok\n");
  EXPECT_THAT(failed({"export", "a", "-o", "out.db"}), HasSubstr("out.db is there already"));
  EXPECT_EQ(done({"export", "a"}).substr(0, 15), "SQLite format 3");

  const std::string text = done({"export", "a", "--sql"});
  EXPECT_THAT(text, HasSubstr("INSERT INTO \"t\" VALUES('two');\n"));
  done({"export", "a", "--output", "out.sql"});
  EXPECT_EQ(read_file(folder_ / "out.sql"), text);
  done({"import", "b", "out.sql"});
  EXPECT_EQ(done({"export", "b", "--sql"}), text);
  write_file(folder_ / "more.sql", "INSERT INTO t VALUES('three');\n");
  EXPECT_THAT(done({"import", "b", "more.sql", "--run"}), HasSubstr("ran more.sql (31 B) on b"));
  EXPECT_THAT(done({"export", "b", "--sql"}), HasSubstr("'three'"));

  write_file(folder_ / "wrong.sql", "CREATE TABLE t(v);\nnonsense;\n");
  EXPECT_THAT(failed({"import", "c", "wrong.sql"}),
              HasSubstr("line 2: near \"nonsense\": syntax error"));
  write_file(folder_ / "wrong.db", std::string(5000, 'x'));
  EXPECT_NE(failed({"import", "c", "wrong.db"}), "");
  EXPECT_THAT(failed({"import", "c", "none.db"}), HasSubstr("none.db"));
  EXPECT_THAT(failed({"import", "c", "mine.db", "--bytes-max", "4096"}),
              HasSubstr("larger than this server takes"));
  EXPECT_THAT(failed({"export", "none", "-o", "none.db"}), HasSubstr("no database none"));
  EXPECT_FALSE(fs::exists(folder_ / "none.db"));
  EXPECT_FALSE(fs::exists(folder_ / "none.db.part"));
  EXPECT_THAT(done({"list"}), Not(HasSubstr("\nc ")));
  for (const auto& entry : fs::directory_iterator(folder_ / "data"))
    EXPECT_THAT(entry.path().string(), Not(HasSubstr("upload")));
}

TEST_F(TernAdmin, TakesFilesThatLieOnTheServer) {
  sqlite3("import/here.db", "CREATE TABLE t(v); INSERT INTO t VALUES('here')");
  EXPECT_EQ(done({"import", "a", "here.db", "--on-server"}), "imported a\n");
  EXPECT_THAT(done({"export", "a", "--sql"}), HasSubstr("'here'"));
  EXPECT_THAT(failed({"import", "b", "../tokens", "--on-server"}), HasSubstr("without a path"));
  EXPECT_EQ(sqlite3("import/here.db", "SELECT v FROM t"), "here\n");
}

TEST_F(TernAdmin, GivesSpaceBack) {
  sqlite3("mine.db",
          "CREATE TABLE t(v); INSERT INTO t VALUES(zeroblob(500000)); DELETE FROM t;"
          "INSERT INTO t VALUES('left')");
  done({"import", "a", "mine.db"});
  EXPECT_EQ(done({"vacuum", "a"}), "vacuumed a\n");
  done({"export", "a", "-o", "out.db"});
  EXPECT_EQ(size_of("out.db"), "8192");
  EXPECT_EQ(sqlite3("out.db", "SELECT v FROM t"), "left\n");
}

TEST_F(TernAdmin, WhatItMadeIsAttachedByNameAndVacuumedBySql) {
  sqlite3("mine.db", "CREATE TABLE t(v); INSERT INTO t VALUES('attached')");
  done({"import", "b", "mine.db"});
  done({"create", "a"});
  const std::string read = sql(kToken, {"ATTACH 'b' AS x", "SELECT v FROM x.t"});
  EXPECT_THAT(read, HasSubstr(R"("value":"attached")"));
  EXPECT_THAT(sql(kToken, {"ATTACH 'b' AS x", "DELETE FROM x.t"}), HasSubstr("SQLITE_READONLY"));
  EXPECT_THAT(sql(kToken, {"ATTACH 'none' AS x"}), HasSubstr("there is no database none"));
  EXPECT_THAT(sql(kToken, {"ATTACH '../data/catalog' AS x"}), HasSubstr("SQLITE_CANTOPEN"));
  EXPECT_THAT(sql("a-token-of-one-database-0123", {"ATTACH 'b' AS x"}), HasSubstr("SQLITE_AUTH"));
  EXPECT_THAT(sql(kToken, {"ATTACH 'b' AS x", "PRAGMA database_list"}), Not(HasSubstr("data/")));
  sql(kToken,
      {"CREATE TABLE big(v)", "INSERT INTO big VALUES(zeroblob(500000))", "DROP TABLE big"});
  EXPECT_THAT(sql(kToken, {"VACUUM", "PRAGMA page_count"}),
              testing::AllOf(Not(HasSubstr("error")), HasSubstr(R"("value":"1")")));
  // Revisions: made, three statements, VACUUM.
  EXPECT_THAT(done({"show", "a", "--json"}), HasSubstr(R"("revision":5,)"));
}

TEST_F(TernAdmin, SaysWhatIsMissingOrWrong) {
  const std::string url = "--url=" + url_;
  EXPECT_EQ(tern_with({}, {}).status, 2);
  EXPECT_EQ(tern_with({}, {"nonsense"}).status, 2);
  EXPECT_EQ(tern_with({}, {"create"}).status, 2);
  EXPECT_EQ(tern_with({}, {"quota", "a", "--bytes-max", "much"}).status, 2);
  const Outcome nowhere = tern_with({}, {"list"});
  EXPECT_EQ(nowhere.status, 1);
  EXPECT_THAT(nowhere.err, HasSubstr("TERN_ADMIN_URL"));
  const Outcome stranger = tern_with({}, {"list", url, "--cacert", "cert.pem"});
  EXPECT_EQ(stranger.status, 1);
  EXPECT_THAT(stranger.err, HasSubstr("TERN_TOKEN"));
  const Outcome reader = tern_with({"TERN_TOKEN=a-token-that-may-only-pull-1"},
                                   {url, "--cacert=cert.pem", "create", "a"});
  EXPECT_EQ(reader.status, 1);
  EXPECT_THAT(reader.err, HasSubstr("needs a token with 'admin'"));
  const Outcome distrust = tern_with({std::string("TERN_TOKEN=") + kToken}, {"list", url});
  EXPECT_EQ(distrust.status, 1);
  EXPECT_THAT(distrust.err, HasSubstr("--cacert"));
  const Outcome plain = tern_with({}, {"list", "--url", "http://example.org:1"});
  EXPECT_EQ(plain.status, 1);
  EXPECT_THAT(plain.err, HasSubstr("use https://"));
  EXPECT_EQ(tern_with({std::string("TERN_TOKEN=") + kToken}, {"list", url, "--cacert", "cert.pem"})
                .status,
            0);
  EXPECT_THAT(failed({"show", "a/b"}), HasSubstr("'a/b' is no name of a database"));
  const Outcome json = admin({"show", "none", "--json"});
  EXPECT_EQ(json.status, 1);
  EXPECT_THAT(json.out, HasSubstr("\"error\":\"no database none\""));
  program_->send(SIGTERM);
  EXPECT_EQ(program_->wait(), 0);
  EXPECT_THAT(failed({"list"}), HasSubstr("cannot reach"));
}

}  // namespace
}  // namespace tern::tests
