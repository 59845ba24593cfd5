#include "engine/exec/compile_unit.h"

#include "engine/bind/trigger_rows.h"
#include "engine/exec/explain.h"
#include "engine/exec/expression_text.h"
#include "engine/exec/stream_builder.h"
#include "engine/exec/subquery_expr.h"
#include "engine/exec/trigger_programs.h"
#include "engine/plan/planner.h"
#include "engine/plan/rewrite.h"

namespace tern::exec {

namespace {

uint32_t rewrites_off(const CompileContext& context) {
  const bool hashes = context.switches.automatic_index;
  return context.rewrites_off | (hashes ? 0 : static_cast<uint32_t>(plan::Rewrite::HashJoin));
}

}  // namespace

class CompileUnit::Subqueries final : public bind::SubqueryFactory {
 public:
  explicit Subqueries(CompileUnit& unit) : unit_(unit) {}

  Result<expr::ExprPtr> scalar(std::unique_ptr<bind::Query> query) override {
    return std::make_unique<ScalarSubquery>(TRY(plan(std::move(query))));
  }
  Result<expr::ExprPtr> exists(std::unique_ptr<bind::Query> query) override {
    return std::make_unique<ExistsSubquery>(TRY(plan(std::move(query), true)));
  }
  Result<expr::ExprPtr> in(bool negated, expr::ExprPtr operand,
                           std::unique_ptr<bind::Query> query) override {
    SharedSubquery made = TRY(plan(std::move(query)));
    return std::make_unique<InSubquery>(negated, std::move(operand), std::move(made),
                                        unit_.layout_);
  }

 private:
  Result<SharedSubquery> plan(std::unique_ptr<bind::Query> query, bool is_exists = false);

