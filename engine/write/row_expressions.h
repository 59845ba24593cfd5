#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/catalog/schema.h"
#include "engine/expr/expr.h"
#include "engine/expr/frame.h"
#include "engine/txn/transaction.h"

namespace tern::write {

/// Compiles and evaluates the expressions of one table's definition (defaults, CHECKs, index
/// expressions, partial index conditions) over one row of it. All are compiled before the first is
/// evaluated.
class RowExpressions {
 public:
  /// Lifetime: `transaction` and `table` outlive this.
  /// `restrictions`: of what is not part of the schema yet.
  RowExpressions(txn::Transaction& transaction, const catalog::Table& table,
                 const Restrictions* restrictions = nullptr)
      : transaction_(transaction),
        table_(table),
        restrictions_(restrictions),
        layout_(table.traits.text_encoding),
        row_(layout_.add_row()) {}

  /// `place`: what the expression is part of, for errors (bind::Context::place).
  /// Errors: as the binder words them.
  Result<expr::ExprPtr> compile(const sql::Expr& expression,
                                std::string_view place = "CHECK constraints");

  /// A new run of the statement: CURRENT_TIMESTAMP is asked again.
  void restart();
  /// The row that expressions read. Lifetime: `values` stay while expressions are evaluated.
  void set_row(std::span<const record::ValueView> values, int64_t rowid) {
    frame().row(row_).set_values(values, rowid);
  }
  Result<record::ValueView> eval(const expr::Expr& expression) { return expression.eval(frame()); }
  functions::StatementContext& statement() { return frame().statement(); }
  Result<expr::Truth> truth(const expr::Expr& expression) { return expression.truth(frame()); }

 private:
  expr::Frame& frame() {
    if (!frame_) make_frame();
    return *frame_;
  }
  void make_frame();

  txn::Transaction& transaction_;
  const catalog::Table& table_;
  const Restrictions* restrictions_;
  expr::FrameLayout layout_;
  expr::RowSlot row_;
  std::vector<record::Value> no_parameters_;
  std::optional<expr::Frame> frame_;
};

class RowCodec;

/// A DEFAULT that cannot be computed, which nobody may need.
class UnusableDefault final : public expr::Expr {
 public:
  static constexpr expr::Kind kKind = expr::Kind::Other;
  explicit UnusableDefault(Error why) : Expr(kKind), why_(std::move(why)) {}
  const Error& why() const { return why_; }
  Result<record::ValueView> eval(expr::Frame&) const override { return std::unexpected(why_); }
  bool is_own_deterministic() const override { return false; }
  bool reads_own_state() const override { return true; }
  bool is_same_node(const Expr&) const override { return false; }
  expr::ExprPtr clone(expr::Cloner&) const override { return nullptr; }

 private:
  Error why_;
};

/// The DEFAULTs of the table's columns; null where there is none.
Result<std::vector<expr::ExprPtr>> compile_defaults(RowExpressions& expressions,
                                                    const catalog::Table& table);
/// Tells the codec what columns hold that short records lack. Requires: all is compiled.
Status fill_codec(RowExpressions& expressions, const std::vector<expr::ExprPtr>& defaults,
                  const catalog::Table& table, RowCodec& codec);

}  // namespace tern::write
