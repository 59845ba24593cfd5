#include <algorithm>
#include <cstring>

#include "engine/base/varint.h"
#include "engine/record/record.h"
#include "engine/record/serial_type.h"

namespace tern::record {
namespace {

template <class T>
int order(T a, T b) {
  return a < b ? -1 : static_cast<int>(a > b);
}

/// Exact: no rounding of the integer to a real, no overflow of the real to an integer.
int compare_integer_real(int64_t a, double b) {
  constexpr double kTwo63 = 9223372036854775808.0;
  if (b >= kTwo63) return -1;
  if (b < -kTwo63) return 1;
  const int64_t whole = static_cast<int64_t>(b);
  if (a != whole) return order(a, whole);
  return order(0.0, b - static_cast<double>(whole));
}

int compare_numbers(ValueView a, ValueView b) {
  if (a.is_integer()) {
    return b.is_integer() ? order(a.as_integer(), b.as_integer())
                          : compare_integer_real(a.as_integer(), b.as_real());
  }
  return b.is_real() ? order(a.as_real(), b.as_real())
                     : -compare_integer_real(b.as_integer(), a.as_real());
}

int compare_bytes(Bytes a, Bytes b) {
  const size_t common = std::min(a.size(), b.size());
  const int difference = common == 0 ? 0 : std::memcmp(a.data(), b.data(), common);
  return difference != 0 ? difference : order(a.size(), b.size());
}

/// Storage classes in their SQL order, Integer and Real in one.
constexpr int rank(ValueType type) {
  switch (type) {
    case ValueType::Null:
      return 0;
    case ValueType::Integer:
    case ValueType::Real:
      return 1;
    case ValueType::Text:
      return 2;
    case ValueType::Blob:
      return 3;
  }
  return 3;
}

std::unexpected<Error> corrupt() {
  return fail(ErrorCode::Corrupt, "record: a key does not fit its payload");
}

/// Walks the columns of one record in place.
class RecordWalk {
 public:
  /// False: the header's size does not fit the payload.
  bool start(Bytes payload) {
    payload_ = payload;
    const auto size = read_varint(payload);
    if (!size || size->value < size->size || size->value > payload.size()) return false;
    header_ = size->size;
    header_end_ = static_cast<size_t>(size->value);
    body_ = header_end_;
    return true;
  }
  bool at_end() const { return header_ >= header_end_; }
  /// Steps to the next column: its serial type and bytes. False: it leaves the record.
  bool step() {
    type_ = static_cast<uint64_t>(payload_[header_]);
    if (type_ < 0x80) {
      ++header_;
    } else {
      const auto wide = read_varint(payload_.subspan(header_, header_end_ - header_));
      if (!wide) return false;
      type_ = wide->value;
      header_ += wide->size;
    }
    const uint64_t size = serial_size(type_);
    if (size > payload_.size() - body_) return false;
    value_ = payload_.data() + body_;
    body_ += static_cast<size_t>(size);
    return true;
  }
  uint64_t type() const { return type_; }
  const std::byte* value() const { return value_; }

 private:
  Bytes payload_;
  size_t header_ = 0;
  size_t header_end_ = 0;
  size_t body_ = 0;
  uint64_t type_ = 0;
  const std::byte* value_ = nullptr;
};

int compare_column(uint64_t type, const std::byte* at, ValueView with, const Collation& collation) {
  if (with.is_integer() && is_integer_serial_type(type)) {
    return order(decode_integer(type, at), with.as_integer());
  }
  return compare_values(decode_value(type, at), with, collation);
}

}  // namespace

int compare_values(ValueView a, ValueView b, const Collation& collation) {
  const int rank_a = rank(a.type());
  const int rank_b = rank(b.type());
  if (rank_a != rank_b) return rank_a - rank_b;
  switch (a.type()) {
    case ValueType::Null:
      return 0;
    case ValueType::Integer:
    case ValueType::Real:
      return compare_numbers(a, b);
    case ValueType::Text:
      if (collation.is_binary()) return compare_bytes(a.as_bytes(), b.as_bytes());
      return collation.compare(a.as_text(), b.as_text());
    case ValueType::Blob:
      return compare_bytes(a.as_bytes(), b.as_bytes());
  }
  return 0;
}

Result<int> compare_record(Bytes record, std::span<const ValueView> probe,
                           std::span<const KeyColumn> columns) {
  DEBUG_ASSERT(probe.size() <= columns.size());
  int first;
  if (!probe.empty() && compare_first_column(record, probe.front(), columns.front(), first)) {
    if (first != 0 || probe.size() == 1) return first;
  }
  RecordWalk walk;
  if (!walk.start(record)) return corrupt();
  for (size_t i = 0; i < probe.size(); ++i) {
    if (walk.at_end()) return -1;
    if (!walk.step()) return corrupt();
    const int result = compare_column(walk.type(), walk.value(), probe[i], *columns[i].collation);
    if (result != 0) return columns[i].descending ? -result : result;
  }
  return 0;
}

Result<int> compare_records(Bytes a, Bytes b, std::span<const KeyColumn> columns) {
  RecordWalk walk_a;
  RecordWalk walk_b;
  if (!walk_a.start(a) || !walk_b.start(b)) return corrupt();
  for (const KeyColumn& column : columns) {
    if (walk_a.at_end() || walk_b.at_end()) return int{walk_b.at_end()} - int{walk_a.at_end()};
    if (!walk_a.step() || !walk_b.step()) return corrupt();
    const int result =
        compare_column(walk_a.type(), walk_a.value(), decode_value(walk_b.type(), walk_b.value()),
                       *column.collation);
    if (result != 0) return column.descending ? -result : result;
  }
  return 0;
}

Status decode_record(Bytes record, uint32_t count_max, std::vector<ValueView>& out) {
  out.clear();
  RecordWalk walk;
  if (!walk.start(record)) return corrupt();
  while (!walk.at_end() && out.size() < count_max) {
    if (!walk.step()) return corrupt();
    out.push_back(decode_value(walk.type(), walk.value()));
  }
  return ok();
}

}  // namespace tern::record
