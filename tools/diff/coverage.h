#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace tern::diff {

/// How often each production of the generated language, and each operator of Tern's plans, came up.
class Coverage {
 public:
  /// Requires: `production` is one of those that report() lists (asserted).
  void hit_production(std::string_view production);
  /// `line` of EXPLAIN QUERY PLAN, without the names in it.
  void hit_plan_line(std::string_view line);
  void add(const Coverage& other);

  /// Every production and operator with its count, and those that never came up.
  std::string report() const;

  /// As text that parse() reads again: from one process to another.
  std::string print() const;
  static Coverage parse(std::string_view text);

 private:
  std::map<std::string, uint64_t, std::less<>> productions_;
  std::map<std::string, uint64_t, std::less<>> operators_;
};

/// What sort of access or step a line of EXPLAIN QUERY PLAN is: its words without tables, indexes
/// and columns. "SEARCH x1 USING INDEX i2 (a=? AND b>?)" is "SEARCH USING INDEX (= range)".
std::string operator_of(std::string_view plan_line);

}  // namespace tern::diff
