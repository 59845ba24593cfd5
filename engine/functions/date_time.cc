#include "engine/functions/date_time.h"

#include <algorithm>
#include <cmath>

namespace tern::functions {
namespace {

constexpr int64_t kJulianMsMax = 464'269'060'799'999;  // 9999-12-31 23:59:59.999

bool is_valid(int64_t julian_ms) { return julian_ms >= 0 && julian_ms <= kJulianMsMax; }
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
/// A day that the month does not have is one of the next month.
void DateTime::note_overflow() {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const int year = calendar_.year;
  const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  const int days = kDays[calendar_.month - 1] + (calendar_.month == 2 && is_leap ? 1 : 0);
  overflow_days_ = std::max(calendar_.day - days, 0);
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
  const bool wants_fraction = wants_fraction_;
  *this = DateTime();
  wants_fraction_ = wants_fraction;
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

DateTime::Week DateTime::iso_week() const {
  DateTime thursday = *this;
  thursday.julian_ms_ += (3 - (weekday() + 6) % 7) * kDayMs;
  thursday.forget_calendar();
  const int day = thursday.day_of_year();
  return {thursday.calendar().year, day / 7 + 1};
}

void DateTime::set_month(int year, int month) {
  compute_calendar();
  calendar_.year = year;
  calendar_.month = month;
  has_julian_ = has_zone_ = false;
  compute_julian();
}

DateTime::Distance DateTime::distance(DateTime from, DateTime to) {
  Distance out;
  out.is_negative = to.julian_ms_ < from.julian_ms_;
  const int sign = out.is_negative ? -1 : 1;
  const Calendar end = to.calendar();
  const Calendar begin = from.calendar();
  int months = sign * ((end.year - begin.year) * 12 + end.month - begin.month);
  int at = end.year * 12 + end.month - 1;  // where `from` has been moved
  const auto move = [&] {
    from.set_month((at - (at % 12 + 12) % 12) / 12, (at % 12 + 12) % 12 + 1);
  };
  if (months != 0) move();
  while (sign * (to.julian_ms_ - from.julian_ms_) < 0) {
    --months;
    at -= sign;
    move();
  }
  out.years = months / 12;
  out.months = months % 12;
  out.rest_ms = sign * (to.julian_ms_ - from.julian_ms_);
  return out;
}

}  // namespace tern::functions
