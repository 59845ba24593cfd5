#pragma once

#include <cstdint>
#include <string_view>

namespace tern::functions {

/// A moment as SQLite's date functions compute with it: a julian day in milliseconds, a calendar
/// date and time, or both, each made from the other when it is asked for.
/// Source: SQLite documentation, "Date And Time Functions".
class DateTime {
 public:
  static constexpr int64_t kDayMs = 86'400'000;
  static constexpr int64_t kUnixEpochMs = 210'866'760'000'000;  // 1970-01-01 as julian milliseconds

  struct Calendar {
    int year = 2000;
    int month = 1;
    int day = 1;
    int hour = 0;
    int minute = 0;
    double second = 0;
  };

  /// Units: milliseconds since 1970-01-01 UTC.
  void set_unix_ms(int64_t unix_ms);
  /// A number alone: a julian day, unless a modifier says otherwise.
  void set_number(double number);
  /// Any of the time formats, or 'now' or 'subsec'. false: `text` is none.
  bool parse(std::string_view text, int64_t now_unix_ms);
  /// Applies a modifier; `position` counts them from 1. false: it is unknown or cannot be applied.
  bool modify(std::string_view modifier, int position);
  /// To be called after all modifiers. false: no valid moment.
  bool finish();

  /// Requires: finish() said true.
  int64_t julian_ms() const { return julian_ms_; }
  int64_t unix_seconds() const { return julian_ms_ / 1000 - kUnixEpochMs / 1000; }
  const Calendar& calendar();
  /// Days since January 1.
  int day_of_year();
  /// The year and the number (from 1) of the ISO 8601 week.
  struct Week {
    int year;
    int number;
  };
  Week iso_week() const;
  /// The modifier 'subsec' was there.
  bool wants_fraction() const { return wants_fraction_; }
  /// 0: Sunday.
  int weekday() const { return static_cast<int>((julian_ms_ + kDayMs * 3 / 2) / kDayMs % 7); }

  /// What has to be added to `from` to come to `to`: years, months and, in `rest_ms`, all less.
  /// Requires: finish() of both said true.
  struct Distance {
    bool is_negative = false;
    int years = 0;
    int months = 0;
    int64_t rest_ms = 0;
  };
  static Distance distance(DateTime from, DateTime to);

 private:
  bool parse_date(std::string_view text);
  bool parse_time(std::string_view text);
  bool parse_zone(std::string_view text);
  void compute_julian();
  void compute_date();
  void compute_time();
  void compute_calendar() {
    compute_date();
    compute_time();
  }
  void forget_calendar() { has_date_ = has_time_ = has_zone_ = false; }
  void set_broken();
  bool to_local();
  bool to_utc();
  bool as_unix_seconds();
  bool go_to_weekday(std::string_view number);
  bool go_to_start(std::string_view unit);
  bool shift(std::string_view text);
  bool shift_time(std::string_view text);
  bool shift_date(std::string_view text);
  bool shift_units(double amount, std::string_view unit);
  void add_months(int64_t months);
  void note_overflow();
  void set_month(int year, int month);

  int64_t julian_ms_ = 0;
  Calendar calendar_;
  int zone_minutes_ = 0;
  double number_ = 0;
  int overflow_days_ = 0;  // how far the day lies behind the end of the month that was given
  bool has_julian_ = false;
  bool has_number_ = false;  // number_ is as given and may still be a unix time
  bool has_date_ = false;
  bool has_time_ = false;
  bool has_zone_ = false;
  bool is_zone_known_ = false;
  bool is_broken_ = false;
  bool wants_fraction_ = false;
};

}  // namespace tern::functions
