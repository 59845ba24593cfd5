#pragma once

#include <memory>

#include "engine/base/result.h"
#include "engine/session/change.h"

namespace tern::session {

/// Reads a changeset or patchset front to back. Everything is checked: the bytes may come from
/// anywhere.
///
///   Reader reader(changes);
///   for (ChangeView change; TRY(reader.next(change));) show(change.table->name, change.op);
class Reader {
 public:
  /// Whether inserts and deletes must have all their fields. In what apply notes for a rebaser
  /// (apply.h) an update counts as an insert of what it set.
  enum class Rows : uint8_t { Whole, Partial };

  /// Lifetime: `changes` must outlive the reader and its ChangeViews.
  explicit Reader(Bytes changes, Rows rows = Rows::Whole) : rest_(changes), rows_(rows) {}

  /// The next change, or false at the end. Lifetime of what `out` points to: until the next call;
  /// its table: as this reader; fields: as the bytes.
  /// Errors: Corrupt "changeset: ..."; afterwards the reader must not be used.
  Result<bool> next(ChangeView& out);
  /// As the header read last says.
  Form form() const { return form_; }
  /// The bytes of the current change.
  Bytes change_bytes() const { return change_; }

 private:
  Result<std::byte> byte();
  Status header();
  void start_table(std::unique_ptr<Table> table);
  Status row(std::vector<Bytes>& out, const std::vector<size_t>& columns);
  Status rows(Op op);
  Status patchset_rows(Op op);
  Status check(Op op) const;

  Bytes rest_;
  Rows rows_;
  Form form_ = Form::Changeset;
  Bytes change_;
  std::vector<std::unique_ptr<Table>> tables_;
  // Of the current table. What a change costs depends on its bytes alone, however many columns the
  // header claims.
  std::vector<size_t> all_, key_;  // columns
  std::vector<Bytes> nothing_;     // a row of undefined fields
  std::vector<Bytes> before_, after_;
};

}  // namespace tern::session
