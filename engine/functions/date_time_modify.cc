#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>
#include <string>

#include "engine/functions/date_time.h"
#include "engine/functions/date_time_text.h"
#include "engine/functions/until_nul.h"

// The modifiers.

namespace tern::functions {
namespace {

/// Is the head of `text` a year of that many digits, and not part of a number like 1e-2?
bool is_date_shift(std::string_view text, size_t year_digits) {
  int year = 0;
  return takes_digits(text, static_cast<int>(year_digits), 0, 14712, year);
}
struct Unit {
  std::string_view name;
  float amount_max;  // beyond it the result could not be valid
  double seconds;
};
constexpr std::array<Unit, 6> kUnits = {{
    {"second", 4.6427e+14F, 1.0},
    {"minute", 7.7379e+12F, 60.0},
    {"hour", 1.2897e+11F, 3600.0},
    {"day", 5373485.0F, 86400.0},
    {"month", 176546.0F, 2592000.0},
    {"year", 14713.0F, 31536000.0},
}};
}  // namespace

bool DateTime::modify(std::string_view modifier, int position) {
  std::string_view text = until_nul(modifier);
  if (text.empty()) return false;
  if (equals(text, "auto")) {
    if (position > 1) return false;
    if (has_number_ && !has_julian_) return as_unix_seconds();
    has_number_ = false;
    return true;
  }
  if (equals(text, "julianday")) {
    if (position > 1 || !has_julian_ || !has_number_) return false;
    has_number_ = false;
    return true;
  }
  if (equals(text, "unixepoch")) return position == 1 && has_number_ && as_unix_seconds();
  if (equals(text, "floor")) {
    compute_julian();
    julian_ms_ -= overflow_days_ * kDayMs;
    forget_calendar();
    return true;
  }
  if (equals(text, "ceiling")) {
    compute_julian();
    overflow_days_ = 0;
    forget_calendar();
    return true;
  }
  if (equals(text, "subsec") || equals(text, "subsecond")) {
    wants_fraction_ = true;
    return true;
  }
  if (equals(text, "localtime")) return to_local();
  if (equals(text, "utc")) return to_utc();
  if (takes_prefix(text, "weekday ")) return go_to_weekday(text);
  if (takes_prefix(text, "start of ")) return go_to_start(text);
  if (text[0] == '+' || text[0] == '-' || is_digit(text[0])) return shift(text);
  return false;
}

bool DateTime::as_unix_seconds() {
  if (number_ < -210866760000.0 || number_ > 253402300799.0) return false;
  forget_calendar();
  julian_ms_ = static_cast<int64_t>(number_ * 1000.0 + static_cast<double>(kUnixEpochMs) + 0.5);
  has_julian_ = true;
  has_number_ = false;
  return true;
}

// The C library knows local time for some years only; others are mapped to a year like them.
bool DateTime::to_local() {
  compute_julian();
  DateTime known = *this;
  int year_shift = 0;
  constexpr int64_t kKnownFrom = 210'866'760'000'000;
  constexpr int64_t kKnownTo = 213'014'145'600'000;
  if (julian_ms_ < kKnownFrom || julian_ms_ > kKnownTo) {
    known.compute_calendar();
    year_shift = 2000 + known.calendar_.year % 4 - known.calendar_.year;
    known.calendar_.year += year_shift;
    known.has_julian_ = false;
    known.compute_julian();
  }
  const auto seconds = static_cast<time_t>(known.unix_seconds());
  tm local{};
  if (localtime_r(&seconds, &local) == nullptr) return false;
  calendar_ = {local.tm_year + 1900 - year_shift,
               local.tm_mon + 1,
               local.tm_mday,
               local.tm_hour,
               local.tm_min,
               local.tm_sec + static_cast<double>(julian_ms_ % 1000) * 0.001};
  has_date_ = has_time_ = true;
  has_julian_ = has_number_ = has_zone_ = is_broken_ = false;
  return true;
}

// What moment is called this in local time? Guess, look at the difference, guess again.
bool DateTime::to_utc() {
  if (is_zone_known_) return true;
  compute_julian();
  const int64_t wanted = julian_ms_;
  int64_t guess = wanted;
  int32_t error = 0;  // in SQLite, too: with what is no valid time it overflows
  for (int round = 0; round < 4; ++round) {
    guess -= error;
    DateTime local;
    local.julian_ms_ = guess;
    local.has_julian_ = true;
    if (!local.to_local()) return false;
    local.compute_julian();
    error = static_cast<int32_t>(local.julian_ms_ - wanted);
    if (error == 0) break;
  }
  const bool wants_fraction = wants_fraction_;
  *this = DateTime();
  wants_fraction_ = wants_fraction;
  julian_ms_ = guess;
  has_julian_ = true;
  is_zone_known_ = true;
  return true;
}

bool DateTime::go_to_weekday(std::string_view text) {
  const ParsedNumber number = parse_number(text);
  if (!number.is_whole || number.real < 0 || number.real >= 7) return false;
  const int wanted = static_cast<int>(number.real);
  if (wanted != number.real) return false;
  compute_calendar();
  has_zone_ = false;
  has_julian_ = false;
  compute_julian();
  const int today = weekday();
  julian_ms_ += (wanted - (today > wanted ? today - 7 : today)) * kDayMs;
  forget_calendar();
  return true;
}

bool DateTime::go_to_start(std::string_view unit) {
  if (!has_julian_ && !has_date_ && !has_time_) return false;
  compute_date();
  has_time_ = true;
  calendar_.hour = calendar_.minute = 0;
  calendar_.second = 0;
  has_number_ = has_zone_ = has_julian_ = false;
  if (equals(unit, "day")) return true;
  calendar_.day = 1;
  if (equals(unit, "month")) return true;
  calendar_.month = 1;
  return equals(unit, "year");
}

bool DateTime::shift(std::string_view text) {
  size_t size = 1;
  while (size < text.size() && text[size] != ':' && !is_space(text[size])) {
    if (text[size] == '-' && (size == 5 || size == 6) && is_date_shift(text.substr(1), size - 1)) {
      return shift_date(text);
    }
    ++size;
  }
  const ParsedNumber number = parse_number(text.substr(0, size));
  if (!number.is_whole) return false;
  if (size < text.size() && text[size] == ':') return shift_time(text);
  text.remove_prefix(size);
  skip_spaces(text);
  return shift_units(number.real, text);
}

/// +YYYY-MM-DD or -YYYY-MM-DD, perhaps with a time.
bool DateTime::shift_date(std::string_view text) {
  if (is_digit(text[0])) return false;
  const int sign = text[0] == '-' ? -1 : 1;
  const int year_digits = text[5] == '-' ? 4 : 5;
  text.remove_prefix(1);
  int years = 0;
  int months = 0;
  int days = 0;
  if (!takes_digits(text, year_digits, 0, 14712, years) || !takes_char(text, '-') ||
      !takes_digits(text, 2, 0, 11, months) || !takes_char(text, '-') ||
      !takes_digits(text, 2, 0, 30, days)) {
    return false;
  }
  add_months(sign * (years * 12 + months));
  compute_julian();
  julian_ms_ += sign * days * kDayMs;
  forget_calendar();
  if (text.empty()) return true;
  if (!is_space(text[0]) || text.size() < 6) return false;
  std::string time = sign < 0 ? "-" : "+";
  time += text.substr(1);
  return is_digit(time[1]) && shift_time(time);
}

bool DateTime::shift_time(std::string_view text) {
  const bool is_negative = text[0] == '-';
  if (!is_digit(text[0])) text.remove_prefix(1);
  DateTime offset;
  if (!offset.parse_time(text)) return false;
  offset.compute_julian();
  int64_t ms = (offset.julian_ms_ - kDayMs / 2) % kDayMs;
  if (is_negative) ms = -ms;
  compute_julian();
  forget_calendar();
  julian_ms_ += ms;
  return true;
}

bool DateTime::shift_units(double amount, std::string_view name) {
  if (name.size() < 3 || name.size() > 10) return false;
  if (fold_case(name.back()) == 's') name.remove_suffix(1);
  compute_julian();
  const double rounder = amount < 0 ? -0.5 : 0.5;
  const auto unit = std::ranges::find_if(kUnits, [&](const Unit& u) {
    return equals(name, u.name) && std::fabs(amount) < static_cast<double>(u.amount_max);
  });
  if (unit == kUnits.end()) return false;
  const auto whole = static_cast<int>(std::clamp(amount, -2e9, 2e9));
  overflow_days_ = 0;
  if (unit->name == "month") {
    add_months(whole);
    amount -= whole;
  } else if (unit->name == "year") {
    add_months(int64_t{whole} * 12);
    amount -= whole;
  }
  compute_julian();
  julian_ms_ += static_cast<int64_t>(amount * 1000.0 * unit->seconds + rounder);
  forget_calendar();
  return true;
}

void DateTime::add_months(int64_t months) {
  compute_calendar();
  const int64_t month = calendar_.month + months;
  const int64_t years = month > 0 ? (month - 1) / 12 : (month - 12) / 12;
  calendar_.year += static_cast<int>(years);
  calendar_.month = static_cast<int>(month - years * 12);
  note_overflow();
  has_julian_ = false;
}

}  // namespace tern::functions
