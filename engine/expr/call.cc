#include "engine/expr/call.h"

#include <array>

#include "engine/expr/builder.h"
#include "engine/expr/conditional.h"
#include "engine/expr/leaf.h"

namespace tern::expr {

using record::ValueView;

FunctionCall::FunctionCall(FrameLayout& layout, const functions::ScalarFunction& function,
                           std::vector<ExprPtr> arguments)
    : Expr(kKind),
      function_(function),
      call_collation_(Builder::call_collation(layout, arguments)),
      call_(Builder::add_call(layout, function, arguments)) {
  for (ExprPtr& argument : arguments) adopt(std::move(argument));
}

FunctionCall::FunctionCall(FrameLayout& layout,
                           std::shared_ptr<const functions::ScalarFunction> function,
                           uint8_t constraint, std::vector<ExprPtr> arguments)
    : FunctionCall(layout, *function, std::move(arguments)) {
  kept_ = std::move(function);
  constraint_ = constraint;
}

/// `values`: room for as many as there are arguments.
[[gnu::always_inline]] inline Result<ValueView> FunctionCall::call_with(
    Frame& frame, std::span<ValueView> values) const {
  for (size_t i = 0; i < values.size(); ++i) values[i] = TRY(child(i).eval(frame));
  return function_.body(frame.call(call_), values);
}

/// In an array of `kRoom`, which takes longer to clear the larger it is.
template <size_t kRoom>
Result<ValueView> FunctionCall::call_with_few(Frame& frame) const {
  std::array<ValueView, kRoom> values;
  return call_with(frame, std::span(values).first(child_count()));
}

Result<ValueView> FunctionCall::eval(Frame& frame) const {
  const size_t count = child_count();
  if (count <= 2) return call_with_few<2>(frame);
  if (count <= 4) return call_with_few<4>(frame);
  std::vector<ValueView> values(count);
  return call_with(frame, values);
}

bool FunctionCall::is_same_node(const Expr& other) const {
  const auto& call = other.as<FunctionCall>();
  return &function_ == &call.function_ && &call_collation_ == &call.call_collation_;
}

ExprPtr FunctionCall::clone(Cloner& cloner) const {
  std::vector<ExprPtr> arguments;
  for (size_t i = 0; i < child_count(); ++i) {
    arguments.push_back(cloner(child(i)));
    if (!arguments.back()) return nullptr;
  }
  if (kept_) {
    return std::make_unique<FunctionCall>(cloner.layout(), kept_, constraint_,
                                          std::move(arguments));
  }
  return std::make_unique<FunctionCall>(cloner.layout(), function_, std::move(arguments));
}

namespace {

class Remembered final : public NodeState {
 public:
  void restart() override { is_known = false; }
  bool is_known = false;
  record::Value value;
};

}  // namespace

Once::Once(FrameLayout& layout, ExprPtr expr) : Expr(kKind), state_(layout.add_state()) {
  set_affinity(expr->affinity());
  set_collation(expr->collation());
  adopt(std::move(expr));
}

Result<ValueView> Once::eval(Frame& frame) const {
  std::unique_ptr<NodeState>& state = frame.state(state_);
  if (!state) state = std::make_unique<Remembered>();
  auto& remembered = static_cast<Remembered&>(*state);
  if (!remembered.is_known) {
    remembered.value.assign(TRY(child(0).eval(frame)));
    remembered.is_known = true;
  }
  return remembered.value.view();
}

bool Once::is_same_node(const Expr& other) const {
  return dynamic_cast<const Once*>(&other) != nullptr;
}

ExprPtr Once::clone(Cloner& cloner) const {
  ExprPtr expr = cloner(child(0));
  return expr ? std::make_unique<Once>(cloner.layout(), std::move(expr)) : nullptr;
}

const record::Collation& Builder::call_collation(const FrameLayout& layout,
                                                 std::span<const ExprPtr> arguments) {
  for (const ExprPtr& argument : arguments) {
    if (const record::Collation* collation = argument->collation().collation) return *collation;
  }
  return layout.binary();
}

namespace {

/// Constants that cost something are in a Once.
bool is_plainly_constant(const Expr& argument) {
  return argument.kind() == Kind::Parameter || argument.kind() == Kind::Literal ||
         dynamic_cast<const Once*>(&argument) != nullptr;
}

}  // namespace

CallSlot Builder::add_call(FrameLayout& layout, const functions::FunctionSignature& function,
                           std::span<const ExprPtr> arguments) {
  FrameLayout::CallSite site{.collation = &call_collation(layout, arguments),
                             .user_data = function.user_data.get(),
                             .parameters = {},
                             .constants = {}};
  for (size_t i = 0; i < arguments.size() && i < site.parameters.size(); ++i) {
    site.parameters[i] = arguments[i]->kind() == Kind::Parameter;
    site.constants[i] = is_plainly_constant(*arguments[i]);
  }
  return layout.add_call(site);
}

Result<ExprPtr> Builder::call(std::string_view name, std::vector<ExprPtr> arguments) {
  const functions::FoundFunction found = TRY(registry_.find(name, arguments.size()));
  if (found.window) {
    return fail(ErrorCode::Error, "misuse of window function " + std::string(name) + "()");
  }
  if (found.aggregate) {
    return fail(ErrorCode::Error, "misuse of aggregate function " + std::string(name) + "()");
  }
  return call(*found.scalar, std::move(arguments));
}

namespace {

bool is_probability(const Expr& expr) {
  const auto* literal = expr.as_if<Literal>();
  if (!literal || !literal->value().is_real()) return false;
  return literal->value().as_real() >= 0.0 && literal->value().as_real() <= 1.0;
}

}  // namespace

Result<ExprPtr> Builder::call(const functions::ScalarFunction& function,
                              std::vector<ExprPtr> arguments) {
  for (const ExprPtr& argument : arguments) {
    if (argument->width() != 1) return fail(ErrorCode::Error, "row value misused");
  }
  // Functions that must not evaluate all their arguments; a user's own of that name is a plain
  // call.
  if (registry_.is_builtin(function)) {
    if (function.name == "coalesce" || function.name == "ifnull") {
      return std::make_unique<Coalesce>(std::move(arguments));
    }
    if (function.name == "likelihood" && !is_probability(*arguments[1])) {
      return fail(ErrorCode::Error,
                  "second argument to likelihood() must be a constant between 0.0 and 1.0");
    }
    if (function.name == "iif" || function.name == "if") {
      std::vector<CaseBranch> branches;
      for (size_t i = 0; i + 1 < arguments.size(); i += 2) {
        branches.push_back({std::move(arguments[i]), std::move(arguments[i + 1])});
      }
      const bool has_else = arguments.size() % 2 != 0;
      return case_when(nullptr, std::move(branches),
                       has_else ? std::move(arguments.back()) : nullptr);
    }
  }
  auto result = std::make_unique<FunctionCall>(layout_, function, std::move(arguments));
  if (is_constant(*result)) return std::make_unique<Once>(layout_, std::move(result));
  return result;
}

}  // namespace tern::expr
