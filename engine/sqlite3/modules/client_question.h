#pragma once

#include <span>
#include <vector>

#include "engine/sqlite3/modules/client_table.h"

namespace tern::abi {

/// What xBestIndex is asked, and how it answers.
class ClientQuestion {
 public:
  ClientQuestion(const ClientTable& table, std::span<const vtab::Constraint> constraints);
  ~ClientQuestion();
  ClientQuestion(const ClientQuestion&) = delete;
  ClientQuestion& operator=(const ClientQuestion&) = delete;
  /// Of the structure that a module's method got.
  static ClientQuestion& of(sqlite3_index_info* info);

  /// Calls the method; gives back its code.
  int ask();
  // Requires: ask() gave SQLITE_OK.
  /// Each argument is one usable constraint's, and none is left out?
  bool makes_sense() const;
  vtab::IndexPlan answer() const;
  std::unique_ptr<ClientPlan> take_plan();

  /// Does it have such a constraint?
  bool has(int constraint) const {
    return constraint >= 0 && static_cast<size_t>(constraint) < constraints_.size();
  }
  const char* collation(int constraint) const;

 private:
  struct Info : sqlite3_index_info {
    ClientQuestion* question = nullptr;
  };

  const ClientTable& table_;
  Info info_{};
  std::vector<sqlite3_index_info::sqlite3_index_constraint> constraints_;
  std::vector<sqlite3_index_info::sqlite3_index_constraint_usage> uses_;
};

}  // namespace tern::abi
