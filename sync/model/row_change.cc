#include "sync/model/row_change.h"

#include <algorithm>

#include "sync/model/codec.h"
#include "sync/model/conflict.h"

namespace tern::sync::model {
namespace {

/// An integral real and the integer equal to it are one key, as in SQL.
record::ValueView canonical(record::ValueView v) {
  constexpr double kExact = 9007199254740992.0;  // 2^53
  if (!v.is_real()) return v;
  const double real = v.as_real();
  if (real >= -kExact && real <= kExact &&
      real == static_cast<double>(static_cast<int64_t>(real))) {
    return record::ValueView::integer(static_cast<int64_t>(real));
  }
  return v;
}

std::vector<uint16_t> key_places(const txn::TableShape& table) {
  std::vector<uint16_t> places;
  for (size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].key_position != 0) places.push_back(static_cast<uint16_t>(i));
  }
  std::sort(places.begin(), places.end(), [&](uint16_t a, uint16_t b) {
    return table.columns[a].key_position < table.columns[b].key_position;
  });
  return places;
}

template <class Values>
std::string key_of(const std::vector<uint16_t>& places, const Values& values) {
  Writer out;
  for (const uint16_t place : places) out.value(canonical(values[place]));
  return std::string(as_text(out.bytes()));
}

std::string rowid_key(int64_t rowid) {
  Writer out;
  out.value(record::ValueView::integer(rowid));
  return std::string(as_text(out.bytes()));
}

}  // namespace

std::string folded_name(std::string_view name) {
  std::string out(name);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return out;
}

RowChange RowChange::from(const txn::OpView& op) {
  ASSERT(op.table != nullptr);
  RowChange out;
  out.kind = op.kind;
  out.indirect = op.indirect;
  out.chosen_rowid = op.chosen_rowid;
  out.table = op.table->name;
  out.keyed_by_rowid = op.table->keyed_by_rowid;
  out.without_rowid = op.table->without_rowid;
  for (const auto& column : op.table->columns) out.columns.push_back(column.name);
  if (!out.keyed_by_rowid) out.key_columns = key_places(*op.table);
  for (const auto& v : op.before) out.before.emplace_back(v);
  for (const auto& v : op.after) out.after.emplace_back(v);
  out.old_rowid = op.old_rowid;
  out.new_rowid = op.new_rowid;
  return out;
}

bool RowChange::moves_key() const {
  return kind == txn::OpKind::Update && key_bytes(*this, true) != key_bytes(*this, false);
}

std::string key_bytes(const txn::OpView& op, bool old_side) {
  if (op.table->keyed_by_rowid) return rowid_key(old_side ? op.old_rowid : op.new_rowid);
  return key_of(key_places(*op.table), old_side ? op.before : op.after);
}

std::string key_bytes(const RowChange& change, bool old_side) {
  if (change.keyed_by_rowid) return rowid_key(old_side ? change.old_rowid : change.new_rowid);
  return key_of(change.key_columns, old_side ? change.before : change.after);
}

record::Value key_value(const RowChange& change, bool old_side) {
  if (change.keyed_by_rowid) {
    return record::Value::integer(old_side ? change.old_rowid : change.new_rowid);
  }
  const std::vector<record::Value>& row = old_side ? change.before : change.after;
  if (change.key_columns.size() == 1) return row[change.key_columns[0]];
  std::string out = "(";
  for (size_t i = 0; i < change.key_columns.size(); ++i) {
    if (i != 0) out += ", ";
    out += literal_of(row[change.key_columns[i]]);
  }
  return record::Value::text(out + ")");
}

}  // namespace tern::sync::model
