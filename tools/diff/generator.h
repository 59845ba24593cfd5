#pragma once

#include <memory>
#include <set>

#include "tools/diff/random.h"
#include "tools/diff/script.h"
#include "tools/diff/side.h"

namespace tern::diff {

enum class Profile : uint8_t {
  All,        // schema, data, and statements of every sort over them
  Queries,    // SELECT in its full width, over a database that the reference made
  Writes,     // INSERT, UPDATE and DELETE in theirs, with triggers, foreign keys, transactions, DDL
  Generated,  // as All, and tables have generated columns
};

/// Where generated cases come from.
struct CaseSource {
  Profile profile = Profile::All;
  uint64_t seed = 1;
};

/// Cases of Profile::Queries that ask the same database, one query each.
constexpr uint64_t kCasesPerDatabase = 32;

/// The script of case `number`.
Script generate(const CaseSource& source, uint64_t number);

// --- the parts, in generate_*.cc

/// What the values of a column look like.
enum class Shape : uint8_t { Integer, Real, Text, Mixed };

struct Column {
  std::string name;
  std::string type;
  std::string collation;  // empty: BINARY
  Shape shape = Shape::Mixed;
  bool not_null = false;
  bool is_key = false;        // in the primary key
  bool is_generated = false;  // GENERATED ALWAYS
  /// Values that compare equal are identical: a group of them has one face.
  bool has_one_face() const { return collation.empty() && shape != Shape::Mixed; }
};

struct Table {
  std::string name;
  std::string schema = {};  // empty: main
  std::vector<Column> columns;
  std::vector<size_t> key;  // the primary key's columns; empty: none
  size_t generated = 0;     // how many of the last columns are generated
  bool has_rowid = true;
  bool is_bad_parent = false;  // its key has another collation than the column
  bool is_referenced = false;
  bool rowid_is_key = false;  // key[0] is an alias of the rowid

  /// Columns that make an order of its rows total.
  std::vector<std::string> identity() const;
};

struct Index {
  std::string name;
};

/// A condition that a partial index or one on an expression answers; @ stands before the columns.
struct Hint {
  std::string table;
  std::string text;
};

/// A table with the name it goes by in a statement.
struct Source {
  const Table* table;
  std::string alias;
  bool shows_rowid = true;  // not inside a join in parentheses
  bool has_rowid() const { return shows_rowid && table->has_rowid; }
};
using Scope = std::vector<Source>;

/// Makes statements and remembers what there is.
class Generator {
 public:
  explicit Generator(uint64_t seed, bool has_generated_columns = false)
      : random_(seed), has_generated_columns_(has_generated_columns) {}
  virtual ~Generator() = default;
  Generator(const Generator&) = delete;
  Generator& operator=(const Generator&) = delete;
  Script script();

 protected:
  // What a more special generator knows beside; empty: nothing this time.
  virtual std::string other_expr(const Scope&, int /*depth*/) { return {}; }
  virtual std::string other_condition(const Scope&, int /*depth*/) { return {}; }
  virtual std::string edge_value(Shape) { return {}; }

  void choose_format();

  // generate_schema.cc
  void create_tables();
  std::string with_generated(Table& table, std::string columns);
  void create_table();
  void create_index(const Table& table);
  std::string index_term(const Table& table, const Column& column);
  std::string partial_condition(const Table& table);
  void analyze();
  Column make_column(size_t number);
  std::string column_text(const Table& table, Column& column);
  std::string descending(const Table& table, const Column& column);
  std::string table_constraints(const Table& table);
  std::string default_text(const Column& column);
  std::string foreign_key_text(Column& column);
  std::string foreign_key_actions();
  void change_schema();

  // generate_trigger.cc
  std::string trigger_value(const Table& table, const std::string& event);
  std::string trigger_step(const Table& table, const std::string& event, const std::string& name);
  void create_trigger();
  void create_triggers();
  void drop_trigger();
  void create_view();
  void change_view();

