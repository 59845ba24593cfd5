#pragma once

#include "engine/btree/tree_store.h"
#include "engine/exec/access_text.h"
#include "engine/exec/operator.h"

namespace tern::exec {

/// One row: the number of entries of a tree, in a register. SELECT count(*) FROM t.
class CountRows final : public Operator {
 public:
  /// `plan`: whose only result it is.
  explicit CountRows(const plan::CorePlan& plan)
      : plan_(plan), result_(plan.core->aggregates.front().result) {}
  Status open(expr::Frame&) override {
    done_ = false;
    return ok();
  }
  Result<bool> next(expr::Frame& frame) override {
    if (std::exchange(done_, true)) return false;
    frame.reg(result_).assign(
        record::ValueView::integer(TRY(source().table->trees().count(plan_.count_root))));
    return true;
  }
  void close() override {}
  void describe(Description& out) const override {
    out.operation = "Count Rows";
    out.append(source_text(source()));
    if (plan_.count_index) out.append("USING COVERING INDEX " + plan_.count_index->name);
  }

 private:
  const bind::Source& source() const { return *plan_.core->sources.front(); }

  const plan::CorePlan& plan_;
  expr::RegisterSlot result_;
  bool done_ = false;
};

}  // namespace tern::exec
