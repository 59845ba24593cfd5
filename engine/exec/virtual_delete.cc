#include "engine/exec/description.h"
#include "engine/exec/target_rows.h"
#include "engine/exec/virtual_program.h"

namespace tern::exec {
namespace {

class VirtualDelete final : public VirtualProgram {
 public:
  VirtualDelete(const CompileContext& context, std::string_view sql, VirtualTarget target)
      : VirtualProgram(context, sql, std::move(target)),
        found_(table_, WorkMemory(context.transaction.main().pager())) {}

  ~VirtualDelete() override { drop_frame(); }
  const char* count_name() const override { return "rows deleted"; }

  Status compile(const sql::DeleteStatement& statement) {
    set_conflict(sql::Conflict::Abort);
    bind::Binder binder(unit_.bind_context(), {}, &statement.with);
    TRY(rows_.begin(binder, statement.target));
    TRY(rows_.plan_scan(unit_, binder, statement.target, target_select(statement), statement.with));
    if (!statement.returning.empty()) {
      return fail(ErrorCode::Error, "DELETE RETURNING is not available on virtual tables");
    }
    return bind_returning({});
  }

  bool needs_savepoint() const override { return !TargetRows::is_single(unit_); }

  void finish() override {
    rows_.close();
    found_.clear();
    DmlProgram::finish();
  }

  void describe(Description& out) const override {
    describe_target("Delete", out);
    rows_.describe(out);
  }

 private:
  Status write_rows() override {
    found_.clear();
    TRY(rows_.open(frame()));
    while (TRY(rows_.next(frame()))) {
      expr::Row& row = frame().row(rows_.slot());
      const record::ValueView key =
          TRY(table_.without_rowid ? row.column(key_column()) : row.rowid());
      TRY(found_.add(key));
    }
    rows_.close();
    for (size_t i = 0; i < found_.size(); ++i) {
      TRY(frame().check_interrupt());
      const vtab::RowWrite erased = TRY(found_.get(i));
      TRY(put(erased));
    }
    return ok();
  }

  TargetRows rows_;
  PendingWrites found_;
};

}  // namespace

Result<std::unique_ptr<Program>> compile_virtual_delete(const sql::DeleteStatement& statement,
                                                        VirtualTarget target, std::string_view sql,
                                                        const CompileContext& context) {
  if (context.access) {
    // Ignore is no more than that each row is looked at.
    (void)TRY(context.access.ask(Action::Delete, target.table->name(), {}, target.database));
  }
  auto program = std::make_unique<VirtualDelete>(context, sql, std::move(target));
  TRY(program->compile(statement));
  return program;
}

}  // namespace tern::exec
