#pragma once

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

namespace tern::shell {

/// Cuts a file, or what a command prints, into fields; one buffer of it is in memory at a time.
/// With quotes: as CSV, where a field in double quotes may hold separators, line ends and doubled
/// quotes. A byte order mark at the beginning is left out then.
class FieldReader {
 public:
  struct Format {
    char column = ',';
    char row = '\n';
    bool has_quotes = true;
  };

  /// `name` with "|" before it is a command. is_open() is false where it cannot be had.
  FieldReader(const std::string& name, Format format);
  ~FieldReader();
  FieldReader(const FieldReader&) = delete;
  FieldReader& operator=(const FieldReader&) = delete;

  bool is_open() const { return stream_ != nullptr; }
  /// The next field; nothing at the end of the file. Lifetime: until the next one.
  const std::string* next();
  /// Of the field that came last: another one of its row follows; the file is over.
  bool has_more() const { return end_ == static_cast<unsigned char>(format_.column); }
  bool at_end() const { return end_ == EOF; }
  /// Number of the line that the next field begins in, from 1.
  int line() const { return line_; }
  /// How much of the file was read, and how much there is; 0: that is not known.
  uint64_t bytes_read() const { return bytes_read_; }
  uint64_t size_bytes() const;
  /// As messages name the file.
  const std::string& name() const { return name_; }

 private:
  int get() {
    ++bytes_read_;
    return getc_unlocked(stream_);
  }
  bool is_row_end(int c) const { return c == static_cast<unsigned char>(format_.row); }
  bool is_field_end(int c) const {
    return c == EOF || is_row_end(c) || c == static_cast<unsigned char>(format_.column);
  }
  void read_quoted();
  void read_plain(int c);
  void end_row();
  int skip_byte_order_mark(int c);

  std::string name_;
  Format format_;
  bool is_pipe_;
  std::FILE* stream_;
  std::string field_;
  int end_ = 0;  // what the last field ended with
  int line_ = 1;
  uint64_t bytes_read_ = 0;
  bool is_first_ = true;
};

}  // namespace tern::shell
