#include "tools/tern/words.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <limits>

namespace tern::shell {
namespace {

bool is_octal(char c) { return c >= '0' && c <= '7'; }

/// Backslash sequences become the bytes that they stand for.
std::string with_escapes(std::string_view text) {
  constexpr std::string_view kLetters = "abtnvfr";
  constexpr std::string_view kBytes = "\a\b\t\n\v\f\r";
  std::string out;
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\' || at + 1 >= text.size()) {
      out += text[at];
      continue;
    }
    ++at;
    if (is_octal(text[at])) {
      int byte = 0;
      const size_t end = std::min(at + 3, text.size());
      for (; at < end && is_octal(text[at]); ++at) byte = byte * 8 + (text[at] - '0');
      --at;
      out += static_cast<char>(byte);
      continue;
    }
    const size_t found = kLetters.find(text[at]);
    out += found == std::string_view::npos ? text[at] : kBytes[found];
  }
  return out;
}

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

/// Where the quote that opens at `at` closes; the end where it does not.
size_t end_of_quote(std::string_view line, size_t at) {
  const char quote = line[at];
  for (++at; at < line.size() && line[at] != quote; ++at)
    if (quote == '"' && line[at] == '\\' && at + 1 < line.size()) ++at;
  return std::min(at, line.size());
}

}  // namespace

Words words_of(std::string_view line) {
  Words words;
  size_t at = 0;
  while (true) {
    while (at < line.size() && is_blank(line[at])) ++at;
    if (at >= line.size()) return words;
    const char first = line[at];
    if (first == '\'' || first == '"') {
      const size_t end = end_of_quote(line, at);
      const std::string_view inner = line.substr(at + 1, end - at - 1);
      words.push_back(first == '"' ? with_escapes(inner) : std::string(inner));
      at = end + 1;
    } else {
      const size_t start = at;
      while (at < line.size() && !is_blank(line[at])) ++at;
      words.push_back(with_escapes(line.substr(start, at - start)));
    }
  }
}

int64_t integer_value(std::string_view word) {
  bool is_negative = false;
  if (word.starts_with('-') || word.starts_with('+')) {
    is_negative = word[0] == '-';
    word.remove_prefix(1);
  }
  uint64_t value = 0;
  if (word.starts_with("0x")) {
    for (word.remove_prefix(2);
         !word.empty() && std::isxdigit(static_cast<unsigned char>(word[0])) != 0;
         word.remove_prefix(1)) {
      const char c = lower(word[0]);
      value = value * 16 + static_cast<uint64_t>(c <= '9' ? c - '0' : c - 'a' + 10);
    }
  } else {
    for (; !word.empty() && word[0] >= '0' && word[0] <= '9'; word.remove_prefix(1))
      value = value * 10 + static_cast<uint64_t>(word[0] - '0');
  }
  struct Unit {
    std::string_view name;
    uint64_t size;
  };
  constexpr uint64_t kKilo = 1000, kKibi = 1024;
  constexpr Unit kUnits[] = {
      {"KiB", kKibi}, {"MiB", kKibi * kKibi}, {"GiB", kKibi * kKibi * kKibi},
      {"KB", kKilo},  {"MB", kKilo * kKilo},  {"GB", kKilo * kKilo * kKilo},
      {"K", kKilo},   {"M", kKilo * kKilo},   {"G", kKilo * kKilo * kKilo},
  };
  for (const Unit& unit : kUnits)
    if (is_same_word(word, unit.name)) value *= unit.size;
  if (value > uint64_t{std::numeric_limits<int64_t>::max()})
    value = std::numeric_limits<int64_t>::max();
  return is_negative ? -static_cast<int64_t>(value) : static_cast<int64_t>(value);
}

bool boolean_value(std::string_view word) {
  const auto is_digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
  const auto is_hex = [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; };
  const bool is_number = word.starts_with("0x")
                             ? word.size() > 2 && std::ranges::all_of(word.substr(2), is_hex)
                             : !word.empty() && std::ranges::all_of(word, is_digit);
  if (is_number) return (integer_value(word) & 0xffffffff) != 0;
  if (is_same_word(word, "on") || is_same_word(word, "yes")) return true;
  if (is_same_word(word, "off") || is_same_word(word, "no")) return false;
  std::fprintf(stderr, "ERROR: Not a boolean value: \"%.*s\". Assuming \"no\".\n",
               static_cast<int>(word.size()), word.data());
  return false;
}

bool is_option(std::string_view word, std::string_view name) {
  if (!word.starts_with('-')) return false;
  word.remove_prefix(word.starts_with("--") ? 2 : 1);
  return word == name;
}

bool is_same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace tern::shell
