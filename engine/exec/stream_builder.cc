#include "engine/exec/stream_builder.h"

#include "engine/exec/aggregate.h"
#include "engine/exec/compound.h"
#include "engine/exec/count_rows.h"
#include "engine/exec/distinct.h"
#include "engine/exec/filter.h"
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

std::unique_ptr<Operator> filtered(std::unique_ptr<Operator> input,
                                   const std::vector<const expr::Expr*>& terms) {
  if (terms.empty()) return input;
  return std::make_unique<Filter>(std::move(input), terms);
}

/// One part per column of a compound.
std::vector<record::SortKeyPart> distinct_parts(const bind::Query& query) {
  std::vector<record::SortKeyPart> out;
  for (const record::Collation* collation : query.collations) out.push_back({collation});
  return out;
}

std::vector<SortTerm> sort_terms(const bind::Query& query) {
  std::vector<SortTerm> out;
  for (const bind::OrderTerm& term : query.order_by) {
    out.push_back({term.output, {term.collation, term.descending, term.nulls_last}});
  }
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

}  // namespace

std::vector<record::Value> StreamBuilder::defaults(const bind::Source& source) const {
  std::vector<record::Value> out = row_defaults(*source.table, registry_, connection_);
  for (uint32_t i = 0; i < out.size(); ++i) {
    if (source.used.has(i) && !out[i].is_null()) return out;
  }
  return {};
}

std::unique_ptr<Operator> StreamBuilder::table_scan(const plan::Access& access,
                                                    std::vector<const expr::Expr*>& filters) const {
  std::vector<record::Value> values = defaults(*access.source);
  if (!values.empty() || !LeafScan::suits(access)) {
    return std::make_unique<TableScan>(access.source->table->trees(), access, std::move(values));
  }
  return std::make_unique<LeafScan>(access.source->table->trees(), access, filters);
}

std::unique_ptr<Operator> StreamBuilder::scan(const plan::Access& access,
                                              std::vector<const expr::Expr*>& filters) const {
  switch (access.kind) {
    case plan::AccessKind::TableScan:
      return table_scan(access, filters);
    case plan::AccessKind::RowidLookup:
      return std::make_unique<RowidLookup>(access.source->table->trees(), access,
                                           defaults(*access.source));
    case plan::AccessKind::IndexScan:
      return std::make_unique<IndexScan>(access.source->table->trees(), access,
                                         defaults(*access.source));
    case plan::AccessKind::IndexUnion:
      return index_union(access);
    case plan::AccessKind::Subquery:
      if (access.source->shares_rows()) {
        return std::make_unique<SharedScan>(build(*access.subquery), *access.source, memory());
      }
      return std::make_unique<SubqueryScan>(build(*access.subquery), access.source->slot);
    case plan::AccessKind::Virtual:
      return std::make_unique<VirtualScan>(access);
    case plan::AccessKind::Recursion:
      break;
  }
  return std::make_unique<SingleRow>();
}

std::unique_ptr<Operator> StreamBuilder::index_union(const plan::Access& access) const {
  std::vector<std::unique_ptr<Operator>> branches;
  for (const plan::Access& branch : access.branches) {
    std::vector<const expr::Expr*> filters = branch.filters;
    std::unique_ptr<Operator> rows = scan(branch, filters);
    branches.push_back(filtered(std::move(rows), filters));
  }
  return std::make_unique<IndexUnion>(std::move(branches), access);
}

std::unique_ptr<Operator> StreamBuilder::inner(const plan::Access& access) const {
  const bool is_hashed = !access.hash_keys.empty();
  std::vector<const expr::Expr*> filters = is_hashed ? access.build_filters : access.filters;
  std::unique_ptr<Operator> out = scan(access, filters);
  if (is_hashed) {
    out = filtered(std::move(out), filters);
    out = std::make_unique<HashLookup>(std::move(out), access, memory());
    filters = access.filters;
  } else if (access.materialize && !access.source->shares_rows()) {
    out = std::make_unique<MemoryScan>(std::move(out), *access.source, memory());
  }
  return filtered(std::move(out), filters);
}

std::unique_ptr<Operator> StreamBuilder::build_rows(const plan::CorePlan& plan) const {
  std::unique_ptr<Operator> out;
  std::vector<expr::RowSlot> slots;
  for (const plan::Access& access : plan.accesses) {
    if (!out) {
      out = inner(access);
    } else if (access.is_right) {
      std::vector<const expr::Expr*> filters = access.build_filters;
      std::unique_ptr<Operator> right = scan(access, filters);
      right = filtered(std::move(right), filters);
      out = std::make_unique<RightJoin>(std::move(out), std::move(right), access, slots, memory());
    } else {
      const auto kind = access.is_left ? NestedLoopJoin::Kind::Left : NestedLoopJoin::Kind::Inner;
      out = std::make_unique<NestedLoopJoin>(std::move(out), inner(access), kind,
                                             access.source->slot);
    }
    out = filtered(std::move(out), access.late_filters);
    slots.push_back(access.source->slot);
  }
  if (!out) out = std::make_unique<SingleRow>();
  if (plan.constant_filters.empty()) return out;
  return std::make_unique<Gate>(std::move(out), plan.constant_filters);
}

std::unique_ptr<RowStream> StreamBuilder::core(const plan::CorePlan& plan) const {
  const bind::Core& core = *plan.core;
  if (!core.values.empty()) return std::make_unique<ValuesRows>(core);
  std::unique_ptr<Operator> rows;
  if (plan.count_only) {
    rows = std::make_unique<CountRows>(core.sources.front()->table->trees(), plan.count_root,
                                       core.aggregates.front().result);
  } else {
    rows = build_rows(plan);
    if (core.is_aggregate) {
      rows = std::make_unique<Aggregate>(std::move(rows), core, plan, memory());
    }
  }
  if (core.having) rows = filtered(std::move(rows), {core.having.get()});
  for (const plan::WindowStage& stage : plan.windows) {
    rows = std::make_unique<Window>(std::move(rows), core, stage);
  }
  std::unique_ptr<RowStream> out = std::make_unique<Project>(std::move(rows), core);
  if (core.distinct && plan.distinct != plan::Arrival::Unique) {
    out = std::make_unique<Distinct>(std::move(out), own_parts(core), memory());
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
      out = std::make_unique<UnionAll>(std::move(out), std::move(right));
    } else {
      out = std::make_unique<SetOperation>(op, plan.query->order_by.empty(), std::move(out),
                                           std::move(right), distinct_parts(*plan.query), memory());
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
    step = std::make_unique<UnionAll>(std::move(step), core(plan.cores[i]));
  }
  return std::make_unique<Recursive>(
      compound(plan, 0, from), std::move(step), query.recursion_slot, query.width(),
      is_distinct ? distinct_parts(query) : std::vector<record::SortKeyPart>(), sort_terms(query));
}

std::unique_ptr<RowStream> StreamBuilder::build(const plan::QueryPlan& plan) const {
  const bind::Query& query = *plan.query;
  std::unique_ptr<RowStream> out;
  if (query.recursive_from) {
    out = recursive(plan);
  } else {
    out = compound(plan, 0, plan.cores.size());
    if (plan.needs_sort) {
      out = std::make_unique<Sort>(std::move(out), sort_terms(query), query.limit.get(),
                                   query.offset.get(), memory());
    }
  }
  if (query.limit) {
    out = std::make_unique<Limit>(std::move(out), *query.limit, query.offset.get());
  }
  if (query.outputs().size() > query.width()) {
    out = std::make_unique<Narrow>(std::move(out), query.width());
  }
  return out;
}

}  // namespace tern::exec
