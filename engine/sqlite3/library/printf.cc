#include "engine/sqlite3/library/printf.h"

#include <algorithm>
#include <charconv>
#include <climits>
#include <cmath>
#include <cstring>
#include <string>

#include "engine/base/numeric_text.h"

// The same conversions as the SQL function format() has, with the arguments that C passes.

namespace tern::abi {
namespace {

/// What stands between % and the letter.
struct Conversion {
  bool is_left = false;            // -
  char sign = '\0';                // + or space: before numbers that are not negative
  bool is_alternate = false;       // #
  bool counts_characters = false;  // !, which for reals means more digits
  bool pads_zeros = false;         // 0
  bool has_thousands = false;      // ,
  int longs = 0;                   // l
  int64_t width = 0;
  int64_t precision = -1;
};

// Texts up to this size are put together without asking whether there is room. Units: bytes
constexpr int64_t kPieceSize = 70;

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// A number of digits at `at`, modulo 2^31.
int64_t read_digits(const char*& at) {
  uint32_t value = 0;
  for (; is_digit(*at); ++at) value = value * 10 + static_cast<uint32_t>(*at - '0');
  return value & INT_MAX;
}

class Printer {
 public:
  Printer(sqlite3_str& out, va_list arguments) : out_(out) { va_copy(arguments_, arguments); }
  ~Printer() { va_end(arguments_); }
  Printer(const Printer&) = delete;
  Printer& operator=(const Printer&) = delete;

  void print(const char* format);

 private:
  Conversion read_conversion(const char*& at);
  void read_flags(const char*& at, Conversion& conversion);
  bool convert(char letter, const Conversion& conversion);
  bool convert_integer(char letter, Conversion conversion);
  bool convert_real(char letter, const Conversion& conversion);
  void convert_character(Conversion conversion);
  void convert_text(const Conversion& conversion);
  void convert_owned_text(const Conversion& conversion);
  bool convert_quoted(char letter, const Conversion& conversion);
  void append_padded(std::string_view text, const Conversion& conversion);
  void append_padded_characters(std::string_view text, Conversion conversion);

  uint64_t next_unsigned(const Conversion& conversion);
  int64_t next_signed(const Conversion& conversion);

