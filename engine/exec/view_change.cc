#include "engine/exec/view_change.h"

#include <algorithm>

#include "engine/exec/assignments.h"
#include "engine/exec/description.h"
#include "engine/exec/dml.h"
#include "engine/exec/ignored_program.h"
#include "engine/exec/insert_source.h"
#include "engine/exec/insert_target.h"
#include "engine/exec/target_rows.h"
#include "engine/record/affinity.h"

namespace tern::exec {
namespace {

using sql::TriggerEvent;
using write::RowTriggers;

std::unexpected<Error> refuse_change(const catalog::View& view) {
  return fail(ErrorCode::Error, "cannot modify " + view.name + " because it is a view");
}

bool names_any(const std::vector<sql::Name>& columns, const std::vector<sql::Assignment>& set) {
  return std::any_of(set.begin(), set.end(), [&](const sql::Assignment& assignment) {
    return std::any_of(columns.begin(), columns.end(), [&](const sql::Name& name) {
      return std::any_of(
          assignment.columns.begin(), assignment.columns.end(),
          [&](const sql::Name& column) { return catalog::same_name(column.text, name.text); });
    });
  });
}

bool has_trigger(const CompileContext& context, const catalog::View& view, TriggerEvent event,
                 const std::vector<sql::Assignment>* set) {
  return std::ranges::any_of(context.triggers_of(view), [&](const auto* trigger) {
    const auto& definition = trigger->definition();
    return definition.event == event && (!set || definition.update_columns.empty() ||
                                         names_any(definition.update_columns, *set));
  });
}

/// What the three have in common.
class ViewProgram : public DmlProgram {
 public:
  ViewProgram(const CompileContext& context, std::string_view sql, const catalog::View& view,
              std::unique_ptr<catalog::Table> shape)
      : DmlProgram(context, sql, *shape), view_(view), shape_(std::move(shape)) {}

 protected:
  Status prepare(TriggerEvent event, std::span<const bool> changed, sql::Conflict on_conflict) {
    open_triggers();
    fires_ = &triggers_->triggers_of_view(view_, *shape_);
    event_ = event;
    on_conflict_ = on_conflict;
    note_fired(*fires_, event, changed, on_conflict);
    return triggers_->prepare(*fires_, event, changed, on_conflict);
  }

  Status fire(const RowTriggers::Row* old_row, const RowTriggers::Row* new_row,
              std::span<const bool> changed) {
    const auto verdict = TRY(fires_->fire({.time = sql::TriggerTime::InsteadOf,
                                           .event = event_,
                                           .old_row = old_row,
                                           .new_row = new_row,
                                           .changed = changed,
                                           .on_conflict = on_conflict_}));
    if (verdict == write::Verdict::Ignore) return ok();
    ++rows_fired_;
    const RowTriggers::Row& row = new_row ? *new_row : *old_row;
    return keep_returned(row.values, row.rowid);
  }

  Status start() override {
    rows_fired_ = 0;
    return DmlProgram::start();
  }
  int64_t counted() const override { return rows_fired_; }

  std::vector<record::ValueView> with_affinity(std::span<const record::ValueView> row) {
    std::vector<record::ValueView> out(row.begin(), row.end());
    scratch_.resize(out.size());
    for (size_t i = 0; i < out.size(); ++i) {
      out[i] = record::apply_affinity(out[i], shape_->columns[i].affinity, scratch_[i]);
    }
    return out;
  }

 private:
  write::TableWriter::Purpose purpose() const override {
    return write::TableWriter::Purpose::Change;
  }

  const catalog::View& view_;
  std::unique_ptr<catalog::Table> shape_;
  RowTriggers* fires_ = nullptr;
  TriggerEvent event_{};
  sql::Conflict on_conflict_ = sql::Conflict::Unspecified;
  std::vector<std::string> scratch_;
  int64_t rows_fired_ = 0;
};

class ViewInsert final : public ViewProgram {
 public:
  using ViewProgram::ViewProgram;

