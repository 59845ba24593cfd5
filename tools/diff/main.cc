#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tools/diff/batch.h"
#include "tools/diff/compare.h"
#include "tools/diff/generator.h"
#include "tools/diff/minimise.h"

namespace tern::diff {
namespace {

constexpr const char* kUsage =
    "usage: tern-diff [options] FILE.sql...           scripts, through Tern and the reference\n"
    "       tern-diff [options] --slt FILE.test...    sqllogictest files\n"
    "       tern-diff [options] --seed S --cases N    N generated scripts; --case I: only that "
    "one\n"
    "options: --allow-unsupported   skip statements that Tern refuses as not supported yet\n"
    "         --messages            compare the texts of errors\n"
    "         --keep-going          report every difference in a script, and do not minimise\n"
    "         --print               print the scripts instead of running them\n"
    "         --stop-after D        stop after D divergences (default 10)\n"
    "         --no-minimise         print diverging scripts as they are\n"
    "         --profile queries     generated scripts are SELECTs, in the language's full width\n"
    "         --coverage            how often each production and operator came up, and which "
    "not\n";

constexpr uint64_t kBatchCases = 200;  // in one process

struct Arguments {
  std::vector<std::string> files;
  bool slt = false;
  bool generated = false;
  uint64_t seed = 1;
  uint64_t cases = 0;
  uint64_t first_case = 0;
  bool print = false;
  bool minimises = true;
  bool covers = false;
  Profile profile = Profile::All;
  int divergences_max = 10;
  CompareOptions options;
};

struct Tally {
  uint64_t cases = 0;
  int divergences = 0;
  std::map<std::string, int> unsupported;
  Coverage coverage;
};

bool parse(int count, char** words, Arguments& out) {
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    const auto number = [&]() -> uint64_t {
      return i + 1 < count ? std::strtoull(words[++i], nullptr, 10) : 0;
    };
    if (word == "--slt") {
      out.slt = true;
    } else if (word == "--seed") {
      out.seed = number();
      out.generated = true;
    } else if (word == "--cases") {
      out.cases = number();
      out.generated = true;
    } else if (word == "--case") {
      out.first_case = number();
      out.cases = 1;
      out.generated = true;
    } else if (word == "--stop-after") {
      out.divergences_max = static_cast<int>(number());
    } else if (word == "--allow-unsupported") {
      out.options.allow_unsupported = true;
    } else if (word == "--keep-going") {
      out.options.keeps_going = true;
      out.minimises = false;
    } else if (word == "--messages") {
      out.options.messages = true;
    } else if (word == "--print") {
      out.print = true;
    } else if (word == "--coverage") {
      out.covers = true;
    } else if (word == "--profile") {
      if (i + 1 >= count || std::string_view(words[++i]) != "queries") return false;
      out.profile = Profile::Queries;
      out.options.reads_only = true;
      out.options.checks_plans = true;
    } else if (word == "--no-minimise") {
      out.minimises = false;
    } else if (word.starts_with("-")) {
      return false;
    } else {
      out.files.push_back(word);
    }
  }
  return out.generated || !out.files.empty();
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

// Makes the script smaller and prints it; `replay` is the command that runs it again.
void report(const Script& script, Divergence found, const std::string& replay,
            const Arguments& arguments) {
  Script smaller = script;
  if (arguments.minimises) {
    smaller = minimise(script, found, arguments.options);
    const Divergence again = compare_apart(smaller, arguments.options);
    if (again.found()) found = again;
  }
  const std::string where =
      found.step < smaller.size() ? "  at: " + smaller[found.step].sql : "  at the end";
  if (arguments.options.keeps_going) {
    std::printf("DIVERGENCES  replay: %s\n%s\n", replay.c_str(), found.text.c_str());
    return;
  }
  std::printf("DIVERGENCE (%s)  replay: %s\n%s\n%s  script:\n%s\n", found.kind.c_str(),
              replay.c_str(), where.c_str(), found.text.c_str(), print_script(smaller).c_str());
  std::fflush(stdout);
}

void print(const Script& script, const std::string& replay) {
  std::printf("-- %s\n%s\n", replay.c_str(), print_script(script).c_str());
}

void run_files(const Arguments& arguments, Tally& tally) {
  for (const std::string& path : arguments.files) {
    const std::string text = read_file(path);
    const Script script = arguments.slt ? parse_slt(text) : parse_script(text);
    if (script.empty()) {
      std::printf("%s: no statements\n", path.c_str());
      ++tally.divergences;
    }
    const std::string replay = "tern-diff " + std::string(arguments.slt ? "--slt " : "") + path;
    ++tally.cases;
    if (arguments.print) {
      print(script, replay);
      continue;
    }
    const Divergence found = compare_apart(script, arguments.options);
    for (const auto& [what, times] : found.unsupported) tally.unsupported[what] += times;
    if (!found.found()) continue;
    ++tally.divergences;
    report(script, found, replay, arguments);
  }
}

std::string replay_of(const Arguments& arguments, uint64_t number) {
  std::string out = "tern-diff ";
  if (arguments.profile == Profile::Queries) out += "--profile queries ";
  out += "--seed " + std::to_string(arguments.seed);
  return out += " --case " + std::to_string(number);
}

void run_generated(const Arguments& arguments, Tally& tally) {
  const auto script_of = [&](uint64_t number) {
    return generate(arguments.profile, arguments.seed, number, tally.coverage);
  };
  const uint64_t end = arguments.first_case + arguments.cases;
  for (uint64_t next = arguments.first_case; next < end;) {
    if (arguments.print) {
      print(script_of(next), replay_of(arguments, next));
      ++next;
      continue;
    }
    const CaseRange cases = {arguments.profile, arguments.seed, next,
                             std::min(kBatchCases, end - next)};
    const BatchOutcome outcome = compare_batch(cases, arguments.options);
    next += cases.count;
    tally.cases += cases.count;
    tally.coverage.add(outcome.coverage);
    for (const auto& [what, times] : outcome.unsupported) tally.unsupported[what] += times;
    for (const auto& [number, divergence] : outcome.divergences) {
      if (++tally.divergences > arguments.divergences_max) return;
      report(script_of(number), divergence, replay_of(arguments, number), arguments);
    }
  }
}

int run(Arguments arguments) {
  // Memory if there is any: the runs are many, small and worth nothing afterwards.
  std::error_code ignored;
  arguments.options.folder =
      std::filesystem::is_directory("/dev/shm", ignored) && access("/dev/shm", W_OK) == 0
          ? "/dev/shm"
          : std::filesystem::temp_directory_path(ignored).string();
  if (!arguments.files.empty()) arguments.options.seconds_max = 600;
  Tally tally;
  if (arguments.covers) arguments.options.coverage = &tally.coverage;
  run_files(arguments, tally);
  if (arguments.generated) run_generated(arguments, tally);
  if (arguments.print) return 0;
  for (const auto& [what, times] : tally.unsupported) {
    std::printf("%7d  %s\n", times, what.c_str());
  }
  if (arguments.covers) std::printf("%s", tally.coverage.report().c_str());
  std::printf("%llu cases, %d divergences\n", static_cast<unsigned long long>(tally.cases),
              tally.divergences);
  return tally.divergences == 0 ? 0 : 1;
}

}  // namespace
}  // namespace tern::diff

int main(int count, char** words) {
  tern::diff::Arguments arguments;
  if (!tern::diff::parse(count, words, arguments)) {
    std::fputs(tern::diff::kUsage, stderr);
    return 2;
  }
  return tern::diff::run(std::move(arguments));
}
