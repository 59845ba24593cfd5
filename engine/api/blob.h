#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/api/connection_state.h"
#include "engine/btree/cursor.h"
#include "engine/txn/row_listener.h"

namespace tern::api {

/// A text or blob in a row of a rowid table, read and written in place: where it lies the bytes are
/// those of the file, a text's in the database's encoding. What is written is no UPDATE: neither
/// constraints nor triggers know of it, and it cannot change the size.
///
/// States:  open     stands on a value, and counts among the connection's running statements: it
///                   reads one snapshot, or holds the write transaction, which in autocommit mode
///                   its end commits
///          expired  the row was changed or removed, or reopen() failed: what was written stays,
///                   and the end has come
///
/// Listeners hear of a write as of an update of the row, before it is done, but not afterwards, and
/// captured changes have it as one.
/// Threads: as the connection. Lifetime: the connection outlives it.
class Blob final : public txn::RowListener {
 public:
  enum class Access : uint8_t { Read, Write };

  /// `database`: its name; nothing: the first that has such a table, the temporary one before all.
  /// Errors: Error for what is not there or cannot be opened, with the reference's words; Busy;
  /// ReadOnly; IoErr*; Corrupt.
  static Result<std::unique_ptr<Blob>> open(ConnectionState& connection,
                                            std::optional<std::string_view> database,
                                            std::string_view table, std::string_view column,
                                            int64_t rowid, Access access);
  ~Blob() override;  // as close()

  bool is_expired() const { return !is_open_; }
  /// Of the value that it stood on last.
  uint64_t size() const { return size_; }
  /// Its place in the table.
  uint16_t column() const { return column_; }

  /// Errors: Error if the range is not within the value; Abort when expired, AbortRollback when the
  /// transaction that it writes in was rolled back; IoErr*; Corrupt.
  Status read(MutBytes out, uint64_t at);
  /// Errors: as read(); ReadOnly when opened for reading.
  Status write(Bytes in, uint64_t at);
  /// Moves to the same column of another row. Errors: as open(), and Abort; expired afterwards.
  Status reopen(int64_t rowid);
  /// Errors: of the commit that it may be.
  Status close();

  bool wants_every_row() const override { return false; }
  void row_changes(const txn::RowChange& change) override;
  void row_changed(const txn::RowChange& change) override { row_changes(change); }

 private:
  /// Where a value lies in its row's record, and that in the file.
  struct Place {
    PageNo leaf;
    uint32_t payload_at = 0;  // in the leaf
    uint32_t local_size = 0;  // of the payload
    uint64_t total_size = 0;
    uint64_t value_at = 0;  // in the payload
    uint64_t serial_type = 0;
  };
  /// A part of the payload that lies on one page.
  struct Piece {
    PageNo page;
    uint32_t at = 0;
    uint32_t size = 0;
  };

  Blob(ConnectionState& connection, Access access);
  Status find(std::optional<std::string_view> database, std::string_view table,
              std::string_view column);
  Result<txn::Database*> find_database(std::optional<std::string_view> database,
                                       std::string_view table) const;
  Status find_column(const catalog::Table& table, std::string_view column);
  Status start(const catalog::Table& table);
  Status seek(int64_t rowid);
  Status look_at_cell();
  Status find_value();
  bool is_undone() const;
  Status begin_again();
  Status stand_again();
  Status check_range(uint64_t size, uint64_t at) const;
  Result<Piece> piece(uint64_t at, uint64_t size);
  Status read_payload(MutBytes out, uint64_t at);
  Status announce(Bytes in, uint64_t at);
  Result<ValueView> changed_value(Bytes in, uint64_t at, ByteVector& stored, std::string& text);
  Status end();
  Status expire(Error error);

  ConnectionState& connection_;
  const Access access_;
  bool is_open_ = true;
  bool has_changed_ = false;  // the row, by others
  txn::Database* database_ = nullptr;
  std::string database_name_;
  uint64_t list_version_ = 0;         // of the databases that database_ was found in
  uint64_t rollback_generation_ = 0;  // of the transaction that it is in
  std::string table_;
  PageNo root_;
  uint16_t column_ = 0;
  uint32_t column_place_ = 0;  // in the record
  int64_t rowid_ = 0;
  uint64_t size_ = 0;
  std::optional<btree::TableCursor> cursor_;
  Place place_;
  std::vector<PageNo> chain_;  // overflow pages, as far as they were looked up
};

}  // namespace tern::api
