#include <algorithm>
#include <string>

#include "engine/bind/read_access.h"
#include "engine/bind/select_binder.h"
#include "engine/catalog/told_name.h"

// Result columns: stars and names.

namespace tern::bind {

namespace {

std::string_view name_of_origin(const catalog::Table& table, int32_t column) {
  if (column != FoundColumn::kRowid) return table.columns[static_cast<size_t>(column)].name;
  return table.rowid_alias ? std::string_view(table.columns[*table.rowid_alias].name) : "rowid";
}

}  // namespace

void set_origin(const FoundColumn& found, OutputColumn& out) {
  if (!found.earlier.empty()) return;  // computed
  const Source& source = *found.source;
  out.source = &source;
  out.declared_type = found.declared_type();
  const auto at = static_cast<size_t>(found.column);
  if (source.table) {
    out.database = catalog::told_database(*source.table);
    out.table = catalog::told_name(*source.table);
    out.column = name_of_origin(*source.table, found.column);
  } else if (source.query) {
    set_origin(source.query->cores.back().outputs[at], out);
  } else {
    out.table = source.recursion_name;
    out.column = source.column_name(at);
  }
}

void set_origin(const OutputColumn& inner, OutputColumn& out) {
  out.declared_type = inner.declared_type;
  out.database = inner.database;
  out.table = inner.table;
  out.column = inner.column;
}

namespace {

/// Turns stars into columns.
class StarExpansion {
 public:
  StarExpansion(const Context& context, Scope& scope, const sql::ResultColumn& star,
                OutputColumns& out)
      : context_(context), scope_(scope), binder_(context, scope), star_(star), out_(out) {}

  Status run() {
    for (size_t at = 0; at < scope_.sources.size(); ++at) TRY(expand(at));
    if (has_found_) return ok();
    if (is_all()) return fail(ErrorCode::Error, "no tables specified");
    return fail(ErrorCode::Error, "no such table: " + star_.table.text);
  }

 private:
  bool is_all() const { return star_.kind == sql::ResultColumnKind::Star; }

  Status expand(size_t at) {
    Source& source = *scope_.sources[at];
    if (source.qualified_only) return ok();
    if (source.nested.empty() && !is_all() && !catalog::same_name(source.name, star_.table.text)) {
      return ok();
    }
    if (!is_all() && context_.names && source.table) {
      context_.names->table_named(star_.table, *source.table);
    }
    for (size_t i = 0; i < source.column_count(); ++i) {
      const bool is_wanted = wants(source, i);
      has_found_ |= is_wanted;
      if (is_wanted && !(at > 0 && is_all() && merges(source, source.column_name(i)))) {
        TRY(add(at, i));
      }
    }
    return ok();
  }

  bool wants(const Source& source, size_t column) const {
    if (source.is_hidden(column)) return false;
    if (source.nested.empty()) return true;
    const NestedColumn& inside = source.nested[column];
    return is_all() ? !inside.star_skips : is_of_table(inside, {}, star_.table);
  }

  Status add(size_t at, size_t column) {
    Source& source = *scope_.sources[at];
    const std::string name(source.column_name(column));
    FoundColumn found = origin_of(source, static_cast<int32_t>(column));
    // What a RIGHT JOIN may make NULL is shown as the merged column.
    if (source.is_left_of_right && is_merged_behind(at, name)) {
      sql::ColumnRef ref;
      ref.column.text = name;
      ref.column.present = true;
      found = *TRY(binder_.resolve(ref));
    } else {
      TRY(check_unique(at, name));
    }
    const bool is_readable = TRY(may_read(context_.access, found));
    OutputColumn& out = out_.emplace_back();
    out.name = name;
    if (!is_readable) {
      out.expr = binder_.null();
      return ok();
    }
    out.expr = TRY(binder_.column(found));
    set_origin(found, out);
    return ok();
  }

  /// Two tables of one name: neither's columns can be told.
  Status check_unique(size_t at, const std::string& name) const {
    const Source& source = *scope_.sources[at];
    for (size_t i = 0; i < scope_.sources.size(); ++i) {
      const Source& other = *scope_.sources[i];
      if (i == at || !other.nested.empty() || other.qualified_only) continue;
      if (!source.nested.empty() || !catalog::same_name(other.name, source.name)) continue;
      if (merges(*scope_.sources[std::max(i, at)], name)) continue;
      for (size_t column = 0; column < other.column_count(); ++column) {
        if (!catalog::same_name(other.column_name(column), name)) continue;
        std::string text = "ambiguous column name: ";
        text.append(source.database()).append(".").append(source.name).append(".").append(name);
        return fail(ErrorCode::Error, std::move(text));
      }
    }
    return ok();
  }

