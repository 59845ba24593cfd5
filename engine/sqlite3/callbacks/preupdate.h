#pragma once

#include <vector>

#include "engine/sqlite3/statements/value.h"
#include "engine/txn/row_listener.h"
#include "sqlite3.h"

namespace tern::abi {

/// Tells the preupdate hook of rows, and gives it their columns.
class PreupdateListener final : public txn::RowListener {
 public:
  explicit PreupdateListener(sqlite3* db) : db_(db) {}

  bool wants_every_row() const override { return true; }
  void row_changes(const txn::RowChange& change) override;
  void row_changed(const txn::RowChange&) override {}

  /// All null, 0 or SQLITE_MISUSE outside of the hook.
  int column_count() const;
  int depth() const { return change_ ? static_cast<int>(change_->depth) : 0; }
  int give_old(int column, sqlite3_value** out);
  int give_new(int column, sqlite3_value** out);

 private:
  int operation() const;
  void refer(std::vector<sqlite3_value>& values, std::span<const record::ValueView> row,
             size_t stored) const;
  int give(std::vector<sqlite3_value>& values, int column, sqlite3_value** out) const;

  sqlite3* db_;
  const txn::RowChange* change_ = nullptr;
  std::vector<sqlite3_value> before_;
  std::vector<sqlite3_value> after_;
  size_t stored_count_ = 0;  // columns that the record has
};

}  // namespace tern::abi
