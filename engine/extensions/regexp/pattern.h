#pragma once

#include <re2/re2.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

// Regular expressions by RE2, which finds a match in time that grows with the length of the text,
// whatever the expression is: there are no back references and no looking around in it.
// Source: RE2, "Syntax"; R. Cox, "Regular Expression Matching in the Wild", 2010.

namespace tern::extensions::regexp {

/// A compiled expression.
class Pattern {
 public:
  /// What the programs and automata of one expression may take. Beyond it an expression is refused
  /// while it is compiled; automata that grow beyond it later start over, or give way to a slower
  /// method. Units: bytes.
  static constexpr int64_t kMemoryMax = int64_t{8} << 20;

  /// Errors: Error, for an expression that is longer than `size_max` bytes or that RE2 refuses, in
  /// RE2's words.
  static Result<Pattern> compile(std::string_view source, size_t size_max);

  std::string_view source() const { return expression_->pattern(); }
  bool is_in(std::string_view text) const;
  const RE2& expression() const { return *expression_; }
  size_t group_count() const { return static_cast<size_t>(expression_->NumberOfCapturingGroups()); }
  /// The group of that name, or nothing.
  std::optional<size_t> find_group(std::string_view name) const;

 private:
  explicit Pattern(std::unique_ptr<RE2> expression) : expression_(std::move(expression)) {}

  std::unique_ptr<RE2> expression_;
};

/// A part of a text, or nothing: a group that took no part in the match.
using Part = std::optional<std::string_view>;

/// Finds the matches in a text, from the left, none of which overlap. One that is empty does not
/// count right behind the match before it, so "x*" matches "axb" three times: at its start, at the
/// x and at its end.
///
/// The text may hold any bytes. Those that are no UTF-8 match nothing but \C, and stay what they
/// are.
/// Lifetime: until the pattern or the text goes.
class MatchesRef {
 public:
  /// Matches will come with their groups up to `groups`.
  void start(const Pattern& pattern, std::string_view text, size_t groups);
  /// Goes to the next match; false: there is none.
  bool next();

  /// The match (0) or a group. Requires: next() was true; group <= groups.
  Part part(size_t group) const;
  std::string_view match() const { return {text_.data() + begin_, end_ - begin_}; }
  std::string_view text() const { return {text_.data(), text_.size()}; }
  size_t begin() const { return begin_; }  // of the match. Units: bytes of the text
  size_t end() const { return end_; }

 private:
  const RE2* expression_ = nullptr;
  re2::StringPiece text_;
  std::vector<re2::StringPiece> parts_;
  size_t begin_ = 0;
  size_t end_ = 0;
  size_t from_ = 0;  // where the search goes on; beyond the text: nowhere
  bool has_match_ = false;
};

/// Counts characters up to places in a text that only grow.
/// Lifetime: as the text.
class PositionsRef {
 public:
  explicit PositionsRef(std::string_view text = {}) : text_(text) {}
  /// How many characters begin before byte `offset`. Requires: not less than at the last call.
  int64_t characters_before(size_t offset);

 private:
  std::string_view text_;
  size_t offset_ = 0;
  int64_t characters_ = 0;
};

}  // namespace tern::extensions::regexp
