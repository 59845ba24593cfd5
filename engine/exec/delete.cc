#include "engine/exec/delete_failures.h"
#include "engine/exec/description.h"
#include "engine/exec/dml.h"
#include "engine/exec/target_rows.h"
#include "engine/exec/view_change.h"
#include "engine/exec/virtual_change.h"

namespace tern::exec {
namespace {

class DeleteProgram final : public DmlProgram {
 public:
  DeleteProgram(const CompileContext& context, std::string_view sql, const catalog::Table& table)
      : DmlProgram(context, sql, table), keys_(table) {}

  ~DeleteProgram() override { drop_frame(); }
  const char* count_name() const override { return "rows deleted"; }

  /// `at_once`: all rows may go at once if nothing hangs on them.
  Status compile(const sql::DeleteStatement& statement, bool at_once) {
    bind::Binder binder(unit_.bind_context(), {}, &statement.with);
    TRY(rows_.begin(binder, statement.target));
    TRY(rows_.plan(unit_, binder, statement.target, target_select(statement)));
    TRY(bind_returning(statement.returning));
    takes_all_ = at_once && !statement.where && !statement.limit && !has_returning();
    using Erasing = write::TableWriter::Erasing;
    TRY(open_writer(takes_all_ ? Erasing::AllAtOnce : Erasing::Rows));
    TRY(writer_->check_foreign_keys({}));
    TRY(prepare_triggers(sql::TriggerEvent::Delete, {}, sql::Conflict::Unspecified));
    TRY(writer_->check_foreign_key_actions({}));
    cannot_fail_midway_ = (!statement.limit && changes_one_row(sql::TriggerEvent::Delete)) ||
                          (!has_returning() && DeleteFailures::is_safe(unit_.context(), table_));
    cascade_depth_ = DeleteFailures::cascade_depth(unit_.context(), table_);
    return ok();
  }

  // What it deletes is known before the first row goes.
  bool needs_savepoint() const override {
    const txn::Transaction& transaction = unit_.context().transaction;
    if (!cannot_fail_midway_ || !transaction.foreign_keys_enabled) return !cannot_fail_midway_;
    return !cascade_depth_ || *cascade_depth_ > transaction.action_depth_max;
  }

  void finish() override {
    rows_.close();
    DmlProgram::finish();
  }

  void describe(Description& out) const override {
    describe_target("Delete", out);
    // Rows are looked at one by one only where something hangs on them: triggers, foreign keys.
    if (takes_all_) out.append("all rows, at once if nothing hangs on them", ", ");
    rows_.describe(out);
    describe_effects(out);
  }

 private:
  write::TableWriter::Purpose purpose() const override {
    return write::TableWriter::Purpose::Change;
  }

  Status run() override {
    if (takes_all_) {
      if (const auto count = TRY(writer_->erase_all())) {
        add_changes(*count);
        return ok();
      }
    }
    keys_.clear();
    TRY(rows_.collect(frame(), keys_));
    keys_.sort();
    for (size_t i = 0; i < keys_.size(); ++i) {
      TRY(frame().check_interrupt());
      if (!TRY(writer_->load(keys_.at(i)))) continue;  // a foreign key action took it
      (void)TRY(writer_->erase_loaded());
    }
    return ok();
  }

  TargetRows rows_;
  RowKeys keys_;
  bool takes_all_ = false;
  bool cannot_fail_midway_ = false;        // with rows deleted; foreign keys aside
  std::optional<uint32_t> cascade_depth_;  // of what foreign keys delete; nothing: they may fail
};

}  // namespace

Result<std::unique_ptr<Program>> compile_delete(const sql::DeleteStatement& statement,
                                                std::string_view sql,
                                                const CompileContext& context) {
  if (const catalog::View* view = find_view_target(context, statement.target)) {
    return compile_view_delete(statement, *view, sql, context);
  }
  VirtualTarget virtual_target = TRY(find_virtual_target(context, statement.target));
  const catalog::Table* table =
      virtual_target ? nullptr : TRY(find_target(context, statement.target));
  if (!statement.order_by.empty() && !statement.limit) {
    return fail(ErrorCode::Error, "ORDER BY without LIMIT on DELETE");
  }
  if (virtual_target) {
    return compile_virtual_delete(statement, std::move(virtual_target), sql, context);
  }
  const Permission answer = TRY(ask_to_change(context, Action::Delete, {.table = table}));
  auto program = std::make_unique<DeleteProgram>(context, sql, *table);
  // Ignore is no more than that each row is looked at. Source: SQLite, sqlite3_set_authorizer.
  TRY(program->compile(statement, answer == Permission::Allow));
  return program;
}

}  // namespace tern::exec
