#include "engine/api/dbstat_table.h"

#include <algorithm>

#include "engine/api/command.h"
#include "engine/api/ddl_parts.h"
#include "engine/api/statement_state.h"
#include "engine/btree/page_use.h"
#include "engine/record/affinity.h"
#include "engine/vtab/argument_plan.h"
#include "engine/vtab/module_argument.h"

namespace tern::api {
namespace {

using btree::PageUse;
using record::Value;
using record::ValueView;

enum Given : int32_t { kGivenSchema = 1, kGivenAggregate = 2 };

struct Tree {
  std::string name;
  PageNo root;
};

/// A tree's pages become rows when the rows of the tree before it have been read.
class DbstatCursor final : public vtab::Cursor {
 public:
  /// `schema`: whose database it is about if the query does not say.
  DbstatCursor(ConnectionState& connection, std::string schema)
      : connection_(connection), usual_schema_(std::move(schema)) {}

  Status filter(const vtab::IndexPlan& plan, std::span<const ValueView> arguments) override {
    rows_.clear();
    trees_.clear();
    at_ = tree_ = 0;
    rowid_ = 0;
    schema_ = usual_schema_;
    aggregates_ = false;
    size_t given = 0;
    std::string scratch;
    if (plan.number & kGivenSchema) schema_ = record::to_text(arguments[given++], scratch);
    if (plan.number & kGivenAggregate) aggregates_ = record::is_true(arguments[given]);
    database_ = connection_.find_database(schema_);
    if (!database_) return ok();
    TRY(database_->pager().begin_read());
    TRY(find_trees());
    return read_tree();
  }
  bool at_end() const override { return at_ == rows_.size(); }
  Status next() override {
    ++rowid_;
    if (++at_ < rows_.size()) return ok();
    return read_tree();
  }
  Result<ValueView> column(uint32_t index) override {
    constexpr uint32_t kSchemaColumn = 10;
    if (index == kSchemaColumn) return ValueView::text(schema_);
    if (index > kSchemaColumn) return ValueView::boolean(aggregates_);
    return rows_[at_][index].view();
  }
  Result<int64_t> rowid() const override { return rowid_; }

 private:
  Status find_trees() {
    trees_.push_back({"sqlite_schema", PageNo{1}});
    const std::string sql = "SELECT name, rootpage FROM " + quoted(schema_) +
                            ".sqlite_schema WHERE rootpage > 0 ORDER BY rowid";
    const auto query = TRY(StatementState::prepare(connection_, sql, nullptr));
    while (TRY(query->step())) {
      const std::span<const ValueView> row = query->row();
      std::string scratch;
      trees_.push_back({std::string(record::to_text(row[0], scratch)),
                        PageNo{static_cast<uint32_t>(record::to_integer(row[1]))}});
    }
    return ok();
  }

  /// The rows of the next tree, if there is one.
  Status read_tree() {
    rows_.clear();
    at_ = 0;
    if (tree_ == trees_.size()) return ok();
    const Tree& tree = trees_[tree_++];
    PageUse sum;
    uint64_t pages = 0;
    TRY(btree::visit_pages(database_->pager(), tree.root, [&](const PageUse& use) -> Status {
      ++pages;
      sum.cell_count += use.cell_count;
      sum.payload_bytes += use.payload_bytes;
      sum.payload_bytes_max = std::max(sum.payload_bytes_max, use.payload_bytes_max);
      sum.unused_bytes += use.unused_bytes;
      if (!aggregates_) add_row(tree.name, use, 1);
      return ok();
    }));
    if (aggregates_) add_row(tree.name, sum, pages);
    return ok();
  }

  void add_row(const std::string& name, const PageUse& use, uint64_t pages) {
    constexpr std::string_view kKinds[] = {"internal", "leaf", "overflow"};
    const auto integer = [](uint64_t value) { return Value::integer(static_cast<int64_t>(value)); };
    const uint64_t page_size = database_->pager().page_size();
    rows_.push_back({Value::text(name), aggregates_ ? Value() : Value::text(use.path),
                     integer(aggregates_ ? pages : use.no.raw),
                     aggregates_ ? Value() : Value::text(kKinds[static_cast<size_t>(use.kind)]),
                     integer(use.cell_count), integer(use.payload_bytes), integer(use.unused_bytes),
                     integer(use.payload_bytes_max),
                     aggregates_ ? Value() : integer((use.no.raw - 1) * page_size),
                     integer(pages * page_size)});
  }

  ConnectionState& connection_;
  const std::string usual_schema_;
  txn::Database* database_ = nullptr;
  std::string schema_;
  bool aggregates_ = false;
  std::vector<Tree> trees_;
  size_t tree_ = 0;   // the next one to be read
  CommandRows rows_;  // of one tree
  size_t at_ = 0;
  int64_t rowid_ = 0;
};

class Dbstat final : public vtab::VirtualTable {
 public:
  Dbstat(ConnectionState& connection, std::string name, std::string schema)
      : VirtualTable(std::move(name),
                     {"name TEXT", "path TEXT", "pageno INTEGER", "pagetype TEXT", "ncell INTEGER",
                      "payload INTEGER", "unused INTEGER", "mx_payload INTEGER", "pgoffset INTEGER",
                      "pgsize INTEGER"},
                     {"schema TEXT", "aggregate BOOLEAN"}),
        connection_(connection),
        schema_(std::move(schema)) {}

  Result<vtab::IndexPlan> best_index(const vtab::PlanQuestion& question) const override {
    vtab::IndexPlan out = vtab::argument_plan(question.constraints, first_argument(), 2);
    out.rows = out.cost = 1e6;
    return out;
  }
  std::unique_ptr<vtab::Cursor> open() const override {
    return std::make_unique<DbstatCursor>(connection_, schema_);
  }

 private:
  ConnectionState& connection_;
  const std::string schema_;
};

/// USING dbstat(schema): what follows the schema does not count.
class DbstatModule final : public vtab::Module {
 public:
  explicit DbstatModule(ConnectionState& connection) : connection_(connection) {}

  Result<std::unique_ptr<vtab::VirtualTable>> connect(
      const vtab::Declaration& declaration) const override {
    const std::string schema =
        declaration.arguments.empty() ? "main" : vtab::unquoted(declaration.arguments.front());
    if (!connection_.find_database(schema) && !catalog::same_name(schema, "temp")) {
      return fail(ErrorCode::Error, "no such database: " + schema);
    }
    return std::make_unique<Dbstat>(connection_, std::string(declaration.table), schema);
  }

 private:
  ConnectionState& connection_;
};

}  // namespace

std::unique_ptr<vtab::VirtualTable> make_dbstat(ConnectionState& connection) {
  return std::make_unique<Dbstat>(connection, "dbstat", "main");
}

std::unique_ptr<vtab::Module> make_dbstat_module(ConnectionState& connection) {
  return std::make_unique<DbstatModule>(connection);
}

}  // namespace tern::api
