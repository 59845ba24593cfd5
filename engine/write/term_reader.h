#pragma once

#include <optional>
#include <vector>

#include "engine/catalog/schema.h"
#include "engine/record/value.h"

namespace tern::write {

/// Reads the terms of an index from a row's record in one pass, where they are columns as they are
/// stored: the short way of IndexWriter::prepare() for the rows of a whole table.
class TermReader {
 public:
  /// nullopt: the index has terms that are not such.
  static std::optional<TermReader> of(const catalog::Index& index);

  /// False: this row needs the long way (columns that the record lacks, unusual encodings, damage).
  /// Lifetime: `values` point into the record.
  bool read(Bytes record, int64_t rowid, std::vector<record::ValueView>& values);

 private:
  static constexpr size_t kColumnsMax = 64;
  struct Term {
    uint16_t column = 0;
    bool is_rowid = false;
    bool is_real = false;
  };

  /// A column of the record at hand: its serial type and bytes.
  struct Column {
    uint64_t type = 0;
    const std::byte* at = nullptr;
  };

  std::vector<Term> terms_;
  size_t column_count_ = 0;  // to be walked
  std::vector<Column> columns_;
};

}  // namespace tern::write
