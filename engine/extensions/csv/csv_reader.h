#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/extensions/csv/csv_source.h"

namespace tern::extensions::csv {

/// Most bytes that the fields of a record may have together: what is kept of a file at a time.
constexpr size_t kRecordSizeMax = 64 << 20;

/// Takes records off a CSV text. Fields are divided by commas and records by line ends, LF or CRLF;
/// a field in double quotes may hold all three, and a double quote as two of them. A byte order
/// mark before the first record is left out. An empty line is a record of one empty field. Source:
/// RFC 4180.
class CsvReader {
 public:
  /// Of each record the first `fields_max` fields are kept.
  CsvReader(CsvSource source, size_t fields_max)
      : source_(std::move(source)), fields_max_(fields_max) {}

  /// Goes to the next record; false: there is none. Errors: Error, with the number of the line:
  /// characters behind a closing quote, no closing quote, a record beyond kRecordSizeMax; of the
  /// source.
  Result<bool> next();
  /// Of the record that it stands at. Lifetime: until next().
  size_t field_count() const { return ends_.size(); }
  std::string_view field(size_t index) const {
    const size_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(record_).substr(begin, ends_[index] - begin);
  }

 private:
  enum class Behind : uint8_t { Comma, RecordEnd };  // what ends a field

  Result<Behind> read_field();
  Result<Behind> read_plain();
  Result<Behind> read_quoted();
  /// What follows a closing quote; takes it off.
  Result<Behind> read_behind_quote();
  /// Is there another byte? Fills rest_ if there is.
  Result<bool> has_more();
  Status append(std::string_view text);
  bool keeps_field() const { return ends_.size() < fields_max_; }
  std::unexpected<Error> wrong(std::string_view what, uint64_t line) const;

  CsvSource source_;
  size_t fields_max_;
  std::string_view rest_;  // of the part that the source gave last
  bool is_begun_ = false;
  uint64_t line_ = 1;
  std::string record_;        // the fields that are kept, one behind the other
  std::vector<size_t> ends_;  // of fields, in record_
};

}  // namespace tern::extensions::csv
