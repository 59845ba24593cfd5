#include "engine/extensions/time/field.h"

#include <algorithm>

#include "engine/extensions/time/civil.h"

namespace tern::extensions::time {

namespace {

using record::ValueView;

struct FieldName {
  std::string_view name;
  Field field;
};
/// Names in the singular; "s" may follow.
constexpr FieldName kFieldNames[] = {
    {"millennium", Field::Millennium},
    {"century", Field::Century},
    {"decade", Field::Decade},
    {"year", Field::Year},
    {"quarter", Field::Quarter},
    {"month", Field::Month},
    {"week", Field::Week},
    {"isoweek", Field::Week},
    {"day", Field::Day},
    {"hour", Field::Hour},
    {"minute", Field::Minute},
    {"second", Field::Second},
    {"milli", Field::Milli},
    {"millisecond", Field::Milli},
    {"micro", Field::Micro},
    {"microsecond", Field::Micro},
    {"nano", Field::Nano},
    {"nanosecond", Field::Nano},
    {"isoyear", Field::IsoYear},
    {"isodow", Field::IsoDay},
    {"yearday", Field::YearDay},
    {"doy", Field::YearDay},
    {"dayofyear", Field::YearDay},
    {"weekday", Field::Weekday},
    {"dow", Field::Weekday},
    {"dayofweek", Field::Weekday},
    {"epoch", Field::Epoch},
};

double with_fraction(int64_t seconds, const Instant& instant) {
  return static_cast<double>(seconds) + static_cast<double>(instant.nanos) / 1e9;
}

/// The start of the span of `years` that `year` lies in.
Result<Instant> start_of_years(int64_t year, int64_t years) {
  return to_instant({.year = floor_div(year, years) * years});
}

int64_t integer_field(const Instant& instant, Field field) {
  const Civil civil = to_civil(instant);
  switch (field) {
    case Field::Millennium:
      return floor_div(civil.year, 1000);
    case Field::Century:
      return floor_div(civil.year, 100);
    case Field::Decade:
      return floor_div(civil.year, 10);
    case Field::Year:
      return civil.year;
    case Field::Quarter:
      return (civil.month - 1) / 3 + 1;
    case Field::Month:
      return civil.month;
    case Field::Day:
      return civil.day;
    case Field::Hour:
      return civil.hour;
    case Field::Minute:
      return civil.minute;
    default:
      return civil.second;
  }
}

}  // namespace

Result<Field> parse_field(std::string_view name) {
  for (const FieldName& known : kFieldNames) {
    if (name == known.name) return known.field;
    if (name.ends_with('s') && name.substr(0, name.size() - 1) == known.name) return known.field;
  }
  return fail(ErrorCode::Error, "unknown field of a time");
}

ValueView field_value(const Instant& instant, Field field) {
  switch (field) {
    case Field::Second:
      return ValueView::real(with_fraction(to_civil(instant).second, instant));
    case Field::Milli:
      return ValueView::integer(instant.nanos / 1'000'000);
    case Field::Micro:
      return ValueView::integer(instant.nanos / 1'000);
    case Field::Nano:
      return ValueView::integer(instant.nanos);
    case Field::Week:
      return ValueView::integer(iso_week(instant).number);
    case Field::IsoYear:
      return ValueView::integer(iso_week(instant).year);
    case Field::IsoDay:
      return ValueView::integer((weekday(instant) + 6) % 7 + 1);
    case Field::YearDay:
      return ValueView::integer(day_of_year(instant));
    case Field::Weekday:
      return ValueView::integer(weekday(instant));
    case Field::Epoch: {
      const double seconds = static_cast<double>(instant.seconds) - double{kUnixEpochSeconds};
      const Result<int64_t> exact = instant.to_unix(1);
      return ValueView::real(exact ? with_fraction(*exact, instant) : seconds);
    }
    default:
      return ValueView::integer(integer_field(instant, field));
  }
}

Result<Instant> truncate_to(const Instant& instant, Field field) {
  const Civil civil = to_civil(instant);
  switch (field) {
    case Field::Millennium:
      return start_of_years(civil.year, 1000);
    case Field::Century:
      return start_of_years(civil.year, 100);
    case Field::Decade:
      return start_of_years(civil.year, 10);
    case Field::Year:
      return start_of_years(civil.year, 1);
    case Field::Quarter:
      return to_instant({.year = civil.year, .month = (civil.month - 1) / 3 * 3 + 1});
    case Field::Month:
      return to_instant({.year = civil.year, .month = civil.month});
    case Field::Week:
      return start_of_week(instant);
    case Field::Day:
      return instant.truncated(kSecondsPerDay * kNanosPerSecond);
    case Field::Hour:
      return instant.truncated(3600 * kNanosPerSecond);
    case Field::Minute:
      return instant.truncated(60 * kNanosPerSecond);
    case Field::Second:
      return instant.truncated(kNanosPerSecond);
    case Field::Milli:
      return instant.truncated(1'000'000);
    case Field::Micro:
      return instant.truncated(1'000);
    default:
      return fail(ErrorCode::Error, "a time cannot be truncated to this field");
  }
}

}  // namespace tern::extensions::time
