#include "engine/sqlite3/modules/client_cursor.h"

#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/modules/in_list.h"

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
  take_arguments(arguments);
  return start(plan, arguments.size());
}

Status ClientCursor::filter_with_lists(const vtab::IndexPlan& plan,
                                       std::span<const record::ValueView> arguments,
                                       std::span<const std::span<const record::Value>> lists) {
  take_arguments(arguments);
  for (const vtab::IndexPlan::Use& use : plan.uses) {
    if (use.argument == 0 || !use.takes_list) continue;
    auto list = std::make_shared<sqlite3_value::InList>();
    for (const record::Value& value : lists[use.argument - 1]) {
      sqlite3_value& one = list->all.emplace_back();
      one.db = table_.db();
      one.refer(value);
    }
    arguments_[use.argument - 1].in_list = std::move(list);
  }
  return start(plan, arguments.size());
}

void ClientCursor::take_arguments(std::span<const record::ValueView> arguments) {
  if (arguments_.size() < arguments.size()) {
    arguments_.resize(arguments.size());
    argument_pointers_.clear();
    for (sqlite3_value& argument : arguments_) argument_pointers_.push_back(&argument);
  }
  for (size_t i = 0; i < arguments.size(); ++i) {
    arguments_[i].db = table_.db();
    arguments_[i].refer(arguments[i]);
  }
}

Status ClientCursor::start(const vtab::IndexPlan& plan, size_t argument_count) {
  if (!cursor_) TRY(open());
  const auto& answer = *static_cast<const ClientPlan*>(plan.details.get());
  const int code =
      table_.methods().xFilter(cursor_, plan.number, answer.text, static_cast<int>(argument_count),
                               argument_pointers_.data());
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

Result<record::ValueView> ClientCursor::column_to_keep(uint32_t index, bool& is_unchanged) {
  kept_.resize(cells_.size());
  std::unique_ptr<sqlite3_context>& context = kept_[index];
  if (!context) {
    context = std::make_unique<sqlite3_context>();
    context->db = context->result.db = table_.db();
    context->is_unchanged = true;
  }
  context->begin();
  const int code = table_.methods().xColumn(cursor_, context.get(), static_cast<int>(index));
  if (code != SQLITE_OK) return std::unexpected(table_.error(code));
  is_unchanged = !context->has_result;
  return context->outcome();
}

Result<int64_t> ClientCursor::rowid() const {
  sqlite3_int64 out = 0;
  const int code = table_.methods().xRowid(cursor_, &out);
  if (code != SQLITE_OK) return std::unexpected(table_.error(code));
  return out;
}

}  // namespace tern::abi
