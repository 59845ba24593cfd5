// simulator: transactions on a disk that fails, and an oracle for what must be left.
//   simulator --rounds 20000 --seed 1      simulator --seed 1 --replay 4711
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>

#include "fuzz/round.h"

namespace {

using tern::fuzz::Round;
using tern::fuzz::RoundSettings;
using tern::fuzz::Tally;

constexpr unsigned kSecondsMax = 60;  // for one round
constexpr uint64_t kViolationsMax = 10;

uint64_t current_seed = 0;
uint64_t current_round = 0;

void report_hang(int) {
  char text[128];
  const int size = std::snprintf(text, sizeof text, "HANG: simulator --seed %lu --replay %lu\n",
                                 current_seed, current_round);
  if (::write(STDOUT_FILENO, text, static_cast<size_t>(size)) < 0) ::_exit(2);
  ::_exit(1);
}

bool run_round(uint64_t seed, uint64_t number, bool is_verbose, bool ignores_syncs, Tally& tally) {
  current_seed = seed;
  current_round = number;
  ::alarm(kSecondsMax);
  tern::io::SeededRandom random(seed * 1'000'003 + number);
  RoundSettings settings = RoundSettings::draw(random);
  settings.disk.ignores_syncs = ignores_syncs;
  Round round(settings, random.next_u64(), is_verbose, tally);
  const std::string violation = round.run();
  ::alarm(0);
  if (violation.empty()) return true;
  std::printf("VIOLATION: simulator --seed %lu --replay %lu\n  %s\n  %s\n", seed, number,
              settings.describe().c_str(), violation.c_str());
  std::fflush(stdout);
  return false;
}

void print(const Tally& tally) {
  std::printf("rounds %lu, statements %lu, commits %lu, rebuilds %lu, busy %lu\n", tally.rounds,
              tally.statements, tally.commits, tally.rebuilds, tally.busy);
  std::printf("crash points: power lost %lu, processes died %lu; recoveries %lu\n",
              tally.power_losses, tally.deaths, tally.recoveries);
  constexpr const char* kNames[]{"error",   "no space", "short read", "short write",
                                 "bit rot", "death",    "power loss"};
  std::printf("faults:");
  for (size_t i = 0; i < tally.faults.size(); ++i) {
    std::printf("%s %s %lu", i == 0 ? "" : ",", kNames[i], tally.faults[i]);
  }
  std::printf("\nviolations %lu\n", tally.violations);
}

}  // namespace

int main(int argc, char** argv) {
  uint64_t rounds = 1000;
  uint64_t seed = 1;
  int64_t replay = -1;
  bool ignores_syncs = false;
  CLI::App app{"Transactions on a simulated disk that fails."};
  app.add_option("--rounds", rounds, "how many");
  app.add_option("--seed", seed, "of all choices");
  app.add_option("--replay", replay, "only this round, told step by step");
  app.add_flag("--ignore-syncs", ignores_syncs, "a disk that lies: success is to find violations");
  CLI11_PARSE(app, argc, argv);
  std::signal(SIGALRM, report_hang);

  Tally tally;
  if (replay >= 0) {
    run_round(seed, static_cast<uint64_t>(replay), true, ignores_syncs, tally);
  } else {
    for (uint64_t i = 0; i < rounds && tally.violations < kViolationsMax; ++i) {
      run_round(seed, i, false, ignores_syncs, tally);
    }
  }
  print(tally);
  return (tally.violations > 0) == ignores_syncs ? 0 : 1;
}
