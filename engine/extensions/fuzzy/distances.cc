#include "engine/extensions/fuzzy/distances.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace tern::extensions::fuzzy {
namespace {

/// Leaves out what both texts start and end with: it takes part in no edit.
void trim_equal_ends(CharactersView& a, CharactersView& b) {
  const auto from = std::ranges::mismatch(a, b).in1 - a.begin();
  a = a.subspan(static_cast<size_t>(from));
  b = b.subspan(static_cast<size_t>(from));
  while (!a.empty() && !b.empty() && a.back() == b.back()) {
    a = a.first(a.size() - 1);
    b = b.first(b.size() - 1);
  }
}

/// The row of the matrix before the first character: only insertions.
void first_row(std::vector<uint32_t>& row, size_t size) {
  row.resize(size + 1);
  std::iota(row.begin(), row.end(), 0U);
}

uint32_t length(CharactersView text) { return static_cast<uint32_t>(text.size()); }

/// Numbers the characters of both texts from 0, equal ones alike. How many numbers there are.
size_t number_letters(CharactersView a, CharactersView b, Workspace& work) {
  work.alphabet.assign(a.begin(), a.end());
  work.alphabet.insert(work.alphabet.end(), b.begin(), b.end());
  std::ranges::sort(work.alphabet);
  const auto rest = std::ranges::unique(work.alphabet);
  work.alphabet.erase(rest.begin(), rest.end());
  const CharactersView texts[] = {a, b};
  for (size_t i = 0; i < 2; ++i) {
    work.letters[i].clear();
    for (const uint32_t c : texts[i]) {
      const auto at = std::ranges::lower_bound(work.alphabet, c);
      work.letters[i].push_back(static_cast<uint32_t>(at - work.alphabet.begin()));
    }
  }
  return work.alphabet.size();
}

/// Marks who has a partner: an equal character of the other text that is near enough and has no
/// partner yet. How many pairs there are.
uint32_t pair_up(CharactersView a, CharactersView b, std::vector<uint32_t>& is_paired_a,
                 std::vector<uint32_t>& is_paired_b) {
  const size_t half = std::max(a.size(), b.size()) / 2;
  const size_t reach = half > 0 ? half - 1 : 0;
  is_paired_a.assign(a.size(), 0);
  is_paired_b.assign(b.size(), 0);
  uint32_t pairs = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    const size_t end = std::min(i + reach + 1, b.size());
    for (size_t j = i > reach ? i - reach : 0; j < end; ++j) {
      if (is_paired_b[j] != 0 || a[i] != b[j]) continue;
      is_paired_a[i] = is_paired_b[j] = 1;
      ++pairs;
      break;
    }
  }
  return pairs;
}

/// How many of the characters with partners stand in another order in `b` than in `a`.
uint32_t count_displaced(CharactersView a, CharactersView b,
                         const std::vector<uint32_t>& is_paired_a,
                         const std::vector<uint32_t>& is_paired_b) {
  uint32_t displaced = 0;
  size_t j = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    if (is_paired_a[i] == 0) continue;
    while (is_paired_b[j] == 0) ++j;  // as many have partners there
    if (a[i] != b[j++]) ++displaced;
  }
  return displaced;
}

}  // namespace

uint32_t levenshtein(CharactersView a, CharactersView b, Workspace& work) {
  trim_equal_ends(a, b);
  if (a.size() < b.size()) std::swap(a, b);
  std::vector<uint32_t>& row = work.rows[0];
  first_row(row, b.size());
  for (uint32_t i = 1; i <= a.size(); ++i) {
    uint32_t diagonal = std::exchange(row[0], i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const uint32_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({substituted, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

uint32_t optimal_string_alignment(CharactersView a, CharactersView b, Workspace& work) {
  trim_equal_ends(a, b);
  auto& [before_last, last, row, unused] = work.rows;
  before_last.resize(b.size() + 1);
  first_row(row, b.size());
  last.resize(b.size() + 1);
  for (uint32_t i = 1; i <= a.size(); ++i) {
    before_last.swap(last);
    last.swap(row);
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const uint32_t substituted = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({substituted, last[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
  }
  return row[b.size()];
}

// The matrix has a border more than usual, of values beyond any distance, so row and column k of
// the usual one stand at k + 1. A transposition that ends at (i, j) exchanges a[i] with b[j] over
// the last row k < i where a[k] = b[j] and the last column l < j where b[l] = a[i]. It is better
// than other edits only if i - k = 1 or j - l = 1. So two values of the rows gone by are enough:
// for each column j that of (k - 1, j - 2), and in this row that of (i - 2, l - 1).
uint32_t damerau_levenshtein(CharactersView a, CharactersView b, Workspace& work) {
  trim_equal_ends(a, b);
  const size_t letter_count = number_letters(a, b, work);
  const uint32_t beyond = length(a) + length(b) + 1;
  auto& [last, row, over_column, last_row_of] = work.rows;
  last.assign(b.size() + 2, beyond);
  row.assign(b.size() + 2, beyond);
  std::iota(row.begin() + 1, row.end(), 0U);
  over_column.assign(b.size() + 1, beyond);
  last_row_of.assign(letter_count, 0);
  for (uint32_t i = 1; i <= a.size(); ++i) {
    last.swap(row);  // and `row` holds the one before, until it is written over
    const uint32_t letter = work.letters[0][i - 1];
    uint32_t last_match = 0;  // l
    uint32_t over_row = beyond;
    uint32_t before_last = std::exchange(row[1], i);  // (i - 2, j - 1)
    for (uint32_t j = 1; j <= b.size(); ++j) {
      const uint32_t other = work.letters[1][j - 1];
      uint32_t best = std::min({last[j] + (letter == other ? 0 : 1), last[j + 1] + 1, row[j] + 1});
      if (letter == other) {
        last_match = j;
        over_column[j] = last[j - 1];
        over_row = before_last;
      } else if (const uint32_t k = last_row_of[other]; k > 0 && last_match > 0) {
        if (j - last_match == 1) {
          best = std::min(best, over_column[j] + (i - k));
        } else if (i - k == 1) {
          best = std::min(best, over_row + (j - last_match));
        }
      }
      before_last = std::exchange(row[j + 1], best);
    }
    last_row_of[letter] = i;
  }
  return row[b.size() + 1];
}

double jaro(CharactersView a, CharactersView b, Workspace& work) {
  if (a.empty() && b.empty()) return 1;
  std::vector<uint32_t>& is_paired_a = work.rows[0];
  std::vector<uint32_t>& is_paired_b = work.rows[1];
  const uint32_t paired = pair_up(a, b, is_paired_a, is_paired_b);
  if (paired == 0) return 0;
  const double pairs = paired;
  // Two characters out of order are one transposition.
  const double transpositions = count_displaced(a, b, is_paired_a, is_paired_b) / 2.0;
  return (pairs / length(a) + pairs / length(b) + (pairs - transpositions) / pairs) / 3;
}

double jaro_winkler(CharactersView a, CharactersView b, Workspace& work) {
  constexpr std::ptrdiff_t kPrefixMax = 4;
  constexpr double kScale = 0.1;
  const double similarity = jaro(a, b, work);
  const std::ptrdiff_t prefix = std::ranges::mismatch(a, b).in1 - a.begin();
  return similarity + static_cast<double>(std::min(prefix, kPrefixMax)) * kScale * (1 - similarity);
}

}  // namespace tern::extensions::fuzzy
