#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <regex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "daemon/streams/service.h"

namespace tern::daemon::streams {

/// A plain file as a database.
class FileDatabase final : public Database {
 public:
  FileDatabase(std::string name, std::string path, sync::primary::WriterQueue::Limits writers)
      : name_(std::move(name)), path_(std::move(path)), writers_(writers) {
    auto connection = Connection::open(path_);
    EXPECT_TRUE(connection.has_value());
    EXPECT_TRUE(connection->execute("PRAGMA journal_mode=WAL").has_value());
  }
  std::string_view name() const override { return name_; }
  Result<std::unique_ptr<Session>> connect() override {
    ++connect_count;
    return std::make_unique<FileSession>(TRY(Connection::open(path_)), *this);
  }
  sync::primary::WriterQueue& writers() override { return writers_; }
  DatabaseLimits limits() const override { return allowed; }
  std::string path() const override { return path_; }

  DatabaseLimits allowed;
  std::atomic<int> connect_count{0};
  std::vector<RefusedChange> refused;
  std::vector<PushedTransaction> pushed;  // what was to be resolved
  std::optional<RefusedChange> refuses;   // the next of them
  int pushes_open = 0;

 private:
  class FileSession final : public Session {
   public:
    FileSession(Connection connection, FileDatabase& database)
        : connection_(std::move(connection)), database_(database) {}
    Connection& connection() override { return connection_; }
    Status record_refusal(const RefusedChange& change) override {
      database_.refused.push_back(change);
      return {};
    }
    Status begin_push() override {
      ++database_.pushes_open;
      return {};
    }
    uint64_t operations() override { return static_cast<uint64_t>(connection_.total_changes()); }
    Result<std::optional<RefusedChange>> resolve_push(const PushedTransaction& push) override {
      database_.pushed.push_back(push);
      return std::exchange(database_.refuses, std::nullopt);
    }
    void end_push() override { database_.pushes_open = 0; }

   private:
    Connection connection_;
    FileDatabase& database_;
  };
  std::string name_, path_;
  sync::primary::WriterQueue writers_;
};

class FileDatabases final : public Databases {
  /// As the server has it: an object of its own for each request, with the limits of that moment.
  class Found final : public Database {
   public:
    explicit Found(std::shared_ptr<FileDatabase> file)
        : file_(std::move(file)), limits_(file_->limits()) {}
    std::string_view name() const override { return file_->name(); }
    Result<std::unique_ptr<Session>> connect() override { return file_->connect(); }
    sync::primary::WriterQueue& writers() override { return file_->writers(); }
    DatabaseLimits limits() const override { return limits_; }
    std::string path() const override { return file_->path(); }

   private:
    std::shared_ptr<FileDatabase> file_;
    DatabaseLimits limits_;
  };

 public:
  Result<std::shared_ptr<Database>> find(std::string_view name) override {
    const auto found = by_name.find(std::string(name));
    if (found == by_name.end()) return fail(ErrorCode::NotFound);
    return std::make_shared<Found>(found->second);
  }
  std::map<std::string, std::shared_ptr<FileDatabase>> by_name;
};

/// What a cursor wrote.
class GatheringSink final : public CursorSink {
 public:
  void begin(int with_status, std::string_view type) override {
    status = with_status;
    content_type = type;
  }
  bool write(std::string_view piece) override {
    pieces.emplace_back(piece);
    if (on_write) on_write();
    return pieces.size() < pieces_max;
  }
  std::string body() const {
    std::string out;
    for (const std::string& piece : pieces) out += piece;
    return out;
  }
  int status = 0;
  std::string content_type;
  std::vector<std::string> pieces;
  bool is_heard() const override { return heard; }
  size_t pieces_max = 1000000;
  bool heard = true;
  std::function<void()> on_write;
};

/// Runs work on threads that end with it.
class Threads {
 public:
  ~Threads() { wait(); }
  void run(std::function<void()> work) {
    const std::scoped_lock lock(mutex_);
    threads_.emplace_back(std::move(work));
  }
  void wait() {
    for (;;) {
      std::vector<std::thread> all;
      {
        const std::scoped_lock lock(mutex_);
        all.swap(threads_);
      }
      if (all.empty()) return;
      for (std::thread& thread : all) thread.join();
    }
  }

