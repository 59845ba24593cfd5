#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "tools/diff/compare.h"
#include "tools/diff/pipe_text.h"

namespace tern::diff {
namespace {

[[noreturn]] void run_child(int pipe, const Script& script, const CompareOptions& options) {
  alarm(static_cast<unsigned>(options.seconds_max));
  const Divergence found = compare(script, options);
  send_text(pipe, found.kind);
  send_text(pipe, found.text);
  send_text(pipe, std::to_string(found.step));
  for (const auto& [what, count] : found.remarks) {
    send_text(pipe, what);
    send_text(pipe, std::to_string(count));
  }
  _exit(0);
}

}  // namespace

Divergence compare_apart(const Script& script, const CompareOptions& options) {
  int ends[2];
  Divergence out;
  if (pipe(ends) != 0) {
    out.kind = "pipe";
    return out;
  }
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    run_child(ends[1], script, options);
  }
  close(ends[1]);
  const std::string report = read_all(ends[0]);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);

  std::string_view rest = report;
  std::string number;
  if (take_text(rest, out.kind) && take_text(rest, out.text) && take_text(rest, number)) {
    out.step = std::stoul(number);
    std::string what;
    while (take_text(rest, what) && take_text(rest, number)) out.remarks[what] = std::stoi(number);
    return out;
  }
  out = crash_of(WIFSIGNALED(status) ? WTERMSIG(status) : 0);
  out.step = script.size();
  remove_files(options, child);
  return out;
}

Divergence crash_of(int signal) {
  Divergence out;
  out.kind = signal == SIGALRM ? "hang" : "crash";
  out.text = "    the process ended with signal " + std::to_string(signal) + "\n";
  return out;
}

void remove_files(const CompareOptions& options, int process) {
  std::error_code ignored;
  for (const char* name : {kTernFile, kReferenceFile, kReplayFile}) {
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) {
      std::filesystem::remove(
          options.folder + "/tern-diff-" + std::to_string(process) + name + suffix, ignored);
    }
  }
}

}  // namespace tern::diff
