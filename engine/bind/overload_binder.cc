#include <algorithm>

#include "engine/bind/expr_binder.h"
#include "engine/expr/call.h"
#include "engine/expr/leaf.h"
#include "engine/sql/walk.h"

// What virtual tables make of functions of their columns.

namespace tern::bind {

namespace {

std::optional<expr::RowSlot> slot_of(const expr::Expr& expr) {
  if (const auto* column = expr.as_if<expr::Column>()) return column->slot();
  if (const auto* rowid = expr.as_if<expr::Rowid>()) return rowid->slot();
  return std::nullopt;
}

const Source* find_source(const Scope& scope, expr::RowSlot slot) {
  for (const Source* source : scope.sources) {
    if (source->slot == slot) return source;
    for (const NestedColumn& column : source->nested) {
      if (column.origin && column.origin->slot == slot) return column.origin;
    }
  }
  return nullptr;
}

/// Are the rows of the subquery those of a join, so that its columns are columns of tables?
bool only_selects(const Query& query) {
  const Core& core = query.cores.front();
  return query.cores.size() == 1 && !core.is_aggregate && !core.distinct && core.windows.empty() &&
         core.values.empty();
}

/// The virtual table that `column` of `source` comes from; null: it comes from none.
const vtab::VirtualTable* table_behind(const Source& source, const expr::Expr& column) {
  if (source.virtual_table) return source.virtual_table;
  const auto* const named = column.as_if<expr::Column>();
  if (!source.query || !named || !only_selects(*source.query)) return nullptr;
  const Core& core = source.query->cores.front();
  const expr::Expr& origin = *core.outputs[named->index()].expr;
  const std::optional<expr::RowSlot> slot = slot_of(origin);
  if (!slot) return nullptr;
  const auto found = std::ranges::find(core.sources, *slot, &Source::slot);
  return found == core.sources.end() ? nullptr : table_behind(**found, origin);
}

/// Calls of functions in an expression; `nested`: those of the SELECTs in it, again.
class Calls final : public sql::Walker {
 public:
  std::vector<const sql::Function*> all;
  std::vector<const sql::Function*> nested;

 protected:
  void visit(const sql::Expr& expr) override {
    if (const auto* call = expr.as_if<sql::Function>()) all.push_back(call);
  }
  void visit(const sql::Select& select) override {
    Calls inner;
    for (const sql::SelectCore& core : select.cores) inner.walk_columns(core);
    nested.insert(nested.end(), inner.all.begin(), inner.all.end());
  }

 public:
  void walk_columns(const sql::SelectCore& core) {
    for (const sql::ResultColumn& column : core.columns) walk(column.expr.get());
  }
};

/// Is there an aggregate or a window function among the columns of `core`, or GROUP BY?
bool groups_rows(const sql::SelectCore& core, const functions::Registry& registry) {
  if (!core.group_by.empty()) return true;
  Calls calls;
  calls.walk_columns(core);
  return std::ranges::any_of(calls.all, [&](const sql::Function* call) {
    if (std::ranges::find(calls.nested, call) != calls.nested.end()) return false;
    const auto found = registry.find(call->name.text, call->arguments.size());
    return call->over || (found && !found->scalar);
  });
}

}  // namespace

/// The virtual table whose column `argument` is. In a query that groups its rows, the reference has
/// columns of these groups instead, save where it filters.
const vtab::VirtualTable* ExprBinder::table_of(const expr::Expr& argument) const {
  const std::optional<expr::RowSlot> slot = slot_of(argument);
  if (!slot) return nullptr;
  for (const Scope* scope = &scope_; scope; scope = scope->outer) {
    const Source* const source = find_source(*scope, *slot);
    if (!source) continue;
    const vtab::VirtualTable* const table = table_behind(*source, argument);
    if (!table || scope->is_filtering || !scope->written) return table;
    return groups_rows(*scope->written, context_.registry) ? nullptr : table;
  }
  return nullptr;
}

/// The call, if the table behind argument `asked` has a function of its own for it; else null, and
/// `arguments` stay.
expr::ExprPtr ExprBinder::overloaded(std::string_view name, std::vector<expr::ExprPtr>& arguments,
                                     size_t asked) {
  if (arguments.size() <= asked) return nullptr;
  const vtab::VirtualTable* const table = table_of(*arguments[asked]);
  if (!table) return nullptr;
  std::optional<vtab::Overload> found = table->overload(name, arguments.size());
  if (!found) return nullptr;
  return std::make_unique<expr::FunctionCall>(context_.layout, std::move(found->function),
                                              found->constraint, std::move(arguments));
}

}  // namespace tern::bind
