#include "engine/exec/vector_expr.h"

#include <algorithm>
#include <array>

#include "engine/base/byte_arena.h"
#include "engine/expr/call.h"
#include "engine/expr/conditional.h"
#include "engine/expr/leaf.h"
#include "engine/expr/like.h"
#include "engine/expr/logic.h"
#include "engine/expr/operators.h"
#include "engine/functions/like.h"
#include "engine/record/kept_value.h"

namespace tern::exec {

namespace {

using expr::Expr;
using expr::Frame;
using expr::Kind;
using expr::Truth;
using record::ValueView;
using Rows = std::span<const uint32_t>;
using Slots = std::span<const expr::RowSlot>;
using VectorPtr = std::unique_ptr<VectorExpr>;

/// Copies of texts and blobs that one batch's values have.
class ValueArena {
 public:
  void clear() { bytes_.clear(); }
  ValueView keep(const ValueView& value) {
    // Put together anew: processors wait for a value that is copied as a whole right after its
    // parts were written, as a function that returns a number does.
    if (value.is_real()) return ValueView::real(value.as_real()).with_subtype(value.subtype());
    if (value.is_integer()) {
      return ValueView::integer(value.as_integer()).with_subtype(value.subtype());
    }
    return kept_value(value, bytes_);
  }

 private:
  ByteArena bytes_;
};

/// Values that are computed, by entry.
class Computed : public VectorExpr {
 protected:
  Computed() : out_(RowBatch::kSizeMax) { set_values(out_.data(), 1); }
  std::vector<ValueView> out_;
};

/// A column of one part; where the part's rows stand in no order it is gathered.
class ColumnVector final : public VectorExpr {
 public:
  ColumnVector(size_t part, uint32_t index) : part_(part), index_(index) {}
  Status eval(Frame&, const RowBatch& batch, Rows rows) override {
    const BatchPart& part = batch.parts[part_];
    if (rows.empty()) return ok();
    const size_t place = part.place_of(index_);
    if (!part.places) {
      set_values(part.values + place, part.width);
      return ok();
    }
    gathered_.resize(RowBatch::kSizeMax);
    for (const uint32_t entry : rows) {
      const uint32_t row = part.places[entry];
      gathered_[entry] =
          row == BatchPart::kNullRow ? ValueView::null() : part.values[row * part.width + place];
    }
    set_values(gathered_.data(), 1);
    return ok();
  }

 private:
  size_t part_;
  uint32_t index_;
  std::vector<ValueView> gathered_;
};

/// Whole reals are stored as integers.
class RealColumnVector final : public Computed {
 public:
  RealColumnVector(size_t part, uint32_t index) : column_(part, index) {}
  Status eval(Frame& frame, const RowBatch& batch, Rows rows) override {
    TRY(column_.eval(frame, batch, rows));
    for (const uint32_t entry : rows) {
      const ValueView& value = column_.value(entry);
      out_[entry] =
          value.is_integer() ? ValueView::real(static_cast<double>(value.as_integer())) : value;
    }
    return ok();
  }

 private:
  ColumnVector column_;
};

/// A generated column: computed from others, except in rows of NULLs.
class GeneratedVector final : public Computed {
 public:
  GeneratedVector(size_t part, record::Affinity affinity, VectorPtr value)
      : part_(part), affinity_(affinity), value_(std::move(value)) {}
  Status eval(Frame& frame, const RowBatch& batch, Rows rows) override {
    const BatchPart& part = batch.parts[part_];
    present_.clear();
    for (const uint32_t entry : rows) {
      out_[entry] = ValueView::null();
      if (part.row_of(entry) != BatchPart::kNullRow) present_.push_back(entry);
    }
    const functions::LastingPlace place(frame.statement(), functions::LastingPlace::kGenerated);
    TRY(value_->eval(frame, batch, present_));
    bytes_.clear();
    for (const uint32_t entry : present_) {
      const ValueView value = value_->value(entry);
      const ValueView converted = record::apply_affinity(value, affinity_, scratch_);
      // A number that became text is in the scratch, which the next row needs.
      out_[entry] = converted.is_text() && !value.is_text() ? bytes_.keep(converted) : converted;
    }
    return ok();
  }

