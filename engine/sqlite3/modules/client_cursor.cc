#include "engine/sqlite3/modules/client_cursor.h"

#include "engine/sqlite3/connections/connection.h"

namespace tern::abi {

ClientCursor::ClientCursor(const ClientTable& table)
    : table_(table), cells_(table.description().columns.size()) {
  for (Cell& cell : cells_) cell.context.db = cell.context.result.db = table.db();
}

ClientCursor::~ClientCursor() {
  if (!cursor_) return;
  table_.methods().xClose(cursor_);
  table_.cursor_closed();
}

Status ClientCursor::open() {
  TRY(table_.check_is_there());
  sqlite3_vtab_cursor* made = nullptr;
  const int code = table_.methods().xOpen(table_.table(), &made);
  if (code != SQLITE_OK) return std::unexpected(table_.error(code));
  made->pVtab = table_.table();
  cursor_ = made;
  table_.cursor_opened();
  return ok();
}

Status ClientCursor::filter(const vtab::IndexPlan& plan,
                            std::span<const record::ValueView> arguments) {
  if (!cursor_) TRY(open());
  if (arguments_.size() < arguments.size()) {
    arguments_.resize(arguments.size());
    argument_pointers_.clear();
    for (sqlite3_value& argument : arguments_) argument_pointers_.push_back(&argument);
  }
  for (size_t i = 0; i < arguments.size(); ++i) {
    arguments_[i].db = table_.db();
    arguments_[i].refer(arguments[i]);
  }
  const ClientPlan& answer = table_.plan(plan.number);
  const int code =
      table_.methods().xFilter(cursor_, answer.number, answer.text,
                               static_cast<int>(arguments.size()), argument_pointers_.data());
  return moved(code);
}

Status ClientCursor::next() { return moved(table_.methods().xNext(cursor_)); }

Status ClientCursor::moved(int code) {
  ++row_;
  is_at_end_ = true;
  if (code != SQLITE_OK) return std::unexpected(table_.error(code));
  is_at_end_ = table_.methods().xEof(cursor_) != 0;
  return ok();
}

Result<record::ValueView> ClientCursor::column(uint32_t index) {
  Cell& cell = cells_[index];
  sqlite3_context& context = cell.context;
  if (cell.row == row_) return cell.value;
  context.begin();
  const int code = table_.methods().xColumn(cursor_, &context, static_cast<int>(index));
  if (code != SQLITE_OK) return std::unexpected(table_.error(code));
  const record::ValueView value = TRY(context.outcome());
  cell.row = row_;
  return cell.value = value;
}

Result<int64_t> ClientCursor::rowid() const {
  sqlite3_int64 out = 0;
  const int code = table_.methods().xRowid(cursor_, &out);
  if (code != SQLITE_OK) return std::unexpected(table_.error(code));
  return out;
}

}  // namespace tern::abi
