#include "engine/extensions/fuzzy/transliteration.h"

#include <optional>
#include <span>

#include "engine/base/utf8.h"
#include "engine/extensions/fuzzy/transliteration_table.h"

namespace tern::extensions::fuzzy {
namespace {

struct Block {
  uint32_t first;
  std::span<const std::string_view> forms;
};

/// U+2010 to U+2027: dashes, quotation marks, bullets, dots.
constexpr std::string_view kPunctuation[] = {"-", "-", "-", "-", "-",  "-",  "|",   "_",
                                             "'", "'", ",", "'", "\"", "\"", "\"",  "\"",
                                             "+", "+", "*", "*", ".",  "..", "...", "."};
/// U+FB00 to U+FB06.
constexpr std::string_view kLigatures[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};

constexpr Block kBlocks[] = {{0x00A0, kLatin},       {0x0386, kGreek},
                             {0x0400, kCyrillic},    {0x1E00, kLatinAdditional},
                             {0x2010, kPunctuation}, {0xFB00, kLigatures}};

std::string_view ascii_form(uint32_t c) {
  if (c >= 0x0300 && c <= 0x036F) return "";  // combining marks
  if (c >= 0x2000 && c <= 0x200A) return " ";
  if (c == 0x20AC) return "EUR";
  if (c == 0x0490) return "G";
  if (c == 0x0491) return "g";
  for (const Block& block : kBlocks) {
    if (c < block.first) break;
    if (c - block.first < block.forms.size()) return block.forms[c - block.first];
  }
  return "?";
}

std::optional<Script> script_of_character(uint32_t c) {
  if (c < 0x80) {
    const char letter = fold_case(static_cast<char>(c));
    return letter >= 'a' && letter <= 'z' ? std::optional(Script::Latin) : std::nullopt;
  }
  if (c < 0x2AF) return Script::Latin;
  if (c >= 0x0386 && c <= 0x03CE) return Script::Greek;
  if (c >= 0x0400 && c <= 0x04FF) return Script::Cyrillic;
  if (c >= 0x0590 && c <= 0x05FF) return Script::Hebrew;
  if (c >= 0x0600 && c <= 0x06FF) return Script::Arabic;
  return std::nullopt;
}

}  // namespace

void append_transliteration(std::string& out, std::string_view text) {
  const char* at = text.data();
  for (const char* const end = at + text.size(); at < end;) {
    const uint32_t c = next_code_point(at, end);
    if (c < 0x80) {
      out += static_cast<char>(c);
    } else {
      out += ascii_form(c);
    }
  }
}

Script script_of(std::string_view text) {
  std::optional<Script> out;
  bool has_digit = false;
  const char* at = text.data();
  for (const char* const end = at + text.size(); at < end;) {
    const uint32_t c = next_code_point(at, end);
    if (c >= '0' && c <= '9') has_digit = true;
    const std::optional<Script> script = script_of_character(c);
    if (script && out && *script != *out) return Script::Mixed;
    if (script) out = script;
  }
  return out.value_or(has_digit ? Script::Latin : Script::Unknown);
}

}  // namespace tern::extensions::fuzzy
