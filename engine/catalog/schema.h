#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/ids.h"
#include "engine/base/result.h"
#include "engine/btree/tree_store.h"
#include "engine/catalog/log_estimate.h"
#include "engine/catalog/names.h"
#include "engine/catalog/object_rows.h"
#include "engine/catalog/sampler.h"
#include "engine/record/affinity.h"
#include "engine/record/collations.h"
#include "engine/record/record.h"
#include "engine/sql/ast.h"

// Schema objects as the layers above use them: names resolved, defaults filled in, the syntax tree
// of each CREATE statement kept beside for what is compiled later (defaults, checks, index
// expressions).

namespace tern::catalog {

/// What the schema is to be read by: what the header of the file says, and whose it is.
struct FileTraits {
  TextEncoding text_encoding = TextEncoding::Utf8;
  bool has_descending_indexes = true;        // schema format 4; in older ones DESC has no effect
  record::Collations* collations = nullptr;  // of the connection; null: the built-in ones

  /// Null: nobody has defined one of that name.
  const record::Collation* find_collation(std::string_view name) const;
  /// Errors: Error "no such collation sequence: x".
  Result<const record::Collation*> known_collation(std::string_view name) const;

  bool operator==(const FileTraits&) const = default;
};

/// The name of the table that describes the others, in the temporary database and in others.
constexpr std::string_view schema_table_name(bool is_temporary) {
  return is_temporary ? "sqlite_temp_schema" : "sqlite_schema";
}
/// Is `name` one of its names in the temporary database alone, or in others?
bool is_schema_table_name(std::string_view name, bool is_temporary);

struct Column {
  std::string name;
  std::string declared_type;  // "" if none
  record::Affinity affinity{};
  const record::Collation* collation = &record::binary_collation();
  std::string_view
      collation_text;  // its name as it is written; in the table's tree; "" if it is not
  bool not_null = false;
  sql::Conflict not_null_conflict = sql::Conflict::Unspecified;
  const sql::Expr* default_value = nullptr;  // in the table's tree; null: DEFAULT NULL
  std::string default_text;                  // as PRAGMA table_info shows it; "" if none
  const sql::Expr* generated = nullptr;      // GENERATED ALWAYS AS (expr)
  bool generated_stored = false;             // its value is in the record; else it is computed
  bool hidden = false;                       // of a virtual table: not among the columns of `*`
  uint16_t primary_key_position = 0;         // 1-based place in the primary key; 0: not part of it

  std::string_view collation_name() const {
    return collation_text.empty() ? collation->name() : collation_text;
  }
  /// Is it computed from the others when it is read?
  bool is_virtual() const { return generated && !generated_stored; }
};

struct Check {
  std::string name;  // CONSTRAINT name, or ""
  std::string text;  // of the expression, for the error message
  const sql::Expr* expr = nullptr;
};

struct ForeignKey {
  int32_t id = 0;  // as PRAGMA foreign_key_list numbers them
  std::string parent_table;
  std::vector<uint16_t> child_columns;
  std::vector<std::string> parent_columns;  // empty: the parent's primary key
  sql::ForeignKeyAction on_delete{};
  sql::ForeignKeyAction on_update{};
  bool initially_deferred = false;
};

class Schema;
struct Table;
struct Trigger;

/// One term of an index: a column of the table, the rowid, or an expression.
struct IndexTerm {
  static constexpr int32_t kRowid = -1;
  static constexpr int32_t kExpression = -2;
  int32_t column = 0;  // >= 0: place in the table
  const sql::Expr* expr = nullptr;
  const record::Collation* collation = &record::binary_collation();
  std::string_view collation_text;  // as Column's; in the tree of the index or table
  bool descending = false;

