#pragma once

#include <functional>

#include "engine/base/result.h"
#include "engine/session/field.h"
#include "engine/session/tables.h"
#include "engine/txn/row_listener.h"

namespace tern::session {

/// What a row was before its first change; no fields: it was not there.
struct Origin {
  bool indirect = false;
  Fields row;
};

/// Hears of the rows of a database and remembers what each was when it changed first.
class Recording final : public txn::RowListener {
 public:
  using Entry = Tables<Origin>::Entry;

  explicit Recording(std::string_view database) : database_(database) {}

  const std::string& database() const { return database_; }
  /// Those that were attached; one that has not been changed yet has no columns.
  const Tables<Origin>& tables() const { return tables_; }
  /// Why nothing more is recorded.
  Status state() const { return error_ ? Status(std::unexpected(*error_)) : ok(); }

  Entry& attach(std::string_view table);
  void attach_matching(std::function<bool(std::string_view table)> filter);
  /// False: `entry` has rows of another table. The columns become those of `table` if there are
  /// none yet.
  static bool has_columns_of(Entry& entry, const Table& table);
  /// A row, without generated columns, comes (`was_there` is false) or goes.
  void note(Entry& entry, std::span<const record::ValueView> row, bool was_there, bool is_indirect);

  bool enabled = true;
  bool indirect = false;

  bool wants_every_row() const override { return true; }
  void row_changes(const txn::RowChange& change) override;
  void row_changed(const txn::RowChange&) override {}

 private:
  Entry* entry_of(std::string_view table);
  bool wants(std::string_view table);
  static Status take_columns(Entry& entry, const catalog::Table& table);
  std::span<const record::ValueView> recorded(const catalog::Table& table,
                                              std::span<const record::ValueView> row);
  bool read_key(const Table& table, std::span<const record::ValueView> row);

  std::string database_;
  Tables<Origin> tables_;
  bool attaches_ = false;
  std::function<bool(std::string_view)> filter_;
  std::optional<Error> error_;
  ByteVector key_;                         // of the row at hand
  std::vector<record::ValueView> values_;  // of the row at hand, if its table has generated columns
  std::vector<record::ValueView> statistics_;  // the same of sqlite_stat1
};

}  // namespace tern::session
