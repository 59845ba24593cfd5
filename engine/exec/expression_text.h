#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/bind/query.h"

namespace tern::exec {

/// Bound expressions as text for people: SQL, as far as there are words for what stands in them.
/// Columns are called as they are in the statement, results of functions as the calls are.
class ExpressionText {
 public:
  /// What the expressions of one program may read. Lifetime: all of it outlives this.
  void add(const bind::Query& query);
  void add(const bind::Source& source);
  /// A row of `table` that is visible as `name`.
  void add_row(expr::RowSlot slot, const catalog::Table& table, std::string_view name);

  std::string of(const expr::Expr& expr) const;
  /// The terms, joined by AND.
  std::string of_all(std::span<const expr::Expr* const> terms) const;
  /// "count(*)", "sum(DISTINCT t.a)".
  std::string call(const functions::FunctionSignature& function,
                   std::span<const expr::ExprPtr> arguments, bool is_distinct) const;
  std::string column(expr::RowSlot slot, uint32_t index) const;
  /// `column`: its place in the table.
  std::string generated_column(expr::RowSlot slot, uint32_t column) const;
  std::string rowid(expr::RowSlot slot) const;

 private:
  class Writer;
  struct NamedRow {
    std::string name;
    const bind::Source* source;   // null: a row of
    const catalog::Table* table;  // which is in declared order
  };
  struct Call {
    const functions::FunctionSignature* function;
    const std::vector<expr::ExprPtr>* arguments;
    bool is_distinct;
  };
  void add(const bind::Core& core);

  std::map<expr::RowSlot, NamedRow> rows_;
  std::map<expr::RegisterSlot, Call> registers_;
};

}  // namespace tern::exec