 private:
  size_t part_;
  record::Affinity affinity_;
  VectorPtr value_;
  std::vector<uint32_t> present_;
  std::string scratch_;
  ValueArena bytes_;
};

class RowidVector final : public Computed {
 public:
  explicit RowidVector(size_t part) : part_(part) {}
  Status eval(Frame&, const RowBatch& batch, Rows rows) override {
    const BatchPart& part = batch.parts[part_];
    for (const uint32_t entry : rows) {
      const uint32_t row = part.row_of(entry);
      out_[entry] =
          row == BatchPart::kNullRow ? ValueView::null() : ValueView::integer(part.rowids[row]);
    }
    return ok();
  }

 private:
  size_t part_;
};

/// What is the same for all rows of a batch: a constant, or of a row that stands in the frame.
class ConstantVector final : public VectorExpr {
 public:
  explicit ConstantVector(const Expr& expr) : expr_(expr) {}
  Status eval(Frame& frame, const RowBatch&, Rows rows) override {
    if (rows.empty()) return ok();
    value_ = TRY(expr_.eval(frame));
    set_values(&value_, 0);
    return ok();
  }

 private:
  const Expr& expr_;
  ValueView value_;
};

/// Everything that has no better way: row by row. What a node returns lives until its next row, so
/// texts are copied.
class RowsVector final : public Computed {
 public:
  explicit RowsVector(const Expr& expr) : expr_(expr) {}
  Status eval(Frame& frame, const RowBatch& batch, Rows rows) override {
    bytes_.clear();
    for (const uint32_t entry : rows) {
      batch.put_in_slots(frame, entry);
      out_[entry] = bytes_.keep(TRY(expr_.eval(frame)));
    }
    return ok();
  }

 private:
  const Expr& expr_;
  ValueArena bytes_;
};

class ArithmeticVector final : public Computed {
 public:
  ArithmeticVector(const expr::Arithmetic& expr, VectorPtr left, VectorPtr right)
      : expr_(expr), left_(std::move(left)), right_(std::move(right)) {}
  Status eval(Frame& frame, const RowBatch& batch, Rows rows) override {
    TRY(left_->eval(frame, batch, rows));
    TRY(right_->eval(frame, batch, rows));
    switch (expr_.op()) {
      case expr::ArithmeticOp::Add:
        return each(frame, batch, rows, [](int64_t a, int64_t b, int64_t& out) {
          return !__builtin_add_overflow(a, b, &out);
        });
      case expr::ArithmeticOp::Subtract:
        return each(frame, batch, rows, [](int64_t a, int64_t b, int64_t& out) {
          return !__builtin_sub_overflow(a, b, &out);
        });
      case expr::ArithmeticOp::Multiply:
        return each(frame, batch, rows, [](int64_t a, int64_t b, int64_t& out) {
          return !__builtin_mul_overflow(a, b, &out);
        });
      case expr::ArithmeticOp::Modulo:
        return each(frame, batch, rows, [](int64_t a, int64_t b, int64_t& out) {
          if (b <= 0) return false;
          out = a % b;
          return true;
        });
      case expr::ArithmeticOp::BitAnd:
        return each(frame, batch, rows, [](int64_t a, int64_t b, int64_t& out) {
          out = a & b;
          return true;
        });
      default:
        return each(frame, batch, rows, [](int64_t, int64_t, int64_t&) { return false; });
    }
  }