  ~ViewInsert() override { drop_frame(); }
  const char* count_name() const override { return "rows inserted"; }

  Status compile(const sql::InsertStatement& statement, const bind::Access&) {
    target_ = TRY(InsertTarget::bind(table_, statement.columns));
    if (statement.source) {
      source_ = TRY(InsertSource::bind(unit_, statement, table_.name, true));
      TRY(target_.check_width(source_->width()));
    }
    if (!statement.upserts.empty()) return fail(ErrorCode::Error, "cannot UPSERT a view");
    TRY(bind_returning(statement.returning));
    return prepare(TriggerEvent::Insert, {}, effective(statement.on_conflict));
  }

  void finish() override {
    if (source_) source_->close();
    DmlProgram::finish();
  }

  void describe(Description& out) const override {
    describe_target("Insert", out);
    if (source_) source_->describe(out);
    describe_effects(out);
  }

 private:
  Status run() override {
    values_.assign(table_.columns.size(), record::ValueView::null());
    if (!source_) return insert(-1);
    TRY(source_->open(frame()));
    while (TRY(source_->next(frame()))) TRY(insert_row(source_->row()));
    return ok();
  }

  Status insert_row(std::span<const record::ValueView> row) {
    for (size_t i = 0; i < values_.size(); ++i) {
      const int32_t place = target_.places()[i];
      values_[i] = place < 0 ? record::ValueView::null() : row[static_cast<size_t>(place)];
    }
    int64_t rowid = -1;
    if (target_.rowid_place() >= 0) {
      const record::ValueView value = row[static_cast<size_t>(target_.rowid_place())];
      const std::optional<int64_t> given = record::as_rowid(value);
      if (!given && !value.is_null()) return fail(ErrorCode::Mismatch);
      rowid = given.value_or(-1);
    }
    return insert(rowid);
  }

  Status insert(int64_t rowid) {
    const RowTriggers::Row row{rowid, values_};
    return fire(nullptr, &row, {});
  }

  InsertTarget target_;
  std::unique_ptr<InsertSource> source_;  // null: DEFAULT VALUES
  std::vector<record::ValueView> values_;
};

/// UPDATE and DELETE: the view's rows that WHERE and LIMIT choose are copied first, and numbered
/// from 1.
class ViewChange : public ViewProgram {
 public:
  using ViewProgram::ViewProgram;

  void finish() override {
    if (rows_) rows_->close();
    copied_.clear();
    DmlProgram::finish();
  }

  void describe(Description& out) const override {
    describe_target(operation(), out);
    describe_values(out);
    out.add_input(rows_);
    describe_effects(out);
  }

 protected:
  virtual std::string operation() const = 0;
  virtual void describe_values(Description&) const {}
  Result<std::unique_ptr<bind::Query>> bind_target(bind::Binder& binder,
                                                   const sql::DmlTarget& target) {
    auto query = TRY(binder.bind_target(target));
    slot_ = query->cores[0].sources[0]->slot;
    return query;
  }
  Status plan_rows(bind::Binder& binder, const sql::DmlTarget& target,
                   const bind::TargetSelect& select, std::unique_ptr<bind::Query> query) {
    TRY(binder.bind_target_select(target, select, *query));
    width_ = query->width();
    rows_ = TRY(unit_.stream(std::move(query)));
    rows_->set_read_at_once();
    return ok();
  }
  /// `given`: what FROM says that SET's columns become.
  virtual Status change(const RowTriggers::Row& row, std::span<const record::ValueView> given) = 0;

  expr::RowSlot slot_;

