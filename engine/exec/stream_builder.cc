#include "engine/exec/stream_builder.h"

#include "engine/exec/aggregate.h"
#include "engine/exec/compound.h"
#include "engine/exec/count_rows.h"
#include "engine/exec/distinct.h"
#include "engine/exec/filter.h"
#include "engine/exec/hash_join.h"
#include "engine/exec/hash_lookup.h"
#include "engine/exec/index_scan.h"
#include "engine/exec/index_union.h"
#include "engine/exec/leaf_scan.h"
#include "engine/exec/limit.h"
#include "engine/exec/memory_scan.h"
#include "engine/exec/nested_loop_join.h"
#include "engine/exec/project.h"
#include "engine/exec/recursive.h"
#include "engine/exec/right_join.h"
#include "engine/exec/row_defaults.h"
#include "engine/exec/rowid_lookup.h"
#include "engine/exec/shared_scan.h"
#include "engine/exec/single_row.h"
#include "engine/exec/sort.h"
#include "engine/exec/subquery_scan.h"
#include "engine/exec/table_scan.h"
#include "engine/exec/virtual_scan.h"
#include "engine/exec/window.h"

namespace tern::exec {

namespace {

/// One part per column of a compound.
std::vector<record::SortKeyPart> distinct_parts(const bind::Query& query) {
  std::vector<record::SortKeyPart> out;
  for (const record::Collation* collation : query.collations) out.push_back({collation});
  return out;
}

std::vector<record::SortKeyPart> own_parts(const bind::Core& core) {
  std::vector<record::SortKeyPart> out(core.visible, {core.binary});
  for (size_t i = 0; i < out.size(); ++i) {
    const expr::ExprPtr& expr = core.outputs[i].expr;
    if (expr && expr->collation().collation) out[i].collation = expr->collation().collation;
  }
  return out;
}

/// Conditions of a LEFT JOIN besides its keys decide which rows match.
bool joins_by_hash(const Operator& outer, const plan::Access& access) {
  if (access.hash_keys.empty() || (access.is_left && !access.filters.empty())) return false;
  return HashJoin::suits(outer, access);
}

}  // namespace

std::vector<record::Value> StreamBuilder::defaults(const bind::Source& source) const {
  std::vector<record::Value> out = row_defaults(*source.table, registry_, connection_);
  for (uint32_t i = 0; i < out.size(); ++i) {
    if (source.used.has(i) && !out[i].is_null()) return out;
  }
  return {};
}

std::unique_ptr<Operator> StreamBuilder::filtered(
    std::unique_ptr<Operator> input, const std::vector<const expr::Expr*>& terms) const {
  if (terms.empty()) return input;
  return make<Filter>(std::move(input), terms);
}

std::unique_ptr<Operator> StreamBuilder::table_scan(const plan::Access& access,
                                                    std::vector<const expr::Expr*>& filters) const {
  std::vector<record::Value> values = defaults(*access.source);
  if (!values.empty() || !LeafScan::suits(access)) {
    return make<TableScan>(access.source->table->trees(), access, std::move(values));
  }
  return make<LeafScan>(access.source->table->trees(), access, filters);
}

std::unique_ptr<Operator> StreamBuilder::scan(const plan::Access& access,
                                              std::vector<const expr::Expr*>& filters) const {
  switch (access.kind) {
    case plan::AccessKind::TableScan:
      return table_scan(access, filters);
    case plan::AccessKind::RowidLookup:
      return make<RowidLookup>(access.source->table->trees(), access, defaults(*access.source));
    case plan::AccessKind::IndexScan:
      return make<IndexScan>(access.source->table->trees(), access, defaults(*access.source));
    case plan::AccessKind::IndexUnion:
      return index_union(access);
    case plan::AccessKind::Subquery:
      if (access.source->shares_rows()) {
        return make<SharedScan>(query(*access.subquery), *access.source, memory());
      }
      return make<SubqueryScan>(query(*access.subquery), *access.source);
    case plan::AccessKind::Virtual:
      return make<VirtualScan>(access);
    case plan::AccessKind::Recursion:
      break;
  }
  return make<SingleRow>(access.source);
}

std::unique_ptr<Operator> StreamBuilder::index_union(const plan::Access& access) const {
  std::vector<std::unique_ptr<Operator>> branches;
  for (const plan::Access& branch : access.branches) {
    std::vector<const expr::Expr*> filters = branch.filters;
    std::unique_ptr<Operator> rows = scan(branch, filters);
    branches.push_back(filtered(std::move(rows), filters));
  }
  return make<IndexUnion>(std::move(branches), access);
}

std::unique_ptr<Operator> StreamBuilder::inner(const plan::Access& access) const {
  const bool is_hashed = !access.hash_keys.empty();
  std::vector<const expr::Expr*> filters = is_hashed ? access.build_filters : access.filters;
  std::unique_ptr<Operator> out = scan(access, filters);
  if (is_hashed) {
    out = filtered(std::move(out), filters);
    out = make<HashLookup>(std::move(out), access, memory());
    filters = access.filters;
  } else if (access.materialize && !access.source->shares_rows()) {
    out = make<MemoryScan>(std::move(out), *access.source, memory());
  }
  out = filtered(std::move(out), filters);
  out->expect(access.estimate);
  return out;
}

std::unique_ptr<Operator> StreamBuilder::hash_join(std::unique_ptr<Operator> outer,
                                                   const plan::Access& access) const {
  std::vector<const expr::Expr*> filters = access.build_filters;
  std::unique_ptr<Operator> input = scan(access, filters);
  input = filtered(std::move(input), filters);
  std::unique_ptr<Operator> out =
      make<HashJoin>(std::move(outer), std::move(input), access, memory());
  return filtered(std::move(out), access.filters);
}

std::unique_ptr<Operator> StreamBuilder::joined(const plan::CorePlan& plan) const {
  std::unique_ptr<Operator> out;
  expr::SlotList slots;
  for (const plan::Access& access : plan.accesses) {
    if (!out) {
      out = inner(access);
    } else if (access.is_right) {
      std::vector<const expr::Expr*> filters = access.build_filters;
      std::unique_ptr<Operator> right = scan(access, filters);
      right = filtered(std::move(right), filters);
      out = make<RightJoin>(std::move(out), std::move(right), access, slots, memory());
    } else if (joins_by_hash(*out, access)) {
      out = hash_join(std::move(out), access);
    } else {
      const auto kind = access.is_left ? NestedLoopJoin::Kind::Left : NestedLoopJoin::Kind::Inner;
      out = make<NestedLoopJoin>(std::move(out), inner(access), kind, access.source->slot);
    }
    if (!slots.empty()) out->expect(access.joined);
    out = filtered(std::move(out), access.late_filters);
    slots.push_back(access.source->slot);
  }
  if (!out) out = make<SingleRow>(nullptr);
  if (plan.constant_filters.empty()) return out;
  return make<Gate>(std::move(out), plan.constant_filters);
}

std::unique_ptr<RowStream> StreamBuilder::core(const plan::CorePlan& plan) const {
  const bind::Core& core = *plan.core;
  if (!core.values.empty()) {
    std::unique_ptr<RowStream> values = make<ValuesRows>(core);
    values->expect(plan.estimate);
    return values;
  }
  std::unique_ptr<Operator> rows;
  if (plan.count_only) {
    rows = make<CountRows>(plan);
  } else {
    rows = joined(plan);
    if (core.is_aggregate) {
      rows = make<Aggregate>(std::move(rows), core, plan, memory());
    }
  }
  if (core.having) rows = filtered(std::move(rows), {core.having.get()});
  for (const plan::WindowStage& stage : plan.windows) {
    rows = make<Window>(std::move(rows), core, stage, memory());
  }
  std::unique_ptr<RowStream> out = make<Project>(std::move(rows), core);
  out->expect(plan.estimate);
  if (core.distinct && plan.distinct != plan::Arrival::Unique) {
    out = make<Distinct>(std::move(out), own_parts(core), memory());
  }
  return out;
}

std::unique_ptr<RowStream> StreamBuilder::compound(const plan::QueryPlan& plan, size_t begin,
                                                   size_t end) const {
  std::unique_ptr<RowStream> out = core(plan.cores[begin]);
  for (size_t i = begin + 1; i < end; ++i) {
    const sql::CompoundOp op = plan.query->ops[i - 1];
    std::unique_ptr<RowStream> right = core(plan.cores[i]);
    if (op == sql::CompoundOp::UnionAll) {
      out = make<UnionAll>(std::move(out), std::move(right));
    } else {
      out = make<SetOperation>(op, plan.query->order_by.empty(), std::move(out), std::move(right),
                               distinct_parts(*plan.query), memory());
    }
  }
  return out;
}

std::unique_ptr<RowStream> StreamBuilder::recursive(const plan::QueryPlan& plan) const {
  const bind::Query& query = *plan.query;
  const size_t from = *query.recursive_from;
  const bool is_distinct = query.ops[from - 1] == sql::CompoundOp::Union;
  // What the recursive SELECTs give enters the queue; that one is what UNION makes distinct.
  std::unique_ptr<RowStream> step = core(plan.cores[from]);
  for (size_t i = from + 1; i < plan.cores.size(); ++i) {
    step = make<UnionAll>(std::move(step), core(plan.cores[i]));
  }
  return make<Recursive>(compound(plan, 0, from), std::move(step), query,
                         is_distinct ? distinct_parts(query) : std::vector<record::SortKeyPart>());
}

std::unique_ptr<Operator> StreamBuilder::build_rows(const plan::QueryPlan& plan) const {
  if (profile_) profile_->begin_query(plan.number);
  return joined(plan.cores.front());
}

std::unique_ptr<RowStream> StreamBuilder::build(const plan::QueryPlan& plan) const {
  if (profile_) profile_->begin_query(plan.number);
  return query(plan);
}

std::unique_ptr<RowStream> StreamBuilder::query(const plan::QueryPlan& plan) const {
  const bind::Query& query = *plan.query;
  std::unique_ptr<RowStream> out;
  if (query.recursive_from) {
    out = recursive(plan);
  } else {
    out = compound(plan, 0, plan.cores.size());
    if (plan.needs_sort) {
      out = make<Sort>(std::move(out), query, memory());
    }
  }
  if (query.limit) {
    out = make<Limit>(std::move(out), *query.limit, query.offset.get(), plan.offset_is_met);
  }
  if (query.outputs().size() > query.width()) {
    out = make<Narrow>(std::move(out), query.width());
  }
  if (query.limit || plan.cores.size() > 1) out->expect({.rows = plan.rows, .cost = plan.cost});
  return out;
}

}  // namespace tern::exec
