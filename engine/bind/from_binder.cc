#include "engine/bind/select_binder.h"

namespace tern::bind {

namespace {

std::unexpected<Error> fail_at(uint32_t offset, std::string text) {
  return std::unexpected(Error(ErrorCode::Error, std::move(text)).at(offset));
}

/// What stands before the name of a table that is not there.
std::string prefix_of(const Context& context, const sql::QualifiedName& name) {
  if (name.schema) return name.schema.text + ".";
  return context.trigger ? "main." : "";
}

bool is_outer(sql::JoinKind kind) { return kind == sql::JoinKind::Left; }

}  // namespace

Status FromBinder::bind(const sql::FromClause& from) {
  bool is_first = core_.sources.empty();
  for (const sql::TableSource& source : from) TRY(add(source, std::exchange(is_first, false)));
  // Conditions may name every table of the clause.
  for (size_t at = 0; at < terms_.size(); ++at) {
    if (!terms_[at]) continue;
    const sql::TableSource& term = *terms_[at];
    if (!term.on) continue;
    ExprBinder binder(context_, scope_);
    const Stage stage = std::exchange(scope_.stage, Stage::Rows);
    std::vector<expr::ExprPtr> bound = TRY(binder.bind_terms(term.on.get()));
    scope_.stage = stage;
    std::vector<expr::ExprPtr>& into = is_outer(term.join) ? core_.sources[at]->on : core_.where;
    for (expr::ExprPtr& expr : bound) into.push_back(std::move(expr));
  }
  return ok();
}

Status FromBinder::add(const sql::TableSource& from, bool is_first) {
  if (!is_first && (from.join == sql::JoinKind::Right || from.join == sql::JoinKind::Full)) {
    return not_supported("RIGHT and FULL JOIN", from.offset);
  }
  if (from.natural && (from.on || !from.using_.empty())) {
    return fail_at(from.offset, "a NATURAL join may not have an ON or USING clause");
  }
  if (from.kind == sql::TableSourceKind::Nested) {
    if (!is_first && is_outer(from.join)) {
      return not_supported("LEFT JOIN of a join in parentheses", from.offset);
    }
    if (from.natural || !from.using_.empty()) {
      return not_supported("USING with a join in parentheses", from.offset);
    }
    bool is_first_inside = is_first;
    const size_t start = core_.sources.size();
    for (const sql::TableSource& inner : from.nested) {
      TRY(add(inner, std::exchange(is_first_inside, false)));
    }
    if (core_.sources.size() > start) core_.sources[start]->join = from.join;
    if (from.on) {
      ExprBinder binder(context_, scope_);
      std::vector<expr::ExprPtr> terms = TRY(binder.bind_terms(from.on.get()));
      for (expr::ExprPtr& term : terms) core_.where.push_back(std::move(term));
    }
    return ok();
  }
  auto source = std::make_unique<Source>();
  source->join = from.join;
  source->not_indexed = from.not_indexed;
  if (from.indexed_by) source->indexed_by = from.indexed_by.text;
  if (from.kind == sql::TableSourceKind::Function) {
    return not_supported("table-valued functions", from.offset);
  }
  if (from.kind == sql::TableSourceKind::Subquery) {
    source->query = TRY(SelectBinder(context_, scope_.outer, scope_.ctes).bind(*from.select));
    source->column_names = subquery_columns(*source->query, {});
    if (from.alias) source->name = from.alias.text;
  } else {
    TRY(add_named(from, *source));
  }
  TRY(append(std::move(source)));
  terms_.back() = &from;
  if (!is_first && (from.natural || !from.using_.empty())) {
    TRY(add_using(from, core_.sources.size() - 1));
  }
  return ok();
}

Status FromBinder::append(std::unique_ptr<Source> source) {
  if (source->query) {
    for (const expr::RowSlot slot : source->query->outer_slots) {
      auto& slots = scope_.outer_slots;
      if (std::find(slots.begin(), slots.end(), slot) == slots.end()) slots.push_back(slot);
    }
  }
  if (!source->recursion) source->slot = context_.layout.add_row();
  if (source->table) TRY(add_index_expressions(*source));
  core_.sources.push_back(std::move(source));
  scope_.sources.push_back(core_.sources.back().get());
  terms_.resize(core_.sources.size());
  return ok();
}

Result<Source*> FromBinder::add_table(const sql::QualifiedName& name, const sql::Name& alias) {
  auto source = std::make_unique<Source>();
  source->name = alias ? alias.text : name.name.text;
  TRY(find_stored(name, name.name.offset, *source));
  TRY(append(std::move(source)));
  return scope_.sources.back();
}

/// The table or view of that name.
Status FromBinder::find_stored(const sql::QualifiedName& name, uint32_t offset, Source& source) {
  const bool is_here = !name.schema || catalog::same_name(name.schema.text, "main");
  if (is_here) {
    if (const catalog::View* view = context_.schema.find_view(name.name.text)) {
      return add_view(offset, source, *view);
    }
    source.table = context_.schema.find_table(name.name.text);
  }
  if (!source.table) {
    // No offset: the reference points at no place in the text here.
    return fail(ErrorCode::Error, "no such table: " + prefix_of(context_, name) + name.name.text);
  }
  if (source.table->is_virtual) return not_supported("virtual tables", offset);
  return ok();
}

Status FromBinder::add_named(const sql::TableSource& from, Source& source) {
  const std::string& name = from.name.name.text;
  source.name = from.alias ? from.alias.text : name;
  if (!from.name.schema) {
    for (CteScope* scope = scope_.ctes; scope; scope = const_cast<CteScope*>(scope->outer)) {
      const auto& tables = scope->with->tables;
      for (size_t i = 0; i < tables.size(); ++i) {
        if (catalog::same_name(tables[i].name.text, name)) return add_cte(from, source, *scope, i);
      }
    }
  }
  TRY(find_stored(from.name, from.offset, source));
  if (source.table && !source.indexed_by.empty()) {
    bool found = false;
    for (const auto& index : source.table->indexes) {
      found |= catalog::same_name(index->name, source.indexed_by);
    }
    if (!found) return fail_at(from.offset, "no such index: " + source.indexed_by);
  }
  return ok();
}

Status FromBinder::add_cte(const sql::TableSource& from, Source& source, CteScope& scope,
                           size_t at) {
  const sql::CommonTable& cte = scope.with->tables[at];
  if (scope.progress[at]) {  // it names itself
    CteScope::Progress& progress = *scope.progress[at];
    if (!progress.query) return fail_at(from.offset, "circular reference: " + cte.name.text);
    if (++progress.references > 1) {
      return fail_at(from.offset, "multiple references to recursive table: " + cte.name.text);
    }
    source.recursion = progress.query;
    source.slot = progress.query->recursion_slot;
    source.column_names = subquery_columns(*progress.query, cte.columns);
    return ok();
  }
  Context inside = context_;
  inside.sql = scope.sql;
  auto query = std::make_unique<Query>();
  scope.progress[at].emplace();
  const Status bound =
      SelectBinder(inside, nullptr, &scope).bind_into(*cte.select, *query, &*scope.progress[at]);
  scope.progress[at].reset();
  if (!bound) return bound;
  if (!cte.columns.empty() && cte.columns.size() != query->width()) {
    return fail_at(cte.name.offset, "table " + cte.name.text + " has " +
                                        std::to_string(query->width()) + " values for " +
                                        std::to_string(cte.columns.size()) + " columns");
  }
  source.column_names = subquery_columns(*query, cte.columns);
  source.query = std::move(query);
  return ok();
}

Status FromBinder::add_view(uint32_t offset, Source& source, const catalog::View& view) {
  constexpr int kViewDepthMax = 100;
  int depth = 0;
  for (const Context* around = &context_; around; around = around->around) ++depth;
  if (depth > kViewDepthMax) {
    return fail_at(offset, "view " + view.name + " is circularly defined");
  }
  const auto& create = view.tree->as<sql::CreateViewStatement>();
  Context inside = context_;
  inside.sql = view.sql;
  inside.around = &context_;
  inside.trigger = nullptr;
  inside.names = nullptr;
  source.is_view = true;
  source.query = TRY(SelectBinder(inside, nullptr, nullptr).bind(*create.select));
  if (!create.columns.empty() && create.columns.size() != source.query->width()) {
    return fail_at(offset, "expected " + std::to_string(create.columns.size()) + " columns for '" +
                               view.name + "' but got " + std::to_string(source.query->width()));
  }
  source.column_names = subquery_columns(*source.query, create.columns);
  return ok();
}

Status FromBinder::add_index_expressions(Source& source) {
  for (const auto& index : source.table->indexes) {
    const auto is_expression = [](const catalog::IndexTerm& term) { return term.expr != nullptr; };
    if (!index->where && std::none_of(index->terms.begin(), index->terms.end(), is_expression)) {
      continue;
    }
    // Under the table's own name, whatever its alias is here; reads nothing for the query.
    Source alone;
    alone.name = source.table->name;
    alone.table = source.table;
    alone.slot = source.slot;
    Scope scope;
    scope.sources = {&alone};
    Context elsewhere = context_;  // the index's text
    elsewhere.names = nullptr;
    ExprBinder binder(elsewhere, scope);
    IndexExpressions& out = source.index_expressions.emplace_back();
    out.index = index.get();
    out.where = TRY(binder.bind_terms(index->where));
    for (const catalog::IndexTerm& term : index->terms) {
      out.terms.emplace_back();
      if (term.expr) out.terms.back() = TRY(binder.bind(*term.expr));
    }
  }
  return ok();
}

Status FromBinder::add_using(const sql::TableSource& from, size_t at) {
  Source& right = *core_.sources[at];
  std::vector<std::pair<std::string, uint32_t>> columns;
  for (const sql::Name& name : from.using_) columns.emplace_back(name.text, name.offset);
  if (from.natural) {
    for (size_t i = 0; i < right.column_count(); ++i) {
      for (size_t left = 0; left < at; ++left) {
        const Source& source = *core_.sources[left];
        bool has = false;
        for (size_t j = 0; j < source.column_count(); ++j) {
          has |= catalog::same_name(source.column_name(j), right.column_name(i));
        }
        if (!has) continue;
        columns.emplace_back(std::string(right.column_name(i)), from.offset);
        break;
      }
    }
  }
  for (const auto& [column, offset] : columns) {
    expr::ExprPtr term = TRY(using_term(column, at, offset));
    std::vector<expr::ExprPtr>& into = is_outer(from.join) ? right.on : core_.where;
    into.push_back(std::move(term));
    right.using_columns.push_back(column);
  }
  return ok();
}

Result<expr::ExprPtr> FromBinder::using_term(const std::string& column, size_t at,
                                             uint32_t offset) {
  sql::ColumnRef ref;
  ref.column.text = column;
  ref.column.present = true;
  const Stage stage = std::exchange(scope_.stage, Stage::Rows);
  ExprBinder binder(context_, scope_);
  std::optional<FoundColumn> left;
  for (size_t i = 0; i < at && !left; ++i) {
    Scope one;
    one.sources = {core_.sources[i].get()};
    int matches = 0;
    left = find_in(one, ref, matches);
    if (left && left->column == FoundColumn::kRowid) left.reset();
  }
  Scope last;
  last.sources = {core_.sources[at].get()};
  int matches = 0;
  std::optional<FoundColumn> right = find_in(last, ref, matches);
  if (!left || !right || right->column == FoundColumn::kRowid) {
    return fail_at(offset,
                   "cannot join using column " + column + " - column not present in both tables");
  }
  expr::ExprPtr left_expr = binder.column(*left);
  expr::ExprPtr right_expr = binder.column(*right);
  scope_.stage = stage;
  expr::Builder builder(context_.layout, context_.registry);
  return builder.compare(expr::CompareOp::Equal, std::move(left_expr), std::move(right_expr));
}

}  // namespace tern::bind
