#pragma once

#include <vector>

#include "engine/exec/description.h"
#include "engine/exec/program.h"

namespace tern::exec {

/// What is left of a statement whose action the authorizer ignores: it does nothing.
class IgnoredProgram final : public Program {
 public:
  const std::vector<ResultColumnInfo>& columns() const override { return columns_; }
  bool writes() const override { return false; }
  Status start() override { return ok(); }
  Result<bool> next() override { return false; }
  std::span<const record::ValueView> row() const override { return {}; }
  void finish() override {}
  std::vector<PlanLine> explain() const override { return {}; }
  void describe(Description& out) const override { out.operation = "Ignored"; }

 private:
  std::vector<ResultColumnInfo> columns_;  // none
};

}  // namespace tern::exec