  std::string_view collation_name() const {
    return collation_text.empty() ? collation->name() : collation_text;
  }
};

enum class IndexOrigin : uint8_t { Create, Unique, PrimaryKey };

struct Index {
  std::string name;
  const Table* table = nullptr;
  PageNo root;
  IndexOrigin origin = IndexOrigin::Create;
  bool unique = false;
  sql::Conflict on_conflict = sql::Conflict::Unspecified;  // UNIQUE ... ON CONFLICT
  /// The key as stored: the declared terms, then the rowid (rowid tables) or those primary key
  /// columns that are not among them yet (WITHOUT ROWID). For the primary key of a WITHOUT ROWID
  /// table: the primary key columns, then all others that are stored (it is the table).
  std::vector<IndexTerm> terms;
  std::vector<record::KeyColumn>
      key_columns;                   // order of `terms`; those that take part in the order
  uint16_t declared_terms = 0;       // how many of `terms` were declared
  const sql::Expr* where = nullptr;  // partial index
  /// Entries in all, then rows that share the first 1, 2, ... columns of the key.
  std::vector<LogEstimate> estimates;
  LogEstimate entry_width = 0;           // bytes
  bool has_statistics = false;           // the estimates come from ANALYZE
  bool is_unordered = false;             // sqlite_stat1 says: for equality only
  bool no_skip_scan = false;             // sqlite_stat1 says so
  std::string sql;                       // "" for automatic ones
  std::unique_ptr<sql::Statement> tree;  // CREATE INDEX; null for automatic ones
};

struct Table {
  std::string name;
  const Schema* schema = nullptr;  // the newest that it is part of; null: it was only described
  PageNo root;
  std::vector<Column> columns;
  bool without_rowid = false;
  bool strict = false;
  bool autoincrement = false;
  bool has_generated = false;    // columns
  bool is_system = false;        // sqlite_schema, sqlite_sequence, sqlite_stat*
  FileTraits traits;             // of its database
  LogEstimate row_estimate = 0;  // how many rows
  LogEstimate row_width = 0;     // bytes
  bool has_statistics = false;   // row_estimate comes from ANALYZE
  int64_t ordinal = 0;           // rowid in sqlite_schema
  /// The planner had to choose and did not know: PRAGMA optimize will analyse the table.
  mutable std::atomic<bool> wants_statistics = false;
  bool is_virtual = false;              // a virtual table: only name, sql and tree are set
  std::optional<uint16_t> rowid_alias;  // the INTEGER PRIMARY KEY column
  sql::Conflict primary_key_conflict = sql::Conflict::Unspecified;
  std::vector<uint16_t> primary_key;  // columns, in key order; empty if none declared
  std::vector<Check> checks;
  std::vector<ForeignKey> foreign_keys;  // last declared first; `id` is the place
  /// Newest first, those with ON CONFLICT REPLACE last: SQLite's order, in which uniqueness is
  /// checked.
  std::vector<std::unique_ptr<Index>> indexes;
  /// WITHOUT ROWID: the primary key index that is the table itself (its root is `root`); else null.
  /// Owned apart from `indexes`.
  std::unique_ptr<Index> primary_index;
  size_t primary_place = 0;  // how many of `indexes` come before it in SQLite's order
  /// Every index in SQLite's order, `primary_index` in its place.
  auto all_indexes() const {
    return std::views::iota(size_t{0}, indexes.size() + (primary_index ? 1 : 0)) |
           std::views::transform([this](size_t place) { return index_at(place); });
  }
  const Index* index_at(size_t place) const;  // of all_indexes()
  std::vector<const Trigger*> triggers;       // newest first: the order in which they fire
  std::string sql;
  std::unique_ptr<sql::Statement> tree;  // CREATE TABLE; null for built-in ones

  std::optional<uint16_t> find_column(std::string_view column) const;
  /// Where a column stands in the records of the table's tree; kNotStored: it is virtual.
  static constexpr uint32_t kNotStored = UINT32_MAX;
  uint32_t stored_place(uint16_t column) const;
  /// Where its trees are. Requires: it is part of a schema.
  btree::TreeStore& trees() const;
};

struct View {
  std::string name;
  const Schema* schema = nullptr;        // the newest that it is part of
  std::vector<const Trigger*> triggers;  // newest first
  std::string sql;
  std::unique_ptr<sql::Statement> tree;
};

struct Trigger {
  std::string name;
  const Schema* schema = nullptr;  // the newest that it is part of: its table's, or the temporary
  std::string table;               // or view
  int64_t ordinal = 0;             // rowid in sqlite_schema: in the order of their making
  std::string sql;
  std::unique_ptr<sql::Statement> tree;

