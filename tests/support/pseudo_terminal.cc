#include "tests/support/pseudo_terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <thread>

namespace tern::tests {

PseudoTerminal::PseudoTerminal(const std::vector<std::string>& arguments,
                               const TerminalOptions& options) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const winsize size{options.rows, options.columns, 0, 0};
  pid_ = forkpty(&terminal_, nullptr, nullptr, &size);
  if (pid_ != 0) {
    fcntl(terminal_, F_SETFD, FD_CLOEXEC);
    fcntl(terminal_, F_SETFL, O_RDWR | O_NONBLOCK);
    return;
  }
  for (const auto& [name, value] : options.environment) setenv(name.c_str(), value.c_str(), 1);
  if (!options.folder.empty() && chdir(options.folder.c_str()) != 0) _exit(126);
  execvp(argv[0], argv.data());
  _exit(127);
}

PseudoTerminal::~PseudoTerminal() {
  give_up();
  close(terminal_);
}

void PseudoTerminal::give_up() {
  has_ended_ = true;
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(std::exchange(pid_, -1), nullptr, 0);
}

void PseudoTerminal::type(std::string_view keys) {
  const Deadline end = deadline();
  while (!keys.empty() && !has_ended_) {
    const ssize_t written = write(terminal_, keys.data(), keys.size());
    if (written > 0) {
      keys.remove_prefix(static_cast<size_t>(written));
    } else if (errno != EAGAIN || !is_ready(POLLOUT, end)) {
      return give_up();
    }
  }
}

bool PseudoTerminal::is_ready(short event, Deadline end) const {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
  if (left.count() <= 0) return false;
  pollfd terminal{terminal_, event, 0};
  return poll(&terminal, 1, static_cast<int>(left.count())) > 0;
}

bool PseudoTerminal::read_more(Deadline end) {
  if (!is_ready(POLLIN, end)) return false;
  char buffer[4096];
  const ssize_t count = read(terminal_, buffer, sizeof buffer);
  if (count <= 0) {  // EIO: the program has ended
    has_ended_ = true;
    return false;
  }
  unseen_.append(buffer, static_cast<size_t>(count));
  return true;
}

bool PseudoTerminal::shows(std::string_view text) {
  const Deadline end = deadline();
  while (true) {
    const size_t at = unseen_.find(text);
    if (at != std::string::npos) {
      seen_ = unseen_.substr(0, at + text.size());
      unseen_.erase(0, at + text.size());
      return true;
    }
    if (has_ended_ || !read_more(end)) {
      give_up();
      return false;
    }
  }
}

int PseudoTerminal::wait() {
  if (pid_ <= 0) return -1;
  const Deadline end = deadline();
  while (read_more(end)) {
  }
  int status = 0;
  while (waitpid(pid_, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > end) {
      give_up();
      return 128 + SIGKILL;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  pid_ = -1;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace tern::tests
