#include <algorithm>
#include <cctype>
#include <cstring>

#include "engine/base/utf8.h"
#include "engine/functions/builtins.h"
#include "engine/functions/numeric.h"
#include "engine/functions/until_nul.h"
#include "engine/record/affinity.h"

// Functions on text. Where SQLite takes a text up to its first NUL character, so do these.
// Source: SQLite documentation, "Built-In Scalar SQL Functions".

namespace tern::functions {
namespace {

using record::ValueView;

/// Where the first character stands that may be none of ASCII.
const char* past_ascii(const char* at, const char* begin, const char* end) {
  constexpr uint64_t kNotAscii = 0x8080808080808080;
  constexpr std::ptrdiff_t kWord = sizeof kNotAscii;
  const auto other_bits = [](const char* from) {
    uint64_t word = 0;
    std::memcpy(&word, from, sizeof word);
    return word & kNotAscii;
  };
  for (; end - at >= 2 * kWord; at += 2 * kWord) {
    if ((other_bits(at) | other_bits(at + kWord)) != 0) return at;
  }
  if (end - begin < kWord) return at;
  // The last bytes, with some that have been looked at.
  if (end - at >= kWord && other_bits(at) != 0) return at;
  return other_bits(end - kWord) == 0 ? end : at;
}

int64_t count_characters(std::string_view text) {
  const char* const end = text.data() + text.size();
  auto count = static_cast<int64_t>(text.size());
  for (const char* at = past_ascii(text.data(), text.data(), end); at < end;
       at = past_ascii(at, text.data(), end)) {
    const char* const begin = at;
    skip_code_point(at, end);
    count -= at - begin - 1;
  }
  return count;
}

Result<ValueView> call_char(Call& call, Arguments a) {
  std::string& out = call.buffer();
  for (const ValueView& argument : a) {
    const int64_t c = integer_argument(call, argument);
    append_utf8(out, c < 0 || c > 0x10FFFF ? kReplacementCharacter : static_cast<uint32_t>(c));
  }
  return call.text_result();
}

bool starts_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

Result<ValueView> call_instr(Call& call, Arguments a) {
  if (a[0].is_null() || a[1].is_null()) return ValueView::null();
  const bool is_bytes = a[0].is_blob() && a[1].is_blob();
  const auto operand = [&](size_t i) {
    return is_bytes ? as_text(a[i].as_bytes()) : call.text(a[i], i);
  };
  const std::string_view text = operand(0);
  const std::string_view needle = operand(1);
  size_t at = text.find(needle);
  if (is_bytes)
    return ValueView::integer(at == std::string_view::npos ? 0 : static_cast<int64_t>(at) + 1);
  // A match counts only where a character starts.
  while (at != std::string_view::npos && at > 0 && !starts_character(text[at])) {
    at = text.find(needle, at + 1);
  }
  if (at == std::string_view::npos) return ValueView::integer(0);
  const std::string_view skipped = text.substr(std::min<size_t>(1, at), at);
  return ValueView::integer(1 + std::ranges::count_if(skipped, starts_character));
}

Result<ValueView> call_length(Call& call, Arguments a) {
  switch (a[0].type()) {
    case record::ValueType::Null:
      return ValueView::null();
    case record::ValueType::Text:
      return ValueView::integer(count_characters(until_nul(a[0].as_text())));
    default:
      return ValueView::integer(
          static_cast<int64_t>(record::to_text(a[0], call.scratch(0)).size()));
  }
}

Result<ValueView> call_octet_length(Call& call, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  return ValueView::integer(static_cast<int64_t>(call.stored_bytes(a[0], 0).size()));
}

template <char First, char Last, int Offset>
Result<ValueView> change_case(Call& call, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  std::string& out = call.buffer();
  out.assign(call.text(a[0], 0));
  for (char& c : out) {
    if (c >= First && c <= Last) c = static_cast<char>(c + Offset);
  }
  return call.text_result();
}

/// Does one of the characters of `set` start (or, `at_end`, end) `text`? Its length, or 0.
size_t matching_character(std::string_view text, std::string_view set, bool at_end) {
  const char* at = set.data();
  const char* const end = at + set.size();
  while (at < end) {
    const char* const begin = at;
    skip_code_point(at, end);
    const std::string_view character(begin, static_cast<size_t>(at - begin));
    if (at_end ? text.ends_with(character) : text.starts_with(character)) return character.size();
  }
  return 0;
}

template <bool Left, bool Right>
Result<ValueView> trim(Call& call, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  std::string_view text = call.text(a[0], 0);
  std::string_view set = " ";
  if (a.size() == 2) {
    if (a[1].is_null()) return ValueView::null();
    set = until_nul(call.text(a[1], 1));
  }
  if (Left) {
    while (const size_t size = matching_character(text, set, false)) text.remove_prefix(size);
  }
  if (Right) {
    while (const size_t size = matching_character(text, set, true)) text.remove_suffix(size);
  }
  return ValueView::text(text);
}

Result<ValueView> call_replace(Call& call, Arguments a) {
  if (a[0].is_null() || a[1].is_null()) return ValueView::null();
  const std::string_view text = call.text(a[0], 0);
  const std::string_view pattern = call.text(a[1], 1);
  if (pattern.empty() || pattern[0] == '\0') {
    return a[0].is_blob() ? ValueView::text(text) : a[0];
  }
  if (a[2].is_null()) return ValueView::null();
  const std::string_view by = call.text(a[2], 2);
  std::string& out = call.buffer();
  size_t at = 0;
  for (;;) {
    const size_t hit = text.find(pattern, at);
    if (hit == std::string_view::npos) break;
    out.append(text.substr(at, hit - at)).append(by);
    if (out.size() > call.connection().length_max()) return fail(ErrorCode::TooBig);
    at = hit + pattern.size();
  }
  out.append(text.substr(at));
  return call.text_result();
}

/// The part of substr(): characters or bytes [first, first + count).
struct Part {
  int64_t first;
  int64_t count;
};
Part part_of(int64_t length, int64_t first, std::optional<int64_t> count_given, int64_t count_max) {
  int64_t count = count_given.value_or(count_max);
  const bool is_backwards = count < 0;
  if (is_backwards) count = -count;
  if (first < 0) {
    first += length;
    if (first < 0) {
      count = std::max<int64_t>(count + first, 0);
      first = 0;
    }
  } else if (first > 0) {
    --first;
  } else if (count > 0) {
    --count;
  }
  if (is_backwards) {
    first -= count;
    if (first < 0) {
      count += first;
      first = 0;
    }
  }
  return {first, count};
}

Result<ValueView> call_substr(Call& call, Arguments a) {
  if (a[0].is_null() || a[1].is_null() || (a.size() == 3 && a[2].is_null())) {
    return ValueView::null();
  }
  // Positions are taken as 32-bit numbers.
  const auto position = [&call](ValueView v) {
    return static_cast<int64_t>(static_cast<int32_t>(integer_argument(call, v)));
  };
  std::optional<int64_t> count;
  if (a.size() == 3) count = position(a[2]);
  const auto count_max = static_cast<int64_t>(call.connection().length_max());
  const std::string_view all = record::to_text(a[0], call.scratch(0));
  if (a[0].is_blob()) {
    if (all.empty()) return ValueView::null();
    const auto size = static_cast<int64_t>(all.size());
    const Part part = part_of(size, position(a[1]), count, count_max);
    const int64_t first = std::min(part.first, size);
    const int64_t taken = std::clamp<int64_t>(part.count, 0, size - first);
    return ValueView::blob(
        as_bytes(all.substr(static_cast<size_t>(first), static_cast<size_t>(taken))));
  }
  const std::string_view text = until_nul(all);
  const int64_t first = position(a[1]);
  Part part = part_of(first < 0 ? count_characters(text) : 0, first, count, count_max);
  const char* at = text.data();
  const char* const end = at + text.size();
  for (; at < end && part.first > 0; --part.first) skip_code_point(at, end);
  const char* const begin = at;
  for (; at < end && part.count > 0; --part.count) skip_code_point(at, end);
  return ValueView::text({begin, static_cast<size_t>(at - begin)});
}

Result<ValueView> call_soundex(Call& call, Arguments a) {
  constexpr std::string_view kCodes = "01230120022455012623010202";  // a to z; 0: silent
  const std::string_view text = until_nul(call.text(a[0], 0));
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto code_of = [&](char c) {
    c = static_cast<char>(c & 0x7F);  // bytes of other scripts count as the letter they come to
    return letter(c) ? kCodes[static_cast<size_t>(fold_case(c) - 'a')] : '0';
  };
  const auto first = std::ranges::find_if(text, letter);
  if (first == text.end()) return call.text_result("?000");
  std::string& out = call.buffer();
  out += static_cast<char>(std::toupper(static_cast<unsigned char>(*first)));
  char previous = code_of(*first);
  for (auto at = first + 1; at != text.end() && out.size() < 4; ++at) {
    const char code = code_of(*at);
    if (code != '0' && code != previous) out += code;
    previous = code;
  }
  out.resize(4, '0');
  return call.text_result();
}

Result<ValueView> call_unicode(Call& call, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  const std::string_view text = call.text(a[0], 0);
  if (text.empty() || text[0] == '\0') return ValueView::null();
  const char* at = text.data();
  return ValueView::integer(next_code_point(at, at + text.size()));
}

Result<ValueView> call_concat(Call& call, Arguments a) {
  std::string& out = call.buffer();
  for (const ValueView& argument : a) out += call.text(argument, 0);
  return call.text_result();
}

Result<ValueView> call_concat_ws(Call& call, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  const std::string_view separator = call.text(a[0], 1);
  std::string& out = call.buffer();
  bool is_first = true;
  for (const ValueView& argument : a.subspan(1)) {
    if (argument.is_null()) continue;
    if (!std::exchange(is_first, false)) out += separator;
    out += call.text(argument, 0);
  }
  return call.text_result();
}

constexpr ScalarRow kTextFunctions[] = {
    {"char", 0, kArgumentsMax, call_char},
    {"concat", 1, kArgumentsMax, call_concat},
    {"concat_ws", 2, kArgumentsMax, call_concat_ws},
    {"instr", 2, 2, call_instr},
    {.name = "length",
     .arguments_min = 1,
     .arguments_max = 1,
     .body = call_length,
     .reads_blobs = false},
    {"lower", 1, 1, change_case<'A', 'Z', 32>},
    {"ltrim", 1, 2, trim<true, false>},
    {.name = "octet_length",
     .arguments_min = 1,
     .arguments_max = 1,
     .body = call_octet_length,
     .reads_blobs = false},
    {"replace", 3, 3, call_replace},
    {"rtrim", 1, 2, trim<false, true>},
    {"soundex", 1, 1, call_soundex},
    {"substr", 2, 3, call_substr},
    {"substring", 2, 3, call_substr},
    {"trim", 1, 2, trim<true, true>},
    {"unicode", 1, 1, call_unicode},
    {"upper", 1, 1, change_case<'a', 'z', -32>},
};

}  // namespace

std::span<const ScalarRow> text_functions() { return kTextFunctions; }

}  // namespace tern::functions
