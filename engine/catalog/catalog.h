#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/catalog/schema.h"
#include "engine/sql/ast_expr.h"

// The databases of one connection together, and what a name means among them.

namespace tern::catalog {

/// The schemas of a connection's databases as they are at one moment. Immutable: whoever changes
/// one makes a new catalog. Threads: as its connection.
class Catalog {
 public:
  /// `schemas`: main's, the temporary database's if there is one, then the attached ones'.
  /// `main_name`: by which main can be named, too.
  explicit Catalog(std::vector<std::shared_ptr<const Schema>> schemas,
                   std::string main_name = "main");

  const Schema& main() const { return *schemas_.front(); }
  const Schema* temporary() const;  // null: none yet
  /// By the name that SQL says: main's other one counts, if no database is called so.
  const Schema* find(std::string_view database) const;
  std::span<const std::shared_ptr<const Schema>> schemas() const { return schemas_; }
  /// In the order in which unqualified names are looked up: temporary, main, attached.
  std::span<const Schema* const> in_order() const { return in_order_; }

  /// The triggers of a table or view in the order in which they fire: temporary ones, the oldest
  /// first, then its own database's.
  const std::vector<const Trigger*>& triggers_of(const Table& table) const;
  const std::vector<const Trigger*>& triggers_of(const View& view) const;
  bool has_triggers() const;

 private:
  void link_temporary_triggers();

  std::vector<std::shared_ptr<const Schema>> schemas_;
  std::string main_name_;
  std::vector<const Schema*> in_order_;
  /// Of tables and views with temporary triggers: all their triggers.
  std::map<const void*, std::vector<const Trigger*>> mixed_triggers_;
};

/// Which databases and tables a statement reads and writes.
class DatabaseUse {
 public:
  struct One {
    const Schema* schema;
    bool writes;
  };
  /// Lifetime: as the table's schema.
  struct OneTable {
    const Table* table;
    bool writes;
  };
  void note(const Schema& schema, bool writes);
  /// With what else is written to with it: sqlite_sequence.
  void note(const Table& table, bool writes);
  std::span<const OneTable> tables() const { return tables_; }
  std::span<const One> databases() const { return databases_; }
  bool includes_other_than(const Schema& schema) const;
  /// The temporary database was named, and is not there.
  bool wants_temporary = false;

 private:
  InlineVector<One, 2> databases_;
  InlineVector<OneTable, 2> tables_;
};

/// What names of tables and views mean at some place. Cheap to copy.
/// Lifetime: of what it is made from; `use` may be null.
class Lookup {
 public:
  struct Found {
    const Table* table = nullptr;
    const View* view = nullptr;
    explicit operator bool() const { return table || view; }
    const Schema& schema() const { return table ? *table->schema : *view->schema; }
  };

  /// In a view or trigger that is not temporary: names mean objects of its own database.
  Lookup(const Schema& only, DatabaseUse* use = nullptr) : only_(&only), use_(use) {}
  /// Everywhere else.
  Lookup(const Catalog& all, DatabaseUse* use = nullptr) : all_(&all), use_(use) {}
  /// The same for what `schema` holds the text of.
  Lookup inside(const Schema& schema) const {
    return schema.is_temporary() ? *this : Lookup(schema, use_);
  }

  /// Nothing: there is none. What is found counts as read.
  Found relation(const sql::QualifiedName& name) const;
  /// The same, counting nothing.
  Lookup unnoted() const {
    Lookup out = *this;
    out.use_ = nullptr;
    return out;
  }
  /// A database that SQL names, as its schema is called.
  std::string_view database_name(std::string_view written) const {
    const Schema* const schema = all_ ? all_->find(written) : nullptr;
    return schema ? std::string_view(schema->database) : written;
  }
  /// What messages put before the name of a table that is not there.
  std::string prefix_of(const sql::QualifiedName& name) const;
  void note(const Schema& schema, bool writes) const {
    if (use_) use_->note(schema, writes);
  }
  void note(const Table& table, bool writes) const {
    if (use_) use_->note(table, writes);
  }
  /// All databases of a connection have the same.
  TextEncoding text_encoding() const { return home().traits.text_encoding; }
  const record::Collation* find_collation(std::string_view name) const {
    return home().traits.find_collation(name);
  }
  /// Whether names stand in what a schema holds the text of (not the temporary one).
  bool is_in_schema() const { return only_ && !only_->is_temporary(); }
  /// The only one, or main.
  const Schema& home() const { return only_ ? *only_ : all_->main(); }

 private:
  Found find_anywhere(std::string_view name) const;

  const Schema* only_ = nullptr;
  const Catalog* all_ = nullptr;
  DatabaseUse* use_ = nullptr;
};

/// Whose objects alone the views and triggers of `schema` can name; null: those of all databases.
inline const Schema* home_of(const Schema& schema) {
  return schema.is_temporary() ? nullptr : &schema;
}

/// The table or view of that name in one database.
Lookup::Found find_relation(const Schema& schema, std::string_view name);

}  // namespace tern::catalog
