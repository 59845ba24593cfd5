#include "tools/tern/dot/expert/table_uses.h"

#include <algorithm>

#include "engine/api/connection_state.h"
#include "engine/vtab/virtual_table.h"
#include "tools/tern/dot/queries.h"
#include "tools/tern/literals.h"
#include "tools/tern/shell_functions.h"

namespace tern::shell {
namespace {

constexpr std::string_view kModule = "shaped_table";
/// A table that stands in for the one whose triggers are looked at: no other has such a name.
constexpr std::string_view kTriggering = "tern expert 0f3a61c2 triggering";

const TableShape* find_table(const std::vector<std::unique_ptr<TableShape>>& tables,
                             std::string_view name) {
  for (const auto& table : tables)
    if (is_same_word(table->name, name)) return table.get();
  return nullptr;
}

std::vector<catalog::Column> columns_of(const TableShape& table, record::Collations& collations) {
  std::vector<catalog::Column> columns;
  for (const ColumnShape& shape : table.columns) {
    catalog::Column& column = columns.emplace_back();
    column.name = shape.name;
    column.affinity = record::affinity_of_type("");
    column.collation = &collations.stored(shape.collation, TextEncoding::Utf8);
  }
  return columns;
}

/// As the reference's mask of operators has it: what is no equation counts as a range, but for LIKE
/// and MATCH.
bool counts_as_range(vtab::ConstraintOp op) {
  return op != vtab::ConstraintOp::Equal && op != vtab::ConstraintOp::Like &&
         op != vtab::ConstraintOp::Match;
}

}  // namespace

class TableUses::ShapedTable final : public vtab::VirtualTable {
 public:
  ShapedTable(const TableShape& shape, std::string name, record::Collations& collations,
              std::vector<TableUse>& uses)
      : VirtualTable(std::move(name), columns_of(shape, collations)), shape_(shape), uses_(uses) {}

  Result<vtab::IndexPlan> best_index(const vtab::PlanQuestion& question) const override {
    TableUse use{&shape_, {}, {}, {}};
    vtab::IndexPlan plan;
    plan.uses.resize(question.constraints.size());
    uint32_t helpful = 0;
    for (size_t i = 0; i < question.constraints.size(); ++i) {
      const vtab::Constraint& asked = question.constraints[i];
      const bool is_equal = asked.op == vtab::ConstraintOp::Equal;
      if (!asked.is_usable || asked.column < 0 || !(is_equal || counts_as_range(asked.op)))
        continue;
      const auto column = static_cast<uint32_t>(asked.column);
      if (shape_.columns[column].is_only_key) continue;
      (is_equal ? use.equal : use.ranges).push_back({column, std::string(asked.collation)});
      plan.uses[i].argument = ++helpful;
    }
    for (const vtab::OrderTerm& term : question.order) {
      if (term.column < 0) continue;
      const auto column = static_cast<uint32_t>(term.column);
      use.order.push_back({column, shape_.columns[column].collation, term.is_descending});
      ++helpful;
    }
    plan.cost = 1e6 / (helpful + 1);
    uses_.push_back(std::move(use));
    return plan;
  }
  /// Nothing runs.
  std::unique_ptr<vtab::Cursor> open() const override { return nullptr; }
  bool is_writable() const override { return true; }

 private:
  const TableShape& shape_;
  std::vector<TableUse>& uses_;
};

class TableUses::ShapedTables final : public vtab::Module {
 public:
  explicit ShapedTables(TableUses& owner) : owner_(owner) {}
  Result<std::unique_ptr<vtab::VirtualTable>> connect(
      const vtab::Declaration& declaration) const override {
    const TableShape* shape = find_table(owner_.tables_, declaration.table);
    if (!shape) return fail(ErrorCode::Error, "no such table: " + std::string(declaration.table));
    return std::make_unique<ShapedTable>(*shape, std::string(declaration.table),
                                         owner_.plans_.state().collations(), owner_.uses_);
  }

