#include "engine/session/recording.h"

#include <algorithm>

#include "engine/catalog/schema.h"
#include "engine/session/statistics.h"

namespace tern::session {

using record::ValueView;

namespace {

bool is_recorded(const catalog::Column& column) { return !column.generated; }

}  // namespace

Recording::Entry& Recording::attach(std::string_view table) {
  if (Entry* found = tables_.find(table)) return *found;
  return tables_.add({.name = std::string(table), .key = {}});
}

void Recording::attach_matching(std::function<bool(std::string_view table)> filter) {
  attaches_ = true;
  filter_ = std::move(filter);
}

void Recording::row_changes(const txn::RowChange& change) {
  const bool has_key = !change.table->primary_key.empty() || is_statistics(change.table->name);
  if (!enabled || error_ || !has_key) return;
  if (!catalog::same_name(change.table->schema->database, database_)) return;
  Entry* entry = entry_of(change.table->name);
  if (!entry) return;
  if (const Status fits = take_columns(*entry, *change.table); !fits) {
    error_ = fits.error();
    return;
  }
  const bool is_indirect = indirect || change.depth > 0;
  if (change.kind != txn::OpKind::Insert) {
    note(*entry, recorded(*change.table, change.before), true, is_indirect);
  }
  if (change.kind != txn::OpKind::Delete) {
    note(*entry, recorded(*change.table, change.after), false, is_indirect);
  }
}

Recording::Entry* Recording::entry_of(std::string_view table) {
  if (Entry* found = tables_.find(table)) return found;
  return attaches_ && wants(table) ? &attach(table) : nullptr;
}

bool Recording::wants(std::string_view table) {
  if (!filter_) return true;
  try {
    return filter_(table);
  } catch (...) {
    error_ = Error(ErrorCode::Abort, "session: the filter threw");
    return false;
  }
}

/// Whether the key is what it was is seen when the changeset is made.
Status Recording::take_columns(Entry& entry, const catalog::Table& table) {
  if (!entry.table.key.empty()) {
    const auto count = static_cast<size_t>(std::ranges::count_if(table.columns, is_recorded));
    return entry.table.column_count() == count ? ok() : Status(fail(ErrorCode::Schema));
  }
  if (is_statistics(table.name)) {
    entry.table.key.assign(kStatisticsKey.begin(), kStatisticsKey.end());
    return ok();
  }
  if (table.primary_key.size() > kKeyColumnsMax) return not_supported(kTooManyKeyColumns);
  for (const catalog::Column& column : table.columns) {
    if (!is_recorded(column)) continue;
    entry.table.key.push_back(static_cast<uint8_t>(column.primary_key_position));
  }
  return ok();
}

bool Recording::has_columns_of(Entry& entry, const Table& table) {
  if (entry.table.key.empty()) entry.table.key = table.key;
  return entry.table.key == table.key;
}

std::span<const ValueView> Recording::recorded(const catalog::Table& table,
                                               std::span<const ValueView> row) {
  if (!table.has_generated) return row;
  values_.clear();
  for (size_t i = 0; i < row.size(); ++i) {
    if (is_recorded(table.columns[i])) values_.push_back(row[i]);
  }
  return values_;
}

/// False: NULL is in the key.
bool Recording::read_key(const Table& table, std::span<const ValueView> row) {
  key_.clear();
  for (size_t i = 0; i < row.size(); ++i) {
    if (!table.is_key(i)) continue;
    if (row[i].is_null()) return false;
    append_field(key_, row[i]);
  }
  return true;
}

void Recording::note(Entry& entry, std::span<const ValueView> row, bool was_there,
                     bool is_indirect) {
  if (is_statistics(entry.table.name)) {
    statistics_.assign(row.begin(), row.end());
    statistics_[kStatisticsIndex] = told_index(row[kStatisticsIndex]);
    row = statistics_;
  }
  if (!read_key(entry.table, row)) return;
  if (Origin* known = entry.rows.find(as_text(key_))) {
    known->indirect = known->indirect && is_indirect;
    return;
  }
  entry.rows.add(std::string(as_text(key_)), {is_indirect, was_there ? Fields(row) : Fields()});
}

}  // namespace tern::session
