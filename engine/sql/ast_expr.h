#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Expressions as written. Parentheses that only group leave no node behind; a list of two or more
// in parentheses is a RowValue. Every node knows where its text stands in the SQL it came from.

namespace tern::sql {

/// Bytes [begin, end) of the SQL text given to the parser.
struct SourceSpan {
  uint32_t begin = 0;
  uint32_t end = 0;
  std::string_view in(std::string_view sql) const { return sql.substr(begin, end - begin); }
  bool empty() const { return begin == end; }
};

enum class Quote : uint8_t { None, Double, Single, Bracket, Backtick };

/// An identifier without its quotes. `text` empty and `offset` 0: absent.
struct Name {
  std::string text;
  uint32_t offset = 0;
  Quote quote = Quote::None;
  bool present = false;  // "" is a legal identifier

  explicit operator bool() const { return present; }
};

/// `schema.name` or `name`.
struct QualifiedName {
  Name schema;
  Name name;
};

enum class ExprKind : uint8_t {
  Literal,
  ColumnRef,
  Parameter,
  Unary,
  Binary,
  Between,
  InList,
  InSelect,
  InTable,
  Like,
  IsNull,
  Case,
  Cast,
  Collate,
  Function,
  Exists,
  Subquery,
  RowValue,
  Raise,
};

/// Base of all expression nodes; `kind` says which, `as<T>` casts.
struct Expr {
  explicit Expr(ExprKind k) : kind(k) {}
  virtual ~Expr() = default;
  Expr(const Expr&) = delete;
  Expr& operator=(const Expr&) = delete;

  ExprKind kind;
  SourceSpan span;      // without enclosing parentheses
  uint32_t offset = 0;  // the token to blame in an error: an operator, a name, span.begin
  uint32_t height = 1;  // of the tree below, selects included; at most Limit::ExprDepth

