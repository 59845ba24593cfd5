#include "sync/apply/head_rows.h"

#include "engine/api/connection_state.h"
#include "engine/sql/printer.h"
#include "engine/write/apply.h"

namespace tern::sync::apply {
namespace {

using model::RowChange;
using record::Value;
using record::ValueView;

bool is_missing(const std::vector<bool>& missing, size_t column) {
  return column < missing.size() && missing[column];
}

/// A name by which SQL reaches the rowid of `table`.
std::string rowid_name(const catalog::Table& table) {
  for (const char* name : {"rowid", "_rowid_", "oid"}) {
    if (!table.find_column(name)) return name;
  }
  if (table.rowid_alias) return sql::quote_identifier(table.columns[*table.rowid_alias].name);
  return "rowid";
}

txn::TableShape shape_of(const RowChange& change, const std::vector<bool>& missing) {
  txn::TableShape shape;
  shape.name = change.table;
  shape.without_rowid = change.without_rowid;
  shape.keyed_by_rowid = change.keyed_by_rowid;
  for (size_t i = 0; i < change.columns.size(); ++i) {
    if (is_missing(missing, i)) continue;
    uint16_t position = 0;
    for (size_t k = 0; k < change.key_columns.size(); ++k) {
      if (change.key_columns[k] == i) position = static_cast<uint16_t>(k + 1);
    }
    shape.columns.push_back({change.columns[i], position});
  }
  return shape;
}

std::vector<ValueView> present(const std::vector<Value>& values, const std::vector<bool>& missing) {
  std::vector<ValueView> out;
  for (size_t i = 0; i < values.size(); ++i) {
    if (!is_missing(missing, i)) out.push_back(values[i].view());
  }
  return out;
}

}  // namespace

Result<const catalog::Table*> HeadRows::table(const std::string& name) {
  schema_ = TRY(connection_.state().schema());
  return schema_->find_table(name);
}

Result<Statement*> HeadRows::finder(const RowChange& change, const std::vector<bool>& missing) {
  const catalog::Table* found = TRY(table(change.table));
  ASSERT(found != nullptr);
  std::string text = "SELECT 1";
  for (size_t i = 0; i < change.columns.size(); ++i) {
    if (!is_missing(missing, i)) text += ", " + sql::quote_identifier(change.columns[i]);
  }
  text += " FROM " + sql::quote_identifier(change.table) + " WHERE ";
  if (change.keyed_by_rowid) {
    text += rowid_name(*found) + "=?1";
  } else {
    for (size_t k = 0; k < change.key_columns.size(); ++k) {
      if (k != 0) text += " AND ";
      text += sql::quote_identifier(change.columns[change.key_columns[k]]) + "=?" +
              std::to_string(k + 1);
    }
  }
  std::unique_ptr<Statement>& slot = finders_[text];
  if (!slot) slot = std::make_unique<Statement>(TRY(connection_.prepare(text)));
  return slot.get();
}

Result<std::optional<std::vector<Value>>> HeadRows::find(const RowChange& change,
                                                         const std::vector<bool>& missing) {
  for (const uint16_t key : change.key_columns) {
    if (is_missing(missing, key)) return std::nullopt;
  }
  Statement& statement = *TRY(finder(change, missing));
  const bool old_side = change.kind != txn::OpKind::Insert;
  if (change.keyed_by_rowid) {
    TRY(statement.bind(1, old_side ? change.old_rowid : change.new_rowid));
  } else {
    const std::vector<Value>& row = old_side ? change.before : change.after;
    for (size_t k = 0; k < change.key_columns.size(); ++k) {
      TRY(statement.bind(static_cast<int>(k + 1), row[change.key_columns[k]].view()));
    }
  }
  if (!TRY(statement.step())) return std::nullopt;
  std::vector<Value> values;
  int column = 1;
  for (size_t i = 0; i < change.columns.size(); ++i) {
    if (is_missing(missing, i)) {
      values.emplace_back();
    } else {
      values.emplace_back(statement.column(column++));
    }
  }
  statement.reset();
  return values;
}

Result<int64_t> HeadRows::max_rowid(const catalog::Table& table) {
  const std::string rowid = rowid_name(table);
  Statement statement = TRY(
      connection_.prepare("SELECT max(" + rowid + ") FROM " + sql::quote_identifier(table.name)));
  if (!TRY(statement.step()) || !statement.column(0).is_integer()) return 0;
  return statement.column(0).as_integer();
}

Status HeadRows::apply(const txn::ChangesetBuilder& builder) {
  std::optional<Error> constraint;
  write::ApplyOptions options;
  options.foreign_key_checks = connection_.state().transaction().foreign_keys_enabled;
  options.on_conflict = [&constraint](const write::ConflictContext& context) {
    switch (context.kind) {
      case write::ApplyConflict::Different:
        return write::ApplyDecision::Replace;
      case write::ApplyConflict::Constraint:
        constraint = *context.error;
        return write::ApplyDecision::Stop;
      case write::ApplyConflict::Exists:
        constraint = Error(ErrorCode::ConstraintPrimaryKey, "a row with this key exists");
        return write::ApplyDecision::Stop;
      case write::ApplyConflict::NotFound:
      case write::ApplyConflict::NoTable:
        // It was found just now: by what the change says of the table, which is not so.
        constraint = Error(ErrorCode::Constraint, "the change is not one of such a table");
        return write::ApplyDecision::Stop;
    }
    return write::ApplyDecision::Stop;
  };
  const Status done =
      write::apply_changeset(connection_.state().transaction(), builder.bytes(), options);
  if (!done && constraint) return std::unexpected(*std::move(constraint));
  // What is an INTEGER PRIMARY KEY here may have been none where the change was made.
  if (!done && done.error().code() == ErrorCode::Mismatch)
    return fail(ErrorCode::ConstraintDatatype, std::string(done.error().message()));
  return done;
}

bool HeadRows::is_referenced(const catalog::Table& table) const {
  return !schema_->children_of(table).empty();
}

Status HeadRows::insert(const RowChange& change, const std::vector<bool>& missing,
                        const std::vector<Value>& values) {
  txn::ChangesetBuilder builder;
  const int64_t rowid = change.kind == txn::OpKind::Update ? change.old_rowid : change.new_rowid;
  builder.insert(shape_of(change, missing), rowid, present(values, missing), false);
  return apply(builder);
}

Status HeadRows::update(const RowChange& change, const std::vector<bool>& missing,
                        const std::vector<Value>& current, const std::vector<Value>& values) {
  txn::ChangesetBuilder builder;
  const bool moves =
      change.kind == txn::OpKind::Update;  // an insert that won keeps the row's place
  builder.update(shape_of(change, missing), moves ? change.old_rowid : change.new_rowid,
                 change.new_rowid, present(current, missing), present(values, missing), false);
  return apply(builder);
}

Status HeadRows::erase(const RowChange& change, const std::vector<bool>& missing,
                       const std::vector<Value>& current) {
  txn::ChangesetBuilder builder;
  builder.erase(shape_of(change, missing), change.old_rowid, present(current, missing), false);
  return apply(builder);
}

}  // namespace tern::sync::apply