  CompileUnit& unit_;
};

/// What the unit owns on the way to operators.
struct CompileUnit::Plans {
  Plans(CompileUnit& unit, const CompileContext& context, expr::FrameLayout& layout)
      : subqueries(unit),
        builder(context.transaction.main().pager(), context.functions, context.connection,
                context.profile),
        planning{.layout = layout,
                 .registry = context.functions,
                 .encoding = context.lookup().text_encoding(),
                 .like_is_case_sensitive = context.connection.is_like_case_sensitive(),
                 .rewrites_off = rewrites_off(context),
                 .reverses_unordered = context.switches.reverse_unordered_selects,
                 .connection = &context.connection} {}
  Subqueries subqueries;
  StreamBuilder builder;
  plan::PlanContext planning;
  InlineVector<std::unique_ptr<bind::Query>, 1> queries;
  InlineVector<std::unique_ptr<plan::QueryPlan>, 1> plans;
  uint32_t count = 0;  // of all, subqueries' too
};

Result<SharedSubquery> CompileUnit::Subqueries::plan(std::unique_ptr<bind::Query> query,
                                                     bool is_exists) {
  std::unique_ptr<plan::QueryPlan> made = TRY(unit_.make_plan(*query));
  plan::PlanContext& planning = unit_.plans_->planning;
  const expr::StateSlot state = unit_.layout_.add_state();
  const bool may_remember = unit_.only_reads_ && plan::is_on(planning, plan::Rewrite::Memo);
  std::optional<plan::KeyedExists> keyed;
  if (is_exists && unit_.only_reads_) keyed = plan::keyed_exists(*query, planning);
  auto out = std::make_shared<SubqueryPlan>(std::move(query), std::move(made),
                                            unit_.plans_->builder, state, may_remember);
  if (is_exists) out->set_unread();
  if (!keyed) return out;
  Result<std::unique_ptr<plan::QueryPlan>> keyed_plan = plan::plan_query(*keyed->query, planning);
  if (!keyed_plan) return out;
  (*keyed_plan)->number = ++unit_.plans_->count;
  out->set_keyed(*std::move(keyed), *std::move(keyed_plan));
  return out;
}

/// OLD and NEW as this unit's expressions read them.
struct CompileUnit::OuterRows {
  OuterRows(const TriggerScope& seen, expr::FrameLayout& layout) : scope(seen) {
    rows.signal = &scope.programs.signal();
    if (scope.event != sql::TriggerEvent::Insert) add(old_row, "old", layout);
    if (scope.event != sql::TriggerEvent::Delete) add(new_row, "new", layout);
  }
  void add(bind::Source& row, const char* name, expr::FrameLayout& layout) {
    row.name = name;
    row.table = &scope.table;
    row.layout = bind::RowLayout::Declared;
    row.has_schema = false;
    row.slot = layout.add_row();
    rows.sources.push_back(&row);
  }
  const TriggerScope& scope;
  bind::Source old_row;
  bind::Source new_row;
  bind::TriggerRows rows;
};

CompileUnit::CompileUnit(const CompileContext& context, std::string_view sql)
    : context_(context),
      sql_(sql),
      layout_(context.lookup().text_encoding()),
      plans_(std::make_unique<Plans>(*this, context, layout_)) {
  if (context.trigger) outer_rows_ = std::make_unique<OuterRows>(*context.trigger, layout_);
}

CompileUnit::~CompileUnit() = default;

bind::Context CompileUnit::bind_context() {
  bind::Context out{context_.lookup(), layout_, context_.functions, sql_, &plans_->subqueries};
  out.virtual_tables = context_.virtual_tables;
  out.limits = &context_.connection.limits();
  out.restrictions = &context_.transaction.restrictions;
  out.access = context_.access;
  if (outer_rows_) out.trigger = &outer_rows_->rows;
  return out;
}

void CompileUnit::place_trigger_rows(expr::Frame& frame) const {
  if (!outer_rows_) return;
  const TriggerScope& scope = outer_rows_->scope;
  for (const bind::Source* source : outer_rows_->rows.sources) {
    const auto& row = source == &outer_rows_->old_row ? scope.old_row : scope.new_row;
    frame.row(source->slot).set_values(row.values, row.rowid);
  }
}

Result<std::unique_ptr<plan::QueryPlan>> CompileUnit::make_plan(bind::Query& query) {
  plan::rewrite(query, plans_->planning);
  std::unique_ptr<plan::QueryPlan> out = TRY(plan::plan_query(query, plans_->planning));
  out->number = ++plans_->count;
  return out;
}

void CompileUnit::add_names(ExpressionText& out) const {
  for (const auto& query : plans_->queries) out.add(*query);
  if (!outer_rows_) return;
  for (const bind::Source* source : outer_rows_->rows.sources) out.add(*source);
}

std::vector<Program::PlanLine> CompileUnit::plan_lines() const {
  std::vector<Program::PlanLine> out;
  for (const auto& plan : plans_->plans) add_plan_lines(*plan, out);
  return out;
}

Result<std::unique_ptr<RowStream>> CompileUnit::stream(std::unique_ptr<bind::Query> query) {
  plans_->plans.push_back(TRY(make_plan(*query)));
  plans_->queries.push_back(std::move(query));
  return plans_->builder.build(*plans_->plans.back());
}

Result<std::unique_ptr<Operator>> CompileUnit::target_rows(std::unique_ptr<bind::Query> query) {
  bind::Source& target = *query->cores.front().sources.front();
  target.is_target = true;
  target.read = target.used;
  // Whoever changes the row loads it by its key; of a virtual table nothing is loaded.
  if (!target.virtual_table) {
    target.used.rowid = !target.table->without_rowid;
    for (const uint16_t column : target.table->primary_key) {
      if (target.table->without_rowid) target.used.mark(target.table->stored_place(column));
    }
  }
  plans_->plans.push_back(TRY(make_plan(*query)));
  plans_->queries.push_back(std::move(query));
  return plans_->builder.build_rows(*plans_->plans.back());
}

const plan::CorePlan& CompileUnit::target_plan() const {
  return plans_->plans.back()->cores.front();
}

}  // namespace tern::exec
