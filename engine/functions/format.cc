#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#include "engine/base/numeric_text.h"
#include "engine/base/utf8.h"
#include "engine/functions/builtins.h"
#include "engine/functions/numeric.h"
#include "engine/functions/until_nul.h"
#include "engine/record/affinity.h"

// format(), also called printf().
// Source: SQLite documentation, "Built-in printf()".

namespace tern::functions {
namespace {

using record::ValueView;

/// What stands between % and the letter.
struct Spec {
  bool left = false;        // -
  char sign = 0;            // + or space: before numbers that are not negative
  bool alternate = false;   // #
  bool alternate2 = false;  // !
  bool zero_pad = false;    // 0
  bool thousands = false;   // ,
  int64_t width = 0;
  int64_t precision = -1;
};

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

class Formatter {
 public:
  Formatter(Call& call, std::string_view format, Arguments arguments)
      : call_(call),
        at_(format.data()),
        end_(at_ + format.size()),
        arguments_(arguments),
        out_(call.buffer()),
        size_max_(call.connection().length_max()) {}

  void run();
  /// Did anything come of the format? Nothing is not the same as an empty text; neither is what is
  /// too long, with which SQLite's formatter throws all away without an error.
  bool wrote() const { return wrote_ && !failed_ && !is_too_big(); }

 private:
  Spec read_spec();
  int64_t read_number();
  bool convert(char letter, Spec spec);
  void integer(char letter, Spec spec);
  void real(char letter, const Spec& spec);
  void character(Spec spec);
  void text(Spec spec);
  void quoted(char letter, const Spec& spec);
  void pad(std::string_view text, const Spec& spec);
  void pad_characters(std::string_view text, Spec spec);
  void fill(char c, int64_t count);

  ValueView next() { return next_ < arguments_.size() ? arguments_[next_++] : ValueView::null(); }
  bool is_too_big() const { return out_.size() >= size_max_; }

