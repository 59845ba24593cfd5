#pragma once

#include <span>
#include <vector>

#include "engine/sqlite3/modules/client_table.h"

namespace tern::abi {

/// What xBestIndex is asked, and how it answers.
class ClientQuestion {
 public:
  /// Lifetime: `asked` outlives this.
  ClientQuestion(const ClientTable& table, const vtab::PlanQuestion& asked);
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
  vtab::IndexPlan answer();

  /// Does it have such a constraint?
  bool has(int constraint) const {
    return constraint >= 0 && static_cast<size_t>(constraint) < constraints_.size();
  }
  // Requires: has(constraint).
  const char* collation(int constraint) const;
  /// The other side, where it is a literal; else null.
  sqlite3_value* value(int constraint);
  /// May the values of its IN be had all at once?
  bool is_list(int constraint) const;
  void take_list(int constraint, bool takes) {
    takes_list_[static_cast<size_t>(constraint)] = takes;
  }
  /// As sqlite3_vtab_distinct() numbers it.
  int need() const { return static_cast<int>(asked_.need); }

 private:
  struct Info : sqlite3_index_info {
    ClientQuestion* question = nullptr;
  };

  const ClientTable& table_;
  const vtab::PlanQuestion& asked_;
  Info info_{};
  std::vector<sqlite3_index_info::sqlite3_index_constraint> constraints_;
  std::vector<sqlite3_index_info::sqlite3_index_constraint_usage> uses_;
  std::vector<sqlite3_index_info::sqlite3_index_orderby> order_;
  std::vector<bool> takes_list_;       // by constraint
  std::vector<sqlite3_value> values_;  // by constraint, once one is asked for
};

}  // namespace tern::abi
