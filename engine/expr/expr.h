#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/base/inline_vector.h"
#include "engine/base/result.h"
#include "engine/expr/frame.h"
#include "engine/record/affinity.h"
#include "engine/record/collation.h"
#include "engine/record/value.h"

namespace tern::expr {

/// What a node is, for analysis; the class of the same name has the particulars.
enum class Kind : uint8_t {
  Literal,
  Parameter,
  Column,
  Generated,  // a column that is computed when it is read
  Rowid,
  Register,
  Unary,       // - + ~
  Arithmetic,  // + - * / % & | << >>
  Concat,
  Comparison,     // = <> < <= > >= IS IS NOT
  RowComparison,  // the same of row values
  And,
  Or,
  Not,
  IsNull,  // x ISNULL, x NOTNULL, x IS NULL, x IS NOT NULL
  IsTruth,
  Between,
  InList,
  Like,
  Case,
  Cast,
  Collate,
  RowValue,
  Call,
  Lazy,      // coalesce, iif and others that do not evaluate all their arguments
  Subquery,  // engine/exec: scalar or row subquery
  InQuery,   // engine/exec
  Exists,    // engine/exec
  Other,
};

/// Three-valued logic.
enum class Truth : uint8_t { False, True, Null };

constexpr Truth truth_of(bool value) { return value ? Truth::True : Truth::False; }
inline Truth truth_of(record::ValueView value) {
  return value.is_null() ? Truth::Null : truth_of(record::is_true(value));
}
constexpr Truth negate(Truth t) { return t == Truth::Null ? t : truth_of(t == Truth::False); }
constexpr record::ValueView to_value(Truth t) {
  return t == Truth::Null ? record::ValueView::null()
                          : record::ValueView::boolean(t == Truth::True);
}

/// The collation that an expression brings into a comparison.
struct CollationChoice {
  const record::Collation* collation = nullptr;  // null: none of its own, i.e. BINARY if nobody has
  bool is_explicit = false;                      // by COLLATE somewhere below: beats a column's
};

class Expr;
using ExprPtr = std::unique_ptr<Expr>;

/// Says how a tree is copied: which nodes are replaced by others, and where new slots come from.
class Cloner {
 public:
  explicit Cloner(FrameLayout& layout) : layout_(layout) {}
  virtual ~Cloner() = default;
  /// A node to stand in the place of `node` and all below it, or null: copy it.
  virtual ExprPtr replace(const Expr& node) = 0;
  ExprPtr operator()(const Expr& node);
  FrameLayout& layout() { return layout_; }

 private:
  FrameLayout& layout_;
};

/// A compiled expression: evaluates itself, and can be looked into by the planner. Immutable once
/// built; what changes in a run is in the Frame.
class Expr {
 public:
  virtual ~Expr() = default;
  Expr(const Expr&) = delete;
  Expr& operator=(const Expr&) = delete;

  /// The value. Lifetime: until this node is evaluated again in `frame`, or a row it reads moves.
  virtual Result<record::ValueView> eval(Frame& frame) const = 0;
  /// The value as a condition; comparisons and logic need no value for it.
  virtual Result<Truth> truth(Frame& frame) const;

  Kind kind() const { return kind_; }
  size_t child_count() const { return children_.size(); }
  const Expr& child(size_t i) const { return *children_[i]; }

  record::Affinity affinity() const { return affinity_; }
  CollationChoice collation() const { return collation_; }
  /// Byte offset in the SQL text, for error messages.
  uint32_t offset() const { return offset_; }
  void set_offset(uint32_t offset) { offset_ = offset; }

  /// How many columns a row value or row subquery has; 1 for all else.
  virtual uint32_t width() const { return 1; }
  /// The expression that says what column `i` of the row compares like.
  virtual const Expr& row_column(size_t /*i*/) const { return *this; }
  /// Evaluates all columns of a row value. Requires: out.size() == width().
  virtual Status eval_row(Frame& frame, std::span<record::ValueView> out) const;

  /// What this node alone (not its children) reads. Subqueries report their outer references.
  virtual void add_own_slots(SlotList& out) const;
  virtual bool is_own_deterministic() const { return true; }
  /// Reads something besides rows that changes within a run (a register, a subquery's state).
  virtual bool reads_own_state() const { return false; }

  /// Same kind given: do this node and `other` differ only in their children, if at all?
  virtual bool is_same_node(const Expr& other) const = 0;
  /// A copy, through `cloner` for each node below. Nodes that cannot be copied return null.
  virtual ExprPtr clone(Cloner& cloner) const = 0;

  /// The node as T, or null if it is of another kind. Requires: T::kKind.
  template <class T>
  const T* as_if() const {
    return kind_ == T::kKind ? static_cast<const T*>(this) : nullptr;
  }
  template <class T>
  const T& as() const {
    DEBUG_ASSERT(kind_ == T::kKind);
    return static_cast<const T&>(*this);
  }

 protected:
  explicit Expr(Kind kind) : kind_(kind) {}
  /// Adds a child; its explicit collation becomes this node's too, unless there is one already.
  void adopt(ExprPtr child);
  void set_affinity(record::Affinity affinity) { affinity_ = affinity; }
  void set_collation(CollationChoice choice) { collation_ = choice; }

 private:
  Kind kind_;
  record::Affinity affinity_ = record::Affinity::None;
  CollationChoice collation_;
  uint32_t offset_ = 0;
  InlineVector<ExprPtr, 2> children_;
};

/// Calls visit(node) for `root` and all below it, parents first; stops below a node where it
/// returns false.
template <class Visit>
void walk(const Expr& root, Visit&& visit) {
  if (!visit(root)) return;
  for (size_t i = 0; i < root.child_count(); ++i) walk(root.child(i), visit);
}

/// The rows that `root` reads, sorted, each once.
SlotList slots_of(const Expr& root);
bool reads_slot(const Expr& root, RowSlot slot);
/// No random() and the like anywhere below.
bool is_deterministic(const Expr& root);
/// The same value in each row of one run: reads no row, no register, and is deterministic.
/// Parameters are constant in this sense.
bool is_constant(const Expr& root);
/// Same tree, same slots: gives the same value in the same frame. (GROUP BY and index expressions.)
bool same(const Expr& a, const Expr& b);

/// The collation of `left op right`: the left-most explicit one, else the left's own, else the
/// right's, else BINARY.
const record::Collation& comparison_collation(const Expr& left, const Expr& right,
                                              const record::Collation& otherwise);

}  // namespace tern::expr
