#include "engine/catalog/sampler.h"

#include <algorithm>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include "engine/btree/cursor.h"
#include "engine/catalog/schema.h"
#include "engine/record/sort_key.h"

namespace tern::catalog {
namespace {

constexpr uint32_t kTableLeaves = 32;  // looked at; of a smaller table all
constexpr uint32_t kRowsMax = 256;     // kept of a table
constexpr size_t kBytesMax = 1 << 18;  // of their records
constexpr size_t kRecordMax = 2048;    // of one
constexpr uint32_t kIndexLeaves = 12;
constexpr uint32_t kEntriesPerLeaf = 128;

/// Any tree of a table or index.
class TreeCursor {
 public:
  TreeCursor(btree::TreeStore& store, const Table& table) {
    if (table.without_rowid) {
      index_.emplace(store, table.root, table.primary_index->key_columns);
    } else {
      table_.emplace(store, table.root);
    }
  }
  TreeCursor(btree::TreeStore& store, const Index& index) {
    index_.emplace(store, index.root, index.key_columns);
  }
  btree::Cursor& operator*() { return table_ ? static_cast<btree::Cursor&>(*table_) : *index_; }
  btree::Cursor* operator->() { return &**this; }
  RowId rowid() const { return table_ ? table_->rowid() : RowId{}; }

 private:
  std::optional<btree::TableCursor> table_;
  std::optional<btree::IndexCursor> index_;
};

Result<uint64_t> count_leaves(TreeCursor& cursor) {
  const bool found = TRY(cursor->seek_part(0, 1));
  return found ? cursor->leaf_guess() : 0;
}

bool has_changed(uint64_t before, uint64_t now) {
  return before > now + now / 4 || now > before + before / 4;
}

Status keep(TreeCursor& cursor, TableSample& out) {
  const btree::Cursor::Local local = TRY(cursor->local_payload());
  const Bytes record = local.bytes.first(std::min(local.bytes.size(), kRecordMax));
  if (out.bytes.size() + record.size() > kBytesMax) return ok();
  out.seen.push_back({out.bytes.size(), record.size(), cursor.rowid()});
  out.bytes.insert(out.bytes.end(), record.begin(), record.end());
  return ok();
}

/// Some rows of the leaf that the cursor stands at the beginning of.
Status keep_rows(TreeCursor& cursor, uint32_t count_max, TableSample& out) {
  const uint32_t size = cursor->node_size();
  const uint32_t step = std::max(1u, (size + count_max - 1) / count_max);
  for (uint32_t at = 0; at < size; ++at) {
    if (at % step == 0) TRY(keep(cursor, out));
    const bool found = TRY(cursor->next());
    if (!found) break;
  }
  return ok();
}

Result<TableSample> sample_table(TreeCursor& cursor, uint64_t leaves) {
  TableSample out;
  const auto looked = static_cast<uint32_t>(std::clamp<uint64_t>(leaves, 1, kTableLeaves));
  for (uint32_t i = 0; i < looked; ++i) {
    const bool found = TRY(cursor->seek_part(i, looked));
    if (!found) continue;
    out.rows += cursor->node_size() * static_cast<double>(cursor->leaf_guess()) / looked;
    TRY(keep_rows(cursor, std::max(1u, kRowsMax / looked), out));
  }
  return out;
}

/// Counts how often neighbours differ, and how many different values stand at the leaves' starts.
class PrefixCounter {
 public:
  explicit PrefixCounter(const Index& index, size_t columns)
      : index_(index), changes_(columns, 0), starts_(columns) {}

  Status leaf(btree::Cursor& cursor) {
    has_previous_ = false;
    const uint32_t size = std::min(cursor.node_size(), kEntriesPerLeaf);
    for (uint32_t i = 0; i < size; ++i) {
      const Bytes payload = TRY(cursor.payload());
      TRY(entry(payload));
      const bool found = TRY(cursor.next());
      if (!found) break;
    }
    return ok();
  }

  std::vector<double> repeats(double entries) const {
    std::vector<double> out;
    for (size_t i = 0; i < changes_.size(); ++i) {
      const double by_changes = pairs_ > 0 ? entries * changes_[i] / pairs_ : entries;
      const double distinct = std::max(by_changes, static_cast<double>(starts_[i].size()));
      out.push_back(entries / std::clamp(distinct, 1.0, std::max(entries, 1.0)));
    }
    return out;
  }

 private:
  Status entry(Bytes payload) {
    reader_.reset(payload);
    const std::string before = std::exchange(key_, {});
    const std::vector<size_t> ends_before = std::exchange(ends_, {});
    for (uint32_t i = 0; i < changes_.size(); ++i) {
      const record::KeyColumn& column = index_.key_columns[i];
      const record::ValueView value = TRY(reader_.column(i));
      record::append_sort_key(key_, value, {column.collation});
      ends_.push_back(key_.size());
    }
    for (size_t i = 0; i < changes_.size(); ++i) {
      const auto prefix = std::string_view(key_).substr(0, ends_[i]);
      if (!has_previous_) {
        starts_[i].emplace(prefix);
      } else if (prefix != std::string_view(before).substr(0, ends_before[i])) {
        ++changes_[i];
      }
    }
    if (has_previous_) ++pairs_;
    has_previous_ = true;
    return ok();
  }

