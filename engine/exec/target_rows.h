#pragma once

#include <memory>

#include "engine/bind/binder.h"
#include "engine/bind/select_binder.h"
#include "engine/exec/compile_unit.h"
#include "engine/exec/dml.h"

namespace tern::exec {

/// What chooses the rows of a statement, as far as bind::Binder needs to know.
bind::TargetSelect target_select(const sql::UpdateStatement& statement);
bind::TargetSelect target_select(const sql::DeleteStatement& statement);

/// The rows of a table that an UPDATE without FROM or a DELETE changes: an operator over them, or,
/// where LIMIT chooses, a SELECT of their keys.
class TargetRows {
 public:
  /// Binds the target. What `binder` binds afterwards sees its row in slot().
  Status begin(bind::Binder& binder, const sql::DmlTarget& target);
  /// Binds what chooses the rows, and plans it.
  Status plan(CompileUnit& unit, bind::Binder& binder, const sql::DmlTarget& target,
              const bind::TargetSelect& select);
  /// The same for open() and next(): with LIMIT, too, it is an operator that finds them, one over
  /// the rows whose key is among those that the SELECT finds. `with`: as `binder` has it.
  Status plan_scan(CompileUnit& unit, bind::Binder& binder, const sql::DmlTarget& target,
                   const bind::TargetSelect& select, const sql::WithClause& with);
  expr::RowSlot slot() const { return slot_; }
  /// Adds the keys of all rows to `keys`. No row may change before it returns.
  Status collect(expr::Frame& frame, RowKeys& keys);
  // After plan_scan(): the rows, each in slot(). No row may change before close().
  Status open(expr::Frame& frame) { return rows_->open(frame); }
  Result<bool> next(expr::Frame& frame) { return rows_->next(frame); }
  /// One row at most is found. Requires: they were the last that `unit` has planned.
  static bool is_single(const CompileUnit& unit);
  void close();
  void describe(Description& out) const;

 private:
  Result<expr::ExprPtr> key_in(CompileUnit& unit, std::unique_ptr<bind::Query> keys);

  std::unique_ptr<bind::Query> query_;  // until it is planned
  expr::RowSlot slot_;
  std::unique_ptr<Operator> rows_;
  std::unique_ptr<RowStream> keys_;  // instead
};

}  // namespace tern::exec
