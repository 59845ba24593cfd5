#include "tools/bench/abi.h"

#include <cstdio>
#include <filesystem>
#include <optional>

#include "tools/bench/abi_counter.h"
#include "tools/bench/abi_library.h"
#include "tools/bench/abi_measure.h"
#include "tools/bench/abi_report.h"
#include "tools/bench/abi_workloads.h"
#include "tools/bench/instructions.h"
#include "tools/bench/measured_child.h"
#include "tools/bench/scratch_folder.h"

namespace tern::bench {
namespace {

constexpr const char* kUsage =
    "usage: tern-bench abi [options]\n"
    "  --filter TEXT      only workloads with TEXT in their name\n"
    "  --repetitions N    timed runs of each (7)\n"
    "  --cpu              processor time, for a machine that has other work, too\n"
    "  --instructions     no times: instructions, counted by valgrind's callgrind\n"
    "  --library FILE     Tern's library\n"
    "  --reference FILE   SQLite's (the system's)\n";

struct Arguments {
  std::string filter;
  std::string library[2] = {TERN_SQLITE3_LIBRARY, kReferenceLibrary};
  bool counts_instructions = false;
  AbiMeasureOptions measure;
};

std::optional<Arguments> parse(std::span<const std::string> words) {
  Arguments out;
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "--cpu") {
      out.measure.counts_cpu = true;
      continue;
    }
    if (word == "--instructions") {
      out.counts_instructions = true;
      continue;
    }
    if (++i == words.size()) return std::nullopt;
    const std::string& value = words[i];
    if (word == "--filter") {
      out.filter = value;
    } else if (word == "--repetitions") {
      out.measure.repetitions = std::stoi(value);
    } else if (word == "--library") {
      out.library[0] = value;
    } else if (word == "--reference") {
      out.library[1] = value;
    } else {
      return std::nullopt;
    }
  }
  return out;
}

/// The database of a workload, which both libraries have a copy of.
class AbiDatabase {
 public:
  AbiDatabase(const ScratchFolder& folder, const AbiWorkload& workload,
              const AbiFunctions& reference)
      : folder_(folder), in_memory_(!workload.make) {
    if (in_memory_) return;
    std::filesystem::remove(made());
    AbiConnection db(reference, made());
    const Status status = make(db, workload);
    if (!status) give_up(workload.name, status.error().message());
  }

  std::string copy_for(EngineKind kind) const {
    if (in_memory_) return ":memory:";
    const std::string copy = folder_.path(std::string(name_of(kind)) + ".db");
    std::filesystem::copy_file(made(), copy, std::filesystem::copy_options::overwrite_existing);
    return copy;
  }

 private:
  static Status make(AbiConnection& db, const AbiWorkload& workload) {
    TRY(db.open());
    TRY(workload.make(db));
    return db.close();
  }
  std::string made() const { return folder_.path("made.db"); }

  const ScratchFolder& folder_;
  bool in_memory_;
};

class Bench {
 public:
  explicit Bench(const Arguments& arguments)
      : arguments_(arguments),
        reference_(load_abi_library(arguments.library[1])),  // first: see there
        tern_(load_abi_library(arguments.library[0])) {
    std::printf("tern:   %s\nsqlite: %s, %s\n", tern_.file.c_str(), reference_.file.c_str(),
                reference_.functions.libversion());
    if (!arguments.counts_instructions && !counter_.refusal().empty()) {
      std::printf("no instructions are counted (%s); --instructions counts them\n",
                  counter_.refusal().c_str());
    }
  }

  int run() {
    AbiReport report;
    for (const AbiWorkload& workload : abi_workloads()) {
      if (workload.name.find(arguments_.filter) == std::string::npos) continue;
      const AbiDatabase database(folder_, workload, reference_.functions);
      report.add(workload, arguments_.counts_instructions
                               ? counted(workload, database)
                               : timed(workload, database, arguments_.measure));
    }
    return report.print_summary() ? 0 : 1;
  }

 private:
  AbiMeasurement timed(const AbiWorkload& workload, const AbiDatabase& database,
                       const AbiMeasureOptions& options) const {
    AbiConnection tern(tern_.functions, database.copy_for(EngineKind::Tern));
    AbiConnection sqlite(reference_.functions, database.copy_for(EngineKind::Sqlite));
    return measure_abi({&tern, &sqlite}, workload, counter_, options);
  }

  /// The difference between processes that run the workload twice and once.
  AbiMeasurement counted(const AbiWorkload& workload, const AbiDatabase& database) const {
    AbiMeasurement out = timed(workload, database, {.repetitions = 0});  // answers alone
    if (!out.why.empty()) return out;
    for (const EngineKind kind : {EngineKind::Tern, EngineKind::Sqlite}) {
      const auto at = static_cast<size_t>(kind);
      const auto count = [&](const char* runs) {
        return count_instructions(folder_, {"--abi-once", workload.name, arguments_.library[at],
                                            database.copy_for(kind), runs});
      };
      const double once = count("1");
      out.instructions[at] = (count("2") - once) / static_cast<double>(workload.small_operations);
    }
    return out;
  }

  const Arguments& arguments_;
  InstructionCounter counter_;  // before a library starts threads
  AbiLibrary reference_;
  AbiLibrary tern_;
  ScratchFolder folder_;
};

Status run_times(AbiConnection& db, const AbiWorkload& workload, int times) {
  TRY(ready_abi_connection(workload, db));
  for (int left = times; left > 0; --left) {
    if (workload.before) TRY(db.execute(workload.before));
    (void)TRY(workload.run(db, workload.small_operations));
  }
  return ok();
}

}  // namespace

int print_abi(std::span<const std::string> words) {
  const std::optional<Arguments> arguments = parse(words);
  if (!arguments) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  return Bench(*arguments).run();
}

int run_abi_once(std::span<const std::string> arguments) {
  const AbiWorkload& workload = abi_workload_named(arguments[0]);
  const AbiLibrary library = load_abi_library(arguments[1]);
  AbiConnection db(library.functions, arguments[2]);
  const Status done = run_times(db, workload, std::stoi(arguments[3]));
  if (!done) give_up(workload.name, done.error().message());
  return 0;
}

}  // namespace tern::bench
