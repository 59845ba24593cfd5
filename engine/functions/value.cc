#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "engine/base/hex.h"
#include "engine/base/numeric_text.h"
#include "engine/functions/builtins.h"
#include "engine/functions/numeric.h"
#include "engine/functions/quote.h"
#include "engine/record/affinity.h"
#include "engine/record/record.h"

// Functions on values of any type.
// Source: SQLite documentation, "Built-In Scalar SQL Functions".

namespace tern::functions {

using record::ValueType;
using record::ValueView;

ValueView as_number(ValueView value) {
  if (!value.is_text()) return value;
  const ParsedNumber number = parse_number(value.as_text());
  if (!number.is_whole) return value;
  return number.is_whole_integer() ? ValueView::integer(number.integer)
                                   : ValueView::real(number.real);
}

void append_quoted(std::string& out, std::string_view text) {
  out += '\'';
  for (const char c : text) {
    if (c == '\0') break;
    if (c == '\'') out += '\'';
    out += c;
  }
  out += '\'';
}

void append_literal(std::string& out, ValueView value) {
  switch (value.type()) {
    case ValueType::Null:
      out += "NULL";
      break;
    case ValueType::Integer:
      append_integer(out, value.as_integer());
      break;
    case ValueType::Real: {
      const size_t begin = out.size();
      append_real(out, value.as_real());
      if (std::isinf(value.as_real()) ||
          parse_number(std::string_view(out).substr(begin)).real == value.as_real()) {
        break;
      }
      out.resize(begin);
      if (value.as_real() < 0) out += '-';
      append_real(out, value.as_real(),
                  {.style = RealFormat::Style::Exponent, .precision = 20, .more_digits = true});
      break;
    }
    case ValueType::Text:
      append_quoted(out, value.as_text());
      break;
    case ValueType::Blob:
      out += "X'";
      append_hex(out, value.as_bytes());
      out += '\'';
      break;
  }
}

namespace {

Result<ValueView> call_abs(Call& call, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  if (!a[0].is_integer()) {
    const double real = real_argument(call, a[0]);
    return ValueView::real(real < 0 ? -real : real);  // negative zero stays
  }
  const int64_t integer = a[0].as_integer();
  if (integer == std::numeric_limits<int64_t>::min()) {
    return fail(ErrorCode::Error, "integer overflow");
  }
  return ValueView::integer(integer < 0 ? -integer : integer);
}

Result<ValueView> call_coalesce(Call&, Arguments a) {
  for (const ValueView& argument : a) {
    if (!argument.is_null()) return argument;
  }
  return ValueView::null();
}

/// Conditions, each with a value behind it, and perhaps a value for when none of them is true.
Result<ValueView> call_iif(Call&, Arguments a) {
  size_t i = 0;
  for (; i + 1 < a.size(); i += 2) {
    if (record::is_true(a[i])) return a[i + 1];
  }
  return i < a.size() ? a[i] : ValueView::null();
}

Result<ValueView> call_first(Call&, Arguments a) { return a[0]; }

// Of equal arguments, min() takes the last and max() the first: 1 and 1.0 are equal.
Result<ValueView> call_min(Call& call, Arguments a) {
  ValueView best = a[0];
  for (const ValueView& argument : a) {
    if (argument.is_null()) return ValueView::null();
    if (record::compare_values(best, argument, call.collation()) >= 0) best = argument;
  }
  return best;
}

Result<ValueView> call_max(Call& call, Arguments a) {
  ValueView best = a[0];
  for (const ValueView& argument : a) {
    if (argument.is_null()) return ValueView::null();
    if (record::compare_values(best, argument, call.collation()) < 0) best = argument;
  }
  return best;
}

Result<ValueView> call_nullif(Call& call, Arguments a) {
  return record::compare_values(a[0], a[1], call.collation()) == 0 ? ValueView::null() : a[0];
}

Result<ValueView> call_quote(Call& call, Arguments a) {
  append_literal(call.buffer(), a[0]);
  return call.text_result();
}

Result<ValueView> call_round(Call& call, Arguments a) {
  int64_t digits = 0;
  if (a.size() == 2) {
    if (a[1].is_null()) return ValueView::null();
    digits = std::clamp<int64_t>(static_cast<int32_t>(integer_argument(call, a[1])), 0, 30);
  }
  if (a[0].is_null()) return ValueView::null();
  const double real = real_argument(call, a[0]);
  constexpr double kWholeMin = 4503599627370496.0;  // from here on there is nothing to round
  if (real < -kWholeMin || real > kWholeMin) return ValueView::real(real);
  if (digits == 0) {
    return ValueView::real(
        static_cast<double>(static_cast<int64_t>(real + (real < 0 ? -0.5 : 0.5))));
  }
  std::string& text = call.scratch(0);
  text.clear();
  if (real < 0) text += '-';
  append_real(text, real,
              {.style = RealFormat::Style::Fixed, .precision = static_cast<int>(digits)});
  return ValueView::real(parse_number(text).real);
}

Result<ValueView> call_sign(Call&, Arguments a) {
  const ValueView number = as_number(a[0]);
  if (!number.is_numeric()) return ValueView::null();
  const double real = record::to_real(number);
  return ValueView::integer(real < 0 ? -1 : real > 0 ? 1 : 0);
}

Result<ValueView> call_typeof(Call&, Arguments a) {
  constexpr std::array<std::string_view, 5> kNames = {"null", "integer", "real", "text", "blob"};
  return ValueView::text(kNames[static_cast<size_t>(a[0].type())]);
}

Result<ValueView> call_subtype(Call&, Arguments a) { return ValueView::integer(a[0].subtype()); }

Result<ValueView> call_zeroblob(Call& call, Arguments a) {
  const int64_t size = std::max<int64_t>(integer_argument(call, a[0]), 0);
  if (static_cast<uint64_t>(size) > call.connection().length_max()) return fail(ErrorCode::TooBig);
  call.buffer().assign(static_cast<size_t>(size), '\0');
  return call.blob_result();
}

constexpr ScalarRow kValueFunctions[] = {
    {"abs", 1, 1, call_abs},
    {"coalesce", 2, kArgumentsMax, call_coalesce},
    {"ifnull", 2, 2, call_coalesce},
    {"if", 2, kArgumentsMax, call_iif},
    {"iif", 3, 3, call_iif},
    {"iif", 2, kArgumentsMax, call_iif},
    {"likelihood", 2, 2, call_first},
    {"likely", 1, 1, call_first},
    {"max", 2, kArgumentsMax, call_max},
    {"min", 2, kArgumentsMax, call_min},
    {"nullif", 2, 2, call_nullif},
    {"quote", 1, 1, call_quote},
    {"round", 1, 2, call_round},
    {"sign", 1, 1, call_sign},
    {"subtype", 1, 1, call_subtype},
    {.name = "typeof",
     .arguments_min = 1,
     .arguments_max = 1,
     .body = call_typeof,
     .reads_blobs = false},
    {"unlikely", 1, 1, call_first},
    {"zeroblob", 1, 1, call_zeroblob},
};

}  // namespace

std::span<const ScalarRow> value_functions() { return kValueFunctions; }

}  // namespace tern::functions
