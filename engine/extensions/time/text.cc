#include "engine/extensions/time/text.h"

#include "engine/base/numeric_text.h"

namespace tern::extensions::time {

namespace {

void append_padded(std::string& out, int64_t number, size_t width) {
  const size_t begin = out.size();
  append_integer(out, number);
  const size_t size = out.size() - begin;
  if (size < width) out.insert(begin, width - size, '0');
}

/// Reads a text from its head on.
class TimeReader {
 public:
  explicit TimeReader(std::string_view text) : text_(text) {}

  bool at_end() const { return text_.empty(); }
  bool take(char c) {
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }
  /// A number of as many digits as there are, which must be from `fewest` to `most`.
  std::optional<int64_t> number(size_t fewest, size_t most) {
    size_t size = 0;
    int64_t value = 0;
    for (; size < text_.size() && size <= most && is_digit(text_[size]); ++size) {
      value = value * 10 + (text_[size] - '0');
    }
    if (size < fewest || size > most) return std::nullopt;
    text_.remove_prefix(size);
    return value;
  }
  /// Two digits below `end`.
  std::optional<int64_t> pair(int64_t end) {
    const std::optional<int64_t> value = number(2, 2);
    return value && *value < end ? value : std::nullopt;
  }
  /// The digits of a fraction, as nanoseconds.
  std::optional<int64_t> fraction() {
    constexpr size_t kDigits = 9;
    const size_t before = text_.size();
    std::optional<int64_t> value = number(1, kDigits);
    if (!value) return value;
    for (size_t digits = before - text_.size(); digits < kDigits; ++digits) *value *= 10;
    return value;
  }

 private:
  std::string_view text_;
};

bool read_date(TimeReader& reader, Civil& out) {
  constexpr size_t kYearDigitsMost = 12;  // what 64 bits of seconds come to
  const bool is_negative = reader.take('-');
  const std::optional<int64_t> year = reader.number(4, kYearDigitsMost);
  if (!year || !reader.take('-')) return false;
  const std::optional<int64_t> month = reader.pair(13);
  if (!month || *month == 0 || !reader.take('-')) return false;
  out.year = is_negative ? -*year : *year;
  const std::optional<int64_t> day = reader.pair(days_in_month(out.year, *month) + 1);
  if (!day || *day == 0) return false;
  out.month = *month;
  out.day = *day;
  return true;
}

bool read_clock(TimeReader& reader, Civil& out) {
  const std::optional<int64_t> hour = reader.pair(24);
  if (!hour || !reader.take(':')) return false;
  const std::optional<int64_t> minute = reader.pair(60);
  if (!minute || !reader.take(':')) return false;
  const std::optional<int64_t> second = reader.pair(60);
  if (!second) return false;
  out.hour = *hour;
  out.minute = *minute;
  out.second = *second;
  if (!reader.take('.')) return true;
  const std::optional<int64_t> fraction = reader.fraction();
  out.nanos = fraction.value_or(0);
  return fraction.has_value();
}

/// The offset that a zone says; 0 if there is none.
std::optional<int64_t> read_zone(TimeReader& reader) {
  if (reader.at_end() || reader.take('Z')) return 0;
  const bool is_west = reader.take('-');
  if (!is_west && !reader.take('+')) return std::nullopt;
  const std::optional<int64_t> hours = reader.pair(24);
  if (!hours || !reader.take(':')) return std::nullopt;
  const std::optional<int64_t> minutes = reader.pair(60);
  if (!minutes) return std::nullopt;
  const int64_t offset = *hours * 3600 + *minutes * 60;
  return is_west ? -offset : offset;
}

}  // namespace

void append_date(std::string& out, const Civil& civil) {
  if (civil.year < 0) out += '-';
  append_padded(out, civil.year < 0 ? -civil.year : civil.year, 4);
  out += '-';
  append_padded(out, civil.month, 2);
  out += '-';
  append_padded(out, civil.day, 2);
}

void append_time(std::string& out, const Civil& civil) {
  append_padded(out, civil.hour, 2);
  out += ':';
  append_padded(out, civil.minute, 2);
  out += ':';
  append_padded(out, civil.second, 2);
}

void append_iso(std::string& out, const Civil& civil, int64_t offset) {
  append_date(out, civil);
  out += 'T';
  append_time(out, civil);
  if (civil.nanos != 0) {
    out += '.';
    append_padded(out, civil.nanos, 9);
  }
  if (offset == 0) {
    out += 'Z';
    return;
  }
  out += offset < 0 ? '-' : '+';
  const int64_t minutes = (offset < 0 ? -offset : offset) / 60;
  append_padded(out, minutes / 60, 2);
  out += ':';
  append_padded(out, minutes % 60, 2);
}

std::optional<Instant> parse_time(std::string_view text) {
  Civil civil;
  int64_t offset = 0;
  TimeReader reader(text);
  const bool has_date = read_date(reader, civil);
  if (!has_date) {
    reader = TimeReader(text);
    if (!read_clock(reader, civil)) return std::nullopt;
  } else if (reader.take('T') || reader.take(' ')) {
    if (!read_clock(reader, civil)) return std::nullopt;
    const std::optional<int64_t> zone = read_zone(reader);
    if (!zone) return std::nullopt;
    offset = *zone;
  }
  if (!reader.at_end()) return std::nullopt;
  civil.second -= offset;
  const Result<Instant> out = to_instant(civil);
  return out ? std::optional(*out) : std::nullopt;
}

}  // namespace tern::extensions::time
