#include "engine/extensions/fuzzy/spelling.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "engine/base/assert.h"
#include "engine/base/utf8.h"

namespace tern::extensions::fuzzy {
namespace {

/// Sounds that are written by one another's letters. Their names are kClassNames.
enum class SoundClass : uint8_t {
  Silent,
  Vowel,
  Labial,     // b f p v w
  Sibilant,   // c g j k q s x z, hard ones too
  Dental,     // d t
  Breath,     // not used by letters
  Lateral,    // l
  Rhotic,     // r
  Nasal,      // m n
  Semivowel,  // y at the start of a word
  Digit,
  Space,
  Other,
};
constexpr std::string_view kClassNames = ".ABCDHLRMY9 ?";

constexpr SoundClass class_inside(char c) {
  using enum SoundClass;
  constexpr SoundClass kLetters[] = {Vowel,  Labial, Sibilant, Dental,   Vowel,    Labial, Sibilant,
                                     Silent, Vowel,  Sibilant, Sibilant, Lateral,  Nasal,  Nasal,
                                     Vowel,  Labial, Sibilant, Rhotic,   Sibilant, Dental, Vowel,
                                     Labial, Labial, Sibilant, Vowel,    Sibilant};
  const char letter = fold_case(c);
  if (letter >= 'a' && letter <= 'z') return kLetters[letter - 'a'];
  if (c >= '0' && c <= '9') return Digit;
  if (c == ' ' || c == '\t' || c == '\f' || c == '\r') return Space;
  return c == '\'' ? Silent : Other;
}

constexpr SoundClass class_at_start(char c) {
  if (fold_case(c) == 'y') return SoundClass::Semivowel;
  return c == '\'' ? SoundClass::Other : class_inside(c);
}

/// The class of `c` behind `before`; 0: at the start of a word.
constexpr SoundClass class_of(char before, char c) {
  return before == 0 ? class_at_start(c) : class_inside(c);
}

/// Of putting `c` between `before` and `next`, or taking it out; 0: no character there.
int32_t insertion_cost(char before, char c, char next) {
  const SoundClass sound = class_of(before, c);
  if (sound == SoundClass::Silent) return 1;
  if (before == c) return 10;
  const bool is_vowel = sound == SoundClass::Vowel;
  if (is_vowel && (before == 'r' || next == 'r')) return 20;
  if (sound != class_of(before, before)) return 100;
  return is_vowel ? 15 : 50;
}

bool is_consonant(SoundClass sound) {
  return sound >= SoundClass::Labial && sound <= SoundClass::Semivowel;
}

int32_t substitution_cost(char before, char from, char to) {
  if (fold_case(from) == fold_case(to)) return 0;
  const SoundClass sound = class_of(before, from);
  const SoundClass other = class_of(before, to);
  if (sound == other) return 40;
  return is_consonant(sound) && is_consonant(other) ? 75 : 100;
}

/// What is added at the end of a word costs a fourth.
constexpr int32_t kAtEnd = 4;

char at(std::string_view text, size_t i) { return i < text.size() ? text[i] : '\0'; }

/// Of putting in all of `text` behind `before`, each character's cost divided.
int32_t insertion_cost_of_all(char before, std::string_view text, int32_t divisor) {
  int32_t cost = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    cost += insertion_cost(before, text[i], at(text, i + 1)) / divisor;
    before = text[i];
  }
  return cost;
}

/// One row of the matrix of Wagner and Fischer. Beside each cost stands the character that the
/// text that was made so far ends with, as costs depend on it.
struct Row {
  std::vector<int32_t>& costs;
  std::string& ends;

  void start(char before, std::string_view to) {
    costs.resize(to.size() + 1);
    costs[0] = 0;
    ends.assign(1, before);
    for (size_t j = 0; j < to.size(); ++j) {
      costs[j + 1] = costs[j] + insertion_cost(before, to[j], at(to, j + 1));
      before = to[j];
    }
    ends += to;
  }

  /// Goes on to the row of `c`, which stands between `before` and `next`.
  void advance(char before, char c, char next, bool is_last, std::string_view to) {
    int32_t diagonal = costs[0];
    costs[0] += insertion_cost(before, c, next);
    for (size_t j = 1; j <= to.size(); ++j) {
      const char other = to[j - 1];
      const char behind = at(to, j);
      const int32_t inserted = insertion_cost(ends[j - 1], other, behind) / (is_last ? kAtEnd : 1);
      const int32_t deleted = insertion_cost(ends[j], c, behind);
      const int32_t substituted = substitution_cost(ends[j - 1], c, other);
      int32_t best = inserted + costs[j - 1];
      char end = other;
      if (deleted + costs[j] < best) {
        best = deleted + costs[j];
        end = c;
      }
      best = std::min(best, substituted + diagonal);
      diagonal = std::exchange(costs[j], best);
      ends[j] = end;
    }
  }
};

/// Letters of a cluster that are not heard: t of tch, w of wr, d of dj and dg.
bool is_mute(std::string_view rest) {
  return rest.starts_with("tch") || rest.starts_with("wr") || rest.starts_with("dj") ||
         rest.starts_with("dg");
}

}  // namespace

int32_t spelling_distance(std::string_view from, std::string_view to, SpellingWorkspace& work) {
  DEBUG_ASSERT(std::ranges::all_of(from, [](char c) { return c > 0; }));
  DEBUG_ASSERT(std::ranges::all_of(to, [](char c) { return c > 0; }));
  const auto equal = static_cast<size_t>(std::ranges::mismatch(from, to).in1 - from.begin());
  char before = equal > 0 ? from[equal - 1] : '\0';
  from.remove_prefix(equal);
  to.remove_prefix(equal);
  const bool is_prefix = from.ends_with('*');
  if (is_prefix) from.remove_suffix(1);
  if (from.empty()) return is_prefix ? 0 : insertion_cost_of_all(before, to, kAtEnd);
  if (to.empty()) return insertion_cost_of_all(before, from, 1);

  Row row{work.costs, work.ends};
  row.start(before, to);
  for (size_t i = 0; i < from.size(); ++i) {
    const bool is_last = !is_prefix && i + 1 == from.size();
    row.advance(before, from[i], at(from, i + 1), is_last, to);
    before = from[i];
  }
  return is_prefix ? *std::min_element(work.costs.begin() + 1, work.costs.end())
                   : work.costs.back();
}

void append_phonetic_hash(std::string& out, std::string_view word) {
  using enum SoundClass;
  const size_t begin = out.size();
  std::string lower(word);
  for (char& c : lower) c = fold_case(c);
  word = lower;
  if (word.size() > 2 && (word.starts_with("gn") || word.starts_with("kn"))) word.remove_prefix(1);
  SoundClass last = Silent;   // with silent ones
  SoundClass heard = Silent;  // without
  bool is_at_start = true;
  for (; !word.empty(); word.remove_prefix(1)) {
    if (is_mute(word)) continue;
    const SoundClass sound = is_at_start ? class_at_start(word[0]) : class_inside(word[0]);
    if (sound == Space || (sound == Other && last != Digit)) continue;
    is_at_start = false;
    // Vowels beside r and l are not told apart from them.
    if (sound == Vowel && (heard == Rhotic || heard == Lateral)) continue;
    if ((sound == Rhotic || sound == Lateral) && heard == Vowel) out.pop_back();
    last = sound;
    if (sound == Silent) continue;
    heard = sound;
    const char name = kClassNames[static_cast<size_t>(sound)];
    if (out.size() == begin || out.back() != name) out += name;
  }
}

}  // namespace tern::extensions::fuzzy