  Call& call_;
  const char* at_;
  const char* end_;
  Arguments arguments_;
  size_t next_ = 0;
  std::string& out_;
  uint64_t size_max_;  // of a text with NUL behind it
  bool failed_ = false;
  bool wrote_ = false;
};

void Formatter::run() {
  while (at_ < end_ && !failed_) {
    const auto* percent =
        static_cast<const char*>(std::memchr(at_, '%', static_cast<size_t>(end_ - at_)));
    const char* const literal_end = percent ? percent : end_;
    out_.append(at_, literal_end);
    wrote_ = wrote_ || !out_.empty();
    at_ = literal_end;
    if (!percent) break;
    ++at_;
    if (at_ == end_) {
      out_ += '%';
      wrote_ = true;
      break;
    }
    const Spec spec = read_spec();
    if (at_ == end_ || !convert(*at_++, spec)) break;
    wrote_ = true;
  }
}

int64_t Formatter::read_number() {
  uint32_t value = 0;
  for (; at_ < end_ && *at_ >= '0' && *at_ <= '9'; ++at_) {
    value = value * 10 + static_cast<uint32_t>(*at_ - '0');
  }
  return value & 0x7FFFFFFF;
}

Spec Formatter::read_spec() {
  Spec spec;
  for (; at_ < end_; ++at_) {
    switch (*at_) {
      case '-':
        spec.left = true;
        continue;
      case '+':
      case ' ':
        spec.sign = *at_;
        continue;
      case '#':
        spec.alternate = true;
        continue;
      case '!':
        spec.alternate2 = true;
        continue;
      case '0':
        spec.zero_pad = true;
        continue;
      case ',':
        spec.thousands = true;
        continue;
      default:
        break;
    }
    break;
  }
  constexpr int64_t kIntMax = std::numeric_limits<int32_t>::max();
  if (at_ < end_ && *at_ == '*') {
    ++at_;
    spec.width = static_cast<int32_t>(integer_argument(call_, next()));
    if (spec.width < 0) {
      spec.left = true;
      spec.width = spec.width >= -kIntMax ? -spec.width : 0;
    }
  } else {
    spec.width = read_number();
  }
  if (at_ < end_ && *at_ == '.') {
    ++at_;
    if (at_ < end_ && *at_ == '*') {
      ++at_;
      spec.precision = static_cast<int32_t>(integer_argument(call_, next()));
      if (spec.precision < 0) spec.precision = spec.precision >= -kIntMax ? -spec.precision : -1;
    } else {
      spec.precision = read_number();
    }
  }
  for (int i = 0; i < 2 && at_ < end_ && *at_ == 'l'; ++i) ++at_;
  return spec;
}

bool Formatter::convert(char letter, Spec spec) {
  switch (letter) {
    case 'd':
    case 'i':
    case 'u':
    case 'x':
    case 'X':
    case 'o':
    case 'p':
    case 'r':
      integer(letter, spec);
      return true;
    case 'f':
    case 'e':
    case 'E':
    case 'g':
    case 'G':
      real(letter, spec);
      return true;
    case 's':
    case 'z':
      text(spec);
      return true;
    case 'c':
      character(spec);
      return true;
    case 'q':
    case 'Q':
    case 'w':
      quoted(letter, spec);
      return true;
    case '%':
      pad("%", spec);
      return true;
    case 'n':
      return true;
    default:
      return false;
  }
}

void Formatter::fill(char c, int64_t count) {
  if (count <= 0) return;
  if (static_cast<uint64_t>(count) > size_max_ || out_.size() > size_max_) {
    failed_ = true;
    return;
  }
  out_.append(static_cast<size_t>(count), c);
}

void Formatter::pad(std::string_view text, const Spec& spec) {
  const int64_t missing = spec.width - static_cast<int64_t>(text.size());
  if (!spec.left) fill(' ', missing);
  out_ += text;
  if (spec.left) fill(' ', missing);
}

/// With '!', the width counts characters.
void Formatter::pad_characters(std::string_view text, Spec spec) {
  if (spec.alternate2 && spec.width > 0) spec.width += std::ranges::count_if(text, is_continuation);
  pad(text, spec);
}

std::string_view ordinal_suffix(uint64_t value) {
  if (value / 10 % 10 == 1) return "th";
  switch (value % 10) {
    case 1:
      return "st";
    case 2:
      return "nd";
    case 3:
      return "rd";
    default:
      return "th";
  }
}

std::string digits_of(uint64_t value, unsigned base, bool upper_case) {
  char digits[32];
  char* const end =
      std::to_chars(digits, digits + sizeof digits, value, static_cast<int>(base)).ptr;
  std::string out(digits, end);
  if (!upper_case) return out;
  for (char& c : out) {
    if (c >= 'a') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

void insert_thousands(std::string& digits) {
  for (size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
}

void Formatter::integer(char letter, Spec spec) {
  const int64_t value = integer_argument(call_, next());
  const bool is_signed = letter == 'd' || letter == 'i' || letter == 'r';
  const bool is_negative = is_signed && value < 0;
  const char sign = is_negative ? '-' : is_signed ? spec.sign : '\0';
  const uint64_t magnitude =
      is_negative ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
  const unsigned base = letter == 'x' || letter == 'X' || letter == 'p' ? 16
                        : letter == 'o'                                 ? 8
                                                                        : 10;
  const int64_t room = spec.width - (sign != 0 ? 1 : 0);
  if (spec.zero_pad && spec.precision < room) spec.precision = room;
  if (spec.precision > static_cast<int64_t>(size_max_)) {
    failed_ = true;
    return;
  }
  std::string text = digits_of(magnitude, base, letter == 'X' || letter == 'p');
  if (letter == 'r') text += ordinal_suffix(magnitude);
  const auto length = static_cast<int64_t>(text.size());
  if (spec.precision > length) text.insert(0, static_cast<size_t>(spec.precision - length), '0');
  if (spec.thousands && base == 10 && letter != 'r') insert_thousands(text);
  if (sign != 0) text.insert(0, 1, sign);
  if (spec.alternate && magnitude != 0) {
    std::string prefix = "0";
    if (letter == 'x' || letter == 'p') prefix += 'x';
    if (letter == 'X') prefix += 'X';
    if (base != 10) text = prefix + text;
  }
  pad(text, spec);
}

void Formatter::real(char letter, const Spec& spec) {
  const double value = real_argument(call_, next());
  constexpr int64_t kPrecisionMax = 100'000'000;
  RealFormat format;
  format.style = letter == 'f'                    ? RealFormat::Style::Fixed
                 : letter == 'e' || letter == 'E' ? RealFormat::Style::Exponent
                                                  : RealFormat::Style::General;
  format.precision =
      static_cast<int>(spec.precision < 0 ? 6 : std::min(spec.precision, kPrecisionMax));
  format.always_point = spec.alternate;
  format.more_digits = spec.alternate2;
  format.upper_case = letter == 'E' || letter == 'G';
  const char sign = value < 0 ? '-' : spec.sign;
  std::string text;
  if (sign != 0) text += sign;
  if (std::isinf(value)) {
    text += "Inf";
    pad(text, spec);
    return;
  }
  // What SQLite makes room for, before it knows how many digits there are.
  constexpr int64_t kRoom = 15;
  if (format.precision + spec.width + kRoom > static_cast<int64_t>(size_max_)) {
    failed_ = true;
    return;
  }
  append_real(text, value, format);
  const int64_t missing = spec.width - static_cast<int64_t>(text.size());
  if (spec.zero_pad && !spec.left && missing > 0) {
    text.insert(sign != 0 ? 1 : 0, static_cast<size_t>(missing), '0');
  }
  pad(text, spec);
}

void Formatter::character(Spec spec) {
  const ValueView value = next();
  std::string_view text = call_.text(value, 1);
  std::string one(1, text.empty() ? '\0' : text[0]);
  if ((static_cast<unsigned char>(one[0]) & 0xC0) == 0xC0) {
    while (one.size() < 4 && one.size() < text.size() && is_continuation(text[one.size()])) {
      one += text[one.size()];
    }
  }
  if (spec.precision > 1) {
    spec.width -= spec.precision - 1;
    if (spec.width > 1 && !spec.left) {
      fill(' ', spec.width - 1);
      spec.width = 0;
    }
    if (spec.precision > static_cast<int64_t>(size_max_)) failed_ = true;
    for (int64_t i = 1; i < spec.precision && !failed_ && !is_too_big(); ++i) out_ += one;
  }
  spec.alternate2 = true;
  pad_characters(one, spec);
}

void Formatter::text(Spec spec) {
  const ValueView value = next();
  std::string_view all = call_.text(value, 1);
  all = until_nul(all);
  if (spec.precision >= 0) {
    size_t size = std::min(all.size(), static_cast<size_t>(spec.precision));
    if (spec.alternate2) {
      const char* at = all.data();
      for (int64_t left = spec.precision; left > 0 && at < all.data() + all.size(); --left) {
        skip_code_point(at, all.data() + all.size());
      }
      size = static_cast<size_t>(at - all.data());
    }
    all = all.substr(0, size);
  }
  pad_characters(all, spec);
}

void Formatter::quoted(char letter, const Spec& spec) {
  const ValueView value = next();
  std::string_view all = call_.text(value, 1);
  if (value.is_null()) all = letter == 'Q' ? "NULL" : "(NULL)";
  const char quote = letter == 'w' ? '"' : '\'';
  const bool adds_quotes = letter == 'Q' && !value.is_null();
  std::string text;
  if (adds_quotes) text += quote;
  int64_t left = spec.precision;
  for (size_t i = 0; i < all.size() && all[i] != '\0' && left != 0; ++i, --left) {
    if (all[i] == quote) text += quote;
    text += all[i];
    if (!spec.alternate2 || (static_cast<unsigned char>(all[i]) & 0xC0) != 0xC0) continue;
    while (i + 1 < all.size() && is_continuation(all[i + 1])) text += all[++i];
  }
  if (adds_quotes) text += quote;
  pad_characters(text, spec);
}

Result<ValueView> call_format(Call& call, Arguments a) {
  if (a.empty() || a[0].is_null()) return ValueView::null();
  std::string_view format = call.text(a[0], 0);
  format = until_nul(format);
  Formatter formatter(call, format, a.subspan(1));
  formatter.run();
  if (!formatter.wrote()) return ValueView::null();
  return call.text_result();
}

constexpr ScalarRow kFormatFunctions[] = {
    {"format", 0, kArgumentsMax, call_format},
    {"printf", 0, kArgumentsMax, call_format},
};

}  // namespace

std::span<const ScalarRow> format_functions() { return kFormatFunctions; }

}  // namespace tern::functions
