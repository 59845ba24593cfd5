#include "daemon/agent/agent.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/agent/clock_watch.h"
#include "daemon/agent/control_socket.h"
#include "daemon/agent/replica_agent.h"
#include "daemon/agent/round_slots.h"
#include "daemon/operation/json_string.h"
#include "daemon/operation/log.h"
#include "daemon/operation/metrics.h"
#include "daemon/operation/whole_file.h"
#include "engine/io/clock.h"

namespace tern::daemon::agent {
namespace {

constexpr int kTickMs = 1000;
constexpr int64_t kMetricsMs = 5000;

/// SIGTERM and SIGINT as something to poll for; threads that are started later do not get them.
class Signals {
 public:
  Signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    file_ = ::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
  }
  ~Signals() { ::close(file_); }
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  int file() const { return file_; }
  bool take() {
    signalfd_siginfo info{};
    return ::read(file_, &info, sizeof info) == sizeof info;
  }

 private:
  int file_ = -1;
};

std::string ok_line() { return "{\"ok\":true}"; }
std::string error_line(std::string_view why) { return "{\"error\":" + json_string(why) + "}"; }

class Agent {
 public:
  explicit Agent(const AgentConfig& config) : config_(config), slots_(config.rounds_max) {}

  Status run() {
    socket_ = TRY(ControlSocket::open(config_.socket,
                                      [this](std::string_view line) { return answer(line); }));
    for (const ReplicaConfig& replica : config_.replicas)
      replicas_.push_back(TRY(ReplicaAgent::start(replica, slots_)));
    log_event(LogLevel::Info, "agent_runs",
              {{"replicas", std::to_string(replicas_.size())}, {"socket", config_.socket}});
    while (!is_ending_) tend();
    for (const auto& replica : replicas_) replica->begin_to_end();
    replicas_.clear();
    write_metrics();
    log_event(LogLevel::Info, "agent_ended");
    return ok();
  }

 private:
  void tend() {
    std::vector<pollfd> files;
    files.push_back({signals_.file(), POLLIN, 0});
    socket_->add_to(files);
    (void)::poll(files.data(), files.size(), kTickMs);
    if (signals_.take()) is_ending_ = true;
    socket_->tend();
    io::Clock& clock = io::system_clock();
    const int64_t now = clock.monotonic_ms();
    if (clock_.look(clock.wall_ms(), now)) {
      log_event(LogLevel::Info, "clock_jumped");
      for (const auto& replica : replicas_) replica->on_change_of_place();
    }
    if (now >= metrics_due_) {
      metrics_due_ = now + kMetricsMs;
      write_metrics();
    }
  }

  /// The commands: status, sync PATH, pause PATH, resume PATH, metered yes|no, stop.
  std::string answer(std::string_view line) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    const size_t blank = std::min(line.find(' '), line.size());
    const std::string_view command = line.substr(0, blank);
    const std::string_view rest = line.substr(std::min(blank + 1, line.size()));
    if (command == "status" && rest.empty()) return status_line();
    if (command == "stop" && rest.empty()) {
      is_ending_ = true;
      return ok_line();
    }
    if (command == "metered") return set_metered(rest);
    if (command != "sync" && command != "pause" && command != "resume")
      return error_line(
          "commands are: status, sync PATH, pause PATH, resume PATH, metered yes|no, "
          "stop");
    ReplicaAgent* const replica = find(rest);
    if (!replica) return error_line("this agent has no replica " + std::string(rest));
    if (command == "sync") {
      replica->request_sync();
    } else {
      replica->set_paused(command == "pause");
    }
    return ok_line();
  }

  /// For all replicas, whatever the configuration says of each.
  std::string set_metered(std::string_view word) {
    if (word != "yes" && word != "no") return error_line("metered takes yes or no");
    for (const auto& replica : replicas_) replica->set_metered(word == "yes");
    return ok_line();
  }

  ReplicaAgent* find(std::string_view path) const {
    std::error_code error;
    const std::filesystem::path given(path);
    for (const auto& replica : replicas_)
      if (replica->path() == path || std::filesystem::equivalent(replica->path(), given, error))
        return replica.get();
    return nullptr;
  }

  std::string status_line() const {
    std::string list;
    for (const auto& replica : replicas_)
      list += (list.empty() ? "" : ",") + to_json(replica->report());
    return "{\"pid\":" + std::to_string(::getpid()) + ",\"replicas\":[" + list + "]}";
  }

  using Value = double (*)(const ReplicaReport&);
  static void add_gauge(MetricsText& out, const std::vector<ReplicaReport>& reports,
                        std::string_view name, std::string_view help, Value value) {
    for (const ReplicaReport& report : reports)
      out.gauge(name, help, value(report), {{"replica", report.path}});
  }

  void write_metrics() const {
    if (config_.metrics.empty()) return;
    std::vector<ReplicaReport> reports;
    for (const auto& replica : replicas_) reports.push_back(replica->report());
    const std::string text = metrics_text([&](MetricsText& out) {
      add_gauge(out, reports, "ternd_agent_pending", "Local transactions that are not in the base",
                [](const ReplicaReport& report) { return static_cast<double>(report.pending); });
      add_gauge(out, reports, "ternd_agent_revision", "Revision of the base",
                [](const ReplicaReport& report) { return static_cast<double>(report.revision); });
      add_gauge(
          out, reports, "ternd_agent_conflicts_open", "Conflicts that wait for a decision",
          [](const ReplicaReport& report) { return static_cast<double>(report.conflicts_open); });
      add_gauge(out, reports, "ternd_agent_failures", "Rounds that failed since one ended well",
                [](const ReplicaReport& report) { return static_cast<double>(report.failures); });
      add_gauge(out, reports, "ternd_agent_last_sync_seconds", "When it synced last, since 1970",
                [](const ReplicaReport& report) {
                  return static_cast<double>(report.last_sync_ms) / 1000;
                });
    });
    const Status done = replace_file(config_.metrics, text, 0644);
    if (!done)
      log_event(LogLevel::Warn, "metrics_not_written",
                {{"why", std::string(done.error().message())}});
  }

  const AgentConfig& config_;
  Signals signals_;
  RoundSlots slots_;
  std::unique_ptr<ControlSocket> socket_;
  std::vector<std::unique_ptr<ReplicaAgent>> replicas_;
  ClockWatch clock_;
  int64_t metrics_due_ = 0;
  bool is_ending_ = false;
};

}  // namespace

Status run_agent(const AgentConfig& config) { return Agent(config).run(); }

}  // namespace tern::daemon::agent
