#include "tools/diff/reference_faults.h"

#include <algorithm>
#include <fstream>
#include <ranges>

#include "tools/diff/scratch_file.h"
#include "tools/diff/side.h"

namespace tern::diff {
namespace {

// A script on the reference alone, with its two connections.
class Replay {
 public:
  Replay(const ReferenceWay& way, const CompareOptions& options)
      : file_(options.folder, kReplayFile),
        first_(open_reference(file_.path(), why_, way)),
        other_(open_reference(file_.path(), why_, way)) {}
  bool is_open() const { return first_ && other_; }
  Side& side_of(const Step& step) { return step.by_other ? *other_ : *first_; }
  void run(const Script& script, size_t count) {
    for (const Step& step : script | std::views::take(count)) side_of(step).run(step);
  }

 private:
  ScratchFile file_;
  std::string why_;
  std::unique_ptr<Side> first_;
  std::unique_ptr<Side> other_;
};

Outcome run(Side& side, const char* sql) { return side.run({sql, {}, false, false}); }

bool is_damaged(Side& reference) {
  const std::string text = text_of(run(reference, "PRAGMA integrity_check").rows);
  const auto says = [&text](const char* what) { return text.contains(what); };
  return says("*** in database") || says(" missing from index ") || says("wrong # of entries") ||
         says("non-unique entry");
}

// Is the reference's own database broken after one of the first `count` steps? (3.40 puts rows at
// wrong places after some upserts, and takes rows out of indexes alone where REPLACE of a rowid and
// IGNORE meet; a later statement may put them right.)
bool damages_itself(Replay replay, const Script& script, size_t count) {
  if (!replay.is_open()) return false;
  return std::ranges::any_of(script | std::views::take(count), [&](const Step& step) {
    Side& side = replay.side_of(step);
    side.run(step);
    return is_damaged(side);
  });
}

// How many rows have a foreign key without a parent. Fewer than none: that cannot be told, or is
// not looked at.
int64_t broken_keys(Side& reference) {
  const Outcome enforced = run(reference, "PRAGMA foreign_keys");
  if (!same_rows(enforced.rows, {{Value::integer(1)}}, true)) return -1;
  const Outcome rows = run(reference, "PRAGMA foreign_key_check");
  return rows.is_ok() ? static_cast<int64_t>(rows.rows.size()) : -1;
}

// Does step `at` leave rows in the reference's own database that break foreign keys which it is to
// enforce? (3.40 forgets to look at them after some triggers whose tables have REPLACE.)
bool breaks_its_keys(Replay replay, const Script& script, size_t at) {
  if (!replay.is_open()) return false;
  replay.run(script, at);
  Side& last = replay.side_of(script[at]);
  const int64_t before = broken_keys(last);
  last.run(script[at]);
  const Outcome ended = run(last, "COMMIT");
  return before >= 0 && ended.autocommit && broken_keys(last) > before;
}

// Does an UPDATE fail that the reference does as soon as nothing happens with what REPLACE removes?
// (3.40 looks at the other constraints again then, and may take the row for a rival of itself.)
bool stumbles_over_itself(Replay replay, const Script& script, size_t at, const ReferenceWay& way,
                          const CompareOptions& options) {
  if (!replay.is_open()) return false;
  replay.run(script, at);
  // In a copy neither foreign keys nor triggers on what is removed are turned on.
  const std::vector<std::byte> image = replay.side_of(script[at]).image();
  const ScratchFile copy(options.folder, kReferenceFile);
  std::ofstream(copy.path(), std::ios::binary)
      .write(reinterpret_cast<const char*>(image.data()),
             static_cast<std::streamsize>(image.size()));
  std::string why;
  const std::unique_ptr<Side> again = open_reference(copy.path(), why, way);
  return again && again->run(script[at]).is_ok();
}

}  // namespace

const char* fault_of_reference(const ReferenceWay& way, const Script& script,
                               const Divergence& found, const CompareOptions& options) {
  constexpr const char* kDamaged = "scripts in which the reference damages its own database";
  if (damages_itself({way, options}, script, found.step + 1)) return kDamaged;
  if (found.step >= script.size()) return nullptr;
  if (breaks_its_keys({way, options}, script, found.step)) return kDamaged;
  if (found.kind.starts_with("error 2067/0") &&
      stumbles_over_itself({way, options}, script, found.step, way, options)) {
    return "scripts in which the reference takes a row for a rival of itself";
  }
  return nullptr;
}

}  // namespace tern::diff
