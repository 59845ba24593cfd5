#include "tools/tern/dot/field_reader.h"

#include <sys/stat.h>

#include <string_view>
#include <utility>

namespace tern::shell {

FieldReader::FieldReader(const std::string& name, Format format)
    : name_(name),
      format_(format),
      is_pipe_(name.starts_with("|")),
      stream_(is_pipe_ ? popen(name.c_str() + 1, "r") : std::fopen(name.c_str(), "rb")) {
  if (is_pipe_) name_ = "<pipe>";
}

FieldReader::~FieldReader() {
  if (!stream_) return;
  if (is_pipe_) {
    pclose(stream_);
  } else {
    std::fclose(stream_);
  }
}

uint64_t FieldReader::size_bytes() const {
  struct stat what{};
  if (fstat(fileno(stream_), &what) != 0 || !S_ISREG(what.st_mode)) return 0;
  return static_cast<uint64_t>(what.st_size);
}

const std::string* FieldReader::next() {
  field_.clear();
  int c = get();
  if (c == EOF) {
    end_ = EOF;
    return nullptr;
  }
  if (format_.has_quotes && std::exchange(is_first_, false)) {
    c = skip_byte_order_mark(c);
    if (c == EOF && field_.empty()) {
      end_ = EOF;
      return nullptr;
    }
  }
  if (format_.has_quotes && c == '"' && field_.empty()) {
    read_quoted();
  } else {
    read_plain(c);
  }
  return &field_;
}

/// What comes behind the mark; bytes that only began like it are part of the field.
int FieldReader::skip_byte_order_mark(int c) {
  constexpr std::string_view kMark = "\xef\xbb\xbf";
  for (const char byte : kMark) {
    if (c != static_cast<unsigned char>(byte)) return c;
    field_ += byte;
    c = get();
  }
  field_.clear();
  return c;
}

void FieldReader::read_plain(int c) {
  for (; !is_field_end(c); c = get()) field_ += static_cast<char>(c);
  if (is_row_end(c)) end_row();
  end_ = c;
}

void FieldReader::end_row() {
  ++line_;
  if (format_.has_quotes && field_.ends_with('\r')) field_.pop_back();
}

void FieldReader::read_quoted() {
  const int start_line = line_;
  int before = 0;  // the byte before, 0 behind a doubled quote
  int before_that = 0;
  while (true) {
    const int c = get();
    if (is_row_end(c)) ++line_;
    if (c == '"' && before == '"') {
      before = 0;
      continue;
    }
    const bool is_closed = before == '"' || (is_row_end(c) && before == '\r' && before_that == '"');
    if (is_closed && is_field_end(c)) {
      field_.resize(field_.rfind('"'));
      end_ = c;
      return;
    }
    if (before == '"' && c != '\r')
      std::fprintf(stderr, "%s:%d: unescaped %c character\n", name_.c_str(), line_, '"');
    if (c == EOF) {
      std::fprintf(stderr, "%s:%d: unterminated %c-quoted field\n", name_.c_str(), start_line, '"');
      end_ = c;
      return;
    }
    field_ += static_cast<char>(c);
    before_that = before;
    before = c;
  }
}

}  // namespace tern::shell
