// Usage: tern_replica_writer KEY=VALUE...
//
// A replica that works until it is killed: local transactions, and a sync after every few. What it
// is about to do and what is done goes to the standard output, a line each (writer_process.h):
//
//   begin ID        a transaction with ledger id ID will be written
//   ack ID          .. its COMMIT returned: it must never be lost
//   undone ID WHY   .. it was rolled back instead: it must never be seen
//   push, pull      the request is about to be sent
//   pushed, pulled  its answer is here; a pulled state is still to be installed
//   fault repeat    an older request is sent once more
//   synced, failed WHY   the end of a round; `failed` is the network's doing
//   forked          the primary took this file for a copy: never in these tests
//   drained         (drain=1) nothing moves any more: the program ends
//   fatal WHY       what must not happen
//
// Keys: file; name (a number); first (the first ledger id); seed; port_file (where the port of
// ternd, or of a proxy before it, stands); ca; token; work (plain, contended or large); repeats (1:
// older requests are sent again); drain; pause_us (after each transaction, at most); sync (no: it
// only writes, and somebody else syncs); remote (the server that a clone is to be of, for who syncs
// it without these keys).
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "sync/replica/replica.h"
#include "sync/transport/http_exchange.h"
#include "tests/sync/workload.h"

namespace tern::sync {
namespace {

constexpr unsigned kSecondsMax = 900;  // it ends by itself even if nobody kills it
constexpr int kDrainRoundsMax = 400;
constexpr int kTransactionsPerSyncMax = 4;
constexpr size_t kPastRequestsMax = 32;
constexpr uint64_t kRepeatPercent = 6;
constexpr const char* kDatabase = "soak";

void say(const std::string& text) {
  const std::string line = text + "\n";
  if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) _exit(3);  // the reader is gone
}

struct Options {
  std::map<std::string, std::string> values;

  std::string text(const std::string& key) const {
    const auto at = values.find(key);
    return at == values.end() ? std::string() : at->second;
  }
  uint64_t number(const std::string& key) const {
    const std::string value = text(key);
    return value.empty() ? 0 : std::stoull(value);
  }
};

/// Says what goes over the network, and finds the daemon again when it has another port.
class AnnouncingExchange final : public wire::Exchange {
 public:
  explicit AnnouncingExchange(const Options& options)
      : options_(options),
        repeats_(options.number("repeats") != 0),
        random_(options.number("seed") + 1) {}

  Result<wire::Response> send(const wire::Request& request) override {
    const bool push = request.path.ends_with("/push");
    say(push ? "push" : "pull");
    if (repeats_) repeat_an_older(request);
    Result<wire::Response> response = forward(request);
    say(push ? "pushed" : "pulled");
    return response;
  }

 private:
  /// An older request comes again, late: nobody waits for its answer.
  void repeat_an_older(const wire::Request& request) {
    if (past_.size() < kPastRequestsMax) past_.push_back(request);
    if (random_() % 100 >= kRepeatPercent) return;
    say("fault repeat");
    (void)forward(past_[random_() % past_.size()]);
  }

  Result<wire::Response> forward(const wire::Request& request) {
    if (!http_) TRY(connect());
    Result<wire::Response> response = http_->send(request);
    if (!response) http_.reset();  // the daemon may come back elsewhere
    return response;
  }

  Status connect() {
    std::string port;
    std::ifstream(options_.text("port_file")) >> port;
    if (port.empty()) return fail(ErrorCode::IoErr, "no port file");
    transport::TransportOptions options;
    options.origin = "https://127.0.0.1:" + port;
    options.ca_file = options_.text("ca");
    options.token = options_.text("token");
    transport_ = TRY(transport::open_http_transport(std::move(options)));
    http_ = std::make_unique<transport::HttpExchange>(*transport_);
    return ok();
  }

  const Options& options_;
  bool repeats_;
  std::mt19937_64 random_;
  std::vector<wire::Request> past_;
  std::unique_ptr<transport::Transport> transport_;
  std::unique_ptr<transport::HttpExchange> http_;
};

/// May the cause of `error` be a fault that the test made?
bool is_expected(const Error& error) {
  return tern::primary(error.code()) == ErrorCode::IoErr || error.is(ErrorCode::Busy);
}

class Writer {
 public:
  explicit Writer(const Options& options)
      : options_(options),
        random_(options.number("seed")),
        exchange_(options),
        next_id_(static_cast<int64_t>(options.number("first"))) {}

