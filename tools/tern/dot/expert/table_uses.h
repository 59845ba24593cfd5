#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/tern/dot/expert/table_shape.h"

namespace tern::shell {

/// A column as a term of an index.
struct WantedColumn {
  uint32_t column = 0;
  std::string collation;
  bool is_descending = false;
};

/// What a statement would look up in a table, and in which order it would like to have it, in one
/// order of joins.
struct TableUse {
  const TableShape* table = nullptr;
  std::vector<WantedColumn> equal;
  std::vector<WantedColumn> ranges;
  std::vector<WantedColumn> order;
};

/// Learns how statements use tables. The planner itself tells: it plans them for a database in
/// memory whose tables are virtual ones with the names and columns of the real ones. Each way to
/// read such a table it asks about is noted, whatever it chooses in the end. Statements that
/// triggers run are planned, too.
class TableUses {
 public:
  /// `db`: whose main database the tables are those of. Lifetime: outlives this object.
  static Result<std::unique_ptr<TableUses>> open(Connection& db);
  ~TableUses();

  /// Notes what the first statement of `sql` does; `tail` gets the offset behind it. false: there
  /// is none. Errors: it does not compile.
  Result<bool> add(std::string_view sql, size_t* tail);
  /// Notes what the triggers do that statements so far set off, and those that these set off.
  Status add_triggers();

  /// In the order in which the planner asked.
  const std::vector<TableUse>& all() const { return uses_; }

 private:
  class ShapedTable;
  class ShapedTables;
  struct Write {
    const TableShape* table;
    Action action;
    bool operator==(const Write&) const = default;
  };

  explicit TableUses(Connection& db, Connection plans) : db_(db), plans_(std::move(plans)) {}
  Status copy_schema();
  Status make_table(const std::string& name);
  void note_write(const AccessRequest& request);
  Status add_triggers_of(const Write& write);

  Connection& db_;
  std::vector<std::unique_ptr<TableShape>> tables_;
  std::vector<TableUse> uses_;
  std::vector<Write> writes_;
  Connection plans_;  // last: its tables point at the above
};

}  // namespace tern::shell
