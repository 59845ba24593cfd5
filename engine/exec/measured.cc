#include "engine/exec/measured.h"

#include "engine/exec/description.h"
#include "engine/exec/row_batch.h"

namespace tern::exec {

namespace {

class MeasuredOperator final : public Operator {
 public:
  MeasuredOperator(std::unique_ptr<Operator> made, Profile& profile)
      : made_(std::move(made)), profile_(profile), measures_(profile.next_operator()) {}

  void start() override { made_->start(); }
  Status open(expr::Frame& frame) override {
    const Measuring measuring(profile_, measures_);
    ++measures_.loops;
    return made_->open(frame);
  }
  Result<bool> next(expr::Frame& frame) override {
    const Measuring measuring(profile_, measures_);
    Result<bool> found = made_->next(frame);
    if (found && *found) ++measures_.rows;
    return found;
  }
  bool has_batches() const override { return made_->has_batches(); }
  void set_bound(expr::RowSlot slot, uint32_t index, const TopBound& bound) override {
    made_->set_bound(slot, index, bound);
  }
  Result<RowBatch*> next_batch(expr::Frame& frame) override {
    const Measuring measuring(profile_, measures_);
    Result<RowBatch*> batch = made_->next_batch(frame);
    if (batch && *batch) measures_.rows += (*batch)->rows.size();
    return batch;
  }
  void close() override { made_->close(); }
  void describe(Description& out) const override {
    made_->describe(out);
    out.measured = &measures_;
  }

 private:
  std::unique_ptr<Operator> made_;
  Profile& profile_;
  Measures& measures_;
};

class MeasuredStream final : public RowStream {
 public:
  MeasuredStream(std::unique_ptr<RowStream> made, Profile& profile)
      : made_(std::move(made)), profile_(profile), measures_(profile.next_operator()) {}

  void set_read_at_once() override { made_->set_read_at_once(); }
  void set_unread() override { made_->set_unread(); }
  void set_bound(uint32_t column, const TopBound& bound) override {
    made_->set_bound(column, bound);
  }
  Status open(expr::Frame& frame) override {
    const Measuring measuring(profile_, measures_);
    ++measures_.loops;
    return made_->open(frame);
  }
  Result<bool> next(expr::Frame& frame) override {
    const Measuring measuring(profile_, measures_);
    Result<bool> found = made_->next(frame);
    if (found && *found) ++measures_.rows;
    row_ = made_->row();
    return found;
  }
  void close() override { made_->close(); }
  void describe(Description& out) const override {
    made_->describe(out);
    out.measured = &measures_;
  }

 private:
  std::unique_ptr<RowStream> made_;
  Profile& profile_;
  Measures& measures_;
};

class MeasuredProgram final : public Program {
 public:
  MeasuredProgram(std::unique_ptr<Program> made, Profile& profile,
                  const txn::Transaction& transaction)
      : made_(std::move(made)),
        profile_(profile),
        measures_(profile.program()),
        transaction_(transaction) {}

  const std::vector<ResultColumnInfo>& columns() const override { return made_->columns(); }
  bool writes() const override { return made_->writes(); }
  bool needs_savepoint() const override { return made_->needs_savepoint(); }
  bool may_leave_late_entries() const override { return made_->may_leave_late_entries(); }
  Status start() override {
    const Measuring measuring(profile_, measures_);
    ++measures_.loops;
    has_changed_ = false;
    made_->parameters() = parameters_;
    return made_->start();
  }
  Result<bool> next() override {
    const Measuring measuring(profile_, measures_);
    Result<bool> found = made_->next();
    if (!made_->writes()) {
      measures_.rows += found && *found ? 1 : 0;
    } else if (found && !*found && !std::exchange(has_changed_, true)) {
      measures_.rows += static_cast<uint64_t>(transaction_.changes_of_statement);
    }
    return found;
  }
  std::span<const record::ValueView> row() const override { return made_->row(); }
  void finish() override {
    const Measuring measuring(profile_, measures_);
    made_->finish();
  }
  sql::Conflict failure_action() const override { return made_->failure_action(); }
  std::vector<PlanLine> explain() const override { return made_->explain(); }
  void describe(Description& out) const override {
    made_->describe(out);
    out.measured = &measures_;
  }

 private:
  std::unique_ptr<Program> made_;
  Profile& profile_;
  Measures& measures_;
  const txn::Transaction& transaction_;
  bool has_changed_ = false;  // all its changes are made in the first step
};

}  // namespace

std::unique_ptr<Operator> measured(std::unique_ptr<Operator> made, Profile& profile) {
  return std::make_unique<MeasuredOperator>(std::move(made), profile);
}

std::unique_ptr<RowStream> measured(std::unique_ptr<RowStream> made, Profile& profile) {
  return std::make_unique<MeasuredStream>(std::move(made), profile);
}

std::unique_ptr<Program> measured(std::unique_ptr<Program> made, Profile& profile,
                                  const txn::Transaction& transaction) {
  return std::make_unique<MeasuredProgram>(std::move(made), profile, transaction);
}

}  // namespace tern::exec
