#include <cmath>
#include <numbers>

#include "engine/functions/builtins.h"
#include "engine/functions/numeric.h"
#include "engine/record/affinity.h"

// Mathematical functions. What is no number gives NULL, and so does a result that is none.
// Source: SQLite documentation, "Built-In Mathematical SQL Functions".

namespace tern::functions {
namespace {

using record::ValueView;

bool is_number(ValueView value) { return as_number(value).is_numeric(); }
double real_of(ValueView value) { return record::to_real(as_number(value)); }

template <double (*Compute)(double)>
Result<ValueView> unary(Call&, Arguments a) {
  if (!is_number(a[0])) return ValueView::null();
  return ValueView::real(Compute(real_of(a[0])));
}

template <double (*Compute)(double, double)>
Result<ValueView> binary(Call&, Arguments a) {
  if (!is_number(a[0]) || !is_number(a[1])) return ValueView::null();
  return ValueView::real(Compute(real_of(a[0]), real_of(a[1])));
}

/// ceil() and others: integers stay what they are.
template <double (*Compute)(double)>
Result<ValueView> rounding(Call&, Arguments a) {
  const ValueView number = as_number(a[0]);
  if (number.is_integer()) return number;
  if (!number.is_real()) return ValueView::null();
  return ValueView::real(Compute(number.as_real()));
}

double degrees(double x) { return x * (180.0 / std::numbers::pi); }
double radians(double x) { return x * (std::numbers::pi / 180.0); }

enum class Base : uint8_t { E, Two, Ten };

template <Base base>
Result<ValueView> logarithm(Call&, Arguments a) {
  if (!is_number(a[0])) return ValueView::null();
  const double x = real_of(a[0]);
  if (x <= 0) return ValueView::null();
  const double ln = std::log(x);
  if (a.size() == 2) {
    if (ln <= 0) return ValueView::null();
    const double y = record::to_real(a[1]);
    return y <= 0 ? ValueView::null() : ValueView::real(std::log(y) / ln);
  }
  if (base == Base::Ten) return ValueView::real(ln / std::numbers::ln10);
  if (base == Base::Two) return ValueView::real(ln / std::numbers::ln2);
  return ValueView::real(ln);
}

Result<ValueView> call_pi(Call&, Arguments) { return ValueView::real(std::numbers::pi); }

constexpr ScalarRow kMathFunctions[] = {
    {"acos", 1, 1, unary<std::acos>},       {"acosh", 1, 1, unary<std::acosh>},
    {"asin", 1, 1, unary<std::asin>},       {"asinh", 1, 1, unary<std::asinh>},
    {"atan", 1, 1, unary<std::atan>},       {"atan2", 2, 2, binary<std::atan2>},
    {"atanh", 1, 1, unary<std::atanh>},     {"ceil", 1, 1, rounding<std::ceil>},
    {"ceiling", 1, 1, rounding<std::ceil>}, {"cos", 1, 1, unary<std::cos>},
    {"cosh", 1, 1, unary<std::cosh>},       {"degrees", 1, 1, unary<degrees>},
    {"exp", 1, 1, unary<std::exp>},         {"floor", 1, 1, rounding<std::floor>},
    {"ln", 1, 1, logarithm<Base::E>},       {"log", 1, 2, logarithm<Base::Ten>},
    {"log10", 1, 1, logarithm<Base::Ten>},  {"log2", 1, 1, logarithm<Base::Two>},
    {"mod", 2, 2, binary<std::fmod>},       {"pi", 0, 0, call_pi},
    {"pow", 2, 2, binary<std::pow>},        {"power", 2, 2, binary<std::pow>},
    {"radians", 1, 1, unary<radians>},      {"sin", 1, 1, unary<std::sin>},
    {"sinh", 1, 1, unary<std::sinh>},       {"sqrt", 1, 1, unary<std::sqrt>},
    {"tan", 1, 1, unary<std::tan>},         {"tanh", 1, 1, unary<std::tanh>},
    {"trunc", 1, 1, rounding<std::trunc>},
};

}  // namespace

std::span<const ScalarRow> math_functions() { return kMathFunctions; }

}  // namespace tern::functions
