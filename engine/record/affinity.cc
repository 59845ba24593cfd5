#include "engine/record/affinity.h"

#include <cctype>

#include "engine/base/numeric_text.h"

namespace tern::record {
namespace {

/// Requires: `word` is lower case.
bool contains(std::string_view text, std::string_view word) {
  if (text.size() < word.size()) return false;
  for (size_t at = 0; at + word.size() <= text.size(); ++at) {
    size_t same = 0;
    while (same < word.size() &&
           std::tolower(static_cast<unsigned char>(text[at + same])) == word[same]) {
      ++same;
    }
    if (same == word.size()) return true;
  }
  return false;
}

ValueView number_of(ValueView value) {
  if (value.is_real()) {
    int64_t integer;
    return real_is_integer(value.as_real(), integer) ? ValueView::integer(integer) : value;
  }
  if (!value.is_text()) return value;
  const ParsedNumber number = parse_number(value.as_text());
  if (!number.is_whole) return value;
  if (number.is_whole_integer()) return ValueView::integer(number.integer);
  int64_t integer;
  if (real_is_integer(number.real, integer)) return ValueView::integer(integer);
  return ValueView::real(number.real);
}

std::string_view bytes_as_text(ValueView value) { return as_text(value.as_bytes()); }

ValueView cast_numeric(ValueView value) {
  if (!value.is_text() && !value.is_blob()) return value;
  const ParsedNumber number = parse_number(bytes_as_text(value));
  if (number.is_integer && number.is_in_int64) return ValueView::integer(number.integer);
  // Beyond 2^51 a real with an integral value stays a real.
  constexpr double kWholeMax = 2251799813685248.0;
  int64_t integer;
  if (number.real > -kWholeMax && number.real < kWholeMax &&
      real_is_integer(number.real, integer)) {
    return ValueView::integer(integer);
  }
  return ValueView::real(number.real);
}

}  // namespace

Affinity affinity_of_type(std::string_view type) {
  if (contains(type, "int")) return Affinity::Integer;
  if (contains(type, "char") || contains(type, "clob") || contains(type, "text")) {
    return Affinity::Text;
  }
  if (type.empty() || contains(type, "blob")) return Affinity::Blob;
  if (contains(type, "real") || contains(type, "floa") || contains(type, "doub")) {
    return Affinity::Real;
  }
  return Affinity::Numeric;
}

ValueView apply_affinity(ValueView value, Affinity affinity, std::string& scratch) {
  switch (affinity) {
    case Affinity::None:
    case Affinity::Blob:
      return value;
    case Affinity::Text:
      return value.is_numeric() ? ValueView::text(to_text(value, scratch)) : value;
    case Affinity::Numeric:
    case Affinity::Integer:
      return value.is_integer() ? value : number_of(value);
    case Affinity::Real: {
      const ValueView number = value.is_text() ? number_of(value) : value;
      if (number.is_integer()) return ValueView::real(static_cast<double>(number.as_integer()));
      // Whole reals are stored as integers, which have no negative zero.
      if (number.is_real() && number.as_real() == 0.0) return ValueView::real(0.0);
      return number;
    }
  }
  return value;
}

Affinity comparison_affinity(Affinity left, Affinity right) {
  if (left > Affinity::None && right > Affinity::None) {
    return is_numeric(left) || is_numeric(right) ? Affinity::Numeric : Affinity::Blob;
  }
  const Affinity only = left > Affinity::None ? left : right;
  if (is_numeric(only)) return Affinity::Numeric;
  return only == Affinity::None ? Affinity::Blob : only;
}

std::optional<int64_t> as_rowid(ValueView value) {
  const ValueView number = number_of(value);
  if (number.is_integer()) return number.as_integer();
  return std::nullopt;
}

ValueView cast(ValueView value, Affinity affinity, std::string& scratch) {
  if (value.is_null()) return value;
  switch (affinity) {
    case Affinity::None:
    case Affinity::Blob:
      if (value.is_blob()) return value;
      return ValueView::blob(as_bytes(to_text(value, scratch)));
    case Affinity::Text:
      return ValueView::text(to_text(value, scratch));
    case Affinity::Numeric:
      return cast_numeric(value);
    case Affinity::Integer:
      return ValueView::integer(to_integer(value));
    case Affinity::Real:
      return ValueView::real(to_real(value));
  }
  return value;
}

ValueView to_number(ValueView value) {
  if (!value.is_text() && !value.is_blob()) return value;
  const ParsedNumber number = parse_number(bytes_as_text(value));
  if (number.is_integer && number.is_in_int64) return ValueView::integer(number.integer);
  return ValueView::real(number.real);
}

int64_t to_integer(ValueView value) {
  switch (value.type()) {
    case ValueType::Null:
      return 0;
    case ValueType::Integer:
      return value.as_integer();
    case ValueType::Real:
      return real_to_integer(value.as_real());
    case ValueType::Text:
    case ValueType::Blob:
      return parse_integer_prefix(bytes_as_text(value));
  }
  return 0;
}

double to_real(ValueView value) {
  switch (value.type()) {
    case ValueType::Null:
      return 0;
    case ValueType::Integer:
      return static_cast<double>(value.as_integer());
    case ValueType::Real:
      return value.as_real();
    case ValueType::Text:
    case ValueType::Blob:
      return parse_number(bytes_as_text(value)).real;
  }
  return 0;
}

std::string_view to_text(ValueView value, std::string& scratch) {
  switch (value.type()) {
    case ValueType::Null:
      return {};
    case ValueType::Integer:
      scratch.clear();
      append_integer(scratch, value.as_integer());
      return scratch;
    case ValueType::Real:
      scratch.clear();
      append_real(scratch, value.as_real());
      return scratch;
    case ValueType::Text:
    case ValueType::Blob:
      return bytes_as_text(value);
  }
  return {};
}

}  // namespace tern::record
