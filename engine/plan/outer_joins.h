#pragma once

#include <optional>
#include <vector>

#include "engine/plan/terms.h"

namespace tern::plan {

/// What the joins of a core are once outer joins whose rows of NULLs WHERE throws away anyway are
/// taken for simpler ones: FULL for LEFT or RIGHT, these for inner ones. A table-valued function of
/// rows before it has rows only for those: RIGHT JOIN with it is an inner join, FULL JOIN a LEFT.
class OuterJoins {
 public:
  OuterJoins(const bind::Core& core, const PlanContext& context);

  sql::JoinKind kind(size_t at) const { return kinds_[at]; }
  bool is_left(size_t at) const { return kinds_[at] == sql::JoinKind::Left; }
  bool is_right(size_t at) const {
    return kinds_[at] == sql::JoinKind::Right || kinds_[at] == sql::JoinKind::Full;
  }
  /// The last RIGHT or FULL JOIN. With one, tables are joined in the order written.
  std::optional<size_t> last_right() const;
  /// Do the conditions of source `at` belong to its join rather than to WHERE?
  bool keeps_conditions(size_t at) const;
  /// `reads`: of a condition of source `at`.
  /// Errors: "ON clause references tables to its right", where that cannot be.
  Status check_condition(size_t at, SourceMask reads) const;
  /// A term of WHERE holds for joined rows: where a RIGHT or FULL JOIN may still make a row of
  /// NULLs of what it reads, it waits for that join, by reading its row too.
  void delay(Term& term) const;

 private:
  void reduce(const bind::Core& core, size_t at);

  InlineVector<sql::JoinKind, 16> kinds_;
};

}  // namespace tern::plan
