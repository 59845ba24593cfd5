#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/exec/compile_unit.h"
#include "engine/exec/program.h"

namespace tern::exec {

/// A SELECT.
class SelectProgram final : public Program {
 public:
  static Result<std::unique_ptr<Program>> compile(const sql::Select& select, std::string_view sql,
                                                  const CompileContext& context);

  const std::vector<ResultColumnInfo>& columns() const override { return columns_; }
  bool writes() const override { return false; }
  Status start() override;
  Result<bool> next() override { return stream_->next(*frame_); }
  std::span<const record::ValueView> row() const override { return stream_->row(); }
  void finish() override;
  std::vector<PlanLine> explain() const override { return unit_.plan_lines(); }
  void describe(Description& out) const override;

 private:
  SelectProgram(const CompileContext& context, std::string_view sql) : unit_(context, sql) {}

  CompileUnit unit_;
  std::vector<ResultColumnInfo> columns_;
  std::optional<expr::Frame> frame_;
  std::unique_ptr<RowStream> stream_;  // goes before the frame and the unit
  bool is_running_ = false;
};

}  // namespace tern::exec