 private:
  /// `quick` computes it for most pairs of integers; false: not for these.
  template <class Quick>
  Status each(Frame& frame, const RowBatch& batch, Rows rows, Quick quick) {
    for (const uint32_t entry : rows) {
      const ValueView& left = left_->value(entry);
      const ValueView& right = right_->value(entry);
      int64_t result;
      if (left.is_integer() && right.is_integer() &&
          quick(left.as_integer(), right.as_integer(), result)) [[likely]] {
        out_[entry] = ValueView::integer(result);
      } else if (left.is_blob() || right.is_blob()) [[unlikely]] {
        batch.put_in_slots(frame, entry);  // as text, which depends on the encoding
        out_[entry] = TRY(expr_.eval(frame));
      } else {
        out_[entry] = expr::compute(expr_.op(), left, right);
      }
    }
    return ok();
  }

  const expr::Arithmetic& expr_;
  VectorPtr left_;
  VectorPtr right_;
};

class ComparisonVector final : public Computed {
 public:
  ComparisonVector(const expr::Comparison& expr, VectorPtr left, VectorPtr right)
      : expr_(expr), left_(std::move(left)), right_(std::move(right)) {}
  Status eval(Frame& frame, const RowBatch& batch, Rows rows) override {
    TRY(left_->eval(frame, batch, rows));
    TRY(right_->eval(frame, batch, rows));
    const expr::CompareRule& rule = expr_.rule();
    for (const uint32_t entry : rows) {
      const record::Affinity affinity =
          rule.affinity_for(left_->value(entry), right_->value(entry));
      const ValueView left =
          record::apply_comparison_affinity(left_->value(entry), affinity, left_scratch_);
      const ValueView right =
          record::apply_comparison_affinity(right_->value(entry), affinity, right_scratch_);
      out_[entry] =
          expr::to_value(expr::compare_converted(expr_.op(), left, right, *rule.collation));
    }
    return ok();
  }

 private:
  const expr::Comparison& expr_;
  VectorPtr left_;
  VectorPtr right_;
  std::string left_scratch_;
  std::string right_scratch_;
};

/// AND, OR: the right side is evaluated where the left one leaves it open.
class LogicVector final : public Computed {
 public:
  LogicVector(Truth decisive, VectorPtr left, VectorPtr right)
      : decisive_(decisive), left_(std::move(left)), right_(std::move(right)) {}
  Status eval(Frame& frame, const RowBatch& batch, Rows rows) override {
    TRY(left_->eval(frame, batch, rows));
    open_.clear();
    for (const uint32_t entry : rows) {
      out_[entry] = expr::to_value(expr::truth_of(left_->value(entry)));
      if (expr::truth_of(out_[entry]) != decisive_) open_.push_back(entry);
    }
    TRY(right_->eval(frame, batch, open_));
    for (const uint32_t entry : open_) {
      const Truth right = expr::truth_of(right_->value(entry));
      if (right == decisive_ || !out_[entry].is_null()) out_[entry] = expr::to_value(right);
    }
    return ok();
  }

 private:
  Truth decisive_;  // of one side, for both
  VectorPtr left_;
  VectorPtr right_;
  std::vector<uint32_t> open_;
};

class NotVector final : public Computed {
 public:
  explicit NotVector(VectorPtr operand) : operand_(std::move(operand)) {}
  Status eval(Frame& frame, const RowBatch& batch, Rows rows) override {
    TRY(operand_->eval(frame, batch, rows));
    for (const uint32_t entry : rows) {
      out_[entry] = expr::to_value(expr::negate(expr::truth_of(operand_->value(entry))));
    }
    return ok();
  }

 private:
  VectorPtr operand_;
};

class IsNullVector final : public Computed {
 public:
  IsNullVector(bool negated, VectorPtr operand) : negated_(negated), operand_(std::move(operand)) {}
  Status eval(Frame& frame, const RowBatch& batch, Rows rows) override {
    TRY(operand_->eval(frame, batch, rows));
    for (const uint32_t entry : rows) {
      out_[entry] = ValueView::boolean(operand_->value(entry).is_null() != negated_);
    }
    return ok();
  }