  // generate_value.cc
  std::string value(Shape shape);
  std::string integer();
  std::string real();
  std::string real_of_column();
  std::string text();
  std::string blob();
  std::string value_for(const Column& column);
  std::string rowid_value();
  std::string constant(Shape shape);  // a value, perhaps as a parameter
  std::string parameter(Value value);

  // generate_expr.cc
  std::string expr(const Scope& scope, int depth);
  std::string cast(const std::string& operand);
  std::string operation(const Scope& scope, int depth);
  std::string call(const Scope& scope, int depth);
  std::string call_on_text(const Scope& scope, int depth);
  std::string call_on_number(const Scope& scope, int depth);
  std::string call_any(const Scope& scope, int depth);
  std::string date_call();
  std::string column(const Scope& scope);
  const Column& pick_column(const Scope& scope, std::string& text);
  std::string condition(const Scope& scope, int depth);
  std::string simple_condition(const Scope& scope);
  std::string rowid_condition(const Scope& scope);
  std::string like_test();
  std::string hinted_condition(const Scope& scope);
  std::string comparison(const Scope& scope, int depth);
  std::string subquery_condition(const Scope& scope);
  std::string scalar_subquery(const Scope& scope);
  std::string aggregate(const Scope& scope);
  std::string list(const std::vector<std::string>& items);

  // generate_select.cc
  void select();
  void plain_select();
  void grouped_select();
  void distinct_select();
  void compound_select();
  void concat_select();
  std::string where(const Scope& scope, int percent);
  std::string total_order(const Scope& scope);
  std::string limit();

  // generate_window.cc
  void window_select();
  void grouped_window_select();
  std::string window_call(const Scope& scope, bool is_total);
  std::string ordered_call(const Scope& scope);
  std::string order_free_call(const Scope& scope);
  std::string window(const Scope& scope, bool is_total);
  std::string window_order(const Scope& scope, bool is_total, bool& has_one_term);
  std::string frame(bool may_count_rows, bool has_one_term);
  std::string frame_bound(bool is_start, bool is_range);

  // generate_from.cc
  std::string from(Scope& scope);
  std::string from_term(const Table& table, const std::string& alias);
  std::string joined(Scope& scope, size_t count, int depth);
  std::string join_condition(const Scope& left, const Source& right);
  std::string tied_condition(std::string condition, const std::string& column) const;
  std::string join_word();
  std::string with(const std::string& text);
  void recursive_select();

  // generate_change.cc
  void insert();
  void insert_rows(const Table& table, size_t rows, const std::string& verb);
  void insert_select(const Table& table);
  void update();
  void remove();
  void transaction();
  std::string insert_verb();
  std::string assignment(const Table& table, const Scope& scope);
  std::string plain_where(const Table& table);
  std::string one_row(const Table& table);
  std::string safe_where(const Table& table);

  const Table& pick_table() { return random_.pick(tables_); }
  void emit(std::string sql, bool in_order = false);

  Random random_;
  bool has_generated_columns_;
  bool may_join_right_ = false;  // the FROM at hand may have RIGHT and FULL JOINs
  std::vector<Table> tables_;
  std::vector<Index> indexes_;
  std::vector<Hint> hints_;
  std::vector<std::string> triggers_;  // empty: a script without any
  bool recursive_triggers_ = false;
  Table view_;                        // with INSTEAD OF triggers; no name: none
  std::set<std::string> descending_;  // table.column in descending indexes
  int names_ = 0;
  bool foreign_keys_ = false;
  bool defers_keys_ = false;         // those of the table being made
  bool assigns_expression_ = false;  // the UPDATE being made
  bool in_transaction_ = false;
  bool may_bind_ = false;     // constants of this statement may become parameters
  std::string named_window_;  // what the SELECT being made calls w; empty: none
  int savepoints_ = 0;
  std::string with_;    // of the SELECT being made
  size_t sources_ = 0;  // in its FROM
  std::vector<Value> parameters_;
  std::unique_ptr<Side> literals_;  // reads them; null: none yet
  Script script_;
};

}  // namespace tern::diff
