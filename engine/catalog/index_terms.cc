#include "engine/catalog/index_terms.h"

#include <algorithm>
#include <charconv>

namespace tern::catalog {
namespace {

bool has_term(const Index& index, const IndexTerm& term) {
  return std::ranges::any_of(index.terms, [&](const IndexTerm& other) {
    return other.column == term.column && other.collation == term.collation;
  });
}

/// The column name that an indexed expression is, if it is just a name; 'quoted' names count.
const std::string* plain_name(const sql::Expr& expr, uint32_t& offset) {
  if (const auto* column = expr.as_if<sql::ColumnRef>(); column && !column->table) {
    offset = column->column.offset;
    return &column->column.text;
  }
  if (const auto* literal = expr.as_if<sql::Literal>();
      literal && literal->literal == sql::LiteralKind::Text) {
    offset = literal->offset;
    return &literal->text;
  }
  return nullptr;
}

/// The N of "sqlite_autoindex_table_N".
int automatic_number(const Index& index) {
  const size_t at = index.name.rfind('_') + 1;
  int out = 0;
  std::from_chars(index.name.data() + at, index.name.data() + index.name.size(), out);
  return out;
}

bool comes_before_primary(const Index& index, const Index& primary) {
  const bool replaces = primary.on_conflict == sql::Conflict::Replace;
  if ((index.on_conflict == sql::Conflict::Replace) != replaces) return replaces;
  return index.origin == IndexOrigin::Create || automatic_number(index) > automatic_number(primary);
}

}  // namespace

const record::Collation* FileTraits::find_collation(std::string_view name) const {
  return collations ? collations->find(name, text_encoding)
                    : record::find_collation(name, text_encoding);
}

Result<const record::Collation*> FileTraits::known_collation(std::string_view name) const {
  if (const record::Collation* collation = find_collation(name)) return collation;
  return fail(ErrorCode::Error, "no such collation sequence: " + std::string(name));
}

Result<const record::Collation*> stored_collation(const FileTraits& traits, std::string_view name) {
  if (!traits.collations) return traits.known_collation(name);
  return &traits.collations->stored(name, traits.text_encoding);
}

Status check_collations(const Index& index) {
  for (size_t i = 0; i < index.declared_terms; ++i) {
    (void)TRY(index.table->traits.known_collation(index.terms[i].collation->name()));
  }
  return ok();
}

Status check_collations(const Table& table) {
  for (const Column& column : table.columns) {
    (void)TRY(table.traits.known_collation(column.collation->name()));
  }
  for (const auto& index : table.indexes) TRY(check_collations(*index));
  return ok();
}

Result<IndexTerm> resolve_term(const Table& table, const sql::IndexedColumn& column) {
  IndexTerm term;
  term.collation = &record::binary_collation(table.traits.text_encoding);
  term.descending =
      column.order == sql::SortOrder::Descending && table.traits.has_descending_indexes;
  const sql::Expr* expr = column.expr.get();
  const record::Collation* explicit_collation = nullptr;
  std::string_view explicit_text;
  while (const auto* collate = expr->as_if<sql::Collate>()) {
    // The outermost COLLATE wins.
    const record::Collation* named = TRY(stored_collation(table.traits, collate->collation.text));
    if (!explicit_collation) explicit_text = collate->collation.text;
    if (!explicit_collation) explicit_collation = named;
    expr = collate->operand.get();
  }
  uint32_t offset = 0;
  if (const std::string* name = plain_name(*expr, offset)) {
    const auto place = table.find_column(*name);
    if (!place) {
      return std::unexpected(Error(ErrorCode::Error, "no such column: " + *name).at(offset));
    }
    term.column = *place;
    term.collation = table.columns[*place].collation;
    term.collation_text = table.columns[*place].collation_text;
  } else {
    term.column = IndexTerm::kExpression;
    term.expr = column.expr.get();
  }
  if (explicit_collation) {
    term.collation = explicit_collation;
    term.collation_text = explicit_text;
  }
  return term;
}

void remove_repeated_terms(Index& index) {
  std::vector<IndexTerm> kept;
  for (const IndexTerm& term : index.terms) {
    const bool seen = std::ranges::find(kept, term.column, &IndexTerm::column) != kept.end();
    if (!seen) kept.push_back(term);
  }
  index.terms = std::move(kept);
  index.declared_terms = static_cast<uint16_t>(index.terms.size());
}

void complete_terms(const Table& table, Index& index) {
  if (&index == table.primary_index.get()) {
    for (const IndexTerm& term : index.terms) {
      index.key_columns.push_back({term.collation, term.descending});
    }
    for (size_t i = 0; i < table.columns.size(); ++i) {
      const auto place = static_cast<int32_t>(i);
      if (std::ranges::find(index.terms, place, &IndexTerm::column) != index.terms.end()) continue;
      if (table.columns[i].is_virtual()) continue;
      index.terms.push_back(
          {.column = place, .collation = table.columns[i].collation, .collation_text = {}});
    }
    return;
  }
  if (table.primary_index) {
    for (size_t i = 0; i < table.primary_index->declared_terms; ++i) {
      IndexTerm key = table.primary_index->terms[i];
      // As the reference stores them: appended to what CREATE INDEX declared they keep the order of
      // the key, appended to what a constraint declared they ascend.
      if (index.origin != IndexOrigin::Create) key.descending = false;
      if (!has_term(index, key)) index.terms.push_back(key);
    }
  } else {
    index.terms.push_back({.column = IndexTerm::kRowid, .collation_text = {}});
  }
  for (const IndexTerm& term : index.terms) {
    index.key_columns.push_back({term.collation, term.descending});
  }
}

void order_indexes(Table& table) {
  std::vector<std::unique_ptr<Index>> ordered;
  for (const bool replaces : {false, true}) {
    for (auto& index : table.indexes) {
      const bool is_last = index && index->on_conflict == sql::Conflict::Replace;
      if (index && is_last == replaces) ordered.push_back(std::move(index));
    }
  }
  table.indexes = std::move(ordered);
  if (!table.primary_index) return;
  table.primary_place =
      static_cast<size_t>(std::ranges::count_if(table.indexes, [&](const auto& index) {
        return comes_before_primary(*index, *table.primary_index);
      }));
}

}  // namespace tern::catalog
