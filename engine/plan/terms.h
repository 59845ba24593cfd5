#pragma once

#include <vector>

#include "engine/base/inline_vector.h"
#include "engine/expr/comparison.h"
#include "engine/expr/like.h"
#include "engine/plan/plan.h"

// WHERE and ON taken apart: the terms joined by AND, and what each says about one column.

namespace tern::plan {

using catalog::LogEstimate;

/// A set of the sources of a Core, by their places in it.
using SourceMask = uint64_t;
constexpr size_t kSourcesMax = 64;
constexpr SourceMask mask_of(size_t source) { return SourceMask{1} << source; }

/// A condition that rows must meet.
struct Term {
  static constexpr size_t kWhere = SIZE_MAX;
  const expr::Expr* expr = nullptr;
  SourceMask reads = 0;      // the source of the outer join included, for a term of its ON
  size_t on = kWhere;        // the outer join whose ON it belongs to
  bool is_argument = false;  // of a table-valued function: decides which rows there are
  bool is_late = false;      // waits for a RIGHT or FULL JOIN, whose row it reads too
};

enum class Op : uint8_t {
  Equal,
  Is,
  IsNull,
  In,
  NotNull,  // a lower limit: key > NULL in the order of an index
  Lower,    // key > value
  LowerOrEqual,
  Upper,
  UpperOrEqual,
};
constexpr bool is_equality(Op op) { return op <= Op::In; }
constexpr bool is_lower(Op op) {
  return op == Op::NotNull || op == Op::Lower || op == Op::LowerOrEqual;
}
constexpr bool is_upper(Op op) { return op == Op::Upper || op == Op::UpperOrEqual; }

/// One thing that a term says about a column or an expression of one source.
struct Constraint {
  const Term* term = nullptr;
  size_t source = 0;
  const expr::Expr* key = nullptr;    // over the source, COLLATE taken off
  const expr::Expr* value = nullptr;  // an InList or InQuery with In, null with IsNull, NotNull
  Op op{};
  SourceMask needs = 0;  // what `value` reads
  expr::CompareRule rule;
  bool is_whole = true;        // says all that the term says
  bool is_transitive = false;  // the term is about another column, which equals this one
  bool has_pair = false;       // LIKE: this lower limit goes with the upper one behind it,
  bool is_second = false;      // which is such an upper limit
  /// Row values: further keys and values, compared where those before are equal.
  struct Further {
    const expr::Expr* key;
    const expr::Expr* value;
    expr::CompareRule rule;
  };
  std::vector<Further> more;

  const Constraint* pair() const { return has_pair ? this + 1 : nullptr; }
};

/// Constraints point to their terms, candidates to constraints: a list is not added to any more
/// once that is so.
using Terms = InlineVector<Term, 4>;
using Constraints = InlineVector<Constraint, 4>;

/// What one branch of a disjunction says, with what else holds for the rows of the source.
struct Branch {
  Terms terms;
  Constraints constraints;
};

class Measures;        // measures.h
class VirtualAnswers;  // virtual_answers.h

/// What the search for a plan works with.
struct SearchSpace {
  const bind::Core& core;
  PlanContext& context;
  SourceMask outer = 0;  // which sources look at the conditions of their own join alone
  SourceMask right = 0;  // which are RIGHT or FULL JOINs: all their rows are read
  Terms terms;
  Constraints constraints;
  InlineVector<LogEstimate, 16> subquery_rows;  // by source; of subqueries
  std::vector<std::vector<Branch>> branches;    // of the chosen disjunctions
  const Measures* measures = nullptr;           // null: the default estimates serve
  /// LIMIT and OFFSET, where they count rows of one virtual table; else null.
  const expr::Expr* limit = nullptr;
  const expr::Expr* offset = nullptr;
  VirtualAnswers* virtual_answers = nullptr;

  bool is_outer(size_t source) const { return (outer & mask_of(source)) != 0; }
  bool is_right(size_t source) const { return (right & mask_of(source)) != 0; }
  SourceMask mask_of_slots(const expr::Expr& expr) const;
  std::optional<size_t> source_of(expr::RowSlot slot) const;
};

/// Fills in what follows from the terms: constraints.
Status find_constraints(SearchSpace& space);
/// Those of one term, from a disjunction's branch.
Status add_constraints(const SearchSpace& space, const Term& term, Constraints& out);

/// What is said about one source, in the order in which it is said.
struct SourceView {
  InlineVector<const Constraint*, 8> constraints;  // whose terms count for it
  InlineVector<const Term*, 8> terms;              // that read it, whether they count or not
  SourceView(const SearchSpace& space, size_t source, const Constraints& constraints_of_all,
             const Terms& terms_of_all);
};
/// May `term` be looked at when rows of `source` are found (not before its row of NULLs is made)?
bool counts_for(const SearchSpace& space, const Term& term, size_t source);

/// The operands of a tree of ORs (ANDs), from left to right.
std::vector<const expr::Expr*> branches(const expr::Expr& expr, expr::Kind kind);
/// COLLATE taken off.
const expr::Expr& bare(const expr::Expr& expr);

/// Does `term` say that a row of NULLs in `slot` is no result?
bool rejects_nulls(const expr::Expr& term, expr::RowSlot slot);
/// Does `term` being true say that `operand` is not NULL?
bool implies_not_null(const expr::Expr& term, const expr::Expr& operand);

}  // namespace tern::plan
