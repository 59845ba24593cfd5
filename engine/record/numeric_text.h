#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tern::record {

/// What a text is worth as a number.
struct ParsedNumber {
  enum class Kind : uint8_t { None, Integer, Real };
  Kind kind = Kind::None;  // None: not even a prefix is a number; integer is 0
  int64_t integer = 0;     // if Kind::Integer
  double real = 0;         // always: the value as a real
  bool is_whole = false;   // nothing but white space stands around the number
};

/// Reads the longest prefix of `text` that is a decimal number, white space before it skipped.
/// Digits alone that fit 64 bits are an Integer, all else is a Real.
ParsedNumber parse_number(std::string_view text);

/// The integer prefix of `text` (sign and digits), clamped to 64 bits; 0 if there is none.
int64_t parse_integer_prefix(std::string_view text);

/// Appends `value` as SQLite prints it: 15 significant digits, always with a point or an exponent;
/// Inf.
void append_real(std::string& out, double value);
void append_integer(std::string& out, int64_t value);

/// `real` truncated towards zero and clamped to 64 bits.
int64_t real_to_integer(double real);
/// True if `real` is the same number as some int64 that `out` then holds, and |out| < 2^51 or so
/// exactly convertible back.
bool real_is_integer(double real, int64_t& out);

}  // namespace tern::record
