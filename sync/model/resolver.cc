#include "sync/model/resolver.h"

#include <algorithm>
#include <optional>

#include "engine/record/record.h"

namespace tern::sync::model {
namespace {

using Action = RowDecision::Action;
using record::Value;
using record::ValueView;

/// before..after added to `current`; nullopt where that is no arithmetic or overflows.
std::optional<Value> counted(ValueView current, ValueView before, ValueView after) {
  if (!current.is_numeric() || !before.is_numeric() || !after.is_numeric()) return std::nullopt;
  if (current.is_integer() && before.is_integer() && after.is_integer()) {
    int64_t delta = 0;
    int64_t sum = 0;
    if (__builtin_sub_overflow(after.as_integer(), before.as_integer(), &delta))
      return std::nullopt;
    if (__builtin_add_overflow(current.as_integer(), delta, &sum)) return std::nullopt;
    return Value::integer(sum);
  }
  const auto real = [](ValueView v) {
    return v.is_integer() ? static_cast<double>(v.as_integer()) : v.as_real();
  };
  return Value::real(real(current) + (real(after) - real(before)));
}

class RowResolver {
 public:
  RowResolver(const RowChange& change, const RowState& state, const PolicyTable& policies,
              const Author& author)
      : change_(change), state_(state), policies_(policies), author_(author) {}

  RowDecision run() {
    switch (change_.kind) {
      case txn::OpKind::Insert:
        insert();
        break;
      case txn::OpKind::Update:
        state_.exists ? update() : update_of_deleted();
        break;
      case txn::OpKind::Delete:
        erase();
        break;
      case txn::OpKind::Ddl:
        ASSERT(false);
    }
    return std::move(decision_);
  }

 private:
  bool is_missing(size_t column) const {
    return column < state_.missing.size() && state_.missing[column];
  }

  bool is_foreign(const Stamp& stamp) const {
    return stamp.revision > author_.base && !author_.is_own(stamp.writer);
  }
  Stamp stamp_of_row() const { return state_.history ? state_.history->newest : Stamp{}; }
  Stamp stamp_of(size_t column) const {
    if (!state_.history) return {};
    return state_.history->of(folded_name(change_.columns[column]));
  }
  bool wins(const Stamp& theirs) const {
    return std::pair(author_.hlc, author_.rid) > std::pair(theirs.hlc, theirs.writer);
  }

  Conflict conflict(ConflictClass kind, Policy policy, const Stamp& theirs) const {
    Conflict out;
    out.kind = kind;
    out.policy = policy;
    out.table = change_.table;
    out.key = key_value(change_, change_.kind != txn::OpKind::Insert);
    out.other_origin = theirs.writer;
    out.other_hlc = theirs.hlc;
    return out;
  }
  Value text_of(const std::vector<Value>& row) const {
    if (row.empty()) return {};
    return Value::text(row_text(change_.columns, row));
  }
  void park(Conflict conflict) {
    conflict.state = ConflictState::Open;
    decision_.action = Action::Park;
    decision_.conflicts.push_back(std::move(conflict));
  }

  // --- insert
  void insert() {
    keep_values_of_dropped_columns();
    if (!state_.exists) {
      decision_.action = Action::Insert;
      decision_.values = change_.after;
      return;
    }
    if (same(state_.values, change_.after)) return;  // both inserted the same row
    const Policy policy = policies_.of_row(change_.table);
    Conflict row = conflict(ConflictClass::InsertInsert, policy, stamp_of_row());
    row.ours = text_of(change_.after);
    row.theirs = text_of(state_.values);
    if (policy == Policy::Lww && wins(stamp_of_row())) {
      decision_.action = Action::Update;
      decision_.values = change_.after;
      row.chosen = row.ours;
    } else if (policy == Policy::Lww || policy == Policy::Fww) {
      row.chosen = row.theirs;
    } else {
      return park(std::move(row));  // never an overwrite
    }
    decision_.conflicts.push_back(std::move(row));
  }

  // --- update
  void update() {
    decision_.action = Action::Update;
    decision_.values = state_.values;
    keep_values_of_dropped_columns();
    for (size_t i = 0; i < change_.columns.size(); ++i) {
      if (is_missing(i) || !change_.changes(i)) continue;
      cell(i);
      if (decision_.action == Action::Park) return;
    }
    if (same(decision_.values, state_.values)) decision_.action = Action::Nothing;
  }

