#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "engine/exec/dml.h"
#include "engine/exec/row_store.h"
#include "engine/exec/virtual_change.h"
#include "engine/record/record.h"

namespace tern::exec {

/// What the programs that change a virtual table have in common.
class VirtualProgram : public DmlProgram {
 public:
  VirtualProgram(const CompileContext& context, std::string_view sql, VirtualTarget target);

 protected:
  /// Does everything by put().
  virtual Status write_rows() = 0;
  /// The conflict clause that the module is told of.
  void set_conflict(sql::Conflict own);
  /// Has the module make the change, which counts unless a conflict is ignored.
  Status put(vtab::RowWrite row);
  /// WITHOUT ROWID: the column that is the key.
  uint16_t key_column() const { return table_.primary_key.front(); }
  std::string_view database() const { return target_.database; }

 private:
  Status run() final;
  sql::Conflict own_failure_action() const final { return own_failure_action_; }
  write::TableWriter::Purpose purpose() const final { return write::TableWriter::Purpose::Change; }

  VirtualTarget target_;
  sql::Conflict on_conflict_ = sql::Conflict::Abort;
  sql::Conflict own_failure_action_ = sql::Conflict::Abort;
};

/// Rows that are to change, kept until all of them were found: the module may lock what it reads,
/// and a row that changed might be found again.
class PendingWrites {
 public:
  PendingWrites(const catalog::Table& table, WorkMemory memory)
      : table_(table), rows_(memory), unchanged_(std::make_unique<bool[]>(table.columns.size())) {}
  void clear() { rows_.clear(); }
  /// Of a DELETE.
  Status add(record::ValueView key);
  Status add(const vtab::RowWrite& update);
  size_t size() const { return rows_.size(); }
  /// As they were added. Lifetime: until the next call.
  Result<vtab::RowWrite> get(size_t index);

 private:
  const catalog::Table& table_;
  RecordStore rows_;
  ByteVector record_;
  ByteVector scratch_;
  record::RecordReader reader_;
  std::vector<record::ValueView> values_;
  std::unique_ptr<bool[]> unchanged_;
};

}  // namespace tern::exec
