// The daemon as a process. Its HTTP front is tested in tests/unit/daemon.

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

constexpr const char* kToken = "a-token-for-these-tests-0123";

/// A folder with certificate and tokens, and ternd running in it.
class Ternd {
 public:
  /// `more`: options beside those of every test; "FOLDER/" stands for the folder.
  explicit Ternd(std::vector<std::string> more = {}) : more_(std::move(more)) {
    for (std::string& word : more_)
      if (word.starts_with("FOLDER/")) word = folder_ / word.substr(7);
    EXPECT_TRUE(make_certificate(folder_.path()));
    write_file(folder_ / "tokens", std::string(kToken) +
                                       " test * pull,push,admin\n"
                                       "a-token-that-may-only-pull-1 reader * pull\n");
    write_file(folder_ / "token", std::string(kToken) + "\n");
    // The key of RFC 8037's examples, which signs nothing here, and nobody who is revoked.
    write_file(folder_ / "keys", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\n");
    write_file(folder_ / "revoked", "");
    start();
  }

  void start() {
    std::remove((folder_ / "port").c_str());
    std::vector<std::string> words = {TERND_PROGRAM, "serve",
                                      "--listen",    "127.0.0.1:0",
                                      "--tls-cert",  folder_ / "cert.pem",
                                      "--tls-key",   folder_ / "key.pem",
                                      "--tokens",    folder_ / "tokens",
                                      "--port-file", folder_ / "port"};
    words.insert(words.end(), more_.begin(), more_.end());
    // To try it out it makes a folder of its own.
    if (std::ranges::find(more_, "--dev") == more_.end())
      words.insert(words.end(), {"--data", folder_ / "data"});
    program_ = std::make_unique<BackgroundProgram>(
        words, Streams{.in = "", .out = folder_ / "out", .err = folder_ / "log"});
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (read_file(folder_ / "port").empty() && program_->is_running() &&
           std::chrono::steady_clock::now() < end)
      std::this_thread::yield();
    ASSERT_FALSE(read_file(folder_ / "port").empty()) << log();
  }

  BackgroundProgram& program() { return *program_; }
  const TemporaryFolder& folder() const { return folder_; }
  std::string log() const { return read_file(folder_ / "log"); }
  std::string out() const { return read_file(folder_ / "out"); }
  /// A program's output, without the end of its line.
  std::string line_of(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), TERND_PROGRAM);
    const Outcome outcome = run_program(arguments, "", folder_.path());
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return outcome.out.substr(0, outcome.out.find('\n'));
  }
  std::string origin() const {
    return "https://127.0.0.1:" + std::to_string(std::stoi(read_file(folder_ / "port")));
  }

  Outcome tern(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), TERN_PROGRAM);
    return run_program(arguments, "", folder_.path());
  }
  Outcome tern_at_primary(std::vector<std::string> arguments) const {
    for (const char* word : {"--cacert", "cert.pem", "--token-file", "token"})
      arguments.emplace_back(word);
    return tern(std::move(arguments));
  }

  Result<sync::transport::Response> request(const std::string& token, const std::string& method,
                                            const std::string& path) const {
    sync::transport::TransportOptions options;
    options.origin = origin();
    options.token = token;
    options.ca_file = folder_ / "cert.pem";
    const auto transport = TRY(sync::transport::open_http_transport(options));
    sync::transport::Request request;
    request.method = method;
    request.path = path;
    return transport->request(request);
  }

 private:
  TemporaryFolder folder_;
  std::vector<std::string> more_;
  std::unique_ptr<BackgroundProgram> program_;
};

TEST(Ternd, StopsCleanlyOnSigterm) {
  Ternd ternd;
  EXPECT_EQ(ternd.request("", "GET", "/health")->status, 200);
  ternd.program().send(SIGTERM);
  EXPECT_EQ(ternd.program().wait(), 0);
  EXPECT_NE(ternd.log().find("event=stopped"), std::string::npos) << ternd.log();
}

