#include "engine/bind/from_binder.h"

#include <algorithm>

#include "engine/bind/select_binder.h"

namespace tern::bind {

namespace {

bool is_right(const sql::TableSource& source) {
  return source.join == sql::JoinKind::Right || source.join == sql::JoinKind::Full;
}

bool is_outer(const sql::TableSource& source) {
  return source.join == sql::JoinKind::Left || is_right(source);
}

bool is_plain(const sql::TableSource& source) {
  return !source.alias && !source.on && source.using_.empty();
}

bool has_right_join(const sql::FromClause& from) {
  for (size_t i = 0; i < from.size(); ++i) {
    if (i > 0 && is_right(from[i])) return true;
    if (has_right_join(from[i].nested)) return true;
  }
  return false;
}

}  // namespace

void FromBinder::collect(const sql::FromClause& from, Terms& out) {
  for (const sql::TableSource& source : from) {
    Terms inside;
    collect(source.nested, inside);
    if (&source == &from.front() && !inside.empty() && is_plain(source)) {
      for (const Term& term : inside) out.push_back(term);
    } else if (inside.size() == 1) {
      out.push_back({inside.front().table, &source});
    } else {
      out.push_back({&source, &source});
    }
  }
}

int FromBinder::count_named(const sql::FromClause& from, std::string_view name) {
  Terms terms;
  collect(from, terms);
  return static_cast<int>(std::ranges::count_if(terms, [name](const Term& term) {
    const sql::TableSource& table = *term.table;
    return table.kind == sql::TableSourceKind::Table && !table.name.schema &&
           catalog::same_name(table.name.name.text, name);
  }));
}

Status FromBinder::bind(const sql::FromClause& from) {
  const size_t sources_before = scope_.sources.size();
  collect(from, terms_);
  size_t last_right = 0;
  for (size_t i = 1; i < terms_.size(); ++i) {
    if (is_right(*terms_[i].join)) last_right = i;
  }
  has_right_ = last_right > 0;
  for (size_t i = 0; i < terms_.size(); ++i) {
    TRY(add(terms_[i], i == 0 && sources_before == 0, has_right_));
    terms_[i].source->is_left_of_right = i < last_right;
  }
  for (size_t i = 1; i < terms_.size(); ++i) TRY(merge_columns(terms_[i], sources_before + i));
  return ok();
}

Status FromBinder::bind_conditions() {
  for (const Term& term : terms_) {
    if (term.table->kind == sql::TableSourceKind::Function) TRY(add_arguments(term));
    if (!term.join->on) continue;
    ExprBinder binder(context_, scope_);
    const Stage stage = std::exchange(scope_.stage, Stage::Rows);
    const bool is_own = has_right_ || is_outer(*term.join);
    TRY(binder.bind_terms(term.join->on.get(), is_own ? term.source->on : core_.where));
    scope_.stage = stage;
  }
  return ok();
}

Status FromBinder::add(Term& term, bool is_first, bool has_right) {
  const sql::TableSource& from = *term.table;
  if (from.kind == sql::TableSourceKind::Nested) {
    const bool may_mix = is_first || !is_outer(*term.join);
    const bool lends_names = may_mix && !has_right && !has_right_join(from.nested);
    term.source = TRY(add_nested(from.nested, term.join, lends_names));
    return ok();
  }
  auto source = std::make_unique<Source>();
  source->join = term.join->join;
  source->not_indexed = from.not_indexed;
  if (from.indexed_by) source->indexed_by = from.indexed_by.text;
  if (from.kind == sql::TableSourceKind::Subquery) {
    TRY(add_subquery(from, *source));
  } else {
    source->name = from.name.name.text;
    source->written = &from.name;
    TRY(add_named(from, *source));
  }
  if (term.join->alias) source->name = term.join->alias.text;
  TRY(append(std::move(source)));
  term.source = core_.sources.back().get();
  return ok();
}

/// f(a, b): its hidden columns equal a and b.
Status FromBinder::add_arguments(const Term& term) {
  Source& source = *term.source;
  const sql::ExprList* arguments = term.table->borrowed_arguments;
  if (!arguments) arguments = &term.table->arguments;
  ExprBinder binder(context_, scope_);
  expr::Builder builder(context_.layout, context_.registry);
  const Stage stage = std::exchange(scope_.stage, Stage::Rows);
  size_t column = 0;
  for (size_t i = 0; i < arguments->size(); ++i) {
    while (column < source.column_count() && !source.is_hidden(column)) ++column;
    if (column == source.column_count()) {
      return fail(ErrorCode::Error,
                  "too many arguments on " + source.table->name + "() - max " + std::to_string(i));
    }
    expr::ExprPtr left = TRY(binder.column({&source, static_cast<int32_t>(column++)}));
    expr::ExprPtr value = TRY(binder.bind(*(*arguments)[i]));
    value = TRY(builder.unary(expr::UnaryOp::Plus, std::move(value)));
    const bool is_own = has_right_ || is_outer(*term.join);
    std::vector<expr::ExprPtr>& into = is_right(*term.join) ? source.arguments
                                       : is_own             ? source.on
                                                            : core_.where;
    into.push_back(TRY(builder.compare(expr::CompareOp::Equal, std::move(left), std::move(value))));
  }
  scope_.stage = stage;
  return ok();
}

Status FromBinder::check_index_hint(const Source& source) {
  if (source.indexed_by.empty()) return ok();
  if (source.table) {
    for (const auto& index : source.table->indexes) {
      if (catalog::same_name(index->name, source.indexed_by)) return ok();
    }
  }
  return fail(ErrorCode::Error, "no such index: " + source.indexed_by);
}

Status FromBinder::add_subquery(const sql::TableSource& from, Source& source) {
  source.query = TRY(SelectBinder(context_, scope_.outer, scope_.ctes).bind(*from.select));
  source.column_names = subquery_columns(*source.query, {});
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
  return ok();
}

Result<Source*> FromBinder::add_target(const sql::DmlTarget& target) {
  auto source = std::make_unique<Source>();
  source->name = target.alias ? target.alias.text : target.name.name.text;
  source->written = &target.name;
  source->not_indexed = target.not_indexed;
  if (target.indexed_by) source->indexed_by = target.indexed_by.text;
  TRY(find_stored(target.name, target.name.name.offset, *source));
  if (source->virtual_table && !source->virtual_table->is_writable()) {
    return fail(ErrorCode::Error, "table " + source->table->name + " may not be modified");
  }
  TRY(check_index_hint(*source));
  TRY(append(std::move(source)));
  return scope_.sources.back();
}

Status FromBinder::bind_behind_target(const sql::FromClause& from) {
  Terms terms;
  collect(from, terms);
  if (terms.size() == 1) return bind(from);
  (void)TRY(add_nested(from, nullptr, !has_right_join(from)));
  return ok();
}

bool FromBinder::names_again(const sql::DmlTarget& target, const sql::FromClause& from) const {
  const catalog::Lookup lookup = context_.lookup.unnoted();
  const catalog::Lookup::Found changed = lookup.relation(target.name);
  return std::ranges::any_of(from, [&](const sql::TableSource& term) {
    if (names_again(target, term.nested)) return true;
    if (term.kind != sql::TableSourceKind::Table || names_cte(scope_.ctes, term.name)) return false;
    if (term.alias.present != target.alias.present) return false;
    if (term.alias && !catalog::same_name(term.alias.text, target.alias.text)) return false;
    const catalog::Lookup::Found found = lookup.relation(term.name);
    return found.table == changed.table && found.view == changed.view;
  });
}

/// What reaches out of the database is not for what a schema holds the text of.
Status FromBinder::check_in_schema(const vtab::VirtualTable& table) const {
  if (!table.is_direct_only() || !context_.lookup.is_in_schema()) return ok();
  return fail(ErrorCode::Error, "unsafe use of virtual table \"" + table.name() + "\"");
}

/// The table or view of that name.
Status FromBinder::find_stored(const sql::QualifiedName& name, uint32_t offset, Source& source) {
  const catalog::Lookup::Found found = context_.lookup.relation(name);
  if (found.view) return add_view(offset, source, *found.view);
  const bool is_refused = found.table && found.table->is_virtual && !context_.virtual_tables;
  source.table = is_refused ? nullptr : found.table;
  if (!source.table && context_.virtual_tables) {
    source.kept_virtual_table = TRY(context_.virtual_tables->find(name.name.text));
    source.virtual_table = source.kept_virtual_table.get();
  }
  if (source.virtual_table) {
    TRY(check_in_schema(*source.virtual_table));
    context_.lookup.note(context_.lookup.home(), false);  // they may tell of the schema
    source.table = &source.virtual_table->description();
    source.layout = RowLayout::Declared;
    return ok();
  }
  if (!source.table) {
    // No offset: the reference points at no place in the text here.
    return fail(ErrorCode::Error,
                "no such table: " + context_.lookup.prefix_of(name) + name.name.text);
  }
  if (!source.table->is_virtual) return ok();
  source.declared = source.table;
  source.kept_virtual_table = TRY(context_.virtual_tables->connect(*source.declared));
  source.virtual_table = source.kept_virtual_table.get();
  TRY(check_in_schema(*source.virtual_table));
  source.table = &source.virtual_table->description();
  source.layout = RowLayout::Declared;
  return ok();
}

Status FromBinder::add_named(const sql::TableSource& from, Source& source) {
  const bool is_cte = TRY(add_if_cte(from, source));
  if (!is_cte) TRY(find_stored(from.name, from.offset, source));
  if (from.kind == sql::TableSourceKind::Function && !source.virtual_table) {
    return fail(ErrorCode::Error, "'" + from.name.name.text + "' is not a function");
  }
  return check_index_hint(source);
}

Result<bool> FromBinder::add_if_cte(const sql::TableSource& from, Source& source) {
  if (from.name.schema) return false;
  for (CteScope* scope = scope_.ctes; scope; scope = const_cast<CteScope*>(scope->outer)) {
    const auto& tables = scope->with->tables;
    for (size_t i = 0; i < tables.size(); ++i) {
      if (!catalog::same_name(tables[i].name.text, from.name.name.text)) continue;
      if (context_.names) context_.names->common_table_named(from.name.name);
      TRY(add_cte(source, *scope, i));
      return true;
    }
  }
  return false;
}

Status FromBinder::add_cte(Source& source, CteScope& scope, size_t at) {
  const sql::CommonTable& cte = scope.with->tables[at];
  if (scope.progress[at]) {  // it names itself
    const CteScope::Progress& progress = *scope.progress[at];
    if (progress.step != &scope_) {
      const char* what = progress.step ? "multiple recursive references: " : "circular reference: ";
      return fail(ErrorCode::Error, what + cte.name.text);
    }
    source.recursion = progress.query;
    source.recursion_name = cte.name.text;
    source.slot = progress.query->recursion_slot;
    source.column_names = subquery_columns(*progress.query, cte.columns);
    return ok();
  }
  Context inside = context_;
  inside.sql = scope.sql;
  inside.access = context_.access.inside(cte.name.text);
  auto query = std::make_unique<Query>();
  scope.progress[at].emplace(cte.name.text, &cte.columns, query.get());
  const Status bound = SelectBinder(inside, scope_.outer, &scope)
                           .bind_into(*cte.select, *query, &*scope.progress[at]);
  scope.progress[at].reset();
  if (!bound) return bound;
  source.column_names = subquery_columns(*query, cte.columns);
  source.query = std::move(query);
  std::shared_ptr<CommonTable>& table = scope.tables[at];
  if (!table) {
    table = std::make_shared<CommonTable>(CommonTable{
        std::string(cte.name.text), cte.materialization, 0, context_.layout.add_state()});
  }
  ++table->uses;
  source.common_table = table;
  return ok();
}

Status FromBinder::add_view(uint32_t offset, Source& source, const catalog::View& view) {
  if (context_.restrictions && !context_.restrictions->has_views && !view.schema->is_temporary()) {
    return fail(ErrorCode::Error, "access to view \"" + view.name + "\" prohibited");
  }
  constexpr int kViewDepthMax = 100;
  int depth = 0;
  for (const Context* around = &context_; around; around = around->around) ++depth;
  if (depth > kViewDepthMax) {
    return fail_at(offset, "view " + view.name + " is circularly defined");
  }
  const auto& create = view.tree->as<sql::CreateViewStatement>();
  Context inside = context_;
  inside.lookup = context_.lookup.inside(*view.schema);
  inside.sql = view.sql;
  inside.around = &context_;
  inside.trigger = nullptr;
  inside.names = nullptr;
  inside.access = context_.access.inside(view.name);
  source.view = &view;
  source.query = TRY(SelectBinder(inside, nullptr, nullptr).bind(*create.select));
  if (!create.columns.empty() && create.columns.size() != source.query->width()) {
    return fail_at(offset, "expected " + std::to_string(create.columns.size()) + " columns for '" +
                               view.name + "' but got " + std::to_string(source.query->width()));
  }
  source.column_names = view_columns(*source.query, create.columns);
  return ok();
}

namespace {

Status bind_index(ExprBinder& binder, const catalog::Index& index, IndexExpressions& out) {
  out.index = &index;
  TRY(binder.bind_terms(index.where, out.where));
  for (const catalog::IndexTerm& term : index.terms) {
    out.terms.emplace_back();
    if (term.expr) out.terms.back() = TRY(binder.bind(*term.expr));
  }
  return ok();
}

}  // namespace

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
    elsewhere.restrictions = nullptr;
    elsewhere.access = {};
    elsewhere.is_never_run = true;
    ExprBinder binder(elsewhere, scope);
    const Status bound = bind_index(binder, *index, source.index_expressions.emplace_back());
    if (bound) continue;
    if (!bound.error().message().starts_with("no such function: ")) return bound;
    source.index_expressions.pop_back();  // what cannot be computed is of no use to the query
  }
  return ok();
}

}  // namespace tern::bind
