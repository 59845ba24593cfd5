#include <deque>
#include <limits>

#include "engine/functions/builtins.h"
#include "engine/functions/growing_text.h"
#include "engine/functions/numeric.h"
#include "engine/record/affinity.h"
#include "engine/record/record.h"

// Source: SQLite documentation, "Built-in Aggregate Functions".

namespace tern::functions {
namespace {

using record::ValueView;

class Count final : public AggregateState {
 public:
  Status step(Call&, Arguments a) override {
    if (a.empty() || !a[0].is_null()) ++count_;
    return ok();
  }
  Status inverse(Call&, Arguments a) override {
    if (a.empty() || !a[0].is_null()) --count_;
    return ok();
  }
  Result<ValueView> value(Call&) override { return ValueView::integer(count_); }

 private:
  int64_t count_ = 0;
};

/// Integers are summed exactly as long as all are integers and fit; the real sum runs beside.
class Sum : public AggregateState {
 public:
  Status step(Call& call, Arguments a) final {
    const ValueView number = a[0].is_integer() ? a[0] : as_number(a[0]);
    if (number.is_null()) return ok();
    ++count_;
    if (!number.is_integer()) {
      real_ += real_argument(call, number);
      is_exact_ = false;
      return ok();
    }
    real_ += static_cast<double>(number.as_integer());
    if (is_exact_ && __builtin_add_overflow(integer_, number.as_integer(), &integer_)) {
      is_exact_ = false;
      has_overflowed_ = true;
    }
    return ok();
  }
  Status inverse(Call& call, Arguments a) final {
    const ValueView number = as_number(a[0]);
    if (number.is_null()) return ok();
    --count_;
    real_ -= real_argument(call, number);
    if (number.is_integer() && is_exact_) {
      integer_ = static_cast<int64_t>(static_cast<uint64_t>(integer_) -
                                      static_cast<uint64_t>(number.as_integer()));
    }
    return ok();
  }
  Result<ValueView> value(Call&) override {
    if (count_ == 0) return ValueView::null();
    if (has_overflowed_) return fail(ErrorCode::Error, "integer overflow");
    return is_exact_ ? ValueView::integer(integer_) : ValueView::real(real_);
  }

 protected:
  double real_ = 0;
  int64_t integer_ = 0;
  int64_t count_ = 0;
  bool is_exact_ = true;
  bool has_overflowed_ = false;
};

class Total final : public Sum {
 public:
  Result<ValueView> value(Call&) override { return ValueView::real(real_); }
};

class Average final : public Sum {
 public:
  Result<ValueView> value(Call&) override {
    if (count_ == 0) return ValueView::null();
    return ValueView::real(real_ / static_cast<double>(count_));
  }
};

/// Sign 1: max(), -1: min(). Of equal values the first stays.
template <int Sign>
class Extreme final : public AggregateState {
 public:
  Status step(Call& call, Arguments a) override {
    took_last_row_ = false;
    if (a[0].is_null()) {
      // Bare columns come from the last row if there is no value at all.
      took_last_row_ = best_.is_null();
      return ok();
    }
    if (!best_.is_null() && order(a[0], call) * Sign <= 0) return ok();
    best_.assign(a[0]);
    took_last_row_ = true;
    return ok();
  }
  /// Most of many reals are no better than the best so far.
  Status step_all(Call& call, ArgumentColumn argument, std::span<const uint32_t> entries) override {
    ValueView best = best_.view();
    for (const uint32_t entry : entries) {
      const ValueView& value = argument[entry];
      if (value.is_real() && best.is_real() && !is_better(value.as_real(), best.as_real()))
        continue;
      TRY(step(call, {&value, 1}));
      best = best_.view();
    }
    return ok();
  }
  Result<ValueView> value(Call&) override { return best_.view(); }
  bool took_last_row() const override { return took_last_row_; }

