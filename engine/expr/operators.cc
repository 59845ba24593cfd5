#include "engine/expr/operators.h"

#include <cmath>
#include <limits>

#include "engine/expr/leaf.h"

namespace tern::expr {

using record::Affinity;
using record::ValueView;

namespace {

constexpr int64_t kIntegerMin = std::numeric_limits<int64_t>::min();

/// The result of an integer operation, or that it does not fit.
bool compute_integers(ArithmeticOp op, int64_t a, int64_t b, ValueView& out) {
  int64_t result = 0;
  switch (op) {
    case ArithmeticOp::Add:
      if (__builtin_add_overflow(a, b, &result)) return false;
      break;
    case ArithmeticOp::Subtract:
      if (__builtin_sub_overflow(a, b, &result)) return false;
      break;
    case ArithmeticOp::Multiply:
      if (__builtin_mul_overflow(a, b, &result)) return false;
      break;
    case ArithmeticOp::Divide:
      if (b == 0) {
        out = ValueView::null();
        return true;
      }
      if (b == -1 && a == kIntegerMin) return false;
      result = a / b;
      break;
    default:
      return false;
  }
  out = ValueView::integer(result);
  return true;
}

ValueView compute_reals(ArithmeticOp op, double a, double b) {
  switch (op) {
    case ArithmeticOp::Add:
      return ValueView::real(a + b);
    case ArithmeticOp::Subtract:
      return ValueView::real(a - b);
    case ArithmeticOp::Multiply:
      return ValueView::real(a * b);
    case ArithmeticOp::Divide:
      return b == 0.0 ? ValueView::null() : ValueView::real(a / b);
    default:
      return ValueView::null();
  }
}

double real_of(ValueView number) {
  return number.is_real() ? number.as_real() : static_cast<double>(number.as_integer());
}

/// Both operands as integers; the result is a real if one of them was no integer.
ValueView compute_modulo(ValueView left, ValueView right) {
  const int64_t a = record::to_integer(left);
  const int64_t b = record::to_integer(right);
  if (b == 0) return ValueView::null();
  const int64_t result = b == -1 ? 0 : a % b;
  if (record::to_number(left).is_integer() && record::to_number(right).is_integer()) {
    return ValueView::integer(result);
  }
  return ValueView::real(static_cast<double>(result));
}

int64_t shift_left(int64_t value, int64_t by) {
  if (by >= 64) return 0;
  if (by >= 0) return static_cast<int64_t>(static_cast<uint64_t>(value) << by);
  return by <= -64 ? (value < 0 ? -1 : 0) : value >> -by;
}

int64_t compute_bits(ArithmeticOp op, int64_t a, int64_t b) {
  switch (op) {
    case ArithmeticOp::BitAnd:
      return a & b;
    case ArithmeticOp::BitOr:
      return a | b;
    case ArithmeticOp::ShiftLeft:
      return shift_left(a, b);
    default:
      // The smallest integer has no opposite; its shift leaves nothing all the same.
      return shift_left(a, b == kIntegerMin ? 64 : -b);
  }
}

Result<ValueView> negated(ValueView operand) {
  if (operand.is_null()) return operand;
  return compute(ArithmeticOp::Subtract, ValueView::integer(0), operand);
}

Status require_scalar(const Expr& operand) {
  if (operand.width() != 1) return fail(ErrorCode::Error, "row value misused");
  return ok();
}

/// A blob as the text that its bytes are in `encoding`, which may need `scratch`; else the value.
ValueView as_text_value(ValueView value, TextEncoding encoding, std::string& scratch) {
  if (!value.is_blob() || encoding == TextEncoding::Utf8) return value;
  scratch.clear();
  append_from_utf16(scratch, as_text(value.as_bytes()), encoding);
  return ValueView::text(scratch);
}

TextEncoding encoding_of_blobs(Frame& frame, ValueView left, ValueView right) {
  return left.is_blob() || right.is_blob() ? frame.statement().connection().text_encoding()
                                           : TextEncoding::Utf8;
}

}  // namespace

ValueView compute(ArithmeticOp op, ValueView left, ValueView right) {
  ValueView out;
  if (left.is_integer() && right.is_integer() && op <= ArithmeticOp::Divide) [[likely]] {
    if (compute_integers(op, left.as_integer(), right.as_integer(), out)) return out;
    return compute_reals(op, real_of(left), real_of(right));
  }
  if (left.is_numeric() && right.is_numeric() && op <= ArithmeticOp::Divide) [[likely]] {
    return compute_reals(op, real_of(left), real_of(right));
  }
  if (left.is_null() || right.is_null()) return ValueView::null();
  if (op == ArithmeticOp::Modulo) return compute_modulo(left, right);
  if (op >= ArithmeticOp::BitAnd) {
    return ValueView::integer(
        compute_bits(op, record::to_integer(left), record::to_integer(right)));
  }
  const ValueView a = record::to_number(left);
  const ValueView b = record::to_number(right);
  if (a.is_integer() && b.is_integer() &&
      compute_integers(op, a.as_integer(), b.as_integer(), out)) {
    return out;
  }
  // From the text itself: '-' as a real is -0.0.
  return compute_reals(op, record::to_real(left), record::to_real(right));
}

Unary::Unary(UnaryOp op, ExprPtr operand) : Expr(kKind), op_(op) {
  if (op == UnaryOp::Plus) set_collation(operand->collation());
  adopt(std::move(operand));
}
Result<ValueView> Unary::eval(Frame& frame) const {
  ValueView operand = TRY(child(0).eval(frame));
  std::string text;
  if (operand.is_blob() && op_ != UnaryOp::Plus) [[unlikely]] {
    operand = as_text_value(operand, frame.statement().connection().text_encoding(), text);
  }
  switch (op_) {
    case UnaryOp::Minus:
      return negated(operand);
    case UnaryOp::Plus:
      return operand;
    case UnaryOp::BitNot:
      return operand.is_null() ? operand : ValueView::integer(~record::to_integer(operand));
  }
  return operand;
}
bool Unary::is_same_node(const Expr& other) const { return op_ == other.as<Unary>().op_; }
ExprPtr Unary::clone(Cloner& cloner) const {
  ExprPtr operand = cloner(child(0));
  return operand ? std::make_unique<Unary>(op_, std::move(operand)) : nullptr;
}

Arithmetic::Arithmetic(ArithmeticOp op, ExprPtr left, ExprPtr right) : Expr(kKind), op_(op) {
  adopt(std::move(left));
  adopt(std::move(right));
}
Result<ValueView> Arithmetic::eval(Frame& frame) const {
  const ValueView left = TRY(child(0).eval(frame));
  const ValueView right = TRY(child(1).eval(frame));
  if (left.is_blob() || right.is_blob()) [[unlikely]] {
    const TextEncoding encoding = frame.statement().connection().text_encoding();
    std::string texts[2];
    return compute(op_, as_text_value(left, encoding, texts[0]),
                   as_text_value(right, encoding, texts[1]));
  }
  return compute(op_, left, right);
}
bool Arithmetic::is_same_node(const Expr& other) const { return op_ == other.as<Arithmetic>().op_; }
ExprPtr Arithmetic::clone(Cloner& cloner) const {
  ExprPtr left = cloner(child(0));
  ExprPtr right = cloner(child(1));
  if (!left || !right) return nullptr;
  return std::make_unique<Arithmetic>(op_, std::move(left), std::move(right));
}

Concat::Concat(FrameLayout& layout, ExprPtr left, ExprPtr right)
    : Expr(kKind), result_(layout.add_scratch()), part_(layout.add_scratch()) {
  adopt(std::move(left));
  adopt(std::move(right));
}
Result<ValueView> Concat::eval(Frame& frame) const {
  const ValueView left = TRY(child(0).eval(frame));
  const ValueView right = TRY(child(1).eval(frame));
  if (left.is_null() || right.is_null()) return ValueView::null();
  std::string& out = frame.scratch(result_);
  std::string& part = frame.scratch(part_);
  const TextEncoding encoding = encoding_of_blobs(frame, left, right);
  out.assign(record::to_text(as_text_value(left, encoding, part), part));
  out.append(record::to_text(as_text_value(right, encoding, part), part));
  if (out.size() > frame.statement().connection().length_max()) return fail(ErrorCode::TooBig);
  return ValueView::text(out);
}
ExprPtr Concat::clone(Cloner& cloner) const {
  ExprPtr left = cloner(child(0));
  ExprPtr right = cloner(child(1));
  if (!left || !right) return nullptr;
  return std::make_unique<Concat>(cloner.layout(), std::move(left), std::move(right));
}

Cast::Cast(FrameLayout& layout, ExprPtr operand, Affinity affinity)
    : Expr(kKind), scratch_(layout.add_scratch()), bytes_(layout.add_scratch()) {
  set_affinity(affinity);
  set_collation(operand->collation());
  adopt(std::move(operand));
}
Result<ValueView> Cast::eval(Frame& frame) const { return cast(frame, TRY(child(0).eval(frame))); }

ValueView Cast::cast(Frame& frame, ValueView operand) const {
  std::string& scratch = frame.scratch(scratch_);
  const TextEncoding encoding = frame.statement().connection().text_encoding();
  if (encoding == TextEncoding::Utf8) return record::cast(operand, affinity(), scratch);
  // A blob is a text's bytes as the database holds it, and the other way round.
  std::string& bytes = frame.scratch(bytes_);
  const bool to_blob = affinity() <= Affinity::Blob;
  if (!to_blob) return record::cast(as_text_value(operand, encoding, bytes), affinity(), scratch);
  if (operand.is_null() || operand.is_blob()) return operand;
  bytes.clear();
  append_utf16(bytes, record::to_text(operand, scratch), encoding);
  return ValueView::blob(as_bytes(bytes));
}
ExprPtr Cast::clone(Cloner& cloner) const {
  ExprPtr operand = cloner(child(0));
  if (!operand) return nullptr;
  return std::make_unique<Cast>(cloner.layout(), std::move(operand), affinity());
}

Collate::Collate(ExprPtr operand, const record::Collation& collation) : Expr(kKind) {
  set_affinity(operand->affinity());
  set_collation({&collation, true});
  adopt(std::move(operand));
}
bool Collate::is_same_node(const Expr& other) const {
  return collation().collation == other.collation().collation;
}
ExprPtr Collate::clone(Cloner& cloner) const {
  ExprPtr operand = cloner(child(0));
  if (!operand) return nullptr;
  return std::make_unique<Collate>(std::move(operand), *collation().collation);
}

RowValue::RowValue(std::vector<ExprPtr> items) : Expr(kKind) {
  for (ExprPtr& item : items) adopt(std::move(item));
}
Result<ValueView> RowValue::eval(Frame&) const {
  return fail(ErrorCode::Error, "row value misused");
}
Status RowValue::eval_row(Frame& frame, std::span<ValueView> out) const {
  DEBUG_ASSERT(out.size() == child_count());
  for (size_t i = 0; i < child_count(); ++i) out[i] = TRY(child(i).eval(frame));
  return ok();
}
ExprPtr RowValue::clone(Cloner& cloner) const {
  std::vector<ExprPtr> items;
  for (size_t i = 0; i < child_count(); ++i) {
    items.push_back(cloner(child(i)));
    if (!items.back()) return nullptr;
  }
  return std::make_unique<RowValue>(std::move(items));
}

Result<ExprPtr> Builder::unary(UnaryOp op, ExprPtr operand) {
  TRY(require_scalar(*operand));
  if (op == UnaryOp::Minus) {
    if (const auto* literal = operand->as_if<Literal>(); literal && literal->value().is_numeric()) {
      return std::make_unique<Literal>(TRY(negated(literal->value())));
    }
  }
  return std::make_unique<Unary>(op, std::move(operand));
}
Result<ExprPtr> Builder::arithmetic(ArithmeticOp op, ExprPtr left, ExprPtr right) {
  TRY(require_scalar(*left));
  TRY(require_scalar(*right));
  const auto* a = left->as_if<Literal>();
  const auto* b = right->as_if<Literal>();
  // What a blob is as a number depends on the database's encoding.
  const bool is_constant_pair = a && b && !a->value().is_blob() && !b->value().is_blob();
  if (is_constant_pair) return std::make_unique<Literal>(compute(op, a->value(), b->value()));
  return std::make_unique<Arithmetic>(op, std::move(left), std::move(right));
}
Result<ExprPtr> Builder::concat(ExprPtr left, ExprPtr right) {
  TRY(require_scalar(*left));
  TRY(require_scalar(*right));
  return std::make_unique<Concat>(layout_, std::move(left), std::move(right));
}
Result<ExprPtr> Builder::cast(ExprPtr operand, std::string_view type_name) {
  TRY(require_scalar(*operand));
  // CAST(x AS "") is a cast to NUMERIC; a column without a type is not.
  const Affinity affinity =
      type_name.empty() ? Affinity::Numeric : record::affinity_of_type(type_name);
  return std::make_unique<Cast>(layout_, std::move(operand), affinity);
}
Result<ExprPtr> Builder::collate(ExprPtr operand, const record::Collation& collation) {
  if (operand->kind() == Kind::RowValue) {
    return fail(ErrorCode::Error, "row value misused");
  }
  return std::make_unique<Collate>(std::move(operand), collation);
}
ExprPtr Builder::row_value(std::vector<ExprPtr> items) {
  return std::make_unique<RowValue>(std::move(items));
}

}  // namespace tern::expr
