#include "tools/diff/compare_steps.h"

#include <algorithm>
#include <array>

#include "tools/diff/coverage.h"
#include "tools/diff/coverage_change.h"
#include "tools/diff/coverage_syntax.h"
#include "tools/diff/difference.h"

namespace tern::diff {

namespace {

void note_coverage(Side& tern, const Step& step, Coverage& coverage) {
  cover_syntax(step.sql, coverage);
  const Outcome plan = tern.run({"EXPLAIN QUERY PLAN " + step.sql, {}, false, false});
  if (!is_plan(plan)) return;
  for (const RowValues& row : plan.rows) coverage.hit_plan_line(row.back().view().as_text());
}

bool is_query(const Step& step) {
  return step.sql.starts_with("SELECT") || step.sql.starts_with("WITH") ||
         step.sql.starts_with("VALUES");
}

/// Whether it asks for indexes by name, or reads what there is.
bool needs_indexes(const Step& step) {
  for (const char* word : {" INDEXED BY ", "sqlite_", "pragma_"}) {
    if (step.sql.find(word) != std::string::npos) return true;
  }
  return false;
}

/// The planner by itself: the answer must be the same on another way. `usual`: the planner's own.
Divergence compare_plan(const Step& step, const PlanVariant& variant, const Outcome& usual,
                        Sides& sides) {
  Divergence out;
  if (variant.is_bare && needs_indexes(step)) return out;
  Side& side = variant.is_bare ? *sides.bare : *sides.tern;
  const auto set_rules = [&side](int64_t mask) {
    side.run({"PRAGMA tern_rewrites = " + std::to_string(mask), {}, false, false});
  };
  if (variant.rewrites != -1) set_rules(variant.rewrites);
  const Outcome other = side.run(step);
  if (variant.rewrites != -1) set_rules(-1);
  const bool is_same = other.code == usual.code && other.columns == usual.columns &&
                       same_rows(usual.rows, other.rows, step.in_order);
  if (is_same) return out;
  out.kind = "plan";
  out.text = std::string("    ") + (variant.is_bare ? "without indexes, " : "") +
             "with tern_rewrites = " + std::to_string(variant.rewrites) + ": " +
             outcome_text(other) + "\n" + text_of(other.rows) +
             "    with all: " + outcome_text(usual) + "\n" + text_of(usual.rows);
  return out;
}

Divergence compare_plans(const Step& step, const Outcome& usual, Sides& sides,
                         const CompareOptions& options) {
  if (options.plan_variant) return compare_plan(step, *options.plan_variant, usual, sides);
  for (const PlanVariant& variant : PlanVariant::all()) {
    Divergence out = compare_plan(step, variant, usual, sides);
    if (out.found()) return out;
  }
  return {};
}

/// A statement that was to change rows, and then changed none, needs nobody out of the way to
/// commit; the reference waits for readers all the same. So it does where FAIL ends one at its
/// first row: that it could not commit is the code then, and the message is that of the row.
/// `changes_before`: ours, of that connection.
bool is_needless_lock(const Step& step, const Outcome& ours, const Outcome& theirs,
                      int64_t changes_before) {
  const bool is_change =
      std::ranges::any_of(std::array{"INSERT", "REPLACE", "UPDATE", "DELETE", "WITH"},
                          [&step](const char* word) { return step.sql.starts_with(word); });
  const bool is_busy_alone = theirs.code == static_cast<int>(ErrorCode::Busy) &&
                             (ours.is_ok() || ours.message == theirs.message);
  return is_change && is_busy_alone && ours.total_changes == changes_before;
}

bool is_busy(const Outcome& outcome) {
  return primary(static_cast<ErrorCode>(outcome.code)) == ErrorCode::Busy;
}

/// Where a statement is wrong by the schema that it knows, the reference does not always look
/// whether the other connection has changed it: it is to look, unless that would begin to read for
/// good, and to try again.
bool may_be_outdated(const Outcome& ours, const Outcome& theirs) {
  const bool is_same = ours.code == theirs.code && ours.message == theirs.message;
  return theirs.code == static_cast<int>(ErrorCode::Error) && !is_same && !is_busy(ours);
}
Outcome after_a_look(Side& reference, const Step& step, Outcome outcome) {
  if (!outcome.autocommit) return outcome;
  reference.run({"SELECT 1 FROM sqlite_schema LIMIT 0", {}, false, false});
  return reference.run(step);
}

/// What the reference shows of its own workings: ALTER has the columns of a query that it runs. And
/// what it finds wrong in a statement without a look, by the schema it knows, while the file is
/// locked.
void forgive(const Step& step, const Outcome& ours, Outcome& theirs) {
  if (step.sql.starts_with("ALTER")) theirs.columns = ours.columns;
  // After an error it goes on, knowing no more what WITH names, and tells of the last error.
  const bool has_with = step.sql.starts_with("WITH w") && ours.code == theirs.code;
  if (has_with && theirs.message == "no such table: w") theirs.message = ours.message;
  const bool is_without_look = theirs.code == static_cast<int>(ErrorCode::Error);
  if (is_busy(ours) && is_without_look) {
    theirs.code = ours.code;
    theirs.message = ours.message;
    theirs.changes = ours.changes;
  }
}

}  // namespace

Divergence compare_steps(const Script& script, size_t begin, Sides& sides,
                         const CompareOptions& options) {
  Divergence out;
  std::map<std::string, int> remarks;
  std::string earlier;
  int64_t changes[] = {0, 0};  // total_changes() of the first connection, and of the other
  for (size_t i = begin; i < script.size(); ++i) {
    const Step& step = script[i];
    const bool is_other = step.by_other && sides.other_tern && sides.other_reference;
    Side& tern = is_other ? *sides.other_tern : *sides.tern;
    Side& reference = is_other ? *sides.other_reference : *sides.reference;
    Outcome ours;
    Outcome theirs;
    if (options.allow_unsupported) {
      ours = tern.run(step);
      if (ours.is_unsupported()) {
        ++remarks[ours.message];
        continue;
      }
      theirs = reference.run(step);
    } else {
      theirs = reference.run(step);
      if (theirs.code == static_cast<int>(ErrorCode::Interrupt)) {
        out.gave_up = true;
        out.remarks = std::move(remarks);
        return out;
      }
      ours = tern.run(step);
    }
    if (sides.other_reference && may_be_outdated(ours, theirs)) {
      theirs = after_a_look(reference, step, std::move(theirs));
    }
    forgive(step, ours, theirs);
    if (is_needless_lock(step, ours, theirs, changes[is_other ? 1 : 0])) theirs = ours;
    changes[is_other ? 1 : 0] = ours.total_changes;
    out = difference(step, theirs, ours, options);
    if (options.coverage && options.covers_changes) {
      cover_change(step, ours, *options.coverage);
    } else if (options.coverage && is_query(step)) {
      note_coverage(*sides.tern, step, *options.coverage);
    }
    if (!out.found() && sides.bare) {
      if (is_query(step)) {
        out = compare_plans(step, ours, sides, options);
      } else if (step.sql.find(" INDEX ") == std::string::npos) {
        sides.bare->run(step);
      }
    }
    out.step = i;
    out.remarks = remarks;
    if (!out.found()) continue;
    if (!options.keeps_going) return out;
    earlier += "  " + out.kind + " at: " + step.sql + "\n" + out.text;
  }
  if (!earlier.empty()) {
    out.kind = "several";
    out.text = earlier;
  }
  out.remarks = std::move(remarks);
  return out;
}

}  // namespace tern::diff
