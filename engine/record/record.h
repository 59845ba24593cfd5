#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/record/collation.h"
#include "engine/record/serial_type.h"
#include "engine/record/value.h"

// SQLite's record format: a header of serial types, then the values' bytes.
// Source: SQLite file format, "Record Format".

namespace tern::record {

/// No payload is longer (SQLite's own hard limit).
constexpr uint64_t kRecordSizeMax = 0x7fffffff;

/// Appends the record of `values` to `out` (which is not cleared).
/// A Real is stored as 8 bytes; callers that store into REAL-affinity columns pass exact integers
/// as Integer where SQLite does (see affinity.h).
void encode_record(std::span<const ValueView> values, ByteVector& out);

/// Columns `wanted` (ascending) of a record with a short header, each into out[its index]; NULL
/// where the record has fewer. False: look with a RecordReader, which finds what is wrong or long.
bool decode_columns(Bytes record, std::span<const uint32_t> wanted, ValueView* out);

/// Reads columns of one record lazily: the header is parsed only as far as needed and remembered.
/// Reused for every row of a scan without allocation.
/// Errors: Corrupt if a header or value leaves the payload; checked where it is decoded.
class RecordReader {
 public:
  /// Starts on a new record. Lifetime: views point into `payload`.
  void reset(Bytes payload) {
    payload_ = payload;
    parsed_ = 0;
    next_header_ = 0;
  }
  /// Column `index`; NULL if the record has fewer columns (after ALTER TABLE ADD COLUMN: the caller
  /// puts the column's default in, see column_count()).
  Result<ValueView> column(uint32_t index);
  /// How many columns the record has. Parses the whole header.
  Result<uint32_t> column_count();
  /// The same, but `most` if it has more: the header is parsed no further.
  Result<uint32_t> count_up_to(uint32_t most);
  /// How many bytes of the payload column() needs for this column: a reader that was given only the
  /// local part of a payload answers from it if that reaches so far, else wants the whole.
  Result<uint64_t> bytes_needed(uint32_t index);

 private:
  struct Slot {
    uint64_t serial_type;
    uint64_t offset;
  };
  Status start();
  Status parse_to(uint32_t index);

  Bytes payload_;
  uint32_t parsed_ = 0;       // slots that are valid
  uint32_t next_header_ = 0;  // header offset of the next serial type; 0: header size not read yet
  uint32_t header_size_ = 0;
  uint64_t next_body_ = 0;
  std::vector<Slot> slots_;  // grows to the widest record seen, then stays
};

/// One column of a key: its order.
struct KeyColumn {
  const Collation* collation = &binary_collation();
  bool descending = false;
};

/// SQL order of two values: NULL < numbers < text (by `collation`) < blob. Integers and reals
/// compare exactly.
int compare_values(ValueView a, ValueView b, const Collation& collation);

/// Compares an encoded record with a probe of `probe.size()` leading columns; 0 if they are equal
/// there, <0 if the record sorts before the probe. `columns` describes at least probe.size()
/// columns.
Result<int> compare_record(Bytes record, std::span<const ValueView> probe,
                           std::span<const KeyColumn> columns);

/// Compares the first column of an encoded record with `probe` where that is plain: integers, or
/// texts under BINARY, in a record with a short header. False: ask compare_record().
bool compare_first_column(Bytes record, ValueView probe, const KeyColumn& column, int& out);

/// Compares two encoded records in all of `columns`; where one ends first it sorts first.
Result<int> compare_records(Bytes a, Bytes b, std::span<const KeyColumn> columns);

/// The first `count_max` columns of `record` (all it has, if fewer) into `out`.
/// Lifetime: the views point into `record`.
Status decode_record(Bytes record, uint32_t count_max, std::vector<ValueView>& out);

inline bool compare_first_column(Bytes record, ValueView probe, const KeyColumn& column, int& out) {
  if (record.size() < 2) return false;
  const size_t header_size = static_cast<size_t>(record[0]);
  const uint64_t type = static_cast<uint64_t>(record[1]);
  if (header_size < 2 || header_size >= 0x80 || type >= 0x80) return false;
  const size_t size = static_cast<size_t>(serial_size(type));
  if (header_size + size > record.size()) return false;
  const std::byte* const at = record.data() + header_size;
  int order;
  if (probe.is_integer()) {
    if (!is_integer_serial_type(type)) return false;
    const int64_t value = decode_integer(type, at);
    order =
        static_cast<int>(value > probe.as_integer()) - static_cast<int>(value < probe.as_integer());
  } else if (probe.is_text()) {
    if (type < kSerialText || type % 2 == 0 || !column.collation->is_binary()) return false;
    const std::string_view value(reinterpret_cast<const char*>(at), size);
    const int difference = value.compare(probe.as_text());
    order = static_cast<int>(difference > 0) - static_cast<int>(difference < 0);
  } else {
    return false;
  }
  out = column.descending ? -order : order;
  return true;
}

}  // namespace tern::record
