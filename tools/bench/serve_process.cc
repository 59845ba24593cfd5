#include "tools/bench/serve_process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <ctime>
#include <fstream>
#include <thread>

#include "tools/bench/engine.h"
#include "tools/bench/serve_socket.h"

namespace tern::bench {
namespace {

constexpr std::chrono::seconds kStartTime{20};
constexpr std::chrono::milliseconds kLookAgain{5};
constexpr std::chrono::seconds kStopTime{5};

[[noreturn]] void become(const std::vector<std::string>& words, const std::string& log,
                         const cpu_set_t* cpus) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // also if the benchmark gives up
  if (cpus) ::sched_setaffinity(0, sizeof *cpus, cpus);
  const int in = ::open("/dev/null", O_RDONLY);
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(out, STDERR_FILENO);
  std::vector<char*> pointers;
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  ::execv(pointers[0], pointers.data());
  ::_exit(127);
}

}  // namespace

ServeProcess::ServeProcess(const std::vector<std::string>& words, std::string log,
                           const cpu_set_t* cpus)
    : name_(words.front()), log_(std::move(log)), pid_(::fork()) {
  if (pid_ < 0) give_up(name_, "cannot be started");
  if (pid_ == 0) become(words, log_, cpus);
}

ServeProcess::~ServeProcess() {
  ::kill(pid_, SIGTERM);
  const auto end = std::chrono::steady_clock::now() + kStopTime;
  while (::waitpid(pid_, nullptr, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() >= end) ::kill(pid_, SIGKILL);
    std::this_thread::sleep_for(kLookAgain);
  }
}

bool ServeProcess::is_running() const {
  siginfo_t ended{};
  return ::waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         ended.si_pid == 0;
}

void ServeProcess::did_not_start() const {
  std::ifstream log(log_);
  const std::string text((std::istreambuf_iterator<char>(log)), std::istreambuf_iterator<char>());
  give_up(name_, "did not start: " + text.substr(0, 2000));
}

void ServeProcess::wait_for_port(uint16_t port) const {
  const auto end = std::chrono::steady_clock::now() + kStartTime;
  for (;;) {
    const int socket = try_connect(port);
    if (socket >= 0) {
      ::close(socket);
      return;
    }
    if (!is_running() || std::chrono::steady_clock::now() >= end) did_not_start();
    std::this_thread::sleep_for(kLookAgain);
  }
}

uint16_t ServeProcess::wait_for_port_file(const std::string& file) const {
  const auto end = std::chrono::steady_clock::now() + kStartTime;
  for (;;) {
    uint16_t port = 0;
    if (std::ifstream(file) >> port) return port;
    if (!is_running() || std::chrono::steady_clock::now() >= end) did_not_start();
    std::this_thread::sleep_for(kLookAgain);
  }
}

int64_t ServeProcess::cpu_ns() const {
  clockid_t clock = 0;
  timespec time{};
  if (::clock_getcpuclockid(pid_, &clock) != 0 || ::clock_gettime(clock, &time) != 0)
    give_up(name_, "has ended");
  return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

int64_t ServeProcess::rss_bytes() const {
  std::ifstream file("/proc/" + std::to_string(pid_) + "/statm");
  int64_t pages = 0;
  int64_t resident = 0;
  if (!(file >> pages >> resident)) give_up(name_, "has ended");
  return resident * ::sysconf(_SC_PAGESIZE);
}

uint16_t free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  socklen_t size = sizeof address;
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket, any, size) != 0 || ::getsockname(socket, any, &size) != 0)
    give_up("serve", "no port is free");
  ::close(socket);
  return ntohs(address.sin_port);
}

}  // namespace tern::bench
