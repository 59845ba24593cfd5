#include <algorithm>

#include "engine/exec/description.h"
#include "engine/exec/dml.h"
#include "engine/exec/foreign_key_access.h"
#include "engine/exec/ignored_program.h"
#include "engine/exec/insert_source.h"
#include "engine/exec/insert_target.h"
#include "engine/exec/insert_upsert.h"
#include "engine/exec/view_change.h"
#include "engine/exec/virtual_change.h"
#include "engine/record/affinity.h"

namespace tern::exec {
namespace {

using write::TableWriter;

class InsertProgram final : public DmlProgram {
 public:
  InsertProgram(const CompileContext& context, std::string_view sql, const catalog::Table& table)
      : DmlProgram(context, sql, table), values_(table.columns.size()) {}

  ~InsertProgram() override { drop_frame(); }
  const char* count_name() const override { return "rows inserted"; }

  Status compile(const sql::InsertStatement& statement) {
    on_conflict_ = effective(statement.on_conflict);
    target_ = TRY(InsertTarget::bind(table_, statement.columns));
    if (statement.source) {
      source_ = TRY(InsertSource::bind(unit_, statement, table_.name, !triggers().empty()));
      TRY(target_.check_width(source_->width()));
    }
    if (!statement.upserts.empty()) {
      upserts_ = TRY(UpsertClauses::bind(unit_, statement, table_));
    }
    is_as_declared_ = target_.rowid_place() < 0 && places_are_declared();
    TRY(bind_returning(statement.returning));
    TRY(open_writer());
    may_replace_ = may_replace();
    // What is wrong with keys is told, as in the reference, before what is wrong with triggers.
    TRY(writer_->check_foreign_keys({}, stands_alone() && !may_replace_));
    if (triggers_) TRY(triggers_->prepare_before(table_, sql::TriggerEvent::Insert, on_conflict_));
    if (upserts_) TRY(upserts_->bind_updates(unit_, statement, gives_key()));
    if (upserts_ && !upserts_->begins_with_rowid()) writer_->look_at_rowid_first();
    TRY(check_defaults());
    TRY(writer_->check_generated());
    if (is_inside_trigger() && table_.autoincrement) triggers_->note_numbered(table_);
    // What stands in the way of a row is changed or goes before the row comes.
    if (upserts_) {
      TRY(upserts_->each_update(
          [this](std::span<const bool> changed) { return writer_->check_foreign_keys(changed); }));
      TRY(upserts_->each_update([this](std::span<const bool> changed) {
        return prepare_triggers(sql::TriggerEvent::Update, changed, sql::Conflict::Abort);
      }));
      TRY(upserts_->each_update([this](std::span<const bool> changed) {
        return writer_->check_foreign_key_actions(changed);
      }));
    }
    if (may_replace_) TRY(prepare_replaced());
    TRY(prepare_triggers(sql::TriggerEvent::Insert, {}, on_conflict_, stands_alone()));
    inserts_one_ = stands_alone() && !may_replace_ && !may_update() && !has_returning();
    may_fail_midway_ =
        !is_one_row() || !triggers().empty() || upserts_ || may_replace_ || has_returning();
    return ok();
  }

  // One row that nothing else happens with is checked completely before it is stored.
  bool needs_savepoint() const override {
    return may_fail_midway_ || (!inserts_one_ && unit_.context().transaction.foreign_keys_enabled);
  }

  bool may_leave_late_entries() const override { return true; }

  void finish() override {
    if (source_) source_->close();
    DmlProgram::finish();
  }

  void describe(Description& out) const override {
    describe_target("Insert", out);
    if (wants_replace()) out.append("OR REPLACE");
    if (upserts_) out.append("ON CONFLICT");
    if (!source_) out.append("DEFAULT VALUES");
    if (source_) source_->describe(out);
    if (upserts_) upserts_->describe(out);
    describe_effects(out);
  }

 private:
  TableWriter::Purpose purpose() const override {
    return inserts_one_ ? TableWriter::Purpose::InsertOne : TableWriter::Purpose::Insert;
  }

  bool is_one_row() const { return !source_ || source_->is_single_row(); }

  /// One row, and nothing else happens with it.
  bool stands_alone() const {
    return is_one_row() && !is_inside_trigger() && !fires(sql::TriggerEvent::Insert);
  }

  /// The statement says which rowid or primary key a row gets.
  bool gives_key() const {
    return table_.without_rowid || target_.rowid_place() >= 0 ||
           (source_ && table_.rowid_alias && target_.places()[*table_.rowid_alias] >= 0);
  }

  bool has_unique_index() const {
    return std::ranges::any_of(table_.indexes, [](const auto& index) { return index->unique; });
  }

  /// A row may have to go: something unique is there for it to run into, and ON CONFLICT says
  /// nothing of it.
  bool may_replace() const {
    using sql::Conflict;
    const auto replaces = [this](Conflict own) {
      return (on_conflict_ == Conflict::Unspecified ? own : on_conflict_) == Conflict::Replace;
    };
    const Conflict of_key =
        table_.primary_index ? table_.primary_index->on_conflict : table_.primary_key_conflict;
    const auto is_left = [this](const catalog::Index* index) {
      return !upserts_ || !upserts_->decides_on(index);
    };
    return (gives_key() && replaces(of_key) && is_left(table_.primary_index.get())) ||
           std::ranges::any_of(table_.indexes, [&](const auto& index) {
             return index->unique && replaces(index->on_conflict) && is_left(index.get());
           });
  }

