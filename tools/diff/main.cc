#include <malloc.h>
#include <sqlite3.h>
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
#include "tools/diff/function_profile.h"
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
    "         --in-files            the reference works on a file, too, not in memory\n"
    "         --no-minimise         print diverging scripts as they are\n"
    "         --profile queries     generated scripts are SELECTs, in the language's full width\n"
    "         --profile writes      generated scripts are of INSERT, UPDATE, DELETE and what goes "
    "with them\n"
    "         --profile generated   tables of generated scripts have generated columns\n"
    "         --profile functions   every built-in function with all edge values, then N random "
    "calls\n"
    "         --few                 with every fourth edge value\n"
    "         --jobs J              J processes at a time (default 1)\n"
    "         --coverage            how often each production, plan operator and function came "
    "up,\n"
    "                               and which never\n"
    "         --require-coverage    fail if one never did\n";

struct Arguments {
  std::vector<std::string> files;
  bool slt = false;
  bool generated = false;
  bool functions = false;
  bool with_few = false;
  CaseSource source;
  CaseRange cases;
  bool is_one_case = false;
  size_t jobs = 1;
  bool print = false;
  bool minimises = true;
  bool covers = false;
  bool requires_coverage = false;
  int divergences_max = 10;
  CompareOptions options;
};

struct Tally {
  uint64_t cases = 0;
  int divergences = 0;
  std::map<std::string, int> remarks;
  Coverage coverage;
};

bool choose_profile(std::string_view name, Arguments& out) {
  if (name == "queries") {
    out.source.profile = Profile::Queries;
    out.options.reads_only = true;
  } else if (name == "writes") {
    out.source.profile = Profile::Writes;
    out.options.messages = out.options.covers_changes = out.options.in_files = true;
    out.options.leaves_order_open = true;
  } else if (name == "generated") {
    out.source.profile = Profile::Generated;
  } else if (name == "functions") {
    out.functions = true;
  } else {
    return false;
  }
  return true;
}

bool parse(int count, char** words, Arguments& out) {
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    const auto number = [&]() -> uint64_t {
      return i + 1 < count ? std::strtoull(words[++i], nullptr, 10) : 0;
    };
    if (word == "--slt") {
      out.slt = true;
    } else if (word == "--seed") {
      out.source.seed = number();
      out.generated = true;
    } else if (word == "--cases") {
      out.cases.count = number();
      out.generated = true;
    } else if (word == "--case") {
      out.cases = {number(), 1};
      out.generated = out.is_one_case = true;
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
    } else if (word == "--require-coverage") {
      out.covers = out.requires_coverage = true;
    } else if (word == "--profile") {
      if (i + 1 >= count || !choose_profile(words[++i], out)) return false;
    } else if (word == "--in-files") {
      out.options.in_files = true;
    } else if (word == "--few") {
      out.with_few = true;
    } else if (word == "--jobs") {
      out.jobs = number();
    } else if (word == "--no-minimise") {
      out.minimises = false;
    } else if (word.starts_with("-")) {
      return false;
    } else {
      out.files.push_back(word);
    }
  }
  return out.generated || out.functions || !out.files.empty();
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
    for (const auto& [what, times] : found.remarks) tally.remarks[what] += times;
    if (!found.found()) continue;
    ++tally.divergences;
    report(script, found, replay, arguments);
  }
}

std::string replay_of(const CaseSource& source, uint64_t number) {
  std::string out = "tern-diff ";
  if (source.profile == Profile::Queries) out += "--profile queries ";
  if (source.profile == Profile::Writes) out += "--profile writes ";
  if (source.profile == Profile::Generated) out += "--profile generated ";
  out += "--seed " + std::to_string(source.seed);
  return out += " --case " + std::to_string(number);
}

void print_generated(const Arguments& arguments) {
  for (uint64_t i = arguments.cases.first; i < arguments.cases.end(); ++i) {
    print(generate(arguments.source, i), replay_of(arguments.source, i));
  }
}

void run_generated(const Arguments& arguments, Tally& tally) {
  BatchRunner runner(arguments.source, arguments.cases, arguments.options, arguments.jobs);
  for (BatchOutcome outcome; runner.next(outcome); outcome = {}) {
    tally.cases += outcome.cases;
    tally.coverage.add(outcome.coverage);
    for (const auto& [what, times] : outcome.remarks) tally.remarks[what] += times;
    for (const auto& [number, divergence] : outcome.divergences) {
      if (++tally.divergences > arguments.divergences_max) return;
      report(generate(arguments.source, number), divergence, replay_of(arguments.source, number),
             arguments);
    }
  }
}

int run_functions(const Arguments& arguments) {
  FunctionProfileOptions options;
  options.seed = arguments.source.seed;
  options.jobs = std::max<size_t>(arguments.jobs, 1);
  options.divergences_max = arguments.divergences_max;
  options.with_few = arguments.with_few;
  options.random_calls = arguments.cases.count;
  if (arguments.is_one_case) options.only_call = arguments.cases.first;
  return run_function_profile(options) == 0 ? 0 : 1;
}

int run(Arguments arguments) {
  if (arguments.functions) return run_functions(arguments);
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
  if (arguments.print) {
    print_generated(arguments);
    return 0;
  }
  if (arguments.generated) run_generated(arguments, tally);
  for (const auto& [what, times] : tally.remarks) {
    std::printf("%7d  %s\n", times, what.c_str());
  }
  if (arguments.covers)
    std::printf("%s", tally.coverage.report(arguments.options.covers_changes).c_str());
  std::printf("%llu cases, %d divergences\n", static_cast<unsigned long long>(tally.cases),
              tally.divergences);
  const bool lacks_coverage =
      arguments.requires_coverage && !tally.coverage.is_complete(arguments.options.covers_changes);
  return tally.divergences == 0 && !lacks_coverage ? 0 : 1;
}

}  // namespace
}  // namespace tern::diff

int main(int count, char** words) {
  // One thread, nothing to count, and memory that comes again soon: less of it for bookkeeping.
  sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  tern::diff::Arguments arguments;
  if (!tern::diff::parse(count, words, arguments)) {
    std::fputs(tern::diff::kUsage, stderr);
    return 2;
  }
  return tern::diff::run(std::move(arguments));
}
