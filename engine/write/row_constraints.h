#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/catalog/schema.h"
#include "engine/write/row_expressions.h"
#include "engine/write/verdict.h"

namespace tern::write {

/// A row on its way into the table.
struct Candidate {
  std::vector<record::ValueView> values;  // by table column
  int64_t rowid = 0;
  std::span<const bool> changed;  // update: the columns that were set; insert: empty
  bool rowid_changed = false;     // update only
  sql::Conflict on_conflict = sql::Conflict::Unspecified;  // the statement's clause
  bool indirect = false;
  bool has_defaults = false;  // REPLACE has put some in for NULLs

  bool is_update() const { return !changed.empty(); }
};

/// The clause that decides: the statement's, else the constraint's, else ABORT.
inline sql::Conflict deciding(sql::Conflict statement, sql::Conflict constraint) {
  if (statement != sql::Conflict::Unspecified) return statement;
  return constraint != sql::Conflict::Unspecified ? constraint : sql::Conflict::Abort;
}

/// Columns that an expression of the table's definition names.
struct ReadColumns {
  std::vector<bool> columns;
  bool rowid = false;
};

/// May a column of a STRICT table have `value`?
bool fits_type(const catalog::Column& column, record::ValueView value);

/// What a row alone must fulfil: NOT NULL, CHECK and STRICT's types.
class RowConstraints {
 public:
  /// Lifetime: `table` outlives this. Errors: of the binder, if there are to be CHECKs.
  static Result<RowConstraints> open(const catalog::Table& table, RowExpressions& expressions,
                                     bool has_checks);

  /// Brings values to the columns' affinity. Lifetime of converted ones: until the next call.
  void apply_affinity(std::vector<record::ValueView>& values);
  /// NOT NULL of columns that are not generated, with REPLACE putting in the default. `failure`:
  /// the clause of what failed.
  Result<Verdict> check_not_null(Candidate& candidate, RowExpressions& expressions,
                                 const std::vector<expr::ExprPtr>& defaults,
                                 sql::Conflict& failure);
  Result<Verdict> check_generated_not_null(const Candidate& candidate, sql::Conflict& failure);
  /// Requires: the row is set in `expressions`.
  Result<Verdict> check_checks(const Candidate& candidate, RowExpressions& expressions,
                               sql::Conflict& failure);
  bool has_checks() const { return !checks_.empty(); }
  /// Nothing but affinity and types concerns a row alone.
  bool are_none() const {
    return checks_.empty() && not_null_.empty() && generated_not_null_.empty();
  }
  /// Errors: ConstraintDatatype.
  Status check_types(const Candidate& candidate) const;

 private:
  explicit RowConstraints(const catalog::Table& table) : table_(&table) {}
  bool is_allowed(const Candidate& candidate, uint16_t column) const {
    return !candidate.values[column].is_null() ||
           (candidate.is_update() && !candidate.changed[column]);
  }
  std::unexpected<Error> null_violation(uint16_t column) const;
  bool concerns(const ReadColumns& reads, const Candidate& candidate) const;

  const catalog::Table* table_;
  std::vector<expr::ExprPtr> checks_;
  std::vector<ReadColumns> check_reads_;
  std::vector<uint16_t> not_null_;  // columns, the rowid alias left out
  std::vector<uint16_t> generated_not_null_;
  struct Converting {
    uint16_t column;
    record::Affinity affinity;
  };
  std::vector<Converting> converting_;  // columns with an affinity that changes values
  std::vector<std::string> scratch_;    // one a column of `converting_`
};

}  // namespace tern::write
