#include <algorithm>
#include <atomic>
#include <charconv>
#include <cmath>

#include "engine/base/numeric_text.h"
#include "engine/functions/builtins.h"
#include "engine/functions/date_time.h"
#include "engine/functions/local_time.h"
#include "engine/functions/until_nul.h"
#include "engine/record/affinity.h"

// The date and time functions. A time that is none gives NULL.
// Source: SQLite documentation, "Date And Time Functions".

namespace tern::functions {
namespace {

using record::ValueView;

/// The moment that the arguments describe; false: none.
bool read_moment(Call& call, Arguments a, DateTime& out) {
  if (a.empty()) {
    out.set_unix_ms(call.statement().now_ms());
    return true;
  }
  if (a[0].is_null()) return false;
  if (a[0].is_numeric()) {
    out.set_number(record::to_real(a[0]));
  } else if (!out.parse(call.text(a[0], 0), call.statement().now_ms())) {
    return false;
  }
  for (size_t i = 1; i < a.size(); ++i) {
    if (a[i].is_null()) return false;
    if (!out.modify(call.text(a[i], 0), static_cast<int>(i))) return false;
  }
  return out.finish();
}

/// With zeros in front up to `width` characters, of which a sign is one.
void append_padded(std::string& out, int64_t value, int width) {
  if (value < 0) {
    out += '-';
    value = -value;
    --width;
  }
  char digits[24];
  const char* const end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  const auto size = static_cast<int>(end - digits);
  if (size < width) out.append(static_cast<size_t>(width - size), '0');
  out.append(digits, static_cast<size_t>(size));
}

void append_date(std::string& out, const DateTime::Calendar& c) {
  if (c.year < 0) out += '-';
  append_padded(out, std::abs(c.year), 4);
  out += '-';
  append_padded(out, c.month, 2);
  out += '-';
  append_padded(out, c.day, 2);
}

void append_minute(std::string& out, const DateTime::Calendar& c) {
  append_padded(out, c.hour, 2);
  out += ':';
  append_padded(out, c.minute, 2);
}

void append_time(std::string& out, const DateTime::Calendar& c) {
  append_minute(out, c);
  out += ':';
  append_padded(out, static_cast<int>(c.second), 2);
}

void append_time(std::string& out, DateTime& moment) {
  const DateTime::Calendar& c = moment.calendar();
  if (!moment.wants_fraction()) return append_time(out, c);
  const auto milliseconds = static_cast<int>(c.second * 1000.0 + 0.5);
  append_minute(out, c);
  out += ':';
  append_padded(out, milliseconds / 1000, 2);
  out += '.';
  append_padded(out, milliseconds % 1000, 3);
}

Result<ValueView> call_date(Call& call, Arguments a) {
  DateTime moment;
  if (!read_moment(call, a, moment)) return ValueView::null();
  append_date(call.buffer(), moment.calendar());
  return call.text_result();
}

Result<ValueView> call_time(Call& call, Arguments a) {
  DateTime moment;
  if (!read_moment(call, a, moment)) return ValueView::null();
  append_time(call.buffer(), moment);
  return call.text_result();
}

Result<ValueView> call_datetime(Call& call, Arguments a) {
  DateTime moment;
  if (!read_moment(call, a, moment)) return ValueView::null();
  std::string& out = call.buffer();
  append_date(out, moment.calendar());
  out += ' ';
  append_time(out, moment);
  return call.text_result();
}

Result<ValueView> call_julianday(Call& call, Arguments a) {
  DateTime moment;
  if (!read_moment(call, a, moment)) return ValueView::null();
  return ValueView::real(static_cast<double>(moment.julian_ms()) / 86400000.0);
}

double unix_time(const DateTime& moment) {
  return static_cast<double>(moment.julian_ms() - DateTime::kUnixEpochMs) / 1000.0;
}

Result<ValueView> call_unixepoch(Call& call, Arguments a) {
  DateTime moment;
  if (!read_moment(call, a, moment)) return ValueView::null();
  if (moment.wants_fraction()) return ValueView::real(unix_time(moment));
  return ValueView::integer(moment.unix_seconds());
}

/// What to add to the second time to come to the first.
Result<ValueView> call_timediff(Call& call, Arguments a) {
  DateTime to;
  DateTime from;
  if (!read_moment(call, a.subspan(0, 1), to) || !read_moment(call, a.subspan(1), from)) {
    return ValueView::null();
  }
  const DateTime::Distance distance = DateTime::distance(from, to);
  std::string& out = call.buffer();
  out += distance.is_negative ? '-' : '+';
  append_padded(out, distance.years, 4);
  out += '-';
  append_padded(out, distance.months, 2);
  out += '-';
  append_padded(out, distance.rest_ms / DateTime::kDayMs, 2);
  out += ' ';
  const int64_t ms = distance.rest_ms % DateTime::kDayMs;
  append_padded(out, ms / 3'600'000, 2);
  out += ':';
  append_padded(out, ms / 60'000 % 60, 2);
  out += ':';
  append_padded(out, ms / 1000 % 60, 2);
  out += '.';
  append_padded(out, ms % 1000, 3);
  return call.text_result();
}

void append_real_seconds(std::string& out, double second) {
  std::string digits;
  append_real(digits, std::min(second, 59.999),
              {.style = RealFormat::Style::Fixed, .precision = 3});
  if (digits.size() < 6) out.append(6 - digits.size(), '0');
  out += digits;
}

void append_spaced(std::string& out, int value) {
  if (value < 10) out += ' ';
  append_integer(out, value);
}

int hour_of_half_day(int hour) { return (hour + 11) % 12 + 1; }

bool append_date_field(std::string& out, char letter, DateTime& moment) {
  const DateTime::Calendar& c = moment.calendar();
  switch (letter) {
    case 'd':
      append_padded(out, c.day, 2);
      return true;
    case 'e':
      append_spaced(out, c.day);
      return true;
    case 'F':
      append_date(out, c);
      return true;
    case 'j':
      append_padded(out, moment.day_of_year() + 1, 3);
      return true;
    case 'J':
      append_real(out, static_cast<double>(moment.julian_ms()) / 86400000.0,
                  {.style = RealFormat::Style::General, .precision = 16});
      return true;
    case 'm':
      append_padded(out, c.month, 2);
      return true;
    case 'Y':
      append_padded(out, c.year, 4);
      return true;
    default:
      return false;
  }
}

bool append_week_field(std::string& out, char letter, DateTime& moment) {
  const int days_since_monday = (moment.weekday() + 6) % 7;
  switch (letter) {
    case 'G':
      append_padded(out, moment.iso_week().year, 4);
      return true;
    case 'g':
      append_padded(out, moment.iso_week().year % 100, 2);
      return true;
    case 'u':
      append_integer(out, days_since_monday + 1);
      return true;
    case 'U':
      append_padded(out, (moment.day_of_year() + 7 - moment.weekday()) / 7, 2);
      return true;
    case 'V':
      append_padded(out, moment.iso_week().number, 2);
      return true;
    case 'w':
      append_integer(out, moment.weekday());
      return true;
    case 'W':
      append_padded(out, (moment.day_of_year() + 7 - days_since_monday) / 7, 2);
      return true;
    default:
      return false;
  }
}

void append_unix_seconds(std::string& out, const DateTime& moment) {
  if (!moment.wants_fraction()) return append_integer(out, moment.unix_seconds());
  const double seconds = unix_time(moment);
  if (seconds < 0) out += '-';
  append_real(out, std::fabs(seconds), {.style = RealFormat::Style::Fixed, .precision = 3});
}

bool append_time_field(std::string& out, char letter, DateTime& moment) {
  const DateTime::Calendar& c = moment.calendar();
  switch (letter) {
    case 'f':
      append_real_seconds(out, c.second);
      return true;
    case 'H':
      append_padded(out, c.hour, 2);
      return true;
    case 'I':
      append_padded(out, hour_of_half_day(c.hour), 2);
      return true;
    case 'k':
      append_spaced(out, c.hour);
      return true;
    case 'l':
      append_spaced(out, hour_of_half_day(c.hour));
      return true;
    case 'M':
      append_padded(out, c.minute, 2);
      return true;
    case 'p':
      out += c.hour >= 12 ? "PM" : "AM";
      return true;
    case 'P':
      out += c.hour >= 12 ? "pm" : "am";
      return true;
    case 'R':
      append_minute(out, c);
      return true;
    case 's':
      append_unix_seconds(out, moment);
      return true;
    case 'S':
      append_padded(out, static_cast<int>(c.second), 2);
      return true;
    case 'T':
      append_time(out, c);
      return true;
    default:
      return false;
  }
}

/// One conversion of strftime(); false: unknown.
bool append_field(std::string& out, char letter, DateTime& moment) {
  if (letter == '%') {
    out += '%';
    return true;
  }
  return append_date_field(out, letter, moment) || append_time_field(out, letter, moment) ||
         append_week_field(out, letter, moment);
}

Result<ValueView> call_strftime(Call& call, Arguments a) {
  if (a.empty() || a[0].is_null()) return ValueView::null();
  DateTime moment;
  if (!read_moment(call, a.subspan(1), moment)) return ValueView::null();
  std::string_view format = call.text(a[0], 1);
  format = until_nul(format);
  std::string& out = call.buffer();
  for (size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      out += format[i];
    } else if (++i == format.size() || !append_field(out, format[i], moment)) {
      return ValueView::null();
    }
  }
  return call.text_result();
}

constexpr char kDate[] = "date";
constexpr char kDatetime[] = "datetime";
constexpr char kJulianday[] = "julianday";
constexpr char kStrftime[] = "strftime";
constexpr char kTime[] = "time";
constexpr char kTimediff[] = "timediff";
constexpr char kUnixepoch[] = "unixepoch";

bool is_word(ValueView value, std::string_view word) {
  return value.is_text() && std::ranges::equal(value.as_text(), word, {}, [](char c) {
           return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
         });
}

/// Where a value has to last, it may not depend on the time at which, or the place where it is
/// computed. `moment`: the arguments that describe the time.
Status check_lasting(Call& call, const char* name, Arguments moment) {
  bool may_change = moment.empty() || is_word(moment[0], "now");
  for (size_t i = 1; i < moment.size(); ++i) {
    may_change = may_change || is_word(moment[i], "localtime") || is_word(moment[i], "utc");
  }
  if (!may_change) return ok();
  std::string text = "non-deterministic use of ";
  text.append(name).append("() in ").append(call.statement().lasting_place());
  return fail(ErrorCode::Error, std::move(text));
}

std::atomic<bool> local_time_fails = false;

Status check_local_time(Arguments moment) {
  for (size_t i = 1; i < moment.size(); ++i) {
    if (is_word(moment[i], "localtime") || is_word(moment[i], "utc")) {
      return fail(ErrorCode::Error, "local time unavailable");
    }
  }
  return ok();
}

template <const char* kName, ScalarBody kBody, size_t kLeading = 0>
Result<ValueView> lasting(Call& call, Arguments a) {
  if (local_time_fails.load(std::memory_order_relaxed) && a.size() >= kLeading) [[unlikely]] {
    TRY(check_local_time(a.subspan(kLeading)));
  }
  if (!call.statement().lasting_place().empty() && a.size() >= kLeading) [[unlikely]] {
    TRY(check_lasting(call, kName, a.subspan(kLeading)));
  }
  return kBody(call, a);
}

Result<ValueView> call_lasting_timediff(Call& call, Arguments a) {
  if (!call.statement().lasting_place().empty()) [[unlikely]] {
    TRY(check_lasting(call, kTimediff, a.first(1)));
    TRY(check_lasting(call, kTimediff, a.last(1)));
  }
  return call_timediff(call, a);
}

constexpr auto kStable = Determinism::WithinStatement;
constexpr ScalarRow kDateFunctions[] = {
    {"current_date", 0, 0, call_date, kStable},
    {"current_time", 0, 0, call_time, kStable},
    {"current_timestamp", 0, 0, call_datetime, kStable},
    {kDate, 0, kArgumentsMax, lasting<kDate, call_date>, kStable},
    {kDatetime, 0, kArgumentsMax, lasting<kDatetime, call_datetime>, kStable},
    {kJulianday, 0, kArgumentsMax, lasting<kJulianday, call_julianday>, kStable},
    {kStrftime, 0, kArgumentsMax, lasting<kStrftime, call_strftime, 1>, kStable},
    {kTime, 0, kArgumentsMax, lasting<kTime, call_time>, kStable},
    {kTimediff, 2, 2, call_lasting_timediff, kStable},
    {kUnixepoch, 0, kArgumentsMax, lasting<kUnixepoch, call_unixepoch>, kStable},
};

}  // namespace

void set_local_time_fails(bool fails) { local_time_fails = fails; }

std::span<const ScalarRow> date_functions() { return kDateFunctions; }

}  // namespace tern::functions