  const sql::CreateTriggerStatement& definition() const {
    return tree->as<sql::CreateTriggerStatement>();
  }
};

struct Statistics;  // estimates.h

/// All objects of one database file at one schema cookie. Which there are is known from the rows of
/// sqlite_schema, that nothing is wrong with them, too; they are made when they are asked for. DDL
/// loads a new one, which shares with the last one the objects that have not changed: of an object
/// that both have, `schema` and the estimates become those of the new one.
/// Threads: as its connection.
class Schema : public std::enable_shared_from_this<Schema> {
 public:
  struct Objects {
    NameMap<std::shared_ptr<Table>> tables;
    NameMap<Index*> indexes;  // every one of every table (WITHOUT ROWID primary keys too)
    NameMap<std::shared_ptr<View>> views;
    NameMap<std::shared_ptr<Trigger>> triggers;
  };

  /// `last`: of the same database; null: there is none.
  explicit Schema(const Schema* last = nullptr);
  /// Objects that an older version still has become part of that one.
  ~Schema();
  Schema(const Schema&) = delete;
  Schema& operator=(const Schema&) = delete;

  std::string database = "main";      // the name by which its connection knows the database
  btree::TreeStore* trees = nullptr;  // where the objects are; outlives the schema
  uint32_t cookie = 0;
  FileTraits traits;
  /// What the objects are made of; connections of one process share them. Null: `made` is all.
  std::shared_ptr<const ObjectRows> rows;
  /// All is stored under the name that its text says, and belongs to something that is there. Else
  /// all is made.
  bool is_regular = true;
  std::unique_ptr<Statistics> statistics;  // null: there is no sqlite_stat1
  /// With an object of a table or view all that belongs to it is made. All of the temporary
  /// database is made always.
  mutable Objects made;
  mutable bool is_all_made = true;  // but the table that the schema was read from
  /// Looks at the trees for whoever plans; null: there are none. Threads: as `trees`.
  std::unique_ptr<Sampler> sampler;

  bool is_temporary() const { return database == "temp"; }
  const Table* find_table(std::string_view name) const;  // knows the names of the schema table
  const Index* find_index(std::string_view name) const;
  const View* find_view(std::string_view name) const;
  const Trigger* find_trigger(std::string_view name) const;
  bool has_triggers() const;
  /// These make all that there is.
  const NameMap<std::shared_ptr<Table>>& tables() const { return all().tables; }
  const NameMap<Index*>& indexes() const { return all().indexes; }
  const NameMap<std::shared_ptr<View>>& views() const { return all().views; }
  const NameMap<std::shared_ptr<Trigger>>& triggers() const { return all().triggers; }
  /// Foreign keys of other tables (and `table` itself) that point at `table`.
  struct ChildReference {
    const Table* child;
    const ForeignKey* key;
  };
  std::vector<ChildReference> children_of(const Table& table) const;

 private:
  const Objects& all() const;
  void make(ObjectKind kind, std::string_view name) const;
  template <class T>
  void hand_over(NameMap<std::shared_ptr<T>> Objects::* objects) const;

  // The versions that are alive, the newest last.
  mutable const Schema* older_ = nullptr;
  mutable const Schema* newer_ = nullptr;
};

/// The schema of `store`'s database as of its open transaction, read from sqlite_schema. What
/// another connection of this process has found to be right is not looked at again. `database`:
/// what the connection calls it. `last`: as it was read before; null: never. `collations`: of the
/// connection; null: the built-in ones. Tells `store` how the file holds text. Errors: Corrupt
/// "malformed database schema (NAME) - ..." where a row does not parse.
Result<std::shared_ptr<const Schema>> load_schema(btree::TreeStore& store,
                                                  std::string_view database = "main",
                                                  const Schema* last = nullptr,
                                                  record::Collations* collations = nullptr);

/// The table that a CREATE TABLE statement describes, with its automatic indexes (roots 0) - for
/// DDL to check a definition before anything is stored. `sql` is the text kept in sqlite_schema.
/// Errors: as SQLite words them (duplicate column name: x; ...).
Result<std::unique_ptr<Table>> describe_table(std::unique_ptr<sql::Statement> tree, std::string sql,
                                              FileTraits traits);
Result<std::unique_ptr<Index>> describe_index(const Table& table,
                                              std::unique_ptr<sql::Statement> tree,
                                              std::string sql);
/// Whether all that they are ordered by is defined: descriptions of what a file holds may name
/// collations that nobody has defined (yet). Errors: Error "no such collation sequence: x".
Status check_collations(const Table& table);
Status check_collations(const Index& index);

}  // namespace tern::catalog