  /// Requires: `kind` is T::kKind.
  template <class T>
  T& as() {
    return static_cast<T&>(*this);
  }
  template <class T>
  const T& as() const {
    return static_cast<const T&>(*this);
  }
  /// The node as T, or null if it is of another kind.
  template <class T>
  const T* as_if() const {
    return kind == T::kKind ? static_cast<const T*>(this) : nullptr;
  }
  template <class T>
  T* as_if() {
    return kind == T::kKind ? static_cast<T*>(this) : nullptr;
  }
};
using ExprPtr = std::unique_ptr<Expr>;
using ExprList = std::vector<ExprPtr>;

struct Select;  // ast_select.h
/// Destroys a Select where only its declaration is visible.
struct SelectDeleter {
  void operator()(Select* select) const;
};
using SelectBox = std::unique_ptr<Select, SelectDeleter>;

enum class LiteralKind : uint8_t {
  Null,
  Integer,  // `integer`
  Real,     // `real`; also decimal integers beyond 64 bits
  Text,     // `text`, without quotes
  Blob,     // `text` holds the bytes
  CurrentDate,
  CurrentTime,
  CurrentTimestamp,
};

struct Literal final : Expr {
  static constexpr ExprKind kKind = ExprKind::Literal;
  explicit Literal(LiteralKind k) : Expr(kKind), literal(k) {}
  LiteralKind literal;
  bool is_two_to_63 = false;  // written 9223372036854775808: negated it is INT64_MIN, alone a real
  int64_t integer = 0;
  double real = 0;
  std::string text;  // numbers: as written
};

/// `column`, `table.column` or `schema.table.column`. Unqualified true and false come as this
/// too, and a "double quoted" name that names no column is a string literal to the binder.
struct ColumnRef final : Expr {
  static constexpr ExprKind kKind = ExprKind::ColumnRef;
  ColumnRef() : Expr(kKind) {}
  Name schema;
  Name table;
  Name column;
};

/// ?, ?NNN, :name, @name, $name. Numbered as SQLite numbers them, from 1.
struct Parameter final : Expr {
  static constexpr ExprKind kKind = ExprKind::Parameter;
  Parameter() : Expr(kKind) {}
  uint32_t number = 0;
  std::string name;  // with its prefix; empty for `?`
};

enum class UnaryOp : uint8_t { Minus, Plus, BitNot, Not };

struct Unary final : Expr {
  static constexpr ExprKind kKind = ExprKind::Unary;
  Unary() : Expr(kKind) {}
  UnaryOp op{};
  ExprPtr operand;
};

enum class BinaryOp : uint8_t {
  Or,
  And,
  Is,     // also IS NOT DISTINCT FROM
  IsNot,  // also IS DISTINCT FROM
  Equal,
  NotEqual,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  BitAnd,
  BitOr,
  ShiftLeft,
  ShiftRight,
  Add,
  Subtract,
  Multiply,
  Divide,
  Modulo,
  Concat,
  JsonArrow,       // ->
  JsonArrowArrow,  // ->>
};

struct Binary final : Expr {
  static constexpr ExprKind kKind = ExprKind::Binary;
  Binary() : Expr(kKind) {}
  BinaryOp op{};
  ExprPtr left;
  ExprPtr right;
};

struct Between final : Expr {
  static constexpr ExprKind kKind = ExprKind::Between;
  Between() : Expr(kKind) {}
  bool negated = false;
  ExprPtr operand;
  ExprPtr low;
  ExprPtr high;
};

/// x IN (a, b, ...); the list may be empty.
struct InList final : Expr {
  static constexpr ExprKind kKind = ExprKind::InList;
  InList() : Expr(kKind) {}
  bool negated = false;
  ExprPtr operand;
  ExprList items;
};

struct InSelect final : Expr {
  static constexpr ExprKind kKind = ExprKind::InSelect;
  InSelect() : Expr(kKind) {}
  bool negated = false;
  ExprPtr operand;
  SelectBox select;
};

/// x IN table, or x IN table_function(args).
struct InTable final : Expr {
  static constexpr ExprKind kKind = ExprKind::InTable;
  InTable() : Expr(kKind) {}
  bool negated = false;
  bool has_arguments = false;
  ExprPtr operand;
  QualifiedName table;
  ExprList arguments;
};

enum class LikeOp : uint8_t { Like, Glob, Regexp, Match };

struct Like final : Expr {
  static constexpr ExprKind kKind = ExprKind::Like;
  Like() : Expr(kKind) {}
  LikeOp op{};
  bool negated = false;
  ExprPtr operand;
  ExprPtr pattern;
  ExprPtr escape;  // null if none
};

/// x ISNULL, x NOTNULL, x NOT NULL. `x IS NULL` is a Binary with Is and a Null literal.
struct IsNull final : Expr {
  static constexpr ExprKind kKind = ExprKind::IsNull;
  IsNull() : Expr(kKind) {}
  bool negated = false;
  ExprPtr operand;
};

struct Case final : Expr {
  static constexpr ExprKind kKind = ExprKind::Case;
  Case() : Expr(kKind) {}
  struct Branch {
    ExprPtr when;
    ExprPtr then;
  };
  ExprPtr operand;  // null for CASE WHEN
  std::vector<Branch> branches;
  ExprPtr otherwise;  // null if no ELSE
};

struct Cast final : Expr {
  static constexpr ExprKind kKind = ExprKind::Cast;
  Cast() : Expr(kKind) {}
  ExprPtr operand;
  std::string type_name;  // may be empty
};

struct Collate final : Expr {
  static constexpr ExprKind kKind = ExprKind::Collate;
  Collate() : Expr(kKind) {}
  ExprPtr operand;
  Name collation;
};

enum class SortOrder : uint8_t { Unspecified, Ascending, Descending };
enum class NullsOrder : uint8_t { Unspecified, First, Last };

struct OrderingTerm {
  ExprPtr expr;
  SortOrder order = SortOrder::Unspecified;
  NullsOrder nulls = NullsOrder::Unspecified;
};

enum class FrameUnit : uint8_t { Rows, Range, Groups };
enum class FrameBoundKind : uint8_t {
  UnboundedPreceding,
  Preceding,
  CurrentRow,
  Following,
  UnboundedFollowing,
};
enum class FrameExclude : uint8_t { Unspecified, NoOthers, CurrentRow, Group, Ties };

struct FrameBound {
  FrameBoundKind kind{};
  ExprPtr distance;  // Preceding and Following only
};

struct FrameSpec {
  FrameUnit unit{};
  FrameBound start;
  std::optional<FrameBound> end;  // absent: not BETWEEN; it is CURRENT ROW then
  FrameExclude exclude = FrameExclude::Unspecified;
};

/// What stands in the parentheses of OVER or WINDOW x AS.
struct WindowDefinition {
  Name base;
  ExprList partition_by;
  std::vector<OrderingTerm> order_by;
  std::optional<FrameSpec> frame;
};

/// OVER name, or OVER (definition).
struct OverClause {
  Name name;  // present: only a name, no definition
  WindowDefinition definition;
};

struct Function final : Expr {
  static constexpr ExprKind kKind = ExprKind::Function;
  Function() : Expr(kKind) {}
  Name name;
  bool distinct = false;
  bool star = false;  // count(*)
  ExprList arguments;
  std::vector<OrderingTerm> order_by;  // of an aggregate's rows: f(x ORDER BY y)
  ExprPtr filter;                      // null if none
  std::unique_ptr<OverClause> over;    // null if none
};

struct Exists final : Expr {
  static constexpr ExprKind kKind = ExprKind::Exists;
  Exists() : Expr(kKind) {}
  SelectBox select;
};

struct Subquery final : Expr {
  static constexpr ExprKind kKind = ExprKind::Subquery;
  Subquery() : Expr(kKind) {}
  SelectBox select;
};

struct RowValue final : Expr {
  static constexpr ExprKind kKind = ExprKind::RowValue;
  RowValue() : Expr(kKind) {}
  ExprList items;  // two or more
};

enum class RaiseAction : uint8_t { Ignore, Rollback, Abort, Fail };

struct Raise final : Expr {
  static constexpr ExprKind kKind = ExprKind::Raise;
  Raise() : Expr(kKind) {}
  RaiseAction action{};
  std::string message;
};

}  // namespace tern::sql
