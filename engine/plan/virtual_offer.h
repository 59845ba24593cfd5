#pragma once

#include <vector>

#include "engine/plan/terms.h"
#include "engine/vtab/virtual_table.h"

namespace tern::plan {

/// What the query says of the columns of a virtual table, as its module is told.
struct VirtualOffer {
  /// Where a constraint comes from.
  struct Origin {
    const Term* term = nullptr;  // null: LIMIT and OFFSET
    KeyPart part;                // the argument, if the module takes it
    SourceMask needs = 0;        // what that reads
    /// The term is decided when so many of its constraints are; 0: they do not say all of it.
    size_t share = 1;
  };
  /// None of them usable yet. In the reference's order: what a term says as it is written, in their
  /// order, then what is made of terms (the other side of a = b, both ends of BETWEEN, ...), the
  /// last terms first.
  std::vector<vtab::Constraint> constraints;
  std::vector<Origin> origins;  // one per constraint

  static VirtualOffer of(const SearchSpace& space, size_t source);
  /// What one branch of a disjunction says alone. Lifetime: of `branch`, too.
  static VirtualOffer of_branch(const SearchSpace& space, size_t source, const Branch& branch);
};

/// The column of `source`, a virtual table, that `expr` is, or Constraint::kRowid.
std::optional<int32_t> virtual_column(const bind::Source& source, const expr::Expr& expr);

/// Do all conditions of the only source, a virtual table, stand in its offer as comparisons with
/// its columns? Only then may a module be told how many rows are wanted.
bool is_told_all(const SearchSpace& space);

}  // namespace tern::plan
