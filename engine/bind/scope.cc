#include "engine/bind/scope.h"

#include "engine/expr/leaf.h"

namespace tern::bind {

namespace {

const OutputColumn* output_of(const FoundColumn& found) {
  const Source& source = *found.source;
  const Query* query = source.query ? source.query.get() : source.recursion;
  return query ? &query->outputs()[static_cast<size_t>(found.column)] : nullptr;
}

// A subquery that is no more than a selection of rows hands on a rowid as it is.
bool is_rowid_itself(const Source& source, const OutputColumn& output) {
  if (!output.expr->as_if<expr::Rowid>() || !source.query) return false;
  const Core& core = source.query->cores.front();
  return source.query->cores.size() == 1 && !core.is_aggregate && !core.distinct &&
         core.windows.empty() && core.group_by.empty() && !source.query->limit;
}

bool is_rowid_name(std::string_view name) {
  return catalog::same_name(name, "rowid") || catalog::same_name(name, "oid") ||
         catalog::same_name(name, "_rowid_");
}

bool qualifier_matches(const Source& source, const sql::ColumnRef& ref) {
  if (ref.schema && (!source.table || !catalog::same_name(ref.schema.text, "main"))) return false;
  return catalog::same_name(source.name, ref.table.text);
}

std::optional<size_t> column_of(const Source& source, std::string_view name) {
  for (size_t i = 0; i < source.column_count(); ++i) {
    if (catalog::same_name(source.column_name(i), name)) return i;
  }
  return std::nullopt;
}

bool hides(const Source& source, std::string_view name) {
  for (const std::string& hidden : source.using_columns) {
    if (catalog::same_name(hidden, name)) return true;
  }
  return false;
}

}  // namespace

uint32_t stored_index(const catalog::Table& table, uint16_t column) {
  if (!table.without_rowid) return column;
  const std::vector<catalog::IndexTerm>& terms = table.primary_index->terms;
  for (uint32_t i = 0; i < terms.size(); ++i) {
    if (terms[i].column == column) return i;
  }
  return column;
}

std::string_view FoundColumn::name() const {
  if (column == kRowid) return "rowid";
  return source->column_name(static_cast<size_t>(column));
}

std::string_view FoundColumn::declared_type() const {
  if (column == kRowid) return "INTEGER";
  if (source->table) return source->table->columns[static_cast<size_t>(column)].declared_type;
  return output_of(*this)->declared_type;
}

record::Affinity FoundColumn::affinity() const {
  if (column == kRowid) return record::Affinity::Integer;
  if (source->table) return source->table->columns[static_cast<size_t>(column)].affinity;
  const OutputColumn* output = output_of(*this);
  return output->expr ? output->expr->affinity() : record::Affinity::None;
}

const record::Collation* FoundColumn::collation() const {
  if (column == kRowid) return nullptr;
  if (source->table) return source->table->columns[static_cast<size_t>(column)].collation;
  const OutputColumn* output = output_of(*this);
  if (output->expr) {
    const record::Collation* own = output->expr->collation().collation;
    if (own || is_rowid_itself(*source, *output)) return own;
  }
  const Query* query = source->query ? source->query.get() : source->recursion;
  return query->cores.front().binary;  // as any column of a table without a COLLATE
}

std::optional<FoundColumn> find_in(const Scope& scope, const sql::ColumnRef& ref, int& matches) {
  std::optional<FoundColumn> found;
  int tables = 0;
  Source* rowid_source = nullptr;
  matches = 0;
  for (Source* source : scope.sources) {
    if (ref.table ? !qualifier_matches(*source, ref) : source->qualified_only) continue;
    ++tables;
    if (source->table && !source->table->without_rowid) rowid_source = source;
    const std::optional<size_t> column = column_of(*source, ref.column.text);
    if (!column) continue;
    // The left side of USING stands for both.
    if (found && !ref.table && hides(*source, ref.column.text)) continue;
    if (!found) found = FoundColumn{source, static_cast<int32_t>(*column)};
    ++matches;
  }
  if (!found && tables == 1 && rowid_source && is_rowid_name(ref.column.text)) {
    matches = 1;
    const catalog::Table& table = *rowid_source->table;
    if (table.rowid_alias && rowid_source->layout == RowLayout::Stored) {
      return FoundColumn{rowid_source, *table.rowid_alias};
    }
    return FoundColumn{rowid_source, FoundColumn::kRowid};
  }
  return found;
}

}  // namespace tern::bind