 private:
  TableUses& owner_;
};

Result<std::unique_ptr<TableUses>> TableUses::open(Connection& db) {
  std::unique_ptr<TableUses> uses(new TableUses(db, TRY(Connection::open(":memory:"))));
  TRY(add_shell_functions(uses->plans_));
  uses->plans_.state().virtual_tables().add_module(std::string(kModule),
                                                   std::make_unique<ShapedTables>(*uses));
  TRY(uses->copy_schema());
  TableUses* const self = uses.get();
  uses->plans_.set_authorizer([self](const AccessRequest& request) {
    self->note_write(request);
    return Permission::Allow;
  });
  return uses;
}

TableUses::~TableUses() = default;

Status TableUses::copy_schema() {
  for (const std::string& name :
       TRY(texts_of(db_,
                    "SELECT name FROM main.sqlite_schema WHERE type='table' AND "
                    "name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid"))) {
    TRY(make_table(name));
  }
  for (const std::string& sql :
       TRY(texts_of(db_,
                    "SELECT sql FROM main.sqlite_schema WHERE type='view' OR "
                    "type='trigger' AND tbl_name IN "
                    "(SELECT name FROM main.sqlite_schema WHERE type='view') "
                    "ORDER BY type DESC, rowid"))) {
    TRY(plans_.execute(sql));
  }
  return ok();
}

Status TableUses::make_table(const std::string& name) {
  tables_.push_back(std::make_unique<TableShape>(TRY(TableShape::read(db_, name))));
  return plans_.execute("CREATE VIRTUAL TABLE " + quoted_name(name) + " USING " +
                        std::string(kModule));
}

void TableUses::note_write(const AccessRequest& request) {
  const bool writes = request.action == Action::Insert || request.action == Action::Update ||
                      request.action == Action::Delete;
  if (!writes || !request.first || request.database != "main") return;
  const TableShape* const table = find_table(tables_, *request.first);
  if (!table) return;
  const Write write{table, request.action};
  if (std::ranges::find(writes_, write) == writes_.end()) writes_.push_back(write);
}

Result<bool> TableUses::add(std::string_view sql, size_t* tail) {
  const size_t known_uses = uses_.size();
  const size_t known_writes = writes_.size();
  const auto statement = plans_.prepare(sql, tail);
  if (statement) return !statement->is_empty();
  uses_.resize(known_uses);
  writes_.resize(known_writes);
  return std::unexpected(statement.error());
}

Status TableUses::add_triggers() {
  // Those that come in meanwhile have a round of their own; in each the newest goes first.
  for (size_t done = 0; done < writes_.size();) {
    const size_t end = writes_.size();
    for (size_t i = end; i > done; --i) {
      const Write write = writes_[i - 1];
      TRY(add_triggers_of(write));
    }
    done = end;
  }
  return ok();
}

/// Plans such a write of a temporary table that has the triggers of the real one.
Status TableUses::add_triggers_of(const Write& write) {
  const std::string& name = write.table->name;
  const Words definitions =
      TRY(texts_of(db_,
                   "SELECT 'CREATE TEMP' || substr(sql, 7) FROM main.sqlite_schema "
                   "WHERE tbl_name=?1 AND type IN ('table','trigger') ORDER BY type, rowid",
                   name));
  if (definitions.size() < 2) return ok();
  for (const std::string& definition : definitions) TRY(plans_.execute(definition));
  const std::string triggering = quoted_name(std::string(kTriggering));
  TRY(plans_.execute("ALTER TABLE temp." + quoted_name(name) + " RENAME TO " + triggering));
  std::string sql = "DELETE FROM " + triggering;
  if (write.action == Action::Insert) {
    sql = "INSERT INTO " + triggering + " DEFAULT VALUES";
  } else if (write.action == Action::Update) {
    sql.clear();
    for (const ColumnShape& column : write.table->columns) {
      if (column.is_generated) continue;
      sql += (sql.empty() ? "" : ", ") + quoted_name(column.name) + "=?";
    }
    sql = "UPDATE " + triggering + " SET " + sql;
  }
  const auto planned = plans_.prepare(sql);
  TRY(plans_.execute("DROP TABLE " + triggering));
  if (!planned) return std::unexpected(planned.error());
  return ok();
}

}  // namespace tern::shell
