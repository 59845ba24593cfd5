#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"

namespace tern::catalog {

enum class ObjectKind : uint8_t { Other, Table, Index, View, Trigger };

/// A row of sqlite_schema. What is not as its column should be counts as "" or 0.
struct ObjectRow {
  int64_t rowid = 0;
  ByteVector record;  // that the texts lie in
  ObjectKind kind = ObjectKind::Other;
  std::string_view name;
  std::string_view table;  // or view that it belongs to
  int64_t root = 0;
  std::string_view sql;
  /// A plain table of that name, or a plain index of that name and table (plain_texts.h).
  bool is_plain = false;
  bool may_refer = false;  // a table that may have foreign keys

  /// Errors: Corrupt if the record is damaged.
  static Result<std::shared_ptr<const ObjectRow>> read(int64_t rowid, Bytes record);
};

/// The rows of sqlite_schema at one time, by rowid, and where to find them by name. A later version
/// shares those that are still the same. Immutable, so that it can be shared by all connections of
/// the process that see the same.
class ObjectRows {
 public:
  using Row = std::shared_ptr<const ObjectRow>;  // shared by versions

  /// By rowid. `last`: its rows are the first of these; null: nothing is known of any.
  explicit ObjectRows(std::vector<Row> rows, const ObjectRows* last = nullptr);
  ObjectRows(const ObjectRows&) = delete;
  ObjectRows& operator=(const ObjectRows&) = delete;

  std::span<const Row> all() const { return rows_; }
  /// The object of that kind and name; null: there is none.
  const ObjectRow* find(ObjectKind kind, std::string_view name) const;
  /// A table or view and all that belongs to it, by rowid.
  std::vector<const ObjectRow*> of_table(std::string_view table) const;
  /// Does nothing else belong to its table?
  bool is_alone(const ObjectRow& row) const;
  /// Tables that may have foreign keys.
  std::span<const ObjectRow* const> referring() const { return referring_; }
  bool has_triggers() const { return has_triggers_; }
  /// Are there two of one kind and name?
  bool has_doubles() const { return has_doubles_; }
  int64_t root_max() const { return root_max_; }

 private:
  static constexpr uint32_t kNone = UINT32_MAX;
  void add(uint32_t at);
  uint32_t first_of_table(std::string_view table) const;
  template <class IsMeant>
  size_t slot_of(const std::vector<uint32_t>& slots, size_t hash, const IsMeant& is_meant) const;
  size_t slot_of_name(ObjectKind kind, std::string_view name, size_t hash) const;
  size_t slot_of_table(std::string_view table, size_t hash) const;

  std::vector<Row> rows_;
  // Hash tables of places in rows_, at least half of whose slots are kNone.
  std::vector<uint32_t> by_name_;   // of its kind
  std::vector<uint32_t> by_table_;  // the first of a table
  std::vector<uint32_t> next_of_table_;
  std::vector<const ObjectRow*> referring_;
  bool has_triggers_ = false;
  bool has_doubles_ = false;
  int64_t root_max_ = 0;
};

}  // namespace tern::catalog
