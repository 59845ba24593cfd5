// From the syntax tree of CREATE TABLE to a Table: columns, keys, automatic indexes, foreign keys.
// Constraints are taken in the order written, because the numbers in the names of automatic indexes
// follow it. Source: SQLite documentation, "CREATE TABLE", "WITHOUT ROWID", "STRICT Tables".

#include <algorithm>
#include <array>

#include "engine/catalog/index_terms.h"
#include "engine/catalog/schema.h"

namespace tern::catalog {
namespace {

using sql::ColumnConstraintKind;
using sql::TableConstraintKind;

bool is_quote(char c) { return std::string_view("'\"`[").find(c) != std::string_view::npos; }

/// What stands in the quotes that `text` begins with. What follows them is lost, as in the
/// reference.
std::string first_quoted(std::string_view text) {
  const char quote = text.front() == '[' ? ']' : text.front();
  std::string out;
  for (size_t i = 1; i < text.size(); ++i) {
    if (text[i] == quote && (++i == text.size() || text[i] != quote)) break;
    out += text[i];
  }
  return out;
}

/// What a column's type is called that is written as `text`: without quotes around it, and the
/// types that every schema has in their own spelling.
std::string shown_type(std::string_view text) {
  static constexpr std::array<std::string_view, 6> kTypes = {"ANY",     "BLOB", "INT",
                                                             "INTEGER", "REAL", "TEXT"};
  const bool is_quoted = text.size() > 2 && is_quote(text.front());
  std::string_view inside = text;
  if (is_quoted) inside = text.substr(1, text.size() - 2);
  for (const std::string_view type : kTypes) {
    if (same_name(type, inside)) return std::string(type);
  }
  return is_quoted ? first_quoted(text) : std::string(text);
}

class TableDescription {
 public:
  TableDescription(const sql::CreateTableStatement& tree, std::string_view sql, Table& table)
      : tree_(tree), sql_(sql), table_(table) {}

  Status run() {
    table_.without_rowid = tree_.without_rowid;
    table_.strict = tree_.strict;
    table_.columns.reserve(tree_.columns.size());
    for (const sql::ColumnDef& def : tree_.columns) TRY(add_column(def));
    for (size_t i = 0; i < tree_.columns.size(); ++i) TRY(column_constraints(i));
    for (const sql::TableConstraint& constraint : tree_.constraints) {
      TRY(table_constraint(constraint));
    }
    std::ranges::reverse(table_.foreign_keys);
    for (size_t i = 0; i < table_.foreign_keys.size(); ++i) {
      table_.foreign_keys[i].id = static_cast<int32_t>(i);
    }
    TRY(check_autoincrement());
    if (table_.without_rowid) TRY(become_without_rowid());
    if (std::ranges::all_of(table_.columns, &Column::generated)) {
      return fail(ErrorCode::Error, "must have at least one non-generated column");
    }
    if (table_.strict) require_not_null_keys();
    complete_indexes();
    return {};
  }

 private:
  Status add_column(const sql::ColumnDef& def) {
    if (table_.find_column(def.name.text)) {
      return fail(ErrorCode::Error, "duplicate column name: " + def.name.text);
    }
    Column& column = table_.columns.emplace_back();
    column.name = def.name.text;
    column.declared_type = shown_type(def.type_name);
    column.affinity = record::affinity_of_type(column.declared_type);
    if (table_.strict) TRY(check_strict_type(column));
    return {};
  }

  Status check_strict_type(Column& column) {
    if (column.declared_type.empty()) {
      return fail(ErrorCode::Error, "missing datatype for " + table_.name + "." + column.name);
    }
    static constexpr std::array<std::string_view, 6> kTypes = {"INT",  "INTEGER", "REAL",
                                                               "TEXT", "BLOB",    "ANY"};
    for (const std::string_view type : kTypes) {
      if (!same_name(type, column.declared_type)) continue;
      if (type == "ANY") column.affinity = record::Affinity::Blob;
      return {};
    }
    return fail(ErrorCode::Error, "unknown datatype for " + table_.name + "." + column.name +
                                      ": \"" + column.declared_type + "\"");
  }