 private:
  static bool is_better(double value, double best) {
    return Sign > 0 ? value > best : value < best;
  }
  int order(ValueView value, Call& call) const {
    const ValueView best = best_.view();
    if (value.is_integer() && best.is_integer()) {
      const int64_t a = value.as_integer();
      const int64_t b = best.as_integer();
      return a < b ? -1 : a > b ? 1 : 0;
    }
    if (value.is_real() && best.is_real()) {
      const double a = value.as_real();
      const double b = best.as_real();
      return a < b ? -1 : a > b ? 1 : 0;
    }
    return record::compare_values(value, best, call.collation());
  }

  record::Value best_;
  bool took_last_row_ = false;
};

/// The terms' text is one string, from whose front inverse() takes as much as it computes that the
/// oldest term and the separator behind it are long. As in the reference a text that is empty
/// counts as no terms then, even where empty ones are left.
class GroupConcat final : public AggregateState {
 public:
  Status step(Call& call, Arguments a) override {
    if (a[0].is_null()) return ok();
    std::string_view separator = ",";
    if (a.size() == 2) separator = call.text(a[1], 1);
    const std::string_view text = call.text(a[0], 0);
    if (std::exchange(has_terms_, true)) {
      TRY(text_.append(separator));
      note_separator(separator.size());
    } else {
      first_separator_size_ = separator.size();
    }
    ++count_;
    TRY(text_.append(text));
    if (text_.size() - begin_ > call.connection().length_max()) return fail(ErrorCode::TooBig);
    return ok();
  }
  Status inverse(Call& call, Arguments a) override {
    if (a[0].is_null()) return ok();
    size_t size = call.text(a[0], 0).size();
    --count_;
    if (separator_sizes_.empty()) {
      size += first_separator_size_;
    } else if (count_ > 0) {
      size += separator_sizes_.front();
      separator_sizes_.pop_front();
    }
    take_front(size);
    return ok();
  }
  Result<ValueView> value(Call&) override {
    return has_terms_ ? ValueView::text(text()) : ValueView::null();
  }
  Result<ValueView> sliding_value(Call&) override {
    return text().empty() ? ValueView::null() : ValueView::text(text());
  }

 private:
  std::string_view text() const { return text_.text().substr(begin_); }
  /// Sizes are kept from the first one on that differs.
  void note_separator(size_t size) {
    if (size == first_separator_size_ && separator_sizes_.empty()) return;
    if (separator_sizes_.empty()) separator_sizes_.assign(count_ - 1, first_separator_size_);
    separator_sizes_.push_back(size);
  }
  void take_front(size_t size) {
    if (size >= text().size()) {
      text_.clear();
      begin_ = 0;
      has_terms_ = false;
      separator_sizes_.clear();
      return;
    }
    begin_ += size;
    if (begin_ > text_.size() / 2) text_.erase_front(std::exchange(begin_, 0));
  }

  GrowingText text_;
  size_t begin_ = 0;  // what lies before has been taken back
  bool has_terms_ = false;
  size_t count_ = 0;
  size_t first_separator_size_ = 0;
  std::deque<size_t> separator_sizes_;  // empty: all as the first
};

template <int Sign>
constexpr AggregateRow extreme_row(const char* name) {
  AggregateRow row = aggregate_row<Extreme<Sign>>(name, 1, 1, false);
  row.decides_bare_columns = true;
  return row;
}

constexpr AggregateRow kPlainAggregates[] = {
    aggregate_row<Average>("avg", 1, 1, true),
    aggregate_row<Count>("count", 0, 1, true),
    aggregate_row<GroupConcat>("group_concat", 1, 2, true),
    extreme_row<1>("max"),
    extreme_row<-1>("min"),
    aggregate_row<GroupConcat>("string_agg", 2, 2, true),
    aggregate_row<Sum>("sum", 1, 1, true),
    aggregate_row<Total>("total", 1, 1, true),
};

}  // namespace

std::span<const AggregateRow> plain_aggregates() { return kPlainAggregates; }

}  // namespace tern::functions
