#include <optional>

#include "engine/exec/assignments.h"
#include "engine/exec/description.h"
#include "engine/exec/target_rows.h"
#include "engine/exec/virtual_program.h"

namespace tern::exec {
namespace {

/// Both find all rows, and what becomes of them, before the first one changes.
class VirtualUpdateProgram : public VirtualProgram {
 public:
  VirtualUpdateProgram(const CompileContext& context, std::string_view sql, VirtualTarget target)
      : VirtualProgram(context, sql, std::move(target)),
        found_(table_, WorkMemory(context.transaction.main().pager())) {}

  const char* count_name() const override { return "rows updated"; }

  void finish() override {
    close_rows();
    found_.clear();
    DmlProgram::finish();
  }

 protected:
  virtual Status find_rows() = 0;
  virtual void close_rows() = 0;

  static std::unexpected<Error> no_returning() {
    return fail(ErrorCode::Error, "UPDATE RETURNING is not available on virtual tables");
  }

  /// `old_key` becomes a row of `values`, with another key where SET says so.
  Status add(record::ValueView old_key, std::span<const record::ValueView> values,
             std::span<const bool> unchanged) {
    const record::ValueView new_key = table_.without_rowid
                                          ? values[key_column()]
                                          : assignments_->rowid_as_given().value_or(old_key);
    return found_.add({.kind = vtab::RowWrite::Kind::Update,
                       .old_key = old_key,
                       .new_key = new_key,
                       .values = values,
                       .unchanged = unchanged});
  }

  std::optional<Assignments> assignments_;

 private:
  Status write_rows() final {
    found_.clear();
    TRY(find_rows());
    close_rows();
    for (size_t i = 0; i < found_.size(); ++i) {
      TRY(frame().check_interrupt());
      const vtab::RowWrite changed = TRY(found_.get(i));
      TRY(put(changed));
    }
    return ok();
  }

  PendingWrites found_;
};

class VirtualUpdate final : public VirtualUpdateProgram {
 public:
  using VirtualUpdateProgram::VirtualUpdateProgram;

  ~VirtualUpdate() override { drop_frame(); }

  Status compile(const sql::UpdateStatement& statement) {
    set_conflict(statement.on_conflict);
    nulls_.resize(table_.columns.size());
    values_.resize(table_.columns.size());
    unchanged_ = std::make_unique<bool[]>(table_.columns.size());
    bind::Binder binder(unit_.bind_context(), {}, &statement.with);
    TRY(rows_.begin(binder, statement.target));
    if (!statement.returning.empty()) {
      (void)TRY(binder.bind_any(*statement.set.front().value));
      return no_returning();
    }
    assignments_ =
        TRY(Assignments::bind(table_, statement.set, binder, unit_.context().access, database()));
    return rows_.plan_scan(unit_, binder, statement.target, target_select(statement),
                           statement.with);
  }

  bool needs_savepoint() const override { return !TargetRows::is_single(unit_); }

  void describe(Description& out) const override {
    describe_target("Update", out);
    assignments_->describe(out);
    rows_.describe(out);
  }

 private:
  Status find_rows() override {
    TRY(rows_.open(frame()));
    while (TRY(rows_.next(frame()))) TRY(take(frame().row(rows_.slot())));
    return ok();
  }

  void close_rows() override { rows_.close(); }

  Status take(expr::Row& row) {
    TRY(assignments_->apply(nulls_, frame()));
    for (uint32_t i = 0; i < values_.size(); ++i) {
      unchanged_[i] = false;
      values_[i] = assignments_->changed()[i] ? assignments_->values()[i] : TRY(keep(row, i));
    }
    const record::ValueView key =
        TRY(table_.without_rowid ? row.column(key_column()) : row.rowid());
    return add(key, values_, {unchanged_.get(), values_.size()});
  }

  Result<record::ValueView> keep(expr::Row& row, uint32_t column) {
    expr::RowSource* const source = row.source();
    return source ? source->column_to_keep(column, unchanged_[column]) : row.column(column);
  }

  TargetRows rows_;
  std::vector<record::ValueView> nulls_;  // one for each column
  std::vector<record::ValueView> values_;
  std::unique_ptr<bool[]> unchanged_;
};

/// UPDATE ... FROM. A row that FROM finds more than once is written as often.
class VirtualUpdateFrom final : public VirtualUpdateProgram {
 public:
  using VirtualUpdateProgram::VirtualUpdateProgram;

  ~VirtualUpdateFrom() override { drop_frame(); }

  Status compile(const sql::UpdateStatement& statement) {
    set_conflict(statement.on_conflict);
    bind::Binder binder(unit_.bind_context(), {}, &statement.with);
    auto query = TRY(binder.bind_target(statement.target));
    if (!statement.returning.empty()) return no_returning();
    assignments_ =
        TRY(Assignments::of_columns(table_, statement.set, unit_.context().access, database()));
    // LIMIT and ORDER BY have no meaning here; the reference does not even look at them.
    static const std::vector<sql::OrderingTerm> kNoOrder;
    TRY(binder.bind_target_select(statement.target,
                                  {.from = &statement.from,
                                   .set = &statement.set,
                                   .where = statement.where.get(),
                                   .order_by = kNoOrder},
                                  *query));
    rows_ = TRY(unit_.stream(std::move(query)));
    rows_->set_read_at_once();
    return ok();
  }

  void describe(Description& out) const override {
    describe_target("Update", out);
    out.add_input(rows_);
  }

 private:
  Status find_rows() override {
    const size_t columns = table_.columns.size();
    TRY(rows_->open(frame()));
    while (TRY(rows_->next(frame()))) {
      // The key, the values of SET, then the row as it was.
      const std::span<const record::ValueView> row = rows_->row();
      TRY(assignments_->take(row.last(columns), row.subspan(1, row.size() - 1 - columns)));
      TRY(add(row.front(), assignments_->values(), {}));
    }
    return ok();
  }

  void close_rows() override { rows_->close(); }

  std::unique_ptr<RowStream> rows_;
};

template <class Made>
Result<std::unique_ptr<Program>> make_virtual_update(const sql::UpdateStatement& statement,
                                                     VirtualTarget target, std::string_view sql,
                                                     const CompileContext& context) {
  auto program = std::make_unique<Made>(context, sql, std::move(target));
  TRY(program->compile(statement));
  return program;
}

}  // namespace

Result<std::unique_ptr<Program>> compile_virtual_update(const sql::UpdateStatement& statement,
                                                        VirtualTarget target, std::string_view sql,
                                                        const CompileContext& context) {
  if (statement.from.empty()) {
    return make_virtual_update<VirtualUpdate>(statement, std::move(target), sql, context);
  }
  return make_virtual_update<VirtualUpdateFrom>(statement, std::move(target), sql, context);
}

}  // namespace tern::exec
