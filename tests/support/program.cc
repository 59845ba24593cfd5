#include "tests/support/program.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <sstream>

#include "tests/support/test_certificate.h"

namespace tern::tests {
namespace {

constexpr auto kPatience = std::chrono::minutes(2);

int open_stream(const std::string& path, int flags) {
  if (path.empty()) return open("/dev/null", O_RDWR | O_CLOEXEC);
  return open(path.c_str(), flags | O_CLOEXEC, 0600);
}

pid_t start(const std::vector<std::string>& arguments, const std::string& folder,
            const Streams& streams) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const int in = open_stream(streams.in, O_RDONLY);
  const int out = open_stream(streams.out, O_CREAT | O_WRONLY | O_APPEND);
  const int err = open_stream(streams.err, O_CREAT | O_WRONLY | O_APPEND);
  const pid_t pid = fork();
  if (pid != 0) {
    close(in), close(out), close(err);
    return pid;
  }
  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  if (!folder.empty() && chdir(folder.c_str()) != 0) _exit(126);
  execvp(argv[0], argv.data());
  _exit(127);
}

int exit_status(int wait_status) {
  return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

bool ends_within(pid_t pid, std::chrono::microseconds patience) {
  const int watched = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));  // glibc 2.36 has C only
  if (watched < 0) return true;
  pollfd ended{watched, POLLIN, 0};
  const timespec limit{static_cast<time_t>(patience.count() / 1'000'000),
                       static_cast<long>(patience.count() % 1'000'000 * 1'000)};
  const int ready = ppoll(&ended, 1, &limit, nullptr);
  close(watched);
  return ready > 0;
}

int wait_for(pid_t pid, std::chrono::milliseconds patience) {
  if (!ends_within(pid, patience)) kill(pid, SIGKILL);
  int wait_status = 0;
  waitpid(pid, &wait_status, 0);
  return exit_status(wait_status);
}

}  // namespace

std::string read_file(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

Outcome run_program(const std::vector<std::string>& arguments, const std::string& input,
                    const std::string& folder) {
  const TemporaryFolder files;
  write_file(files / "in", input);
  const pid_t pid = start(arguments, folder, {files / "in", files / "out", files / "err"});
  const int status = wait_for(pid, kPatience);
  return {read_file(files / "out"), read_file(files / "err"), status};
}

BackgroundProgram::BackgroundProgram(const std::vector<std::string>& arguments,
                                     const Streams& streams)
    : pid_(start(arguments, "", streams)) {}

BackgroundProgram::~BackgroundProgram() {
  if (!is_running()) return;
  send(SIGKILL);
  wait();
}

bool BackgroundProgram::is_running() {
  if (pid_ <= 0) return false;
  int wait_status = 0;
  if (waitpid(pid_, &wait_status, WNOHANG) == 0) return true;
  status_ = exit_status(wait_status);
  pid_ = -1;
  return false;
}

void BackgroundProgram::send(int signal) {
  if (pid_ > 0) kill(pid_, signal);
}

int BackgroundProgram::wait(std::chrono::milliseconds patience) {
  if (pid_ > 0) status_ = wait_for(pid_, patience);
  pid_ = -1;
  return status_;
}

bool BackgroundProgram::ends_within(std::chrono::microseconds patience) {
  return pid_ <= 0 || tests::ends_within(pid_, patience);
}

}  // namespace tern::tests
