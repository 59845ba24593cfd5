#include "engine/exec/insert_upsert.h"

#include <algorithm>

#include "engine/exec/description.h"
#include "engine/exec/dml.h"
#include "engine/expr/leaf.h"
#include "engine/expr/operators.h"

namespace tern::exec {

namespace {

const expr::Expr& without_collate(const expr::Expr& node) {
  const auto* collate = node.as_if<expr::Collate>();
  return collate ? without_collate(collate->child(0)) : node;
}

/// "2nd ON CONFLICT clause": its number counts where there are several.
std::string ordinal_before(size_t at, size_t count) {
  if (count == 1) return "";
  const char* const suffixes[] = {"st ", "nd ", "rd "};
  return std::to_string(at + 1) + (at < 3 ? suffixes[at] : "th ");
}

}  // namespace

/// Finds the constraint that a clause's target means.
class UpsertClauses::TargetSearch {
 public:
  TargetSearch(CompileUnit& unit, const catalog::Table& table)
      : table_(table), binder_(unit.bind_context()) {}

  /// Into `clause`. Errors: of the binder; there is no such constraint.
  Status find(const sql::DmlTarget& target, const sql::Upsert& upsert, const std::string& ordinal,
              Clause& clause) {
    if (!query_) {
      sql::DmlTarget named;
      named.name = target.name;
      named.alias = target.alias;
      query_ = TRY(binder_.bind_target(named));
    }
    terms_.clear();
    for (const sql::IndexedColumn& column : upsert.target) {
      terms_.push_back(TRY(binder_.bind(*column.expr)));
    }
    where_ = TRY(binder_.bind_terms(upsert.target_where.get()));
    if (terms_.size() == 1 && terms_.front()->as_if<expr::Rowid>()) return ok();
    for (const catalog::Index* index : table_.all_indexes()) {
      if (!TRY(matches(*index))) continue;
      clause.index = index;
      return ok();
    }
    return fail(ErrorCode::Error,
                ordinal + "ON CONFLICT clause does not match any PRIMARY KEY or UNIQUE constraint");
  }

 private:
  const bind::Source& source() const { return *query_->cores.front().sources.front(); }

  const bind::IndexExpressions* expressions_of(const catalog::Index& index) const {
    for (const bind::IndexExpressions& own : source().index_expressions) {
      if (own.index == &index) return &own;
    }
    return nullptr;
  }

  Result<bool> matches(const catalog::Index& index) {
    if (!index.unique || index.declared_terms != terms_.size()) return false;
    const bind::IndexExpressions* own = expressions_of(index);
    for (size_t i = 0; i < index.declared_terms; ++i) {
      const bool named = TRY(names(index.terms[i], own ? own->terms[i].get() : nullptr));
      if (!named) return false;
    }
    if (!index.where) return true;
    return own && std::ranges::equal(own->where, where_, [](const auto& a, const auto& b) {
             return expr::same(*a, *b);
           });
  }

  /// Does a term of the target mean this one of an index? One without COLLATE fits any collation.
  /// The reference never finds an index on the rowid's alias.
  Result<bool> names(const catalog::IndexTerm& term, const expr::Expr* computed) {
    if (!computed && table_.rowid_alias && term.column == *table_.rowid_alias) return false;
    expr::ExprPtr column;
    if (!computed) {
      sql::ColumnRef ref;
      ref.column.text = table_.columns[static_cast<size_t>(term.column)].name;
      ref.column.present = true;
      // No name in the statement: nobody is asked.
      const bind::Access asked = binder_.access();
      binder_.set_access({});
      auto bound = binder_.bind(ref);
      binder_.set_access(asked);
      column = TRY(std::move(bound));
      computed = column.get();
    }
    return std::ranges::any_of(terms_, [&](const expr::ExprPtr& given) {
      const auto* collate = given->as_if<expr::Collate>();
      if (collate && collate->collation().collation != term.collation) return false;
      return expr::same(without_collate(*given), without_collate(*computed));
    });
  }