 private:
  bool negated_;
  VectorPtr operand_;
};

/// CASE WHEN: each branch is evaluated for the rows that it is taken for.
class CaseVector final : public Computed {
 public:
  struct Branch {
    VectorPtr condition;  // null: ELSE
    VectorPtr value;
  };
  explicit CaseVector(std::vector<Branch> branches) : branches_(std::move(branches)) {}
  Status eval(Frame& frame, const RowBatch& batch, Rows rows) override {
    open_.assign(rows.begin(), rows.end());
    for (const Branch& branch : branches_) {
      TRY(take(frame, batch, branch));
      TRY(branch.value->eval(frame, batch, taken_));
      for (const uint32_t entry : taken_) out_[entry] = branch.value->value(entry);
    }
    for (const uint32_t entry : open_) out_[entry] = ValueView::null();
    return ok();
  }

 private:
  Status take(Frame& frame, const RowBatch& batch, const Branch& branch) {
    taken_.clear();
    if (!branch.condition) {
      taken_.swap(open_);
      return ok();
    }
    TRY(branch.condition->eval(frame, batch, open_));
    size_t kept = 0;
    for (const uint32_t entry : open_) {
      if (expr::truth_of(branch.condition->value(entry)) == Truth::True) {
        taken_.push_back(entry);
      } else {
        open_[kept++] = entry;
      }
    }
    open_.resize(kept);
    return ok();
  }

  std::vector<Branch> branches_;
  std::vector<uint32_t> open_;   // rows that no branch was taken for
  std::vector<uint32_t> taken_;  // by the branch at hand
};

size_t stored_size(const ValueView& value) {
  return value.is_text() || value.is_blob() ? value.as_bytes().size() : 0;
}

/// A function of few arguments.
class CallVector final : public Computed {
 public:
  static constexpr size_t kArgumentsMax = 8;
  CallVector(const expr::FunctionCall& expr, std::vector<VectorPtr> arguments)
      : expr_(expr), arguments_(std::move(arguments)) {}
  Status eval(Frame& frame, const RowBatch& batch, Rows rows) override {
    for (const VectorPtr& argument : arguments_) TRY(argument->eval(frame, batch, rows));
    if (rows.empty()) return ok();
    functions::Call& call = frame.call(expr_.call());
    std::array<functions::ArgumentColumn, kArgumentsMax> columns;
    for (size_t i = 0; i < arguments_.size(); ++i) columns[i] = arguments_[i]->column();
    functions::CallBatch calls{.arguments = std::span(columns).first(arguments_.size()),
                               .entries = rows,
                               .out = out_.data()};
    calls.ahead = bytes_ahead(batch, calls);
    const functions::ScalarFunction& function = expr_.function();
    return function.batch_body ? function.batch_body(call, calls) : call_each(call, calls);
  }

 private:
  Status call_each(functions::Call& call, const functions::CallBatch& calls) {
    bytes_.clear();
    std::array<ValueView, kArgumentsMax> values;
    const functions::Arguments given(values.data(), calls.arguments.size());
    const functions::ScalarFunction& function = expr_.function();
    const bool reads = !given.empty() && may_read_first(calls);
    for (size_t row = 0; row < calls.entries.size(); ++row) {
      const uint32_t entry = calls.entries[row];
      for (size_t i = 0; i < given.size(); ++i) values[i] = calls.arguments[i][entry];
      if (reads) calls.bring_ahead(row);
      const Result<ValueView> result = function.body(call, given);
      if (!result) [[unlikely]]
        return std::unexpected(result.error());
      out_[entry] = bytes_.keep(*result);
    }
    return ok();
  }
  bool may_read_first(const functions::CallBatch& calls) const {
    return expr_.function().reads_blobs || !calls.arguments[0][calls.entries[0]].is_blob();
  }
  /// What comes behind the batch, if it is going to be read. A function of two long values is taken
  /// to read all of them, as distances do; others may look at some bytes only (substr()).
  BytesAhead* bytes_ahead(const RowBatch& batch, const functions::CallBatch& calls) const {
    if (!batch.ahead || calls.arguments.empty()) return nullptr;
    const auto size = [&](size_t i) { return stored_size(calls.arguments[i][calls.entries[0]]); };
    if (!may_read_first(calls)) {
      batch.ahead->decline();
      return nullptr;
    }
    const size_t read = calls.arguments.size() > 1 ? std::min(size(0), size(1)) : 0;
    return batch.ahead->suits(read) ? batch.ahead : nullptr;
  }

