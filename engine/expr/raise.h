#pragma once

#include <optional>
#include <string>

#include "engine/expr/expr.h"

namespace tern::expr {

/// How RAISE() ends what is going on.
enum class RaiseAction : uint8_t { Ignore, Rollback, Abort, Fail };

/// What the last RAISE() asked for; whoever runs trigger programs reads and clears it.
struct RaiseSignal {
  std::optional<RaiseAction> action;
};

/// RAISE(action, message): fails, and says in the signal why.
class Raise final : public Expr {
 public:
  static constexpr Kind kKind = Kind::Other;
  /// Lifetime: `signal` outlives this.
  Raise(RaiseAction action, std::string message, RaiseSignal& signal)
      : Expr(kKind), action_(action), message_(std::move(message)), signal_(signal) {}
  Result<record::ValueView> eval(Frame&) const override {
    signal_.action = action_;
    return fail(ErrorCode::ConstraintTrigger, message_);
  }
  bool is_own_deterministic() const override { return false; }
  bool reads_own_state() const override { return true; }
  bool is_same_node(const Expr&) const override { return false; }
  ExprPtr clone(Cloner&) const override { return nullptr; }

 private:
  RaiseAction action_;
  std::string message_;
  RaiseSignal& signal_;
};

}  // namespace tern::expr
