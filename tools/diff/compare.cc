#include "tools/diff/compare.h"

#include <unistd.h>

#include <filesystem>

#include "tools/diff/coverage.h"
#include "tools/diff/side.h"

namespace tern::diff {
namespace {

// The file that Tern works on; gone with its journals when this is.
class ScratchFile {
 public:
  ScratchFile(const std::string& folder, const char* name)
      : path_(folder + "/tern-diff-" + std::to_string(getpid()) + name) {
    remove();
  }
  ~ScratchFile() { remove(); }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  void remove() {
    std::error_code ignored;
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) {
      std::filesystem::remove(path_ + suffix, ignored);
    }
  }
  std::string path_;
};

std::string rows_text(const Outcome& reference, const Outcome& tern) {
  return "    reference:\n" + text_of(reference.rows) + "    tern:\n" + text_of(tern.rows);
}

std::string outcome_text(const Outcome& outcome) {
  if (outcome.is_ok()) return "ok, " + std::to_string(outcome.rows.size()) + " rows";
  return "error " + std::to_string(outcome.code) + " (" + outcome.message + ")";
}

std::string names_text(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += "[" + name + "]";
  return out;
}

Divergence difference(const Step& step, const Outcome& reference, const Outcome& tern,
                      const CompareOptions& options) {
  Divergence out;
  const auto differ = [&](std::string kind, const std::string& text) {
    out.kind = std::move(kind);
    out.text = text;
    return out;
  };
  const auto counts = [&](const char* what, int64_t expected, int64_t got) {
    return differ(what, std::string("    ") + what + ": reference " + std::to_string(expected) +
                            ", tern " + std::to_string(got) + "\n");
  };
  if (reference.code != tern.code || (options.messages && reference.message != tern.message)) {
    return differ(
        "error " + std::to_string(reference.code) + "/" + std::to_string(tern.code) +
            (tern.is_unsupported() ? tern.message : ""),
        "    reference: " + outcome_text(reference) + "\n    tern: " + outcome_text(tern) + "\n");
  }
  if (reference.autocommit != tern.autocommit) {
    return counts("autocommit", reference.autocommit, tern.autocommit);
  }
  // The reference alone has made the rows.
  const bool has_counts = !options.reads_only;
  if (has_counts && reference.changes != tern.changes)
    return counts("changes", reference.changes, tern.changes);
  if (has_counts && reference.last_rowid != tern.last_rowid) {
    return counts("last_insert_rowid", reference.last_rowid, tern.last_rowid);
  }
  if (!reference.is_ok()) return out;
  if (reference.columns != tern.columns) {
    return differ("column names", "    reference: " + names_text(reference.columns) +
                                      "\n    tern: " + names_text(tern.columns) + "\n");
  }
  if (is_plan(reference)) {
    if (plan_text(reference) == plan_text(tern)) return out;
    return differ("plan",
                  "    reference:\n" + plan_text(reference) + "    tern:\n" + plan_text(tern));
  }
  if (!same_rows(reference.rows, tern.rows, step.in_order)) {
    return differ("rows", rows_text(reference, tern));
  }
  return out;
}

// Tables, then their content by way of a full scan; and the schema's own text.
Divergence compare_content(Side& reference, Side& tern, const CompareOptions& options) {
  const Step schema = {"SELECT type, name, tbl_name, sql FROM sqlite_schema", {}, false, false};
  const Outcome expected = reference.run(schema);
  Divergence found = difference(schema, expected, tern.run(schema), options);
  if (found.found() && !found.kind.starts_with("error")) {
    found.kind = "schema";
    return found;
  }
  for (const RowValues& object : expected.rows) {
    if (object[0].view().as_text() != "table") continue;
    std::string name(object[1].view().as_text());
    const Step content = {"SELECT * FROM \"" + name + "\"", {}, false, false};
    const Outcome rows = reference.run(content);
    Outcome ours = tern.run(content);
    ours.changes = rows.changes;
    ours.last_rowid = rows.last_rowid;
    found = difference(content, rows, ours, options);
    if (found.found() && !ours.is_unsupported()) {
      found.kind = "content";
      found.text = "    of table " + name + ":\n" + found.text;
      return found;
    }
  }
  return {};
}

Divergence check_integrity(const std::string& path) {
  Divergence out;
  std::string why;
  const std::unique_ptr<Side> reader = open_reference(path, why);
  Outcome outcome;
  if (reader) {
    outcome = reader->run({"PRAGMA integrity_check", {}, false, false});
    const bool is_sound = outcome.is_ok() && outcome.rows.size() == 1 &&
                          outcome.rows[0][0].type() == record::ValueType::Text &&
                          outcome.rows[0][0].view().as_text() == "ok";
    if (is_sound) return out;
    why = outcome.message + "\n" + text_of(outcome.rows);
  }
  out.kind = "integrity";
  out.text = "    the reference says of Tern's file: " + why + "\n";
  return out;
}

// Lets the reference run the steps that are its own. Returns how many; with any, both files are the
// same now.
size_t prepare_file(const Script& script, const std::string& path, const std::string& copy) {
  std::string why;
  std::unique_ptr<Side> maker;
  size_t steps = 0;
  for (; steps < script.size() && script[steps].by_reference; ++steps) {
    if (!maker) maker = open_reference(path, why);
    if (maker) maker->run(script[steps]);
  }
  maker.reset();
  std::error_code ignored;
  if (steps > 0) std::filesystem::copy_file(path, copy, ignored);
  return steps;
}

void note_plan(Side& tern, const Step& step, Coverage& coverage) {
  const Outcome plan = tern.run({"EXPLAIN QUERY PLAN " + step.sql, {}, false, false});
  if (plan.columns.empty() || plan.columns.back() != "detail") return;
  for (const RowValues& row : plan.rows) coverage.hit_plan_line(row.back().view().as_text());
}

bool is_query(const Step& step) {
  return step.sql.starts_with("SELECT") || step.sql.starts_with("WITH") ||
         step.sql.starts_with("VALUES");
}

// The planner's rules by themselves: the answer must be the same without all of them, and without
// one, which is another for each step. `usual`: with all.
Divergence compare_plans(const Step& step, size_t number, const Outcome& usual, Side& tern) {
  constexpr size_t kRules = 12;  // engine/plan: bits of PRAGMA tern_rewrites
  Divergence out;
  const auto set_rules = [&tern](int64_t mask) {
    tern.run({"PRAGMA tern_rewrites = " + std::to_string(mask), {}, false, false});
  };
  const int64_t without_one = ~(int64_t{1} << number % kRules);
  for (const int64_t mask : {int64_t{0}, without_one}) {
    set_rules(mask);
    const Outcome other = tern.run(step);
    const bool is_same =
        other.code == usual.code && same_rows(usual.rows, other.rows, step.in_order);
    if (is_same) continue;
    out.kind = "plan";
    out.text = "    with tern_rewrites = " + std::to_string(mask) + ": " + outcome_text(other) +
               "\n" + text_of(other.rows) + "    with all: " + outcome_text(usual) + "\n" +
               text_of(usual.rows);
    break;
  }
  set_rules(-1);
  return out;
}

/// The steps from `begin` on, on both sides.
Divergence compare_steps(const Script& script, size_t begin, Side& reference, Side& tern,
                         const CompareOptions& options) {
  Divergence out;
  std::map<std::string, int> unsupported;
  std::string earlier;
  // Its automatic indexes overlook collations: for RTRIM 'b ' does not find 'b' any more.
  reference.run({"PRAGMA automatic_index = OFF", {}, false, false});
  for (size_t i = begin; i < script.size(); ++i) {
    const Outcome ours = tern.run(script[i]);
    if (ours.is_unsupported() && options.allow_unsupported) {
      ++unsupported[ours.message];
      continue;
    }
    if (options.coverage && ours.is_ok()) note_plan(tern, script[i], *options.coverage);
    const Outcome theirs = reference.run(script[i]);
    out = difference(script[i], theirs, ours, options);
    if (!out.found() && options.checks_plans && is_query(script[i])) {
      out = compare_plans(script[i], i, ours, tern);
    }
    out.step = i;
    out.unsupported = unsupported;
    if (!out.found()) continue;
    if (!options.keeps_going) return out;
    earlier += "  " + out.kind + " at: " + script[i].sql + "\n" + out.text;
  }
  if (!earlier.empty()) {
    out.kind = "several";
    out.text = earlier;
  }
  out.unsupported = std::move(unsupported);
  return out;
}

Divergence not_opened(const std::string& why) {
  Divergence out;
  out.kind = "open";
  out.text = "    tern does not open the file: " + why + "\n";
  return out;
}

Divergence compare_reads(const Script& script, const CompareOptions& options) {
  std::string why;
  const std::unique_ptr<Side> reference = open_reference(":memory:", why);
  size_t begin = 0;
  while (begin < script.size() && script[begin].by_reference) reference->run(script[begin++]);
  const std::unique_ptr<Side> tern = open_tern(reference->image(), why);
  if (!tern) return not_opened(why);
  return compare_steps(script, begin, *reference, *tern, options);
}

}  // namespace

Divergence compare(const Script& script, const CompareOptions& options) {
  if (options.reads_only) return compare_reads(script, options);
  const ScratchFile file(options.folder, kTernFile);
  const ScratchFile copy(options.folder, kReferenceFile);
  std::string why;
  const size_t begin = prepare_file(script, file.path(), copy.path());
  const std::unique_ptr<Side> reference = open_reference(begin > 0 ? copy.path() : ":memory:", why);
  std::unique_ptr<Side> tern = open_tern(file.path(), why);
  if (!tern) return not_opened(why);
  Divergence out = compare_steps(script, begin, *reference, *tern, options);
  if (out.found()) return out;
  std::map<std::string, int> unsupported = std::move(out.unsupported);
  reference->run({"COMMIT", {}, false, false});
  tern->run({"COMMIT", {}, false, false});
  out = compare_content(*reference, *tern, options);
  tern.reset();
  if (!out.found()) out = check_integrity(file.path());
  out.step = script.size();
  out.unsupported = std::move(unsupported);
  return out;
}

}  // namespace tern::diff
