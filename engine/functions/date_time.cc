#include "engine/functions/date_time.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>

#include "engine/base/numeric_text.h"
#include "engine/base/utf8.h"

namespace tern::functions {
namespace {

constexpr int64_t kJulianMsMax = 464'269'060'799'999;  // 9999-12-31 23:59:59.999

bool is_valid(int64_t julian_ms) { return julian_ms >= 0 && julian_ms <= kJulianMsMax; }

bool equals(std::string_view text, std::string_view lower_case) {
  return std::ranges::equal(text, lower_case, {}, fold_case);
}

bool takes_prefix(std::string_view& text, std::string_view lower_case) {
  if (!equals(text.substr(0, lower_case.size()), lower_case)) return false;
  text.remove_prefix(lower_case.size());
  return true;
}

bool takes_char(std::string_view& text, char c) {
  if (text.empty() || text[0] != c) return false;
  text.remove_prefix(1);
  return true;
}

void skip_spaces(std::string_view& text) {
  while (!text.empty() && is_space(text[0])) text.remove_prefix(1);
}

/// Takes exactly `count` digits whose value lies in [min, max].
bool takes_digits(std::string_view& text, int count, int min, int max, int& out) {
  int value = 0;
  for (int i = 0; i < count; ++i) {
    if (text.empty() || !is_digit(text[0])) return false;
    value = value * 10 + (text[0] - '0');
    text.remove_prefix(1);
  }
  out = value;
  return value >= min && value <= max;
}

struct Unit {
  std::string_view name;
  double amount_max;  // beyond it the result could not be valid
  double seconds;
};
constexpr std::array<Unit, 6> kUnits = {{
    {"second", 464269060800.0, 1.0},
    {"minute", 7737817680.0, 60.0},
    {"hour", 128963628.0, 3600.0},
    {"day", 5373485.0, 86400.0},
    {"month", 176546.0, 2592000.0},
    {"year", 14713.0, 31536000.0},
}};

}  // namespace

void DateTime::set_unix_ms(int64_t unix_ms) {
  julian_ms_ = unix_ms + kUnixEpochMs;
  has_julian_ = true;
  forget_calendar();
}

void DateTime::set_number(double number) {
  number_ = number;
  has_number_ = true;
  if (number < 0.0 || number >= 5373484.5) return;
  julian_ms_ = static_cast<int64_t>(number * 86400000.0 + 0.5);
  has_julian_ = true;
}

bool DateTime::parse(std::string_view text, int64_t now_unix_ms) {
  text = text.substr(0, std::min(text.find('\0'), text.size()));
  if (parse_date(text) || parse_time(text)) return true;
  if (equals(text, "now")) {
    set_unix_ms(now_unix_ms);
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

// Meeus, "Astronomical Algorithms": julian day from the Gregorian calendar and back.
void DateTime::compute_julian() {
  if (has_julian_) return;
  int year = has_date_ ? calendar_.year : 2000;
  int month = has_date_ ? calendar_.month : 1;
  const int day = has_date_ ? calendar_.day : 1;
  if (year < -4713 || year > 9999 || has_number_) {
    set_broken();
    return;
  }
  if (month <= 2) {
    --year;
    month += 12;
  }
  const int century = year / 100;
  const int leap = 2 - century + century / 4;
  const int from_years = 36525 * (year + 4716) / 100;
  const int from_months = 306001 * (month + 1) / 10000;
  julian_ms_ = static_cast<int64_t>((from_years + from_months + day + leap - 1524.5) * 86400000.0);
  has_julian_ = true;
  if (!has_time_) return;
  julian_ms_ += calendar_.hour * int64_t{3600000} + calendar_.minute * int64_t{60000} +
                static_cast<int64_t>(calendar_.second * 1000 + 0.5);
  if (!has_zone_) return;
  julian_ms_ -= zone_minutes_ * int64_t{60000};
  forget_calendar();
}

void DateTime::compute_date() {
  if (has_date_) return;
  if (!has_julian_) {
    calendar_.year = 2000;
    calendar_.month = calendar_.day = 1;
  } else if (!is_valid(julian_ms_)) {
    set_broken();
    return;
  } else {
    const auto day = static_cast<int>((julian_ms_ + kDayMs / 2) / kDayMs);
    const auto century = static_cast<int>((day - 1867216.25) / 36524.25);
    const int shifted = day + 1 + century - century / 4 + 1524;
    const auto years = static_cast<int>((shifted - 122.1) / 365.25);
    const int year_days = 36525 * (years & 32767) / 100;
    const auto months = static_cast<int>((shifted - year_days) / 30.6001);
    calendar_.day = shifted - year_days - static_cast<int>(30.6001 * months);
    calendar_.month = months < 14 ? months - 1 : months - 13;
    calendar_.year = calendar_.month > 2 ? years - 4716 : years - 4715;
  }
  has_date_ = true;
}

void DateTime::compute_time() {
  if (has_time_) return;
  compute_julian();
  const auto day_ms = static_cast<int>((julian_ms_ + kDayMs / 2) % kDayMs);
  const int seconds = day_ms / 1000;
  calendar_.hour = seconds / 3600;
  calendar_.minute = seconds / 60 % 60;
  calendar_.second = seconds % 60 + (day_ms / 1000.0 - seconds);
  has_number_ = false;
  has_time_ = true;
}

void DateTime::set_broken() {
  *this = DateTime();
  calendar_ = {.year = 0, .month = 0, .day = 0};
  is_broken_ = true;
}

bool DateTime::finish() {
  compute_julian();
  return !is_broken_ && is_valid(julian_ms_);
}

const DateTime::Calendar& DateTime::calendar() {
  compute_calendar();
  return calendar_;
}

int DateTime::day_of_year() {
  compute_calendar();
  DateTime first = *this;
  first.has_julian_ = false;
  first.calendar_.month = 1;
  first.calendar_.day = 1;
  first.compute_julian();
  return static_cast<int>((julian_ms_ - first.julian_ms_ + kDayMs / 2) / kDayMs);
}

bool DateTime::modify(std::string_view modifier, int position) {
  std::string_view text = modifier.substr(0, std::min(modifier.find('\0'), modifier.size()));
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
  int64_t error = 0;
  for (int round = 0; round < 4; ++round) {
    guess -= error;
    DateTime local;
    local.julian_ms_ = guess;
    local.has_julian_ = true;
    if (!local.to_local()) return false;
    local.compute_julian();
    error = local.julian_ms_ - wanted;
    if (error == 0) break;
  }
  *this = DateTime();
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
  while (size < text.size() && text[size] != ':' && !is_space(text[size])) ++size;
  const ParsedNumber number = parse_number(text.substr(0, size));
  if (!number.is_whole) return false;
  if (size < text.size() && text[size] == ':') return shift_time(text);
  text.remove_prefix(size);
  skip_spaces(text);
  return shift_units(number.real, text);
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
    return equals(name, u.name) && amount > -u.amount_max && amount < u.amount_max;
  });
  if (unit == kUnits.end()) return false;
  const auto whole = static_cast<int>(std::clamp(amount, -2e9, 2e9));
  if (unit->name == "month") {
    compute_calendar();
    calendar_.month += whole;
    const int years =
        calendar_.month > 0 ? (calendar_.month - 1) / 12 : (calendar_.month - 12) / 12;
    calendar_.year += years;
    calendar_.month -= years * 12;
    has_julian_ = false;
    amount -= whole;
  } else if (unit->name == "year") {
    compute_calendar();
    calendar_.year += whole;
    has_julian_ = false;
    amount -= whole;
  }
  compute_julian();
  julian_ms_ += static_cast<int64_t>(amount * 1000.0 * unit->seconds + rounder);
  forget_calendar();
  return true;
}

}  // namespace tern::functions
