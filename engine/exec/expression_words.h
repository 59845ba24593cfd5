#pragma once

#include <cstdint>
#include <string_view>

#include "engine/expr/builder.h"
#include "engine/record/affinity.h"

namespace tern::exec {

/// How strongly the parts of an expression hold together: weaker ones need parentheses.
enum Strength : uint8_t { kOr, kAnd, kNot, kTest, kOrder, kBits, kSum, kProduct, kConcat, kUnit };

/// How strongly a comparison holds together.
Strength strength(expr::CompareOp op);
/// " = ", " IS NOT " and the like.
std::string_view word(expr::CompareOp op);

/// A binary operator.
struct Operation {
  std::string_view word;
  Strength strength;
};
Operation operation(expr::ArithmeticOp op);

std::string_view word(expr::UnaryOp op);
/// The type that CAST names for it.
std::string_view word(record::Affinity affinity);

}  // namespace tern::exec
