#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tern::sync::model {

/// How a conflict on a cell or row is decided. Declared in the synced schema:
///   CREATE TABLE sync_policy("table" TEXT, "column" TEXT, policy TEXT, PRIMARY KEY("table",
///   "column"));
/// An empty column means the whole table, an empty table the whole database.
enum class Policy : uint8_t {
  Merge,    // default: different columns both stay, one cell by Lww, update beats delete
  Lww,      // the higher (clock, replica id)
  Fww,      // whoever reached the primary first
  Reject,   // the transaction is parked whole
  Counter,  // value + (after - before)
  Max,
  Min,
};
std::optional<Policy> parse_policy(std::string_view name);
std::string_view name_of(Policy policy);

/// The policies of one revision. Names ignore ASCII case.
class PolicyTable {
 public:
  void set(std::string_view table, std::string_view column, Policy policy);
  /// For a cell: its column's policy, else its table's, else the database's, else Merge.
  Policy of(std::string_view table, std::string_view column) const;
  /// For whole rows (insert, delete): the table's.
  Policy of_row(std::string_view table) const { return of(table, ""); }

 private:
  std::map<std::pair<std::string, std::string>, Policy> entries_;
};

}  // namespace tern::sync::model
