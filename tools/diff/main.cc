#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

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
    "         --no-minimise         print diverging scripts as they are\n";

struct Arguments {
  std::vector<std::string> files;
  bool slt = false;
  bool generated = false;
  uint64_t seed = 1;
  uint64_t cases = 0;
  uint64_t first_case = 0;
  bool print = false;
  bool minimises = true;
  int divergences_max = 10;
  CompareOptions options;
};

struct Tally {
  uint64_t cases = 0;
  int divergences = 0;
  std::map<std::string, int> unsupported;
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

// Runs one script and reports; `replay` is the command that runs it again.
void run_case(const Script& script, const std::string& replay, const Arguments& arguments,
              Tally& tally) {
  ++tally.cases;
  if (arguments.print) {
    std::printf("-- %s\n%s\n", replay.c_str(), print_script(script).c_str());
    return;
  }
  Divergence found = compare_apart(script, arguments.options);
  for (const auto& [what, times] : found.unsupported) tally.unsupported[what] += times;
  if (!found.found()) return;
  ++tally.divergences;
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

void run_files(const Arguments& arguments, Tally& tally) {
  for (const std::string& path : arguments.files) {
    const std::string text = read_file(path);
    const Script script = arguments.slt ? parse_slt(text) : parse_script(text);
    if (script.empty()) {
      std::printf("%s: no statements\n", path.c_str());
      ++tally.divergences;
    }
    run_case(script, "tern-diff " + std::string(arguments.slt ? "--slt " : "") + path, arguments,
             tally);
  }
}

void run_generated(const Arguments& arguments, Tally& tally) {
  for (uint64_t i = 0; i < arguments.cases && tally.divergences < arguments.divergences_max; ++i) {
    const uint64_t number = arguments.first_case + i;
    run_case(
        generate(arguments.seed, number),
        "tern-diff --seed " + std::to_string(arguments.seed) + " --case " + std::to_string(number),
        arguments, tally);
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
  run_files(arguments, tally);
  if (arguments.generated) run_generated(arguments, tally);
  if (arguments.print) return 0;
  for (const auto& [what, times] : tally.unsupported) {
    std::printf("%7d  %s\n", times, what.c_str());
  }
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
