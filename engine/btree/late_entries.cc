#include "engine/btree/late_entries.h"

#include <algorithm>
#include <utility>

#include "engine/btree/bulk_builder.h"
#include "engine/btree/cursor.h"
#include "engine/record/sort_key.h"
#include "engine/storage/database_file.h"

namespace tern::btree {

LateEntries::Tree& LateEntries::tree_of(PageNo root) {
  const auto at = std::ranges::find(trees_, root, &Tree::root);
  return at != trees_.end() ? *at : trees_.emplace_back(Tree{.root = root});
}

Result<bool> LateEntries::take(PageNo root, std::span<const record::KeyColumn> columns,
                               Bytes record, std::span<const record::ValueView> key) {
  if (!is_open_ || is_settling_ || failure_) return false;
  Tree& tree = tree_of(root);
  if (tree.at_once < kAtOnce) {
    ++tree.at_once;
    return false;
  }
  TRY(store_.save_others(root, nullptr));
  if (!tree.entries) {
    tree.columns.assign(columns.begin(), columns.end());
    storage::DatabaseFile& file = store_.pager().file();
    tree.entries = std::make_unique<EntrySorter>(file.vfs(), file.random(), SIZE_MAX);
  }
  TRY(keep(tree, record, key));
  has_any_ = true;
  if (held_ > kMemoryMax) TRY(settle_all());
  return true;
}

Status LateEntries::keep(Tree& tree, Bytes record, std::span<const record::ValueView> key) {
  sort_key_.clear();
  for (size_t i = 0; i < key.size(); ++i) {
    const record::KeyColumn& column = tree.columns[i];
    record::append_sort_key(sort_key_, key[i],
                            {column.collation, column.descending, column.descending});
  }
  TRY(tree.entries->add(sort_key_, record));
  held_ += EntrySorter::held_by(sort_key_.size(), record.size());
  return ok();
}

Status LateEntries::settle(PageNo root) {
  if (is_settling_) return ok();
  if (failure_) return std::unexpected(*failure_);
  const auto at = std::ranges::find(trees_, root, &Tree::root);
  if (at == trees_.end() || !at->entries) return ok();
  return settle_all();
}

Status LateEntries::settle_all() {
  if (is_settling_) return ok();
  if (failure_) return std::unexpected(*failure_);
  if (!has_any_) {
    for (Tree& tree : trees_) tree.at_once = 0;
    return ok();
  }
  const std::vector<Tree> trees = std::exchange(trees_, {});
  held_ = 0;
  has_any_ = false;
  is_settling_ = true;
  Status settled = ok();
  for (const Tree& tree : trees) {
    if (tree.entries && settled) settled = put_into(tree);
  }
  is_settling_ = false;
  if (!settled) {
    failure_ = settled.error();
    has_any_ = true;
  }
  return settled;
}

void LateEntries::drop() {
  ASSERT(!is_settling_);
  trees_.clear();
  held_ = 0;
  has_any_ = false;
  failure_.reset();
}

Status LateEntries::put_into(const Tree& tree) {
  IndexCursor cursor(store_, tree.root, tree.columns);
  const bool is_gathered = TRY(gather_small(tree, cursor));
  TRY(tree.entries->sort());
  if (!is_gathered) return insert_sorted(tree, cursor);
  // Not clear_tree(): cursors that are saved keep their places.
  for (bool more = TRY(cursor.first()); more;) {
    TRY(cursor.erase());
    more = TRY(cursor.next());
  }
  cursor.reset();
  return build(tree);
}

/// Of a tree that has next to no entries, these are taken along. False: it has more.
Result<bool> LateEntries::gather_small(const Tree& tree, IndexCursor& cursor) {
  struct Present {
    std::string key;
    ByteVector record;
  };
  std::vector<Present> present;
  std::vector<record::ValueView> values;
  for (bool more = TRY(cursor.first()); more;) {
    if (present.size() == 2 * size_t{kAtOnce}) return false;
    const Bytes record = TRY(cursor.payload());
    TRY(record::decode_record(record, static_cast<uint32_t>(tree.columns.size()), values));
    if (values.size() != tree.columns.size()) return false;
    Present& entry = present.emplace_back();
    entry.record.assign(record.begin(), record.end());
    for (size_t i = 0; i < values.size(); ++i) {
      const record::KeyColumn& column = tree.columns[i];
      record::append_sort_key(entry.key, values[i],
                              {column.collation, column.descending, column.descending});
    }
    more = TRY(cursor.next());
  }
  for (const Present& entry : present) TRY(tree.entries->add(entry.key, entry.record));
  return true;
}

Status LateEntries::insert_sorted(const Tree& tree, IndexCursor& cursor) {
  while (const auto entry = TRY(tree.entries->next())) TRY(cursor.insert(entry->payload));
  return ok();
}

/// Of entries with equal keys, which only damaged databases have, one is enough.
Status LateEntries::build(const Tree& tree) {
  BulkBuilder builder = TRY(BulkBuilder::start(store_, tree.root, TreeKind::Index));
  Bytes last;
  bool is_first = true;
  while (const auto entry = TRY(tree.entries->next())) {
    if (!is_first && std::ranges::equal(entry->key, last)) continue;
    TRY(builder.add(entry->payload));
    last = entry->key;
    is_first = false;
  }
  return std::move(builder).finish();
}

}  // namespace tern::btree
