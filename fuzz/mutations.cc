// tern-mutations: sound databases, mutated, each read and changed in a process that may die.
//   tern-mutations --count 100000 --seed 1      tern-mutations --seed 1 --case 4711
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <random>

#include "fuzz/mutator.h"
#include "fuzz/seed_files.h"

namespace {

using tern::fuzz::HostileFiles;

constexpr uint64_t kBatch = 200;
constexpr unsigned kSecondsMax = 20;                     // for one input
constexpr uint64_t kResidentMax = uint64_t{1536} << 20;  // of the process, sanitizers included

void run_case(const std::vector<HostileFiles>& seeds, uint64_t seed, uint64_t number) {
  std::mt19937_64 random(seed * 1'000'003 + number);
  HostileFiles files = seeds[random() % seeds.size()];
  tern::fuzz::mutate(files, random);
  alarm(kSecondsMax);
  tern::fuzz::exercise(files);
}

uint64_t resident_max() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
}

/// Runs cases [from, to) in a child. Returns the case that ended it, or `to`.
uint64_t run_batch(const std::vector<HostileFiles>& seeds, uint64_t seed, uint64_t from,
                   uint64_t to, uint64_t& at) {
  at = from;
  const pid_t child = fork();
  if (child == 0) {
    for (; at < to; ++at) {
      run_case(seeds, seed, at);
      if (resident_max() > kResidentMax) _exit(3);
    }
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return to;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 3) std::puts("too much memory:");
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM) std::puts("too slow:");
  return at;
}

}  // namespace

int main(int argc, char** argv) {
  uint64_t seed = 1;
  uint64_t count = 1000;
  int64_t only = -1;
  CLI::App app{"Reads and changes mutated databases."};
  app.add_option("--seed", seed, "of the mutations");
  app.add_option("--count", count, "how many");
  app.add_option("--case", only, "run this one, in this process");
  CLI11_PARSE(app, argc, argv);

  const std::vector<HostileFiles> seeds = tern::fuzz::make_seed_files();
  if (only >= 0) {
    run_case(seeds, seed, static_cast<uint64_t>(only));
    std::puts("survived");
    return 0;
  }
  // Shared with the children, so that the parent knows which case a dead one was at.
  void* shared =
      mmap(nullptr, sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return 2;
  uint64_t& at = *static_cast<uint64_t*>(shared);
  uint64_t findings = 0;
  for (uint64_t done = 0; done < count;) {
    const uint64_t end = std::min(done + kBatch, count);
    const uint64_t reached = run_batch(seeds, seed, done, end, at);
    if (reached == end) {
      done = end;
      continue;
    }
    std::printf("FINDING: tern-mutations --seed %lu --case %lu\n", seed, reached);
    std::fflush(stdout);
    ++findings;
    done = reached + 1;
  }
  std::printf("%lu inputs, %lu findings\n", count, findings);
  return findings == 0 ? 0 : 1;
}
