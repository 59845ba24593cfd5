#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/catalog/schema.h"
#include "engine/functions/function.h"
#include "engine/record/value.h"
#include "engine/vtab/participants.h"

namespace tern::vtab {

enum class ConstraintOp : uint8_t {
  Equal,
  Is,
  IsNull,
  Greater,
  GreaterEqual,
  Less,
  LessEqual,
  NotEqual,
  IsNot,
  IsNotNull,
  Like,
  Glob,
  Match,
  Regexp,
  Limit,   // of no column: how many rows are wanted at most,
  Offset,  // and how many are passed over before
  Function,
};

/// A condition of the query: column op value.
struct Constraint {
  static constexpr int32_t kRowid = -1;
  int32_t column = 0;  // of Limit and Offset: 0
  ConstraintOp op{};
  bool is_usable = false;  // false: its value is not known in the order of joins that is tried
  bool is_list = false;    // Equal: its value is one of an IN, which may be had all at once
  uint8_t function = 0;    // Function: the number that Overload::constraint gave it
  std::string_view collation = {};              // that it compares by. Lifetime: the question
  std::optional<record::ValueView> value = {};  // where it is a literal. Lifetime: the question
};

struct OrderTerm {
  int32_t column = 0;  // or Constraint::kRowid
  bool is_descending = false;
};

/// What rows are ordered for.
enum class OrderNeed : uint8_t {
  Sorted,          // they come in this order
  Grouped,         // equal ones stand together
  Distinct,        // equal ones stand together, and one of them is enough
  DistinctSorted,  // one of equal ones is enough, and they come in this order
};

/// What a module is asked: how it would read its table for this.
struct PlanQuestion {
  std::span<const Constraint> constraints = {};
  std::span<const OrderTerm> order = {};
  OrderNeed need = OrderNeed::Sorted;
  uint64_t columns_used = ~uint64_t{0};  // bit i: column i; the last one: it and all behind it
};

/// How a table is going to be read, as the module answers.
struct IndexPlan {
  struct Use {
    uint32_t argument = 0;    // 1-based place among the arguments of Cursor::filter; 0: none
    bool is_checked = true;   // false: the module itself sees to it that rows meet the constraint
    bool takes_list = false;  // the argument is all values of the IN. Requires: is_list
  };
  std::vector<Use> uses;                     // one per constraint
  int32_t number = 0;                        // the module's own mark, handed to Cursor::filter
  std::shared_ptr<const void> details = {};  // the module's own, too. Shared: plans are copied
  double cost = 1e99;                        // in units of a row met
  double rows = 25;
  bool is_possible = true;  // false: not in this order of joins
  bool is_ordered = false;  // rows come as the question's order says
  bool is_single = false;   // one row at most comes
};

/// Where rows are put that are read before they are asked for, one after the other.
struct RowBuffer {
  std::span<const uint32_t> columns;  // those to fill, none of them hidden
  record::ValueView* values = nullptr;
  size_t width = 0;  // of a row, in values
  int64_t* rowids = nullptr;
  size_t capacity = 0;  // in rows
};

/// The rows of one scan. Values live until the next call that moves the cursor.
class Cursor {
 public:
  virtual ~Cursor() = default;
  /// Starts over, at the first row. `arguments`: in the order that the IndexPlan gave them.
  /// Lifetime: the arguments' bytes are copied where they are needed longer.
  virtual Status filter(const IndexPlan& plan, std::span<const record::ValueView> arguments) = 0;
  /// The same of plans in which a Use takes_list. `lists`: one per argument; the values of an IN,
  /// each once, where it is one, whose place in `arguments` is NULL. Lifetime: as the arguments.
  virtual Status filter_with_lists(const IndexPlan& plan,
                                   std::span<const record::ValueView> arguments,
                                   std::span<const std::span<const record::Value>> lists);
  virtual bool at_end() const = 0;
  virtual Status next() = 0;
  virtual Result<record::ValueView> column(uint32_t index) = 0;
  /// For an UPDATE that leaves the column alone. `is_unchanged` (false before): the module wants to
  /// hear just that, not a value. Lifetime: as of column(), whose values it does not touch.
  virtual Result<record::ValueView> column_to_keep(uint32_t index, bool& is_unchanged);
  virtual Result<int64_t> rowid() const = 0;
  /// Of tables that may_read_ahead(): fills `out` from the current row on, and goes behind what it
  /// has read. Returns how many rows that is: fewer than fit where no more come, or where they are
  /// large. Lifetime of the values: until the next read_rows() or filter().
  /// Requires: !at_end(), out.capacity > 0.
  virtual size_t read_rows(const RowBuffer& out);
};

/// A row that is to change. Its key is the rowid, or of a WITHOUT ROWID table the one column of its
/// primary key. Lifetime: the call.
struct RowWrite {
  enum class Kind : uint8_t { Insert, Update, Delete };
  Kind kind{};
  record::ValueView old_key = {};                  // Update, Delete
  record::ValueView new_key = {};                  // Insert: NULL where the statement gives none
  std::span<const record::ValueView> values = {};  // of all columns, hidden ones too, as they are
  std::span<const bool> unchanged = {};            // Update: by column; empty: none is
  sql::Conflict on_conflict = sql::Conflict::Abort;
};

/// What a table makes of a function whose first argument is one of its columns. Of the operators
/// LIKE, GLOB, MATCH and REGEXP that is the left side.
struct Overload {
  static constexpr uint8_t kFirstConstraint = 150;
  std::shared_ptr<const functions::ScalarFunction> function;
  uint8_t constraint =
      0;  // from kFirstConstraint on: it may be a constraint, of that number; else 0
};

/// A virtual table. Threads: as its connection.
///
/// Who changes it, or has just created it, makes it take part in the transaction (Participants):
/// it hears begin(), then savepoints, and at the end sync() and commit(), or rollback().
class VirtualTable {
 public:
  virtual ~VirtualTable() = default;
  VirtualTable(const VirtualTable&) = delete;
  VirtualTable& operator=(const VirtualTable&) = delete;

