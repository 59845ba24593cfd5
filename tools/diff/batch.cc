#include "tools/diff/batch.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "tools/diff/pipe_text.h"

namespace tern::diff {
namespace {

// What the child sends, before the texts that belong to it.
constexpr const char* kBegin = "begin";              // number of the case
constexpr const char* kDivergence = "divergence";    // kind, text, step
constexpr const char* kUnsupported = "unsupported";  // what, how often
constexpr const char* kDone = "done";                // coverage

[[noreturn]] void run_child(int pipe, const CaseRange& cases, CompareOptions options) {
  Coverage coverage;
  if (options.coverage) options.coverage = &coverage;
  std::map<std::string, int> unsupported;
  for (uint64_t i = 0; i < cases.count; ++i) {
    const uint64_t number = cases.first + i;
    alarm(static_cast<unsigned>(options.seconds_max));
    send_text(pipe, kBegin);
    send_text(pipe, std::to_string(number));
    const Divergence found =
        compare(generate(cases.profile, cases.seed, number, coverage), options);
    for (const auto& [what, count] : found.unsupported) unsupported[what] += count;
    if (!found.found()) continue;
    send_text(pipe, kDivergence);
    send_text(pipe, found.kind);
    send_text(pipe, found.text);
    send_text(pipe, std::to_string(found.step));
  }
  for (const auto& [what, count] : unsupported) {
    send_text(pipe, kUnsupported);
    send_text(pipe, what);
    send_text(pipe, std::to_string(count));
  }
  send_text(pipe, kDone);
  send_text(pipe, coverage.print());
  _exit(0);
}

/// Reads a child's report. Returns the case at which it stopped short; the end of `cases` if it did
/// not.
uint64_t read_report(std::string_view report, const CaseRange& cases, BatchOutcome& out) {
  uint64_t current = cases.first;
  std::string tag;
  std::string number;
  while (take_text(report, tag)) {
    if (tag == kBegin) {
      if (take_text(report, number)) current = std::stoull(number);
    } else if (tag == kDivergence) {
      BatchDivergence found = {current, {}};
      if (!take_text(report, found.divergence.kind)) break;
      if (!take_text(report, found.divergence.text) || !take_text(report, number)) break;
      found.divergence.step = std::stoul(number);
      out.divergences.push_back(std::move(found));
    } else if (tag == kUnsupported) {
      std::string what;
      if (take_text(report, what) && take_text(report, number)) {
        out.unsupported[what] += std::stoi(number);
      }
    } else if (tag == kDone) {
      std::string coverage;
      if (take_text(report, coverage)) out.coverage.add(Coverage::parse(coverage));
      return cases.first + cases.count;
    }
  }
  return current;
}

}  // namespace

BatchOutcome compare_batch(const CaseRange& cases, const CompareOptions& options) {
  BatchOutcome out;
  const uint64_t end = cases.first + cases.count;
  for (CaseRange left = cases; left.count > 0;) {
    int ends[2];
    if (pipe(ends) != 0) return out;
    const pid_t child = fork();
    if (child == 0) {
      close(ends[0]);
      run_child(ends[1], left, options);
    }
    close(ends[1]);
    const std::string report = read_all(ends[0]);
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    const uint64_t stopped = read_report(report, left, out);
    if (stopped < end) {
      const int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
      out.divergences.push_back({stopped, crash_of(signal)});
      remove_files(options, child);
      left.first = stopped + 1;
    } else {
      left.first = end;
    }
    left.count = end - left.first;
  }
  return out;
}

}  // namespace tern::diff
