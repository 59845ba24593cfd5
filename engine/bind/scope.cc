#include "engine/bind/scope.h"

#include <algorithm>

#include "engine/expr/leaf.h"

namespace tern::bind {

namespace {

const Query& query_of(const Source& source) {
  return source.query ? *source.query : *source.recursion;
}

/// What a column of a subquery compares like.
const expr::Expr& shown(const FoundColumn& found) {
  return query_of(*found.source).cores.front().shown(static_cast<size_t>(found.column));
}

// A subquery that is no more than a selection of rows hands on a rowid as it is.
bool is_rowid_itself(const Source& source, const expr::Expr& output) {
  if (!output.as_if<expr::Rowid>() || !source.query) return false;
  const Core& core = source.query->cores.front();
  return source.query->cores.size() == 1 && !core.is_aggregate && !core.distinct &&
         core.windows.empty() && core.group_by.empty() && !source.query->limit;
}

bool is_rowid_name(std::string_view name) {
  return catalog::same_name(name, "rowid") || catalog::same_name(name, "oid") ||
         catalog::same_name(name, "_rowid_");
}

bool qualifier_matches(const Source& source, const sql::ColumnRef& ref) {
  if (ref.schema && !source.has_schema) return false;
  if (ref.schema && !catalog::same_name(ref.schema.text, source.database())) return false;
  return catalog::same_name(source.name, ref.table.text);
}

std::optional<size_t> column_of(const Source& source, std::string_view name) {
  for (size_t i = 0; i < source.column_count(); ++i) {
    if (catalog::same_name(source.column_name(i), name)) return i;
  }
  return std::nullopt;
}

/// Looks a name up in one source after the other, from left to right.
class NameSearch {
 public:
  NameSearch(const sql::ColumnRef& ref, bool names_rowid) : ref_(ref), names_rowid_(names_rowid) {}

  void look_in(Source& source) {
    if (!source.nested.empty()) {
      if (look_inside(source) || !ref_.table) return;
    }
    if (ref_.table ? !qualifier_matches(source, ref_) : source.qualified_only) return;
    ++tables_;
    if (source.table && !source.table->without_rowid) rowid_source_ = &source;
    const std::optional<size_t> column = column_of(source, ref_.column.text);
    if (column) see(source, static_cast<int32_t>(*column));
  }

  std::optional<FoundColumn> result(int& matches) {
    matches = matches_;
    if (matches_ > 1 && !earlier_.empty() && static_cast<int>(earlier_.size()) == matches_ - 1) {
      matches = 1;
      found_->earlier = std::move(earlier_);
    }
    const bool may_be_rowid = tables_ == 1 && rowid_source_ && names_rowid_;
    if (found_ || !may_be_rowid || !is_rowid_name(ref_.column.text)) {
      return std::move(found_);
    }
    matches = 1;
    const catalog::Table& table = *rowid_source_->table;
    if (table.rowid_alias && rowid_source_->layout == RowLayout::Stored) {
      return FoundColumn{rowid_source_, *table.rowid_alias};
    }
    return FoundColumn{rowid_source_, FoundColumn::kRowid};
  }

 private:
  bool look_inside(Source& source) {
    bool is_hit = false;
    for (size_t i = 0; i < source.nested.size(); ++i) {
      const NestedColumn& column = source.nested[i];
      if (!is_of_table(column, ref_.schema, ref_.table)) continue;
      if (!catalog::same_name(column.name, ref_.column.text)) continue;
      if (!see(source, static_cast<int32_t>(i))) continue;
      tables_ = 2;
      is_hit = true;
      if (column.is_merged) break;
    }
    return is_hit;
  }

