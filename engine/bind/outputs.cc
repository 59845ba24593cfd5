#include <string>

#include "engine/bind/select_binder.h"

// Result columns: stars and names.

namespace tern::bind {

namespace {

bool is_hidden(const Source& source, std::string_view name) {
  for (const std::string& hidden : source.using_columns) {
    if (catalog::same_name(hidden, name)) return true;
  }
  return false;
}

void set_origin(const FoundColumn& found, OutputColumn& out) {
  const Source& source = *found.source;
  out.declared_type = found.declared_type();
  if (source.table) {
    out.table = source.table->name;
    out.column = found.name();
    return;
  }
  const Query* query = source.query ? source.query.get() : source.recursion;
  const OutputColumn& inner = query->outputs()[static_cast<size_t>(found.column)];
  out.table = inner.table;
  out.column = inner.column;
}

void expand(ExprBinder& binder, Source& source, bool skip_hidden, std::vector<OutputColumn>& out) {
  for (size_t i = 0; i < source.column_count(); ++i) {
    if (skip_hidden && is_hidden(source, source.column_name(i))) continue;
    const FoundColumn found{&source, static_cast<int32_t>(i)};
    OutputColumn& column = out.emplace_back();
    column.expr = binder.column(found);
    column.name = found.name();
    set_origin(found, column);
  }
}

Status expand_star(const Context& context, const sql::ResultColumn& star, ExprBinder& binder,
                   const Scope& scope, std::vector<OutputColumn>& out) {
  const bool is_all = star.kind == sql::ResultColumnKind::Star;
  bool found = false;
  for (Source* source : scope.sources) {
    if (source->qualified_only) continue;
    if (!is_all && !catalog::same_name(source->name, star.table.text)) continue;
    found = true;
    if (!is_all && context.names && source->table) {
      context.names->table_named(star.table, *source->table);
    }
    expand(binder, *source, is_all, out);
  }
  if (found) return ok();
  if (is_all) return fail(ErrorCode::Error, "no tables specified");
  return fail(ErrorCode::Error, "no such table: " + star.table.text);
}

Status add_expression(const Context& context, const sql::ResultColumn& column, ExprBinder& binder,
                      const Scope& scope, OutputColumn& out) {
  out.expr = TRY(binder.bind(*column.expr));
  const auto* ref = column.expr->as_if<sql::ColumnRef>();
  std::optional<FoundColumn> found;
  if (ref) found = TRY(binder.resolve(*ref));
  if (found) set_origin(*found, out);
  if (column.alias) {
    out.name = column.alias.text;
  } else if (found) {
    out.name = found->name();
  } else {
    out.name = std::string(column.span.in(context.sql));
  }
  (void)scope;
  return ok();
}

}  // namespace

Status bind_outputs(const Context& context, Scope& scope,
                    const std::vector<sql::ResultColumn>& columns, std::vector<OutputColumn>& out,
                    Outputs* written) {
  ExprBinder binder(context, scope);
  for (const sql::ResultColumn& column : columns) {
    const bool is_star = column.kind != sql::ResultColumnKind::Expr;
    if (is_star) {
      TRY(expand_star(context, column, binder, scope, out));
    } else {
      TRY(add_expression(context, column, binder, scope, out.emplace_back()));
    }
    if (written) written->resize(out.size(), is_star ? nullptr : &column);
  }
  return ok();
}

std::vector<std::string> subquery_columns(const Query& query, const std::vector<sql::Name>& names) {
  std::vector<std::string> out;
  if (!names.empty()) {
    for (const sql::Name& name : names) out.push_back(name.text);
    return out;
  }
  for (size_t i = 0; i < query.width(); ++i) {
    const std::string& base = query.outputs()[i].name;
    std::string name = base;
    for (int suffix = 1; std::find_if(out.begin(), out.end(),
                                      [&](const std::string& other) {
                                        return catalog::same_name(other, name);
                                      }) != out.end();
         ++suffix) {
      name = base + ":" + std::to_string(suffix);
    }
    out.push_back(std::move(name));
  }
  return out;
}

}  // namespace tern::bind
