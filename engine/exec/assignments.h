#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/bind/binder.h"
#include "engine/catalog/schema.h"
#include "engine/expr/expr.h"
#include "engine/sql/ast.h"

namespace tern::exec {

class Description;  // description.h

/// SET's columns and values, of UPDATE and of ON CONFLICT DO UPDATE.
class Assignments {
 public:
  /// Errors: no such column: x; N columns assigned M values; of the binder.
  /// `access`: whom to ask about each column; one that is ignored keeps its value. `database`: that
  /// it is told of, where the table itself does not know.
  static Result<Assignments> bind(const catalog::Table& table,
                                  const std::vector<sql::Assignment>& set, bind::Binder& binder,
                                  const bind::Access& access, std::string_view database = {});
  /// Only the columns: take() gets the values, which somebody else computes.
  static Result<Assignments> of_columns(const catalog::Table& table,
                                        const std::vector<sql::Assignment>& set,
                                        const bind::Access& access, std::string_view database = {});

  /// Evaluates all values over the rows that stand in `frame`, and puts them into a copy of `row`.
  Status apply(std::span<const record::ValueView> row, expr::Frame& frame);
  /// Puts `values`, one for each column that SET names, in its order, into a copy of `row`.
  Status take(std::span<const record::ValueView> row, std::span<const record::ValueView> values);
  /// Lifetime of both: until the next apply() or take().
  std::span<const record::ValueView> values() const { return values_; }
  std::optional<int64_t> rowid() const { return rowid_; }
  /// Of a virtual table, in place of rowid(): whatever SET gives, whether or not it is one.
  std::optional<record::ValueView> rowid_as_given() const { return given_rowid_; }
  /// Does SET name the rowid, or its alias?
  bool changes_rowid() const;
  /// Adds the expressions that it evaluates.
  void describe(Description& out) const;
  std::span<const bool> changed() const { return {changed_.get(), table_->columns.size()}; }

 private:
  static constexpr int32_t kRowid = -1;
  static constexpr int32_t kIgnored = -2;  // the value goes nowhere
  struct Term {
    std::vector<int32_t> columns;  // kRowid: the rowid of a table without an alias
    expr::ExprPtr value;           // null: it comes by take()
  };
  Assignments(const catalog::Table& table, std::string_view database);
  Result<int32_t> find_column(const sql::Name& name) const;
  Status add_column(const sql::Name& name, const bind::Access& access, Term& term);
  /// Are all columns of `assignment` among those of `later`?
  bool is_set_again(const sql::Assignment& assignment,
                    std::span<const sql::Assignment> later) const;
  void drop_overridden();
  Status set(int32_t column, record::ValueView value);

  void begin(std::span<const record::ValueView> row);

  const catalog::Table* table_;
  std::string_view database_;
  std::vector<Term> terms_;
  std::unique_ptr<bool[]> changed_;
  std::vector<record::ValueView> values_;
  std::vector<record::ValueView> row_value_;
  std::optional<int64_t> rowid_;
  std::optional<record::ValueView> given_rowid_;
};

}  // namespace tern::exec
