#pragma once

#include <deque>
#include <vector>

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
  Lower,  // key > value
  LowerOrEqual,
  Upper,
  UpperOrEqual,
};
constexpr bool is_equality(Op op) { return op <= Op::In; }
constexpr bool is_lower(Op op) { return op == Op::Lower || op == Op::LowerOrEqual; }
constexpr bool is_upper(Op op) { return op == Op::Upper || op == Op::UpperOrEqual; }

/// One thing that a term says about a column or an expression of one source.
struct Constraint {
  const Term* term = nullptr;
  size_t source = 0;
  const expr::Expr* key = nullptr;    // over the source, COLLATE taken off
  const expr::Expr* value = nullptr;  // an InList or InQuery with In, null with IsNull
  Op op{};
  SourceMask needs = 0;  // what `value` reads
  expr::CompareRule rule;
  bool is_whole = true;              // says all that the term says
  bool is_transitive = false;        // the term is about another column, which equals this one
  const Constraint* pair = nullptr;  // LIKE: the upper limit, which goes with this lower one
  bool is_second = false;            // such an upper limit
  /// Row values: further keys and values, compared where those before are equal.
  std::vector<const expr::Expr*> more_keys, more_values;
  std::vector<expr::CompareRule> more_rules;
};

/// What one branch of a disjunction says, with what else holds for the rows of the source.
struct Branch {
  std::deque<Term> terms;
  std::deque<Constraint> constraints;
};

class Measures;  // measures.h

/// What the search for a plan works with. Terms and constraints keep their places.
struct SearchSpace {
  const bind::Core& core;
  PlanContext& context;
  std::vector<bool> is_outer;  // which sources look at the conditions of their own join alone
  std::vector<bool> is_right;  // which are RIGHT or FULL JOINs: all their rows are read
  std::deque<Term> terms;
  std::deque<Constraint> constraints;
  std::vector<LogEstimate> subquery_rows;    // by source; of subqueries
  std::deque<std::vector<Branch>> branches;  // of the chosen disjunctions
  const Measures* measures = nullptr;        // null: the default estimates serve

  SourceMask mask_of_slots(const expr::Expr& expr) const;
  std::optional<size_t> source_of(expr::RowSlot slot) const;
};

/// Fills in what follows from the terms: constraints.
Status find_constraints(SearchSpace& space);
/// Those of one term, from a disjunction's branch.
Status add_constraints(const SearchSpace& space, const Term& term, std::deque<Constraint>& out);

/// The operands of a tree of ORs (ANDs), from left to right.
std::vector<const expr::Expr*> branches(const expr::Expr& expr, expr::Kind kind);
/// COLLATE taken off.
const expr::Expr& bare(const expr::Expr& expr);

/// Does `term` say that a row of NULLs in `slot` is no result?
bool rejects_nulls(const expr::Expr& term, expr::RowSlot slot);
/// Does `term` being true say that `operand` is not NULL?
bool implies_not_null(const expr::Expr& term, const expr::Expr& operand);

}  // namespace tern::plan
