#include "tests/sync/agent_process.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <regex>
#include <thread>

#include "tests/support/test_certificate.h"

namespace tern::sync {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kStartMax{30'000};

}  // namespace

AgentProcess::AgentProcess(const std::string& folder, const std::vector<std::string>& replicas,
                           const std::string& more, const std::string& agent)
    : config_(folder + "/agent.toml"), socket_(folder + "/agent.sock") {
  std::string text = "[agent]\nlog_level = 'error'\nsocket = '" + socket_ + "'\n" + agent + "\n";
  for (const std::string& replica : replicas)
    text += "[[replica]]\npath = '" + replica + "'\n" + more + "\n";
  tests::write_file(config_, text);
}

void AgentProcess::start() {
  process_ = tests::ChildProcess({AGENT_PROGRAM, "agent", "--config", config_});
  const Clock::time_point until = Clock::now() + kStartMax;
  while (ask("status").empty()) {
    ASSERT_LT(Clock::now(), until) << "the agent does not start";
    ASSERT_TRUE(process_.pump(20)) << "the agent has ended";
  }
}

std::string AgentProcess::ask(const std::string& line) const {
  const int file = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, socket_.data(), socket_.size());
  const timeval patience{10, 0};
  ::setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  std::string answer;
  const std::string sent = line + "\n";
  if (::connect(file, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      ::send(file, sent.data(), sent.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(sent.size())) {
    char room[4096];
    while (!answer.ends_with("\n")) {
      const ssize_t size = ::recv(file, room, sizeof room, 0);
      if (size <= 0) break;
      answer.append(room, static_cast<size_t>(size));
    }
  }
  ::close(file);
  if (!answer.ends_with("\n")) return "";
  answer.pop_back();
  return answer;
}

std::vector<AgentProcess::ReplicaState> AgentProcess::states() const {
  static const std::regex pattern(
      R"re("path":"([^"]*)","state":"([a-z]*)".*?"revision":(\d+),"pending":(\d+),"unsent":(\d+))re");
  std::vector<ReplicaState> out;
  const std::string status = ask("status");
  for (std::sregex_iterator at(status.begin(), status.end(), pattern), end; at != end; ++at) {
    const std::smatch& match = *at;
    out.push_back(
        {match[1], match[2], std::stoull(match[3]), std::stoull(match[4]), std::stoull(match[5])});
  }
  return out;
}

bool AgentProcess::is_at_rest() const {
  const std::vector<ReplicaState> all = states();
  for (const ReplicaState& one : all) {
    if (one.state != "waiting" || one.pending != 0 || one.unsent != 0 ||
        one.revision != all.front().revision || one.revision == 0)
      return false;
  }
  return !all.empty();
}

bool AgentProcess::wait_for_rest(int wait_ms, int still_ms) const {
  const Clock::time_point until = Clock::now() + milliseconds(wait_ms);
  Clock::time_point since = Clock::now();
  while (Clock::now() < until) {
    if (!is_at_rest()) since = Clock::now();
    if (Clock::now() - since >= milliseconds(still_ms)) return true;
    std::this_thread::sleep_for(milliseconds(100));
  }
  return false;
}

}  // namespace tern::sync
