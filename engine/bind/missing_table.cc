#include "engine/bind/missing_table.h"

#include <algorithm>
#include <array>
#include <string>

#include "engine/sql/walk.h"

namespace tern::bind {
namespace {

/// Finds the first table that is not there.
class TableFinder final : public sql::Walker {
 public:
  TableFinder(const Context& context, const CteScope* ctes) : context_(context), ctes_(ctes) {}
  /// Empty: all are there, or it is not known which are looked up: tables of WITH only if they are
  /// named.
  std::string missing() const { return has_with_ ? std::string() : missing_; }

 private:
  void visit(const sql::Select& select) override { has_with_ |= !select.with.tables.empty(); }
  void visit(const sql::TableSource& source) override {
    if (source.kind == sql::TableSourceKind::Table) look_up(source.name);
  }
  void visit(const sql::Expr& expr) override {
    const auto* in = expr.as_if<sql::InTable>();
    if (in && !in->has_arguments) look_up(in->table);
  }

  void look_up(const sql::QualifiedName& name) {
    if (!missing_.empty() || names_cte(ctes_, name)) return;
    const catalog::Lookup::Found found = context_.lookup.relation(name);
    if (found.table || found.view) return;
    if (context_.virtual_tables && context_.virtual_tables->has(name.name.text)) return;
    missing_ = context_.lookup.prefix_of(name) + name.name.text;
  }

  const Context& context_;
  const CteScope* ctes_;
  std::string missing_;
  bool has_with_ = false;
};

bool is_of_columns(const Error& failure) {
  if (failure.code() != ErrorCode::Error) return false;
  return std::ranges::any_of(
      std::array{"no such column", "ambiguous column name", "no such function",
                 "wrong number of arguments", "misuse of"},
      [&](const char* words) { return failure.message().starts_with(words); });
}

Error missing_or(Error failure, const TableFinder& finder) {
  const std::string missing = finder.missing();
  if (missing.empty()) return failure;
  return Error(ErrorCode::Error, "no such table: " + missing);
}

}  // namespace

Error table_or(Error failure, const sql::Select& select, const Context& context,
               const CteScope* ctes) {
  if (!is_of_columns(failure)) return failure;
  TableFinder finder(context, ctes);
  finder.walk(&select);
  return missing_or(std::move(failure), finder);
}

Error table_or(Error failure, const TargetSelect& select, const Context& context,
               const CteScope* ctes) {
  if (!is_of_columns(failure)) return failure;
  TableFinder finder(context, ctes);
  if (select.from) finder.walk(*select.from);
  if (select.from && select.set) finder.walk(*select.set);
  finder.walk(select.where);
  finder.walk(select.order_by);
  return missing_or(std::move(failure), finder);
}

}  // namespace tern::bind
