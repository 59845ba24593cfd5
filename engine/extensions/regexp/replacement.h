#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/extensions/regexp/pattern.h"

namespace tern::extensions::regexp {

/// What regexp_replace() puts in the place of a match: text, in which "$1" and "\1" stand for what
/// a group matched, "$0" and "\0" for the whole match, "${12}" and "${name}" for any group, "$$"
/// and "\\" for a "$" and a "\". Others of these two stand for themselves.
class Replacement {
 public:
  /// Errors: Error, for a group that `pattern` does not have.
  static Result<Replacement> parse(std::string_view source, const Pattern& pattern);

  /// The highest group that it needs.
  size_t group_max() const { return group_max_; }
  /// Errors: TooBig, if `out` becomes longer than `size_max`.
  Status append_to(std::string& out, const MatchesRef& match, size_t size_max) const;

 private:
  struct Piece {
    std::string text;
    std::optional<size_t> group;  // behind the text
  };

  Status add_group(std::string_view name, const Pattern& pattern);
  std::string& text();

  std::vector<Piece> pieces_;
  size_t group_max_ = 0;
};

}  // namespace tern::extensions::regexp
