#include <optional>

#include "engine/exec/description.h"
#include "engine/exec/ignored_program.h"
#include "engine/exec/insert_source.h"
#include "engine/exec/insert_target.h"
#include "engine/exec/virtual_program.h"
#include "engine/record/affinity.h"

namespace tern::exec {
namespace {

class VirtualInsert final : public VirtualProgram {
 public:
  using VirtualProgram::VirtualProgram;

  ~VirtualInsert() override { drop_frame(); }
  const char* count_name() const override { return "rows inserted"; }

  Status compile(const sql::InsertStatement& statement) {
    set_conflict(statement.on_conflict);
    values_.resize(table_.columns.size());
    places_ = TRY(InsertTarget::bind(table_, statement.columns));
    if (statement.source) {
      source_ =
          TRY(InsertSource::bind(unit_, statement, table_.name, !statement.returning.empty()));
      TRY(places_.check_width(source_->width()));
    }
    if (!statement.upserts.empty()) {
      return fail(ErrorCode::Error,
                  "UPSERT not implemented for virtual table \"" + table_.name + "\"");
    }
    return bind_returning(statement.returning);
  }

  bool needs_savepoint() const override {
    return (source_ && !source_->is_single_row()) || has_returning();
  }

  void finish() override {
    if (source_) source_->close();
    DmlProgram::finish();
  }

  void describe(Description& out) const override {
    describe_target("Insert", out);
    if (!source_) out.append("DEFAULT VALUES");
    if (source_) source_->describe(out);
    describe_effects(out);
  }

 private:
  Status write_rows() override {
    values_.assign(values_.size(), record::ValueView::null());
    if (!source_) return insert({});
    TRY(source_->open(frame()));
    while (TRY(source_->next(frame()))) TRY(insert_row(source_->row()));
    return ok();
  }

  Status insert_row(std::span<const record::ValueView> row) {
    for (size_t i = 0; i < values_.size(); ++i) {
      const int32_t place = places_.places()[i];
      if (place >= 0) values_[i] = row[static_cast<size_t>(place)];
    }
    if (!source_->is_single_row()) copy_values();
    if (places_.rowid_place() < 0) return insert({});
    const record::ValueView given = row[static_cast<size_t>(places_.rowid_place())];
    const std::optional<int64_t> rowid = record::as_rowid(given);
    if (!rowid && !given.is_null()) return fail(ErrorCode::Mismatch);
    return insert(rowid);
  }

  /// The module may change what the source's rows lie in.
  void copy_values() {
    copies_.resize(values_.size());
    for (size_t i = 0; i < values_.size(); ++i) {
      copies_[i].assign(values_[i]);
      values_[i] = copies_[i].view();
    }
  }

  Status insert(std::optional<int64_t> rowid) {
    if (has_returning()) TRY(keep_given(rowid));
    return put({.kind = vtab::RowWrite::Kind::Insert,
                .new_key = rowid ? record::ValueView::integer(*rowid) : record::ValueView::null(),
                .values = values_});
  }

  /// RETURNING tells of the row as the statement gives it, before the module gets to see it, and
  /// whatever that makes of it.
  Status keep_given(std::optional<int64_t> rowid) {
    constexpr int64_t kNotYetKnown = -1;
    given_.assign(values_.begin(), values_.end());
    scratch_.resize(given_.size());
    for (size_t i = 0; i < given_.size(); ++i) {
      given_[i] = record::apply_affinity(given_[i], table_.columns[i].affinity, scratch_[i]);
    }
    return keep_returned(given_, rowid.value_or(kNotYetKnown));
  }

  InsertTarget places_;
  std::unique_ptr<InsertSource> source_;  // null: DEFAULT VALUES
  std::vector<record::ValueView> values_;
  std::vector<record::Value> copies_;
  std::vector<record::ValueView> given_;
  std::vector<std::string> scratch_;
};

}  // namespace

Result<std::unique_ptr<Program>> compile_virtual_insert(const sql::InsertStatement& statement,
                                                        VirtualTarget target, std::string_view sql,
                                                        const CompileContext& context) {
  if (context.access) {
    const Permission answer =
        TRY(context.access.ask(Action::Insert, target.table->name(), {}, target.database));
    if (answer == Permission::Ignore) return std::make_unique<IgnoredProgram>();
  }
  auto program = std::make_unique<VirtualInsert>(context, sql, std::move(target));
  TRY(program->compile(statement));
  return program;
}

}  // namespace tern::exec
