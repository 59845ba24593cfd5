#include "tools/bench/queries/prepare.h"

#include <cstdio>
#include <filesystem>
#include <optional>

#include "tools/bench/instructions.h"
#include "tools/bench/measured_child.h"
#include "tools/bench/queries/measure.h"
#include "tools/bench/queries/subject.h"
#include "tools/bench/queries/suite.h"
#include "tools/bench/scratch_folder.h"

namespace tern::bench {
namespace {

constexpr int kRepetitions = 9;
constexpr int64_t kCacheKibibytes = 65536;

struct Prepared {
  std::string name;
  std::string sql;
  int timed;    // preparations in a timed run
  int counted;  // and in a counted one
};

std::vector<Prepared> prepared() {
  std::vector<Prepared> out = {
      {"simple", "SELECT title FROM title WHERE id = ?", 5'000, 100},
      {"two tables",
       "SELECT t.title, k.kind FROM title t JOIN kind_type k ON k.id = t.kind_id WHERE t.id = ?",
       3'000, 100},
  };
  for (const SuiteQuery& query : movies_suite().queries) {
    if (query.name.starts_with("12"))
      out.push_back({"12 tables, " + query.name, query.sql, 100, 4});
  }
  return out;
}

enum class Text {
  New,   // another one each time
  Same,  // one that was prepared and finalized before
};

Status prepare_times(Subject& subject, const std::string& sql, int times, Text text) {
  static int count = 0;
  for (int left = times; left > 0; --left) {
    TRY(subject.prepare(text == Text::Same ? sql : sql + " -- " + std::to_string(++count)));
  }
  return ok();
}

double microseconds(Subject& subject, const Prepared& query, Text text) {
  const double start = now_ms(true);
  const Status done = prepare_times(subject, query.sql, query.timed, text);
  const double took_ms = now_ms(true) - start;
  if (!done) give_up(query.name, done.error().message());
  return took_ms * 1'000 / query.timed;
}

void print_line(const std::string& name, const double (&cost)[2], double ratio) {
  std::printf("%-24s %14.1f %14.1f %8.2f\n", name.c_str(), cost[0], cost[1], ratio);
  std::fflush(stdout);
}

void print_times(const std::string& path, Text text) {
  std::printf("%-24s %14s %14s %8s\n",
              text == Text::New ? "us, a new text, cpu" : "us, the same text, cpu", "tern",
              "sqlite", "ratio");
  const std::unique_ptr<Subject> subjects[2] = {
      open_subject(EngineKind::Tern, path, kCacheKibibytes),
      open_subject(EngineKind::Sqlite, path, kCacheKibibytes)};
  for (const Prepared& query : prepared()) {
    std::vector<double> times[2];
    std::vector<double> ratios;
    for (const auto& subject : subjects) microseconds(*subject, query, text);  // warm
    for (int i = 0; i < kRepetitions; ++i) {
      for (const size_t engine : {size_t{0}, size_t{1}}) {
        times[engine].push_back(microseconds(*subjects[engine], query, text));
      }
      ratios.push_back(times[1].back() / times[0].back());
    }
    print_line(query.name, {median(times[0]), median(times[1])}, median(ratios));
  }
}

void print_counts(const std::string& path, const ScratchFolder& scratch) {
  std::printf("%-24s %14s %14s %8s\n", "instructions/prepare", "tern", "sqlite", "ratio");
  for (const Prepared& query : prepared()) {
    double cost[2];
    for (const EngineKind kind : {EngineKind::Tern, EngineKind::Sqlite}) {
      const auto count = [&](int times) {
        return count_instructions(scratch, {"--prepare-often", std::string(name_of(kind)), path,
                                            query.name, std::to_string(times)});
      };
      const double once = count(query.counted);
      cost[static_cast<size_t>(kind)] = (count(2 * query.counted) - once) / query.counted;
    }
    print_line(query.name, cost, cost[1] / cost[0]);
  }
}

}  // namespace

int print_prepare(std::span<const std::string> arguments) {
  const ScratchFolder scratch;
  std::string folder = scratch.path("");
  bool counts = false;
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--instructions") counts = true;
    if (arguments[i] == "--keep" && i + 1 < arguments.size()) folder = arguments[++i];
  }
  std::filesystem::create_directories(folder);
  const std::string path = ready_database(movies_suite(), folder);
  if (counts) {
    print_counts(path, scratch);
  } else {
    print_times(path, Text::New);
    print_times(path, Text::Same);
  }
  return 0;
}

int prepare_often(std::span<const std::string> arguments) {
  const auto subject = open_subject(kind_named(arguments[0]), arguments[1], kCacheKibibytes);
  for (const Prepared& query : prepared()) {
    if (query.name != arguments[2]) continue;
    const Status done = prepare_times(*subject, query.sql, std::stoi(arguments[3]), Text::New);
    if (!done) give_up(query.name, done.error().message());
    return 0;
  }
  give_up(arguments[2], "no such query");
}

}  // namespace tern::bench
