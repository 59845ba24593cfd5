#include "engine/write/gather_statistics.h"

#include "engine/btree/cursor.h"

namespace tern::write {
namespace {

/// Walks over the entries of one index and counts the prefixes of its key that differ.
class PrefixCounter {
 public:
  PrefixCounter(btree::TreeStore& trees, const catalog::Index& index, size_t columns)
      : cursor_(trees, index.root, index.key_columns),
        columns_(index.key_columns),
        is_single_unique_(index.unique && columns == 1 && index.terms.size() == 2),
        distinct_(columns, 1) {}

  /// The row's text; nothing if the index is empty.
  Result<std::optional<std::string>> count(uint32_t limit) {
    const bool has_any = TRY(cursor_.first());
    if (!has_any) return std::nullopt;
    const uint64_t guess = limit > 0 ? cursor_.count_guess() : 0;
    TRY(keep_entry());
    uint64_t skips = 0;
    bool more = true;
    while (more) {
      if (seen_ > 0) TRY(compare_entry());
      ++seen_;
      if (limit > 0 && seen_ > uint64_t{limit} * (skips + 1)) {
        ++skips;
        if (distinct_.front() > 1) break;
        // All of one kind so far: what follows them says more.
        const auto first = record::ValueView(TRY(kept_.column(0)));
        const std::array<record::ValueView, 1> probe = {first};
        const auto landing = TRY(cursor_.seek(probe, btree::IndexCursor::Bias::AfterLast));
        if (landing == btree::Landing::End) break;
      }
      more = TRY(cursor_.next());
    }
    return text(skips > 0 ? guess : seen_);
  }

 private:
  Status keep_entry() {
    const Bytes entry = TRY(cursor_.payload());
    kept_bytes_.assign(entry.begin(), entry.end());
    kept_.reset(kept_bytes_);
    return ok();
  }

  Status compare_entry() {
    // As the reference: behind a value of a unique column, and the rowid alone behind it, all are
    // distinct, NULLs (of a descending index) too.
    if (is_single_unique_) {
      const record::ValueView kept = TRY(kept_.column(0));
      if (!kept.is_null()) {
        ++distinct_.front();
        return ok();
      }
    }
    entry_.reset(TRY(cursor_.payload()));
    for (size_t i = 0; i < distinct_.size(); ++i) {
      const auto index = static_cast<uint32_t>(i);
      const record::ValueView value = TRY(entry_.column(index));
      const record::ValueView kept = TRY(kept_.column(index));
      if (record::compare_values(value, kept, *columns_[i].collation) == 0) continue;
      for (size_t from = i; from < distinct_.size(); ++from) ++distinct_[from];
      return keep_entry();
    }
    return ok();
  }

  std::string text(uint64_t rows) const {
    std::string out = std::to_string(rows);
    for (const uint64_t distinct : distinct_) {
      uint64_t share = (seen_ + distinct - 1) / distinct;
      // Few repeats are none: a key of nearly unique values is as good as unique.
      if (share == 2 && seen_ * 10 <= distinct * 11) share = 1;
      out += ' ';
      out += std::to_string(share);
    }
    return out;
  }

  btree::IndexCursor cursor_;
  std::span<const record::KeyColumn> columns_;
  bool is_single_unique_;
  std::vector<uint64_t> distinct_;  // by length of the prefix - 1
  uint64_t seen_ = 0;
  ByteVector kept_bytes_;  // the last entry that differed from the one before
  record::RecordReader kept_;
  record::RecordReader entry_;
};

}  // namespace

Result<std::vector<StatisticsRow>> gather_statistics(const catalog::Table& table,
                                                     const catalog::Index* only, uint32_t limit) {
  std::vector<StatisticsRow> out;
  bool has_complete_index = false;
  for (const catalog::Index* index : table.all_indexes()) {
    if (only && index != only) continue;
    TRY(catalog::check_collations(*index));
    has_complete_index |= index->where == nullptr;
    const bool is_table = index == table.primary_index.get();
    const size_t columns = is_table ? table.primary_key.size() : index->declared_terms;
    auto text = TRY(PrefixCounter(table.trees(), *index, columns).count(limit));
    if (text) out.push_back({is_table ? table.name : index->name, *std::move(text)});
  }
  if (only || has_complete_index) return out;
  const int64_t rows = TRY(table.trees().count(table.root));
  if (rows > 0) out.push_back({std::nullopt, std::to_string(rows)});
  return out;
}

}  // namespace tern::write
