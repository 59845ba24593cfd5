#include "engine/extensions/time/civil.h"

namespace tern::extensions::time {

namespace {

// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in March, so
// that the leap day comes last, and eras are 400 years, after which all repeats.
constexpr int64_t kDaysPerEra = 146'097;
constexpr int64_t kYearsPerEra = 400;
/// From 0000-03-01 to 0001-01-01.
constexpr int64_t kDaysBeforeYearOne = 306;
/// More years than 64 bits of seconds have, and few enough to compute with.
constexpr int64_t kYearMost = 300'000'000'000;

struct Date {
  int64_t year;
  int64_t month;
  int64_t day;
};

/// Days since 0001-01-01. Requires: month is from 1 to 12, |year| <= kYearMost.
int64_t days_of(int64_t year, int64_t month, int64_t day) {
  const int64_t march_year = month <= 2 ? year - 1 : year;
  const int64_t era = floor_div(march_year, kYearsPerEra);
  const int64_t year_of_era = march_year - era * kYearsPerEra;
  const int64_t month_from_march = month > 2 ? month - 3 : month + 9;
  const int64_t day_of_march_year = (153 * month_from_march + 2) / 5 + day - 1;
  const int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_march_year;
  return era * kDaysPerEra + day_of_era - kDaysBeforeYearOne;
}

Date date_of(int64_t days) {
  const int64_t shifted = days + kDaysBeforeYearOne;
  const int64_t era = floor_div(shifted, kDaysPerEra);
  const int64_t day_of_era = shifted - era * kDaysPerEra;
  const int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const int64_t day_of_march_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t month_from_march = (5 * day_of_march_year + 2) / 153;
  const int64_t day = day_of_march_year - (153 * month_from_march + 2) / 5 + 1;
  const int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  return {year_of_era + era * kYearsPerEra + (month <= 2 ? 1 : 0), month, day};
}

int64_t day_number(const Instant& instant) { return floor_div(instant.seconds, kSecondsPerDay); }

/// 0: Monday, as 0001-01-01 was.
int64_t days_since_monday(int64_t days) { return floor_mod(days, 7); }

}  // namespace

int64_t days_in_month(int64_t year, int64_t month) {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

Civil to_civil(const Instant& instant) {
  const Date date = date_of(day_number(instant));
  const int64_t second = floor_mod(instant.seconds, kSecondsPerDay);
  return {date.year,        date.month,  date.day,     second / 3600,
          second / 60 % 60, second % 60, instant.nanos};
}

Result<Instant> to_instant(const Civil& civil) {
  const int64_t months = TRY(CheckedSum(civil.month).add(-1).value());
  const int64_t year = TRY(CheckedSum(civil.year).add(floor_div(months, 12)).value());
  if (year < -kYearMost || year > kYearMost) return out_of_range();
  CheckedSum sum(days_of(year, floor_mod(months, 12) + 1, 1));
  const int64_t days = TRY(sum.add(civil.day).add(-1).value());
  Instant out;
  CheckedSum seconds(floor_div(civil.nanos, kNanosPerSecond));
  seconds.add(days, kSecondsPerDay).add(civil.hour, 3600).add(civil.minute, 60).add(civil.second);
  out.seconds = TRY(seconds.value());
  out.nanos = floor_mod(civil.nanos, kNanosPerSecond);
  return out;
}

int64_t weekday(const Instant& instant) { return (days_since_monday(day_number(instant)) + 1) % 7; }

int64_t day_of_year(const Instant& instant) {
  const int64_t days = day_number(instant);
  return days - days_of(date_of(days).year, 1, 1) + 1;
}

Result<Instant> start_of_week(const Instant& instant) {
  const int64_t days = day_number(instant);
  Instant out;
  const int64_t monday = days - days_since_monday(days);
  out.seconds = TRY(CheckedSum(0).add(monday, kSecondsPerDay).value());
  return out;
}

IsoWeek iso_week(const Instant& instant) {
  const int64_t days = day_number(instant);
  const int64_t thursday = days - days_since_monday(days) + 3;
  const int64_t year = date_of(thursday).year;
  return {year, (thursday - days_of(year, 1, 1)) / 7 + 1};
}

}  // namespace tern::extensions::time
