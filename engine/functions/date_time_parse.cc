#include <algorithm>

#include "engine/functions/date_time.h"
#include "engine/functions/date_time_text.h"
#include "engine/functions/until_nul.h"

// The formats of times.

namespace tern::functions {

bool DateTime::parse(std::string_view text, int64_t now_unix_ms) {
  text = until_nul(text);
  if (parse_date(text) || parse_time(text)) return true;
  if (equals(text, "now")) {
    set_unix_ms(now_unix_ms);
    return true;
  }
  if (equals(text, "subsec") || equals(text, "subsecond")) {
    set_unix_ms(now_unix_ms);
    wants_fraction_ = true;
    return true;
  }
  const ParsedNumber number = parse_number(text);
  if (!number.is_whole) return false;
  set_number(number.real);
  return true;
}

bool DateTime::parse_date(std::string_view text) {
  const bool is_negative = takes_char(text, '-');
  int year = 0;
  int month = 0;
  int day = 0;
  if (!takes_digits(text, 4, 0, 9999, year) || !takes_char(text, '-')) return false;
  if (!takes_digits(text, 2, 1, 12, month) || !takes_char(text, '-')) return false;
  if (!takes_digits(text, 2, 1, 31, day)) return false;
  while (!text.empty() && (is_space(text[0]) || text[0] == 'T')) text.remove_prefix(1);
  if (!parse_time(text)) {
    if (!text.empty()) return false;
    has_time_ = false;
  }
  has_julian_ = false;
  has_date_ = true;
  calendar_.year = is_negative ? -year : year;
  calendar_.month = month;
  calendar_.day = day;
  note_overflow();
  if (has_zone_) compute_julian();
  return true;
}

bool DateTime::parse_time(std::string_view text) {
  int hour = 0;
  int minute = 0;
  int second = 0;
  double fraction = 0;
  if (!takes_digits(text, 2, 0, 24, hour) || !takes_char(text, ':')) return false;
  if (!takes_digits(text, 2, 0, 59, minute)) return false;
  if (takes_char(text, ':')) {
    if (!takes_digits(text, 2, 0, 59, second)) return false;
    if (text.size() >= 2 && text[0] == '.' && is_digit(text[1])) {
      double scale = 1.0;
      text.remove_prefix(1);
      for (; !text.empty() && is_digit(text[0]); text.remove_prefix(1)) {
        fraction = fraction * 10.0 + (text[0] - '0');
        scale *= 10.0;
      }
      fraction /= scale;
    }
  }
  has_julian_ = false;
  has_number_ = false;
  has_time_ = true;
  calendar_.hour = hour;
  calendar_.minute = minute;
  calendar_.second = second + fraction;
  if (!parse_zone(text)) return false;
  has_zone_ = zone_minutes_ != 0;
  return true;
}

bool DateTime::parse_zone(std::string_view text) {
  skip_spaces(text);
  zone_minutes_ = 0;
  if (text.empty()) return true;
  if (takes_char(text, 'Z') || takes_char(text, 'z')) {
    // UTC, as all is.
  } else {
    const int sign = text[0] == '-' ? -1 : text[0] == '+' ? 1 : 0;
    if (sign == 0) return false;
    text.remove_prefix(1);
    int hours = 0;
    int minutes = 0;
    if (!takes_digits(text, 2, 0, 14, hours) || !takes_char(text, ':')) return false;
    if (!takes_digits(text, 2, 0, 59, minutes)) return false;
    zone_minutes_ = sign * (minutes + hours * 60);
  }
  skip_spaces(text);
  is_zone_known_ = true;
  return text.empty();
}

}  // namespace tern::functions
