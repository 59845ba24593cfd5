#include "engine/extensions/fuzzy/phonetics.h"

#include <algorithm>
#include <cstddef>

#include "engine/base/utf8.h"

namespace tern::extensions::fuzzy {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_vowel(char c) { return std::string_view("aeiou").find(c) != std::string_view::npos; }
char upper(char letter) { return static_cast<char>(letter - 'a' + 'A'); }
size_t letter_index(char letter) { return static_cast<size_t>(letter - 'a'); }

/// A text that rules rewrite, one after the other. No rule makes it longer.
class Rewriting {
 public:
  Rewriting(std::string& out, std::string_view text) : text_(out), begin_(out.size()) {
    for (const char c : text) {
      if (is_lower(fold_case(c))) text_ += fold_case(c);
    }
  }

  bool empty() const { return text_.size() == begin_; }
  std::string_view view() const { return std::string_view(text_).substr(begin_); }

  void at_start(std::string_view from, std::string_view to) {
    if (view().starts_with(from)) text_.replace(begin_, from.size(), to);
  }
  void at_end(std::string_view from, std::string_view to) {
    if (view().ends_with(from)) text_.replace(text_.size() - from.size(), from.size(), to);
  }
  void everywhere(std::string_view from, std::string_view to) {
    size_t written = begin_;
    for (size_t read = begin_; read < text_.size();) {
      if (std::string_view(text_).substr(read).starts_with(from)) {
        std::ranges::copy(to, text_.begin() + static_cast<std::ptrdiff_t>(written));
        written += to.size();
        read += from.size();
      } else {
        text_[written++] = text_[read++];
      }
    }
    text_.resize(written);
  }
  /// Runs of `from` become one `to`.
  void runs(char from, char to) {
    size_t written = begin_;
    char before = 0;
    for (size_t read = begin_; read < text_.size(); ++read) {
      const char c = text_[read];
      if (c != from) text_[written++] = c;
      if (c == from && before != from) text_[written++] = to;
      before = c;
    }
    text_.resize(written);
  }
  void pad(size_t size, char by) { text_.resize(begin_ + size, by); }

 private:
  std::string& text_;
  size_t begin_;
};

struct Rule {
  std::string_view from;
  std::string_view to;
};

/// Letters that are written but not heard become 2, others become the one that stands for the
/// sound.
void rewrite_consonants(Rewriting& word) {
  static constexpr Rule kStarts[] = {{"cough", "cou2f"},   {"rough", "rou2f"},   {"tough", "tou2f"},
                                     {"enough", "enou2f"}, {"trough", "trou2f"}, {"gn", "2n"}};
  static constexpr Rule kRules[] = {
      {"cq", "2q"}, {"ci", "si"}, {"ce", "se"}, {"cy", "sy"}, {"tch", "2ch"}, {"c", "k"},
      {"q", "k"},   {"x", "k"},   {"v", "f"},   {"dg", "2g"}, {"tio", "sio"}, {"tia", "sia"},
      {"d", "t"},   {"ph", "fh"}, {"b", "p"},   {"sh", "s2"}, {"z", "s"}};
  word.at_end("e", "");
  for (const Rule& rule : kStarts) word.at_start(rule.from, rule.to);
  word.at_end("mb", "m2");
  for (const Rule& rule : kRules) word.everywhere(rule.from, rule.to);
}

/// The first vowel becomes A, others 3. y is one unless a vowel follows it at the start.
void rewrite_vowels(Rewriting& word) {
  if (!word.empty() && is_vowel(word.view()[0])) word.at_start(word.view().substr(0, 1), "A");
  for (const std::string_view vowel : {"a", "e", "i", "o", "u"}) word.everywhere(vowel, "3");
  word.everywhere("j", "y");
  word.at_start("y3", "Y3");
  word.at_start("y", "A");
  word.everywhere("y", "3");
}

/// w, r and l are heard before a vowel, and are one at the end of the word.
void rewrite_half_vowel(Rewriting& word, std::string_view letter, std::string_view heard) {
  word.everywhere(std::string(letter) + "3", std::string(heard) + "3");
  if (letter == "w") word.everywhere("wh3", "Wh3");
  word.at_end(letter, "3");
  word.everywhere(letter, "2");
}

}  // namespace

void append_soundex(std::string& out, std::string_view text) {
  // 0: a vowel, which sets equal codes apart; a blank: h and w, which do not.
  constexpr std::string_view kCodes = "0123012 022455012623010202";
  constexpr size_t kSize = 4;
  const size_t begin = out.size();
  char last = 0;
  for (const char c : text) {
    const char letter = fold_case(c);
    if (!is_lower(letter)) continue;
    const char code = kCodes[letter_index(letter)];
    if (out.size() == begin) {
      out += upper(letter);
    } else if (code != ' ' && code != '0' && code != last) {
      out += code;
    }
    if (code != ' ') last = code;
    if (out.size() == begin + kSize) return;
  }
  if (out.size() > begin) out.resize(begin + kSize, '0');
}

void append_refined_soundex(std::string& out, std::string_view text) {
  constexpr std::string_view kCodes = "01360240043788015936020505";
  char last = 0;
  for (const char c : text) {
    const char letter = fold_case(c);
    if (!is_lower(letter)) continue;
    const char code = kCodes[letter_index(letter)];
    if (last == 0) out += upper(letter);
    if (code != last) out += code;
    last = code;
  }
}

void append_caverphone(std::string& out, std::string_view text) {
  constexpr size_t kSize = 10;
  Rewriting word(out, text);
  if (word.empty()) return;
  rewrite_consonants(word);
  rewrite_vowels(word);
  word.everywhere("3gh3", "3kh3");
  word.everywhere("gh", "22");
  word.everywhere("g", "k");
  for (const char c : std::string_view("stpkfmn")) word.runs(c, upper(c));
  rewrite_half_vowel(word, "w", "W");
  word.at_start("h", "A");
  word.everywhere("h", "2");
  rewrite_half_vowel(word, "r", "R");
  rewrite_half_vowel(word, "l", "L");
  word.everywhere("2", "");
  word.at_end("3", "A");
  word.everywhere("3", "");
  word.pad(kSize, '1');
}

}  // namespace tern::extensions::fuzzy
