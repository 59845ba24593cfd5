#include "engine/write/row_constraints.h"

#include "engine/expr/leaf.h"
#include "engine/record/affinity.h"

namespace tern::write {

namespace {

using sql::Conflict;

/// The name of a value's type in STRICT's messages.
const char* type_name(record::ValueView value) {
  switch (value.type()) {
    case record::ValueType::Null:
      return "NULL";
    case record::ValueType::Integer:
      return "INT";
    case record::ValueType::Real:
      return "REAL";
    case record::ValueType::Text:
      return "TEXT";
    case record::ValueType::Blob:
      return "BLOB";
  }
  return "";
}

bool is_type(const catalog::Column& column, std::string_view name) {
  return catalog::same_name(column.declared_type, name);
}

}  // namespace

bool fits_type(const catalog::Column& column, record::ValueView value) {
  if (value.is_null() || is_type(column, "ANY")) return true;
  if (is_type(column, "TEXT")) return value.is_text();
  if (is_type(column, "BLOB")) return value.is_blob();
  if (is_type(column, "REAL")) return value.is_numeric();
  return value.is_integer();
}

namespace {

ReadColumns columns_read(const expr::Expr& root, const catalog::Table& table) {
  ReadColumns out;
  out.columns.assign(table.columns.size(), false);
  expr::walk(root, [&](const expr::Expr& node) {
    if (const auto* column = node.as_if<expr::Column>()) out.columns[column->index()] = true;
    if (node.kind() == expr::Kind::Rowid) out.rowid = true;
    return true;
  });
  if (table.rowid_alias && out.columns[*table.rowid_alias]) out.rowid = true;
  return out;
}

}  // namespace

Result<RowConstraints> RowConstraints::open(const catalog::Table& table,
                                            RowExpressions& expressions, bool has_checks) {
  RowConstraints out(table);
  for (const catalog::Check& check : table.checks) {
    if (!has_checks) break;
    expr::ExprPtr compiled = TRY(expressions.compile(*check.expr));
    out.check_reads_.push_back(columns_read(*compiled, table));
    out.checks_.push_back(std::move(compiled));
  }
  for (uint16_t i = 0; i < table.columns.size(); ++i) {
    if (table.rowid_alias == i) continue;
    if (table.columns[i].not_null) {
      (table.columns[i].generated ? out.generated_not_null_ : out.not_null_).push_back(i);
    }
    const bool is_any = table.strict && is_type(table.columns[i], "ANY");
    if (table.columns[i].affinity > record::Affinity::Blob && !is_any)
      out.converting_.push_back({i, table.columns[i].affinity});
  }
  out.scratch_.resize(out.converting_.size());
  return out;
}

namespace {

/// What most values are: nothing that a column of `affinity` changes.
bool stays(record::ValueView value, record::Affinity affinity) {
  if (value.is_null()) return true;
  return affinity == record::Affinity::Text
             ? !value.is_numeric()
             : value.is_integer() && affinity != record::Affinity::Real;
}

}  // namespace

void RowConstraints::apply_affinity(std::vector<record::ValueView>& values) {
  for (size_t i = 0; i < converting_.size(); ++i) {
    const auto [column, affinity] = converting_[i];
    record::ValueView& value = values[column];
    if (!stays(value, affinity)) value = record::apply_affinity(value, affinity, scratch_[i]);
  }
}

/// Columns that REPLACE gives their default are looked at again when all others have passed.
Result<Verdict> RowConstraints::check_not_null(Candidate& candidate, RowExpressions& expressions,
                                               const std::vector<expr::ExprPtr>& defaults,
                                               Conflict& failure) {
  candidate.has_defaults = false;
  std::optional<uint16_t> still_null;
  for (const uint16_t i : not_null_) {
    if (is_allowed(candidate, i)) continue;
    failure = deciding(candidate.on_conflict, table_->columns[i].not_null_conflict);
    if (failure == Conflict::Replace) {
      failure = Conflict::Abort;
      if (defaults[i]) {
        candidate.values[i] = TRY(expressions.eval(*defaults[i]));
        candidate.has_defaults = true;
        if (candidate.values[i].is_null() && !still_null) still_null = i;
        continue;
      }
    }
    if (failure == Conflict::Ignore) return Verdict::Ignore;
    return null_violation(i);
  }
  if (!still_null) return Verdict::Pass;
  failure = Conflict::Abort;
  return null_violation(*still_null);
}

Result<Verdict> RowConstraints::check_generated_not_null(const Candidate& candidate,
                                                         Conflict& failure) {
  for (const uint16_t i : generated_not_null_) {
    if (is_allowed(candidate, i)) continue;
    failure = deciding(candidate.on_conflict, table_->columns[i].not_null_conflict);
    if (failure == Conflict::Ignore) return Verdict::Ignore;
    if (failure == Conflict::Replace) failure = Conflict::Abort;  // there is no default
    return null_violation(i);
  }
  return Verdict::Pass;
}

std::unexpected<Error> RowConstraints::null_violation(uint16_t column) const {
  return fail(ErrorCode::ConstraintNotNull,
              "NOT NULL constraint failed: " + table_->name + "." + table_->columns[column].name);
}

bool RowConstraints::concerns(const ReadColumns& reads, const Candidate& candidate) const {
  if (!candidate.is_update()) return true;
  if (reads.rowid && candidate.rowid_changed) return true;
  for (size_t i = 0; i < candidate.changed.size(); ++i) {
    if (candidate.changed[i] && reads.columns[i]) return true;
  }
  return false;
}

Result<Verdict> RowConstraints::check_checks(const Candidate& candidate,
                                             RowExpressions& expressions, Conflict& failure) {
  const functions::LastingPlace place(expressions.statement(), functions::LastingPlace::kCheck);
  for (size_t i = 0; i < checks_.size(); ++i) {
    if (!concerns(check_reads_[i], candidate)) continue;
    if (TRY(expressions.truth(*checks_[i])) != expr::Truth::False) continue;
    failure = deciding(candidate.on_conflict, Conflict::Unspecified);
    if (failure == Conflict::Ignore) return Verdict::Ignore;
    if (failure == Conflict::Replace) failure = Conflict::Abort;
    const catalog::Check& check = table_->checks[i];
    return fail(ErrorCode::ConstraintCheck,
                "CHECK constraint failed: " + (check.name.empty() ? check.text : check.name));
  }
  return Verdict::Pass;
}

Status RowConstraints::check_types(const Candidate& candidate) const {
  for (size_t i = 0; i < table_->columns.size(); ++i) {
    const catalog::Column& column = table_->columns[i];
    // What an expression gives is not looked at.
    if (table_->rowid_alias == i || column.generated || fits_type(column, candidate.values[i]))
      continue;
    return fail(ErrorCode::ConstraintDatatype,
                std::string("cannot store ") + type_name(candidate.values[i]) + " value in " +
                    column.declared_type + " column " + table_->name + "." + column.name);
  }
  return ok();
}

}  // namespace tern::write