 private:
  Status run() override {
    copied_.clear();
    TRY(rows_->open(frame()));
    while (TRY(rows_->next(frame()))) {
      for (const record::ValueView value : rows_->row()) copied_.emplace_back(value);
    }
    rows_->close();
    const size_t columns = table_.columns.size();
    std::vector<record::ValueView> row(width_);
    for (size_t i = 0; i * width_ < copied_.size(); ++i) {
      TRY(frame().check_interrupt());
      const auto from = copied_.begin() + static_cast<std::ptrdiff_t>(i * width_);
      row.assign(from, from + static_cast<std::ptrdiff_t>(width_));
      const std::span<const record::ValueView> values(row);
      TRY(change({static_cast<int64_t>(i + 1), values.first(columns)}, values.subspan(columns)));
    }
    return ok();
  }

  std::unique_ptr<RowStream> rows_;
  size_t width_ = 0;                   // of its rows: the view's columns and what FROM gives
  std::vector<record::Value> copied_;  // one row after another
};

class ViewUpdate final : public ViewChange {
 public:
  using ViewChange::ViewChange;

  ~ViewUpdate() override { drop_frame(); }
  const char* count_name() const override { return "rows updated"; }

  Status compile(const sql::UpdateStatement& statement, const bind::Access& access) {
    bind::Binder binder(unit_.bind_context(), {}, &statement.with);
    auto query = TRY(bind_target(binder, statement.target));
    has_from_ = !statement.from.empty();
    if (has_from_) {
      assignments_ = TRY(Assignments::of_columns(table_, statement.set, access));
    } else {
      assignments_ = TRY(Assignments::bind(table_, statement.set, binder, access));
    }
    TRY(plan_rows(binder, statement.target, target_select(statement), std::move(query)));
    TRY(bind_returning(statement.returning));
    return prepare(TriggerEvent::Update, assignments_->changed(), effective(statement.on_conflict));
  }

 private:
  std::string operation() const override { return "Update"; }
  void describe_values(Description& out) const override { assignments_->describe(out); }
  Status change(const RowTriggers::Row& row, std::span<const record::ValueView> given) override {
    if (has_from_) {
      TRY(assignments_->take(row.values, given));
    } else {
      frame().row(slot_).set_values(row.values, row.rowid);
      TRY(assignments_->apply(row.values, frame()));
    }
    const std::vector<record::ValueView> values = with_affinity(assignments_->values());
    const RowTriggers::Row after{assignments_->rowid().value_or(row.rowid), values};
    return fire(&row, &after, assignments_->changed());
  }

  bool has_from_ = false;
  std::optional<Assignments> assignments_;
};

class ViewDelete final : public ViewChange {
 public:
  using ViewChange::ViewChange;

  ~ViewDelete() override { drop_frame(); }
  const char* count_name() const override { return "rows deleted"; }

  Status compile(const sql::DeleteStatement& statement, const bind::Access&) {
    bind::Binder binder(unit_.bind_context(), {}, &statement.with);
    auto query = TRY(bind_target(binder, statement.target));
    TRY(plan_rows(binder, statement.target, target_select(statement), std::move(query)));
    TRY(bind_returning(statement.returning));
    return prepare(TriggerEvent::Delete, {}, sql::Conflict::Unspecified);
  }

