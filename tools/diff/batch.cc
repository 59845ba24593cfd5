#include "tools/diff/batch.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "tools/diff/case_runner.h"
#include "tools/diff/pipe_text.h"

namespace tern::diff {
namespace {

// What the child sends, before the texts that belong to it.
constexpr const char* kBegin = "begin";            // number of the case
constexpr const char* kDivergence = "divergence";  // kind, text, step
constexpr const char* kRemark = "remark";          // what, how often
constexpr const char* kDone = "done";              // coverage

constexpr uint64_t kBatchCases = 64 * kCasesPerDatabase;  // in one process

[[noreturn]] void run_child(int pipe, const CaseSource& source, const CaseRange& cases,
                            const CompareOptions& options) {
  CaseRunner runner(source, options);
  std::map<std::string, int> remarks;
  for (uint64_t number = cases.first; number < cases.end(); ++number) {
    alarm(static_cast<unsigned>(options.seconds_max));
    send_text(pipe, kBegin);
    send_text(pipe, std::to_string(number));
    const Divergence found = runner.run(number);
    for (const auto& [what, count] : found.remarks) remarks[what] += count;
    if (!found.found()) continue;
    send_text(pipe, kDivergence);
    send_text(pipe, found.kind);
    send_text(pipe, found.text);
    send_text(pipe, std::to_string(found.step));
  }
  for (const auto& [what, count] : remarks) {
    send_text(pipe, kRemark);
    send_text(pipe, what);
    send_text(pipe, std::to_string(count));
  }
  send_text(pipe, kDone);
  send_text(pipe, runner.coverage().print());
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
    } else if (tag == kRemark) {
      std::string what;
      if (take_text(report, what) && take_text(report, number)) {
        out.remarks[what] += std::stoi(number);
      }
    } else if (tag == kDone) {
      std::string coverage;
      if (take_text(report, coverage)) out.coverage.add(Coverage::parse(coverage));
      return cases.end();
    }
  }
  return current;
}

}  // namespace

BatchRunner::BatchRunner(const CaseSource& source, const CaseRange& cases,
                         const CompareOptions& options, size_t jobs)
    : source_(source), left_(cases), options_(options), jobs_(std::max<size_t>(jobs, 1)) {}

BatchRunner::~BatchRunner() {
  for (const Child& child : children_) {
    kill(child.process, SIGKILL);
    close(child.pipe);
    waitpid(child.process, nullptr, 0);
    remove_files(options_, child.process);
  }
}

bool BatchRunner::start(const CaseRange& cases) {
  int ends[2];
  if (pipe(ends) != 0) return false;
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    run_child(ends[1], source_, cases, options_);
  }
  close(ends[1]);
  children_.push_back({child, ends[0], cases, {}});
  return true;
}

void BatchRunner::start_children() {
  while (children_.size() < jobs_) {
    CaseRange cases = {left_.first, std::min(kBatchCases, left_.count)};
    const bool is_resumed = !resumed_.empty();
    if (is_resumed) cases = resumed_.back();
    if (cases.count == 0 || !start(cases)) return;
    if (is_resumed) {
      resumed_.pop_back();
    } else {
      left_ = {cases.end(), left_.count - cases.count};
    }
  }
}

size_t BatchRunner::wait_for_one() {
  std::vector<pollfd> ends;
  for (const Child& child : children_) ends.push_back({child.pipe, POLLIN, 0});
  for (;;) {
    if (poll(ends.data(), ends.size(), -1) < 0) continue;
    for (size_t i = 0; i < ends.size(); ++i) {
      if (ends[i].revents == 0) continue;
      char buffer[1 << 16];
      const ssize_t count = read(ends[i].fd, buffer, sizeof buffer);
      if (count <= 0) return i;
      children_[i].report.append(buffer, static_cast<size_t>(count));
    }
  }
}

void BatchRunner::finish(Child child, BatchOutcome& out) {
  close(child.pipe);
  int status = 0;
  waitpid(child.process, &status, 0);
  const uint64_t stopped = read_report(child.report, child.cases, out);
  out.cases = child.cases.count;
  if (stopped == child.cases.end()) return;
  out.divergences.push_back({stopped, crash_of(WIFSIGNALED(status) ? WTERMSIG(status) : 0)});
  remove_files(options_, child.process);
  const CaseRange rest = {stopped + 1, child.cases.end() - stopped - 1};
  out.cases -= rest.count;
  if (rest.count > 0) resumed_.push_back(rest);
}

bool BatchRunner::next(BatchOutcome& out) {
  start_children();
  if (children_.empty()) return false;
  const auto at = children_.begin() + static_cast<std::ptrdiff_t>(wait_for_one());
  Child child = std::move(*at);
  children_.erase(at);
  finish(std::move(child), out);
  return true;
}

}  // namespace tern::diff
