#include "tools/diff/function_profile.h"

#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <set>

#include "engine/base/assert.h"
#include "tools/diff/function_comparer.h"
#include "tools/diff/pipe_text.h"

namespace tern::diff {

namespace {

constexpr uint64_t kCallsPerBlock = 20'000;
constexpr time_t kSecondsPerUnit = 120;

/// A call with its arguments.
struct Call {
  CallForm form;
  std::vector<Value> made;  // values that stand in no table
  std::vector<const Value*> arguments;
};

/// All calls, in units: an exhaustive form each, then blocks of random calls.
class Calls {
 public:
  explicit Calls(const FunctionProfileOptions& options)
      : options_(options),
        reference_(open_reference(":memory:", why_)),
        values_(*reference_),
        functions_(*reference_) {}

  uint64_t units() const {
    if (options_.only_call) return 1;
    return functions_.exhaustive().size() +
           (options_.random_calls + kCallsPerBlock - 1) / kCallsPerBlock;
  }
  uint64_t size(uint64_t unit) const {
    if (options_.only_call) return 1;
    if (const CallForm* form = exhaustive(unit)) {
      uint64_t out = 1;
      for (size_t i = 0; i < form->roles.size(); ++i) out *= values().size();
      return out;
    }
    return std::min(kCallsPerBlock, options_.random_calls - first_random(unit));
  }
  void make(uint64_t unit, uint64_t index, Call& out) const {
    out.arguments.clear();
    if (const CallForm* form = options_.only_call ? nullptr : exhaustive(unit)) {
      if (index == 0) out.form = *form;
      const size_t count = values().size();
      for (size_t i = 0; i < form->roles.size(); ++i, index /= count) {
        out.arguments.push_back(&values()[index % count]);
      }
      return;
    }
    Random random(mixed(options_.seed, number(unit, index)));
    out.form = functions_.random(random);
    out.made.clear();
    for (const Role role : out.form.roles) out.made.push_back(values_.random(role, random));
    for (const Value& value : out.made) out.arguments.push_back(&value);
  }
  const std::vector<Value>& values() const {
    return options_.with_few ? values_.few() : values_.all();
  }
  /// How to see a call again.
  std::string replay(uint64_t unit, uint64_t index) const {
    if (!options_.only_call && exhaustive(unit)) return {};
    return "  (--profile functions --seed " + std::to_string(options_.seed) + " --case " +
           std::to_string(number(unit, index)) + ")\n";
  }

 private:
  const CallForm* exhaustive(uint64_t unit) const {
    return unit < functions_.exhaustive().size() ? &functions_.exhaustive()[unit] : nullptr;
  }
  uint64_t first_random(uint64_t unit) const {
    return (unit - functions_.exhaustive().size()) * kCallsPerBlock;
  }
  uint64_t number(uint64_t unit, uint64_t index) const {
    return options_.only_call ? *options_.only_call : first_random(unit) + index;
  }

  FunctionProfileOptions options_;
  std::string why_;
  std::unique_ptr<Side> reference_;
  FunctionValues values_;
  FunctionCalls functions_;
};

/// Ends this process if it takes longer until the next call. Other processes' time does not count.
void limit_processor_time() {
  const itimerval limit = {.it_interval = {},
                           .it_value = {.tv_sec = kSecondsPerUnit, .tv_usec = 0}};
  setitimer(ITIMER_VIRTUAL, &limit, nullptr);
}

/// Where a worker is, for the parent to read if it crashes.
struct Place {
  uint64_t unit;
  uint64_t index;
};

struct Worker {
  pid_t process;
  int pipe;
  Place* place;
  size_t number;
};

class ProfileRun {
 public:
  explicit ProfileRun(const FunctionProfileOptions& options) : options_(options), calls_(options) {}

