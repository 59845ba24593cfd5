#include "tests/slt/slt_file.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <sstream>

namespace tern::slt {
namespace {

std::string_view next_line(std::string_view& text) {
  const size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::vector<std::string> words_of(std::string_view line) {
  std::istringstream in{std::string(line)};
  std::vector<std::string> out;
  for (std::string word; in >> word && word[0] != '#';) out.push_back(word);
  return out;
}

/// Lines up to an empty one or, if `stop` is given, to that.
std::vector<std::string> lines_to(std::string_view& text, size_t& number, std::string_view stop,
                                  bool& stopped) {
  std::vector<std::string> out;
  stopped = false;
  while (!text.empty()) {
    const std::string_view line = next_line(text);
    ++number;
    if (line.empty()) break;
    if (line == stop) {
      stopped = true;
      break;
    }
    out.emplace_back(line);
  }
  return out;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) {
    if (!out.empty()) out += '\n';
    out += line;
  }
  return out;
}

std::string md5_of(const std::vector<std::string>& values) {
  std::string all;
  for (const std::string& value : values) {
    all += value;
    all += '\n';
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(all.data(), all.size(), digest.data(), &size, EVP_md5(), nullptr);
  std::string out;
  for (unsigned i = 0; i < size; ++i) {
    constexpr char kDigits[] = "0123456789abcdef";
    out += kDigits[digest[i] >> 4];
    out += kDigits[digest[i] & 15];
  }
  return out;
}

void sort_rows(std::vector<std::string>& values, size_t width) {
  std::vector<std::vector<std::string>> rows;
  for (size_t i = 0; i + width <= values.size(); i += width) {
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(i);
    rows.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(width));
  }
  std::sort(rows.begin(), rows.end());
  values.clear();
  for (const auto& row : rows) values.insert(values.end(), row.begin(), row.end());
}

}  // namespace

std::vector<Record> parse(std::string_view text) {
  std::vector<Record> out;
  size_t number = 0;
  bool is_ours = true;
  while (!text.empty()) {
    const std::vector<std::string> words = words_of(next_line(text));
    ++number;
    if (words.empty()) continue;
    if (words[0] == "skipif" || words[0] == "onlyif") {
      is_ours &= (words.size() > 1 && words[1] == "sqlite") == (words[0] == "onlyif");
      continue;
    }
    if (words[0] == "halt" && is_ours) break;
    if (words[0] != "statement" && words[0] != "query") {
      is_ours = true;
      continue;
    }
    Record record;
    record.line = number;
    record.is_query = words[0] == "query";
    bool has_results = false;
    record.sql = joined(lines_to(text, number, "----", has_results));
    if (has_results) {
      bool ignored = false;
      record.expected = lines_to(text, number, {}, ignored);
    }
    if (record.is_query) {
      if (words.size() > 1) record.types = words[1];
      if (words.size() > 2 && words[2] == "rowsort") record.sort = SortMode::Rows;
      if (words.size() > 2 && words[2] == "valuesort") record.sort = SortMode::Values;
    } else {
      record.may_succeed = words.size() < 2 || words[1] != "error";
    }
    if (is_ours) out.push_back(std::move(record));
    is_ours = true;
  }
  return out;
}

bool agrees(const Record& record, std::vector<std::string>& values) {
  if (record.sort == SortMode::Rows) sort_rows(values, std::max<size_t>(1, record.types.size()));
  if (record.sort == SortMode::Values) std::sort(values.begin(), values.end());
  if (record.expected.size() == 1 &&
      record.expected[0].find(" values hashing to ") != std::string::npos) {
    return record.expected[0] ==
           std::to_string(values.size()) + " values hashing to " + md5_of(values);
  }
  return values == record.expected;
}

}  // namespace tern::slt
