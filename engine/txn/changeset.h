#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/record/value.h"

// A transaction as data: what passed TableWriter, in order, and DDL as text.
//
// Encoding (all integers are varints of base/varint.h unless said otherwise; signed ones as their
// two's complement; a value is its serial type of record/serial_type.h, then its bytes as in a
// record):
//
//   changeset := 'T' 'C' version(=2) item*
//   item      := 0x01 TABLE   name length+bytes, column count, per column: name length+bytes, key
//                             position (0: not in the key); flags (1 = WITHOUT ROWID, 2 = the key
//                             is the rowid). Its number is implied by order: 0, 1, ...
//              | 0x02 INSERT  table number, flags, new values (all columns) [, new rowid]
//              | 0x03 UPDATE  table number, flags, old values, new values [, old, new rowid]
//              | 0x04 DELETE  table number, flags, old values [, old rowid]
//              | 0x05 DDL     sql length+bytes
//
// The rowids are there for all but WITHOUT ROWID tables. Where the key is not the rowid they are a
// hint: they find rows whose key holds NULL, and a row comes back under the rowid it had.
// flags of an operation: 1 = indirect (a trigger's or foreign key action's effect), 2 = the rowid
// of an insert was chosen by the engine, not by the statement. Tables without a declared primary
// key (or with an alias of the rowid) are keyed by rowid.
// Generated columns, stored ones too, are not in a changeset: their values follow from the row's
// others, wherever the row is written. Two copies that change different columns of a row would else
// conflict in what both changes give, and merge into a value that neither column has.

namespace tern::txn {

enum class OpKind : uint8_t { Insert, Update, Delete, Ddl };

/// What a changeset needs to know of a table to be applied elsewhere.
struct TableShape {
  std::string name;
  struct Column {
    std::string name;
    uint16_t key_position = 0;  // 1-based; 0: not in the key
  };
  std::vector<Column> columns;
  bool without_rowid = false;
  bool keyed_by_rowid =
      false;  // the key is the rowid (with or without an INTEGER PRIMARY KEY alias)
};

/// One operation, borrowed from the changeset's bytes.
struct OpView {
  OpKind kind{};
  bool indirect = false;
  bool chosen_rowid = false;
  const TableShape* table = nullptr;          // null for Ddl
  std::span<const record::ValueView> before;  // Update, Delete: all columns
  std::span<const record::ValueView> after;   // Insert, Update: all columns
  int64_t old_rowid = 0;                      // Update, Delete; not WITHOUT ROWID
  int64_t new_rowid = 0;                      // Insert, Update; not WITHOUT ROWID
  std::string_view sql;                       // Ddl
};

/// Collects operations in order. Part of a write transaction: `mark` and `truncate` follow
/// savepoints.
class ChangesetBuilder {
 public:
  ChangesetBuilder();
  void insert(const TableShape& table, int64_t rowid, std::span<const record::ValueView> after,
              bool indirect, bool chosen_rowid = false);
  void update(const TableShape& table, int64_t old_rowid, int64_t new_rowid,
              std::span<const record::ValueView> before, std::span<const record::ValueView> after,
              bool indirect);
  void erase(const TableShape& table, int64_t rowid, std::span<const record::ValueView> before,
             bool indirect);
  void ddl(std::string_view sql);

  bool empty() const { return operations_ == 0; }
  uint64_t operations() const { return operations_; }
  struct Mark {
    size_t bytes;
    size_t tables;
    uint64_t operations;
  };
  Mark mark() const;
  void truncate(const Mark& mark);
  void clear();
  /// The encoded changeset so far. Lifetime: until the next call that adds.
  Bytes bytes() const { return bytes_; }

 private:
  uint32_t table_number(const TableShape& table);
  void start(std::byte item, const TableShape& table, bool indirect, bool chosen_rowid = false);

  ByteVector bytes_;
  std::vector<ByteVector> tables_;  // each TABLE item as written
  uint64_t operations_ = 0;
  // The last table found. Between two DDL texts a name stands for one shape.
  const TableShape* last_table_ = nullptr;
  std::string last_name_;
  uint32_t last_number_ = 0;
};

/// Reads a changeset front to back. Everything is checked: the bytes may come from a peer.
class ChangesetReader {
 public:
  /// Lifetime: `bytes` must outlive the reader and its OpViews.
  /// Errors: Corrupt "changeset: ..." for bytes that are none.
  static Result<ChangesetReader> open(Bytes bytes);
  /// The next operation, or false at the end. Lifetime of what `op` points to: until the next call.
  Result<bool> next(OpView& op);

 private:
  friend Result<ByteVector> invert(Bytes changeset);
  /// Where the parts of the current operation lie.
  struct Parts {
    uint32_t table = 0;
    uint8_t flags = 0;
    Bytes before, after;
  };
  explicit ChangesetReader(Bytes bytes) : rest_(bytes) {}
  Result<uint64_t> varint();
  Result<std::byte> byte();
  Result<Bytes> sized_bytes();
  Result<record::ValueView> value();
  Status table_item();
  Status values(const TableShape& table, std::vector<record::ValueView>& out, Bytes& where);
  Status row_operation(OpView& op);

  Bytes rest_;
  std::vector<std::unique_ptr<TableShape>> tables_;
  std::vector<record::ValueView> before_, after_;
  Parts parts_;
};

/// The changeset that undoes `changeset`: operations reversed and inverted.
/// Errors: Corrupt; Error if it holds DDL (there is no inverse of a text).
Result<ByteVector> invert(Bytes changeset);

}  // namespace tern::txn
