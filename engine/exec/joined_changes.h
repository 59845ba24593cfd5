#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/btree/entry_sorter.h"
#include "engine/catalog/schema.h"
#include "engine/exec/work_memory.h"
#include "engine/record/record.h"
#include "engine/record/sort_key.h"
#include "engine/write/table_writer.h"

namespace tern::exec {

/// What UPDATE ... FROM found: keys of its table's rows, each with the values that are to be set.
/// They are all added before the first one is taken, and come out in the order of the table's own
/// tree; of several with one key the one added last is left.
class JoinedChanges {
 public:
  JoinedChanges(const catalog::Table& table, WorkMemory memory);
  void clear();
  /// `row`: the key (a rowid, or the primary key's values), then the values.
  Status add(std::span<const record::ValueView> row);
  /// After the last add().
  Status sort();
  /// Takes the next one: false at the end.
  Result<bool> next();
  /// Lifetime of both: until the next call of next().
  write::TableWriter::RowKey key() const;
  std::span<const record::ValueView> values() const;

 private:
  WorkMemory memory_;
  bool has_rowid_;
  std::vector<record::SortKeyPart> parts_;  // one for each value of a key
  btree::EntrySorter sorter_;
  std::string key_;
  ByteVector payload_;
  bool is_ahead_ = false;    // the entry to come was read already:
  std::string ahead_key_;    //   its key
  ByteVector ahead_;         //   and its payload
  std::string current_key_;  // of the row that next() took
  ByteVector current_;
  record::RecordReader reader_;
  std::vector<record::ValueView> row_;
};

}  // namespace tern::exec
