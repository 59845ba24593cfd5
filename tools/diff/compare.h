#pragma once

#include <map>
#include <optional>
#include <string>

#include "tools/diff/plan_variant.h"
#include "tools/diff/script.h"

namespace tern::diff {

class Coverage;

struct CompareOptions {
  std::string folder;  // where the files of the runs are made
  bool allow_unsupported = false;
  bool keeps_going = false;  // report every difference, not the first alone
  bool messages = false;     // compare the texts of errors, too
  int seconds_max = 20;      // of one run
  /// After the reference's own steps nothing is written but schemas: both work in memory, and what
  /// is in the database at the end is not looked at.
  bool reads_only = false;
  /// With reads_only each query is run again in this way; unset: in all.
  std::optional<PlanVariant> plan_variant;
  Coverage* coverage = nullptr;  // of the queries; null: not wanted
  bool covers_changes = false;   // of all statements that change something, instead
  bool in_files = false;         // the reference works on a file, too
  /// What Tern does differently is no difference if the reference does it on another ReferenceWay.
  bool leaves_order_open = false;
};

/// How Tern and the reference came apart. `kind` names the sort of difference, so that a smaller
/// script with the same one can be looked for; empty: they did not.
struct Divergence {
  std::string kind;
  std::string text;
  size_t step = 0;  // where, or the script's size: at the end
  /// What is worth a line, with how often: what Tern refused as beyond this release; the way on
  /// which the reference had to go to do as Tern does.
  std::map<std::string, int> remarks;
  /// The reference was stopped in a statement that seemed to have no end (its INSERT ... SELECT
  /// reads rows that triggers of ON CONFLICT add): nothing behind it can be compared.
  bool gave_up = false;

  bool found() const { return !kind.empty(); }
};

/// Ends of the names of the files of a run, after its process's number.
constexpr const char* kTernFile = "-tern.db";
constexpr const char* kReferenceFile = "-reference.db";
constexpr const char* kReplayFile = "-replay.db";

/// Runs `script` on both sides in this process.
Divergence compare(const Script& script, const CompareOptions& options);

/// The same in a process of its own: a crash or a hang is a divergence, too.
Divergence compare_apart(const Script& script, const CompareOptions& options);

/// What a process that ended with `signal` is.
Divergence crash_of(int signal);
/// The files that a process which crashed has left.
void remove_files(const CompareOptions& options, int process);

}  // namespace tern::diff
