#pragma once

#include <cstdint>

#include "engine/extensions/time/instant.h"

// The Gregorian calendar, as if it had always been and will always be in use. Year 0 comes before
// year 1.

namespace tern::extensions::time {

struct Civil {
  int64_t year = 1;
  int64_t month = 1;
  int64_t day = 1;
  int64_t hour = 0;
  int64_t minute = 0;
  int64_t second = 0;
  int64_t nanos = 0;
};

int64_t days_in_month(int64_t year, int64_t month);

/// The calendar's view of a moment.
Civil to_civil(const Instant& instant);
/// The moment that `civil` shows. What is outside its usual range carries over: October 32 is
/// November 1. Errors: Error if 64 bits do not hold it.
Result<Instant> to_instant(const Civil& civil);

/// 0: Sunday.
int64_t weekday(const Instant& instant);
/// From 1.
int64_t day_of_year(const Instant& instant);
/// The start of the week's Monday.
Result<Instant> start_of_week(const Instant& instant);

/// ISO 8601: weeks start on Monday, and belong to the year that has their Thursday.
struct IsoWeek {
  int64_t year;
  int64_t number;  // from 1
};
IsoWeek iso_week(const Instant& instant);

}  // namespace tern::extensions::time
