// generate_series(start, stop, step).
// Source: SQLite, the series extension of its shell.

#include "engine/record/affinity.h"
#include "engine/vtab/argument_plan.h"

namespace tern::vtab {
namespace {

using record::ValueView;

constexpr int64_t kDefaultStop = 0xffffffff;

enum Given : int32_t { kStart = 1, kStop = 2, kStep = 4 };

/// From the start up to the stop, or with a negative step down from the greatest value that steps
/// from the start reach.
class SeriesCursor final : public Cursor {
 public:
  Status filter(const IndexPlan& plan, std::span<const ValueView> arguments) override {
    start_ = 0;
    stop_ = kDefaultStop;
    step_ = 1;
    rowid_ = 1;
    size_t at = 0;
    is_done_ = false;
    for (const ValueView argument : arguments) is_done_ |= argument.is_null();
    if (plan.number & kStart) start_ = record::to_integer(arguments[at++]);
    if (plan.number & kStop) stop_ = record::to_integer(arguments[at++]);
    if (plan.number & kStep) step_ = record::to_integer(arguments[at++]);
    if (step_ == 0) step_ = 1;
    if (start_ > stop_) is_done_ = true;
    if (is_done_) return ok();
    // Differences may need 64 bits without a sign.
    const uint64_t size = step_ > 0 ? static_cast<uint64_t>(step_) : -static_cast<uint64_t>(step_);
    const uint64_t span = static_cast<uint64_t>(stop_) - static_cast<uint64_t>(start_);
    left_ = span / size;
    const bool is_down = step_ < 0;
    value_ = is_down ? static_cast<int64_t>(static_cast<uint64_t>(start_) + left_ * size) : start_;
    return ok();
  }
  bool at_end() const override { return is_done_; }
  Status next() override {
    advance();
    return ok();
  }
  Result<ValueView> column(uint32_t index) override {
    const int64_t columns[] = {value_, start_, stop_, step_};
    return ValueView::integer(columns[index]);
  }
  Result<int64_t> rowid() const override { return rowid_; }
  size_t read_rows(const RowBuffer& out) override {
    size_t count = 0;
    for (; count < out.capacity && !is_done_; ++count) {
      for (const uint32_t index : out.columns) {
        out.values[count * out.width + index] = ValueView::integer(value_);
      }
      out.rowids[count] = rowid_;
      advance();
    }
    return count;
  }

 private:
  void advance() {
    is_done_ = left_ == 0;
    if (is_done_) return;
    --left_;
    ++rowid_;
    value_ = static_cast<int64_t>(static_cast<uint64_t>(value_) + static_cast<uint64_t>(step_));
  }

  int64_t start_ = 0;
  int64_t stop_ = 0;
  int64_t step_ = 1;
  int64_t value_ = 0;
  uint64_t left_ = 0;  // steps still to come
  int64_t rowid_ = 1;
  bool is_done_ = true;
};

class Series final : public VirtualTable {
 public:
  Series() : VirtualTable("generate_series", {"value"}, {"start", "stop", "step"}) {}

  Result<IndexPlan> best_index(const PlanQuestion& question) const override {
    bool has_start = false;
    for (const Constraint& constraint : question.constraints) {
      has_start |= constraint.column == first_argument();
    }
    if (!has_start) {
      return fail(ErrorCode::Error, "first argument to \"generate_series()\" missing or unusable");
    }
    IndexPlan out = argument_plan(question.constraints, first_argument(), 3);
    const bool is_bounded = (out.number & (kStart | kStop)) == (kStart | kStop);
    out.rows = is_bounded ? 1000 : 2147483647;
    out.cost = is_bounded ? out.number & kStep ? 1 : 2 : 1e99;
    return out;
  }
  bool may_read_ahead() const override { return true; }
  std::unique_ptr<Cursor> open() const override { return std::make_unique<SeriesCursor>(); }
};

}  // namespace

std::unique_ptr<VirtualTable> make_generate_series() { return std::make_unique<Series>(); }

}  // namespace tern::vtab
