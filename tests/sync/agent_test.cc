// `ternd agent` as a process: what it brings from one replica to another, how it is steered, and
// what is left of it after SIGKILL.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <thread>

#include "sync/replica/replica.h"
#include "sync/transport/http_exchange.h"
#include "tests/support/test_certificate.h"
#include "tests/sync/agent_process.h"
#include "tests/sync/parties.h"

namespace tern::sync {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kPatience{30'000};
constexpr const char* kAccess = "token_file = 'token'\nca_file = 'cert.pem'\n";

bool comes_true(const std::function<bool()>& is_true, milliseconds patience = kPatience) {
  const Clock::time_point until = Clock::now() + patience;
  while (!is_true()) {
    if (Clock::now() > until) return false;
    std::this_thread::sleep_for(milliseconds(20));
  }
  return true;
}

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

class AgentTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NO_FATAL_FAILURE(daemon_.start());
    tests::write_file(folder_.path("token"), Daemon::kToken);
    for (const std::string& file : files_) clone(file, origin());
  }
  void TearDown() override {
    a_.reset();
    b_.reset();
    daemon_.kill();
  }

  std::string origin() const { return "https://127.0.0.1:" + std::to_string(daemon_.port()); }

  /// `remote`: the server that the replica is said to be of.
  void clone(const std::string& file, const std::string& remote) {
    transport::TransportOptions options;
    options.origin = origin();
    options.ca_file = daemon_.certificate();
    options.token = Daemon::kToken;
    const auto transport = transport::open_http_transport(options);
    ASSERT_TRUE(transport.has_value());
    transport::HttpExchange exchange(**transport);
    auto made = replica::Replica::clone(file, remote, Daemon::kDatabase, exchange);
    ASSERT_TRUE(made.has_value()) << made.error().message();
    if (file == files_[0]) a_ = *std::move(made);
    if (file == files_[1]) b_ = *std::move(made);
  }

  static void write(replica::Replica& replica, int id) {
    const Status done = replica.connection().execute("INSERT INTO ledger(id, replica) VALUES(" +
                                                     std::to_string(id) + ", 1)");
    ASSERT_TRUE(done.has_value()) << done.error().message();
  }
  static bool has(replica::Replica& replica, int id) {
    Result<Statement> query =
        replica.connection().prepare("SELECT 1 FROM ledger WHERE id = " + std::to_string(id));
    return query && query->step().value_or(false);
  }
  uint64_t pending_of(size_t replica) {
    const auto states = agent_.states();
    return states.size() == 2 ? states[replica].pending : UINT64_MAX;
  }

  test::TemporaryFolder folder_;
  Daemon daemon_{folder_.path("")};
  const std::vector<std::string> files_ = {folder_.path("a.db"), folder_.path("b.db")};
  AgentProcess agent_{folder_.path(""), files_, std::string(kAccess) + "poll_interval = '500ms'"};
  std::unique_ptr<replica::Replica> a_;
  std::unique_ptr<replica::Replica> b_;
};

