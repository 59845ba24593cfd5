#pragma once

#include "engine/exec/description.h"
#include "engine/exec/operator.h"

namespace tern::exec {

/// One row of nothing: a SELECT without FROM, and the rows that a recursive query has set already.
class SingleRow final : public Operator {
 public:
  /// `source`: of a recursive query; null: there is no row to read.
  explicit SingleRow(const bind::Source* source) : source_(source) {}
  Status open(expr::Frame&) override {
    done_ = false;
    return ok();
  }
  Result<bool> next(expr::Frame&) override { return !std::exchange(done_, true); }
  void close() override {}
  void describe(Description& out) const override {
    out.operation = "Single Row";
    if (source_) out.append(source_->name);
  }

 private:
  const bind::Source* source_;
  bool done_ = false;
};

}  // namespace tern::exec
