#include "engine/api/statement_table.h"

#include "engine/api/command.h"
#include "engine/api/statement_state.h"

namespace tern::api {
namespace {

using record::Value;
using record::ValueView;

class StatementCursor final : public vtab::Cursor {
 public:
  explicit StatementCursor(ConnectionState& connection) : connection_(connection) {}

  Status filter(const vtab::IndexPlan&, std::span<const ValueView>) override {
    rows_.clear();
    at_ = 0;
    for (const StatementState* statement : connection_.statements()) add(*statement);
    return ok();
  }
  bool at_end() const override { return at_ == rows_.size(); }
  Status next() override {
    ++at_;
    return ok();
  }
  Result<ValueView> column(uint32_t index) override { return rows_[at_][index].view(); }
  Result<int64_t> rowid() const override { return static_cast<int64_t>(at_ + 1); }

 private:
  void add(const StatementState& statement) {
    const auto integer = [](uint64_t value) { return Value::integer(static_cast<int64_t>(value)); };
    rows_.push_back({Value::text(statement.sql()), integer(statement.columns().size()),
                     integer(statement.is_readonly() ? 1 : 0),
                     integer(statement.is_running() ? 1 : 0), Value(), Value(), Value(), Value(),
                     integer(statement.recompile_count()), integer(statement.run_count()),
                     Value()});
  }

  ConnectionState& connection_;
  CommandRows rows_;
  size_t at_ = 0;
};

class StatementTable final : public vtab::VirtualTable {
 public:
  explicit StatementTable(ConnectionState& connection)
      : VirtualTable("sqlite_stmt",
                     {"sql", "ncol", "ro", "busy", "nscan", "nsort", "naidx", "nstep", "reprep",
                      "run", "mem"},
                     {}),
        connection_(connection) {}

  Result<vtab::IndexPlan> best_index(const vtab::PlanQuestion& question) const override {
    vtab::IndexPlan out;
    out.uses.resize(question.constraints.size());
    out.rows = out.cost = 500;
    return out;
  }
  std::unique_ptr<vtab::Cursor> open() const override {
    return std::make_unique<StatementCursor>(connection_);
  }

 private:
  ConnectionState& connection_;
};

}  // namespace

std::unique_ptr<vtab::VirtualTable> make_statement_table(ConnectionState& connection) {
  return std::make_unique<StatementTable>(connection);
}

}  // namespace tern::api
