#include "engine/exec/target_rows.h"

#include "engine/exec/description.h"

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
