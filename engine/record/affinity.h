#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/record/value.h"

// Type affinity: which storage class a column or comparison prefers, and how values are brought
// there. Source: SQLite documentation, "Datatypes In SQLite".

namespace tern::record {

/// None is an expression without affinity; a column without a declared type has Blob.
enum class Affinity : uint8_t { None, Blob, Text, Numeric, Integer, Real };

constexpr bool is_numeric(Affinity a) { return a >= Affinity::Numeric; }

/// The affinity of a declared type ("VARCHAR(10)" -> Text; "" -> Blob). STRICT's ANY is the
/// caller's business.
Affinity affinity_of_type(std::string_view declared_type);

/// What a column of `affinity` stores for `value`: text that looks like a number becomes one,
/// numbers become text, integers in a Real column become reals. `scratch` holds the bytes of a
/// number that became text. Lifetime: as `value` and `scratch`.
ValueView apply_affinity(ValueView value, Affinity affinity, std::string& scratch);

/// The affinity that both operands of a comparison take before they are compared: Numeric, Text or
/// Blob (neither is changed).
Affinity comparison_affinity(Affinity left, Affinity right);

/// `value` as one operand of a comparison under comparison_affinity().
inline ValueView apply_comparison_affinity(ValueView value, Affinity affinity,
                                           std::string& scratch) {
  if (value.is_null() || affinity <= Affinity::Blob) return value;
  if (affinity == Affinity::Text && !value.is_numeric()) return value;
  if (affinity >= Affinity::Numeric && !value.is_text()) return value;
  return apply_affinity(value, affinity == Affinity::Text ? Affinity::Text : Affinity::Numeric,
                        scratch);
}

/// The rowid that `value` names when it is looked up: 5, 5.0 and '5' are 5; 5.5 and 'x' are no row.
std::optional<int64_t> as_rowid(ValueView value);

/// CAST(value AS type of this affinity). `scratch` as above. Never fails.
ValueView cast(ValueView value, Affinity affinity, std::string& scratch);

/// The number that arithmetic sees: integers and reals as they are, text and blobs by their longest
/// numeric prefix (0 if none); NULL stays NULL.
ValueView to_number(ValueView value);
/// As CAST AS INTEGER: text by its integer prefix, reals truncated and clamped. NULL is 0.
int64_t to_integer(ValueView value);
/// As CAST AS REAL. NULL is 0.
double to_real(ValueView value);
/// As CAST AS TEXT: numbers are printed into `scratch`; blobs are taken as text. NULL is "".
std::string_view to_text(ValueView value, std::string& scratch);

/// The truth of a value: numeric and not zero. NULL is false here; ask is_null() first.
inline bool is_true(ValueView value) {
  if (value.is_integer()) return value.as_integer() != 0;
  if (value.is_null()) return false;
  return to_real(value) != 0.0;
}

}  // namespace tern::record