  sqlite3_str& out_;
  va_list arguments_;
};

void Printer::print(const char* format) {
  for (const char* at = format; *at != '\0';) {
    const size_t literal = std::strcspn(at, "%");
    if (literal > 0) out_.append(std::string_view(at, literal));
    at += literal;
    if (*at == '\0') return;
    ++at;
    if (*at == '\0') {
      out_.append("%");
      return;
    }
    const Conversion conversion = read_conversion(at);
    if (*at == '\0' || !convert(*at, conversion)) return;
    ++at;
  }
}

void Printer::read_flags(const char*& at, Conversion& conversion) {
  for (;; ++at) {
    switch (*at) {
      case '-':
        conversion.is_left = true;
        break;
      case '+':
      case ' ':
        conversion.sign = *at;
        break;
      case '#':
        conversion.is_alternate = true;
        break;
      case '!':
        conversion.counts_characters = true;
        break;
      case '0':
        conversion.pads_zeros = true;
        break;
      case ',':
        conversion.has_thousands = true;
        break;
      default:
        return;
    }
  }
}

Conversion Printer::read_conversion(const char*& at) {
  Conversion conversion;
  read_flags(at, conversion);
  if (*at == '*') {
    ++at;
    const int width = va_arg(arguments_, int);
    if (width < 0) conversion.is_left = true;
    conversion.width = width == INT_MIN ? 0 : std::abs(width);
  } else {
    conversion.width = read_digits(at);
  }
  if (*at == '.') {
    ++at;
    if (*at == '*') {
      ++at;
      const int precision = va_arg(arguments_, int);
      conversion.precision = precision == INT_MIN ? -1 : std::abs(precision);
    } else {
      conversion.precision = read_digits(at);
    }
  }
  for (; conversion.longs < 2 && *at == 'l'; ++at) ++conversion.longs;
  return conversion;
}

/// Appends the next argument. False: nothing is left to be done with the format.
bool Printer::convert(char letter, const Conversion& conversion) {
  switch (letter) {
    case 'd':
    case 'i':
    case 'u':
    case 'x':
    case 'X':
    case 'o':
    case 'p':
    case 'r':
      return convert_integer(letter, conversion);
    case 'f':
    case 'e':
    case 'E':
    case 'g':
    case 'G':
      return convert_real(letter, conversion);
    case 'q':
    case 'Q':
    case 'w':
      return convert_quoted(letter, conversion);
    case 'c':
      convert_character(conversion);
      return true;
    case 's':
      convert_text(conversion);
      return true;
    case 'z':
      convert_owned_text(conversion);
      return true;
    case 'n':
      *va_arg(arguments_, int*) = static_cast<int>(out_.size);
      return true;
    case '%':
      append_padded("%", conversion);
      return true;
    default:
      return false;
  }
}

void Printer::append_padded(std::string_view text, const Conversion& conversion) {
  const int64_t missing = conversion.width - static_cast<int64_t>(text.size());
  if (!conversion.is_left) out_.append(missing, ' ');
  if (!text.empty()) out_.append(text);
  if (conversion.is_left) out_.append(missing, ' ');
}

void Printer::append_padded_characters(std::string_view text, Conversion conversion) {
  if (conversion.counts_characters && conversion.width > 0) {
    conversion.width += std::ranges::count_if(text, continues_character);
  }
  append_padded(text, conversion);
}

uint64_t Printer::next_unsigned(const Conversion& conversion) {
  switch (conversion.longs) {
    case 0:
      return va_arg(arguments_, unsigned int);
    case 1:
      return va_arg(arguments_, unsigned long);
    default:
      return va_arg(arguments_, unsigned long long);
  }
}

int64_t Printer::next_signed(const Conversion& conversion) {
  switch (conversion.longs) {
    case 0:
      return va_arg(arguments_, int);
    case 1:
      return va_arg(arguments_, long);
    default:
      return va_arg(arguments_, long long);
  }
}

/// Of 1st, 2nd, 3rd, 4th, 11th.
std::string_view ordinal_ending(uint64_t value) {
  const uint64_t last = value / 10 % 10 == 1 ? 0 : value % 10;
  return last == 1 ? "st" : last == 2 ? "nd" : last == 3 ? "rd" : "th";
}

int base_of(char letter) {
  if (letter == 'x' || letter == 'X' || letter == 'p') return 16;
  return letter == 'o' ? 8 : 10;
}

std::string digits_in_base(uint64_t value, int base, bool is_upper_case) {
  char digits[24];
  char* const end = std::to_chars(digits, digits + sizeof digits, value, base).ptr;
  if (is_upper_case) {
    for (char* c = digits; c < end; ++c) *c = *c >= 'a' ? static_cast<char>(*c - 'a' + 'A') : *c;
  }
  return std::string(digits, end);
}

/// What '#' puts before a number.
std::string_view base_prefix(char letter) {
  switch (letter) {
    case 'x':
    case 'p':
      return "0x";
    case 'X':
      return "0X";
    case 'o':
      return "0";
    default:
      return "";
  }
}

bool Printer::convert_integer(char letter, Conversion conversion) {
  const bool is_signed = letter == 'd' || letter == 'i' || letter == 'r';
  if (letter == 'p') conversion.longs = 2;
  uint64_t magnitude = 0;
  char sign = '\0';
  if (is_signed) {
    const int64_t value = next_signed(conversion);
    magnitude = value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
    sign = value < 0 ? '-' : conversion.sign;
  } else {
    magnitude = next_unsigned(conversion);
  }
  const int64_t room = conversion.width - (sign != '\0' ? 1 : 0);
  if (conversion.pads_zeros) conversion.precision = std::max(conversion.precision, room);
  const bool has_thousands = conversion.has_thousands && base_of(letter) == 10 && letter != 'r';
  const int64_t piece = conversion.precision + 10 + (has_thousands ? conversion.precision / 3 : 0);
  if (conversion.precision >= kPieceSize - 10 - kPieceSize / 3 && !out_.has_room_for(piece)) {
    return false;
  }
  std::string text = digits_in_base(magnitude, base_of(letter), letter == 'X' || letter == 'p');
  if (letter == 'r') text += ordinal_ending(magnitude);
  const auto size = static_cast<int64_t>(text.size());
  if (size < conversion.precision) {
    text.insert(0, static_cast<size_t>(conversion.precision - size), '0');
  }
  if (has_thousands) {
    for (size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, 1, ',');
  }
  if (sign != '\0') text.insert(0, 1, sign);
  if (conversion.is_alternate && magnitude != 0) text.insert(0, base_prefix(letter));
  append_padded(text, conversion);
  return true;
}

RealFormat format_of(char letter, const Conversion& conversion) {
  constexpr int64_t kPrecisionMax = 100'000'000;
  RealFormat format;
  format.style = letter == 'f'                    ? RealFormat::Style::Fixed
                 : letter == 'e' || letter == 'E' ? RealFormat::Style::Exponent
                                                  : RealFormat::Style::General;
  const int64_t precision = conversion.precision < 0 ? 6 : conversion.precision;
  format.precision = static_cast<int>(std::min(precision, kPrecisionMax));
  format.always_point = conversion.is_alternate;
  format.more_digits = conversion.counts_characters;
  format.upper_case = letter == 'E' || letter == 'G';
  return format;
}

bool Printer::convert_real(char letter, const Conversion& conversion) {
  const double value = va_arg(arguments_, double);
  if (std::isnan(value)) {
    append_padded("NaN", conversion);
    return true;
  }
  std::string text;
  const char sign = value < 0 ? '-' : conversion.sign;
  if (sign != '\0') text += sign;
  if (std::isinf(value)) {
    append_padded(text += "Inf", conversion);
    return true;
  }
  const RealFormat format = format_of(letter, conversion);
  const bool has_digits_before_point =
      format.style == RealFormat::Style::Fixed && std::fabs(value) >= 1;
  const int64_t before_point =
      has_digits_before_point ? static_cast<int64_t>(std::log10(std::fabs(value))) : 0;
  const int64_t piece = before_point + format.precision + conversion.width + 15;
  if (piece > kPieceSize && !out_.has_room_for(piece)) return false;
  append_real(text, value, format);
  const int64_t missing = conversion.width - static_cast<int64_t>(text.size());
  if (conversion.pads_zeros && !conversion.is_left && missing > 0) {
    text.insert(sign != '\0' ? 1 : 0, static_cast<size_t>(missing), '0');
  }
  append_padded(text, conversion);
  return true;
}

/// As UTF-8; what is no code point in the form that four bytes can hold.
std::string encoded_character(unsigned int code) {
  const auto tail = [code](int shift) { return static_cast<char>(0x80 | (code >> shift & 0x3F)); };
  if (code < 0x80) return {static_cast<char>(code)};
  if (code < 0x800) return {static_cast<char>(0xC0 | (code >> 6 & 0x1F)), tail(0)};
  if (code < 0x10000) return {static_cast<char>(0xE0 | (code >> 12 & 0x0F)), tail(6), tail(0)};
  return {static_cast<char>(0xF0 | (code >> 18 & 0x07)), tail(12), tail(6), tail(0)};
}

/// The precision is how often it is repeated.
void Printer::convert_character(Conversion conversion) {
  const std::string one = encoded_character(va_arg(arguments_, unsigned int));
  if (conversion.precision > 1) {
    conversion.width -= conversion.precision - 1;
    if (conversion.width > 1 && !conversion.is_left) {
      out_.append(conversion.width - 1, ' ');
      conversion.width = 0;
    }
    for (int64_t i = 1; i < conversion.precision && out_.error == SQLITE_OK; ++i) out_.append(one);
  }
  conversion.counts_characters = true;
  append_padded_characters(one, conversion);
}

/// The bytes of `text` that a precision leaves.
size_t size_up_to(const char* text, const Conversion& conversion) {
  if (conversion.precision < 0) return std::strlen(text);
  const auto most = static_cast<size_t>(conversion.precision);
  if (!conversion.counts_characters) return strnlen(text, most);
  const char* end = text;
  for (size_t i = 0; i < most && *end != '\0'; ++i) {
    ++end;
    if (static_cast<unsigned char>(end[-1]) < 0xC0) continue;
    while (continues_character(*end)) ++end;
  }
  return static_cast<size_t>(end - text);
}

void Printer::convert_text(const Conversion& conversion) {
  const char* const text = va_arg(arguments_, const char*);
  if (text) {
    append_padded_characters(std::string_view(text, size_up_to(text, conversion)), conversion);
  } else {
    append_padded("", conversion);
  }
}

void Printer::convert_owned_text(const Conversion& conversion) {
  char* const text = va_arg(arguments_, char*);
  const char* const shown = text ? text : "";
  append_padded_characters(std::string_view(shown, size_up_to(shown, conversion)), conversion);
  sqlite3_free(text);
}

bool Printer::convert_quoted(char letter, const Conversion& conversion) {
  const char* text = va_arg(arguments_, const char*);
  const bool is_enclosed = letter == 'Q' && text;
  if (!text) text = letter == 'Q' ? "NULL" : "(NULL)";
  const char quote = letter == 'w' ? '"' : '\'';
  const std::string_view taken(text, size_up_to(text, conversion));
  const int64_t quotes = std::ranges::count(taken, quote);
  const int64_t piece = static_cast<int64_t>(taken.size()) + quotes + 3;
  if (piece > kPieceSize && !out_.has_room_for(piece)) return false;
  std::string quoted;
  quoted.reserve(static_cast<size_t>(piece));
  if (is_enclosed) quoted += quote;
  for (const char c : taken) {
    if (c == quote) quoted += quote;
    quoted += c;
  }
  if (is_enclosed) quoted += quote;
  append_padded_characters(quoted, conversion);
  return true;
}

}  // namespace

void append_formatted(sqlite3_str& out, const char* format, va_list arguments) {
  try {
    if (format) Printer(out, arguments).print(format);
  } catch (...) {
    out.fail(SQLITE_NOMEM);
  }
}

}  // namespace tern::abi

char* sqlite3_vmprintf(const char* format, va_list arguments) {
  if (sqlite3_initialize() != SQLITE_OK) return nullptr;
  char first[tern::abi::kPieceSize];
  sqlite3_str text(first, sizeof first, tern::abi::kTextSizeMax);
  tern::abi::append_formatted(text, format, arguments);
  return text.take();
}

char* sqlite3_mprintf(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  char* const text = sqlite3_vmprintf(format, arguments);
  va_end(arguments);
  return text;
}

char* sqlite3_vsnprintf(int size, char* buffer, const char* format, va_list arguments) {
  if (size <= 0 || !buffer) return buffer;
  sqlite3_str text(buffer, static_cast<uint32_t>(size), 0);
  tern::abi::append_formatted(text, format, arguments);
  buffer[text.size] = '\0';
  return buffer;
}

char* sqlite3_snprintf(int size, char* buffer, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  sqlite3_vsnprintf(size, buffer, format, arguments);
  va_end(arguments);
  return buffer;
}
