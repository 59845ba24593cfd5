#include <algorithm>

#include "engine/record/affinity.h"
#include "engine/write/violations.h"
#include "engine/write/writer_state.h"

namespace tern::write {

using sql::Conflict;

/// A rowid that REPLACEs is checked after the indexes, where these have other clauses: what they
/// refuse must not have removed a row.
bool TableWriter::State::rowid_waits_for_indexes() const {
  return !rowid_goes_first_ && candidate_.on_conflict == Conflict::Unspecified &&
         table_.primary_key_conflict == Conflict::Replace && !indexes_.empty();
}

Result<Verdict> TableWriter::State::check_uniqueness(const StoredRow* old) {
  replaced_any_ = false;
  const bool rowid_last = has_rowid() && rowid_waits_for_indexes();
  if (has_rowid() && !rowid_last && TRY(check_rowid(old)) == Verdict::Ignore) {
    return Verdict::Ignore;
  }
  bool primary_key_done = has_rowid();
  for (size_t i = 0; i < indexes_.size(); ++i) {
    if (!primary_key_done && i == table_.primary_place) {
      primary_key_done = true;
      if (TRY(check_primary_key(old)) == Verdict::Ignore) return Verdict::Ignore;
    }
    IndexWriter& writer = *indexes_[i];
    if (old && std::find(affected_.begin(), affected_.end(), &writer) == affected_.end()) continue;
    if (TRY(check_index(writer, old)) == Verdict::Ignore) return Verdict::Ignore;
  }
  if (!primary_key_done && TRY(check_primary_key(old)) == Verdict::Ignore) return Verdict::Ignore;
  return rowid_last ? check_rowid(old) : Verdict::Pass;
}

/// Triggers that ran while REPLACE made room may have filled it again: that is an error.
Result<Verdict> TableWriter::State::check_again(const StoredRow* old) {
  const Conflict statement = std::exchange(candidate_.on_conflict, Conflict::Abort);
  rowid_is_free_ = false;
  const Verdict verdict = TRY(check_uniqueness(old));
  candidate_.on_conflict = statement;
  replaced_any_ = true;
  return verdict;
}

bool TableWriter::State::is_at(const RowKey& key, const StoredRow& row) const {
  if (has_rowid()) return key.rowid == row.rowid;
  for (size_t i = 0; i < row.key.size(); ++i) {
    const record::Collation& collation = *table_.primary_index->terms[i].collation;
    if (record::compare_values(key.primary_key[i], row.key[i], collation) != 0) return false;
  }
  return true;
}

Result<Verdict> TableWriter::State::resolve(Conflict action, const RowKey& rival, Error violation) {
  if (action == Conflict::Ignore) return Verdict::Ignore;
  if (action != Conflict::Replace) {
    failure_action_ = action;
    return std::unexpected(std::move(violation));
  }
  if (!TRY(load_into(rival, replaced_))) return fail(ErrorCode::CorruptIndex);
  if (transaction_.recursive_triggers && fires_on_delete()) {
    replaced_with_triggers_ = true;
    (void)TRY(erase_with_triggers(replaced_, candidate_.indirect, Cause::Replace));
  } else {
    TRY(erase_row(replaced_, candidate_.indirect, Cause::Replace));
  }
  replaced_any_ = true;
  if (reads_rows_) expressions_.set_row(candidate_.values, candidate_.rowid);
  return Verdict::Pass;
}

Result<Verdict> TableWriter::State::check_rowid(const StoredRow* old) {
  if (rowid_is_free_ || (old && !candidate_.rowid_changed)) return Verdict::Pass;
  const RowKey rival{candidate_.rowid, {}};
  if (rival_is_self(rival, old) || !TRY(seek(rival))) return Verdict::Pass;
  return resolve(deciding(candidate_.on_conflict, table_.primary_key_conflict), rival,
                 rowid_violation(table_));
}

Result<Verdict> TableWriter::State::check_primary_key(const StoredRow* old) {
  if (old && !moves(*old)) return Verdict::Pass;
  key_.clear();
  for (const uint16_t column : table_.primary_key) {
    key_.push_back(stored_form(candidate_.values[column], table_.columns[column].affinity));
  }
  const RowKey rival{0, key_};
  if (rival_is_self(rival, old) || !TRY(seek(rival))) return Verdict::Pass;
  return resolve(deciding(candidate_.on_conflict, table_.primary_index->on_conflict), rival,
                 unique_violation(*table_.primary_index));
}

Result<Verdict> TableWriter::State::check_index(IndexWriter& writer, const StoredRow* old) {
  if (!TRY(writer.prepare(candidate_.values, candidate_.rowid)) || !writer.index().unique) {
    return Verdict::Pass;
  }
  const auto rival = TRY(writer.find_rival());
  if (!rival) return Verdict::Pass;
  const RowKey key{rival->rowid, rival->primary_key};
  if (rival_is_self(key, old)) return Verdict::Pass;
  return resolve(deciding(candidate_.on_conflict, writer.index().on_conflict), key,
                 unique_violation(writer.index()));
}

Result<bool> TableWriter::State::load_by_index(const catalog::Index& index,
                                               std::span<const record::ValueView> values) {
  for (const auto& writer : indexes_) {
    if (&writer->index() != &index) continue;
    if (reads_rows_) expressions_.set_row(values, 0);
    if (!TRY(writer->prepare(values, 0))) return false;
    const auto found = TRY(writer->find_rival());
    if (!found) return false;
    return load({found->rowid, found->primary_key});
  }
  return false;
}

Result<Verdict> TableWriter::State::prepare_insert(std::optional<int64_t> rowid,
                                                   std::span<const record::ValueView> values,
                                                   Conflict on_conflict) {
  TRY(take_values(values));
  candidate_.changed = {};
  candidate_.on_conflict = on_conflict;
  TRY(choose_rowid(rowid));
  if (rowid_is_free_) chosen_rowid_ = candidate_.rowid;
  return check_row_alone();
}

Result<bool> TableWriter::State::load_rival(const catalog::Index* index) {
  if (index && index != table_.primary_index.get()) {
    for (const auto& writer : indexes_) {
      if (&writer->index() != index) continue;
      if (!TRY(writer->prepare(candidate_.values, candidate_.rowid))) return false;
      const auto rival = TRY(writer->find_rival());
      if (!rival) return false;
      return load({rival->rowid, rival->primary_key});
    }
    return false;
  }
  if (!has_rowid()) {
    key_.clear();
    for (const uint16_t column : table_.primary_key) {
      key_.push_back(stored_form(candidate_.values[column], table_.columns[column].affinity));
    }
    return load({0, key_});
  }
  if (rowid_is_free_) return false;
  return load({candidate_.rowid, {}});
}

}  // namespace tern::write