TEST(Ternd, LogsNothingSecret) {
  Ternd ternd;
  EXPECT_EQ(ternd.request(kToken, "GET", "/v1/db")->status, 200);
  EXPECT_EQ(ternd.request("a-wrong-token-0123456789", "GET", "/v1/db")->status, 401);
  ternd.program().send(SIGINT);
  EXPECT_EQ(ternd.program().wait(), 0);
  EXPECT_EQ(ternd.log().find(kToken), std::string::npos);
  EXPECT_EQ(ternd.log().find("a-wrong-token"), std::string::npos);
  EXPECT_NE(ternd.log().find("token=test"), std::string::npos) << ternd.log();
}

TEST(Ternd, UnknownDatabaseIsNotFound) {
  Ternd ternd;
  const auto response = ternd.request(kToken, "GET", "/v1/db/nothing/status");
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->status, 404);
  EXPECT_NE(as_text(response->body).find("\"code\":\"not_found\""), std::string_view::npos);
  const Outcome clone = ternd.tern_at_primary({"clone", ternd.origin() + "/nothing", "a.db"});
  EXPECT_EQ(clone.status, 1);
  EXPECT_NE(clone.err, "");
}

TEST(Ternd, TokensAreReadAgainOnSighup) {
  Ternd ternd;
  const std::string fresh = "a-token-that-came-later-0123";
  EXPECT_EQ(ternd.request(fresh, "GET", "/v1/db")->status, 401);
  write_file(ternd.folder() / "tokens", fresh + " later * admin\n");
  ternd.program().send(SIGHUP);
  while (ternd.log().find("event=tokens_read") == std::string::npos) std::this_thread::yield();
  EXPECT_EQ(ternd.request(fresh, "GET", "/v1/db")->status, 200);
  EXPECT_EQ(ternd.request(kToken, "GET", "/v1/db")->status, 401);
}

/// The keys are made while it runs, so it reads them on SIGHUP.
TEST(Ternd, SignedTokensCountUntilTheyAreRevoked) {
  Ternd ternd({"--jwt-keys", "FOLDER/keys", "--revoked", "FOLDER/revoked"});
  ternd.line_of({"token", "keygen", "private.pem"});
  const std::string token = ternd.line_of({"token", "create", "--key", "private.pem", "--id", "t1",
                                           "--name", "signed", "--action", "admin"});
  EXPECT_EQ(ternd.request(token, "GET", "/v1/db")->status, 401);
  std::filesystem::copy(ternd.folder() / "private.pem.pub", ternd.folder() / "keys",
                        std::filesystem::copy_options::overwrite_existing);
  ternd.program().send(SIGHUP);
  while (ternd.log().find("event=tokens_read") == std::string::npos) std::this_thread::yield();
  EXPECT_EQ(ternd.request(token, "GET", "/v1/db")->status, 200);
  EXPECT_EQ(ternd.request(kToken, "GET", "/v1/db")->status, 200);
  const std::string other = ternd.line_of(
      {"token", "create", "--key", "private.pem", "--db", "notes-*", "--action", "pull"});
  EXPECT_EQ(ternd.request(other, "GET", "/v1/db")->status, 403);
  EXPECT_EQ(ternd.request(other, "GET", "/v1/db/notes-1/status")->status, 404);
  EXPECT_EQ(ternd.request(other, "GET", "/v1/db/shop/status")->status, 403);
  ternd.line_of({"token", "revoke", "--revoked", "revoked", "t1"});
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  int status = 200;
  while (status == 200 && std::chrono::steady_clock::now() < end)
    status = ternd.request(token, "GET", "/v1/db")->status;
  EXPECT_EQ(status, 401);
  EXPECT_EQ(ternd.request(other, "GET", "/v1/db/notes-1/status")->status, 404);
  EXPECT_EQ(ternd.log().find(token), std::string::npos);
  EXPECT_NE(ternd.log().find("token=signed"), std::string::npos) << ternd.log();
}

