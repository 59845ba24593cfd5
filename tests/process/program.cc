#include "tests/process/program.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <sstream>

#include "tests/support/test_certificate.h"

namespace tern::tests {
namespace {

pid_t start(const std::vector<std::string>& arguments, const std::string& folder, int in, int out,
            int err) {
  const pid_t pid = fork();
  if (pid != 0) return pid;
  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  if (!folder.empty() && chdir(folder.c_str()) != 0) _exit(126);
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  execvp(argv[0], argv.data());
  _exit(127);
}

int exit_status(int wait_status) {
  return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
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
  const int in = open((files / "in").c_str(), O_RDONLY);
  const int out = open((files / "out").c_str(), O_CREAT | O_WRONLY, 0600);
  const int err = open((files / "err").c_str(), O_CREAT | O_WRONLY, 0600);
  const pid_t pid = start(arguments, folder, in, out, err);
  int wait_status = 0;
  waitpid(pid, &wait_status, 0);
  close(in), close(out), close(err);
  return {read_file(files / "out"), read_file(files / "err"), exit_status(wait_status)};
}

BackgroundProgram::BackgroundProgram(const std::vector<std::string>& arguments,
                                     const std::string& log) {
  const int in = open("/dev/null", O_RDWR);
  const int err = open(log.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
  pid_ = start(arguments, "", in, in, err);
  close(in), close(err);
}

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

int BackgroundProgram::wait() {
  if (pid_ <= 0) return status_;
  int wait_status = 0;
  waitpid(pid_, &wait_status, 0);
  pid_ = -1;
  return status_ = exit_status(wait_status);
}

}  // namespace tern::tests
