#include "engine/exec/insert_upsert.h"

#include <algorithm>

#include "engine/exec/description.h"
#include "engine/exec/dml.h"
#include "engine/sql/printer.h"

namespace tern::exec {

namespace {

/// A term of the target names this term of the index.
bool term_matches(const catalog::Table& table, const catalog::IndexTerm& term,
                  const sql::Expr& target) {
  const sql::Expr* bare = &target;
  const sql::Collate* collate = target.as_if<sql::Collate>();
  if (collate) {
    if (!catalog::same_name(collate->collation.text, term.collation->name())) return false;
    bare = collate->operand.get();
  }
  if (term.column == catalog::IndexTerm::kExpression) {
    return sql::print(*term.expr) == sql::print(*bare);
  }
  const auto* column = bare->as_if<sql::ColumnRef>();
  if (!column) return false;
  const auto place = table.find_column(column->column.text);
  if (!place || term.column != *place) return false;
  return collate || term.collation == table.columns[*place].collation;
}

bool index_matches(const catalog::Index& index, const sql::Upsert& upsert) {
  if (!index.unique || index.declared_terms != upsert.target.size()) return false;
  for (size_t i = 0; i < index.declared_terms; ++i) {
    const bool named = std::any_of(
        upsert.target.begin(), upsert.target.end(), [&](const sql::IndexedColumn& column) {
          return term_matches(*index.table, index.terms[i], *column.expr);
        });
    if (!named) return false;
  }
  if (!index.where) return true;
  return upsert.target_where && sql::print(*index.where) == sql::print(*upsert.target_where);
}

bool names_rowid_alias(const catalog::Table& table, const sql::Upsert& upsert) {
  if (table.without_rowid || upsert.target.size() != 1) return false;
  const auto* column = upsert.target[0].expr->as_if<sql::ColumnRef>();
  if (!column) return false;
  if (names_rowid(table, column->column.text)) return true;
  return table.rowid_alias && table.find_column(column->column.text) == table.rowid_alias;
}

}  // namespace

Result<std::unique_ptr<UpsertClauses>> UpsertClauses::bind(CompileUnit& unit,
                                                           const sql::InsertStatement& statement,
                                                           const catalog::Table& table) {
  std::unique_ptr<UpsertClauses> out(new UpsertClauses(table));
  out->current_ = unit.layout().add_row();
  out->excluded_ = unit.layout().add_row();
  for (const sql::Upsert& upsert : statement.upserts) {
    TRY(out->bind_clause(unit, upsert, statement.target));
  }
  return out;
}

Status UpsertClauses::bind_clause(CompileUnit& unit, const sql::Upsert& upsert,
                                  const sql::DmlTarget& target) {
  Clause clause;
  clause.any = upsert.target.empty();
  clause.do_nothing = upsert.do_nothing;
  if (!clause.any && !names_rowid_alias(table_, upsert)) {
    if (table_.primary_index && index_matches(*table_.primary_index, upsert)) {
      clause.index = table_.primary_index.get();
    }
    for (const auto& index : table_.indexes) {
      if (!clause.index && index_matches(*index, upsert)) clause.index = index.get();
    }
    if (!clause.index) {
      return fail(ErrorCode::Error,
                  "ON CONFLICT clause does not match any PRIMARY KEY or UNIQUE constraint");
    }
  }
  if (!upsert.do_nothing) {
    bind::Binder binder(unit.bind_context(),
                        {bind::NamedRow{.name = target.alias ? target.alias.text : table_.name,
                                        .table = &table_,
                                        .slot = current_,
                                        .layout = bind::RowLayout::Declared},
                         bind::NamedRow{.name = "excluded",
                                        .table = &table_,
                                        .slot = excluded_,
                                        .layout = bind::RowLayout::Declared,
                                        .qualified_only = true}});
    clause.set = TRY(Assignments::bind(table_, upsert.set, binder));
    if (upsert.where) clause.where = TRY(binder.bind(*upsert.where));
  }
  clauses_.push_back(std::move(clause));
  return ok();
}

Status UpsertClauses::each_update(const std::function<Status(std::span<const bool>)>& visit) const {
  for (const Clause& clause : clauses_) {
    if (clause.set) TRY(visit(clause.set->changed()));
  }
  return ok();
}

Result<bool> UpsertClauses::find_rival(const Clause& clause, write::TableWriter& writer,
                                       std::optional<int64_t> rowid,
                                       std::span<const record::ValueView> values) {
  if (!clause.any) return writer.load_rival(clause.index, rowid, values);
  if (TRY(writer.load_rival(nullptr, rowid, values))) return true;
  for (const auto& index : table_.indexes) {
    if (!index->unique) continue;
    const bool found = TRY(writer.load_rival(index.get(), rowid, values));
    if (found) return true;
  }
  return false;
}

Result<UpsertClauses::Action> UpsertClauses::decide(write::TableWriter& writer,
                                                    std::optional<int64_t> rowid,
                                                    std::span<const record::ValueView> values,
                                                    expr::Frame& frame) {
  for (Clause& clause : clauses_) {
    const bool found = TRY(find_rival(clause, writer, rowid, values));
    if (!found) continue;
    if (clause.do_nothing) return Action::Skip;
    frame.row(current_).set_values(writer.loaded_row(), writer.loaded_rowid());
    frame.row(excluded_).set_values(writer.written_row(), rowid.value_or(0));
    if (clause.where && TRY(clause.where->truth(frame)) != expr::Truth::True) return Action::Skip;
    deciding_ = &clause;
    TRY(clause.set->apply(writer.loaded_row(), frame));
    return Action::Update;
  }
  return Action::Insert;
}

void UpsertClauses::describe(Description& out) const {
  for (const Clause& clause : clauses_) {
    if (clause.set) clause.set->describe(out);
    if (clause.where) out.expressions.push_back(clause.where.get());
  }
}

}  // namespace tern::exec
