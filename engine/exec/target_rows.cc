#include "engine/exec/target_rows.h"

#include <utility>

#include "engine/exec/description.h"
#include "engine/expr/builder.h"
#include "engine/plan/plan.h"

namespace tern::exec {

bind::TargetSelect target_select(const sql::UpdateStatement& statement) {
  return {.from = statement.from.empty() ? nullptr : &statement.from,
          .set = &statement.set,
          .where = statement.where.get(),
          .order_by = statement.order_by,
          .limit = statement.limit.get(),
          .offset = statement.offset.get()};
}

bind::TargetSelect target_select(const sql::DeleteStatement& statement) {
  return {.where = statement.where.get(),
          .order_by = statement.order_by,
          .limit = statement.limit.get(),
          .offset = statement.offset.get()};
}

Status TargetRows::begin(bind::Binder& binder, const sql::DmlTarget& target) {
  query_ = TRY(binder.bind_target(target));
  slot_ = query_->cores.front().sources.front()->slot;
  return ok();
}

Status TargetRows::plan(CompileUnit& unit, bind::Binder& binder, const sql::DmlTarget& target,
                        const bind::TargetSelect& select) {
  if (!select.limit) {
    query_->cores.front().sources.front()->used =
        {};  // what SET reads it reads of rows loaded then
    TRY(binder.bind_where(select.where, *query_));
    rows_ = TRY(unit.target_rows(std::move(query_)));
    return ok();
  }
  TRY(binder.bind_target_select(target, select, *query_));
  keys_ = TRY(unit.stream(std::move(query_)));
  keys_->set_read_at_once();
  return ok();
}

Status TargetRows::plan_scan(CompileUnit& unit, bind::Binder& binder, const sql::DmlTarget& target,
                             const bind::TargetSelect& select, const sql::WithClause& with) {
  if (select.limit) {
    bind::Binder apart(unit.bind_context(), {}, &with);
    auto keys = TRY(apart.bind_target(target));
    TRY(apart.bind_target_select(target, select, *keys));
    query_->cores.front().where.push_back(TRY(key_in(unit, std::move(keys))));
  } else {
    TRY(binder.bind_where(select.where, *query_));
  }
  rows_ = TRY(unit.target_rows(std::move(query_)));
  return ok();
}

/// That the row's key is one of `keys`.
Result<expr::ExprPtr> TargetRows::key_in(CompileUnit& unit, std::unique_ptr<bind::Query> keys) {
  bind::Source& source = *query_->cores.front().sources.front();
  expr::Builder builder(unit.layout(), unit.context().functions);
  expr::ExprPtr key;
  if (source.table->without_rowid) {
    const bind::FoundColumn column{&source, source.table->primary_key.front()};
    const auto index = static_cast<uint32_t>(column.column);
    source.used.mark(index);
    key = builder.column(slot_, index, column.affinity(), column.collation());
  } else {
    source.used.rowid = true;
    key = builder.rowid(slot_);
  }
  return unit.bind_context().subqueries->in(false, std::move(key), std::move(keys));
}

bool TargetRows::is_single(const CompileUnit& unit) {
  const std::vector<plan::Access>& accesses = unit.target_plan().accesses;
  return accesses.size() == 1 && accesses.front().is_single;
}

Status TargetRows::collect(expr::Frame& frame, RowKeys& keys) {
  if (rows_) {
    TRY(rows_->open(frame));
    while (TRY(rows_->next(frame))) TRY(keys.add(frame.row(slot_)));
  } else {
    TRY(keys_->open(frame));
    while (TRY(keys_->next(frame))) keys.add(keys_->row());
  }
  close();
  return ok();
}

void TargetRows::close() {
  if (rows_) rows_->close();
  if (keys_) keys_->close();
}

void TargetRows::describe(Description& out) const {
  out.add_input(rows_);
  out.add_input(keys_);
}

}  // namespace tern::exec