TEST(Ternd, DeveloperGetsATokenAndAFolderThatGoes) {
  Ternd ternd({"--dev", "--plain-http=false", "--log-format", "json"});
  while (ternd.out().find("data   ") == std::string::npos) std::this_thread::yield();
  const auto word_behind = [&](const std::string& name) {
    const size_t at = ternd.out().find(name) + name.size();
    return ternd.out().substr(at, ternd.out().find('\n', at) - at);
  };
  EXPECT_EQ(word_behind("url    "), ternd.origin());
  EXPECT_EQ(ternd.request(word_behind("token  "), "GET", "/v1/db")->status, 200);
  EXPECT_EQ(ternd.request(kToken, "GET", "/v1/db")->status, 200);
  const std::string data = word_behind("data   ");
  EXPECT_TRUE(std::filesystem::exists(data));
  ternd.program().send(SIGTERM);
  EXPECT_EQ(ternd.program().wait(), 0);
  EXPECT_FALSE(std::filesystem::exists(data));
  EXPECT_NE(
      ternd.log().find("\"level\":\"info\",\"event\":\"listening\",\"address\":\"127.0.0.1:0\""),
      std::string::npos)
      << ternd.log();
  EXPECT_EQ(ternd.log().find("tern_"), std::string::npos);
}

TEST(Ternd, ReplicasTakeExtensions) {
  Ternd ternd;
  const std::string setup = "CREATE TABLE t(a INTEGER PRIMARY KEY, b)";
  ASSERT_EQ(run_program({"sqlite3", ternd.folder() / "shop.db", setup}).err, "");
  const Outcome upload =
      ternd.tern_at_primary({"upload", "--replica", ternd.origin() + "/shop", "shop.db"});
  ASSERT_EQ(upload.status, 0) << upload.err;
  const Outcome loaded =
      ternd.tern({"shop.db", std::string(".load ") + WIDE_EXTENSION,
                  "INSERT INTO t VALUES(1, ext_text())", "SELECT b FROM t", "SELECT ext_hooks()"});
  EXPECT_EQ(loaded.err, "");
  EXPECT_EQ(loaded.out,
            "glob 0 like 0 same 0 complete 1 0\ncommits some, rollbacks 0, changes 1\n");
  // Recorded as any change: the next round brings it to the primary.
  EXPECT_EQ(ternd.tern({"status", "shop.db"}).status, 0);
  const Outcome synced = ternd.tern_at_primary({"sync", "shop.db"});
  EXPECT_EQ(synced.err, "");
  EXPECT_NE(synced.out.find("pushed 1"), std::string::npos) << synced.out;
  const Outcome copy = ternd.tern_at_primary({"clone", ternd.origin() + "/shop", "copy.db"});
  EXPECT_EQ(copy.status, 0) << copy.err;
  EXPECT_EQ(ternd.tern({"copy.db", "SELECT count(*) FROM t"}).out, "1\n");
}

TEST(Ternd, WhatWasUploadedIsThereAfterKill) {
  Ternd ternd;
  ASSERT_EQ(run_program({"sqlite3", ternd.folder() / "shop.db",
                         "CREATE TABLE t(a INTEGER PRIMARY KEY, b); INSERT INTO t VALUES(1,'x')"})
                .err,
            "");
  const Outcome upload = ternd.tern_at_primary({"upload", ternd.origin() + "/shop", "shop.db"});
  ASSERT_EQ(upload.status, 0) << upload.err;
  const Outcome again = ternd.tern_at_primary({"upload", ternd.origin() + "/shop", "shop.db"});
  EXPECT_EQ(again.status, 1);
  ternd.program().send(SIGKILL);
  EXPECT_EQ(ternd.program().wait(), 128 + SIGKILL);
  ternd.start();
  const Outcome clone = ternd.tern_at_primary({"clone", ternd.origin() + "/shop", "a.db"});
  ASSERT_EQ(clone.status, 0) << clone.err;
  EXPECT_EQ(run_program({"sqlite3", ternd.folder() / "a.db", "SELECT * FROM t"}).out, "1|x\n");
}

