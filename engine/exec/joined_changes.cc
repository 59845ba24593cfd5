#include "engine/exec/joined_changes.h"

namespace tern::exec {

JoinedChanges::JoinedChanges(const catalog::Table& table, WorkMemory memory)
    : memory_(memory), has_rowid_(!table.without_rowid), sorter_(memory.make_sorter()) {
  parts_.resize(has_rowid_ ? 1 : table.primary_key.size());
  for (size_t i = 0; !has_rowid_ && i < parts_.size(); ++i) {
    const catalog::IndexTerm& term = table.primary_index->terms[i];
    parts_[i] = {.collation = term.collation, .descending = term.descending};
  }
}

void JoinedChanges::clear() {
  sorter_.clear(memory_.bytes_max());
  is_ahead_ = false;
}

Status JoinedChanges::add(std::span<const record::ValueView> row) {
  key_.clear();
  for (size_t i = 0; i < parts_.size(); ++i) record::append_sort_key(key_, row[i], parts_[i]);
  payload_.clear();
  record::encode_record(row, payload_);
  row_.resize(row.size());
  return sorter_.add(key_, payload_);
}

Status JoinedChanges::sort() { return sorter_.sort(); }

Result<bool> JoinedChanges::next() {
  bool found = false;
  while (true) {
    if (!is_ahead_) {
      const auto entry = TRY(sorter_.next());
      if (!entry) break;
      ahead_key_.assign(reinterpret_cast<const char*>(entry->key.data()), entry->key.size());
      ahead_.assign(entry->payload.begin(), entry->payload.end());
      is_ahead_ = true;
    }
    if (found && ahead_key_ != current_key_) break;
    current_key_.swap(ahead_key_);
    current_.swap(ahead_);
    is_ahead_ = false;
    found = true;
  }
  if (!found) return false;
  reader_.reset(current_);
  for (uint32_t i = 0; i < row_.size(); ++i) row_[i] = TRY(reader_.column(i));
  return true;
}

write::TableWriter::RowKey JoinedChanges::key() const {
  if (has_rowid_) return {row_.front().as_integer(), {}};
  return {0, std::span(row_).first(parts_.size())};
}

std::span<const record::ValueView> JoinedChanges::values() const {
  return std::span(row_).subspan(parts_.size());
}

}  // namespace tern::exec
