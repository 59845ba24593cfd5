#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sync/primary/primary.h"
#include "sync/replica/replica.h"

// A primary and its replicas in one process, joined by function calls instead of HTTPS.

namespace tern::sync {

/// Wall clock that a test moves.
class TestClock final : public io::Clock {
 public:
  int64_t wall_ms() override { return now_ms += 1; }
  int64_t monotonic_ms() override { return now_ms += 1; }
  void sleep_ms(int64_t duration_ms) override { now_ms += duration_ms; }
  std::atomic<int64_t> now_ms = 1'700'000'000'000;  // several threads ask
};

/// Hands requests to the primary; faults on demand.
class DirectExchange final : public wire::Exchange {
 public:
  explicit DirectExchange(std::unique_ptr<primary::Primary>& primary) : primary_(&primary) {}

  Result<wire::Response> send(const wire::Request& request) override {
    if (lose_requests > 0 && lose_requests-- > 0) return fail(ErrorCode::IoErr, "request lost");
    wire::Request sent = request;
    if (flip_request && !sent.body.empty()) sent.body[sent.body.size() / 2] ^= std::byte{1};
    wire::Response response = (*primary_)->handle(sent, {true, true, true});
    if (duplicate) response = (*primary_)->handle(sent, {true, true, true});
    last_request = request;
    if (lose_answers > 0 && lose_answers-- > 0) return fail(ErrorCode::IoErr, "answer lost");
    if (flip_answer && !response.body.empty()) {
      response.body[response.body.size() / 2] ^= std::byte{1};
    }
    if (cut_answer && !response.body.empty()) response.body.resize(response.body.size() / 2);
    return response;
  }

  int lose_requests = 0;
  int lose_answers = 0;
  bool duplicate = false;
  bool flip_request = false;
  bool flip_answer = false;
  bool cut_answer = false;
  wire::Request last_request;

 private:
  std::unique_ptr<primary::Primary>* primary_;  // by name: the primary is restarted under us
};

using Rows = std::vector<std::string>;

/// Rows of a query, columns joined by '|'.
inline Rows rows(Connection& connection, const std::string& sql) {
  Rows out;
  Result<Statement> query = connection.prepare(sql);
  if (!query) return {"error: " + std::string(query.error().message())};
  for (;;) {
    const Result<bool> row = query->step();
    if (!row) return {"error: " + std::string(row.error().message())};
    if (!*row) return out;
    std::string text;
    for (int i = 0; i < query->column_count(); ++i) {
      if (i != 0) text += "|";
      const ValueView v = query->column(i);
      switch (v.type()) {
        case ValueType::Null:
          text += "NULL";
          break;
        case ValueType::Integer:
          text += std::to_string(v.as_integer());
          break;
        case ValueType::Real:
          text += std::to_string(v.as_real());
          break;
        default:
          text += as_text(v.as_bytes());
      }
    }
    out.push_back(text);
  }
}

class Fleet : public testing::Test {
 protected:
  Fleet() {
    char name[] = "/tmp/tern-fleet-XXXXXX";
    folder_ = mkdtemp(name);
    restart_primary();
    EXPECT_TRUE(primary_->create("db").has_value());
  }
  ~Fleet() override {
    replicas_.clear();
    primary_.reset();
    std::filesystem::remove_all(folder_);
  }

  void restart_primary() {
    primary_.reset();
    Result<std::unique_ptr<primary::Primary>> opened =
        primary::Primary::open(folder_ + "/primary", primary_options());
    ASSERT_TRUE(opened.has_value()) << opened.error().message();
    primary_ = *std::move(opened);
  }
  primary::PrimaryOptions primary_options() {
    primary::PrimaryOptions options;
    options.clock = &clock_;
    options.history_bytes_max = history_bytes_max_;
    options.unindexed_bytes_max = unindexed_bytes_max_;
    return options;
  }
  replica::ReplicaOptions options() {
    replica::ReplicaOptions out;
    out.clock = &clock_;
    return out;
  }
  std::string path(const std::string& name) const { return folder_ + "/" + name + ".db"; }

  /// The replica `name`, cloned when first asked for.
  replica::Replica& at(const std::string& name) {
    std::unique_ptr<replica::Replica>& slot = replicas_[name];
    if (!slot) {
      Result<std::unique_ptr<replica::Replica>> made =
          replica::Replica::is_replica(path(name))
              ? replica::Replica::open(path(name), options())
              : replica::Replica::clone(path(name), "here", "db", exchange_, options());
      if (!made) {
        ADD_FAILURE() << "clone or open of " << name << ": " << made.error().message();
        abort();
      }
      slot = *std::move(made);
    }
    return *slot;
  }
  void close(const std::string& name) { replicas_.erase(name); }

  void run(const std::string& name, const std::string& sql) {
    const Status done = at(name).connection().execute(sql);
    EXPECT_TRUE(done.has_value()) << sql << ": " << done.error().message();
  }
  replica::SyncReport sync(const std::string& name) {
    Result<replica::SyncReport> report = at(name).sync_once(exchange_);
    EXPECT_TRUE(report.has_value()) << "sync of " << name << ": " << report.error().message();
    return report.value_or(replica::SyncReport{});
  }
  Rows query(const std::string& name, const std::string& sql) {
    return rows(at(name).connection(), sql);
  }
  Rows query_primary(const std::string& sql) {
    const Result<std::string> file = primary_->path_of("db");
    Result<Connection> connection = Connection::open(file.value());
    if (!connection) return {"error: " + std::string(connection.error().message())};
    return rows(*connection, sql);
  }
  /// What stock sqlite3, in a process of its own, says of the file while Tern has it open.
  static std::string stock_check(const std::string& file) {
    const std::string command = "sqlite3 '" + file + "' 'PRAGMA integrity_check' 2>&1";
    FILE* pipe = popen(command.c_str(), "r");
    if (!pipe) return "no sqlite3";
    std::string out;
    char buffer[256];
    while (fgets(buffer, sizeof buffer, pipe)) out += buffer;
    pclose(pipe);
    return out;
  }
  std::string hash(const std::string& name) {
    return replica::content_hash(at(name).connection()).value_or("no hash");
  }
  std::string hash_primary() {
    Result<Connection> connection = Connection::open(primary_->path_of("db").value());
    return connection ? replica::content_hash(*connection).value_or("no hash") : "no primary";
  }

  TestClock clock_;
  uint64_t history_bytes_max_ = primary::PrimaryOptions{}.history_bytes_max;  // of the next start
  uint64_t unindexed_bytes_max_ = primary::PrimaryOptions{}.unindexed_bytes_max;
  std::string folder_;
  std::unique_ptr<primary::Primary> primary_;
  DirectExchange exchange_{primary_};
  std::map<std::string, std::unique_ptr<replica::Replica>> replicas_;
};

}  // namespace tern::sync