TEST(Ternd, ReplicasMeetThroughIt) {
  Ternd ternd;
  ASSERT_EQ(run_program({"sqlite3", ternd.folder() / "shop.db",
                         "CREATE TABLE t(a INTEGER PRIMARY KEY, b); INSERT INTO t VALUES(1,'x')"})
                .err,
            "");
  ASSERT_EQ(ternd.tern_at_primary({"upload", ternd.origin() + "/shop", "shop.db"}).status, 0);
  for (const char* name : {"a.db", "b.db"}) {
    const Outcome clone = ternd.tern_at_primary({"clone", ternd.origin() + "/shop", name});
    ASSERT_EQ(clone.status, 0) << clone.err;
  }
  ASSERT_EQ(ternd.tern({"a.db", "INSERT INTO t VALUES(2,'from a')"}).err, "");
  ASSERT_EQ(ternd.tern({"b.db", "INSERT INTO t VALUES(3,'from b')"}).err, "");
  for (const char* name : {"a.db", "b.db", "a.db"}) {
    const Outcome synced = ternd.tern({"sync", name});
    ASSERT_EQ(synced.status, 0) << synced.err;
  }
  for (const char* name : {"a.db", "b.db"})
    EXPECT_EQ(run_program({"sqlite3", ternd.folder() / name, "SELECT * FROM t"}).out,
              "1|x\n2|from a\n3|from b\n");
  EXPECT_EQ(ternd.tern({"hash", "a.db"}).out, ternd.tern({"hash", "b.db"}).out);
}

TEST(Ternd, PushAndPullGoOneWayAndTellJson) {
  Ternd ternd;
  ASSERT_EQ(run_program({"sqlite3", ternd.folder() / "shop.db",
                         "CREATE TABLE t(a INTEGER PRIMARY KEY, b); INSERT INTO t VALUES(1,'x')"})
                .err,
            "");
  const auto json = [&](const Outcome& outcome, const std::string& path) {
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return run_program({"sqlite3", ":memory:", "SELECT '" + outcome.out + "'->>'$." + path + "'"})
        .out;
  };
  const std::string url = ternd.origin() + "/shop";
  EXPECT_EQ(json(ternd.tern_at_primary({"upload", url, "shop.db", "--json"}), "database"),
            "shop\n");
  for (const char* name : {"a.db", "b.db"})
    EXPECT_EQ(json(ternd.tern_at_primary({"clone", url, name, "--json"}), "file"),
              std::string(name) + "\n");
  ASSERT_EQ(ternd.tern({"a.db", "INSERT INTO t VALUES(2,'from a')"}).err, "");
  ASSERT_EQ(ternd.tern({"b.db", "INSERT INTO t VALUES(3,'from b')"}).err, "");
  const Outcome pushed = ternd.tern({"push", "a.db", "--json"});
  EXPECT_EQ(json(pushed, "applied"), "1\n");
  EXPECT_EQ(json(pushed, "moved"), "0\n");
  const Outcome pulled = ternd.tern({"pull", "b.db", "--json"});
  EXPECT_EQ(json(pulled, "pushed"), "0\n");
  EXPECT_EQ(json(pulled, "pending"), "1\n");
  EXPECT_EQ(run_program({"sqlite3", ternd.folder() / "b.db", "SELECT group_concat(a) FROM t"}).out,
            "1,2,3\n");
  EXPECT_EQ(json(ternd.tern({"status", "b.db", "--json"}), "pending"), "1\n");
  EXPECT_EQ(ternd.tern({"conflicts", "b.db", "--json"}).out, "[]\n");
  EXPECT_EQ(json(ternd.tern({"sync", "b.db", "--json"}), "pending"), "0\n");
}

