#include <utility>

#include "engine/extensions/decimal/decimal_number.h"
#include "engine/extensions/decimal/rows.h"

// decimal_sum(), which does as SQLite's; decimal_min() and decimal_max(), which are Tern's own.

namespace tern::extensions::decimal {

namespace {

/// Exact, so rows can be taken back without a trace, but for the places behind the point: the sum
/// keeps as many as any row had.
class DecimalSum final : public functions::AggregateState {
 public:
  Status step(functions::Call& call, functions::Arguments a) override {
    has_rows_ = true;
    return add_row(call, a[0], false);
  }
  Status inverse(functions::Call& call, functions::Arguments a) override {
    return add_row(call, a[0], true);
  }
  /// NULL of no rows, but 0 of rows that are all NULL.
  Result<record::ValueView> value(functions::Call& call) override {
    if (!has_rows_) return record::ValueView::null();
    append_plain(call.buffer(), sum_);
    return call.text_result();
  }

 private:
  Status add_row(functions::Call& call, record::ValueView value, bool is_negated) {
    if (value.is_null()) return ok();
    TRY(parse(call.text(value, 0), row_));
    row_.is_negative = row_.is_negative != is_negated;
    TRY(add(sum_, row_, sum_after_));
    std::swap(sum_, sum_after_);
    return ok();
  }

  DecimalNumber sum_ = {.is_negative = false, .digits = "0", .fraction = 0};
  DecimalNumber sum_after_;
  DecimalNumber row_;
  bool has_rows_ = false;
};

/// Sign 1: the largest, -1: the smallest. Of equal ones the first stays.
template <int Sign>
class DecimalExtreme final : public functions::AggregateState {
 public:
  Status step(functions::Call& call, functions::Arguments a) override {
    if (a[0].is_null()) return ok();
    TRY(parse(call.text(a[0], 0), row_));
    if (has_value_ && compare(row_, extreme_) * Sign <= 0) return ok();
    std::swap(row_, extreme_);
    has_value_ = true;
    return ok();
  }
  Result<record::ValueView> value(functions::Call& call) override {
    if (!has_value_) return record::ValueView::null();
    extreme_.drop_sign_of_zero();
    append_plain(call.buffer(), extreme_);
    return call.text_result();
  }

 private:
  DecimalNumber extreme_;
  DecimalNumber row_;
  bool has_value_ = false;
};

constexpr functions::AggregateRow kAggregates[] = {
    functions::aggregate_row<DecimalExtreme<1>>("decimal_max", 1, 1, false),
    functions::aggregate_row<DecimalExtreme<-1>>("decimal_min", 1, 1, false),
    functions::aggregate_row<DecimalSum>("decimal_sum", 1, 1, true),
};

}  // namespace

std::span<const functions::AggregateRow> aggregate_rows() { return kAggregates; }

}  // namespace tern::extensions::decimal
