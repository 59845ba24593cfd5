#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// Distances between two texts, by characters (code points).

namespace tern::extensions::fuzzy {

using CharactersView = std::span<const uint32_t>;

/// Memory that the distances need while they count. It is kept from one pair of texts to the next.
struct Workspace {
  std::vector<uint32_t> rows[4];
  std::vector<uint32_t> alphabet;
  std::vector<uint32_t> letters[2];
};

/// Insertions, deletions and substitutions, each at 1.
/// Source: R. A. Wagner and M. J. Fischer, "The String-to-String Correction Problem", J. ACM 21(1),
/// 1974.
uint32_t levenshtein(CharactersView a, CharactersView b, Workspace& work);

/// And transpositions of neighbours, where no part of a text is edited twice (optimal string
/// alignment): "ca" and "abc" are 3 apart.
uint32_t optimal_string_alignment(CharactersView a, CharactersView b, Workspace& work);

/// And transpositions without that condition: "ca" and "abc" are 2 apart (ca, ac, abc).
/// Source: R. Lowrance and R. A. Wagner, "An Extension of the String-to-String Correction Problem",
/// J. ACM 22(2), 1975; C. Zhao and S. Sahni, "String correction using the Damerau-Levenshtein
/// distance", BMC Bioinformatics 20, 2019, for doing it in a few rows of the matrix.
uint32_t damerau_levenshtein(CharactersView a, CharactersView b, Workspace& work);

/// How alike two texts are, from 0 to 1.
/// Source: M. A. Jaro, "Advances in Record-Linkage Methodology as Applied to Matching the 1985
/// Census of Tampa, Florida", J. American Statistical Association 84, 1989.
double jaro(CharactersView a, CharactersView b, Workspace& work);

/// The same, nearer to 1 by a tenth of the rest for each of up to four characters that both start
/// with.
/// Source: W. E. Winkler, "String Comparator Metrics and Enhanced Decision Rules in the
/// Fellegi-Sunter Model of Record Linkage", Proceedings of the Section on Survey Research Methods,
/// 1990.
double jaro_winkler(CharactersView a, CharactersView b, Workspace& work);

}  // namespace tern::extensions::fuzzy