/// The same from inside the shell.
TEST(Ternd, TheShellSyncsTheDatabaseThatItHasOpen) {
  Ternd ternd;
  ASSERT_EQ(run_program({"sqlite3", ternd.folder() / "shop.db", "CREATE TABLE t(a)"}).err, "");
  const std::string url = ternd.origin() + "/shop";
  ASSERT_EQ(ternd.tern_at_primary({"upload", url, "shop.db"}).status, 0);
  ASSERT_EQ(ternd.tern_at_primary({"clone", url, "a.db"}).status, 0);
  const Outcome session = ternd.tern(
      {"a.db", "INSERT INTO t VALUES(1)", ".replica", ".sync", ".replica", ".conflicts"});
  EXPECT_EQ(session.err, "");
  EXPECT_NE(session.out.find("pending     1 transactions"), std::string::npos) << session.out;
  EXPECT_NE(session.out.find("pushed 1 (applied 1"), std::string::npos) << session.out;
  EXPECT_NE(session.out.find("pending     0 transactions"), std::string::npos) << session.out;
  EXPECT_NE(session.out.find("no conflicts\n"), std::string::npos) << session.out;
  EXPECT_EQ(ternd.tern({"a.db", ".sync nonsense"}).status, 1);
  EXPECT_EQ(ternd.tern({"shop.db", ".sync"}).err,
            "Error: the database is not a replica; `tern clone URL FILE` makes one\n");
}

/// Two replicas that changed one cell and, one of them, a parent that the other needs.
TEST(Ternd, ConflictsAreListedAndDecidedFromTheCommandLine) {
  Ternd ternd;
  ASSERT_EQ(run_program({"sqlite3", ternd.folder() / "shop.db",
                         "CREATE TABLE p(a INTEGER PRIMARY KEY, b);"
                         "CREATE TABLE c(x INTEGER PRIMARY KEY, a REFERENCES p(a));"
                         "INSERT INTO p VALUES(1,'one'),(2,'two')"})
                .err,
            "");
  ASSERT_EQ(ternd.tern_at_primary({"upload", ternd.origin() + "/shop", "shop.db"}).status, 0);
  for (const char* name : {"a.db", "b.db"})
    ASSERT_EQ(ternd.tern_at_primary({"clone", ternd.origin() + "/shop", name}).status, 0);
  ASSERT_EQ(ternd.tern({"a.db", "DELETE FROM p WHERE a=2"}).err, "");
  ASSERT_EQ(ternd.tern({"b.db", "PRAGMA foreign_keys=ON; INSERT INTO c VALUES(7,2)"}).err, "");
  const auto sync = [&](const char* name) {
    const Outcome synced = ternd.tern({"sync", name});
    EXPECT_EQ(synced.status, 0) << synced.err;
    return synced.out;
  };
  sync("a.db");
  EXPECT_NE(sync("b.db").find("parked 1"), std::string::npos);
  const auto query = [&](const char* name, const std::string& sql) {
    return run_program({"sqlite3", ternd.folder() / name, sql}).out;
  };
  EXPECT_EQ(query("b.db", "SELECT count(*) FROM c"), "0\n");
  EXPECT_EQ(query("b.db", "SELECT class, state FROM sync_conflicts"), "foreign_key|open\n");
  EXPECT_NE(ternd.tern({"conflicts", "b.db"}).out.find("class = foreign_key"), std::string::npos);
  EXPECT_NE(ternd.tern({"status", "b.db"}).out.find("conflicts   1 open"), std::string::npos);
  EXPECT_EQ(ternd.tern({"retry", "b.db", "99"}).status, 1);
  // The parent comes back, and with it the parked row.
  ASSERT_EQ(ternd.tern({"b.db", "INSERT INTO p VALUES(2,'again')"}).err, "");
  ASSERT_EQ(ternd.tern({"retry", "b.db", "1"}).status, 0);
  sync("b.db");
  sync("a.db");
  for (const char* name : {"a.db", "b.db"}) {
    EXPECT_EQ(query(name, "SELECT * FROM c"), "7|2\n");
    EXPECT_EQ(query(name, "SELECT state FROM sync_conflicts"), "resolved\n");
    EXPECT_EQ(ternd.tern({"check", name}).out, "ok\n");
  }
}

}  // namespace
}  // namespace tern::tests
