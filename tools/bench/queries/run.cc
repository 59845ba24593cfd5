#include "tools/bench/queries/run.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>

#include "tools/bench/queries/measure.h"
#include "tools/bench/queries/report.h"
#include "tools/bench/queries/suite.h"
#include "tools/bench/scratch_folder.h"

namespace tern::bench {
namespace {

constexpr const char* kUsage =
    "usage: tern-bench queries [SUITE...] [options]    suites: tpch movies micro functions; all "
    "if none\n"
    "  --filter TEXT      only queries with TEXT in suite/name\n"
    "  --repetitions N    timed runs of each query (5)\n"
    "  --cpu              processor time, for a machine that has other work, too\n"
    "  --seconds N        bound for a run, and for all timed runs of a query (60)\n"
    "  --cache KIB        page cache of each engine (1048576: the databases fit)\n"
    "  --keep FOLDER      databases are made there, stay, and are used again\n"
    "  --print            the queries' texts instead of running them\n";

struct Arguments {
  std::vector<std::string> suites;
  std::string filter;
  std::string folder;  // empty: a scratch folder
  int64_t cache_kibibytes = 1 << 20;
  bool prints = false;
  MeasureOptions measure;
};

std::optional<Arguments> parse(std::span<const std::string> words) {
  Arguments out;
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "--print") {
      out.prints = true;
      continue;
    }
    if (word == "--cpu") {
      out.measure.counts_cpu = true;
      continue;
    }
    if (!word.starts_with("--")) {
      out.suites.push_back(word);
      continue;
    }
    if (++i == words.size()) return std::nullopt;
    const std::string& value = words[i];
    if (word == "--filter") {
      out.filter = value;
    } else if (word == "--keep") {
      out.folder = value;
    } else if (word == "--repetitions") {
      out.measure.repetitions = std::stoi(value);
    } else if (word == "--seconds") {
      out.measure.seconds_max = std::stoi(value);
    } else if (word == "--cache") {
      out.cache_kibibytes = std::stoll(value);
    } else {
      return std::nullopt;
    }
  }
  return out;
}

std::vector<const SuiteQuery*> picked_queries(const Suite& suite, const Arguments& arguments) {
  std::vector<const SuiteQuery*> out;
  const auto& wanted = arguments.suites;
  if (!wanted.empty() && std::ranges::find(wanted, suite.name) == wanted.end()) return out;
  for (const SuiteQuery& query : suite.queries) {
    const std::string name = suite.name + "/" + query.name;
    if (name.find(arguments.filter) != std::string::npos) out.push_back(&query);
  }
  return out;
}

bool run_suite(const Suite& suite, std::span<const SuiteQuery* const> queries,
               const std::string& folder, const Arguments& arguments) {
  const std::string path = ready_database(suite, folder);
  const auto tern = open_subject(EngineKind::Tern, path, arguments.cache_kibibytes);
  const auto sqlite = open_subject(EngineKind::Sqlite, path, arguments.cache_kibibytes);
  SuiteReport report(suite.name);
  for (const SuiteQuery* query : queries) {
    report.add(*query, measure({tern.get(), sqlite.get()}, *query, arguments.measure));
  }
  return report.print_summary();
}

}  // namespace

int run_queries(std::span<const std::string> words) {
  std::optional<Arguments> arguments = parse(words);
  if (!arguments) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  std::optional<ScratchFolder> scratch;
  if (arguments->folder.empty()) {
    arguments->folder = scratch.emplace().path("");
  } else {
    std::filesystem::create_directories(arguments->folder);
  }
  bool is_sound = true;
  for (const Suite* suite : {&tpch_suite(), &movies_suite(), &micro_suite(), &functions_suite()}) {
    const std::vector<const SuiteQuery*> queries = picked_queries(*suite, *arguments);
    if (queries.empty()) continue;
    if (!arguments->prints) {
      is_sound &= run_suite(*suite, queries, arguments->folder, *arguments);
      continue;
    }
    for (const SuiteQuery* query : queries) {
      std::printf("-- %s/%s\n%s;\n", suite->name.c_str(), query->name.c_str(), query->sql.c_str());
    }
  }
  return is_sound ? 0 : 1;
}

}  // namespace tern::bench
