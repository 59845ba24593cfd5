#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Numbers from text and back, bit for bit as SQLite 3.40 does it. That is not correctly rounded in
// all cases: it works in long double, so results are those of SQLite on the same machine type.

namespace tern {

/// What a text is worth as a number.
struct ParsedNumber {
  double real = 0;          // of the longest prefix that is a number; 0 if there is none
  int64_t integer = 0;      // of the longest prefix of sign and digits, clamped to 64 bits
  bool is_whole = false;    // nothing but white space stands around the number
  bool is_integer = false;  // the number is written as an integer (or there is none)
  bool is_in_int64 = true;  // `integer` was not clamped

  /// A whole number, an integer that fits.
  bool is_whole_integer() const { return is_whole && is_integer && is_in_int64; }
};
ParsedNumber parse_number(std::string_view text);

/// The integer prefix of `text` (white space, sign, digits), clamped to 64 bits; 0 if there is
/// none.
int64_t parse_integer_prefix(std::string_view text);

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
/// ASCII white space as SQL knows it.
constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// Appends `value` with 15 significant digits, always with a point or an exponent; Inf, -Inf.
void append_real(std::string& out, double value);
void append_integer(std::string& out, int64_t value);

/// `real` truncated towards zero and clamped to 64 bits.
int64_t real_to_integer(double real);
/// `real` as an integer if that loses nothing and it lies inside the 64-bit range, ends excluded.
bool real_is_integer(double real, int64_t& out);

/// How format() and friends print a real: SQLite's %f, %e and %g.
struct RealFormat {
  enum class Style : uint8_t { Fixed, Exponent, General };
  Style style = Style::General;
  int precision = 6;
  bool always_point = false;  // '#': keep the point and, for %g, trailing zeros
  bool more_digits = false;   // '!': up to 26 significant digits, at least one after the point
  bool upper_case = false;
};
/// Appends the digits of |value| (no sign). Requires: value is finite.
void append_real(std::string& out, double value, const RealFormat& format);

}  // namespace tern