  Status column_constraints(size_t place) {
    table_.columns[place].collation = &record::binary_collation(table_.traits.text_encoding);
    // COLLATE counts for the keys of the same column, wherever it is written.
    for (const sql::ColumnConstraint& constraint : tree_.columns[place].constraints) {
      if (constraint.kind != ColumnConstraintKind::Collate) continue;
      table_.columns[place].collation =
          TRY(stored_collation(table_.traits, constraint.collation.text));
      table_.columns[place].collation_text = constraint.collation.text;
    }
    for (const sql::ColumnConstraint& constraint : tree_.columns[place].constraints) {
      TRY(column_constraint(static_cast<uint16_t>(place), constraint));
    }
    return {};
  }

  Status column_constraint(uint16_t place, const sql::ColumnConstraint& constraint) {
    Column& column = table_.columns[place];
    switch (constraint.kind) {
      case ColumnConstraintKind::PrimaryKey:
        return primary_key({term_of(place, constraint.order)}, constraint.on_conflict,
                           constraint.autoincrement,
                           constraint.order == sql::SortOrder::Descending);
      case ColumnConstraintKind::Unique:
        return unique_index({term_of(place, constraint.order)}, constraint.on_conflict,
                            IndexOrigin::Unique);
      case ColumnConstraintKind::NotNull:
        column.not_null = true;
        column.not_null_conflict = constraint.on_conflict;
        return {};
      case ColumnConstraintKind::Check:
        add_check(constraint.name, constraint.expr.get(), constraint.expr_span);
        return {};
      case ColumnConstraintKind::Default:
        if (column.generated) {
          return fail(ErrorCode::Error, "cannot use DEFAULT on a generated column");
        }
        column.default_value = constraint.expr.get();
        column.default_text = constraint.expr_span.in(sql_);
        return {};
      case ColumnConstraintKind::References:
        return column_reference(place, constraint.references);
      case ColumnConstraintKind::Generated:
        return generated(column, constraint);
      case ColumnConstraintKind::Null:
      case ColumnConstraintKind::Collate:
        return {};
    }
    return {};
  }

  Status generated(Column& column, const sql::ColumnConstraint& constraint) {
    if (column.default_value || column.generated) {
      return fail(ErrorCode::Error, "error in generated column \"" + column.name + "\"");
    }
    if (column.primary_key_position != 0) return generated_key();
    column.generated = constraint.expr.get();
    column.generated_stored = constraint.stored;
    table_.has_generated = true;
    return {};
  }

  static Status generated_key() {
    return fail(ErrorCode::Error, "generated columns cannot be part of the PRIMARY KEY");
  }

  Status table_constraint(const sql::TableConstraint& constraint) {
    switch (constraint.kind) {
      case TableConstraintKind::PrimaryKey: {
        std::vector<IndexTerm> terms = TRY(constraint_terms(constraint));
        return primary_key(std::move(terms), constraint.on_conflict, constraint.autoincrement,
                           false);
      }
      case TableConstraintKind::Unique: {
        std::vector<IndexTerm> terms = TRY(constraint_terms(constraint));
        return unique_index(std::move(terms), constraint.on_conflict, IndexOrigin::Unique);
      }
      case TableConstraintKind::Check:
        add_check(constraint.name, constraint.expr.get(), constraint.expr_span);
        return {};
      case TableConstraintKind::ForeignKey:
        return table_reference(constraint);
    }
    return {};
  }

  IndexTerm term_of(uint16_t place, sql::SortOrder order) const {
    return {
        .column = place,
        .collation = table_.columns[place].collation,
        .collation_text = table_.columns[place].collation_text,
        .descending = order == sql::SortOrder::Descending && table_.traits.has_descending_indexes};
  }

