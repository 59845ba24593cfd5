#include "engine/exec/update_from.h"

#include "engine/exec/assignments.h"
#include "engine/exec/description.h"
#include "engine/exec/dml.h"
#include "engine/exec/joined_changes.h"
#include "engine/exec/target_rows.h"

namespace tern::exec {
namespace {

/// Joins the target with FROM, and computes what becomes of each row, before it changes the first.
class UpdateFromProgram final : public DmlProgram {
 public:
  UpdateFromProgram(const CompileContext& context, std::string_view sql,
                    const catalog::Table& table)
      : DmlProgram(context, sql, table),
        changes_(table, WorkMemory(context.transaction.main().pager())) {}

  ~UpdateFromProgram() override { drop_frame(); }
  const char* count_name() const override { return "rows updated"; }

  Status compile(const sql::UpdateStatement& statement) {
    on_conflict_ = effective(statement.on_conflict);
    bind::Binder binder(unit_.bind_context(), {}, &statement.with);
    auto query = TRY(binder.bind_target(statement.target));
    assignments_ = TRY(Assignments::of_columns(table_, statement.set, unit_.context().access));
    // What is wrong with these is told, as in the reference, before what is wrong with FROM.
    TRY(bind_returning(statement.returning));
    TRY(open_for_update(*assignments_, on_conflict_));
    TRY(binder.bind_target_select(statement.target, target_select(statement), *query));
    rows_ = TRY(unit_.stream(std::move(query)));
    rows_->set_read_at_once();
    return prepare_update(assignments_->changed(), on_conflict_);
  }

  void finish() override {
    rows_->close();
    changes_.clear();
    DmlProgram::finish();
  }

  void describe(Description& out) const override {
    describe_target("Update", out);
    out.add_input(rows_);
    describe_effects(out);
  }

 private:
  write::TableWriter::Purpose purpose() const override {
    return write::TableWriter::Purpose::Change;
  }

  Status run() override {
    changes_.clear();
    TRY(rows_->open(frame()));
    while (TRY(rows_->next(frame()))) {
      // The one row of an aggregate over none belongs to no row of the table.
      if (!rows_->row().front().is_null()) TRY(changes_.add(rows_->row()));
    }
    rows_->close();
    TRY(changes_.sort());
    while (TRY(changes_.next())) {
      TRY(frame().check_interrupt());
      TRY(change());
    }
    return ok();
  }

  Status change() {
    if (!TRY(writer_->load(changes_.key()))) return ok();  // REPLACE or a foreign key took it
    TRY(assignments_->take(writer_->loaded_row(), changes_.values()));
    (void)TRY(writer_->update_loaded(assignments_->values(), assignments_->changed(),
                                     assignments_->rowid(), on_conflict_));
    return ok();
  }

  sql::Conflict on_conflict_ = sql::Conflict::Unspecified;
  std::optional<Assignments> assignments_;
  std::unique_ptr<RowStream> rows_;
  JoinedChanges changes_;
};

}  // namespace

Result<std::unique_ptr<Program>> compile_update_from(const sql::UpdateStatement& statement,
                                                     const catalog::Table& table,
                                                     std::string_view sql,
                                                     const CompileContext& context) {
  auto program = std::make_unique<UpdateFromProgram>(context, sql, table);
  TRY(program->compile(statement));
  return program;
}

}  // namespace tern::exec
