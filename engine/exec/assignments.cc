#include "engine/exec/assignments.h"

#include <algorithm>
#include <ranges>

#include "engine/catalog/told_name.h"
#include "engine/exec/description.h"
#include "engine/exec/dml.h"
#include "engine/record/affinity.h"

namespace tern::exec {

namespace {

std::unexpected<Error> wrong_width(const sql::Assignment& assignment, size_t width) {
  return fail(ErrorCode::Error, std::to_string(assignment.columns.size()) + " columns assigned " +
                                    std::to_string(width) + " values");
}

}  // namespace

Assignments::Assignments(const catalog::Table& table, std::string_view database)
    : table_(&table),
      database_(database.empty() ? catalog::told_database(table) : database),
      changed_(std::make_unique<bool[]>(table.columns.size())) {}

Result<int32_t> Assignments::find_column(const sql::Name& name) const {
  if (const std::optional<uint16_t> column = table_->find_column(name.text)) {
    if (!table_->columns[*column].generated) return *column;
    return fail(ErrorCode::Error,
                "cannot UPDATE generated column \"" + table_->columns[*column].name + "\"");
  }
  if (!names_rowid(*table_, name.text)) {
    return fail(ErrorCode::Error, "no such column: " + name.text);
  }
  return table_->rowid_alias ? *table_->rowid_alias : kRowid;
}

Status Assignments::add_column(const sql::Name& name, const bind::Access& access, Term& term) {
  const int32_t column = TRY(find_column(name));
  if (access) {
    const bool is_rowid = column == kRowid || !table_->find_column(name.text);
    const std::string_view told =
        is_rowid ? "ROWID" : std::string_view(table_->columns[static_cast<size_t>(column)].name);
    const Permission answer =
        TRY(access.ask(Action::Update, catalog::told_name(*table_), told, database_));
    if (answer == Permission::Ignore) {
      term.columns.push_back(kIgnored);
      return ok();
    }
  }
  if (column != kRowid) changed_[static_cast<size_t>(column)] = true;
  term.columns.push_back(column);
  return ok();
}

Result<Assignments> Assignments::bind(const catalog::Table& table,
                                      const std::vector<sql::Assignment>& set, bind::Binder& binder,
                                      const bind::Access& access, std::string_view database) {
  Assignments out(table, database);
  for (size_t i = 0; i < set.size(); ++i) {
    const sql::Assignment& assignment = set[i];
    Term term;
    Result<expr::ExprPtr> value =
        assignment.is_row ? binder.bind_any(*assignment.value) : binder.bind(*assignment.value);
    // This is found where the value is computed, which it is not.
    const bool is_misuse = !value && value.error().message().starts_with("misuse of aggregate: ");
    if (is_misuse && out.is_set_again(assignment, std::span(set).subspan(i + 1))) continue;
    // Of a subquery's row the reference finds then, and tells, that it is not wide enough.
    if (is_misuse && assignment.is_row && assignment.value->as_if<sql::Subquery>()) {
      return wrong_width(assignment, 1);
    }
    term.value = TRY(std::move(value));
    const size_t width = term.value->width();
    if (width != assignment.columns.size()) return wrong_width(assignment, width);
    for (const sql::Name& name : assignment.columns) TRY(out.add_column(name, access, term));
    out.terms_.push_back(std::move(term));
  }
  out.drop_overridden();
  return out;
}

bool Assignments::is_set_again(const sql::Assignment& assignment,
                               std::span<const sql::Assignment> later) const {
  const auto sets = [&](const sql::Assignment& other, int32_t column) {
    return std::ranges::any_of(other.columns, [&](const sql::Name& name) {
      const Result<int32_t> found = find_column(name);
      return found && *found == column;
    });
  };
  return std::ranges::all_of(assignment.columns, [&](const sql::Name& name) {
    const Result<int32_t> column = find_column(name);
    return column && std::ranges::any_of(
                         later, [&](const sql::Assignment& other) { return sets(other, *column); });
  });
}

/// Of a column that is set twice the last value counts; the others are not even computed.
void Assignments::drop_overridden() {
  std::vector<int32_t> set;
  for (Term& term : std::views::reverse(terms_)) {
    for (int32_t& column : std::views::reverse(term.columns)) {
      if (std::ranges::find(set, column) != set.end()) column = kIgnored;
      set.push_back(column);
    }
  }
  std::erase_if(terms_, [](const Term& term) {
    return std::ranges::all_of(term.columns, [](int32_t column) { return column == kIgnored; });
  });
}

Result<Assignments> Assignments::of_columns(const catalog::Table& table,
                                            const std::vector<sql::Assignment>& set,
                                            const bind::Access& access, std::string_view database) {
  Assignments out(table, database);
  for (const sql::Assignment& assignment : set) {
    Term term;
    for (const sql::Name& name : assignment.columns) TRY(out.add_column(name, access, term));
    out.terms_.push_back(std::move(term));
  }
  return out;
}

Status Assignments::set(int32_t column, record::ValueView value) {
  if (column == kIgnored) return ok();
  if (column != kRowid) {
    values_[static_cast<size_t>(column)] = value;
    return ok();
  }
  if (table_->is_virtual) {
    given_rowid_ = value;
    return ok();
  }
  rowid_ = record::as_rowid(value);
  return rowid_ ? ok() : fail(ErrorCode::Mismatch);
}

void Assignments::begin(std::span<const record::ValueView> row) {
  values_.assign(row.begin(), row.end());
  rowid_.reset();
  given_rowid_.reset();
}

Status Assignments::apply(std::span<const record::ValueView> row, expr::Frame& frame) {
  begin(row);
  for (const Term& term : terms_) {
    if (term.columns.size() == 1) {
      const record::ValueView value = TRY(term.value->eval(frame));
      TRY(set(term.columns[0], value));
      continue;
    }
    row_value_.resize(term.columns.size());
    TRY(term.value->eval_row(frame, row_value_));
    for (size_t i = 0; i < term.columns.size(); ++i) TRY(set(term.columns[i], row_value_[i]));
  }
  return ok();
}

Status Assignments::take(std::span<const record::ValueView> row,
                         std::span<const record::ValueView> values) {
  begin(row);
  size_t at = 0;
  for (const Term& term : terms_) {
    for (const int32_t column : term.columns) TRY(set(column, values[at++]));
  }
  return ok();
}

bool Assignments::changes_rowid() const {
  return std::ranges::any_of(terms_, [this](const Term& term) {
    return std::ranges::any_of(term.columns, [this](int32_t column) {
      if (column < 0) return column == kRowid;
      return table_->rowid_alias == static_cast<uint16_t>(column);
    });
  });
}

void Assignments::describe(Description& out) const {
  for (const Term& term : terms_) {
    if (term.value) out.expressions.push_back(term.value.get());
  }
}

}  // namespace tern::exec