 private:
  std::mutex mutex_;
  std::vector<std::thread> threads_;
};

/// Two databases, `main` and `other`, and a service.
class StreamTest : public testing::Test {
 protected:
  StreamTest() {
    std::string pattern = testing::TempDir() + "streams-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    restart({});
  }
  ~StreamTest() override {
    service_.reset();
    databases_.by_name.clear();
    std::filesystem::remove_all(folder_);
  }

  void restart(const ServiceLimits& limits,
               std::chrono::milliseconds hold_max = std::chrono::milliseconds(5000)) {
    service_.reset();
    for (const char* name : {"main", "other"}) {
      databases_.by_name[name] = std::make_shared<FileDatabase>(
          name, folder_ + "/" + name, sync::primary::WriterQueue::Limits{.hold_max = hold_max});
    }
    ServiceHost host;
    host.executor = [this](std::string_view, std::function<void()> work) {
      threads_.run(std::move(work));
    };
    host.bodies = bodies.get();
    host.answers = answers.get();
    service_ = Service::make(databases_, limits, std::move(host));
  }
  FileDatabase& database() { return *databases_.by_name["main"]; }

  static Caller writer() { return {.database = "main", .may_write = true}; }
  static Caller reader() { return {.database = "main"}; }

  Reply post(const std::string& body, Form form = Form::V3) {
    return service_->pipeline(writer(), form, as_bytes(body));
  }
  static std::string baton_of(const std::string& body) {
    const std::string begin = R"("baton":")";
    const size_t at = body.find(begin);
    if (at == std::string::npos) return "";
    return body.substr(at + begin.size(), body.find('"', at + begin.size()) - at - begin.size());
  }
  /// Without what changes from run to run.
  static std::string steady(std::string body) {
    body = std::regex_replace(body, std::regex(R"("query_duration_ms":[0-9.]+)"),
                              R"("query_duration_ms":T)");
    return std::regex_replace(body, std::regex(R"("baton":"[A-Za-z0-9+/]{64}")"), R"("baton":"B")");
  }
  /// One statement without arguments on a stream of its own; the result's JSON.
  std::string execute(const std::string& sql) { return execute_as(writer(), sql); }
  std::string execute_as(const Caller& caller, const std::string& sql) {
    const std::string body = R"({"requests":[{"type":"execute","stmt":{"sql":)" + quote(sql) +
                             R"(}},{"type":"close"}]})";
    return steady(service_->pipeline(caller, Form::V3, as_bytes(body)).body);
  }
  static std::string quote(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
      if (c == '"' || c == '\\') out += '\\';
      if (c == '\n') {
        out += "\\n";
      } else {
        out += c;
      }
    }
    return out + '"';
  }

  /// A client that keeps a stream by its batons.
  class Client {
   public:
    explicit Client(StreamTest& test, Caller caller = writer())
        : test_(test), caller_(std::move(caller)) {}
    /// Posts requests, written as JSON.
    std::string post(const std::string& requests) {
      const std::string body = R"({"baton":)" + (baton.empty() ? "null" : "\"" + baton + "\"") +
                               R"(,"requests":[)" + requests + "]}";
      const Reply reply = test_.service_->pipeline(caller_, Form::V3, as_bytes(body));
      status = reply.status;
      baton = baton_of(reply.body);
      return steady(reply.body);
    }
    std::string execute(const std::string& sql) {
      return post(R"({"type":"execute","stmt":{"sql":)" + quote(sql) + "}}");
    }
    std::string close() { return post(R"({"type":"close"})"); }
    std::string baton;
    int status = 0;

   private:
    StreamTest& test_;
    Caller caller_;
  };

  /// What restart() gives to the service; null: no bound.
  std::unique_ptr<FairShare> bodies;
  std::unique_ptr<FairShare> answers;

  std::string folder_;
  FileDatabases databases_;
  Threads threads_;
  std::unique_ptr<Service> service_;
};

}  // namespace tern::daemon::streams
