#include "engine/extensions/csv/csv_reader.h"

#include <algorithm>

namespace tern::extensions::csv {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool ends_field(char c) { return c == ',' || c == '\n'; }

}  // namespace

Result<bool> CsvReader::next() {
  record_.clear();
  ends_.clear();
  if (!TRY(has_more())) return false;
  while (TRY(read_field()) == Behind::Comma) {
  }
  return true;
}

Result<CsvReader::Behind> CsvReader::read_field() {
  const bool is_quoted = TRY(has_more()) && rest_.front() == '"';
  Result<Behind> behind = is_quoted ? read_quoted() : read_plain();
  if (behind && keeps_field()) ends_.push_back(record_.size());
  return behind;
}

Result<CsvReader::Behind> CsvReader::read_plain() {
  const size_t begin = record_.size();
  while (TRY(has_more())) {
    const auto end = static_cast<size_t>(std::ranges::find_if(rest_, ends_field) - rest_.begin());
    TRY(append(rest_.substr(0, end)));
    if (end == rest_.size()) {
      rest_ = {};
      continue;
    }
    const bool is_comma = rest_[end] == ',';
    rest_.remove_prefix(end + 1);
    if (is_comma) return Behind::Comma;
    ++line_;
    if (record_.size() > begin && record_.back() == '\r') record_.pop_back();
    return Behind::RecordEnd;
  }
  return Behind::RecordEnd;
}

Result<CsvReader::Behind> CsvReader::read_quoted() {
  const uint64_t begin_line = line_;
  rest_.remove_prefix(1);
  while (TRY(has_more())) {
    const size_t end = std::min(rest_.find('"'), rest_.size());
    const std::string_view text = rest_.substr(0, end);
    TRY(append(text));
    line_ += static_cast<uint64_t>(std::ranges::count(text, '\n'));
    rest_.remove_prefix(end);
    if (rest_.empty()) continue;
    rest_.remove_prefix(1);
    const bool is_doubled = TRY(has_more()) && rest_.front() == '"';
    if (!is_doubled) return read_behind_quote();
    TRY(append("\""));
    rest_.remove_prefix(1);
  }
  return wrong("unterminated \"-quoted field", begin_line);
}

Result<CsvReader::Behind> CsvReader::read_behind_quote() {
  if (!TRY(has_more())) return Behind::RecordEnd;
  char c = rest_.front();
  rest_.remove_prefix(1);
  if (c == ',') return Behind::Comma;
  if (c == '\r') {
    if (!TRY(has_more())) return Behind::RecordEnd;
    c = rest_.front();
    rest_.remove_prefix(1);
  }
  if (c != '\n') return wrong("unescaped \" character", line_);
  ++line_;
  return Behind::RecordEnd;
}

Result<bool> CsvReader::has_more() {
  if (!rest_.empty()) [[likely]] {
    return true;
  }
  rest_ = TRY(source_.next());
  if (!std::exchange(is_begun_, true) && rest_.starts_with(kByteOrderMark)) {
    rest_.remove_prefix(kByteOrderMark.size());
    if (rest_.empty()) rest_ = TRY(source_.next());
  }
  return !rest_.empty();
}

Status CsvReader::append(std::string_view text) {
  if (!keeps_field()) return ok();
  if (text.size() > kRecordSizeMax - record_.size()) {
    return wrong("record longer than " + std::to_string(kRecordSizeMax) + " bytes", line_);
  }
  record_ += text;
  return ok();
}

std::unexpected<Error> CsvReader::wrong(std::string_view what, uint64_t line) const {
  std::string text = "csv: line " + std::to_string(line) + ": ";
  return fail(ErrorCode::Error, text.append(what));
}

}  // namespace tern::extensions::csv
