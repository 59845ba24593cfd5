#include <algorithm>

#include "engine/base/varint.h"
#include "engine/record/serial_type.h"
#include "engine/txn/changeset.h"
#include "engine/txn/changeset_format.h"

namespace tern::txn {

namespace {

void append_sized(ByteVector& out, Bytes bytes) {
  append_varint(out, bytes.size());
  append(out, bytes);
}

void append_value(ByteVector& out, record::ValueView value) {
  const uint64_t type = record::serial_type_of(value);
  append_varint(out, type);
  const size_t at = out.size();
  out.resize(at + static_cast<size_t>(record::serial_size(type)));
  record::encode_value(out.data() + at, value, type);
}

void append_values(ByteVector& out, const TableShape& table,
                   std::span<const record::ValueView> values) {
  ASSERT(values.size() == table.columns.size());
  for (const record::ValueView value : values) append_value(out, value);
}

void append_rowid(ByteVector& out, const TableShape& table, int64_t rowid) {
  if (!table.without_rowid) append_varint(out, static_cast<uint64_t>(rowid));
}

}  // namespace

ByteVector format::encode_table(const TableShape& table) {
  ByteVector out;
  out.push_back(format::kTable);
  append_sized(out, as_bytes(table.name));
  append_varint(out, table.columns.size());
  for (const TableShape::Column& column : table.columns) {
    append_sized(out, as_bytes(column.name));
    append_varint(out, column.key_position);
  }
  append_varint(out, static_cast<uint64_t>((table.without_rowid ? format::kWithoutRowid : 0) |
                                           (table.keyed_by_rowid ? format::kKeyedByRowid : 0)));
  return out;
}

ChangesetBuilder::ChangesetBuilder() { clear(); }

void ChangesetBuilder::clear() {
  bytes_.assign(std::begin(format::kMagic), std::end(format::kMagic));
  tables_.clear();
  operations_ = 0;
  last_table_ = nullptr;
}

uint32_t ChangesetBuilder::table_number(const TableShape& table) {
  if (&table == last_table_ && table.name == last_name_) return last_number_;
  ByteVector item = format::encode_table(table);
  const auto at = std::find(tables_.begin(), tables_.end(), item);
  last_number_ = static_cast<uint32_t>(at - tables_.begin());
  if (at == tables_.end()) {
    append(bytes_, item);
    tables_.push_back(std::move(item));
  }
  last_table_ = &table;
  last_name_ = table.name;
  return last_number_;
}

void ChangesetBuilder::start(std::byte item, const TableShape& table, bool indirect,
                             bool chosen_rowid) {
  const uint32_t number = table_number(table);
  bytes_.push_back(item);
  append_varint(bytes_, number);
  append_varint(bytes_, static_cast<uint64_t>((indirect ? format::kIndirect : 0) |
                                              (chosen_rowid ? format::kChosenRowid : 0)));
  ++operations_;
}

void ChangesetBuilder::tell(const OpView& op) const {
  for (ChangeListener* listener : listeners_) listener->row_changed(op);
}

void ChangesetBuilder::insert(const TableShape& table, int64_t rowid,
                              std::span<const record::ValueView> after, bool indirect,
                              bool chosen_rowid) {
  if (has_listeners()) {
    tell({.kind = OpKind::Insert,
          .indirect = indirect,
          .chosen_rowid = chosen_rowid,
          .table = &table,
          .after = after,
          .new_rowid = rowid});
  }
  if (!keeps_) return;
  start(format::kInsert, table, indirect, chosen_rowid);
  append_values(bytes_, table, after);
  append_rowid(bytes_, table, rowid);
}

void ChangesetBuilder::update(const TableShape& table, int64_t old_rowid, int64_t new_rowid,
                              std::span<const record::ValueView> before,
                              std::span<const record::ValueView> after, bool indirect) {
  if (has_listeners()) {
    tell({.kind = OpKind::Update,
          .indirect = indirect,
          .table = &table,
          .before = before,
          .after = after,
          .old_rowid = old_rowid,
          .new_rowid = new_rowid});
  }
  if (!keeps_) return;
  start(format::kUpdate, table, indirect);
  append_values(bytes_, table, before);
  append_values(bytes_, table, after);
  append_rowid(bytes_, table, old_rowid);
  append_rowid(bytes_, table, new_rowid);
}

void ChangesetBuilder::erase(const TableShape& table, int64_t rowid,
                             std::span<const record::ValueView> before, bool indirect) {
  if (has_listeners()) {
    tell({.kind = OpKind::Delete,
          .indirect = indirect,
          .table = &table,
          .before = before,
          .old_rowid = rowid});
  }
  if (!keeps_) return;
  start(format::kDelete, table, indirect);
  append_values(bytes_, table, before);
  append_rowid(bytes_, table, rowid);
}

void ChangesetBuilder::ddl(std::string_view sql) {
  if (!keeps_) return;
  bytes_.push_back(format::kDdl);
  append_sized(bytes_, as_bytes(sql));
  ++operations_;
  last_table_ = nullptr;
}

ChangesetBuilder::Mark ChangesetBuilder::mark() const {
  return {bytes_.size(), tables_.size(), operations_};
}

void ChangesetBuilder::truncate(const Mark& mark) {
  ASSERT(mark.bytes <= bytes_.size() && mark.tables <= tables_.size());
  bytes_.resize(mark.bytes);
  tables_.resize(mark.tables);
  operations_ = mark.operations;
  last_table_ = nullptr;
}

}  // namespace tern::txn