  const catalog::Table& table_;
  bind::Binder binder_;
  std::unique_ptr<bind::Query> query_;
  std::vector<expr::ExprPtr> terms_;  // of the target at hand
  std::vector<expr::ExprPtr> where_;
};

Result<std::unique_ptr<UpsertClauses>> UpsertClauses::bind(CompileUnit& unit,
                                                           const sql::InsertStatement& statement,
                                                           const catalog::Table& table) {
  std::unique_ptr<UpsertClauses> out(new UpsertClauses(table));
  out->current_ = unit.layout().add_row();
  out->excluded_ = unit.layout().add_row();
  TargetSearch search(unit, table);
  for (size_t i = 0; i < statement.upserts.size(); ++i) {
    Clause clause;
    const sql::Upsert& upsert = statement.upserts[i];
    clause.any = upsert.target.empty();
    clause.do_nothing = upsert.do_nothing;
    if (!clause.any) {
      TRY(search.find(statement.target, upsert, ordinal_before(i, statement.upserts.size()),
                      clause));
    }
    out->clauses_.push_back(std::move(clause));
  }
  return out;
}

Status UpsertClauses::bind_updates(CompileUnit& unit, const sql::InsertStatement& statement,
                                   bool gives_key) {
  // The reference never looks at the words of one that nothing leads to.
  for (size_t i = 0; i < clauses_.size(); ++i) {
    if (!is_reached(clauses_[i], gives_key)) continue;
    TRY(bind_update(unit, statement.upserts[i], statement.target, clauses_[i]));
  }
  return ok();
}

Status UpsertClauses::bind_update(CompileUnit& unit, const sql::Upsert& upsert,
                                  const sql::DmlTarget& target, Clause& clause) {
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
    clause.set = TRY(Assignments::bind(table_, upsert.set, binder, unit.context().access));
    if (upsert.where) clause.where = TRY(binder.bind(*upsert.where));
  }
  return ok();
}

Status UpsertClauses::each_update(const std::function<Status(std::span<const bool>)>& visit) const {
  for (const Clause& clause : clauses_) {
    if (clause.set) TRY(visit(clause.set->changed()));
  }
  return ok();
}

const UpsertClauses::Clause* UpsertClauses::clause_of(const catalog::Index* index) const {
  const auto found = std::ranges::find_if(
      clauses_, [&](const Clause& clause) { return clause.any || clause.index == index; });
  return found == clauses_.end() ? nullptr : &*found;
}

bool UpsertClauses::decides_on(const catalog::Index* index) const {
  return clause_of(index) != nullptr;
}

bool UpsertClauses::is_reached(const Clause& clause, bool gives_key) const {
  if (gives_key && !table_.without_rowid && clause_of(nullptr) == &clause) return true;
  return std::ranges::any_of(table_.all_indexes(), [&](const catalog::Index* index) {
    return index->unique && clause_of(index) == &clause;
  });
}

bool UpsertClauses::any_update(const std::function<bool(std::span<const bool>)>& test) const {
  return std::ranges::any_of(
      clauses_, [&](const Clause& clause) { return clause.set && test(clause.set->changed()); });
}

Result<bool> UpsertClauses::find_rival(const Clause& clause, write::TableWriter& writer) const {
  if (!clause.any) return writer.load_rival(clause.index);
  if (!table_.without_rowid) {
    if (TRY(writer.load_rival(nullptr))) return true;
  }
  for (const catalog::Index* index : table_.all_indexes()) {
    if (!index->unique) continue;
    if (TRY(writer.load_rival(index))) return true;
  }
  return false;
}

Result<UpsertClauses::Action> UpsertClauses::decide(write::TableWriter& writer,
                                                    std::optional<int64_t> rowid,
                                                    std::span<const record::ValueView> values,
                                                    sql::Conflict on_conflict, expr::Frame& frame) {
  const write::Verdict verdict = TRY(writer.prepare_insert(rowid, values, on_conflict));
  if (verdict == write::Verdict::Ignore) return Action::Insert;
  for (Clause& clause : clauses_) {
    if (!TRY(find_rival(clause, writer))) continue;
    if (clause.do_nothing) return Action::Skip;
    frame.row(current_).set_values(writer.loaded_row(), writer.loaded_rowid());
    frame.row(excluded_).set_values(writer.written_row(), writer.written_rowid());
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
