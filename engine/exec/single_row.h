#pragma once

#include "engine/exec/operator.h"

namespace tern::exec {

/// One row of nothing: a SELECT without FROM, and the rows that a recursive query has set already.
class SingleRow final : public Operator {
 public:
  Status open(expr::Frame&) override {
    done_ = false;
    return ok();
  }
  Result<bool> next(expr::Frame&) override { return !std::exchange(done_, true); }
  void close() override {}

 private:
  bool done_ = false;
};

}  // namespace tern::exec