  bool is_merged_behind(size_t at, std::string_view name) const {
    for (size_t i = at + 1; i < scope_.sources.size(); ++i) {
      if (merges(*scope_.sources[i], name)) return true;
    }
    return false;
  }

  const Context& context_;
  Scope& scope_;
  ExprBinder binder_;
  const sql::ResultColumn& star_;
  OutputColumns& out_;
  bool has_found_ = false;
};

/// What COLLATE, likely() and the like stand around.
const sql::Expr& without_marks(const sql::Expr& expr) {
  if (const auto* collate = expr.as_if<sql::Collate>()) return without_marks(*collate->operand);
  const auto* call = expr.as_if<sql::Function>();
  if (!call || call->arguments.empty()) return expr;
  for (const std::string_view name : {"likely", "unlikely", "likelihood"}) {
    if (catalog::same_name(call->name.text, name)) return without_marks(*call->arguments.front());
  }
  return expr;
}

Status add_expression(const Context& context, const sql::ResultColumn& column, ExprBinder& binder,
                      OutputColumn& out) {
  const auto* ref = column.expr->as_if<sql::ColumnRef>();
  const auto* subquery = column.expr->as_if<sql::Subquery>();
  std::optional<FoundColumn> found;
  if (ref) {
    out.expr = TRY(binder.bind_column(*ref, found));
  } else if (subquery) {
    out.expr = TRY(binder.bind_subquery(*subquery, out));
  } else {
    out.expr = TRY(binder.bind(*column.expr));
  }
  if (found) set_origin(*found, out);
  if (column.alias) {
    out.name = column.alias.text;
  } else if (found && found->earlier.empty()) {
    out.name = found->name();
  } else {
    out.name = std::string(column.span.in(context.sql));
    const auto* inner = without_marks(*column.expr).as_if<sql::ColumnRef>();
    if (inner && inner != ref) found = TRY(binder.resolve(*inner));
    if (inner && found && found->earlier.empty()) out.inner_name = found->name();
  }
  return ok();
}

}  // namespace

Status bind_outputs(const Context& context, Scope& scope, const sql::ResultColumns& columns,
                    OutputColumns& out, Outputs* written) {
  ExprBinder binder(context, scope);
  out.reserve(columns.size());
  for (const sql::ResultColumn& column : columns) {
    const bool is_star = column.kind != sql::ResultColumnKind::Expr;
    const size_t before = out.size();
    if (is_star) {
      TRY(StarExpansion(context, scope, column, out).run());
    } else {
      TRY(add_expression(context, column, binder, out.emplace_back()));
    }
    for (size_t i = before; i < out.size(); ++i) {
      out[i].written = &column;
      if (written) written->push_back(is_star ? nullptr : &column);
    }
  }
  return context.check_columns(out.size(), "columns in result set");
}

std::string unique_name(const std::string& wanted, const std::vector<std::string>& taken) {
  const auto is_taken = [&taken](const std::string& name) {
    return std::ranges::any_of(
        taken, [&name](const std::string& other) { return catalog::same_name(other, name); });
  };
  std::string name = wanted;
  for (int number = 1; is_taken(name); ++number) {
    // A number that an earlier name clash has left behind gives way.
    size_t end = name.size();
    while (end > 1 && name[end - 1] >= '0' && name[end - 1] <= '9') --end;
    if (end > 1 && name[end - 1] == ':') name.resize(end - 1);
    name += ':';
    name += std::to_string(number);
  }
  return name;
}

namespace {

/// What a column of a subquery is called: it is named before anybody knows what its names mean.
std::string written_name(const OutputColumn& output) {
  const sql::ResultColumn* const written = output.written;
  if (!written || written->kind != sql::ResultColumnKind::Expr || written->alias) {
    return output.column_name();
  }
  const sql::Expr* expr = written->expr.get();
  while (const auto* collate = expr->as_if<sql::Collate>()) expr = collate->operand.get();
  const auto* ref = expr->as_if<sql::ColumnRef>();
  return ref ? ref->column.text : output.name;
}

template <class NameOf>
std::vector<std::string> columns_of(const Query& query, const std::vector<sql::Name>& names,
                                    const NameOf& name_of) {
  std::vector<std::string> out;
  if (!names.empty()) {
    for (const sql::Name& name : names) out.push_back(name.text);
    return out;
  }
  for (size_t i = 0; i < query.width(); ++i) {
    out.push_back(unique_name(name_of(query.outputs()[i]), out));
  }
  return out;
}

}  // namespace

std::vector<std::string> subquery_columns(const Query& query, const std::vector<sql::Name>& names) {
  return columns_of(query, names, written_name);
}

std::vector<std::string> view_columns(const Query& query, const std::vector<sql::Name>& names) {
  return columns_of(query, names, [](const OutputColumn& each) { return each.column_name(); });
}

}  // namespace tern::bind