  const expr::FunctionCall& expr_;
  std::vector<VectorPtr> arguments_;
  ValueArena bytes_;
};

class CastVector final : public Computed {
 public:
  CastVector(const expr::Cast& expr, VectorPtr operand)
      : expr_(expr), operand_(std::move(operand)) {}
  Status eval(Frame& frame, const RowBatch& batch, Rows rows) override {
    TRY(operand_->eval(frame, batch, rows));
    bytes_.clear();
    for (const uint32_t entry : rows) {
      out_[entry] = bytes_.keep(expr_.cast(frame, operand_->value(entry)));
    }
    return ok();
  }

 private:
  const expr::Cast& expr_;
  VectorPtr operand_;
  ValueArena bytes_;
};

/// LIKE or GLOB with a pattern that is the same for all rows.
class LikeVector final : public Computed {
 public:
  LikeVector(const expr::Like& expr, VectorPtr operand)
      : expr_(expr), operand_(std::move(operand)) {}
  static bool suits(const expr::Like& expr) {
    return !expr.has_escape() && expr::is_constant(expr.child(1));
  }
  Status eval(Frame& frame, const RowBatch& batch, Rows rows) override {
    TRY(operand_->eval(frame, batch, rows));
    if (rows.empty()) return ok();
    functions::ConnectionView& connection = frame.statement().connection();
    const ValueView pattern = TRY(expr_.child(1).eval(frame));
    functions::LikeOperands operands{.text = {},
                                     .pattern = pattern,
                                     .escape = {},
                                     .is_glob = expr_.like() == expr::LikeKind::Glob};
    for (const uint32_t entry : rows) {
      operands.text = operand_->value(entry);
      const Truth truth = expr::truth_of(
          TRY(functions::like(connection, operands, text_scratch_, pattern_scratch_)));
      out_[entry] = expr::to_value(expr_.is_negated() ? expr::negate(truth) : truth);
    }
    return ok();
  }