  uint64_t run() {
    std::vector<Worker> workers;
    for (size_t i = 0; i < options_.jobs; ++i) workers.push_back(start(i, i));
    for (Worker& worker : workers) {
      while (!finish(worker)) worker = start(worker.number, worker.place->unit + options_.jobs);
    }
    for (const auto& [reason, count] : changes_) {
      std::printf("%9llu  known: %s\n", static_cast<unsigned long long>(count), reason.c_str());
    }
    std::printf("%llu calls, %llu divergences\n", static_cast<unsigned long long>(compared_),
                static_cast<unsigned long long>(divergences_));
    return divergences_;
  }

 private:
  Worker start(size_t number, uint64_t first_unit) {
    int ends[2];
    ASSERT(pipe(ends) == 0);
    void* const shared =
        mmap(nullptr, sizeof(Place), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ASSERT(shared != MAP_FAILED);
    Worker out{0, ends[0], new (shared) Place{}, number};
    std::fflush(stdout);
    out.process = fork();
    if (out.process == 0) {
      close(ends[0]);
      work(first_unit, *out.place, ends[1]);
      _exit(0);
    }
    close(ends[1]);
    return out;
  }

  /// In the child. Of differences that look alike only some are told.
  void work(uint64_t unit, Place& place, int pipe) {
    uint64_t compared = 0;
    uint64_t divergences = 0;
    FunctionComparer comparer(calls_.values());
    Call call;
    for (; unit < calls_.units(); unit += options_.jobs) {
      limit_processor_time();
      place.unit = unit;
      int told = 0;
      for (uint64_t i = 0; i < calls_.size(unit); ++i) {
        place.index = i;
        calls_.make(unit, i, call);
        std::string difference = comparer.compare(call.form, call.arguments);
        compared += call.form.is_over_rows ? calls_.values().size() : 1;
        if (difference.empty()) continue;
        ++divergences;
        if (told++ < options_.divergences_max) {
          send_text(pipe, "divergence");
          send_text(pipe, difference + calls_.replay(unit, i));
        }
      }
    }
    for (const auto& [reason, count] : comparer.changes()) {
      send_text(pipe, "change " + reason);
      send_text(pipe, std::to_string(count));
    }
    send_text(pipe, "compared");
    send_text(pipe, std::to_string(compared));
    send_text(pipe, "divergences");
    send_text(pipe, std::to_string(divergences));
  }

  /// Waits for the worker's end; false: it crashed, and others of its units are left.
  bool finish(Worker& worker) {
    const std::string report = read_all(worker.pipe);
    close(worker.pipe);
    int status = 0;
    waitpid(worker.process, &status, 0);
    std::string_view rest = report;
    std::string what;
    std::string text;
    while (take_text(rest, what) && take_text(rest, text)) {
      if (what == "compared") compared_ += std::stoull(text);
      if (what == "divergences") divergences_ += std::stoull(text);
      if (what.starts_with("change ")) changes_[what.substr(7)] += std::stoull(text);
      if (what == "divergence") std::printf("%s", text.c_str());
    }
    if (!WIFSIGNALED(status)) return true;
    ++divergences_;
    Call call;
    calls_.make(worker.place->unit, 0, call);
    calls_.make(worker.place->unit, worker.place->index, call);
    std::printf("  signal %d in %s\n", WTERMSIG(status), call.form.sql.c_str());
    for (const Value* value : call.arguments) std::printf("    %s\n", literal_of(*value).c_str());
    std::printf("%s", calls_.replay(worker.place->unit, worker.place->index).c_str());
    return worker.place->unit + options_.jobs >= calls_.units();
  }

  FunctionProfileOptions options_;
  Calls calls_;
  uint64_t compared_ = 0;
  uint64_t divergences_ = 0;
  std::map<std::string, uint64_t> changes_;
};

}  // namespace

uint64_t run_function_profile(const FunctionProfileOptions& options) {
  // Local time has a rule of its own, so that it shows.
  setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
  return ProfileRun(options).run();
}

}  // namespace tern::diff