  const std::string& name() const { return description_.name; }
  /// Its columns, hidden ones among them, as of a table without indexes.
  const catalog::Table& description() const { return description_; }
  /// Errors: a use that has no meaning at all, in the module's words.
  virtual Result<IndexPlan> best_index(const PlanQuestion& question) const = 0;
  virtual std::unique_ptr<Cursor> open() const = 0;
  /// Is it refused inside views and triggers that are not temporary? For what reaches out of the
  /// database.
  virtual bool is_direct_only() const { return false; }
  /// May rows be read before they are asked for? Then nothing fails once filter() has not, and
  /// hidden columns are the same, and live, until the next filter().
  virtual bool may_read_ahead() const { return false; }
  /// Have values of a column the affinity that it is declared with? A module of a program may give
  /// others.
  virtual bool keeps_affinities() const { return true; }
  /// What it makes of the function `name` (in lower case) of that many arguments; nothing: what
  /// the function is for all.
  virtual std::optional<Overload> overload(std::string_view name, size_t argument_count) const;

  // --- writing
  virtual bool is_writable() const { return false; }
  /// Does it obey RowWrite::on_conflict? Otherwise its Constraint errors end the statement.
  virtual bool keeps_constraints() const { return false; }
  /// The rowid of a row that was inserted. Errors: ReadOnly; the module's own.
  virtual Result<int64_t> write(const RowWrite& row);

  // --- transactions. `number`: of a savepoint, as Participants counts them.
  virtual Status begin() { return ok(); }
  virtual Status sync() { return ok(); }  // what may still fail of a commit
  virtual void commit() {}
  virtual void rollback() {}
  virtual Status savepoint(int32_t /*number*/) { return ok(); }
  virtual Status release(int32_t /*number*/) { return ok(); }
  virtual Status rollback_to(int32_t /*number*/) { return ok(); }
  /// false: it is told nothing of transactions at all.
  virtual bool has_transactions() const { return true; }

  // --- life
  /// ALTER TABLE gives it another name.
  virtual Status rename(const std::string& /*name*/) { return ok(); }
  /// Drops what it stands for; afterwards it is gone for whoever still knows it.
  virtual Status destroy() { return ok(); }

 protected:
  /// `columns`, then `hidden` ones: "name" or "name TYPE".
  VirtualTable(std::string name, const std::vector<std::string>& columns,
               const std::vector<std::string>& hidden);
  /// Columns as they are described. WITHOUT ROWID: their primary_key_position says which the key
  /// are.
  VirtualTable(std::string name, std::vector<catalog::Column> columns, bool without_rowid = false);
  /// The first hidden column.
  int32_t first_argument() const { return first_argument_; }

