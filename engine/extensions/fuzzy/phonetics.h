#pragma once

#include <string>
#include <string_view>

// Codes of how English words and names sound. All ignore case and whatever is no letter from A to
// Z, and a text without one has the code "".

namespace tern::extensions::fuzzy {

/// Appends a letter and three digits.
/// Source: U.S. National Archives, "Soundex System" (American Soundex).
void append_soundex(std::string& out, std::string_view text);

/// Appends a letter and a digit for each sound, vowels too.
/// Source: Apache Commons Codec, class RefinedSoundex.
void append_refined_soundex(std::string& out, std::string_view text);

/// Appends ten letters and digits.
/// Source: D. Hood, "Caverphone Revisited", Caversham Project Occasional Technical Paper CTP150804,
/// 2004 (version 2).
void append_caverphone(std::string& out, std::string_view text);

}  // namespace tern::extensions::fuzzy
