#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/functions/builtins.h"
#include "engine/functions/numeric.h"
#include "engine/record/affinity.h"

// median() and percentiles.
// Source: SQLite documentation, "The Percentile Extension".

namespace tern::functions {
namespace {

using record::ValueView;

/// What the members of the family differ in.
struct PercentileKind {
  const char* name;
  double fraction_max;  // the fraction argument's; 0: it has none
  bool is_discrete;     // the answer is one of the values
};
constexpr PercentileKind kMedian = {"median", 0, false};
constexpr PercentileKind kPercentile = {"percentile", 100, false};
constexpr PercentileKind kContinuous = {"percentile_cont", 1, false};
constexpr PercentileKind kDiscrete = {"percentile_disc", 1, true};

std::unexpected<Error> wrong(std::string_view before, const PercentileKind& kind,
                             std::string_view behind) {
  std::string text(before);
  text.append(kind.name).append("()").append(behind);
  return fail(ErrorCode::Error, text);
}

/// The values so far, in order from the first time on that the order is asked for.
template <const PercentileKind& Kind>
class Percentile final : public AggregateState {
 public:
  Status step(Call& call, Arguments a) override {
    if constexpr (Kind.fraction_max > 0) TRY(take_fraction(call, a[1]));
    if (a[0].is_null()) return ok();
    if (!a[0].is_numeric()) return wrong("input to ", Kind, " is not numeric");
    const double value = record::to_real(a[0]);
    if (std::isinf(value)) return wrong("Inf input to ", Kind, "");
    if (is_sorted_) {
      values_.insert(std::ranges::upper_bound(values_, value), value);
    } else {
      values_.push_back(value);
    }
    return ok();
  }
  Status inverse(Call&, Arguments a) override {
    if (!a[0].is_numeric()) return ok();
    sort();
    const auto found = std::ranges::lower_bound(values_, record::to_real(a[0]));
    if (found != values_.end()) values_.erase(found);
    return ok();
  }
  Result<ValueView> value(Call&) override {
    if (values_.empty()) return ValueView::null();
    sort();
    const double place = fraction_ * static_cast<double>(values_.size() - 1);
    const auto below = static_cast<size_t>(place);
    const double low = values_[below];
    if (Kind.is_discrete || below + 1 == values_.size()) return ValueView::real(low);
    return ValueView::real(low + (values_[below + 1] - low) * (place - std::floor(place)));
  }

 private:
  void sort() {
    if (!std::exchange(is_sorted_, true)) std::ranges::sort(values_);
  }
  Status take_fraction(Call&, ValueView argument) {
    const ValueView number = as_number(argument);
    const double fraction = number.is_numeric() ? record::to_real(number) / Kind.fraction_max : -1;
    if (!(fraction >= 0 && fraction <= 1)) {
      return wrong(
          "the fraction argument to ", Kind,
          Kind.fraction_max > 1 ? " is not between 0.0 and 100.0" : " is not between 0.0 and 1.0");
    }
    if (std::exchange(has_fraction_, true) && std::fabs(fraction - fraction_) > 0.001) {
      return wrong("the fraction argument to ", Kind, " is not the same for all input rows");
    }
    fraction_ = fraction;
    return ok();
  }

  std::vector<double> values_;
  double fraction_ = 0.5;
  bool has_fraction_ = false;
  bool is_sorted_ = false;
};

constexpr AggregateRow kPercentileAggregates[] = {
    aggregate_row<Percentile<kMedian>>("median", 1, 1, true),
    aggregate_row<Percentile<kPercentile>>("percentile", 2, 2, true),
    aggregate_row<Percentile<kContinuous>>("percentile_cont", 2, 2, true),
    aggregate_row<Percentile<kDiscrete>>("percentile_disc", 2, 2, true),
};

}  // namespace

std::span<const AggregateRow> percentile_aggregates() { return kPercentileAggregates; }

}  // namespace tern::functions