  void cell(size_t i) {
    const Value& current = state_.values[i];
    const Value& before = change_.before[i];
    const Value& after = change_.after[i];
    const Policy policy = policies_.of(change_.table, change_.columns[i]);
    const Stamp theirs = stamp_of(i);
    const bool concurrent =
        state_.history_reaches_base ? is_foreign(theirs) : !identical(current, before);
    std::optional<Value> sum;
    if (policy == Policy::Counter) sum = counted(current, before, after);
    const bool differs = !identical(current, after) || sum.has_value();
    Value chosen = sum ? *sum : after;
    if (concurrent && differs) {
      Conflict record = conflict(ConflictClass::Cell, policy, theirs);
      record.column = change_.columns[i];
      record.base = before;
      record.ours = after;
      record.theirs = current;
      if (policy == Policy::Reject) return park(std::move(record));
      if (!sum) chosen = choose(policy, current, after, theirs);
      record.chosen = chosen;
      decision_.conflicts.push_back(std::move(record));
    }
    decision_.values[i] = std::move(chosen);
  }

  Value choose(Policy policy, const Value& current, const Value& after, const Stamp& theirs) const {
    const int order = compare_values(after, current, record::binary_collation());
    switch (policy) {
      case Policy::Fww:
        return current;
      case Policy::Max:
        return order > 0 ? after : current;
      case Policy::Min:
        return order < 0 ? after : current;
      default:
        return wins(theirs) ? after : current;
    }
  }

  /// The row that the update wants to change was deleted by somebody else.
  void update_of_deleted() {
    const Policy policy = policies_.of_row(change_.table);
    Conflict row = conflict(ConflictClass::DeleteUpdate, policy, stamp_of_row());
    row.base = text_of(change_.before);
    row.ours = text_of(change_.after);
    if (policy == Policy::Reject) return park(std::move(row));
    const bool back = policy == Policy::Lww ? wins(stamp_of_row()) : policy != Policy::Fww;
    if (back) {
      decision_.action = Action::Insert;
      decision_.values = change_.after;
      row.chosen = row.ours;
    }
    decision_.conflicts.push_back(std::move(row));
  }

  // --- delete
  void erase() {
    if (!state_.exists) return;
    const bool touched = author_.has_values_of_head || !same(state_.values, change_.before);
    const bool is_known = state_.history_reaches_base || author_.has_values_of_head;
    const bool concurrent = touched && (!is_known || is_foreign(stamp_of_row()));
    decision_.action = Action::Delete;
    if (!concurrent) return;
    const Policy policy = policies_.of_row(change_.table);
    Conflict row = conflict(ConflictClass::UpdateDelete, policy, stamp_of_row());
    row.base = text_of(change_.before);
    row.theirs = text_of(state_.values);
    if (policy == Policy::Reject) return park(std::move(row));
    if (policy != Policy::Lww || !wins(stamp_of_row())) {
      decision_.action = Action::Nothing;
      row.chosen = row.theirs;
    }
    decision_.conflicts.push_back(std::move(row));
  }

  // --- shared
  /// Equal in all columns that still exist.
  bool same(const std::vector<Value>& a, const std::vector<Value>& b) const {
    ASSERT(a.size() == b.size());
    for (size_t i = 0; i < a.size(); ++i) {
      if (!is_missing(i) && !identical(a[i], b[i])) return false;
    }
    return true;
  }

  void keep_values_of_dropped_columns() {
    for (size_t i = 0; i < change_.columns.size(); ++i) {
      if (!is_missing(i) || change_.after[i].is_null()) continue;
      if (change_.kind == txn::OpKind::Update && !change_.changes(i)) continue;
      Conflict dropped = conflict(ConflictClass::Schema, policies_.of_row(change_.table), {});
      dropped.column = change_.columns[i];
      if (!change_.before.empty()) dropped.base = change_.before[i];
      dropped.ours = change_.after[i];
      dropped.detail = "the column is gone";
      decision_.conflicts.push_back(std::move(dropped));
    }
  }

  const RowChange& change_;
  const RowState& state_;
  const PolicyTable& policies_;
  const Author& author_;
  RowDecision decision_;
};

}  // namespace

bool Author::is_own(const ReplicaId& writer) const {
  return writer == rid || std::find(parents.begin(), parents.end(), writer) != parents.end();
}

RowDecision resolve(const RowChange& change, const RowState& state, const PolicyTable& policies,
                    const Author& author) {
  ASSERT(change.kind != txn::OpKind::Ddl);
  return RowResolver(change, state, policies, author).run();
}

}  // namespace tern::sync::model
