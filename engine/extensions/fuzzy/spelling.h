#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// How likely one spelling is meant to be another: costs of misspellings, and a code of how a word
// sounds. Both are about ASCII text, whose characters fall into classes that are easily confused.
// Source: SQLite, the spellfix1 extension (ext/misc/spellfix.c), editdist1() and
// spellfix1_phonehash().

namespace tern::extensions::fuzzy {

/// Memory that spelling_distance() needs while it counts.
struct SpellingWorkspace {
  std::vector<int32_t> costs;
  std::string ends;
};

/// What it costs to turn `from` into `to`: 100 for most insertions, deletions and substitutions,
/// less for those that spelling mistakes are made of. A '*' at the end of `from` stands for any
/// rest of `to`. Requires: neither has bytes beyond ASCII, or NUL (asserted in debug builds).
int32_t spelling_distance(std::string_view from, std::string_view to, SpellingWorkspace& work);

/// Appends one character for each sound of an ASCII word: the name of its class. Lower and upper
/// case sound the same.
void append_phonetic_hash(std::string& out, std::string_view word);

}  // namespace tern::extensions::fuzzy
