#include <algorithm>

#include "engine/base/varint.h"
#include "engine/record/serial_type.h"
#include "engine/txn/changeset.h"
#include "engine/txn/changeset_format.h"

namespace tern::txn {

namespace {

auto damaged(const char* what) {
  return fail(ErrorCode::Corrupt, std::string("changeset: ") + what);
}

/// The key positions of a table are 1..n, each once.
bool key_is_sound(const TableShape& table) {
  std::vector<uint16_t> positions;
  for (const TableShape::Column& column : table.columns) {
    if (column.key_position != 0) positions.push_back(column.key_position);
  }
  std::sort(positions.begin(), positions.end());
  for (size_t i = 0; i < positions.size(); ++i) {
    if (positions[i] != i + 1) return false;
  }
  if (table.without_rowid && table.keyed_by_rowid) return false;
  return table.keyed_by_rowid || !positions.empty();
}

}  // namespace

Result<ChangesetReader> ChangesetReader::open(Bytes bytes) {
  constexpr size_t kMagicSize = std::size(format::kMagic);
  if (bytes.size() < kMagicSize ||
      !std::equal(std::begin(format::kMagic), std::end(format::kMagic), bytes.begin())) {
    return damaged("no such format");
  }
  return ChangesetReader(bytes.subspan(kMagicSize));
}

Result<uint64_t> ChangesetReader::varint() {
  const std::optional<Varint> read = read_varint(rest_);
  if (!read) return damaged("cut off");
  rest_ = rest_.subspan(read->size);
  return read->value;
}

Result<std::byte> ChangesetReader::byte() {
  if (rest_.empty()) return damaged("cut off");
  const std::byte out = rest_.front();
  rest_ = rest_.subspan(1);
  return out;
}

Result<Bytes> ChangesetReader::sized_bytes() {
  const uint64_t size = TRY(varint());
  if (size > rest_.size()) return damaged("cut off");
  const Bytes out = rest_.first(size);
  rest_ = rest_.subspan(size);
  return out;
}

Result<record::ValueView> ChangesetReader::value() {
  const uint64_t type = TRY(varint());
  if (type > record::kSerialOne && type < record::kSerialBlob) return damaged("unknown value type");
  const uint64_t size = record::serial_size(type);
  if (size > rest_.size()) return damaged("cut off");
  const std::byte* at = rest_.data();
  rest_ = rest_.subspan(static_cast<size_t>(size));
  return record::decode_value(type, at);
}

Status ChangesetReader::table_item() {
  auto table = std::make_unique<TableShape>();
  table->name = as_text(TRY(sized_bytes()));
  const uint64_t columns = TRY(varint());
  if (columns == 0 || columns > format::kColumnsMax) return damaged("wrong number of columns");
  for (uint64_t i = 0; i < columns; ++i) {
    TableShape::Column column;
    column.name = as_text(TRY(sized_bytes()));
    const uint64_t position = TRY(varint());
    if (position > columns) return damaged("wrong key position");
    column.key_position = static_cast<uint16_t>(position);
    table->columns.push_back(std::move(column));
  }
  const uint64_t flags = TRY(varint());
  if (flags > (format::kWithoutRowid | format::kKeyedByRowid)) return damaged("unknown table flag");
  table->without_rowid = (flags & format::kWithoutRowid) != 0;
  table->keyed_by_rowid = (flags & format::kKeyedByRowid) != 0;
  if (!key_is_sound(*table)) return damaged("wrong key position");
  tables_.push_back(std::move(table));
  return ok();
}

Status ChangesetReader::values(const TableShape& table, std::vector<record::ValueView>& out,
                               Bytes& where) {
  const Bytes from = rest_;
  for (size_t i = 0; i < table.columns.size(); ++i) out.push_back(TRY(value()));
  where = from.first(from.size() - rest_.size());
  return ok();
}

Status ChangesetReader::row_operation(OpView& op) {
  const uint64_t number = TRY(varint());
  if (number >= tables_.size()) return damaged("unknown table number");
  const uint64_t flags = TRY(varint());
  if (flags > (format::kIndirect | format::kChosenRowid)) return damaged("unknown operation flag");
  const TableShape& table = *tables_[number];
  parts_.table = static_cast<uint32_t>(number);
  parts_.flags = static_cast<uint8_t>(flags);
  op.table = &table;
  op.indirect = (flags & format::kIndirect) != 0;
  op.chosen_rowid = (flags & format::kChosenRowid) != 0;
  if (op.kind != OpKind::Insert) TRY(values(table, before_, parts_.before));
  if (op.kind != OpKind::Delete) TRY(values(table, after_, parts_.after));
  op.before = before_;
  op.after = after_;
  if (table.without_rowid) return ok();
  if (op.kind != OpKind::Insert) op.old_rowid = static_cast<int64_t>(TRY(varint()));
  if (op.kind != OpKind::Delete) op.new_rowid = static_cast<int64_t>(TRY(varint()));
  return ok();
}

Result<bool> ChangesetReader::next(OpView& op) {
  op = OpView{};
  parts_ = Parts{};
  before_.clear();
  after_.clear();
  while (!rest_.empty()) {
    const std::byte item = TRY(byte());
    if (item == format::kTable) {
      TRY(table_item());
      continue;
    }
    if (item == format::kDdl) {
      op.kind = OpKind::Ddl;
      op.sql = as_text(TRY(sized_bytes()));
      return true;
    }
    if (item == format::kInsert) {
      op.kind = OpKind::Insert;
    } else if (item == format::kUpdate) {
      op.kind = OpKind::Update;
    } else if (item == format::kDelete) {
      op.kind = OpKind::Delete;
    } else {
      return damaged("unknown item");
    }
    TRY(row_operation(op));
    return true;
  }
  return false;
}

}  // namespace tern::txn
