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
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "fuzz/mutator.h"
#include "fuzz/seed_files.h"

namespace {

using tern::fuzz::HostileFiles;

constexpr uint64_t kBatch = 500;
constexpr unsigned kSecondsMax = 20;  // for one input
// What one input may make the process ask for: its three files of 64 MiB at most, in vectors that
// double as they grow, and what Tern needs to read them. Beyond it allocation fails, a finding.
constexpr uint64_t kAllocationMax = uint64_t{512} << 20;
// With a sanitizer, whose shadow memory no such limit leaves room for, what is resident is looked
// at instead, after each input.
constexpr uint64_t kResidentMax = uint64_t{1536} << 20;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kIsSanitized = true;
#elif defined(__has_feature)
constexpr bool kIsSanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool kIsSanitized = false;
#endif

// From here on the process may have kAllocationMax bytes more than it has.
void limit_memory() {
  if (kIsSanitized) return;
  uint64_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  const uint64_t now = pages * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  const rlimit limit{now + kAllocationMax, now + kAllocationMax};
  if (now == 0 || setrlimit(RLIMIT_AS, &limit) != 0) _exit(4);
}

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
    limit_memory();
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
  if (WIFEXITED(status) && WEXITSTATUS(status) == 4) std::puts("no limit for memory:");
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM) std::puts("too slow:");
  return at;
}

void write_file(const std::string& path, const tern::ByteVector& bytes) {
  if (bytes.empty()) return;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

/// A folder for each libFuzzer target that takes such files. None knows a key.
void write_seeds(const std::vector<HostileFiles>& seeds, const std::string& folder) {
  for (size_t i = 0; i < seeds.size(); ++i) {
    if (!seeds[i].hexkey.empty()) continue;
    const std::string name = "/seed" + std::to_string(i);
    write_file(folder + "/database" + name, seeds[i].database);
    write_file(folder + "/wal" + name, seeds[i].wal);
    write_file(folder + "/journal" + name, seeds[i].journal);
  }
}

}  // namespace

int main(int argc, char** argv) {
  uint64_t seed = 1;
  uint64_t count = 1000;
  int64_t only = -1;
  std::string seed_folder;
  CLI::App app{"Reads and changes mutated databases."};
  app.add_option("--seed", seed, "of the mutations");
  app.add_option("--count", count, "how many");
  app.add_option("--case", only, "run this one, in this process");
  app.add_option("--write-seeds", seed_folder, "write what is mutated to this folder, and stop");
  CLI11_PARSE(app, argc, argv);

  const std::vector<HostileFiles> seeds = tern::fuzz::make_seed_files();
  if (!seed_folder.empty()) {
    write_seeds(seeds, seed_folder);
    return 0;
  }
  if (only >= 0) {
    limit_memory();
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