  Result<std::vector<IndexTerm>> constraint_terms(const sql::TableConstraint& constraint) {
    std::vector<IndexTerm> terms;
    for (const sql::IndexedColumn& column : constraint.columns) {
      IndexTerm term = TRY(resolve_term(table_, column));
      if (term.column == IndexTerm::kExpression) {
        return fail(ErrorCode::Error,
                    "expressions prohibited in PRIMARY KEY and UNIQUE constraints");
      }
      terms.push_back(term);
    }
    return terms;
  }

  Status primary_key(std::vector<IndexTerm> terms, sql::Conflict on_conflict, bool autoincrement,
                     bool descending_column_constraint) {
    if (!table_.primary_key.empty()) {
      return fail(ErrorCode::Error, "table \"" + table_.name + "\" has more than one primary key");
    }
    for (const IndexTerm& term : terms) {
      const auto place = static_cast<uint16_t>(term.column);
      if (table_.columns[place].generated) return generated_key();
      if (std::ranges::find(table_.primary_key, place) != table_.primary_key.end()) continue;
      table_.primary_key.push_back(place);
      table_.columns[place].primary_key_position = static_cast<uint16_t>(table_.primary_key.size());
    }
    table_.autoincrement = autoincrement;
    table_.primary_key_conflict = on_conflict;
    // An INTEGER PRIMARY KEY is the rowid itself; a column constraint with DESC is, by an old
    // accident of SQLite's that files depend on, an ordinary key.
    const bool alias = terms.size() == 1 && !descending_column_constraint &&
                       same_name(table_.columns[table_.primary_key[0]].declared_type, "INTEGER");
    if (alias) {
      table_.rowid_alias = table_.primary_key[0];
      alias_descends_ = terms[0].descending;
      return {};
    }
    return unique_index(std::move(terms), on_conflict, IndexOrigin::PrimaryKey);
  }

  Status check_autoincrement() const {
    if (!table_.autoincrement) return {};
    if (!table_.rowid_alias) {
      return fail(ErrorCode::Error, "AUTOINCREMENT is only allowed on an INTEGER PRIMARY KEY");
    }
    if (table_.without_rowid) {
      return fail(ErrorCode::Error, "AUTOINCREMENT not allowed on WITHOUT ROWID tables");
    }
    return {};
  }

  /// A second constraint over the same columns and collations shares the first one's index.
  Status unique_index(std::vector<IndexTerm> terms, sql::Conflict on_conflict, IndexOrigin origin) {
    for (const auto& index : table_.indexes) {
      const bool same = std::ranges::equal(index->terms, terms, [](const auto& a, const auto& b) {
        return a.column == b.column && a.collation == b.collation;
      });
      if (!same) continue;
      if (index->on_conflict != on_conflict) {
        if (index->on_conflict != sql::Conflict::Unspecified &&
            on_conflict != sql::Conflict::Unspecified) {
          return fail(ErrorCode::Error, "conflicting ON CONFLICT clauses specified");
        }
        if (index->on_conflict == sql::Conflict::Unspecified) index->on_conflict = on_conflict;
      }
      if (origin == IndexOrigin::PrimaryKey) index->origin = origin;
      return {};
    }
    auto index = std::make_unique<Index>();
    index->table = &table_;
    index->name =
        "sqlite_autoindex_" + table_.name + "_" + std::to_string(table_.indexes.size() + 1);
    index->unique = true;
    index->origin = origin;
    index->on_conflict = on_conflict;
    index->declared_terms = static_cast<uint16_t>(terms.size());
    index->terms = std::move(terms);
    table_.indexes.insert(table_.indexes.begin(), std::move(index));
    return {};
  }

  void add_check(const sql::Name& name, const sql::Expr* expr, sql::SourceSpan span) {
    table_.checks.push_back({name.text, std::string(span.in(sql_)), expr});
  }

