#include "engine/session/table_applier.h"

#include <algorithm>

#include "engine/base/log.h"
#include "engine/session/writer.h"

namespace tern::session {

namespace {

/// Prepared statements that are kept; a changeset can ask for one a change.
constexpr size_t kUpdatesMax = 16;

bool is_constraint(const Error& error) { return primary(error.code()) == ErrorCode::Constraint; }

/// Nothing: the table fits; else why not.
std::optional<std::string> mismatch(const StoredTable& stored, const Table& table) {
  if (stored.columns.empty()) return "no such table";
  if (stored.columns.size() < table.column_count()) return "too few columns";
  const auto beyond = stored.table.key.begin() + static_cast<ptrdiff_t>(table.column_count());
  const bool has_same_key =
      std::equal(stored.table.key.begin(), beyond, table.key.begin()) &&
      std::all_of(beyond, stored.table.key.end(), [](uint8_t place) { return place == 0; });
  if (!has_same_key) return "primary key mismatch";
  return std::nullopt;
}

/// Does an update set the column? Keys are not set, also those that a rebased changeset mentions.
bool sets(const ChangeView& update, size_t column) {
  return is_defined(update.after[column]) && !update.table->is_key(column);
}

bool sets_any(const ChangeView& update) {
  for (size_t i = 0; i < update.after.size(); ++i) {
    if (sets(update, i)) return true;
  }
  return false;
}

/// An update that sets nothing may be in a changeset, but not in a patchset, and none may set the
/// key alone: as in the reference.
Status check_empty(const ChangeView& update, Form form) {
  if (form == Form::Patchset) return fail(ErrorCode::Corrupt, "changeset: an update of nothing");
  if (std::ranges::none_of(update.after, is_defined)) return ok();
  return fail(ErrorCode::Error, "changeset: an update of the key alone");
}

}  // namespace

Answer answer_to(const ApplyOptions& options, const ConflictView& conflict) {
  if (!options.on_conflict) return Answer::Abort;
  try {
    return options.on_conflict(conflict);
  } catch (...) {
    return Answer::Abort;
  }
}

void DecisionLog::add(const ChangeView& change, Answer answer) {
  if (pending_) {
    Writer header(Form::Changeset);
    header.table(*std::exchange(pending_, nullptr));
    append(out_, std::move(header).take());
  }
  out_.push_back(static_cast<std::byte>(change.op == Op::Delete ? Op::Delete : Op::Insert));
  out_.push_back(std::byte{answer == Answer::Replace});
  for (size_t i = 0; i < change.before.size(); ++i) {
    const bool from_before =
        change.op == Op::Delete || (change.op == Op::Update && change.table->is_key(i));
    append(out_, from_before ? change.before[i] : change.after[i]);
  }
}

Result<std::unique_ptr<TableApplier>> TableApplier::open(Connection& connection, const Table& table,
                                                         Form form, const ApplyOptions& options,
                                                         DecisionLog* log) {
  StoredTable stored = TRY(read_table(connection, "main", table.name));
  if (const std::optional<std::string> why = mismatch(stored, table)) {
    std::string line = "changeset: table ";
    line += table.name;
    line += " is left out: ";
    line += *why;
    log_line(line);
    return nullptr;
  }
  stored.columns.resize(table.column_count());
  stored.table.key.resize(table.column_count());
  if (log) log->start_table(table);
  std::unique_ptr<TableApplier> out(
      new TableApplier(connection, std::move(stored), form, options, log));
  out->finder_ = TRY(RowFinder::open(connection, out->stored_));
  return out;
}

Status TableApplier::apply(const ChangeView& change, Bytes bytes) {
  if (change.op == Op::Update && !sets_any(change)) return check_empty(change, form_);
  current_ = bytes;
  if (TRY(attempt(change, Match::WholeRow)) == Next::Done) return ok();
  if (change.op == Op::Insert) return replace(change);
  (void)TRY(attempt(change, Match::KeyOnly));
  return ok();
}

/// The row in the way of an insert goes, and stays away even if the insert has to wait: as in the
/// reference.
Status TableApplier::replace(const ChangeView& change) {
  Savepoint savepoint = TRY(Savepoint::open(connection_, "replace_op"));
  const Status deleted = TRY(run_delete(change.after, Match::KeyOnly));
  if (!deleted) return deleted;
  (void)TRY(attempt(change, Match::KeyOnly));
  return std::move(savepoint).keep();
}

Result<TableApplier::Next> TableApplier::attempt(const ChangeView& change, Match match) {
  const bool is_first = match == Match::WholeRow;
  if (change.op == Op::Insert) {
    const Status inserted = TRY(run_insert(change));
    if (inserted) return Next::Done;
    return conflict(ConflictKind::Conflict, change, is_first);
  }
  const Status changed =
      TRY(change.op == Op::Delete ? run_delete(change.before, match) : run_update(change, match));
  if (!changed) return conflict(ConflictKind::Constraint, change, false);
  if (connection_.changes() > 0) return Next::Done;
  return conflict(ConflictKind::Data, change, is_first);
}

/// `kind` is Data or Conflict if there is a row of the change's key (`seeks`: it is looked for),
/// NotFound or Constraint otherwise.
Result<TableApplier::Next> TableApplier::conflict(ConflictKind kind, const ChangeView& change,
                                                  bool seeks) {
  if (seeks && TRY(finder_->find(change.row()))) {
    const std::vector<ValueView> row = finder_->row();
    const Answer answer = answer_to(options_, {kind, &change, row});
    finder_->reset();
    return answered(answer, change);
  }
  if (kind == ConflictKind::Data) {
    kind = ConflictKind::NotFound;
  } else {
    kind = ConflictKind::Constraint;
    if (may_wait_) {
      append(waiting_, current_);
      return Next::Done;
    }
  }
  const Answer answer = answer_to(options_, {kind, &change, {}});
  if (answer == Answer::Replace) return fail(ErrorCode::Misuse);
  return answered(answer, change);
}

Result<TableApplier::Next> TableApplier::answered(Answer answer, const ChangeView& change) {
  if (answer == Answer::Abort) return fail(ErrorCode::Abort);
  if (log_) log_->add(change, answer);
  return answer == Answer::Replace ? Next::Override : Next::Done;
}

// --- statements ---------------------------------------------------------------------------------

/// The outer error ends everything, the inner one is a constraint's.
Result<Status> TableApplier::run(Statement& statement) {
  const Result<bool> done = statement.step();
  statement.reset();
  if (done) return Status();
  if (!is_constraint(done.error())) return std::unexpected(done.error());
  return Status(std::unexpected(done.error()));
}

void TableApplier::where_key(std::string& sql) const {
  const char* joint = " WHERE ";
  for (size_t i = 0; i < stored_.columns.size(); ++i) {
    if (!stored_.table.is_key(i)) continue;
    sql += std::exchange(joint, " AND ");
    sql += quoted_name(stored_.columns[i]);
    sql += is_of_statistics_ ? " IS ?" : " = ?";
  }
}

/// `field` is of column `column`, as the changeset has it.
Status TableApplier::bind(Statement& statement, int parameter, size_t column, Bytes field) const {
  const ValueView value = value_of(field);
  const bool is_index = is_of_statistics_ && column == kStatisticsIndex;
  return statement.bind(parameter, is_index ? stored_index(value) : value);
}

/// sqlite_stat1 lets rows of one key in: it is for us to see that one is there.
Result<bool> TableApplier::is_statistics_row_there(const ChangeView& change) {
  if (!is_of_statistics_) return false;
  const bool is_there = TRY(finder_->find(change.after));
  finder_->reset();
  return is_there;
}

Result<Statement*> TableApplier::insertion() {
  if (insertion_) return &*insertion_;
  std::string sql = "INSERT INTO ";
  sql += stored_.name();
  sql += "(";
  sql += stored_.column_list("");
  sql += ") VALUES(?";
  for (size_t i = 1; i < stored_.columns.size(); ++i) sql += ", ?";
  sql += ")";
  insertion_ = TRY(connection_.prepare(sql));
  return &*insertion_;
}

Result<Status> TableApplier::run_insert(const ChangeView& change) {
  if (TRY(is_statistics_row_there(change))) return Status(fail(ErrorCode::Constraint));
  Statement* statement = TRY(insertion());
  int parameter = 0;
  for (size_t i = 0; i < change.after.size(); ++i) {
    TRY(bind(*statement, ++parameter, i, change.after[i]));
  }
  return run(*statement);
}

Result<Statement*> TableApplier::deletion(Match match) {
  const auto known = deletions_.find(match);
  if (known != deletions_.end()) return &known->second;
  std::string sql = "DELETE FROM ";
  sql += stored_.name();
  where_key(sql);
  for (size_t i = 0; i < stored_.columns.size(); ++i) {
    if (match == Match::KeyOnly || stored_.table.is_key(i)) continue;
    sql += " AND ";
    sql += quoted_name(stored_.columns[i]);
    sql += " IS ?";
  }
  Statement statement = TRY(connection_.prepare(sql));
  return &deletions_.emplace(match, std::move(statement)).first->second;
}

Result<Status> TableApplier::run_delete(std::span<const Bytes> row, Match match) {
  // A patchset has the key alone.
  for (const Bytes field : row) {
    if (!is_defined(field)) match = Match::KeyOnly;
  }
  Statement* statement = TRY(deletion(match));
  int parameter = 0;
  for (const bool of_key : {true, false}) {
    for (size_t i = 0; i < row.size(); ++i) {
      if (stored_.table.is_key(i) != of_key || (match == Match::KeyOnly && !of_key)) continue;
      TRY(bind(*statement, ++parameter, i, row[i]));
    }
  }
  return run(*statement);
}

Result<Statement*> TableApplier::update(const ChangeView& change, Match match) {
  std::vector<bool> set;
  for (size_t i = 0; i < change.after.size(); ++i) set.push_back(sets(change, i));
  const auto known = updates_.find({match, set});
  if (known != updates_.end()) return &known->second;
  if (updates_.size() >= kUpdatesMax) updates_.clear();
  std::string sql = "UPDATE ";
  sql += stored_.name();
  const char* joint = " SET ";
  for (size_t i = 0; i < set.size(); ++i) {
    if (!set[i]) continue;
    sql += std::exchange(joint, ", ");
    sql += quoted_name(stored_.columns[i]);
    sql += " = ?";
  }
  where_key(sql);
  for (size_t i = 0; i < set.size(); ++i) {
    if (match == Match::KeyOnly || !set[i]) continue;
    sql += " AND ";
    sql += quoted_name(stored_.columns[i]);
    sql += " IS ?";
  }
  Statement statement = TRY(connection_.prepare(sql));
  return &updates_.emplace(std::pair(match, std::move(set)), std::move(statement)).first->second;
}

Result<Status> TableApplier::run_update(const ChangeView& change, Match match) {
  bool knows_before = false;  // a patchset's does not
  for (size_t i = 0; i < change.before.size(); ++i) {
    knows_before = knows_before || (is_defined(change.before[i]) && !stored_.table.is_key(i));
  }
  if (!knows_before) match = Match::KeyOnly;
  Statement* statement = TRY(update(change, match));
  int parameter = 0;
  for (size_t i = 0; i < change.after.size(); ++i) {
    if (sets(change, i)) TRY(bind(*statement, ++parameter, i, change.after[i]));
  }
  for (const bool of_key : {true, false}) {
    if (!of_key && match == Match::KeyOnly) continue;
    for (size_t i = 0; i < change.before.size(); ++i) {
      if (stored_.table.is_key(i) != of_key || (!of_key && !sets(change, i))) continue;
      TRY(bind(*statement, ++parameter, i, change.before[i]));
    }
  }
  return run(*statement);
}

}  // namespace tern::session