 private:
  const expr::Like& expr_;
  VectorPtr operand_;
  std::string text_scratch_;
  std::string pattern_scratch_;
};

VectorPtr vector_of(const Expr& expr, Slots slots);

VectorPtr column_vector(const expr::Column& column, Slots slots) {
  const auto slot = std::ranges::find(slots, column.slot());
  if (slot == slots.end()) return std::make_unique<ConstantVector>(column);
  const auto part = static_cast<size_t>(slot - slots.begin());
  if (column.affinity() == record::Affinity::Real && column.keeps_affinity()) {
    return std::make_unique<RealColumnVector>(part, column.index());
  }
  return std::make_unique<ColumnVector>(part, column.index());
}

VectorPtr rowid_vector(const expr::Rowid& rowid, Slots slots) {
  const auto slot = std::ranges::find(slots, rowid.slot());
  if (slot == slots.end()) return std::make_unique<ConstantVector>(rowid);
  return std::make_unique<RowidVector>(static_cast<size_t>(slot - slots.begin()));
}

VectorPtr generated_vector(const expr::GeneratedColumn& column, Slots slots) {
  const auto slot = std::ranges::find(slots, column.slot());
  if (slot == slots.end()) return std::make_unique<RowsVector>(column);
  return std::make_unique<GeneratedVector>(static_cast<size_t>(slot - slots.begin()),
                                           column.affinity(), vector_of(column.child(0), slots));
}

VectorPtr case_vector(const expr::Case& expr, Slots slots) {
  if (expr.has_operand()) return std::make_unique<RowsVector>(expr);
  std::vector<CaseVector::Branch> branches;
  size_t i = 0;
  for (; i + 1 < expr.child_count(); i += 2) {
    branches.push_back({vector_of(expr.child(i), slots), vector_of(expr.child(i + 1), slots)});
  }
  if (i < expr.child_count()) branches.push_back({nullptr, vector_of(expr.child(i), slots)});
  return std::make_unique<CaseVector>(std::move(branches));
}

VectorPtr call_vector(const expr::FunctionCall& expr, Slots slots) {
  if (expr.child_count() > CallVector::kArgumentsMax) return std::make_unique<RowsVector>(expr);
  std::vector<VectorPtr> arguments;
  for (size_t i = 0; i < expr.child_count(); ++i) {
    arguments.push_back(vector_of(expr.child(i), slots));
  }
  return std::make_unique<CallVector>(expr, std::move(arguments));
}

VectorPtr vector_of(const Expr& expr, Slots slots) {
  if (expr::is_constant(expr)) return std::make_unique<ConstantVector>(expr);
  const auto child = [&](size_t i) { return vector_of(expr.child(i), slots); };
  switch (expr.kind()) {
    case Kind::Column:
      return column_vector(expr.as<expr::Column>(), slots);
    case Kind::Generated:
      return generated_vector(expr.as<expr::GeneratedColumn>(), slots);
    case Kind::Rowid:
      return rowid_vector(expr.as<expr::Rowid>(), slots);
    case Kind::Arithmetic:
      return std::make_unique<ArithmeticVector>(expr.as<expr::Arithmetic>(), child(0), child(1));
    case Kind::Comparison:
      return std::make_unique<ComparisonVector>(expr.as<expr::Comparison>(), child(0), child(1));
    case Kind::And:
      return std::make_unique<LogicVector>(Truth::False, child(0), child(1));
    case Kind::Or:
      return std::make_unique<LogicVector>(Truth::True, child(0), child(1));
    case Kind::Not:
      return std::make_unique<NotVector>(child(0));
    case Kind::IsNull:
      return std::make_unique<IsNullVector>(expr.as<expr::IsNull>().is_negated(), child(0));
    case Kind::Like:
      if (!LikeVector::suits(expr.as<expr::Like>())) break;
      return std::make_unique<LikeVector>(expr.as<expr::Like>(), child(0));
    case Kind::Case:
      return case_vector(expr.as<expr::Case>(), slots);
    case Kind::Cast:
      return std::make_unique<CastVector>(expr.as<expr::Cast>(), child(0));
    case Kind::Call:
      return call_vector(expr.as<expr::FunctionCall>(), slots);
    default:
      break;
  }
  return std::make_unique<RowsVector>(expr);
}

}  // namespace

bool VectorExpr::suits(const Expr& root) {
  bool out = expr::is_deterministic(root);
  expr::walk(root, [&](const Expr& node) {
    switch (node.kind()) {
      case Kind::Register:
      case Kind::Subquery:
      case Kind::InQuery:
      case Kind::Exists:
      case Kind::RowComparison:
      case Kind::RowValue:
        out = false;
        break;
      case Kind::Call:
        out = out && !node.as<expr::FunctionCall>().function().user_data;
        break;
      case Kind::Other:
        out = out && expr::is_constant(node);
        break;
      default:
        break;
    }
    return out;
  });
  return out;
}

std::unique_ptr<VectorExpr> VectorExpr::of(const expr::Expr& expr, Slots slots) {
  DEBUG_ASSERT(suits(expr));
  return vector_of(expr, slots);
}

}  // namespace tern::exec
