#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/sqlite3/modules/client_module.h"

namespace tern::abi {

/// What xBestIndex leaves for xFilter besides a number: IndexPlan::details.
struct ClientPlan {
  ClientPlan(char* given_text, bool frees_text) : text(given_text), owns_text(frees_text) {}
  ~ClientPlan() {
    if (owns_text) sqlite3_free(text);
  }
  ClientPlan(const ClientPlan&) = delete;
  ClientPlan& operator=(const ClientPlan&) = delete;

  char* text;
  bool owns_text;
};

/// A table of a module that is written in C.
class ClientTable final : public vtab::VirtualTable {
 public:
  ClientTable(sqlite3* db, std::shared_ptr<ClientModule> module, sqlite3_vtab* table,
              Construction&& made);
  ~ClientTable() override;

  Result<vtab::IndexPlan> best_index(const vtab::PlanQuestion& question) const override;
  std::unique_ptr<vtab::Cursor> open() const override;
  bool is_direct_only() const override;
  bool keeps_affinities() const override { return false; }
  // client_overload.cc
  std::optional<vtab::Overload> overload(std::string_view name,
                                         size_t argument_count) const override;
  // client_changes.cc: what methods are called for changes, transactions, and the table's end.
  bool is_writable() const override { return methods().xUpdate != nullptr; }
  bool keeps_constraints() const override { return keeps_constraints_; }
  Result<int64_t> write(const vtab::RowWrite& row) override;
  bool has_transactions() const override { return methods().xBegin != nullptr; }
  Status begin() override;
  Status sync() override;
  void commit() override;
  void rollback() override;
  Status savepoint(int32_t number) override;
  Status release(int32_t number) override;
  Status rollback_to(int32_t number) override;
  Status rename(const std::string& name) override;
  Status destroy() override;

  sqlite3* db() const { return db_; }
  const sqlite3_module& methods() const { return module_->methods(); }
  sqlite3_vtab* table() const { return table_; }
  /// `code` of a method of it or of a cursor that failed, with what it left in zErrMsg.
  Error error(int code) const;
  /// Errors: Locked if it was destroyed, though a statement runs that was compiled with it.
  Status check_is_there() const;
  void cursor_opened() const { ++cursors_; }
  void cursor_closed() const { --cursors_; }

 private:
  sqlite3* db_;
  std::shared_ptr<ClientModule> module_;  // shared: it may be replaced, the table stays
  sqlite3_vtab* table_;                   // null: destroyed
  std::unique_ptr<sql::Statement> tree_;  // that the columns point into
  TableRisk risk_;
  bool keeps_constraints_;
  mutable int cursors_ = 0;
  mutable std::vector<vtab::Overload> overloads_;  // all different answers of xFindFunction
  std::vector<sqlite3_value> spare_arguments_;     // of the last change
};

}  // namespace tern::abi