  const Index& index_;
  record::RecordReader reader_;
  std::string key_;
  std::vector<size_t> ends_;  // of the columns' parts of key_
  bool has_previous_ = false;
  double pairs_ = 0;
  std::vector<double> changes_;
  std::vector<std::set<std::string>> starts_;
};

Result<IndexSample> sample_index(TreeCursor& cursor, const Index& index, uint64_t leaves) {
  IndexSample out;
  size_t columns = index.declared_terms;
  for (size_t i = 0; i < columns; ++i) {
    if (!index.table->traits.find_collation(index.key_columns[i].collation->name())) columns = i;
  }
  PrefixCounter counter(index, columns);
  const auto looked = static_cast<uint32_t>(std::clamp<uint64_t>(leaves, 1, kIndexLeaves));
  for (uint32_t i = 0; i < looked; ++i) {
    const bool found = TRY(cursor->seek_part(i, looked));
    if (!found) continue;
    out.entries += cursor->node_size() * static_cast<double>(cursor->leaf_guess()) / looked;
    TRY(counter.leaf(*cursor));
  }
  out.repeats = counter.repeats(out.entries);
  return out;
}

/// What tells values apart: storage class and bytes.
std::string identity_of(record::ValueView value) {
  std::string out(1, static_cast<char>(value.type()));
  const auto add = [&out](const auto& number) {
    out.append(reinterpret_cast<const char*>(&number), sizeof(number));
  };
  if (value.is_integer()) add(value.as_integer());
  if (value.is_real()) add(value.as_real());
  if (value.is_text() || value.is_blob()) out.append(as_text(value.as_bytes()));
  return out;
}

TableSample::Column read_column(const TableSample& sample, uint32_t index) {
  TableSample::Column out;
  std::unordered_map<std::string, uint16_t> places;
  record::RecordReader reader;
  for (const TableSample::Row& row : sample.seen) {
    reader.reset(sample.record(row));
    const Result<record::ValueView> value = reader.column(index);
    if (!value) return {.is_readable = false, .values = {}, .places = {}};
    const auto place = static_cast<uint16_t>(out.values.size());
    const auto [at, is_fresh] = places.try_emplace(identity_of(*value), place);
    if (is_fresh) out.values.push_back(*value);
    out.places.push_back(at->second);
  }
  return out;
}

}  // namespace

const TableSample::Column& TableSample::column(uint32_t index) const {
  const auto at = columns.find(index);
  if (at != columns.end()) return at->second;
  return columns.emplace(index, read_column(*this, index)).first->second;
}

bool Sampler::can_look() {
  storage::Pager& pager = store_.pager();
  if (store_.late().has_any()) return false;
  if (!pager.is_reading()) {
    if (!may_begin_ || !pager.begin_read()) return false;
    began_ = true;
  }
  const Result<uint32_t> cookie = pager.header_field(storage::HeaderField::SchemaCookie);
  return cookie && *cookie == cookie_;
}

Looking::Looking(std::span<const std::shared_ptr<const Schema>> schemas) : schemas_(schemas) {
  for (const auto& schema : schemas_) schema->sampler->may_begin_ = true;
}

Looking::~Looking() {
  for (const auto& schema : schemas_) {
    Sampler& sampler = *schema->sampler;
    sampler.may_begin_ = false;
    if (!std::exchange(sampler.began_, false)) continue;
    sampler.store_.invalidate_cursors();
    sampler.store_.pager().rollback();
  }
}

template <class Tree>
std::optional<uint64_t> Sampler::leaves_of(const Tree& tree) {
  const storage::Pager& pager = store_.pager();
  const auto at = leaves_.find(tree.root);
  if (at != leaves_.end() && !pager.is_reading()) {
    const Leaves& known = at->second;
    const bool is_same = known.data_version == pager.data_version();
    if (is_same && !has_changed(known.page_count, pager.page_count())) return known.count;
  }
  if (!can_look()) return std::nullopt;
  TreeCursor cursor(store_, tree);
  const Result<uint64_t> count = count_leaves(cursor);
  if (!count) return std::nullopt;
  leaves_[tree.root] = {*count, pager.data_version(), pager.page_count()};
  return *count;
}

std::optional<uint64_t> Sampler::leaf_count(const Table& table) {
  return table.is_virtual ? std::nullopt : leaves_of(table);
}

template <class Seen, class Tree, class Look>
const Seen* Sampler::sample(std::map<PageNo, Kept<Seen>>& all, const Tree& tree, Look look) {
  const std::optional<uint64_t> leaves = leaves_of(tree);
  if (!leaves) return nullptr;
  const auto at = all.find(tree.root);
  if (at == all.end() || has_changed(at->second.leaves, *leaves)) {
    if (!can_look()) return nullptr;
    TreeCursor cursor(store_, tree);
    Result<Seen> seen = look(cursor, *leaves);
    Kept<Seen>& kept = all[tree.root];
    kept.leaves = *leaves;
    kept.sample.reset();
    if (seen) kept.sample = *std::move(seen);
  }
  const Kept<Seen>& kept = all[tree.root];
  return kept.sample ? &*kept.sample : nullptr;
}

const TableSample* Sampler::sample(const Table& table) {
  return sample(tables_, table, sample_table);
}

const IndexSample* Sampler::sample(const Index& index) {
  return sample(indexes_, index, [&index](TreeCursor& cursor, uint64_t leaves) {
    return sample_index(cursor, index, leaves);
  });
}

}  // namespace tern::catalog
