#include "tools/diff/compare.h"

#include <algorithm>
#include <filesystem>

#include "tools/diff/difference.h"
#include "tools/diff/read_database.h"
#include "tools/diff/reference_faults.h"
#include "tools/diff/scratch_file.h"

namespace tern::diff {
namespace {

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
    ours.total_changes = rows.total_changes;
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

// Content that breaks rules which were turned off is found by the reference in its own file, too.
Divergence check_integrity(const std::string& path, Side& reference) {
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
    reference.run({"PRAGMA ignore_check_constraints = OFF", {}, false, false});
    const Outcome own = reference.run({"PRAGMA integrity_check", {}, false, false});
    if (own.is_ok() && text_of(own.rows) == text_of(outcome.rows)) return out;
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

Divergence compare_reads(const Script& script, const CompareOptions& options) {
  Divergence failure;
  ReadDatabase database(script, failure);
  if (failure.found()) return failure;
  return database.compare(script, database.size(), options);
}

Divergence compare_once(const ReferenceWay& way, const Script& script,
                        const CompareOptions& options) {
  const ScratchFile file(options.folder, kTernFile);
  const ScratchFile copy(options.folder, kReferenceFile);
  std::string why;
  const size_t begin = prepare_file(script, file.path(), copy.path());
  const bool has_other = std::ranges::any_of(script, &Step::by_other);
  const bool needs_file = begin > 0 || has_other || options.in_files;
  Sides sides = {.reference = open_reference(needs_file ? copy.path() : ":memory:", why, way),
                 .tern = open_tern(file.path(), why),
                 .bare = nullptr};
  if (!sides.tern) return not_opened(why);
  if (has_other) {
    sides.other_reference = open_reference(copy.path(), why, way);
    sides.other_tern = open_tern(file.path(), why);
    if (!sides.other_tern) return not_opened(why);
  }
  Divergence out = compare_steps(script, begin, sides, options);
  if (out.found() || out.gave_up) return out;
  std::map<std::string, int> remarks = std::move(out.remarks);
  sides.reference->run({"COMMIT", {}, false, false});
  sides.tern->run({"COMMIT", {}, false, false});
  sides.other_reference.reset();
  sides.other_tern.reset();
  out = compare_content(*sides.reference, *sides.tern, options);
  sides.tern.reset();
  sides.reference->run({"ROLLBACK", {}, false, false});  // what it would not commit, as Tern did
  if (!out.found()) out = check_integrity(file.path(), *sides.reference);
  out.step = script.size();
  out.remarks = std::move(remarks);
  return out;
}

Divergence compare_on(const ReferenceWay& way, const Script& script,
                      const CompareOptions& options) {
  Divergence out = compare_once(way, script, options);
  if (!out.found()) return out;
  const char* const why = fault_of_reference(way, script, out, options);
  if (!why) return out;
  out = {};
  ++out.remarks[why];
  return out;
}

}  // namespace

Divergence compare(const Script& script, const CompareOptions& options) {
  if (options.reads_only) return compare_reads(script, options);
  Divergence out = compare_on({}, script, options);
  if (!out.found() || !options.leaves_order_open) return out;
  CompareOptions uncounted = options;
  uncounted.coverage = nullptr;
  for (const ReferenceWay& way : ReferenceWay::others()) {
    Divergence other = compare_on(way, script, uncounted);
    if (other.found()) continue;
    ++other.remarks[std::string("scripts in which the order of rows shows: as the reference ") +
                    way.name];
    return other;
  }
  return out;
}

}  // namespace tern::diff
