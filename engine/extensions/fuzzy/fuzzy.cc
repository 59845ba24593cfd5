// Functions of fuzzy matching: how far texts are apart, how words sound, what they are in ASCII.
// Source: sqlean, its module fuzzy, for the names. Differences from it are in README.md.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "engine/base/utf8.h"
#include "engine/extensions/extension.h"
#include "engine/extensions/fuzzy/distances.h"
#include "engine/extensions/fuzzy/phonetics.h"
#include "engine/extensions/fuzzy/spelling.h"
#include "engine/extensions/fuzzy/transliteration.h"
#include "engine/functions/until_nul.h"

namespace tern::extensions {

const Extension& fuzzy_extension();

namespace fuzzy {
namespace {

using functions::Arguments;
using functions::Call;
using functions::ScalarRow;
using record::ValueView;

/// What functions take whose work grows with the product of the lengths: 10^8 steps at most.
/// Units: characters.
constexpr size_t kComparedMax = 10'000;

std::unexpected<Error> too_long() {
  return fail(ErrorCode::Error,
              "text of more than " + std::to_string(kComparedMax) + " characters to compare");
}

/// Buffers of a call site.
struct Buffers final : functions::CallCache {
  std::vector<uint32_t> characters[2];
  std::string ascii[2];
  Workspace distances;
  SpellingWorkspace spelling;

  static Buffers& of(Call& call) {
    if (!call.cache()) call.cache() = std::make_unique<Buffers>();
    return static_cast<Buffers&>(*call.cache());
  }
};

Status read_characters(std::string_view text, std::vector<uint32_t>& out) {
  out.clear();
  const char* at = text.data();
  for (const char* const end = at + text.size(); at < end;) {
    if (out.size() == kComparedMax) return too_long();
    out.push_back(next_code_point(at, end));
  }
  return ok();
}

ValueView result_of(uint32_t distance) { return ValueView::integer(distance); }
ValueView result_of(double similarity) { return ValueView::real(similarity); }

/// A function of the characters of two texts.
template <auto Compare>
Result<ValueView> call_compare(Call& call, Arguments a) {
  if (a[0].is_null() || a[1].is_null()) return ValueView::null();
  Buffers& buffers = Buffers::of(call);
  for (size_t i = 0; i < 2; ++i) TRY(read_characters(call.text(a[i], i), buffers.characters[i]));
  return result_of(Compare(buffers.characters[0], buffers.characters[1], buffers.distances));
}

/// At how many places texts of the same length differ; -1: they are not.
Result<ValueView> call_hamming(Call& call, Arguments a) {
  if (a[0].is_null() || a[1].is_null()) return ValueView::null();
  const std::string_view texts[] = {call.text(a[0], 0), call.text(a[1], 1)};
  const char* at[] = {texts[0].data(), texts[1].data()};
  const char* const end[] = {at[0] + texts[0].size(), at[1] + texts[1].size()};
  int64_t distance = 0;
  while (at[0] < end[0] && at[1] < end[1]) {
    if (next_code_point(at[0], end[0]) != next_code_point(at[1], end[1])) ++distance;
  }
  const bool is_same_length = at[0] == end[0] && at[1] == end[1];
  return ValueView::integer(is_same_length ? distance : -1);
}

/// A text as functions for ASCII take it.
void read_ascii(std::string_view text, std::string& out) {
  out.clear();
  append_transliteration(out, functions::until_nul(text));
}

Result<ValueView> call_spelling_distance(Call& call, Arguments a) {
  if (a[0].is_null() || a[1].is_null()) return ValueView::null();
  Buffers& buffers = Buffers::of(call);
  for (size_t i = 0; i < 2; ++i) {
    read_ascii(call.text(a[i], i), buffers.ascii[i]);
    if (buffers.ascii[i].size() > kComparedMax) return too_long();
  }
  return ValueView::integer(
      spelling_distance(buffers.ascii[0], buffers.ascii[1], buffers.spelling));
}

/// A function that makes a code of a text in ASCII.
template <void (*Append)(std::string& out, std::string_view text)>
Result<ValueView> call_code(Call& call, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  std::string& ascii = Buffers::of(call).ascii[0];
  read_ascii(call.text(a[0], 0), ascii);
  Append(call.buffer(), ascii);
  return call.text_result();
}

Result<ValueView> call_transliterate(Call& call, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  append_transliteration(call.buffer(), call.text(a[0], 0));
  return call.text_result();
}

Result<ValueView> call_script(Call& call, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  return ValueView::integer(static_cast<int64_t>(script_of(call.text(a[0], 0))));
}

constexpr auto call_levenshtein = call_compare<levenshtein>;
constexpr auto call_damerau_levenshtein = call_compare<damerau_levenshtein>;
constexpr auto call_optimal_string_alignment = call_compare<optimal_string_alignment>;
constexpr auto call_jaro = call_compare<jaro>;
constexpr auto call_jaro_winkler = call_compare<jaro_winkler>;

/// Most have a second name, which sqlean documented first.
constexpr ScalarRow kScalars[] = {
    {"caverphone", 1, 1, call_code<append_caverphone>},
    {"dlevenshtein", 2, 2, call_damerau_levenshtein},
    {"edit_distance", 2, 2, call_spelling_distance},
    {"fuzzy_caver", 1, 1, call_code<append_caverphone>},
    {"fuzzy_damlev", 2, 2, call_damerau_levenshtein},
    {"fuzzy_editdist", 2, 2, call_spelling_distance},
    {"fuzzy_hamming", 2, 2, call_hamming},
    {"fuzzy_jaro", 2, 2, call_jaro},
    {"fuzzy_jarowin", 2, 2, call_jaro_winkler},
    {"fuzzy_leven", 2, 2, call_levenshtein},
    {"fuzzy_osadist", 2, 2, call_optimal_string_alignment},
    {"fuzzy_phonetic", 1, 1, call_code<append_phonetic_hash>},
    {"fuzzy_rsoundex", 1, 1, call_code<append_refined_soundex>},
    {"fuzzy_script", 1, 1, call_script},
    {"fuzzy_soundex", 1, 1, call_code<append_soundex>},
    {"fuzzy_translit", 1, 1, call_transliterate},
    {"hamming", 2, 2, call_hamming},
    {"jaro_winkler", 2, 2, call_jaro_winkler},
    {"levenshtein", 2, 2, call_levenshtein},
    {"osa_distance", 2, 2, call_optimal_string_alignment},
    {"phonetic_hash", 1, 1, call_code<append_phonetic_hash>},
    {"rsoundex", 1, 1, call_code<append_refined_soundex>},
    {"script_code", 1, 1, call_script},
    {"translit", 1, 1, call_transliterate},
};

}  // namespace
}  // namespace fuzzy

const Extension& fuzzy_extension() {
  static constexpr Extension kExtension = {.scalars = fuzzy::kScalars, .aggregates = {}};
  return kExtension;
}

}  // namespace tern::extensions
