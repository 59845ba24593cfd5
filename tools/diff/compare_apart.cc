#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <filesystem>

#include "tools/diff/compare.h"

namespace tern::diff {
namespace {

void send(int pipe, const std::string& text) {
  const size_t size = text.size();
  const auto put = [pipe](const void* data, size_t bytes) {
    const char* at = static_cast<const char*>(data);
    while (bytes > 0) {
      const ssize_t written = write(pipe, at, bytes);
      if (written <= 0) _exit(2);
      at += written;
      bytes -= static_cast<size_t>(written);
    }
  };
  put(&size, sizeof size);
  put(text.data(), size);
}

std::string read_all(int pipe) {
  std::string out;
  char buffer[4096];
  for (ssize_t size = 0; (size = read(pipe, buffer, sizeof buffer)) > 0;) {
    out.append(buffer, static_cast<size_t>(size));
  }
  return out;
}

// The next of the texts that send wrote; false at the end.
bool take(std::string_view& in, std::string& out) {
  size_t size = 0;
  if (in.size() < sizeof size) return false;
  std::memcpy(&size, in.data(), sizeof size);
  in.remove_prefix(sizeof size);
  if (in.size() < size) return false;
  out = in.substr(0, size);
  in.remove_prefix(size);
  return true;
}

[[noreturn]] void run_child(int pipe, const Script& script, const CompareOptions& options) {
  alarm(static_cast<unsigned>(options.seconds_max));
  const Divergence found = compare(script, options);
  send(pipe, found.kind);
  send(pipe, found.text);
  send(pipe, std::to_string(found.step));
  for (const auto& [what, count] : found.unsupported) {
    send(pipe, what);
    send(pipe, std::to_string(count));
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
  if (take(rest, out.kind) && take(rest, out.text) && take(rest, number)) {
    out.step = std::stoul(number);
    std::string what;
    while (take(rest, what) && take(rest, number)) out.unsupported[what] = std::stoi(number);
    return out;
  }
  const int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  out.kind = signal == SIGALRM ? "hang" : "crash";
  out.text = "    the process ended with signal " + std::to_string(signal) + "\n";
  out.step = script.size();
  std::error_code ignored;
  for (const char* name : {kTernFile, kReferenceFile}) {
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) {
      std::filesystem::remove(
          options.folder + "/tern-diff-" + std::to_string(child) + name + suffix, ignored);
    }
  }
  return out;
}

}  // namespace tern::diff
