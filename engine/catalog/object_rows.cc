#include "engine/catalog/object_rows.h"

#include <algorithm>
#include <array>
#include <bit>

#include "engine/catalog/names.h"
#include "engine/catalog/plain_texts.h"
#include "engine/catalog/schema.h"
#include "engine/record/record.h"

namespace tern::catalog {
namespace {

std::string_view text_or_empty(record::ValueView value) {
  return value.is_text() ? value.as_text() : std::string_view();
}

ObjectKind kind_named(std::string_view type) {
  if (type == "table") return ObjectKind::Table;
  if (type == "index") return ObjectKind::Index;
  if (type == "view") return ObjectKind::View;
  return type == "trigger" ? ObjectKind::Trigger : ObjectKind::Other;
}

/// The same for names that differ in case alone.
size_t hash_of(std::string_view name) {
  size_t hash = name.size();
  for (const char c : name)
    hash = (hash ^ (static_cast<unsigned char>(c) | 0x20U)) * 0x100000001b3U;
  return hash ^ (hash >> 29U);
}

bool may_refer_to_others(std::string_view sql) {
  constexpr std::string_view kWord = "references";
  return !std::ranges::search(sql, kWord, [](char a, char b) { return (a | 0x20) == b; }).empty();
}

Status read_columns(Bytes record, std::array<record::ValueView, 5>& out) {
  constexpr std::array<uint32_t, 5> kAll = {0, 1, 2, 3, 4};
  if (record::decode_columns(record, kAll, out.data())) return ok();
  record::RecordReader reader;
  reader.reset(record);
  for (const uint32_t column : kAll) out[column] = TRY(reader.column(column));
  return ok();
}

bool has_plain_text(const ObjectRow& row) {
  if (row.kind == ObjectKind::Table) {
    const auto table = plain_table(row.sql);
    return table && same_name(table->name, row.name) && same_name(row.table, row.name) &&
           !is_schema_table_name(row.name, false) && !is_schema_table_name(row.name, true);
  }
  if (row.kind != ObjectKind::Index) return false;
  const auto index = plain_index(row.sql);
  return index && same_name(index->name, row.name) && same_name(index->table, row.table);
}

}  // namespace

Result<std::shared_ptr<const ObjectRow>> ObjectRow::read(int64_t rowid, Bytes record) {
  auto row = std::make_shared<ObjectRow>();
  row->rowid = rowid;
  row->record.assign(record.begin(), record.end());
  std::array<record::ValueView, 5> values;
  TRY(read_columns(row->record, values));
  row->kind = kind_named(text_or_empty(values[0]));
  row->name = text_or_empty(values[1]);
  row->table = text_or_empty(values[2]);
  row->root = values[3].is_integer() ? values[3].as_integer() : 0;
  row->sql = text_or_empty(values[4]);
  row->is_plain = has_plain_text(*row);
  row->may_refer =
      row->kind == ObjectKind::Table && !row->is_plain && may_refer_to_others(row->sql);
  return row;
}

ObjectRows::ObjectRows(std::vector<Row> rows, const ObjectRows* last) : rows_(std::move(rows)) {
  size_t known = 0;
  if (last && last->by_name_.size() > 2 * rows_.size()) {
    known = last->rows_.size();
    by_name_ = last->by_name_;
    by_table_ = last->by_table_;
    next_of_table_ = last->next_of_table_;
    referring_ = last->referring_;
    has_triggers_ = last->has_triggers_;
    has_doubles_ = last->has_doubles_;
    root_max_ = last->root_max_;
  } else {
    by_name_.assign(std::bit_ceil(2 * rows_.size() + 1), kNone);
    by_table_.assign(by_name_.size(), kNone);
  }
  next_of_table_.resize(rows_.size(), kNone);
  for (; known < rows_.size(); ++known) add(static_cast<uint32_t>(known));
}

/// Where what is meant is, or the empty slot where it would be.
template <class IsMeant>
size_t ObjectRows::slot_of(const std::vector<uint32_t>& slots, size_t hash,
                           const IsMeant& is_meant) const {
  const size_t mask = slots.size() - 1;
  size_t slot = hash & mask;
  while (slots[slot] != kNone && !is_meant(*rows_[slots[slot]])) slot = (slot + 1) & mask;
  return slot;
}

size_t ObjectRows::slot_of_name(ObjectKind kind, std::string_view name, size_t hash) const {
  return slot_of(by_name_, hash, [&](const ObjectRow& row) {
    return row.kind == kind && same_name(row.name, name);
  });
}

size_t ObjectRows::slot_of_table(std::string_view table, size_t hash) const {
  return slot_of(by_table_, hash,
                 [&](const ObjectRow& row) { return same_name(row.table, table); });
}

void ObjectRows::add(uint32_t at) {
  const ObjectRow& row = *rows_[at];
  const size_t hash = hash_of(row.name);
  if (row.kind != ObjectKind::Other) {
    uint32_t& named = by_name_[slot_of_name(row.kind, row.name, hash)];
    has_doubles_ |= named != kNone;
    named = at;
  }
  const size_t table_hash = row.table == row.name ? hash : hash_of(row.table);
  uint32_t* link = &by_table_[slot_of_table(row.table, table_hash)];
  while (*link != kNone) link = &next_of_table_[*link];
  *link = at;
  has_triggers_ |= row.kind == ObjectKind::Trigger;
  if (row.may_refer) referring_.push_back(&row);
  root_max_ = std::max(root_max_, row.root);
}

const ObjectRow* ObjectRows::find(ObjectKind kind, std::string_view name) const {
  const uint32_t at = by_name_[slot_of_name(kind, name, hash_of(name))];
  return at == kNone ? nullptr : rows_[at].get();
}

uint32_t ObjectRows::first_of_table(std::string_view table) const {
  return by_table_[slot_of_table(table, hash_of(table))];
}

bool ObjectRows::is_alone(const ObjectRow& row) const {
  return next_of_table_[first_of_table(row.table)] == kNone;
}

std::vector<const ObjectRow*> ObjectRows::of_table(std::string_view table) const {
  std::vector<const ObjectRow*> out;
  for (uint32_t at = first_of_table(table); at != kNone; at = next_of_table_[at]) {
    out.push_back(rows_[at].get());
  }
  return out;
}

}  // namespace tern::catalog
