#pragma once

#include "engine/btree/tree_store.h"
#include "engine/exec/operator.h"

namespace tern::exec {

/// One row: the number of entries of a tree, in a register. SELECT count(*) FROM t.
class CountRows final : public Operator {
 public:
  CountRows(btree::TreeStore& trees, PageNo root, expr::RegisterSlot result)
      : trees_(trees), root_(root), result_(result) {}
  Status open(expr::Frame&) override {
    done_ = false;
    return ok();
  }
  Result<bool> next(expr::Frame& frame) override {
    if (std::exchange(done_, true)) return false;
    frame.reg(result_).assign(record::ValueView::integer(TRY(trees_.count(root_))));
    return true;
  }
  void close() override {}

 private:
  btree::TreeStore& trees_;
  PageNo root_;
  expr::RegisterSlot result_;
  bool done_ = false;
};

}  // namespace tern::exec
