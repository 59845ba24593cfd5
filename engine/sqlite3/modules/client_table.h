#pragma once

#include <memory>
#include <vector>

#include "engine/sqlite3/modules/client_module.h"

namespace tern::abi {

/// An answer of xBestIndex that xFilter gets to see.
struct ClientPlan {
  ClientPlan(int given_number, char* given_text, bool frees_text)
      : number(given_number), text(given_text), owns_text(frees_text) {}
  ~ClientPlan() {
    if (owns_text) sqlite3_free(text);
  }
  ClientPlan(const ClientPlan&) = delete;
  ClientPlan& operator=(const ClientPlan&) = delete;
  bool is_same(const ClientPlan& other) const;

  int number;
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
  // client_changes.cc: what methods are called for changes, transactions, and the table's end.
  bool is_writable() const override { return methods().xUpdate != nullptr; }
  bool keeps_constraints() const override { return keeps_constraints_; }
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
  const ClientPlan& plan(int32_t number) const { return *plans_[static_cast<size_t>(number)]; }
  /// `code` of a method of it or of a cursor that failed, with what it left in zErrMsg.
  Error error(int code) const;
  /// The module is not known any more: the table goes when it is next asked for, and not in use.
  void retire() { is_retired_ = true; }
  /// Errors: "no such table: v".
  Status check_is_there() const;
  void cursor_opened() const { ++cursors_; }
  void cursor_closed() const { --cursors_; }

 private:
  int32_t keep(std::unique_ptr<ClientPlan> plan) const;
  void disconnect() const;
  bool is_being_dropped() const;

  sqlite3* db_;
  std::shared_ptr<ClientModule> module_;  // shared: it may be replaced, the table stays
  mutable sqlite3_vtab* table_;           // null: disconnected
  TableRisk risk_;
  bool keeps_constraints_;
  bool is_retired_ = false;
  mutable int cursors_ = 0;
  /// All different answers so far: statements refer to them by their place.
  mutable std::vector<std::unique_ptr<ClientPlan>> plans_;
};

}  // namespace tern::abi
