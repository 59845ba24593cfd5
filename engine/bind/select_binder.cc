#include "engine/bind/select_binder.h"

#include <algorithm>

#include "engine/bind/missing_table.h"
#include "engine/bind/read_access.h"

namespace tern::bind {

namespace {

std::string_view name_of(sql::CompoundOp op) {
  switch (op) {
    case sql::CompoundOp::Union:
      return "UNION";
    case sql::CompoundOp::UnionAll:
      return "UNION ALL";
    case sql::CompoundOp::Intersect:
      return "INTERSECT";
    case sql::CompoundOp::Except:
      return "EXCEPT";
  }
  return "";
}

std::string ordinal(size_t n) {
  const char* suffix = "th";
  if (n % 100 < 11 || n % 100 > 13) {
    if (n % 10 == 1) suffix = "st";
    if (n % 10 == 2) suffix = "nd";
    if (n % 10 == 3) suffix = "rd";
  }
  return std::to_string(n) + suffix;
}

const sql::Expr& without_collate(const sql::Expr& expr) {
  const sql::Expr* at = &expr;
  while (const auto* collate = at->as_if<sql::Collate>()) at = collate->operand.get();
  return *at;
}

/// The value of a plain integer, `-` and `+` before it included: an ordinal in ORDER BY or GROUP
/// BY.
std::optional<int64_t> integer_of(const sql::Expr& expr) {
  if (const auto* unary = expr.as_if<sql::Unary>()) {
    const std::optional<int64_t> inner = integer_of(*unary->operand);
    if (!inner) return std::nullopt;
    if (unary->op == sql::UnaryOp::Minus) return -*inner;
    if (unary->op == sql::UnaryOp::Plus) return inner;
    return std::nullopt;
  }
  const auto* literal = expr.as_if<sql::Literal>();
  if (!literal || literal->literal != sql::LiteralKind::Integer) return std::nullopt;
  // As in the reference: what does not fit 32 bits is a constant, not an ordinal.
  if (literal->integer != static_cast<int32_t>(literal->integer)) return std::nullopt;
  return literal->integer;
}

/// The output whose alias `expr` is.
std::optional<size_t> alias_of(const sql::Expr& expr, const Core& core,
                               const sql::ResultColumns& columns) {
  const auto* ref = expr.as_if<sql::ColumnRef>();
  if (!ref || ref->table) return std::nullopt;
  size_t output = 0;
  // Stars stand for as many outputs as are left over by the other columns; aliases behind one star
  // are counted from the end.
  size_t behind = columns.size();
  for (const sql::ResultColumn& column : columns) {
    --behind;
    if (column.kind != sql::ResultColumnKind::Expr) {
      output = core.visible - behind;
      continue;
    }
    if (column.alias && catalog::same_name(column.alias.text, ref->column.text)) return output;
    ++output;
  }
  return std::nullopt;
}

const record::Collation* collation_of(const Core& core, size_t output) {
  const record::Collation* const own = core.shown(output).collation().collation;
  return own ? own : core.binary;
}

void set_collations(Query& query) {
  for (size_t i = 0; i < query.width(); ++i) {
    const auto has_own = [i](const Core& core) { return core.shown(i).collation().collation; };
    const auto first = std::ranges::find_if(query.cores, has_own);
    query.collations.push_back(first == query.cores.end() ? query.cores.front().binary
                                                          : has_own(*first));
  }
}

void set_direction(const sql::OrderingTerm& term, OrderTerm& out) {
  out.descending = term.order == sql::SortOrder::Descending;
  out.nulls_last = term.nulls == sql::NullsOrder::Unspecified ? out.descending
                                                              : term.nulls == sql::NullsOrder::Last;
}

/// An ordinal that ALTER, which asks for names, lets stand as the reference does.
bool is_beyond(int64_t number, size_t count) {
  constexpr int64_t kOrdinalMax = 0xffff;
  return number > static_cast<int64_t>(count) && number <= kOrdinalMax;
}

Status set_collation(const sql::Expr& term, const Context& context, OrderTerm& out) {
  if (const auto* collate = term.as_if<sql::Collate>()) {
    const record::Collation* collation = context.lookup.find_collation(collate->collation.text);
    if (!collation && context.names) return ok();
    if (!collation) {
      return fail(ErrorCode::Error, "no such collation sequence: " + collate->collation.text);
    }
    out.collation = collation;
  }
  return ok();
}

/// The first of the SELECTs at the end of `select` that are run for each row of the queue: those
/// whose FROM names the table, all joined by the same UNION. Nothing: it is not recursive.
Result<std::optional<size_t>> first_recursive(const sql::Select& select, std::string_view name) {
  std::optional<size_t> out;
  if (select.ops.empty()) return out;
  const sql::CompoundOp op = select.ops.back();
  if (op != sql::CompoundOp::Union && op != sql::CompoundOp::UnionAll) return out;
  for (size_t i = select.ops.size(); i > 0 && select.ops[i - 1] == op; --i) {
    const int count = FromBinder::count_named(select.cores[i].from, name);
    if (count > 1) {
      return fail(ErrorCode::Error, "multiple references to recursive table: " + std::string(name));
    }
    if (count == 0) break;
    out = i;
  }
  return out;
}

Status check_columns(const CteScope::Progress& table) {
  const size_t named = table.columns->size();
  if (named == 0 || named == table.query->width()) return ok();
  return fail(ErrorCode::Error, "table " + std::string(table.name) + " has " +
                                    std::to_string(table.query->width()) + " values for " +
                                    std::to_string(named) + " columns");
}

void add_outer_slots(const Scope& scope, Query& query) {
  for (const expr::RowSlot slot : scope.outer_slots) {
    auto& slots = query.outer_slots;
    if (std::find(slots.begin(), slots.end(), slot) == slots.end()) slots.push_back(slot);
  }
}

Status bind_row(const sql::ExprList& row, ExprBinder& binder, std::vector<expr::ExprPtr>& out) {
  out.reserve(row.size());
  for (const sql::ExprPtr& value : row) out.push_back(TRY(binder.bind(*value)));
  return ok();
}

}  // namespace

void keep_last(Status& kept, Status later) {
  if (later) return;
  const auto lacks_table = [](const Status& status) {
    return !status && status.error().message().starts_with("no such table");
  };
  if (kept || lacks_table(later) || !lacks_table(kept)) kept = std::move(later);
}

Result<std::unique_ptr<Query>> SelectBinder::bind(const sql::Select& select) {
  auto query = std::make_unique<Query>();
  CteScope* const ctes = ctes_;
  Status bound = bind_into(select, *query, nullptr);
  if (!bound) return std::unexpected(table_or(std::move(bound.error()), select, context_, ctes));
  return query;
}

Status SelectBinder::bind_into(const sql::Select& select, Query& query,
                               CteScope::Progress* progress) {
  bool is_allowed =
      !context_.access || TRY(context_.access.ask(Action::Select)) == Permission::Allow;
  CteScope with;
  if (!select.with.tables.empty()) {
    with = CteScope::of(select.with, context_.sql, ctes_);
    ctes_ = &with;
  }
  if (progress) query.recursive_from = TRY(first_recursive(select, progress->name));
  if (query.recursive_from && context_.access) {
    is_allowed &= TRY(context_.access.ask(Action::Recursive)) == Permission::Allow;
  }
  query.ops = select.ops;
  query.number = select.cores.back().number;
  query.cores.reserve(select.cores.size());
  query.recursion_slot = context_.layout.add_row();
  Status first_seen;  // the reference looks at the last SELECT first
  for (size_t i = 0; i < select.cores.size(); ++i) {
    Scope scope;
    scope.outer = outer_;
    scope.ctes = ctes_;
    const bool is_step = query.recursive_from && i >= *query.recursive_from;
    if (is_step && !progress->step) TRY(check_columns(*progress));
    if (is_step) progress->step = &scope;
    Core& core = query.cores.emplace_back();
    core.binary = &context_.layout.binary();
    Status bound = bind_core(select.cores[i], core, scope);
    if (!bound && query.recursive_from) return bound;
    if (!bound || !first_seen) {
      keep_last(first_seen, std::move(bound));
      continue;
    }
    if (i > 0 && core.visible != query.width()) {
      if (select.cores[i].is_values() && select.cores[i - 1].is_values()) {
        return fail(ErrorCode::Error, "all VALUES must have the same number of terms");
      }
      return fail(ErrorCode::Error, "SELECTs to the left and right of " +
                                        std::string(name_of(select.ops[i - 1])) +
                                        " do not have the same number of result columns");
    }
    if (is_step && core.is_aggregate) {
      return fail_at(select.cores[i].span.begin, "recursive aggregate queries not supported");
    }
    if (query.recursive_from && !core.windows.empty()) {
      return fail_at(select.cores[i].span.begin,
                     "cannot use window functions in recursive queries");
    }
    if (select.cores.size() == 1) {
      TRY(bind_order(select.order_by, select.cores.front().columns, query, scope));
    }
    add_outer_slots(scope, query);
    TRY(ask_for_unread(context_.access, core.sources));
  }
  TRY(std::move(first_seen));
  if (progress) TRY(check_columns(*progress));
  if (select.cores.size() > 1) {
    set_collations(query);
    TRY(bind_compound_order(select, query));
  }
  TRY(bind_limit(select.limit.get(), select.offset.get(), query));
  if (!is_allowed) set_empty(query);
  return ok();
}

/// Whatever it selects, there are no rows.
void SelectBinder::set_empty(Query& query) const {
  query.limit =
      expr::Builder(context_.layout, context_.registry).literal(record::ValueView::integer(0));
  query.offset = nullptr;
}

Status SelectBinder::bind_values(const sql::SelectCore& core, Core& out, Scope& scope) {
  ExprBinder binder(context_, scope);
  out.visible = core.values.front().size();
  Status first_seen;
  for (const sql::ExprList& row : core.values) {
    if (row.size() != out.visible) {
      return fail(ErrorCode::Error, "all VALUES must have the same number of terms");
    }
    keep_last(first_seen, bind_row(row, binder, out.values.emplace_back()));
  }
  TRY(std::move(first_seen));
  for (size_t i = 0; i < out.visible; ++i) {
    out.outputs.emplace_back().name = "column" + std::to_string(i + 1);
  }
  return ok();
}

Status SelectBinder::bind_core(const sql::SelectCore& core, Core& out, Scope& scope) {
  if (core.is_values()) return bind_values(core, out, scope);
  FromBinder from(context_, out, scope);
  TRY(from.bind(core.from));
  out.distinct = core.distinct;
  scope.core = &out;
  scope.written = &core;
  scope.windows = &core.windows;
  scope.aggregates_allowed = true;
  scope.windows_allowed = true;
  Outputs outputs;
  TRY(bind_outputs(context_, scope, core.columns, out.outputs, &outputs));
  scope.windows_allowed = false;
  out.visible = out.outputs.size();
  if (!core.group_by.empty()) out.is_aggregate = true;
  scope.aliases = &core.columns;
  ExprBinder binder(context_, scope);
  if (core.having) {
    if (!out.is_aggregate) {
      return fail(ErrorCode::Error, "HAVING clause on a non-aggregate query");
    }
    scope.stage = Stage::Groups;
    out.having = TRY(binder.bind(*core.having));
  }
  scope.aggregates_allowed = false;
  scope.stage = Stage::Rows;
  scope.finds_misuse_late = out.is_aggregate;
  scope.is_filtering = true;
  TRY(binder.bind_terms(core.where.get(), out.where));
  TRY(from.bind_conditions());
  scope.is_filtering = false;
  scope.finds_misuse_late = false;
  if (out.sources.size() > kJoinedTablesMax) {
    return fail(ErrorCode::Error,
                "at most " + std::to_string(kJoinedTablesMax) + " tables in a join");
  }
  TRY(bind_grouping(core, outputs, out, scope));
  scope.stage = Stage::Result;
  scope.aggregates_allowed = out.is_aggregate;
  if (context_.names) TRY(binder.observe_windows(core.windows));
  scope.windows_allowed = true;
  return ok();
}

/// The COLLATE around an ordinal is put around what it stands for.
Result<expr::ExprPtr> SelectBinder::collated(const sql::Expr& term, expr::ExprPtr bound) {
  const auto* collate = term.as_if<sql::Collate>();
  if (!collate) return bound;
  const record::Collation* collation = context_.lookup.find_collation(collate->collation.text);
  if (!collation && context_.names) return bound;
  if (!collation) {
    return fail(ErrorCode::Error, "no such collation sequence: " + collate->collation.text);
  }
  return expr::Builder(context_.layout, context_.registry).collate(std::move(bound), *collation);
}

Result<expr::ExprPtr> SelectBinder::bind_group_term(const sql::Expr& term, size_t at,
                                                    const Outputs& outputs, const Core& core,
                                                    Scope& scope) {
  ExprBinder binder(context_, scope);
  const std::optional<int64_t> number = integer_of(without_collate(term));
  if (!number) {
    const OuterHidden hidden(scope);
    const Meanwhile grouping(scope.is_grouping, true);
    return binder.bind(term);
  }
  const size_t count = core.visible;
  if (context_.names && is_beyond(*number, count)) {
    return expr::Builder(context_.layout, context_.registry).literal(record::ValueView::null());
  }
  if (*number < 1 || *number > static_cast<int64_t>(count)) {
    return fail(ErrorCode::Error, ordinal(at + 1) +
                                      " GROUP BY term out of range - should be between 1 and " +
                                      std::to_string(count));
  }
  // An ordinal stands for the text of that column, or the column that a star brought.
  const size_t output = static_cast<size_t>(*number - 1);
  if (!outputs[output]) {
    return collated(
        term,
        expr::Builder(context_.layout, context_.registry).copy_of(*core.outputs[output].expr));
  }
  const auto* aliases = std::exchange(scope.aliases, nullptr);
  Result<expr::ExprPtr> bound = binder.bind(*outputs[output]->expr);
  scope.aliases = aliases;
  if (!bound) return bound;
  return collated(term, std::move(*bound));
}

Status SelectBinder::bind_grouping(const sql::SelectCore& core, const Outputs& outputs, Core& out,
                                   Scope& scope) {
  TRY(context_.check_columns(core.group_by.size(), "terms in GROUP BY clause"));
  for (size_t i = 0; i < core.group_by.size(); ++i) {
    const sql::Expr& term = *core.group_by[i];
    Result<expr::ExprPtr> bound = bind_group_term(term, i, outputs, out, scope);
    if (!bound) {
      const std::string_view why = bound.error().message();
      if (why.starts_with("misuse of aggregate") || why.starts_with("misuse of aliased agg")) {
        return fail(ErrorCode::Error, "aggregate functions are not allowed in the GROUP BY clause");
      }
      return std::unexpected(std::move(bound).error());
    }
    out.group_by.push_back(std::move(*bound));
  }
  return ok();
}

Status SelectBinder::bind_order(const OrderBy& order_by, const Columns& columns, Query& query,
                                Scope& scope) {
  scope.finds_misuse_late = true;
  TRY(context_.check_columns(order_by.size(), "terms in ORDER BY clause"));
  for (size_t i = 0; i < order_by.size(); ++i) {
    TRY(bind_order_term(order_by[i], i, columns, query, scope));
  }
  return ok();
}

Status SelectBinder::bind_order_term(const sql::OrderingTerm& term, size_t at,
                                     const Columns& columns, Query& query, Scope& scope) {
  Core& core = query.cores.front();
  const sql::Expr& bare = without_collate(*term.expr);
  OrderTerm out{.collation = core.binary};
  set_direction(term, out);
  std::optional<size_t> output = alias_of(bare, core, columns);
  if (!output) {
    if (const std::optional<int64_t> number = integer_of(bare)) {
      if (context_.names && is_beyond(*number, core.visible)) return ok();
      if (*number < 1 || *number > static_cast<int64_t>(core.visible)) {
        return fail(ErrorCode::Error, ordinal(at + 1) +
                                          " ORDER BY term out of range - should be between 1 and " +
                                          std::to_string(core.visible));
      }
      output = static_cast<size_t>(*number - 1);
    }
  }
  if (!output && !core.values.empty()) {
    return fail(ErrorCode::Error,
                ordinal(at + 1) + " ORDER BY term does not match any column in the result set");
  }
  if (!output) {
    const OuterHidden hidden(scope);
    expr::ExprPtr bound = TRY(ExprBinder(context_, scope).bind(*term.expr));
    if (bound->collation().collation) out.collation = bound->collation().collation;
    for (size_t i = 0; i < core.outputs.size() && !output; ++i) {
      if (expr::same(*core.outputs[i].expr, *bound)) output = i;
    }
    if (!output) {
      output = core.outputs.size();
      core.outputs.emplace_back().expr = std::move(bound);
    }
  } else {
    out.collation = collation_of(core, *output);
    TRY(set_collation(*term.expr, context_, out));
  }
  out.collation->note_use();
  out.output = static_cast<uint32_t>(*output);
  query.order_by.push_back(out);
  return ok();
}

/// A term of a compound's ORDER BY, as one of its SELECTs sees it.
Result<expr::ExprPtr> SelectBinder::bind_in_core(const sql::Expr& term, const Core& core) {
  Scope scope;
  for (const auto& source : core.sources) scope.sources.push_back(source.get());
  return ExprBinder(context_, scope).bind(term);
}

Status SelectBinder::bind_compound_order(const sql::Select& select, Query& query) {
  TRY(context_.check_columns(select.order_by.size(), "terms in ORDER BY clause"));
  for (size_t i = 0; i < select.order_by.size(); ++i) {
    const sql::OrderingTerm& term = select.order_by[i];
    const sql::Expr& bare = without_collate(*term.expr);
    OrderTerm out;
    set_direction(term, out);
    std::optional<size_t> output;
    for (size_t c = 0; c < query.cores.size() && !output; ++c) {
      output = alias_of(bare, query.cores[c], select.cores[c].columns);
      const auto* ref = bare.as_if<sql::ColumnRef>();
      if (output || !ref || ref->table) continue;
      for (size_t o = 0; o < query.cores[c].visible && !output; ++o) {
        if (catalog::same_name(query.cores[c].outputs[o].name, ref->column.text)) output = o;
      }
      if (output && context_.names) (void)bind_in_core(bare, query.cores[c]);
    }
    if (!output) {
      if (const std::optional<int64_t> number = integer_of(bare)) {
        if (*number < 1 || *number > static_cast<int64_t>(query.width())) {
          return fail_at(term.expr->offset,
                         ordinal(i + 1) + " ORDER BY term out of range - should be between 1 and " +
                             std::to_string(query.width()));
        }
        output = static_cast<size_t>(*number - 1);
      }
    }
    if (!output) {
      for (size_t c = 0; c < query.cores.size() && !output; ++c) {
        const Result<expr::ExprPtr> bound = bind_in_core(bare, query.cores[c]);
        if (!bound) continue;
        for (size_t o = 0; o < query.cores[c].visible && !output; ++o) {
          const expr::ExprPtr& candidate = query.cores[c].outputs[o].expr;
          if (candidate && expr::same(*candidate, **bound)) output = o;
        }
      }
    }
    if (!output) {
      return fail(ErrorCode::Error,
                  ordinal(i + 1) + " ORDER BY term does not match any column in the result set");
    }
    out.collation = query.collations[*output];
    TRY(set_collation(*term.expr, context_, out));
    out.collation->note_use();
    out.output = static_cast<uint32_t>(*output);
    query.order_by.push_back(out);
  }
  return ok();
}

Status SelectBinder::bind_limit(const sql::Expr* limit, const sql::Expr* offset, Query& query) {
  Scope scope;
  scope.ctes = ctes_;
  ExprBinder binder(context_, scope);
  if (limit) query.limit = TRY(binder.bind(*limit));
  if (offset) query.offset = TRY(binder.bind(*offset));
  return ok();
}

}  // namespace tern::bind
