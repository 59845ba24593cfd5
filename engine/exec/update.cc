#include <algorithm>

#include "engine/catalog/generated_columns.h"
#include "engine/exec/assignments.h"
#include "engine/exec/description.h"
#include "engine/exec/dml.h"
#include "engine/exec/foreign_key_access.h"
#include "engine/exec/row_defaults.h"
#include "engine/exec/target_rows.h"
#include "engine/exec/update_from.h"
#include "engine/exec/view_change.h"
#include "engine/exec/virtual_change.h"
#include "engine/plan/plan.h"

namespace tern::exec {
namespace {

/// Collects the keys of all rows first, so that no row is met twice, then changes one by one.
class UpdateProgram final : public DmlProgram {
 public:
  UpdateProgram(const CompileContext& context, std::string_view sql, const catalog::Table& table)
      : DmlProgram(context, sql, table), keys_(table) {}

  ~UpdateProgram() override { drop_frame(); }
  const char* count_name() const override { return "rows updated"; }

  Status compile(const sql::UpdateStatement& statement) {
    on_conflict_ = effective(statement.on_conflict);
    bind::Binder binder(unit_.bind_context(), {}, &statement.with);
    TRY(rows_.begin(binder, statement.target));
    TRY(bind_set(statement, binder));
    TRY(rows_.plan(unit_, binder, statement.target, target_select(statement)));
    in_order_found_ = changes_while_it_scans(statement);
    TRY(bind_returning(statement.returning));
    TRY(open_for_update(*assignments_, on_conflict_));
    TRY(prepare_update(assignments_->changed(), on_conflict_));
    changes_one_row_ = !statement.limit && changes_one_row(sql::TriggerEvent::Update);
    return ok();
  }

  bool needs_savepoint() const override {
    return !changes_one_row_ || unit_.context().transaction.foreign_keys_enabled;
  }

  void finish() override {
    rows_.close();
    DmlProgram::finish();
  }

  void describe(Description& out) const override {
    describe_target("Update", out);
    assignments_->describe(out);
    rows_.describe(out);
    describe_effects(out);
  }

 private:
  write::TableWriter::Purpose purpose() const override {
    return write::TableWriter::Purpose::Change;
  }

  /// With LIMIT the SELECT that finds the rows does not read what SET reads: that is a row of its
  /// own.
  Status bind_set(const sql::UpdateStatement& statement, bind::Binder& binder) {
    slot_ = rows_.slot();
    if (!statement.limit) {
      const CompileContext& context = unit_.context();
      defaults_ = row_defaults(table_, context.functions, context.connection);
      assignments_ = TRY(Assignments::bind(table_, statement.set, binder, unit_.context().access));
      return ok();
    }
    slot_ = unit_.layout().add_row();
    is_declared_ = true;
    const sql::DmlTarget& target = statement.target;
    bind::Binder own(unit_.bind_context(),
                     {bind::NamedRow{.name = target.alias ? target.alias.text : table_.name,
                                     .table = &table_,
                                     .slot = slot_,
                                     .layout = bind::RowLayout::Declared}},
                     &statement.with);
    assignments_ = TRY(Assignments::bind(table_, statement.set, own, unit_.context().access));
    return ok();
  }

  bool changes_key() const {
    if (!table_.without_rowid) return assignments_->changes_rowid();
    return std::ranges::any_of(table_.primary_key,
                               [this](uint16_t column) { return assignments_->changed()[column]; });
  }

  /// Does an index that changes make room by REPLACE, its own or the statement's?
  bool replaces_by_index() const {
    return std::ranges::any_of(table_.all_indexes(), [&](const catalog::Index* index) {
      const sql::Conflict conflict =
          on_conflict_ == sql::Conflict::Unspecified ? index->on_conflict : on_conflict_;
      return conflict == sql::Conflict::Replace &&
             catalog::depends_on(table_, *index, assignments_->changed());
    });
  }

  /// Does the reference change each row as soon as it finds it? Then these are changed in the order
  /// found, which shows in what a conflict leaves; else in the order of the table.
  bool changes_while_it_scans(const sql::UpdateStatement& statement) const {
    if (statement.limit) return false;
    const plan::CorePlan& plan = unit_.target_plan();
    if (!statement.returning.empty()) return false;
    if (fires_on(assignments_->changed())) return false;
    if (changes_key()) return false;
    const bool has_keys = unit_.context().transaction.foreign_keys_enabled;
    if (has_keys && sets_foreign_key(table_, assignments_->changed())) return false;
    if (plan.accesses.size() != 1) return false;
    const plan::Access& access = plan.accesses.front();
    if (replaces_by_index()) return false;
    return access.kind == plan::AccessKind::IndexScan && access.index &&
           !catalog::depends_on(table_, *access.index, assignments_->changed());
  }

  Status run() override {
    keys_.clear();
    TRY(rows_.collect(frame(), keys_));
    if (!in_order_found_) keys_.sort();
    for (size_t i = 0; i < keys_.size(); ++i) {
      TRY(frame().check_interrupt());
      TRY(change(keys_.at(i)));
    }
    return ok();
  }

  Status change(const write::TableWriter::RowKey& key) {
    if (!TRY(writer_->load(key))) return ok();  // REPLACE or a foreign key action took it
    expr::Row& row = frame().row(slot_);
    if (is_declared_) {
      row.set_values(writer_->loaded_row(), writer_->loaded_rowid());
    } else {
      // Who found the row need not have read it.
      row.set_defaults(defaults_);
      row.set_record(writer_->loaded_record(), writer_->loaded_rowid());
    }
    TRY(assignments_->apply(writer_->loaded_row(), frame()));
    (void)TRY(writer_->update_loaded(assignments_->values(), assignments_->changed(),
                                     assignments_->rowid(), on_conflict_));
    return ok();
  }

  sql::Conflict on_conflict_ = sql::Conflict::Unspecified;
  expr::RowSlot slot_;
  bool is_declared_ = false;  // how columns stand in the slot: as declared, else as stored
  std::vector<record::Value> defaults_;  // of columns that stored rows lack
  std::optional<Assignments> assignments_;
  TargetRows rows_;
  RowKeys keys_;
  bool in_order_found_ = false;
  bool changes_one_row_ = false;
};

}  // namespace

Result<std::unique_ptr<Program>> compile_update(const sql::UpdateStatement& statement,
                                                std::string_view sql,
                                                const CompileContext& context) {
  if (const catalog::View* view = find_view_target(context, statement.target)) {
    return compile_view_update(statement, *view, sql, context);
  }
  VirtualTarget virtual_target = TRY(find_virtual_target(context, statement.target));
  const catalog::Table* table =
      virtual_target ? nullptr : TRY(find_target(context, statement.target));
  if (!statement.order_by.empty() && !statement.limit) {
    return fail(ErrorCode::Error, "ORDER BY without LIMIT on UPDATE");
  }
  if (virtual_target) {
    return compile_virtual_update(statement, std::move(virtual_target), sql, context);
  }
  if (!statement.from.empty()) return compile_update_from(statement, *table, sql, context);
  auto program = std::make_unique<UpdateProgram>(context, sql, *table);
  TRY(program->compile(statement));
  return program;
}

}  // namespace tern::exec