  /// false: an earlier source's column stands for this one.
  bool see(Source& source, int32_t column) {
    if (matches_ > 0) {
      if (!merges(source, ref_.column.text)) {
        earlier_.clear();
      } else if (source.join == sql::JoinKind::Right) {
        matches_ = 0;
        earlier_.clear();
      } else if (source.join == sql::JoinKind::Full) {
        earlier_.push_back(std::move(*found_));
      } else {
        return false;
      }
    }
    ++matches_;
    found_ = origin_of(source, column);
    return true;
  }

  const sql::ColumnRef& ref_;
  const bool names_rowid_;
  std::optional<FoundColumn> found_;
  std::vector<FoundColumn> earlier_;
  Source* rowid_source_ = nullptr;
  int tables_ = 0;
  int matches_ = 0;
};

}  // namespace

std::string_view FoundColumn::name() const {
  if (!label.empty()) return label;
  if (column == kRowid) {
    const bool has_alias = source->table && source->table->rowid_alias;
    return has_alias ? source->column_name(*source->table->rowid_alias) : "rowid";
  }
  return source->column_name(static_cast<size_t>(column));
}

std::string_view FoundColumn::declared_type() const {
  if (column == kRowid) return "INTEGER";
  const auto at = static_cast<size_t>(column);
  if (source->table) return source->table->columns[at].declared_type;
  if (source->recursion) return source->recursion->outputs()[at].declared_type;
  return source->query->cores.back().outputs[at].declared_type;  // as the reference
}

record::Affinity FoundColumn::affinity() const {
  if (column == kRowid) return record::Affinity::Integer;
  if (source->table) return source->table->columns[static_cast<size_t>(column)].affinity;
  return shown(*this).affinity();
}

bool FoundColumn::keeps_affinity() const {
  if (column == kRowid) return true;
  if (source->virtual_table) return source->virtual_table->keeps_affinities();
  if (!source->query) return true;
  return std::ranges::all_of(source->query->cores, [this](const Core& core) {
    const auto* const output = core.shown(static_cast<size_t>(column)).as_if<expr::Column>();
    return !output || output->keeps_affinity();
  });
}

const record::Collation* FoundColumn::collation() const {
  if (column == kRowid) return nullptr;
  if (source->table) return source->table->columns[static_cast<size_t>(column)].collation;
  const expr::Expr& output = shown(*this);
  const record::Collation* own = output.collation().collation;
  if (own || is_rowid_itself(*source, output)) return own;
  return query_of(*source).cores.front().binary;  // as any column of a table without a COLLATE
}

bool merges(const Source& source, std::string_view name) {
  return std::ranges::any_of(source.using_columns, [name](const std::string& merged) {
    return catalog::same_name(merged, name);
  });
}

bool is_of_table(const NestedColumn& column, const sql::Name& schema, const sql::Name& table) {
  if (schema && !catalog::same_name(column.schema, schema.text)) return false;
  return !table || catalog::same_name(column.table, table.text);
}

FoundColumn origin_of(Source& source, int32_t column) {
  if (source.nested.empty() || source.query) return {&source, column};
  const auto at = static_cast<size_t>(column);
  return {source.nested[at].origin, source.nested[at].origin_column, {}, source.column_names[at]};
}

bool names_cte(const CteScope* scope, const sql::QualifiedName& name) {
  if (name.schema) return false;
  for (; scope; scope = scope->outer) {
    for (const sql::CommonTable& table : scope->with->tables) {
      if (catalog::same_name(table.name.text, name.name.text)) return true;
    }
  }
  return false;
}

bool holds(const Scope& scope, const Source& source) {
  return std::ranges::any_of(scope.sources, [&source](const Source* own) {
    if (own == &source) return true;
    return std::ranges::any_of(
        own->nested, [&source](const NestedColumn& column) { return column.origin == &source; });
  });
}

std::optional<FoundColumn> find_in(const Scope& scope, const sql::ColumnRef& ref, int& matches) {
  NameSearch search(ref, scope.names_rowid);
  for (Source* source : scope.sources) search.look_in(*source);
  return search.result(matches);
}

}  // namespace tern::bind
