#include "daemon/streams/batch_cursor.h"

#include <algorithm>
#include <utility>

namespace tern::daemon::streams {

bool StepOutcomes::holds(const hrana::Condition& condition, StreamUse& use) const {
  using Kind = hrana::Condition::Kind;
  const auto part_holds = [&](const hrana::Condition& part) { return holds(part, use); };
  switch (condition.kind) {
    case Kind::Ok:
      return were_ok_[condition.step];
    case Kind::Error:
      return !were_ok_[condition.step];
    case Kind::Not:
      return !holds(condition.parts.front(), use);
    case Kind::And:
      return std::ranges::all_of(condition.parts, part_holds);
    case Kind::Or:
      return std::ranges::any_of(condition.parts, part_holds);
    case Kind::IsAutocommit:
      return use.is_autocommit();
  }
  return false;
}

Outcome<void> BatchCursor::start(StreamUse& use, const hrana::Step& step) {
  run_ = std::make_unique<StatementRun>();
  TRY(run_->prepare(use, *step.statement.sql.text));
  TRY(run_->bind(step.statement));
  return advance(use);
}

Outcome<void> BatchCursor::advance(StreamUse& use) {
  const bool has_row = TRY(run_->step(use));
  place_ = has_row ? Place::OnRow : Place::AtEnd;
  return {};
}

bool BatchCursor::begin_step(StreamUse& use, hrana::AnswerWriter& writer) {
  if (use.is_over()) return false;
  while (outcomes_.count() < batch_.steps.size() &&
         !outcomes_.may_run(batch_.steps[outcomes_.count()], use)) {
    outcomes_.add(false);
  }
  if (outcomes_.count() == batch_.steps.size()) return false;
  const auto started = start(use, batch_.steps[outcomes_.count()]);
  if (!started) return fail_step(started.error(), writer);
  writer.begin_step_entry(static_cast<uint32_t>(outcomes_.count()));
  write_columns(run_->statement(), writer);
  writer.end_step_entry();
  return true;
}

bool BatchCursor::fail_step(const ErrorObject& error, hrana::AnswerWriter& writer) {
  writer.step_error_entry(static_cast<uint32_t>(outcomes_.count()), error);
  outcomes_.add(false);
  run_.reset();
  return true;
}

bool BatchCursor::next(StreamUse& use, hrana::AnswerWriter& writer) {
  if (!run_) return begin_step(use, writer);
  const bool wants_rows = batch_.steps[outcomes_.count()].statement.wants_rows;
  for (;;) {
    if (place_ == Place::Between) {
      if (const auto advanced = advance(use); !advanced) return fail_step(advanced.error(), writer);
    }
    const Place here = std::exchange(place_, Place::Between);
    if (here == Place::AtEnd) {
      writer.step_end_entry(run_->counts());
      outcomes_.add(true);
      run_.reset();
      return true;
    }
    if (!wants_rows) continue;
    writer.begin_row_entry();
    write_row(run_->statement(), writer);
    writer.end_row_entry();
    return true;
  }
}

}  // namespace tern::daemon::streams
