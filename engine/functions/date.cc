#include <algorithm>
#include <cstdio>

#include "engine/base/numeric_text.h"
#include "engine/functions/builtins.h"
#include "engine/functions/date_time.h"
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

void append_padded(std::string& out, int64_t value, int width) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%0*lld", width, static_cast<long long>(value));
  out += buffer;
}

void append_date(std::string& out, const DateTime::Calendar& c) {
  if (c.year < 0) out += '-';
  append_padded(out, std::abs(c.year), 4);
  out += '-';
  append_padded(out, c.month, 2);
  out += '-';
  append_padded(out, c.day, 2);
}

void append_time(std::string& out, const DateTime::Calendar& c) {
  append_padded(out, c.hour, 2);
  out += ':';
  append_padded(out, c.minute, 2);
  out += ':';
  append_padded(out, static_cast<int>(c.second), 2);
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
  append_time(call.buffer(), moment.calendar());
  return call.text_result();
}

Result<ValueView> call_datetime(Call& call, Arguments a) {
  DateTime moment;
  if (!read_moment(call, a, moment)) return ValueView::null();
  std::string& out = call.buffer();
  append_date(out, moment.calendar());
  out += ' ';
  append_time(out, moment.calendar());
  return call.text_result();
}

Result<ValueView> call_julianday(Call& call, Arguments a) {
  DateTime moment;
  if (!read_moment(call, a, moment)) return ValueView::null();
  return ValueView::real(static_cast<double>(moment.julian_ms()) / 86400000.0);
}

Result<ValueView> call_unixepoch(Call& call, Arguments a) {
  DateTime moment;
  if (!read_moment(call, a, moment)) return ValueView::null();
  return ValueView::integer(moment.unix_seconds());
}

void append_real_seconds(std::string& out, double second) {
  std::string digits;
  append_real(digits, std::min(second, 59.999),
              {.style = RealFormat::Style::Fixed, .precision = 3});
  if (digits.size() < 6) out.append(6 - digits.size(), '0');
  out += digits;
}

/// One conversion of strftime(); false: unknown.
bool append_field(std::string& out, char letter, DateTime& moment) {
  const DateTime::Calendar& c = moment.calendar();
  switch (letter) {
    case 'd':
      append_padded(out, c.day, 2);
      return true;
    case 'f':
      append_real_seconds(out, c.second);
      return true;
    case 'H':
      append_padded(out, c.hour, 2);
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
    case 'M':
      append_padded(out, c.minute, 2);
      return true;
    case 's':
      append_integer(out, moment.unix_seconds());
      return true;
    case 'S':
      append_padded(out, static_cast<int>(c.second), 2);
      return true;
    case 'w':
      append_integer(out, moment.weekday());
      return true;
    case 'W':
      append_padded(out, (moment.day_of_year() + 7 - (moment.weekday() + 6) % 7) / 7, 2);
      return true;
    case 'Y':
      append_padded(out, c.year, 4);
      return true;
    case '%':
      out += '%';
      return true;
    default:
      return false;
  }
}

Result<ValueView> call_strftime(Call& call, Arguments a) {
  if (a.empty() || a[0].is_null()) return ValueView::null();
  DateTime moment;
  if (!read_moment(call, a.subspan(1), moment)) return ValueView::null();
  std::string_view format = call.text(a[0], 1);
  format = format.substr(0, std::min(format.find('\0'), format.size()));
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

template <const char* kName, ScalarBody kBody, size_t kLeading = 0>
Result<ValueView> lasting(Call& call, Arguments a) {
  if (!call.statement().lasting_place().empty() && a.size() >= kLeading) [[unlikely]] {
    TRY(check_lasting(call, kName, a.subspan(kLeading)));
  }
  return kBody(call, a);
}

constexpr char kDate[] = "date";
constexpr char kDatetime[] = "datetime";
constexpr char kJulianday[] = "julianday";
constexpr char kStrftime[] = "strftime";
constexpr char kTime[] = "time";
constexpr char kUnixepoch[] = "unixepoch";

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
    {kUnixepoch, 0, kArgumentsMax, lasting<kUnixepoch, call_unixepoch>, kStable},
};

}  // namespace

std::span<const ScalarRow> date_functions() { return kDateFunctions; }

}  // namespace tern::functions
