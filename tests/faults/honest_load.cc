#include "tests/faults/honest_load.h"

#include <gtest/gtest.h>
#include <pthread.h>
#include <sched.h>

#include "tests/unit/daemon/http/http_client.h"

namespace tern::faults {
namespace {

using Clock = std::chrono::steady_clock;
using daemon::HttpClient;

std::string row_of(int64_t id) { return std::string(kHonestMark) + std::to_string(id) + "!"; }

}  // namespace

void fill_honest(const FaultServer& server) {
  const std::string target = "/db/honest/v2/pipeline";
  for (const std::string& sql :
       {std::string("CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)"),
        std::string("CREATE TABLE ledger(id INTEGER PRIMARY KEY)"),
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n LIMIT " +
            std::to_string(kHonestRows) + ") INSERT INTO t SELECT i, '" + std::string(kHonestMark) +
            "' || i || '!' FROM n"}) {
    const std::string answer = server.post(kHonestToken, target, pipeline_of(sql));
    EXPECT_NE(answer.find(R"("type":"ok")"), std::string::npos) << answer;
  }
}

/// One client. `ask` gives the answer's JSON; "": the connection has ended.
class HonestLoad::HttpSide {
 public:
  explicit HttpSide(const FaultServer& server)
      : client_(std::make_unique<HttpClient>(server.port())) {}
  std::string ask(const std::string& sql) {
    client_->send(post_text(kHonestToken, "/db/honest/v2/pipeline", pipeline_of(sql)));
    return client_->read_answer().body;
  }

 private:
  std::unique_ptr<HttpClient> client_;
};

class HonestLoad::SocketSide {
 public:
  explicit SocketSide(const FaultServer& server)
      : client_(std::make_unique<HttpClient>(server.port())) {
    client_->upgrade("/db/honest/", "Sec-WebSocket-Protocol: hrana3\r\n");
    tell(R"({"type":"hello","jwt":")" + std::string(kHonestToken) + R"("})");
    tell(R"({"type":"request","request_id":1,"request":{"type":"open_stream","stream_id":1}})");
  }
  std::string ask(const std::string& sql) {
    return tell(
        R"({"type":"request","request_id":2,"request":{"type":"execute","stream_id":1,"stmt":{"sql":")" +
        sql + R"("}}})");
  }

 private:
  std::string tell(const std::string& message) {
    client_->send_frame(0x81, message);
    for (;;) {
      const HttpClient::Frame frame = client_->read_frame();
      if (frame.first == 0x81) return frame.payload;
      if (frame.first != 0x89) return {};  // a ping, or the end
      client_->send_frame(0x8a, frame.payload);
    }
  }
  std::unique_ptr<HttpClient> client_;
};

HonestLoad::HonestLoad(const FaultServer& server, Options options)
    : server_(server), options_(options) {
  threads_.emplace_back([this] { run(HttpSide(server_), options_.first_id); });
  threads_.emplace_back([this] { run(SocketSide(server_), options_.first_id + 1); });
}

void HonestLoad::stop() {
  stopping_ = true;
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void HonestLoad::complain(const std::string& what) {
  const std::lock_guard lock(mutex_);
  if (complaints_.size() < 2'000) complaints_ += what.substr(0, 300) + "\n";
}

template <class Side>
void HonestLoad::run(Side side, int64_t first_id) {
  if (options_.runs_first) {
    const sched_param lowest{.sched_priority = 1};
    (void)pthread_setschedparam(pthread_self(), SCHED_FIFO, &lowest);
  }
  int64_t written = first_id;
  for (int64_t turn = 0; !stopping_; ++turn) {
    const bool writes = options_.writes_every > 0 && turn % options_.writes_every == 0;
    const int64_t id = 1 + turn * 37 % kHonestRows;
    if (writes) {
      const std::lock_guard lock(mutex_);
      begun_.insert(written);
    }
    const auto began = Clock::now();
    const std::string answer =
        side.ask(writes ? "INSERT INTO ledger VALUES(" + std::to_string(written) + ")"
                        : "SELECT v FROM t WHERE id=" + std::to_string(id));
    const std::chrono::duration<double, std::micro> took = Clock::now() - began;
    if (answer.empty() && options_.may_be_cut_off) return;
    const std::string wanted =
        writes ? R"("affected_row_count":1)" : R"("value":")" + row_of(id) + '"';
    if (answer.find(wanted) == std::string::npos) {
      complain("wanted " + wanted + ", got " + answer);
      if (answer.empty()) return;
    }
    {
      const std::lock_guard lock(mutex_);
      if (writes) {
        acknowledged_.insert(written);
        written += 2;
      } else {
        times_.push_back(took.count());
      }
    }
    ++answers_;
    std::this_thread::sleep_for(options_.pause);
  }
}

bool HonestLoad::gets_answers(uint64_t count) const {
  const uint64_t wanted = answers_ + count;
  const auto end = Clock::now() + std::chrono::seconds(60);
  while (answers_ < wanted && Clock::now() < end)
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  return answers_ >= wanted;
}

std::string HonestLoad::complaints() const {
  const std::lock_guard lock(mutex_);
  return complaints_;
}
std::set<int64_t> HonestLoad::acknowledged() const {
  const std::lock_guard lock(mutex_);
  return acknowledged_;
}
std::set<int64_t> HonestLoad::begun() const {
  const std::lock_guard lock(mutex_);
  return begun_;
}
std::vector<double> HonestLoad::take_times() {
  const std::lock_guard lock(mutex_);
  return std::exchange(times_, {});
}

}  // namespace tern::faults
