#include "engine/write/foreign_key_parent.h"

#include <algorithm>

#include "engine/record/affinity.h"
#include "engine/write/row_codec.h"

namespace tern::write {

namespace {

/// `index` as the parent key of `key`, if its columns are the ones referred to.
std::optional<ParentKey> match_index(const catalog::ForeignKey& key, const catalog::Table& parent,
                                     const catalog::Index& index) {
  if (!index.unique || index.where || index.declared_terms != key.child_columns.size()) return {};
  if (key.parent_columns.empty() && index.origin != catalog::IndexOrigin::PrimaryKey) return {};
  ParentKey out;
  out.index = &index;
  for (size_t i = 0; i < index.declared_terms; ++i) {
    const catalog::IndexTerm& term = index.terms[i];
    if (term.column < 0) return {};
    const auto column = static_cast<uint16_t>(term.column);
    size_t place = i;
    if (!key.parent_columns.empty()) {
      if (term.collation != parent.columns[column].collation) return {};
      const auto named = std::find_if(
          key.parent_columns.begin(), key.parent_columns.end(), [&](const std::string& name) {
            return catalog::same_name(name, parent.columns[column].name);
          });
      if (named == key.parent_columns.end()) return {};
      place = static_cast<size_t>(named - key.parent_columns.begin());
    }
    out.parent_columns.push_back(column);
    out.child_columns.push_back(key.child_columns[place]);
  }
  return out;
}

std::optional<ParentKey> match_rowid(const catalog::ForeignKey& key, const catalog::Table& parent) {
  if (key.child_columns.size() != 1 || !parent.rowid_alias) return {};
  if (!key.parent_columns.empty() &&
      !catalog::same_name(key.parent_columns[0], parent.columns[*parent.rowid_alias].name)) {
    return {};
  }
  return ParentKey{nullptr, key.child_columns, {*parent.rowid_alias}};
}

}  // namespace

Result<ParentKey> find_parent_key(const catalog::Table& child, const catalog::ForeignKey& key,
                                  const catalog::Table& parent) {
  if (auto found = match_rowid(key, parent)) return *std::move(found);
  if (parent.primary_index) {
    if (auto found = match_index(key, parent, *parent.primary_index)) return *std::move(found);
  }
  for (const auto& index : parent.indexes) {
    if (auto found = match_index(key, parent, *index)) return *std::move(found);
  }
  return fail(ErrorCode::Error, "foreign key mismatch - \"" + child.name + "\" referencing \"" +
                                    key.parent_table + "\"");
}

ParentLookup::ParentLookup(btree::TreeStore& trees, const catalog::Table& child,
                           const catalog::ForeignKey& key, const catalog::Table& parent,
                           ParentKey where)
    : child_(child),
      key_(key),
      parent_(parent),
      where_(std::move(where)),
      probe_(where_.child_columns.size()),
      scratch_(where_.child_columns.size()) {
  if (where_.index) {
    by_index_.emplace(trees, where_.index->root, where_.index->key_columns);
  } else {
    by_rowid_.emplace(trees, parent.root);
  }
}

bool ParentLookup::child_key_has_null(std::span<const record::ValueView> row) const {
  return std::any_of(where_.child_columns.begin(), where_.child_columns.end(),
                     [&](uint16_t column) { return row[column].is_null(); });
}

bool ParentLookup::child_key_changed(std::span<const bool> changed) const {
  return std::any_of(where_.child_columns.begin(), where_.child_columns.end(),
                     [&](uint16_t column) { return changed[column]; });
}

Result<bool> ParentLookup::exists(std::span<const record::ValueView> row) {
  if (by_rowid_) {
    const std::optional<int64_t> rowid = record::as_rowid(row[where_.child_columns[0]]);
    if (!rowid) return false;
    return TRY(by_rowid_->seek(RowId{*rowid})) == btree::Landing::Found;
  }
  for (size_t i = 0; i < probe_.size(); ++i) {
    const record::Affinity affinity = parent_.columns[where_.parent_columns[i]].affinity;
    probe_[i] = stored_form(
        record::apply_affinity(row[where_.child_columns[i]], affinity, scratch_[i]), affinity);
  }
  return TRY(by_index_->seek(probe_)) == btree::Landing::Found;
}

bool ParentLookup::refers_to_itself(std::span<const record::ValueView> row, int64_t rowid) const {
  if (by_rowid_) return record::as_rowid(row[where_.child_columns[0]]) == rowid;
  for (size_t i = 0; i < where_.child_columns.size(); ++i) {
    const record::ValueView child = row[where_.child_columns[i]];
    const record::ValueView parent = row[where_.parent_columns[i]];
    if (child.is_null() || parent.is_null()) return false;
    if (record::compare_values(child, parent, record::binary_collation()) != 0) return false;
  }
  return true;
}

}  // namespace tern::write
