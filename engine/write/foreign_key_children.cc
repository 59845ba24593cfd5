#include "engine/write/foreign_key_children.h"

#include <algorithm>

#include "engine/record/affinity.h"

namespace tern::write {

ChildScan::ChildScan(btree::TreeStore& trees, const catalog::Table& child,
                     const catalog::Table& parent, ParentKey where, RowReader& child_reader)
    : trees_(trees),
      child_(child),
      parent_(parent),
      where_(std::move(where)),
      reader_(child_reader) {
  if (child.without_rowid) {
    by_primary_key_.emplace(trees, child.root, child.primary_index->key_columns);
  } else {
    by_rowid_.emplace(trees, child.root);
  }
  wanted_.resize(where_.child_columns.size());
  wanted_scratch_.resize(wanted_.size());
  choose_index();
}

// An index serves if its order is that of the comparison: the parent's collation, and values that
// the comparison does not convert.
void ChildScan::choose_index() {
  const size_t width = where_.child_columns.size();
  for (size_t i = 0; i < width; ++i) {
    const record::Affinity child = child_.columns[where_.child_columns[i]].affinity;
    const record::Affinity parent = parent_.columns[where_.parent_columns[i]].affinity;
    if (record::is_numeric(child) != record::is_numeric(parent)) return;
  }
  for (const auto& index : child_.indexes) {
    if (index->where || index->terms.size() < width) continue;
    std::vector<size_t> order;
    for (size_t term = 0; term < width; ++term) {
      for (size_t i = 0; i < width; ++i) {
        if (index->terms[term].column == where_.child_columns[i] &&
            index->terms[term].collation == parent_.columns[where_.parent_columns[i]].collation &&
            std::find(order.begin(), order.end(), i) == order.end()) {
          order.push_back(i);
          break;
        }
      }
    }
    if (order.size() != width) continue;
    index_ = index.get();
    key_order_ = std::move(order);
    by_index_.emplace(trees_, index_->root, index_->key_columns);
    return;
  }
}

Result<bool> ChildScan::matches(std::span<const record::ValueView> row) {
  for (size_t i = 0; i < wanted_.size(); ++i) {
    const catalog::Column& parent = parent_.columns[where_.parent_columns[i]];
    record::ValueView value = row[where_.child_columns[i]];
    if (value.is_null()) return false;
    value = record::apply_comparison_affinity(value, compared_with(i), scratch_);
    if (record::compare_values(wanted_[i], value, *parent.collation) != 0) return false;
  }
  return true;
}

/// The affinity that the values of a pair of columns take before they are compared.
record::Affinity ChildScan::compared_with(size_t place) const {
  using record::Affinity;
  const uint16_t column = where_.parent_columns[place];
  const Affinity child = child_.columns[where_.child_columns[place]].affinity;
  const bool has_affinity = question_ == Question::Reference || parent_.rowid_alias == column;
  return record::comparison_affinity(
      child, has_affinity ? parent_.columns[column].affinity : Affinity::None);
}

Status ChildScan::each(Question question, std::span<const record::ValueView> parent_row,
                       const std::function<bool(const ChildRow&)>& visit) {
  question_ = question;
  for (size_t i = 0; i < wanted_.size(); ++i) {
    const record::ValueView key = parent_row[where_.parent_columns[i]];
    if (key.is_null()) return ok();
    wanted_[i] = record::apply_comparison_affinity(key, compared_with(i), wanted_scratch_[i]);
  }
  return index_ ? through_index(visit) : through_table(visit);
}

/// The entries are equal to the key by the comparison's own order: the rows are not looked at.
Status ChildScan::through_index(const std::function<bool(const ChildRow&)>& visit) {
  probe_.clear();
  for (const size_t place : key_order_) probe_.push_back(wanted_[place]);
  const btree::Landing landing = TRY(by_index_->seek(probe_));
  for (bool more = landing == btree::Landing::Found; more;) {
    const Bytes entry = TRY(by_index_->payload());
    if (TRY(record::compare_record(entry, probe_, index_->key_columns)) != 0) return ok();
    entry_reader_.reset(entry);
    if (!visit(TRY(row_of_entry()))) return ok();
    more = TRY(by_index_->next());
  }
  return ok();
}

Result<ChildScan::ChildRow> ChildScan::row_of_entry() {
  if (by_rowid_) {
    const auto last = static_cast<uint32_t>(index_->terms.size() - 1);
    const record::ValueView rowid = TRY(entry_reader_.column(last));
    if (!rowid.is_integer()) return fail(ErrorCode::CorruptIndex);
    return ChildRow{rowid.as_integer(), {}};
  }
  primary_key_.clear();
  for (const uint16_t column : child_.primary_key) {
    uint32_t place = 0;
    while (place < index_->terms.size() && index_->terms[place].column != column) ++place;
    ASSERT(place < index_->terms.size());
    primary_key_.push_back(TRY(entry_reader_.column(place)));
  }
  return ChildRow{0, primary_key_};
}

Status ChildScan::through_table(const std::function<bool(const ChildRow&)>& visit) {
  btree::Cursor& cursor = by_rowid_ ? static_cast<btree::Cursor&>(*by_rowid_) : *by_primary_key_;
  for (bool more = TRY(cursor.first()); more;) {
    const int64_t rowid = by_rowid_ ? by_rowid_->rowid().raw : 0;
    const Bytes payload = TRY(cursor.payload());
    TRY(reader_.read(payload, rowid, row_));
    const bool refers = TRY(matches(row_));
    primary_key_.clear();
    if (by_primary_key_) {
      for (const uint16_t column : child_.primary_key) primary_key_.push_back(row_[column]);
    }
    if (refers && !visit({rowid, primary_key_})) return ok();
    more = TRY(cursor.next());
  }
  return ok();
}

}  // namespace tern::write
