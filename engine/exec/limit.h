#pragma once

#include <optional>

#include "engine/exec/operator.h"
#include "engine/expr/expr.h"

namespace tern::exec {

/// The value of a LIMIT or OFFSET. Errors: Mismatch if it is no integer.
Result<std::optional<int64_t>> limit_value(expr::Frame& frame, const expr::Expr& expr);

/// At most `limit` rows of `input` (all if negative), after `offset` rows.
class Limit final : public RowStream {
 public:
  /// `offset` may be null. `offset_is_met`: the input passes over those rows itself.
  Limit(std::unique_ptr<RowStream> input, const expr::Expr& limit, const expr::Expr* offset,
        bool offset_is_met = false)
      : input_(std::move(input)), limit_(limit), offset_(offset), offset_is_met_(offset_is_met) {}
  void set_unread() override { input_->set_unread(); }
  Status open(expr::Frame& frame) override;
  Result<bool> next(expr::Frame& frame) override;
  void close() override { input_->close(); }
  void describe(Description& out) const override;

 private:
  std::unique_ptr<RowStream> input_;
  const expr::Expr& limit_;
  const expr::Expr* offset_;
  bool offset_is_met_;
  int64_t left_ = 0;
  int64_t skip_ = 0;
};

/// Only the first `width` columns of the rows of `input`.
class Narrow final : public RowStream {
 public:
  Narrow(std::unique_ptr<RowStream> input, size_t width)
      : input_(std::move(input)), width_(width) {}
  void set_unread() override { input_->set_unread(); }
  Status open(expr::Frame& frame) override { return input_->open(frame); }
  Result<bool> next(expr::Frame& frame) override {
    const bool found = TRY(input_->next(frame));
    if (found) row_ = input_->row().first(width_);
    return found;
  }
  void close() override { input_->close(); }
  void describe(Description& out) const override;

 private:
  std::unique_ptr<RowStream> input_;
  size_t width_;
};

}  // namespace tern::exec
