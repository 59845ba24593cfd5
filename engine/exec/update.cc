#include "engine/exec/assignments.h"
#include "engine/exec/dml.h"
#include "engine/exec/view_change.h"

namespace tern::exec {
namespace {

/// Collects the keys of all rows first, so that no row is met twice, then changes one by one.
class UpdateProgram final : public DmlProgram {
 public:
  UpdateProgram(const CompileContext& context, std::string_view sql, const catalog::Table& table)
      : DmlProgram(context, sql, table), keys_(table) {}

  ~UpdateProgram() override { drop_frame(); }

  Status compile(const sql::UpdateStatement& statement) {
    on_conflict_ = effective(statement.on_conflict);
    bind::Binder binder(unit_.bind_context(), {}, &statement.with);
    auto query = TRY(binder.bind_target(statement.target, nullptr, statement.where.get()));
    slot_ = query->cores[0].sources[0]->slot;
    assignments_ = TRY(Assignments::bind(table_, statement.set, binder));
    rows_ = TRY(unit_.target_rows(std::move(query)));
    TRY(bind_returning(statement.returning, statement.target));
    TRY(open_writer());
    TRY(prepare_triggers(sql::TriggerEvent::Update, assignments_->changed(), on_conflict_));
    return writer_->check_foreign_keys(assignments_->changed(), false);
  }

  void finish() override {
    rows_->close();
    DmlProgram::finish();
  }

 private:
  write::TableWriter::Purpose purpose() const override {
    return write::TableWriter::Purpose::Change;
  }

  Status run() override {
    keys_.clear();
    TRY(rows_->open(frame()));
    while (TRY(rows_->next(frame()))) TRY(keys_.add(frame().row(slot_)));
    rows_->close();
    keys_.sort();
    for (size_t i = 0; i < keys_.size(); ++i) {
      TRY(frame().check_interrupt());
      TRY(change(keys_.at(i)));
    }
    return ok();
  }

  Status change(const write::TableWriter::RowKey& key) {
    if (!TRY(writer_->load(key))) return ok();  // REPLACE or a foreign key action took it
    frame().row(slot_).set_record(writer_->loaded_record(), writer_->loaded_rowid());
    TRY(assignments_->apply(writer_->loaded_row(), frame()));
    (void)TRY(writer_->update_loaded(assignments_->values(), assignments_->changed(),
                                     assignments_->rowid(), on_conflict_));
    return ok();
  }

  sql::Conflict on_conflict_ = sql::Conflict::Unspecified;
  expr::RowSlot slot_;
  std::optional<Assignments> assignments_;
  std::unique_ptr<Operator> rows_;
  RowKeys keys_;
};

}  // namespace

Result<std::unique_ptr<Program>> compile_update(const sql::UpdateStatement& statement,
                                                std::string_view sql,
                                                const CompileContext& context) {
  if (!statement.from.empty()) return not_supported("UPDATE ... FROM");
  if (const catalog::View* view = find_view_target(context, statement.target)) {
    return compile_view_update(statement, *view, sql, context);
  }
  const catalog::Table* table = TRY(find_target(context, statement.target));
  auto program = std::make_unique<UpdateProgram>(context, sql, *table);
  TRY(program->compile(statement));
  return program;
}

}  // namespace tern::exec
