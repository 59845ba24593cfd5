#include "tests/support/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace tern::tests {

ChildProcess::ChildProcess(const std::vector<std::string>& arguments) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return;
  pid_ = fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(ends[1], STDOUT_FILENO);
    execv(argv[0], argv.data());
    _exit(127);
  }
  close(ends[1]);
  output_ = ends[0];
  ended_ = pid_ < 0;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept { *this = std::move(other); }

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  if (this == &other) return *this;
  kill();
  pid_ = std::exchange(other.pid_, -1);
  output_ = std::exchange(other.output_, -1);
  ended_ = std::exchange(other.ended_, true);
  partial_ = std::move(other.partial_);
  lines_ = std::move(other.lines_);
  return *this;
}

bool ChildProcess::pump(int wait_ms) {
  while (!ended_) {
    pollfd poll{output_, POLLIN, 0};
    if (::poll(&poll, 1, wait_ms) <= 0) return true;
    wait_ms = 0;
    char buffer[8192];
    const ssize_t got = read(output_, buffer, sizeof buffer);
    if (got <= 0) {
      close(std::exchange(output_, -1));
      ended_ = true;
      break;
    }
    partial_.append(buffer, static_cast<size_t>(got));
    for (size_t end = 0; (end = partial_.find('\n')) != std::string::npos;) {
      lines_.push_back(partial_.substr(0, end));
      partial_.erase(0, end + 1);
    }
  }
  return false;
}

bool ChildProcess::next_line(std::string& line) {
  if (lines_.empty()) return false;
  line = std::move(lines_.front());
  lines_.pop_front();
  return true;
}

bool ChildProcess::kill() {
  int status = 0;
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    while (pump(1000)) continue;
    waitpid(std::exchange(pid_, -1), &status, 0);
  }
  if (output_ >= 0) close(std::exchange(output_, -1));
  ended_ = true;
  return WIFSIGNALED(status);
}

int ChildProcess::wait(int wait_ms) {
  if (pid_ <= 0) return -1;
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(wait_ms);
  while (pump(std::min(wait_ms, 20))) {
    if (std::chrono::steady_clock::now() >= until) return -1;
  }
  int status = 0;
  waitpid(std::exchange(pid_, -1), &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace tern::tests
