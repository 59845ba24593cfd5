#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tern::extensions::fuzzy {

/// Appends what comes nearest to `text` in ASCII: Latin letters without their marks, Greek and
/// Cyrillic ones as Latin ones, typographic marks as those of a typewriter. '?' stands for a
/// character that has no such form; combining marks are left out.
void append_transliteration(std::string& out, std::string_view text);

/// Scripts that are told apart, by their numbers in ISO 15924.
enum class Script : uint16_t {
  Hebrew = 125,
  Arabic = 160,
  Greek = 200,
  Latin = 215,
  Cyrillic = 220,
  Mixed = 998,    // characters of several
  Unknown = 999,  // of none
};

/// The script of the letters in `text`; of digits alone Latin.
Script script_of(std::string_view text);

}  // namespace tern::extensions::fuzzy
