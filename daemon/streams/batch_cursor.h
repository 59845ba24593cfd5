#pragma once

#include <memory>
#include <span>
#include <vector>

#include "daemon/hrana/requests.h"
#include "daemon/streams/statement_run.h"

namespace tern::daemon::streams {

/// What became of a batch's steps so far, and what its conditions say of it.
class StepOutcomes {
 public:
  void add(bool is_ok) { were_ok_.push_back(is_ok); }
  size_t count() const { return were_ok_.size(); }
  /// A step that was skipped counts as one that failed.
  bool holds(const hrana::Condition& condition, StreamUse& use) const;
  bool may_run(const hrana::Step& step, StreamUse& use) const {
    return !step.condition || holds(*step.condition, use);
  }

 private:
  std::vector<bool> were_ok_;
};

/// A batch whose rows are taken one by one. Lifetime: `batch` outlives it; must not outlive the
/// stream's connection.
class BatchCursor {
 public:
  explicit BatchCursor(const hrana::Batch& batch) : batch_(batch) {}

  /// Runs to the next entry and writes it. False: the end, nothing was written.
  bool next(StreamUse& use, hrana::AnswerWriter& writer);
  /// Makes what the batch lies in live as long as this.
  void keep(std::shared_ptr<const void> owner) { owner_ = std::move(owner); }

 private:
  /// Where the run stands: on a row, or at its end, of which the entry is not written; or it has
  /// to be stepped.
  enum class Place : uint8_t { Between, OnRow, AtEnd };
  bool begin_step(StreamUse& use, hrana::AnswerWriter& writer);
  bool fail_step(const ErrorObject& error, hrana::AnswerWriter& writer);
  Outcome<void> advance(StreamUse& use);
  Outcome<void> start(StreamUse& use, const hrana::Step& step);

  std::shared_ptr<const void> owner_;  // shared with the request that opened it; null: none
  const hrana::Batch& batch_;
  StepOutcomes outcomes_;
  std::unique_ptr<StatementRun> run_;  // of the step that has begun
  Place place_ = Place::Between;
};

}  // namespace tern::daemon::streams
