#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tools/diff/coverage_names.h"

namespace tern::diff {

/// How often each production of SELECT, each operator of Tern's plans and each function came up; or
/// each form of the statements that change something.
class Coverage {
 public:
  /// `production` is one of known_productions().
  void hit_production(std::string_view production);
  /// `line` of EXPLAIN QUERY PLAN, without the names in it.
  void hit_plan_line(std::string_view line);
  void hit_function(std::string_view name);
  /// `form` is one of known_forms().
  void hit_form(std::string_view form);
  void add(const Coverage& other);

  /// All that came up with its count, what there is and never did, and what the lists do not know.
  /// `of_changes`: of the forms of changing statements, else of all else.
  std::string report(bool of_changes) const;
  /// Neither of the latter.
  bool is_complete(bool of_changes) const;

  /// As text that parse() reads again: from one process to another.
  std::string print() const;
  static Coverage parse(std::string_view text);

 private:
  enum Kind : uint8_t { Productions, Operators, Functions, Forms };
  static constexpr size_t kKinds = 4;
  using Counts = std::map<std::string, uint64_t, std::less<>>;

  void hit(Kind kind, std::string_view name);
  static std::array<Names, kKinds> known();
  static std::vector<Kind> kinds(bool of_changes);
  Names missing(Kind kind, const Names& known) const;
  Names unknown(Kind kind, const Names& known) const;

  std::array<Counts, kKinds> counts_;
};

/// What sort of access or step a line of EXPLAIN QUERY PLAN is: its words without tables, indexes
/// and columns. "SEARCH x1 USING INDEX i2 (a=? AND b>?)" is "SEARCH USING INDEX (= range)".
std::string operator_of(std::string_view plan_line);

}  // namespace tern::diff