TEST_F(AgentTest, BringsCommitsFromOneReplicaToTheOther) {
  ASSERT_NO_FATAL_FAILURE(agent_.start());
  write(*a_, 1);
  EXPECT_TRUE(comes_true([&] { return has(*b_, 1); })) << agent_.ask("status");
  write(*b_, 2);
  EXPECT_TRUE(comes_true([&] { return has(*a_, 2); })) << agent_.ask("status");
  EXPECT_TRUE(agent_.wait_for_rest(30'000, 1000)) << agent_.ask("status");
  EXPECT_EQ(hash_of(files_[0]), hash_of(files_[1]));
}

TEST_F(AgentTest, SeesCommitsAfterTheLogWasMadeAnew) {
  ASSERT_NO_FATAL_FAILURE(agent_.start());
  ASSERT_TRUE(agent_.wait_for_rest(30'000, 500));
  for (int id = 1; id <= 3; ++id) {
    a_.reset();
    auto opened = replica::Replica::open(files_[0]);
    ASSERT_TRUE(opened.has_value());
    a_ = *std::move(opened);
    ASSERT_TRUE(a_->connection().execute("PRAGMA wal_checkpoint(TRUNCATE)").has_value());
    write(*a_, id);
    EXPECT_TRUE(comes_true([&] { return has(*b_, id); })) << agent_.ask("status");
  }
}

TEST_F(AgentTest, PausedItWaitsUntilItIsAskedOrResumed) {
  ASSERT_NO_FATAL_FAILURE(agent_.start());
  ASSERT_TRUE(agent_.wait_for_rest(30'000, 500));
  EXPECT_EQ(agent_.ask("pause " + files_[1]), "{\"ok\":true}");
  write(*a_, 1);
  ASSERT_TRUE(comes_true([&] {
    return has(*a_, 1) && pending_of(0) == 0 &&
           agent_.states()[0].revision > agent_.states()[1].revision;
  }));
  EXPECT_FALSE(has(*b_, 1));
  EXPECT_EQ(agent_.states()[1].state, "paused");
  EXPECT_EQ(agent_.ask("sync " + files_[1]), "{\"ok\":true}");
  EXPECT_TRUE(comes_true([&] { return has(*b_, 1); }));
  write(*a_, 2);
  EXPECT_FALSE(comes_true([&] { return has(*b_, 2); }, milliseconds(1500)));
  EXPECT_EQ(agent_.ask("resume " + files_[1]), "{\"ok\":true}");
  EXPECT_TRUE(comes_true([&] { return has(*b_, 2); }));
}

TEST_F(AgentTest, MeteredItPushesAndDoesNotPull) {
  ASSERT_NO_FATAL_FAILURE(agent_.start());
  ASSERT_TRUE(agent_.wait_for_rest(30'000, 500));
  EXPECT_EQ(agent_.ask("metered yes"), "{\"ok\":true}");
  write(*a_, 1);
  // Sent, and not in the base.
  EXPECT_TRUE(comes_true([&] {
    const auto states = agent_.states();
    return states.size() == 2 && states[0].unsent == 0 && states[0].pending == 1;
  })) << agent_.ask("status");
  EXPECT_FALSE(comes_true([&] { return has(*b_, 1); }, milliseconds(1500)));
  EXPECT_EQ(agent_.ask("sync " + files_[1]), "{\"ok\":true}");
  EXPECT_TRUE(comes_true([&] { return has(*b_, 1); }));
  EXPECT_EQ(agent_.ask("metered no"), "{\"ok\":true}");
  EXPECT_TRUE(agent_.wait_for_rest(30'000, 500)) << agent_.ask("status");
}

TEST_F(AgentTest, AnswersWhatItDoesNotKnow) {
  ASSERT_NO_FATAL_FAILURE(agent_.start());
  EXPECT_EQ(agent_.ask("sync /no.db"), "{\"error\":\"this agent has no replica /no.db\"}");
  EXPECT_EQ(agent_.ask("metered perhaps"), "{\"error\":\"metered takes yes or no\"}");
  EXPECT_EQ(
      agent_.ask("dance"),
      "{\"error\":\"commands are: status, sync PATH, pause PATH, resume PATH, metered yes|no, "
      "stop\"}");
  struct stat socket{};
  ASSERT_EQ(::stat(agent_.socket().c_str(), &socket), 0);
  EXPECT_EQ(socket.st_mode & 0777, 0600u);
  EXPECT_EQ(agent_.ask("stop"), "{\"ok\":true}");
  EXPECT_EQ(agent_.wait(30'000), 0);
  EXPECT_FALSE(std::filesystem::exists(agent_.socket()));
}

TEST_F(AgentTest, SaysInAFileBesideTheReplicaHowItStands) {
  ASSERT_NO_FATAL_FAILURE(agent_.start());
  ASSERT_TRUE(agent_.wait_for_rest(30'000, 500));
  EXPECT_TRUE(comes_true([&] {
    const std::string text = text_of(files_[0] + "-agent");
    return text.starts_with("{\"path\":\"") && text.ends_with("}\n") &&
           text.find("\"state\":\"waiting\"") != std::string::npos &&
           text.find("\"error\":\"\"") != std::string::npos;
  }));
  daemon_.kill();
  write(*a_, 1);
  EXPECT_TRUE(comes_true([&] {
    const std::string text = text_of(files_[0] + "-agent");
    return text.find("\"state\":\"failing\"") != std::string::npos &&
           text.find("\"error\":\"\"") == std::string::npos;
  })) << text_of(files_[0] + "-agent");
}

TEST_F(AgentTest, TwoDoNotKeepOneReplica) {
  ASSERT_NO_FATAL_FAILURE(agent_.start());
  const std::string other = folder_.path("other");
  std::filesystem::create_directory(other);
  const AgentProcess second(other, {files_[0]}, "");
  tests::ChildProcess process({AGENT_PROGRAM, "agent", "--config", second.config()});
  EXPECT_EQ(process.wait(30'000), 1);
  EXPECT_FALSE(agent_.ask("status").empty());
}

TEST_F(AgentTest, AfterKillTheNextOneBeginsWithNothingToRepair) {
  for (int life = 0; life < 5; ++life) {
    ASSERT_NO_FATAL_FAILURE(agent_.start());
    write(*a_, life);
    if (life % 2 == 0) std::this_thread::sleep_for(milliseconds(50 * life));
    agent_.kill();
  }
  ASSERT_TRUE(std::filesystem::exists(agent_.socket()));
  ASSERT_NO_FATAL_FAILURE(agent_.start());
  EXPECT_TRUE(comes_true([&] { return has(*b_, 4); })) << agent_.ask("status");
  EXPECT_TRUE(agent_.wait_for_rest(30'000, 500));
  EXPECT_EQ(hash_of(files_[0]), hash_of(files_[1]));
}

TEST_F(AgentTest, GoesOnWhenThePrimaryIsBack) {
  ASSERT_NO_FATAL_FAILURE(agent_.start());
  ASSERT_TRUE(agent_.wait_for_rest(30'000, 500));
  daemon_.kill();
  write(*a_, 1);
  ASSERT_TRUE(comes_true([&] { return agent_.states()[0].state == "failing"; }));
  ASSERT_NO_FATAL_FAILURE(daemon_.start());
  EXPECT_TRUE(comes_true([&] { return has(*b_, 1); }, milliseconds(120'000)))
      << agent_.ask("status");
}

/// Takes connections and says nothing.
class SilentServer {
 public:
  SilentServer() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(file_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(file_, 16), 0);
    ::getsockname(file_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  ~SilentServer() { ::close(file_); }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;
  std::string origin() const { return "https://127.0.0.1:" + std::to_string(port_); }

 private:
  int file_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  uint16_t port_ = 0;
};

TEST_F(AgentTest, AServerThatIsStuckAndAFileThatIsNotThereDelayNobodyElse) {
  const SilentServer silent;
  const std::string stuck = folder_.path("stuck.db");
  ASSERT_NO_FATAL_FAILURE(clone(stuck, silent.origin()));
  const std::string folder = folder_.path("few");
  std::filesystem::create_directory(folder);
  // One place for all, and those that cannot sync are the first to get it.
  AgentProcess agent(folder, {stuck, folder_.path("none.db"), files_[0], files_[1]},
                     "token_file = '../token'\nca_file = '../cert.pem'\npoll_interval = '500ms'",
                     "rounds_max = 1");
  ASSERT_NO_FATAL_FAILURE(agent.start());
  for (int id = 1; id <= 3; ++id) {
    write(*a_, id);
    EXPECT_TRUE(comes_true([&] { return has(*b_, id); })) << agent.ask("status");
  }
  const std::string status = agent.ask("status");
  EXPECT_NE(status.find("none.db is no replica"), std::string::npos) << status;
  EXPECT_EQ(agent.ask("stop"), "{\"ok\":true}");
  EXPECT_EQ(agent.wait(15'000), 0);
}

}  // namespace
}  // namespace tern::sync
