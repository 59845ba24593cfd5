#pragma once

#include <string>
#include <vector>

#include "tools/diff/random.h"
#include "tools/diff/script.h"

namespace tern::diff {

/// Makes scripts that write: every form of INSERT, UPDATE and DELETE over tables whose constraints
/// are often hit, with triggers, foreign keys, savepoints, DDL, and a second connection.
///
/// Values come from small domains, so that rows run into each other. What a script leaves does not
/// depend on which of several plans an engine chooses, but on the order of rows, conflicts and
/// triggers it does, and that is compared.
class WriteGenerator {
 public:
  explicit WriteGenerator(uint64_t seed) : random_(seed) {}
  Script script();

 private:
  enum class Kind : uint8_t { Integer, Text, Mixed };
  struct Column {
    std::string name;
    Kind kind = Kind::Mixed;
    bool not_null = false;
  };
  struct Table {
    std::string name;
    std::vector<Column> columns;
    std::vector<std::string> key;      // the primary key's columns; empty: none
    std::vector<std::string> targets;  // what ON CONFLICT (...) may name, with its WHERE
    bool has_rowid = true;
    bool has_unique = false;  // a UNIQUE constraint
    bool is_indexed = false;  // by CREATE INDEX
    bool replaces = false;    // a constraint with ON CONFLICT REPLACE
    bool rowid_is_key = false;
    bool key_descends = false;                     // in one of its columns
    bool is_parent = false;                        // foreign keys point at it
    bool is_child = false;                         // it has some
    std::vector<std::string> own_references = {};  // columns that refer to the table's own key
    bool is_view = false;
    bool is_log = false;
    bool is_altered = false;  // its columns may be called otherwise
  };

  // generate_write.cc
  void emit(std::string sql, bool in_order = false);
  void statement();
  void change();
  void transaction();
  void setting();
  void look();
  void other_connection();
  const Table& pick_table();
  const Table& pick_stored();
  std::string value(Kind kind);
  std::string value(const Column& column);
  std::string name_in(const Table& table) { return random_.pick(table.columns).name; }
  std::string list(const std::vector<std::string>& items) const;

  // generate_write_schema.cc
  void create_table();
  std::string column_text(Table& table, Column& column);
  std::string reference(Table& table, Column& column);
  std::string actions();
  std::string conflict_clause(int percent);
  void table_constraints(Table& table, std::string& sql);
  void create_index(Table& table);
  void create_view();
  void change_schema();
  void alter_table(Table& table);
  void drop_table();

  // generate_write_trigger.cc
  void create_log();
  void create_trigger();
  void create_view_triggers(const Table& view);
  std::string body(const Table& table, const std::string& event);
  std::string step(const Table& table, const std::string& event);
  std::string seen(const Table& table, const std::string& event);
  std::string raise(const Table& table, const std::string& event);

  // generate_write_dml.cc
  std::string insert(const Table& table, bool in_trigger);
  std::string update(const Table& table, bool in_trigger);
  std::string update_from(const Table& table, bool in_trigger);
  std::string remove(const Table& table, bool in_trigger);
  std::string verb(const Table& table);
  std::string rows_of(const Table& table, const std::vector<const Column*>& columns);
  std::string select_for(const Table& table, const std::vector<const Column*>& columns);
  std::string upsert(const Table& table);
  std::string assignments(const Table& table, const std::string& source);
  bool may_set(const Table& table, const Column& column) const;
  bool follows_replace(const Table& table) const;
  static std::string own_references(const Table& table, const std::vector<std::string>& set);
  std::string expr(const Table& table, const std::string& qualifier);
  std::string condition(const Table& table, const std::string& qualifier);
  std::string where(const Table& table);
  std::string returning(const Table& table);
  std::string order_and_limit(const Table& table, const std::string& qualifier);
  std::string order_of(const Table& table, const std::string& qualifier) const;
  std::string order_of_source(const Table& table, const std::string& qualifier) const;
  std::string with_clause();
  /// "OLD.x" and the like in the body of a trigger, or empty.
  std::string outer_value();

  Random random_;
  std::vector<Table> tables_;
  std::vector<std::string> indexes_;
  std::vector<std::string> triggers_;
  std::vector<std::string> outer_;  // what names a body may use: "NEW.a"
  bool foreign_keys_ = false;
  bool defers_keys_ = false;  // those of the table being made
  bool recursive_triggers_ = false;
  bool has_other_ = false;       // a second connection takes part
  bool reads_triggers_ = false;  // ALTER TABLE in forms that do: RENAME, DROP COLUMN
  bool has_subqueries_ = true;   // of expressions, now
  int depth_ = 0;                // of open transactions and savepoints
  int names_ = 0;
  Script script_;
};

}  // namespace tern::diff