  ForeignKey reference(const sql::ForeignKeyClause& clause) const {
    ForeignKey key;
    key.parent_table = clause.parent.text;
    for (const sql::Name& column : clause.columns) key.parent_columns.push_back(column.text);
    key.on_delete = clause.on_delete;
    key.on_update = clause.on_update;
    key.initially_deferred = clause.deferrable && clause.initially_deferred;
    return key;
  }

  Status column_reference(uint16_t place, const sql::ForeignKeyClause& clause) {
    if (clause.columns.size() > 1) {
      return fail(ErrorCode::Error, "foreign key on " + table_.columns[place].name +
                                        " should reference only one column of table " +
                                        clause.parent.text);
    }
    ForeignKey key = reference(clause);
    key.child_columns.push_back(place);
    table_.foreign_keys.push_back(std::move(key));
    return {};
  }

  Status table_reference(const sql::TableConstraint& constraint) {
    const sql::ForeignKeyClause& clause = constraint.references;
    if (!clause.columns.empty() && clause.columns.size() != constraint.child_columns.size()) {
      return fail(ErrorCode::Error,
                  "number of columns in foreign key does not match the number of columns in the "
                  "referenced table");
    }
    ForeignKey key = reference(clause);
    for (const sql::Name& column : constraint.child_columns) {
      const auto place = table_.find_column(column.text);
      if (!place) {
        return fail(ErrorCode::Error,
                    "unknown column \"" + column.text + "\" in foreign key definition");
      }
      key.child_columns.push_back(*place);
    }
    table_.foreign_keys.push_back(std::move(key));
    return {};
  }

  Status become_without_rowid() {
    if (table_.primary_key.empty()) {
      return fail(ErrorCode::Error, "PRIMARY KEY missing on table " + table_.name);
    }
    if (table_.rowid_alias) {
      const uint16_t place = *table_.rowid_alias;
      table_.rowid_alias.reset();
      const auto order = alias_descends_ ? sql::SortOrder::Descending : sql::SortOrder::Ascending;
      TRY(unique_index({term_of(place, order)}, table_.primary_key_conflict,
                       IndexOrigin::PrimaryKey));
    }
    require_not_null_keys();
    const auto primary = std::ranges::find(table_.indexes, IndexOrigin::PrimaryKey,
                                           [](const auto& index) { return index->origin; });
    ASSERT(primary != table_.indexes.end());
    table_.primary_index = std::move(*primary);
    table_.indexes.erase(primary);
    remove_repeated_terms(*table_.primary_index);
    return {};
  }

  void require_not_null_keys() {
    for (const uint16_t place : table_.primary_key) {
      Column& column = table_.columns[place];
      if (column.not_null || table_.rowid_alias == place) continue;
      column.not_null = true;
      column.not_null_conflict = sql::Conflict::Unspecified;
    }
  }

  void complete_indexes() {
    if (table_.primary_index) complete_terms(table_, *table_.primary_index);
    for (const auto& index : table_.indexes) complete_terms(table_, *index);
    order_indexes(table_);
  }

  const sql::CreateTableStatement& tree_;
  bool alias_descends_ = false;  // counts only if there is no rowid after all
  std::string_view sql_;
  Table& table_;
};

}  // namespace

Result<std::unique_ptr<Table>> describe_table(std::unique_ptr<sql::Statement> tree, std::string sql,
                                              FileTraits traits) {
  auto table = std::make_unique<Table>();
  table->traits = traits;
  const auto& statement = tree->as<sql::CreateTableStatement>();
  table->name = statement.name.name.text;
  table->is_system = table->name.size() >= 7 && same_name(table->name.substr(0, 7), "sqlite_");
  table->sql = std::move(sql);
  table->tree = std::move(tree);
  TRY(TableDescription(statement, table->sql, *table).run());
  return table;
}

}  // namespace tern::catalog