  Status run() {
    TRY(open());
    if (options_.number("drain") != 0) return drain();
    Workload workload(replica_->connection(), static_cast<int64_t>(options_.number("name")), kind(),
                      random_);
    for (;;) {
      const uint64_t transactions = random_() % (kTransactionsPerSyncMax + 1);
      for (uint64_t n = 0; n < transactions; ++n) TRY(write(workload));
      if (options_.text("sync") != "no") TRY(sync().error_or_ok);
    }
  }

 private:
  struct Synced {
    Status error_or_ok;
    bool quiet = false;  // and nothing moved
  };

  Status open() {
    const std::string file = options_.text("file");
    while (!replica_) {
      Result<std::unique_ptr<replica::Replica>> made = replica::Replica::open(file);
      if (!made && made.error().is(ErrorCode::NotFound)) {  // none yet, or a cut clone
        const std::string remote = options_.text("remote");
        made = replica::Replica::clone(file, remote.empty() ? "https://127.0.0.1" : remote,
                                       kDatabase, exchange_);
      }
      if (made) {
        replica_ = *std::move(made);
      } else if (!is_expected(made.error())) {
        return std::unexpected(made.error());
      }
    }
    TRY(replica_->connection().execute("PRAGMA synchronous=FULL"));
    TRY(replica_->connection().execute("PRAGMA foreign_keys=ON"));
    return replica_->connection().execute("PRAGMA wal_autocheckpoint=60");
  }

  Workload::Kind kind() const {
    const std::string work = options_.text("work");
    if (work == "plain") return Workload::Kind::Plain;
    return work == "large" ? Workload::Kind::Large : Workload::Kind::Contended;
  }

  Status write(Workload& workload) {
    const int64_t id = next_id_++;
    const std::string number = std::to_string(id);
    say("begin " + number);
    const Status done = workload.write(id);
    if (done) {
      say("ack " + number);
    } else if (is_expected(done.error()) ||
               tern::primary(done.error().code()) == ErrorCode::Constraint) {
      say("undone " + number + " " + std::string(done.error().message()));
    } else {
      return done;
    }
    if (const uint64_t pause = options_.number("pause_us"); pause > 0) {
      std::this_thread::sleep_for(std::chrono::microseconds(random_() % pause));
    }
    return ok();
  }

  Synced sync() {
    const Result<replica::SyncReport> report = replica_->sync_once(exchange_);
    if (!report) {
      say("failed " + std::string(report.error().message()));
      if (is_expected(report.error())) {
        std::this_thread::sleep_for(std::chrono::milliseconds(random_() % 10));
        return {ok()};
      }
      return {std::unexpected(report.error())};
    }
    if (report->forked) say("forked");
    say("synced");
    return {ok(), !report->moved && report->pushed == 0 && replica_->status().pending == 0};
  }

  Status drain() {
    for (int round = 0; round < kDrainRoundsMax; ++round) {
      const Synced synced = sync();
      TRY(Status(synced.error_or_ok));
      if (synced.quiet) {
        say("drained");
        return ok();
      }
    }
    return fail(ErrorCode::Internal, "it never comes to rest");
  }

  const Options& options_;
  std::mt19937_64 random_;
  AnnouncingExchange exchange_;
  int64_t next_id_;
  std::unique_ptr<replica::Replica> replica_;
};

}  // namespace
}  // namespace tern::sync

int main(int argc, char** argv) {
  alarm(tern::sync::kSecondsMax);
  tern::sync::Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    const size_t equals = argument.find('=');
    if (equals == std::string::npos) return 2;
    options.values[argument.substr(0, equals)] = argument.substr(equals + 1);
  }
  const tern::Status status = tern::sync::Writer(options).run();
  if (status) return 0;
  tern::sync::say("fatal " + std::string(status.error().message()));
  return 1;
}
