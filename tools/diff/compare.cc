#include "tools/diff/compare.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ranges>

#include "tools/diff/difference.h"
#include "tools/diff/read_database.h"

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

bool is_damaged(Side& reference) {
  const std::string text =
      text_of(reference.run({"PRAGMA integrity_check", {}, false, false}).rows);
  const auto says = [&text](const char* what) { return text.contains(what); };
  return says("*** in database") || says(" missing from index ") || says("wrong # of entries") ||
         says("non-unique entry");
}

// How many rows have a foreign key without a parent. Fewer than none: that cannot be told, or is
// not looked at.
int64_t broken_keys(Side& reference) {
  const Outcome enforced = reference.run({"PRAGMA foreign_keys", {}, false, false});
  if (!same_rows(enforced.rows, {{Value::integer(1)}}, true)) return -1;
  const Outcome rows = reference.run({"PRAGMA foreign_key_check", {}, false, false});
  return rows.is_ok() ? static_cast<int64_t>(rows.rows.size()) : -1;
}

// Does step `at` leave rows in the reference's own database that break foreign keys which it is to
// enforce? (3.40 forgets to look at them after some triggers whose tables have REPLACE.)
bool breaks_its_keys(const ReferenceWay& way, const Script& script, size_t at,
                     const CompareOptions& options) {
  if (at >= script.size()) return false;
  const ScratchFile file(options.folder, kReplayFile);
  std::string why;
  const std::unique_ptr<Side> first = open_reference(file.path(), why, way);
  const std::unique_ptr<Side> other = open_reference(file.path(), why, way);
  if (!first || !other) return false;
  const auto side = [&](const Step& step) -> Side& { return step.by_other ? *other : *first; };
  for (const Step& step : script | std::views::take(at)) side(step).run(step);
  Side& last = side(script[at]);
  const int64_t before = broken_keys(last);
  last.run(script[at]);
  const Outcome ended = last.run({"COMMIT", {}, false, false});
  return before >= 0 && ended.autocommit && broken_keys(last) > before;
}

// Does an UPDATE fail that the reference does as soon as nothing happens with what REPLACE removes?
// (3.40 looks at the other constraints again then, and may take the row for a rival of itself.)
bool stumbles_over_itself(const ReferenceWay& way, const Script& script, const Divergence& found,
                          const CompareOptions& options) {
  if (found.step >= script.size() || !found.kind.starts_with("error 2067/0")) return false;
  const ScratchFile file(options.folder, kReplayFile);
  const ScratchFile copy(options.folder, kReferenceFile);
  std::string why;
  const std::unique_ptr<Side> first = open_reference(file.path(), why, way);
  const std::unique_ptr<Side> other = open_reference(file.path(), why, way);
  if (!first || !other) return false;
  const auto side = [&](const Step& step) -> Side& { return step.by_other ? *other : *first; };
  for (const Step& step : script | std::views::take(found.step)) side(step).run(step);
  const std::vector<std::byte> image = side(script[found.step]).image();
  std::ofstream(copy.path(), std::ios::binary)
      .write(reinterpret_cast<const char*>(image.data()),
             static_cast<std::streamsize>(image.size()));
  const std::unique_ptr<Side> again = open_reference(copy.path(), why, way);
  return again && again->run(script[found.step]).is_ok();
}

// Is the reference's own database broken after one of the first `count` steps? (3.40 puts rows at
// wrong places after some upserts, and takes rows out of indexes alone where REPLACE of a rowid and
// IGNORE meet; a later statement may put them right.)
bool damages_itself(const ReferenceWay& way, const Script& script, size_t count,
                    const CompareOptions& options) {
  const ScratchFile file(options.folder, kReplayFile);
  std::string why;
  const std::unique_ptr<Side> first = open_reference(file.path(), why, way);
  const std::unique_ptr<Side> other = open_reference(file.path(), why, way);
  if (!first || !other) return false;
  return std::ranges::any_of(script | std::views::take(count), [&](const Step& step) {
    Side& side = step.by_other ? *other : *first;
    side.run(step);
    return is_damaged(side);
  });
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
  const char* why = nullptr;
  if (damages_itself(way, script, out.step + 1, options) ||
      breaks_its_keys(way, script, out.step, options)) {
    why = "scripts in which the reference damages its own database";
  } else if (stumbles_over_itself(way, script, out, options)) {
    why = "scripts in which the reference takes a row for a rival of itself";
  }
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