 private:
  catalog::Table description_;
  int32_t first_argument_;
};

/// What CREATE VIRTUAL TABLE said of a table.
struct Declaration {
  std::string_view database;
  std::string_view table;
  std::string_view module;                 // as written
  std::span<const std::string> arguments;  // as written
  bool is_new = false;                     // it is run just now
};

/// Makes the tables of CREATE VIRTUAL TABLE. Threads: as its connection.
class Module {
 public:
  virtual ~Module() = default;
  /// The table of a CREATE VIRTUAL TABLE that was run now or earlier, by anybody.
  /// Errors: what is wrong with the arguments, in the module's words.
  virtual Result<std::unique_ptr<VirtualTable>> connect(const Declaration& declaration) const = 0;
  /// false: its only table is there without CREATE VIRTUAL TABLE, which says "no such module".
  virtual bool may_create() const { return true; }
  /// Does a table `v` of it keep what it has in the table that is called `v_suffix`?
  virtual bool has_shadow(const std::string& /*suffix*/) const { return false; }
  /// Is what is compiled or run now its own work, or that of another module?
  virtual bool is_at_work() const { return false; }
};

/// The virtual tables of a connection, and the modules of those that CREATE VIRTUAL TABLE makes.
class Registry {
 public:
  /// The built-in tables are in it.
  Registry();
  /// A table that is there without CREATE VIRTUAL TABLE.
  void add(std::unique_ptr<VirtualTable> table);
  void remove(std::string_view name);
  void add_module(std::string name, std::unique_ptr<Module> module);
  void remove_module(std::string_view name);
  /// The table that a CREATE VIRTUAL TABLE makes which is run just now: always a new one.
  /// Requires: declared.is_virtual. Errors: Error "no such module: x"; of the module.
  Result<std::shared_ptr<VirtualTable>> create(const catalog::Table& declared);
  /// The table that `declared` stands for, which is kept. Requires and Errors: as create().
  Result<std::shared_ptr<VirtualTable>> connect(const catalog::Table& declared);
  /// Drops what `declared` stands for, and forgets its table. Requires and Errors: as connect(); of
  /// VirtualTable::destroy(): then it is as it was.
  Status destroy(const catalog::Table& declared);
  /// These tables are made anew when they are used again; statements may still hold the old ones.
  void disconnect(const catalog::Table& declared);
  void disconnect(std::string_view database);
  void disconnect_all();
  /// Is `name` that of a table in which a virtual table of `schema` keeps what it has? There need
  /// not be one yet.
  bool is_shadow(const catalog::Schema& schema, std::string_view name) const;
  /// And may only its module change it?
  bool guards_shadow(const catalog::Schema& schema, std::string_view name) const;
  /// Makes tables whose names are looked up the first time; null: there is none of that name.
  using Maker = std::function<Result<std::unique_ptr<VirtualTable>>(std::string_view name)>;
  /// Makers are asked in the order that they came in.
  void add_maker(Maker maker) { makers_.push_back(std::move(maker)); }
  /// The table that is there without CREATE VIRTUAL TABLE; null: none. Errors: of making it.
  Result<std::shared_ptr<VirtualTable>> find(std::string_view name);
  /// Is there one, or one that cannot be made?
  bool has(std::string_view name);
  /// Of modules, and of the tables made so far.
  std::vector<std::string_view> names() const;
  Participants& participants() { return participants_; }

 private:
  struct Connected {
    std::string sql;  // of its CREATE VIRTUAL TABLE
    std::shared_ptr<VirtualTable> table;
  };

  Result<std::shared_ptr<VirtualTable>> make(const catalog::Table& declared, bool is_new);
  /// The module that `name` is a shadow of; null: none.
  const Module* shadowing(const catalog::Schema& schema, std::string_view name) const;

  std::vector<Maker> makers_;
  catalog::NameMap<std::shared_ptr<VirtualTable>> tables_;  // shared: statements hold them
  catalog::NameMap<std::shared_ptr<Module>> modules_;       // shared: one may go while it works
  std::map<std::pair<std::string, std::string>, Connected> connected_;  // by database and name
  Participants participants_;
};

std::unique_ptr<VirtualTable> make_json_each();
std::unique_ptr<VirtualTable> make_json_tree();
std::unique_ptr<VirtualTable> make_generate_series();

}  // namespace tern::vtab
