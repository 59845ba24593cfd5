#pragma once

#include <vector>

#include "engine/exec/key_table.h"
#include "engine/exec/operator.h"
#include "engine/plan/plan.h"

namespace tern::exec {

/// The rows of one table that any of several scans finds, each once, in the order in which they are
/// found: WHERE a = 1 OR b = 2, each side by its own index.
class IndexUnion final : public Operator {
 public:
  IndexUnion(std::vector<std::unique_ptr<Operator>> branches, const plan::Access& access);
  void start() override;
  Status open(expr::Frame& frame) override;
  Result<bool> next(expr::Frame& frame) override;
  void close() override;
  void describe(Description& out) const override;

 private:
  /// May the branch find rows, as far as the rows before say?
  Result<bool> may_find(expr::Frame& frame, const plan::Access& branch) const;
  /// The row's rowid, or its primary key.
  Status make_key(expr::Frame& frame);

  std::vector<std::unique_ptr<Operator>> branches_;
  const plan::Access& access_;
  const bind::Source& source_;
  std::vector<uint32_t> key_columns_;  // WITHOUT ROWID: of the primary key, in the Row
  size_t at_ = 0;
  bool is_open_ = false;  // branches_[at_]
  KeyTable seen_;
  std::string key_;
};

}  // namespace tern::exec
