#include "engine/functions/pattern.h"

#include <bit>
#include <cstring>

#include "engine/base/bytes.h"
#include "engine/base/utf8.h"
#include "engine/functions/until_nul.h"

// Both operators match by walking the text once and going back only to the last "any text": what
// an earlier one took does not matter, since it took as little as possible.

namespace tern::functions {
namespace {

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

uint32_t fold(uint32_t c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }

struct LikeRules {
  std::optional<uint32_t> escape;
  bool is_case_sensitive;

  bool same(uint32_t a, uint32_t b) const {
    return a == b || (!is_case_sensitive && fold(a) == fold(b));
  }

  enum class Step : uint8_t { Any, One, Literal, Broken };
  /// The pattern's next element if it is an ASCII literal.
  std::optional<char> literal(const char* at) const {
    if (!is_ascii(*at) || *at == '%' || *at == '_') return std::nullopt;
    if (escape && static_cast<uint32_t>(*at) == *escape) return std::nullopt;
    return *at;
  }
  bool ignores_case(char c) const {
    return !is_case_sensitive && fold_case(c) >= 'a' && fold_case(c) <= 'z';
  }
  /// Takes the next element of the pattern; `c` is set for a literal.
  Step next(const char*& at, const char* end, uint32_t& c) const {
    if (is_ascii(*at) && (!escape || static_cast<uint32_t>(*at) != *escape)) {
      c = static_cast<unsigned char>(*at++);
      return c == '%' ? Step::Any : c == '_' ? Step::One : Step::Literal;
    }
    c = next_code_point(at, end);
    if (!escape || c != *escape) return Step::Literal;
    if (at == end) return Step::Broken;
    c = next_code_point(at, end);
    return Step::Literal;
  }
  /// Matches the element just read against the text. Requires: text is not at its end.
  bool match(Step step, uint32_t c, const char*& text, const char* text_end, const char*&,
             const char*) const {
    if (step == Step::One) {
      skip_code_point(text, text_end);
      return true;
    }
    if (c < 0x80 && is_ascii(*text)) {
      return same(c, static_cast<unsigned char>(*text++));
    }
    return same(c, next_code_point(text, text_end));
  }
};

struct GlobRules {
  enum class Step : uint8_t { Any, One, Literal, Set, Broken };
  std::optional<char> literal(const char* at) const {
    if (!is_ascii(*at) || *at == '*' || *at == '?' || *at == '[') return std::nullopt;
    return *at;
  }
  bool ignores_case(char) const { return false; }
  Step next(const char*& at, const char* end, uint32_t& c) const {
    c = next_code_point(at, end);
    return c == '*' ? Step::Any : c == '?' ? Step::One : c == '[' ? Step::Set : Step::Literal;
  }
  bool match(Step step, uint32_t c, const char*& text, const char* text_end, const char*& pattern,
             const char* pattern_end) const {
    if (step == Step::One) {
      skip_code_point(text, text_end);
      return true;
    }
    const uint32_t got = next_code_point(text, text_end);
    return step == Step::Set ? match_set(got, pattern, pattern_end) : got == c;
  }
  /// `at` stands behind the '['; on success behind the ']'.
  static bool match_set(uint32_t c, const char*& at, const char* end) {
    bool seen = false;
    bool is_inverted = false;
    if (at < end && *at == '^') {
      is_inverted = true;
      ++at;
    }
    if (at < end && *at == ']') {
      seen = c == ']';
      ++at;
    }
    uint32_t previous = 0;
    while (at < end && *at != ']') {
      uint32_t from = next_code_point(at, end);
      if (from == '-' && at < end && *at != ']' && previous > 0) {
        const uint32_t to = next_code_point(at, end);
        if (c >= previous && c <= to) seen = true;
        previous = 0;
      } else {
        if (c == from) seen = true;
        previous = from;
      }
    }
    if (at == end) return false;
    ++at;
    return seen != is_inverted;
  }
};

/// The next place in [at, end) where the literal `c` stands; `end` if there is none. ASCII bytes
/// are characters of their own everywhere, so bytes may be searched.
const char* find_literal(const char* at, const char* end, char c, bool ignores_case) {
  if (!ignores_case) {
    const void* hit = std::memchr(at, c, static_cast<size_t>(end - at));
    return hit ? static_cast<const char*>(hit) : end;
  }
  const char lower = fold_case(c);
  // Eight at a time: a byte that becomes zero is one that was looked for, the lowest one for sure.
  // Source: H. Warren, "Hacker's Delight", 6-1.
  constexpr uint64_t kEach = 0x0101010101010101;
  for (; end - at >= 8; at += 8) {
    const uint64_t bytes = load_le<uint64_t>(reinterpret_cast<const std::byte*>(at));
    const uint64_t differences = (bytes | kEach * 0x20) ^ kEach * static_cast<uint8_t>(lower);
    const uint64_t zeros = (differences - kEach) & ~differences & kEach * 0x80;
    if (zeros != 0) return at + std::countr_zero(zeros) / 8;
  }
  while (at < end && (*at | 0x20) != lower) ++at;
  return at;
}

template <class Rules>
bool matches(std::string_view text, std::string_view pattern, const Rules& rules) {
  using Step = Rules::Step;
  const char* t = text.data();
  const char* const t_end = t + text.size();
  const char* p = pattern.data();
  const char* const p_end = p + pattern.size();
  const char* retry_pattern = nullptr;  // behind the last "any text"
  const char* retry_text = nullptr;     // where the rest was tried last
  std::optional<char> retry_literal;    // what the rest begins with, if that is known
  // Goes on to where the rest can match at all; false: nowhere.
  const auto find_retry = [&] {
    if (!retry_literal) return true;
    const bool ignores_case = rules.ignores_case(*retry_literal);
    retry_text = find_literal(retry_text, t_end, *retry_literal, ignores_case);
    return retry_text != t_end;
  };
  for (;;) {
    bool is_match = false;
    if (p == p_end) {
      if (t == t_end) return true;
    } else {
      uint32_t c;
      const Step step = rules.next(p, p_end, c);
      if (step == Step::Broken) return false;
      if (step == Step::Any) {
        if (p == p_end) return true;
        retry_pattern = p;
        retry_text = t;
        retry_literal = rules.literal(p);
        if (!find_retry()) return false;
        t = retry_text;
        continue;
      }
      // Nothing is left for this element, and going back only leaves less.
      if (t == t_end) return false;
      is_match = rules.match(step, c, t, t_end, p, p_end);
    }
    if (is_match) continue;
    if (!retry_pattern || retry_text == t_end) return false;
    skip_code_point(retry_text, t_end);
    if (!find_retry()) return false;
    t = retry_text;
    p = retry_pattern;
  }
}

}  // namespace

bool matches_like(std::string_view text, std::string_view pattern, std::optional<uint32_t> escape,
                  bool is_case_sensitive) {
  return matches(until_nul(text), until_nul(pattern), LikeRules{escape, is_case_sensitive});
}

bool matches_glob(std::string_view text, std::string_view pattern) {
  return matches(until_nul(text), until_nul(pattern), GlobRules{});
}

}  // namespace tern::functions
