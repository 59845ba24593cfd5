#include <algorithm>
#include <bit>

#include "engine/extensions/decimal/arithmetic.h"
#include "engine/extensions/decimal/rows.h"
#include "engine/functions/numeric.h"

// The scalar functions. Those that SQLite 3.40 has do as it does, down to the sign of a zero; in
// those that are Tern's own a zero has no sign and numbers are compared by value.

namespace tern::extensions::decimal {

namespace {

using functions::Arguments;
using functions::Call;
using record::ValueView;

/// decimal_div() without a number of places writes this many, less zeros at the end.
constexpr size_t kDivisionPlaces = 20;

/// What a call site computes in, kept for the next row.
struct Workspace final : functions::CallCache {
  DecimalNumber a;
  DecimalNumber b;
  DecimalNumber result;
  LimbWorkspace limbs;
};

Workspace& workspace_of(Call& call) {
  if (!call.cache()) call.cache() = std::make_unique<Workspace>();
  return static_cast<Workspace&>(*call.cache());
}

bool has_null(Arguments a) { return std::ranges::any_of(a, &ValueView::is_null); }

Result<ValueView> plain_result(Call& call, const DecimalNumber& number) {
  append_plain(call.buffer(), number);
  return call.text_result();
}

/// Reads an argument as functions of SQLite 3.50 do: reals, and blobs that hold one, are expanded.
/// false: it is no number.
Result<bool> read_exactly(Call& call, ValueView argument, DecimalNumber& out) {
  LimbWorkspace& limbs = workspace_of(call).limbs;
  if (argument.is_null()) return false;
  if (argument.is_real()) return expand(argument.as_real(), limbs, out);
  if (argument.is_blob()) {
    const Bytes bytes = argument.as_bytes();
    if (bytes.size() != sizeof(double)) return false;
    return expand(std::bit_cast<double>(load_be<uint64_t>(bytes.data())), limbs, out);
  }
  TRY(parse(call.text(argument, 0), out));
  out.drop_sign_of_zero();
  return true;
}

/// How many significant digits an argument asks for; 0: all.
size_t significant_digits(Call& call, Arguments a) {
  if (a.size() < 2) return 0;
  constexpr auto kMost = static_cast<int64_t>(kDigitsMax);
  return static_cast<size_t>(
      std::clamp<int64_t>(functions::integer_argument(call, a[1]), 0, kMost));
}

Result<ValueView> call_decimal(Call& call, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  DecimalNumber& number = workspace_of(call).a;
  if (a.size() == 1) {
    TRY(parse(call.text(a[0], 0), number));
    return plain_result(call, number);
  }
  if (!TRY(read_exactly(call, a[0], number))) return ValueView::null();
  round_to_significant(number, significant_digits(call, a));
  return plain_result(call, number);
}

Result<ValueView> call_decimal_exp(Call& call, Arguments a) {
  DecimalNumber& number = workspace_of(call).a;
  if (!TRY(read_exactly(call, a[0], number))) return ValueView::null();
  const size_t count = significant_digits(call, a);
  round_to_significant(number, count);
  append_exponential(call.buffer(), number, count);
  return call.text_result();
}

Result<ValueView> call_decimal_pow2(Call& call, Arguments a) {
  if (!a[0].is_integer()) return ValueView::null();
  const int64_t exponent = a[0].as_integer();
  if (exponent < -kPowerOfTwoMax || exponent > kPowerOfTwoMax) {
    return fail(ErrorCode::Error, "decimal_pow2() takes exponents from -20000 to 20000");
  }
  Workspace& workspace = workspace_of(call);
  power_of_two(exponent, workspace.limbs, workspace.result);
  append_exponential(call.buffer(), workspace.result, 0);
  return call.text_result();
}

/// Reads two numbers into the workspace.
Status read_pair(Call& call, Arguments a) {
  Workspace& workspace = workspace_of(call);
  TRY(parse(call.text(a[0], 0), workspace.a));
  return parse(call.text(a[1], 1), workspace.b);
}

Result<ValueView> call_decimal_cmp(Call& call, Arguments a) {
  if (has_null(a)) return ValueView::null();
  TRY(read_pair(call, a));
  const Workspace& workspace = workspace_of(call);
  const int order = compare_as_written(workspace.a, workspace.b);
  return ValueView::integer(order < 0 ? -1 : order > 0 ? 1 : 0);
}

template <bool IsDifference>
Result<ValueView> call_sum_of_two(Call& call, Arguments a) {
  if (has_null(a)) return ValueView::null();
  TRY(read_pair(call, a));
  Workspace& workspace = workspace_of(call);
  if (IsDifference) workspace.b.is_negative = !workspace.b.is_negative;
  TRY(add(workspace.a, workspace.b, workspace.result));
  return plain_result(call, workspace.result);
}

Result<ValueView> call_decimal_mul(Call& call, Arguments a) {
  if (has_null(a)) return ValueView::null();
  TRY(read_pair(call, a));
  Workspace& workspace = workspace_of(call);
  TRY(multiply(workspace.a, workspace.b, workspace.limbs, workspace.result));
  return plain_result(call, workspace.result);
}

Result<ValueView> call_decimal_div(Call& call, Arguments a) {
  if (has_null(a)) return ValueView::null();
  TRY(read_pair(call, a));
  Workspace& workspace = workspace_of(call);
  if (workspace.b.is_zero()) return ValueView::null();
  const size_t a_places = workspace.a.fraction;
  const size_t b_places = workspace.b.fraction;
  size_t places = std::max({kDivisionPlaces, a_places, b_places});
  size_t kept = std::min(a_places, b_places);
  if (a.size() == 3) {
    const int64_t wanted = functions::integer_argument(call, a[2]);
    if (wanted < 0 || wanted > static_cast<int64_t>(kDigitsMax)) {
      return fail(ErrorCode::Error, "decimal_div() takes from 0 to 10000000 places");
    }
    places = kept = static_cast<size_t>(wanted);
  }
  DecimalNumber& result = workspace.result;
  TRY(divide(workspace.a, workspace.b, places, workspace.limbs, result));
  while (result.fraction > kept && result.digits.back() == '0') {
    result.digits.pop_back();
    --result.fraction;
  }
  return plain_result(call, result);
}

Result<ValueView> call_decimal_mod(Call& call, Arguments a) {
  if (has_null(a)) return ValueView::null();
  TRY(read_pair(call, a));
  Workspace& workspace = workspace_of(call);
  if (workspace.b.is_zero()) return ValueView::null();
  TRY(remainder(workspace.a, workspace.b, workspace.limbs, workspace.result));
  return plain_result(call, workspace.result);
}

Result<ValueView> call_decimal_round(Call& call, Arguments a) {
  if (has_null(a)) return ValueView::null();
  DecimalNumber& number = workspace_of(call).a;
  TRY(parse(call.text(a[0], 0), number));
  TRY(round_to_places(number, a.size() == 2 ? functions::integer_argument(call, a[1]) : 0));
  number.drop_sign_of_zero();
  return plain_result(call, number);
}

template <bool IsNegation>
Result<ValueView> call_sign_change(Call& call, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  DecimalNumber& number = workspace_of(call).a;
  TRY(parse(call.text(a[0], 0), number));
  number.is_negative = IsNegation && !number.is_negative;
  number.drop_sign_of_zero();
  return plain_result(call, number);
}

/// The first of those that no other is beyond. Sign 1: the largest, -1: the smallest.
template <int Sign>
Result<ValueView> call_extreme(Call& call, Arguments a) {
  if (has_null(a)) return ValueView::null();
  Workspace& workspace = workspace_of(call);
  TRY(parse(call.text(a[0], 0), workspace.a));
  for (const ValueView& argument : a.subspan(1)) {
    TRY(parse(call.text(argument, 0), workspace.b));
    if (compare(workspace.b, workspace.a) * Sign > 0) std::swap(workspace.a, workspace.b);
  }
  workspace.a.drop_sign_of_zero();
  return plain_result(call, workspace.a);
}

constexpr functions::ScalarRow kScalars[] = {
    {"decimal", 1, 2, call_decimal},
    {"decimal_abs", 1, 1, call_sign_change<false>},
    {"decimal_add", 2, 2, call_sum_of_two<false>},
    {"decimal_cmp", 2, 2, call_decimal_cmp},
    {"decimal_div", 2, 3, call_decimal_div},
    {"decimal_exp", 1, 2, call_decimal_exp},
    {"decimal_max", 2, functions::kArgumentsMax, call_extreme<1>},
    {"decimal_min", 2, functions::kArgumentsMax, call_extreme<-1>},
    {"decimal_mod", 2, 2, call_decimal_mod},
    {"decimal_mul", 2, 2, call_decimal_mul},
    {"decimal_neg", 1, 1, call_sign_change<true>},
    {"decimal_pow2", 1, 1, call_decimal_pow2},
    {"decimal_round", 1, 2, call_decimal_round},
    {"decimal_sub", 2, 2, call_sum_of_two<true>},
};

}  // namespace

std::span<const functions::ScalarRow> scalar_rows() { return kScalars; }

}  // namespace tern::extensions::decimal