 private:
  std::string operation() const override { return "Delete"; }
  Status change(const RowTriggers::Row& row, std::span<const record::ValueView>) override {
    return fire(&row, nullptr, {});
  }
};

/// What is wrong with the view itself comes before what is wrong with changing it. `context`: with
/// the access that the statement's own expressions have.
template <class Made, class Statement>
Result<std::unique_ptr<Program>> make(const Statement& statement, const catalog::View& view,
                                      bool has_trigger, std::string_view sql,
                                      const CompileContext& context, const bind::Access& access) {
  auto shape = TRY(shape_of_view(view, context));
  if (!has_trigger) return refuse_change(view);
  auto program = std::make_unique<Made>(context, sql, view, std::move(shape));
  TRY(program->compile(statement, access));
  return program;
}

/// The rows to change are found in the view's name.
CompileContext inside(const CompileContext& context, const catalog::View& view) {
  CompileContext out = context;
  out.access = context.access.inside(view.name);
  return out;
}

/// Errors: those of the view's own text.
Status check_text(const catalog::View& view, CompileContext context) {
  context.home = catalog::home_of(*view.schema);
  CompileUnit unit(context, view.sql);
  const auto& definition = view.tree->as<sql::CreateViewStatement>();
  const auto query = bind::Binder(unit.bind_context()).bind_select(*definition.select);
  return query ? ok() : Status(std::unexpected(query.error()));
}

}  // namespace

const catalog::View* find_view_target(const CompileContext& context, const sql::DmlTarget& target) {
  const catalog::Lookup lookup = context.lookup();
  const catalog::View* const view = lookup.relation(target.name).view;
  // Whatever its triggers do: others wait as they do for a table's change.
  if (view) lookup.note(*view->schema, true);
  return view;
}

Result<std::unique_ptr<catalog::Table>> shape_of_view(const catalog::View& view,
                                                      const CompileContext& context) {
  CompileContext unasked = context;
  unasked.access = {};
  CompileUnit unit(unasked, view.sql);
  bind::Context bound_in = unit.bind_context();
  // Nothing is read from it; but what it reads itself has to be allowed.
  Restrictions restrictions = context.transaction.restrictions;
  if (!restrictions.has_views) {
    TRY(check_text(view, unasked));
    restrictions.has_views = true;
    bound_in.restrictions = &restrictions;
  }
  sql::Select select;
  sql::SelectCore& core = select.cores.emplace_back();
  core.columns.emplace_back().kind = sql::ResultColumnKind::Star;
  sql::TableSource& source = core.from.emplace_back();
  source.kind = sql::TableSourceKind::Table;
  source.name.name.text = view.name;
  source.name.name.present = true;
  source.name.schema.text = view.schema->database;
  source.name.schema.present = true;
  const auto query = TRY(bind::Binder(bound_in).bind_select(select));
  auto out = std::make_unique<catalog::Table>();
  out->name = view.name;
  out->schema = view.schema;
  for (size_t i = 0; i < query->width(); ++i) {
    const bind::OutputColumn& output = query->outputs()[i];
    catalog::Column& column = out->columns.emplace_back();
    column.name = output.name;
    column.declared_type = output.declared_type;
    const expr::Expr& shown = query->cores.front().shown(i);
    column.affinity = shown.affinity();
    if (shown.collation().collation) column.collation = shown.collation().collation;
  }
  return out;
}

Result<std::unique_ptr<Program>> compile_view_insert(const sql::InsertStatement& statement,
                                                     const catalog::View& view,
                                                     std::string_view sql,
                                                     const CompileContext& context) {
  const Permission answer = TRY(ask_to_change(context, Action::Insert, {.view = &view}));
  if (answer == Permission::Ignore) return std::make_unique<IgnoredProgram>();
  const bool fires = has_trigger(context, view, TriggerEvent::Insert, nullptr);
  return make<ViewInsert>(statement, view, fires, sql, context, context.access);
}

Result<std::unique_ptr<Program>> compile_view_update(const sql::UpdateStatement& statement,
                                                     const catalog::View& view,
                                                     std::string_view sql,
                                                     const CompileContext& context) {
  const bool fires = has_trigger(context, view, TriggerEvent::Update, &statement.set);
  return make<ViewUpdate>(statement, view, fires, sql, inside(context, view), context.access);
}

Result<std::unique_ptr<Program>> compile_view_delete(const sql::DeleteStatement& statement,
                                                     const catalog::View& view,
                                                     std::string_view sql,
                                                     const CompileContext& context) {
  (void)TRY(ask_to_change(context, Action::Delete, {.view = &view}));
  const bool fires = has_trigger(context, view, TriggerEvent::Delete, nullptr);
  return make<ViewDelete>(statement, view, fires, sql, inside(context, view), context.access);
}

}  // namespace tern::exec
