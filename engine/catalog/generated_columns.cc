#include "engine/catalog/generated_columns.h"

#include <algorithm>
#include <memory>

#include "engine/sql/walk.h"

namespace tern::catalog {
namespace {

/// Does an expression read a marked column?
class MarkedRead final : public sql::Walker {
 public:
  MarkedRead(const Table& table, std::span<const bool> marked) : table_(table), marked_(marked) {}

  bool in(const sql::Expr* expr) {
    found_ = false;
    if (expr) walk(expr);
    return found_;
  }

 protected:
  void visit(const sql::Expr& expr) override {
    const auto* ref = expr.as_if<sql::ColumnRef>();
    if (!ref) return;
    const auto place = table_.find_column(ref->column.text);
    found_ = found_ || (place && marked_[*place]);
  }

 private:
  const Table& table_;
  std::span<const bool> marked_;
  bool found_ = false;
};

}  // namespace

Result<std::vector<uint16_t>> order_of_computing(const Table& table) {
  std::vector<uint16_t> order;
  const auto missing = std::make_unique<bool[]>(table.columns.size());
  const std::span<bool> marks(missing.get(), table.columns.size());
  for (size_t i = 0; i < marks.size(); ++i) marks[i] = table.columns[i].generated != nullptr;
  MarkedRead reads_missing(table, marks);
  const Column* waiting = nullptr;
  size_t known = 0;
  do {
    known = order.size();
    waiting = nullptr;
    for (uint16_t i = 0; i < marks.size(); ++i) {
      if (!marks[i]) continue;
      if (reads_missing.in(table.columns[i].generated)) {
        waiting = &table.columns[i];
        continue;
      }
      marks[i] = false;
      order.push_back(i);
    }
  } while (waiting && order.size() > known);
  if (!waiting) return order;
  return fail(ErrorCode::Error, "generated column loop on \"" + waiting->name + "\"");
}

void mark_dependents(const Table& table, std::span<bool> changed) {
  if (!table.has_generated) return;
  MarkedRead reads_changed(table, changed);
  bool is_more = true;
  while (is_more) {
    is_more = false;
    for (size_t i = 0; i < changed.size(); ++i) {
      const Column& column = table.columns[i];
      if (!column.generated || changed[i] || !reads_changed.in(column.generated)) continue;
      changed[i] = true;
      is_more = true;
    }
  }
}

bool depends_on(const Table& table, const Index& index, std::span<const bool> changed) {
  const auto marks = std::make_unique<bool[]>(changed.size());
  const std::span<bool> all(marks.get(), changed.size());
  std::ranges::copy(changed, all.begin());
  mark_dependents(table, all);
  MarkedRead reads_changed(table, all);
  const auto declared = std::span(index.terms).first(index.declared_terms);
  return reads_changed.in(index.where) || std::ranges::any_of(declared, [&](const IndexTerm& term) {
           return term.column >= 0 ? all[static_cast<size_t>(term.column)]
                                   : reads_changed.in(term.expr);
         });
}

}  // namespace tern::catalog