  /// ON CONFLICT may change a row that something else hangs on.
  bool may_update() const {
    if (!upserts_ || !(gives_key() || has_unique_index())) return false;
    return upserts_->any_update([this](std::span<const bool> changed) {
      return fires_on(changed) || sets_foreign_key(table_, changed);
    });
  }

  bool wants_replace() const {
    if (on_conflict_ != sql::Conflict::Unspecified) return on_conflict_ == sql::Conflict::Replace;
    const auto replaces = [](const catalog::Index* index) {
      return index && index->on_conflict == sql::Conflict::Replace;
    };
    return table_.primary_key_conflict == sql::Conflict::Replace ||
           replaces(table_.primary_index.get()) ||
           std::any_of(table_.indexes.begin(), table_.indexes.end(),
                       [&](const auto& index) { return replaces(index.get()); });
  }

  int64_t counted() const override { return DmlProgram::counted() - updated_; }

  Status run() override {
    updated_ = 0;
    if (!source_) {
      for (size_t i = 0; i < values_.size(); ++i) TRY(take_default(i));
      return insert(std::nullopt, values_);
    }
    TRY(source_->open(frame()));
    while (TRY(source_->next(frame()))) TRY(insert_row(source_->row()));
    return ok();
  }

  /// That a DEFAULT cannot be computed is told before the first row.
  Status check_defaults() {
    for (size_t i = 0; i < values_.size(); ++i) {
      if (source_ && target_.places()[i] >= 0) continue;
      TRY(writer_->check_default(static_cast<uint16_t>(i)));
    }
    return ok();
  }

  Status take_default(size_t column) {
    // The rowid has none, whatever its alias says.
    values_[column] = record::ValueView::null();
    if (table_.rowid_alias == static_cast<uint16_t>(column)) return ok();
    if (!table_.columns[column].default_value) return ok();
    values_[column] = TRY(writer_->default_of(static_cast<uint16_t>(column)));
    return ok();
  }

  /// The source's values are those of the columns, in their order.
  bool places_are_declared() const {
    for (size_t i = 0; i < values_.size(); ++i) {
      if (target_.places()[i] != static_cast<int32_t>(i)) return false;
    }
    return source_ && source_->width() == values_.size();
  }

  Status insert_row(std::span<const record::ValueView> row) {
    if (is_as_declared_) return insert(std::nullopt, row);
    for (size_t i = 0; i < values_.size(); ++i) {
      const int32_t place = target_.places()[i];
      if (place < 0) {
        TRY(take_default(i));
      } else {
        values_[i] = row[static_cast<size_t>(place)];
      }
    }
    std::optional<int64_t> rowid;
    if (target_.rowid_place() >= 0) {
      const record::ValueView value = row[static_cast<size_t>(target_.rowid_place())];
      rowid = record::as_rowid(value);
      if (!rowid && !value.is_null()) return fail(ErrorCode::Mismatch);
    }
    return insert(rowid, values_);
  }

  Status insert(std::optional<int64_t> rowid, std::span<const record::ValueView> values) {
    if (upserts_) {
      const auto announced = TRY(writer_->announce_insert(rowid, values, on_conflict_));
      if (announced == TableWriter::Change::Ignored) return ok();
      const auto action = TRY(upserts_->decide(*writer_, rowid, values, on_conflict_, frame()));
      if (action == UpsertClauses::Action::Skip) return ok();
      if (action == UpsertClauses::Action::Update) return update_rival();
    }
    (void)TRY(writer_->insert(rowid, values, on_conflict_));
    return ok();
  }

  Status update_rival() {
    const Assignments& set = upserts_->assignments();
    (void)TRY(
        writer_->update_loaded(set.values(), set.changed(), set.rowid(), sql::Conflict::Abort));
    ++updated_;
    return ok();
  }

  sql::Conflict on_conflict_ = sql::Conflict::Unspecified;
  InsertTarget target_;
  std::unique_ptr<InsertSource> source_;  // null: DEFAULT VALUES
  std::unique_ptr<UpsertClauses> upserts_;
  std::vector<record::ValueView> values_;
  int64_t updated_ = 0;  // by ON CONFLICT, in this run
  // Known when it is compiled:
  bool is_as_declared_ = false;  // what the source gives is a row of the table
  bool may_replace_ = false;
  bool inserts_one_ = false;      // and nothing else happens
  bool may_fail_midway_ = false;  // with rows changed, foreign keys aside
};

}  // namespace

Result<std::unique_ptr<Program>> compile_insert(const sql::InsertStatement& statement,
                                                std::string_view sql,
                                                const CompileContext& context) {
  if (const catalog::View* view = find_view_target(context, statement.target)) {
    return compile_view_insert(statement, *view, sql, context);
  }
  VirtualTarget virtual_target = TRY(find_virtual_target(context, statement.target));
  if (virtual_target) {
    return compile_virtual_insert(statement, std::move(virtual_target), sql, context);
  }
  const catalog::Table* table = TRY(find_target(context, statement.target));
  const Permission answer = TRY(ask_to_change(context, Action::Insert, {.table = table}));
  if (answer == Permission::Ignore) return std::make_unique<IgnoredProgram>();
  auto program = std::make_unique<InsertProgram>(context, sql, *table);
  TRY(program->compile(statement));
  return program;
}

}  // namespace tern::exec
