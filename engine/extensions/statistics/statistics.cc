// Aggregates of mathematical statistics: the rows of the extension, and how rows of a query become
// numbers.
// Source: ISO/IEC 9075-2, "Set function specification", for the names that the SQL standard has;
// sqlean, its module stats, for the percentiles.

#include <array>
#include <memory>
#include <optional>

#include "engine/extensions/extension.h"
#include "engine/extensions/statistics/means.h"
#include "engine/extensions/statistics/mode.h"
#include "engine/extensions/statistics/moments.h"
#include "engine/functions/numeric.h"

namespace tern::extensions {

const Extension& statistics_extension();

namespace statistics {
namespace {

using functions::aggregate_row;
using functions::AggregateRow;
using functions::AggregateState;
using functions::Arguments;
using functions::Call;
using record::ValueView;

/// The number that avg() sees in `value`: text without digits at its head is 0. Nothing of NULL.
std::optional<double> number_of(Call& call, ValueView value) {
  const ValueView number = functions::as_number(value);
  if (number.is_null()) return std::nullopt;
  return functions::real_argument(call, number);
}

ValueView result_of(Statistic statistic) {
  return statistic ? ValueView::real(*statistic) : ValueView::null();
}

/// An aggregate of one number a row: `Answer` is asked of what `Sums` kept of them.
template <class Sums, Statistic (Sums::*Answer)() const>
class OfNumbers final : public AggregateState {
 public:
  Status step(Call& call, Arguments a) override {
    if (const std::optional<double> x = number_of(call, a[0])) sums_.add(*x);
    return ok();
  }
  Result<ValueView> value(Call&) override { return result_of((sums_.*Answer)()); }

 private:
  Sums sums_;
};

/// The same of pairs (y, x). A row counts if neither is NULL.
template <Statistic (PairSpread::*Answer)() const>
class OfPairs final : public AggregateState {
 public:
  Status step(Call& call, Arguments a) override {
    const std::optional<double> y = number_of(call, a[0]);
    const std::optional<double> x = number_of(call, a[1]);
    if (y && x) sums_.add(*y, *x);
    return ok();
  }
  Result<ValueView> value(Call&) override { return result_of((sums_.*Answer)()); }

 private:
  PairSpread sums_;
};

class PairCount final : public AggregateState {
 public:
  Status step(Call&, Arguments a) override { return change(a, 1); }
  Status inverse(Call&, Arguments a) override { return change(a, -1); }
  Result<ValueView> value(Call&) override { return ValueView::integer(count_); }

 private:
  Status change(Arguments a, int64_t by) {
    if (!a[0].is_null() && !a[1].is_null()) count_ += by;
    return ok();
  }

  int64_t count_ = 0;
};

/// The built-in percentile() with a fixed second argument.
template <int Percent>
class FixedPercentile final : public AggregateState {
 public:
  Status step(Call& call, Arguments a) override {
    return state_->step(call, std::array{a[0], ValueView::integer(Percent)});
  }
  Status inverse(Call& call, Arguments a) override {
    return state_->inverse(call, std::array{a[0], ValueView::integer(Percent)});
  }
  Result<ValueView> value(Call& call) override { return state_->value(call); }

 private:
  static std::unique_ptr<AggregateState> make() {
    const auto found = functions::builtins().by_name().find("percentile");
    ASSERT(found != functions::builtins().by_name().end());
    return found->second.aggregate->create(nullptr);
  }

  std::unique_ptr<AggregateState> state_ = make();
};

template <Statistic (Spread::*Answer)() const>
constexpr AggregateRow spread_row(const char* name) {
  return aggregate_row<OfNumbers<Spread, Answer>>(name, 1, 1, false);
}
template <Statistic (Shape::*Answer)() const>
constexpr AggregateRow shape_row(const char* name) {
  return aggregate_row<OfNumbers<Shape, Answer>>(name, 1, 1, false);
}
template <Statistic (PairSpread::*Answer)() const>
constexpr AggregateRow pair_row(const char* name) {
  return aggregate_row<OfPairs<Answer>>(name, 2, 2, false);
}
template <int Percent>
constexpr AggregateRow percentile_row(const char* name) {
  return aggregate_row<FixedPercentile<Percent>>(name, 1, 1, true);
}

// Sums of moments have no inverse: a number that is taken back leaves its rounding errors behind,
// which can be greater than all that is left. Windows that slide compute their frames anew.
constexpr AggregateRow kAggregates[] = {
    pair_row<&PairSpread::correlation>("corr"),
    pair_row<&PairSpread::covar_pop>("covar_pop"),
    pair_row<&PairSpread::covar_samp>("covar_samp"),
    aggregate_row<OfNumbers<GeometricMean, &GeometricMean::value>>("geometric_mean", 1, 1, false),
    aggregate_row<OfNumbers<HarmonicMean, &HarmonicMean::value>>("harmonic_mean", 1, 1, false),
    shape_row<&Shape::kurtosis>("kurtosis"),
    shape_row<&Shape::kurtosis_pop>("kurtosis_pop"),
    aggregate_row<Mode>("mode", 1, 1, true),
    percentile_row<25>("percentile_25"),
    percentile_row<75>("percentile_75"),
    percentile_row<90>("percentile_90"),
    percentile_row<95>("percentile_95"),
    percentile_row<99>("percentile_99"),
    pair_row<&PairSpread::avg_x>("regr_avgx"),
    pair_row<&PairSpread::avg_y>("regr_avgy"),
    aggregate_row<PairCount>("regr_count", 2, 2, true),
    pair_row<&PairSpread::intercept>("regr_intercept"),
    pair_row<&PairSpread::determination>("regr_r2"),
    pair_row<&PairSpread::slope>("regr_slope"),
    pair_row<&PairSpread::sum_xx>("regr_sxx"),
    pair_row<&PairSpread::sum_xy>("regr_sxy"),
    pair_row<&PairSpread::sum_yy>("regr_syy"),
    shape_row<&Shape::skewness>("skewness"),
    shape_row<&Shape::skewness_pop>("skewness_pop"),
    spread_row<&Spread::stddev_samp>("stddev"),
    spread_row<&Spread::stddev_pop>("stddev_pop"),
    spread_row<&Spread::stddev_samp>("stddev_samp"),
    spread_row<&Spread::var_pop>("var_pop"),
    spread_row<&Spread::var_samp>("var_samp"),
    spread_row<&Spread::var_samp>("variance"),
};

}  // namespace
}  // namespace statistics

const Extension& statistics_extension() {
  static constexpr Extension kExtension = {.scalars = {}, .aggregates = statistics::kAggregates};
  return kExtension;
}

}  // namespace tern::extensions
