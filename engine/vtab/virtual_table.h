#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/catalog/schema.h"
#include "engine/record/value.h"

namespace tern::vtab {

enum class ConstraintOp : uint8_t { Equal, Is, IsNull, Greater, GreaterEqual, Less, LessEqual };

/// A condition of the query: column op value.
struct Constraint {
  static constexpr int32_t kRowid = -1;
  int32_t column = 0;
  ConstraintOp op{};
  bool is_usable = false;  // false: its value is not known in the order of joins that is tried
};

/// How a table is going to be read, as the module answers to the constraints it is offered.
struct IndexPlan {
  struct Use {
    uint32_t argument = 0;   // 1-based place among the arguments of Cursor::filter; 0: none
    bool is_checked = true;  // false: the module itself sees to it that rows meet the constraint
  };
  std::vector<Use> uses;  // one per constraint
  int32_t number = 0;     // the module's own mark, handed to Cursor::filter
  double cost = 1e99;     // in units of a row met
  double rows = 25;
  bool is_possible = true;  // false: not in this order of joins
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
  virtual bool at_end() const = 0;
  virtual Status next() = 0;
  virtual Result<record::ValueView> column(uint32_t index) = 0;
  virtual int64_t rowid() const = 0;
  /// Of tables that may_read_ahead(): fills `out` from the current row on, and goes behind what it
  /// has read. Returns how many rows that is: fewer than fit where no more come, or where they are
  /// large. Lifetime of the values: until the next read_rows() or filter().
  /// Requires: !at_end(), out.capacity > 0.
  virtual size_t read_rows(const RowBuffer& out);
};

/// A virtual table. Threads: as its connection.
class VirtualTable {
 public:
  virtual ~VirtualTable() = default;
  VirtualTable(const VirtualTable&) = delete;
  VirtualTable& operator=(const VirtualTable&) = delete;

  const std::string& name() const { return description_.name; }
  /// Its columns, hidden ones among them, as of a table without indexes.
  const catalog::Table& description() const { return description_; }
  /// Errors: a use that has no meaning at all, in the module's words.
  virtual Result<IndexPlan> best_index(std::span<const Constraint> constraints) const = 0;
  virtual std::unique_ptr<Cursor> open() const = 0;
  /// Is it refused inside views and triggers that are not temporary? For what reaches out of the
  /// database.
  virtual bool is_direct_only() const { return false; }
  /// May rows be read before they are asked for? Then nothing fails once filter() has not, and
  /// hidden columns are the same, and live, until the next filter().
  virtual bool may_read_ahead() const { return false; }

 protected:
  /// `columns`, then `hidden` ones: "name" or "name TYPE".
  VirtualTable(std::string name, const std::vector<std::string>& columns,
               const std::vector<std::string>& hidden);
  /// Columns as they are described.
  VirtualTable(std::string name, std::vector<catalog::Column> columns);
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
  std::span<const std::string> arguments;  // as written
};

/// Makes the tables of CREATE VIRTUAL TABLE. Threads: as its connection.
class Module {
 public:
  virtual ~Module() = default;
  /// The table of a CREATE VIRTUAL TABLE that was run now or earlier, by anybody.
  /// Errors: what is wrong with the arguments, in the module's words.
  virtual Result<std::unique_ptr<VirtualTable>> connect(const Declaration& declaration) const = 0;
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
  void add_module(std::string name, std::unique_ptr<Module> module);
  /// The table that `declared` stands for, which is kept. Requires: declared.is_virtual.
  /// Errors: Error "no such module: x"; of the module.
  Result<std::shared_ptr<const VirtualTable>> connect(const catalog::Table& declared);
  /// Is `name` that of a table in which a virtual table of `schema` keeps what it has? There need
  /// not be one yet.
  bool is_shadow(const catalog::Schema& schema, std::string_view name) const;
  /// And may only its module change it?
  bool guards_shadow(const catalog::Schema& schema, std::string_view name) const;
  /// It is being dropped.
  void disconnect(const catalog::Table& declared);
  /// Makes tables whose names are looked up the first time, or null: there is none of that name.
  using Maker = std::function<std::unique_ptr<VirtualTable>(std::string_view name)>;
  void set_maker(Maker maker) { maker_ = std::move(maker); }
  const VirtualTable* find(std::string_view name);  // null: none
  /// Those made so far.
  std::vector<std::string_view> names() const;

 private:
  struct Connected {
    std::string sql;  // of its CREATE VIRTUAL TABLE
    std::shared_ptr<const VirtualTable> table;
  };

  /// The module that `name` is a shadow of; null: none.
  const Module* shadowing(const catalog::Schema& schema, std::string_view name) const;

  Maker maker_;
  catalog::NameMap<std::unique_ptr<VirtualTable>> tables_;
  std::vector<std::unique_ptr<VirtualTable>> replaced_;  // compiled statements may point at them
  catalog::NameMap<std::unique_ptr<Module>> modules_;
  std::map<std::pair<std::string, std::string>, Connected> connected_;  // by database and name
};

std::unique_ptr<VirtualTable> make_json_each();
std::unique_ptr<VirtualTable> make_json_tree();
std::unique_ptr<VirtualTable> make_generate_series();

}  // namespace tern::vtab
