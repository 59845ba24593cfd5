#include "engine/extensions/extension.h"

#include <algorithm>

#include "engine/extensions/time/civil.h"
#include "engine/extensions/time/field.h"
#include "engine/extensions/time/instant.h"
#include "engine/extensions/time/text.h"

// The functions: their arguments are checked here, as sqlean's are. Times are blobs, all other
// numbers integers, and an argument of another type is an error; one that is NULL makes NULL.

namespace tern::extensions {

namespace time {
namespace {

using functions::Arguments;
using functions::Call;
using functions::Determinism;
using record::ValueView;

bool has_null_argument(Arguments a) { return std::ranges::any_of(a, &ValueView::is_null); }

Result<Instant> time_argument(ValueView argument) {
  if (!argument.is_blob()) return fail(ErrorCode::Error, "argument should be a time blob");
  return Instant::from_blob(argument.as_bytes());
}

Result<int64_t> whole_argument(ValueView argument) {
  if (!argument.is_integer()) return fail(ErrorCode::Error, "argument should be an integer");
  return argument.as_integer();
}

Result<Field> field_argument(ValueView argument) {
  if (!argument.is_text()) return fail(ErrorCode::Error, "argument should be a field name");
  return parse_field(argument.as_text());
}

Result<ValueView> time_result(Call& call, const Result<Instant>& instant) {
  if (!instant) return std::unexpected(instant.error());
  instant->append_blob(call.buffer());
  return call.blob_result();
}

Result<ValueView> integer_result(const Result<int64_t>& number) {
  if (!number) return std::unexpected(number.error());
  return ValueView::integer(*number);
}

/// The clock as this run of the statement sees it: one moment for all its rows.
/// Errors: Error where the value has to stay the same for ever.
Result<Instant> current_time(Call& call) {
  const std::string_view place = call.statement().lasting_place();
  if (!place.empty()) {
    return fail(ErrorCode::Error,
                "non-deterministic use of the current time in " + std::string(place));
  }
  return Instant::from_unix(call.statement().now_ms(), 1000, 0);
}

Result<ValueView> call_time_now(Call& call, Arguments) {
  return time_result(call, current_time(call));
}

Result<ValueView> call_time_date(Call& call, Arguments a) {
  if (has_null_argument(a)) return ValueView::null();
  int64_t parts[8] = {};
  for (size_t i = 0; i < a.size(); ++i) parts[i] = TRY(whole_argument(a[i]));
  const auto [year, month, day, hour, minute, second, nanos, offset] = parts;
  Civil civil = {year, month, day, hour, minute, 0, nanos};
  civil.second = TRY(CheckedSum(second).add(offset, -1).value());
  return time_result(call, to_instant(civil));
}

template <int64_t PerSecond>
Result<ValueView> call_from_unix(Call& call, Arguments a) {
  if (has_null_argument(a)) return ValueView::null();
  const int64_t count = TRY(whole_argument(a[0]));
  int64_t nanos = 0;
  if (a.size() == 2) nanos = TRY(whole_argument(a[1]));
  return time_result(call, Instant::from_unix(count, PerSecond, nanos));
}

template <int64_t PerSecond>
Result<ValueView> call_to_unix(Call&, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  const Instant instant = TRY(time_argument(a[0]));
  return integer_result(instant.to_unix(PerSecond));
}

template <Field kField>
Result<ValueView> call_get_field(Call&, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  const Instant instant = TRY(time_argument(a[0]));
  return field_value(instant, kField);
}

/// time_get(t, field), and date_part(field, t).
template <size_t TimeAt>
Result<ValueView> call_get(Call&, Arguments a) {
  if (has_null_argument(a)) return ValueView::null();
  const Instant instant = TRY(time_argument(a[TimeAt]));
  const Field field = TRY(field_argument(a[1 - TimeAt]));
  return field_value(instant, field);
}

/// The sign of a comparison, as one function after the other wants it.
int64_t order_itself(int order) { return order; }
int64_t is_after(int order) { return order > 0 ? 1 : 0; }
int64_t is_before(int order) { return order < 0 ? 1 : 0; }
int64_t is_equal(int order) { return order == 0 ? 1 : 0; }

template <int64_t (*kAnswer)(int)>
Result<ValueView> call_compare(Call&, Arguments a) {
  if (has_null_argument(a)) return ValueView::null();
  const Instant left = TRY(time_argument(a[0]));
  const Instant right = TRY(time_argument(a[1]));
  return ValueView::integer(kAnswer(left < right ? -1 : left == right ? 0 : 1));
}

Result<ValueView> call_time_add(Call& call, Arguments a) {
  if (has_null_argument(a)) return ValueView::null();
  const Instant instant = TRY(time_argument(a[0]));
  const int64_t duration = TRY(whole_argument(a[1]));
  return time_result(call, instant.plus(duration));
}

Result<ValueView> call_time_add_date(Call& call, Arguments a) {
  if (has_null_argument(a)) return ValueView::null();
  Civil civil = to_civil(TRY(time_argument(a[0])));
  int64_t* const parts[] = {&civil.year, &civil.month, &civil.day};
  for (size_t i = 1; i < a.size(); ++i) {
    const int64_t amount = TRY(whole_argument(a[i]));
    int64_t& part = *parts[i - 1];
    part = TRY(CheckedSum(part).add(amount).value());
  }
  return time_result(call, to_instant(civil));
}

Result<ValueView> call_time_sub(Call&, Arguments a) {
  if (has_null_argument(a)) return ValueView::null();
  const Instant later = TRY(time_argument(a[0]));
  const Instant earlier = TRY(time_argument(a[1]));
  return ValueView::integer(later.since(earlier));
}

template <bool IsUntil>
Result<ValueView> call_from_now(Call& call, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  const Instant instant = TRY(time_argument(a[0]));
  const Instant now = TRY(current_time(call));
  return ValueView::integer(IsUntil ? instant.since(now) : now.since(instant));
}

/// time_trunc(t, field) or (t, duration), and date_trunc(field, t).
template <size_t TimeAt>
Result<ValueView> call_trunc(Call& call, Arguments a) {
  if (has_null_argument(a)) return ValueView::null();
  const Instant instant = TRY(time_argument(a[TimeAt]));
  const ValueView unit = a[1 - TimeAt];
  if (unit.is_integer()) return time_result(call, instant.truncated(unit.as_integer()));
  const Field field = TRY(field_argument(unit));
  return time_result(call, truncate_to(instant, field));
}

Result<ValueView> call_time_round(Call& call, Arguments a) {
  if (has_null_argument(a)) return ValueView::null();
  const Instant instant = TRY(time_argument(a[0]));
  const int64_t duration = TRY(whole_argument(a[1]));
  return time_result(call, instant.rounded(duration));
}

void append_iso_text(std::string& out, const Civil& civil, int64_t offset) {
  append_iso(out, civil, offset);
}
void append_datetime_text(std::string& out, const Civil& civil, int64_t) {
  append_date(out, civil);
  out += ' ';
  append_time(out, civil);
}
void append_date_text(std::string& out, const Civil& civil, int64_t) { append_date(out, civil); }
void append_time_text(std::string& out, const Civil& civil, int64_t) { append_time(out, civil); }

template <void (*kAppend)(std::string&, const Civil&, int64_t)>
Result<ValueView> call_format(Call& call, Arguments a) {
  if (has_null_argument(a)) return ValueView::null();
  const Instant instant = TRY(time_argument(a[0]));
  int64_t offset = 0;
  if (a.size() == 2) offset = TRY(whole_argument(a[1]));
  if (offset <= -kOffsetEnd || offset >= kOffsetEnd) {
    return fail(ErrorCode::Error, "offset should be less than a day");
  }
  const Instant shifted = TRY(instant.plus_seconds(offset));
  kAppend(call.buffer(), to_civil(shifted), offset);
  return call.text_result();
}

Result<ValueView> call_time_parse(Call& call, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  const std::optional<Instant> instant = parse_time(call.text(a[0], 0));
  return instant ? time_result(call, *instant) : ValueView::null();
}

template <int64_t Nanos>
Result<ValueView> call_duration(Call&, Arguments) {
  return ValueView::integer(Nanos);
}

constexpr auto kNow = Determinism::WithinStatement;
constexpr functions::ScalarRow kScalars[] = {
    {"dur_h", 0, 0, call_duration<3600 * kNanosPerSecond>},
    {"dur_m", 0, 0, call_duration<60 * kNanosPerSecond>},
    {"dur_ms", 0, 0, call_duration<1'000'000>},
    {"dur_ns", 0, 0, call_duration<1>},
    {"dur_s", 0, 0, call_duration<kNanosPerSecond>},
    {"dur_us", 0, 0, call_duration<1'000>},
    {"time_add", 2, 2, call_time_add},
    {"time_add_date", 2, 4, call_time_add_date},
    {"time_after", 2, 2, call_compare<is_after>},
    {"time_before", 2, 2, call_compare<is_before>},
    {"time_compare", 2, 2, call_compare<order_itself>},
    {"time_date", 3, 3, call_time_date},
    {"time_date", 6, 8, call_time_date},
    {"time_equal", 2, 2, call_compare<is_equal>},
    {"time_fmt_date", 1, 2, call_format<append_date_text>},
    {"time_fmt_datetime", 1, 2, call_format<append_datetime_text>},
    {"time_fmt_iso", 1, 2, call_format<append_iso_text>},
    {"time_fmt_time", 1, 2, call_format<append_time_text>},
    {"time_get", 2, 2, call_get<0>},
    {"time_get_day", 1, 1, call_get_field<Field::Day>},
    {"time_get_hour", 1, 1, call_get_field<Field::Hour>},
    {"time_get_isoweek", 1, 1, call_get_field<Field::Week>},
    {"time_get_isoyear", 1, 1, call_get_field<Field::IsoYear>},
    {"time_get_minute", 1, 1, call_get_field<Field::Minute>},
    {"time_get_month", 1, 1, call_get_field<Field::Month>},
    {"time_get_nano", 1, 1, call_get_field<Field::Nano>},
    {"time_get_second", 1, 1, call_get_field<Field::WholeSecond>},
    {"time_get_weekday", 1, 1, call_get_field<Field::Weekday>},
    {"time_get_year", 1, 1, call_get_field<Field::Year>},
    {"time_get_yearday", 1, 1, call_get_field<Field::YearDay>},
    {"time_micro", 1, 1, call_from_unix<1'000'000>},
    {"time_milli", 1, 1, call_from_unix<1'000>},
    {"time_nano", 1, 1, call_from_unix<kNanosPerSecond>},
    {"time_now", 0, 0, call_time_now, kNow},
    {"time_parse", 1, 1, call_time_parse},
    {"time_round", 2, 2, call_time_round},
    {"time_since", 1, 1, call_from_now<false>, kNow},
    {"time_sub", 2, 2, call_time_sub},
    {"time_to_micro", 1, 1, call_to_unix<1'000'000>},
    {"time_to_milli", 1, 1, call_to_unix<1'000>},
    {"time_to_nano", 1, 1, call_to_unix<kNanosPerSecond>},
    {"time_to_unix", 1, 1, call_to_unix<1>},
    {"time_trunc", 2, 2, call_trunc<0>},
    {"time_unix", 1, 2, call_from_unix<1>},
    {"time_until", 1, 1, call_from_now<true>, kNow},
    // As PostgreSQL calls them.
    {"age", 2, 2, call_time_sub},
    {"date_add", 2, 2, call_time_add},
    {"date_part", 2, 2, call_get<1>},
    {"date_trunc", 2, 2, call_trunc<1>},
    {"make_date", 3, 3, call_time_date},
    {"make_timestamp", 6, 6, call_time_date},
    {"now", 0, 0, call_time_now, kNow},
    {"to_timestamp", 1, 1, call_from_unix<1>},
};

}  // namespace
}  // namespace time

const Extension& time_extension();

const Extension& time_extension() {
  static const Extension kExtension = {time::kScalars, {}};
  return kExtension;
}

}  // namespace tern::extensions
