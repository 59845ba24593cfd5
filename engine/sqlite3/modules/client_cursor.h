#pragma once

#include <memory>
#include <vector>

#include "engine/sqlite3/callbacks/context.h"
#include "engine/sqlite3/modules/client_table.h"

namespace tern::abi {

/// A cursor of a table that is written in C.
class ClientCursor final : public vtab::Cursor {
 public:
  explicit ClientCursor(const ClientTable& table);
  ~ClientCursor() override;

  Status filter(const vtab::IndexPlan& plan, std::span<const record::ValueView> arguments) override;
  Status filter_with_lists(const vtab::IndexPlan& plan,
                           std::span<const record::ValueView> arguments,
                           std::span<const std::span<const record::Value>> lists) override;
  bool at_end() const override { return is_at_end_; }
  Status next() override;
  Result<record::ValueView> column(uint32_t index) override;
  Result<record::ValueView> column_to_keep(uint32_t index, bool& is_unchanged) override;
  Result<int64_t> rowid() const override;

 private:
  /// A column of the row: asked for once, for its bytes have to stay.
  struct Cell {
    sqlite3_context context;
    record::ValueView value;
    uint64_t row = 0;  // that it is of
  };
  Status open();
  void take_arguments(std::span<const record::ValueView> arguments);
  Status start(const vtab::IndexPlan& plan, size_t argument_count);
  Status moved(int code);

  const ClientTable& table_;
  sqlite3_vtab_cursor* cursor_ = nullptr;  // null: not opened yet
  bool is_at_end_ = true;
  uint64_t row_ = 0;
  std::vector<Cell> cells_;
  std::vector<std::unique_ptr<sqlite3_context>> kept_;  // for column_to_keep(), by column
  std::vector<sqlite3_value> arguments_;
  std::vector<sqlite3_value*> argument_pointers_;
};

}  // namespace tern::abi
