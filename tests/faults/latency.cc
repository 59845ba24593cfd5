// tern-faults: how long an honest tenant's reads take beside each kind of misbehaviour, against how
// long they take alone just before and after it. Server, honest clients and crowd share this
// machine. Figures, for people; what must hold is tested by test_faults.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <list>
#include <string>
#include <thread>
#include <vector>

#include "tests/faults/faults.h"
#include "tests/faults/honest_load.h"

namespace tern::faults {
namespace {

struct Percentiles {
  double p50 = 0;
  double p99 = 0;
  size_t count = 0;
};

Percentiles percentiles_of(std::vector<double> times) {
  if (times.empty()) return {};
  std::ranges::sort(times);
  return {times[times.size() / 2], times[times.size() * 99 / 100], times.size()};
}

Percentiles measure(HonestLoad& honest, std::chrono::seconds time) {
  (void)honest.take_times();
  std::this_thread::sleep_for(time);
  return percentiles_of(honest.take_times());
}

/// Whether all answers were right.
bool print_fault(const Fault& fault, std::chrono::seconds time) {
  FaultServer server({"--connections-max", "5000"});
  fill_honest(server);
  HonestLoad honest(server, {.runs_first = true});
  std::this_thread::sleep_for(std::chrono::seconds(1));
  const Percentiles before = measure(honest, time);
  Percentiles beside;
  uint64_t came = 0;
  {
    std::list<Crowd> crowds;
    for (const auto& [count, manner] : fault.crowds)
      crowds.emplace_back(server.port(), count, manner, true);
    auto crowd = crowds.begin();
    for (const auto& [count, manner] : fault.crowds) (void)(crowd++)->has_come(count);
    std::this_thread::sleep_for(std::chrono::seconds(1));
    const auto connections = [&] {
      uint64_t sum = 0;
      for (const Crowd& one : crowds) sum += one.connections();
      return sum;
    };
    const uint64_t had_come = connections();
    beside = measure(honest, time);
    came = (connections() - had_come) / static_cast<uint64_t>(time.count());
  }
  std::this_thread::sleep_for(std::chrono::seconds(2));
  const Percentiles after = measure(honest, time);
  honest.stop();
  const double alone = (before.p99 + after.p99) / 2;
  std::printf("%-26s %6.0f %7.0f %7zu  %6.0f %7.0f %7zu  %6.0f %7.0f  %7.2f  %8llu  %7llu%s\n",
              fault.name.c_str(), before.p50, before.p99, before.count, beside.p50, beside.p99,
              beside.count, after.p50, after.p99, beside.p99 / alone,
              static_cast<unsigned long long>(server.peak_bytes() >> 20),
              static_cast<unsigned long long>(came), honest.complaints().empty() ? "" : "  WRONG");
  std::fputs(honest.complaints().c_str(), stdout);
  std::fflush(stdout);
  return honest.complaints().empty();
}

int run(int count, char** arguments) {
  std::chrono::seconds time{5};
  std::string filter;
  for (int i = 1; i < count; ++i) {
    const std::string word = arguments[i];
    if (word == "--seconds" && i + 1 < count) {
      time = std::chrono::seconds(std::max(1, std::atoi(arguments[++i])));
    } else if (word.starts_with("--")) {
      std::puts("tern-faults [--seconds N] [WORD]: all faults, or those with WORD in their name");
      return word == "--help" ? 0 : 2;
    } else {
      filter = word;
    }
  }
  std::printf(
      "%-26s %22s  %22s  %14s  %7s  %8s  %7s\n%-26s %6s %7s %7s  %6s %7s %7s  %6s %7s  %7s\n",
      "an honest read, us", "alone, before", "beside the fault", "alone, after", "p99", "peak MiB",
      "crowd/s", "", "p50", "p99", "reads", "p50", "p99", "reads", "p50", "p99", "ratio");
  bool is_right = true;
  for (const Fault& fault : all_faults())
    if (fault.name.find(filter) != std::string::npos) is_right &= print_fault(fault, time);
  return is_right ? 0 : 1;
}

}  // namespace
}  // namespace tern::faults

int main(int count, char** arguments) { return tern::faults::run(count, arguments); }
