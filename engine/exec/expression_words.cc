#include "engine/exec/expression_words.h"

namespace tern::exec {

std::string_view word(expr::CompareOp op) {
  switch (op) {
    case expr::CompareOp::Equal:
      return " = ";
    case expr::CompareOp::NotEqual:
      return " <> ";
    case expr::CompareOp::Less:
      return " < ";
    case expr::CompareOp::LessEqual:
      return " <= ";
    case expr::CompareOp::Greater:
      return " > ";
    case expr::CompareOp::GreaterEqual:
      return " >= ";
    case expr::CompareOp::Is:
      return " IS ";
    case expr::CompareOp::IsNot:
      break;
  }
  return " IS NOT ";
}

Strength strength(expr::CompareOp op) {
  return op >= expr::CompareOp::Less && op <= expr::CompareOp::GreaterEqual ? kOrder : kTest;
}

Operation operation(expr::ArithmeticOp op) {
  switch (op) {
    case expr::ArithmeticOp::Add:
      return {" + ", kSum};
    case expr::ArithmeticOp::Subtract:
      return {" - ", kSum};
    case expr::ArithmeticOp::Multiply:
      return {" * ", kProduct};
    case expr::ArithmeticOp::Divide:
      return {" / ", kProduct};
    case expr::ArithmeticOp::Modulo:
      return {" % ", kProduct};
    case expr::ArithmeticOp::BitAnd:
      return {" & ", kBits};
    case expr::ArithmeticOp::BitOr:
      return {" | ", kBits};
    case expr::ArithmeticOp::ShiftLeft:
      return {" << ", kBits};
    case expr::ArithmeticOp::ShiftRight:
      break;
  }
  return {" >> ", kBits};
}

std::string_view word(expr::UnaryOp op) {
  switch (op) {
    case expr::UnaryOp::Minus:
      return "-";
    case expr::UnaryOp::Plus:
      return "+";
    case expr::UnaryOp::BitNot:
      break;
  }
  return "~";
}

std::string_view word(record::Affinity affinity) {
  switch (affinity) {
    case record::Affinity::Text:
      return "TEXT";
    case record::Affinity::Numeric:
      return "NUMERIC";
    case record::Affinity::Integer:
      return "INTEGER";
    case record::Affinity::Real:
      return "REAL";
    case record::Affinity::None:
    case record::Affinity::Blob:
      break;
  }
  return "BLOB";
}

}  // namespace tern::exec
