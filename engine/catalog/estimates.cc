#include "engine/catalog/estimates.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/btree/cursor.h"

namespace tern::catalog {
namespace {

constexpr LogEstimate kRowsGuess = 200;       // about a million
constexpr LogEstimate kRowsGuessMin = 99;     // a table is taken for larger than a thousand rows
constexpr LogEstimate kPartialDiscount = 10;  // half of the rows are in a partial index
/// Rows per key by the number of equal columns, from the first on.
constexpr std::array<LogEstimate, 5> kRowsPerKey = {33, 32, 30, 28, 27};
constexpr LogEstimate kRowsPerLongKey = 23;
constexpr uint32_t kUnitSize = 4;   // bytes: what the widths of columns are counted in
constexpr uint32_t kTextWidth = 5;  // of a text or blob whose declaration has no length
constexpr uint32_t kWidthMax = 255;

bool has_word(std::string_view type, std::string_view word) {
  return std::search(type.begin(), type.end(), word.begin(), word.end(),
                     [](char a, char b) { return same_name({&a, 1}, {&b, 1}); }) != type.end();
}

/// Of what follows `word` in the type, the first number.
uint32_t length_after(std::string_view type, std::string_view word) {
  const auto at = std::search(type.begin(), type.end(), word.begin(), word.end(),
                              [](char a, char b) { return same_name({&a, 1}, {&b, 1}); });
  const char* digits =
      std::find_if(&*at, type.data() + type.size(), [](char c) { return c >= '0' && c <= '9'; });
  uint32_t out = 0;
  std::from_chars(digits, type.data() + type.size(), out);
  return out;
}

/// How wide values of the column are taken to be, in units of four bytes.
uint32_t width_of(const Column& column) {
  const std::string_view type = column.declared_type;
  if (type.empty() || record::is_numeric(column.affinity)) return 1;
  if (same_name(type, "ANY")) return 1;
  if (has_word(type, "CHAR")) return std::min(length_after(type, "CHAR") / 4 + 1, kWidthMax);
  if (has_word(type, "BLOB(")) return std::min(length_after(type, "BLOB(") / 4 + 1, kWidthMax);
  return kTextWidth;
}

LogEstimate row_width(const Table& table) {
  uint32_t width = table.rowid_alias ? 0 : 1;
  for (const Column& column : table.columns) width += width_of(column);
  return log_estimate(uint64_t{width} * kUnitSize);
}

LogEstimate entry_width(const Table& table, const Index& index, size_t terms) {
  uint32_t width = 0;
  for (size_t i = 0; i < terms; ++i) {
    const int32_t column = index.terms[i].column;
    width += column < 0 ? 1 : width_of(table.columns[static_cast<size_t>(column)]);
  }
  return log_estimate(uint64_t{width} * kUnitSize);
}

size_t key_size(const Table& table, const Index& index) {
  return &index == table.primary_index.get() ? table.primary_key.size() : index.declared_terms;
}

void guess_rows(Table& table, Index& index) {
  const size_t columns = key_size(table, index);
  table.row_estimate = std::max(table.row_estimate, kRowsGuessMin);
  LogEstimate rows = table.row_estimate;
  if (index.where) rows = static_cast<LogEstimate>(rows - kPartialDiscount);
  index.estimates.assign(1, rows);
  for (size_t i = 0; i < columns; ++i) {
    index.estimates.push_back(i < kRowsPerKey.size() ? kRowsPerKey[i] : kRowsPerLongKey);
  }
  if (index.unique || &index == table.primary_index.get()) index.estimates.back() = 0;
}

template <class Visit>
void each_index(Table& table, Visit&& visit) {
  for (const auto& index : table.indexes) visit(*index);
  if (table.primary_index) visit(*table.primary_index);
}

/// The numbers at the start of a row's text, at most `count_max`, and the words behind them.
class StatText {
 public:
  StatText(std::string_view text, size_t count_max) : rest_(text) {
    while (numbers_.size() < count_max) {
      uint64_t number = 0;
      const auto parsed = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
      if (parsed.ptr == rest_.data()) break;
      numbers_.push_back(log_estimate(parsed.ec == std::errc() ? number : UINT64_MAX));
      rest_.remove_prefix(static_cast<size_t>(parsed.ptr - rest_.data()));
      if (rest_.starts_with(' ')) rest_.remove_prefix(1);
    }
  }
  const std::vector<LogEstimate>& numbers() const { return numbers_; }
  bool has(std::string_view word) const { return find(word) != std::string_view::npos; }
  /// sz=NNN: bytes of an average row.
  std::optional<LogEstimate> row_size() const {
    const size_t at = find("sz=");
    if (at == std::string_view::npos) return std::nullopt;
    uint64_t size = 0;
    std::from_chars(rest_.data() + at + 3, rest_.data() + rest_.size(), size);
    return log_estimate(std::max<uint64_t>(size, 2));
  }

 private:
  /// Where a word that starts with `word` begins.
  size_t find(std::string_view word) const {
    for (size_t at = rest_.find(word); at != std::string_view::npos;
         at = rest_.find(word, at + 1)) {
      if (at == 0 || rest_[at - 1] == ' ') return at;
    }
    return std::string_view::npos;
  }
  std::string_view rest_;
  std::vector<LogEstimate> numbers_;
};

void apply_to_index(std::string_view text, Table& table, Index& index) {
  const size_t columns = key_size(table, index);
  const StatText stat(text, columns + 1);
  const auto& numbers = stat.numbers();
  std::copy(numbers.begin(), numbers.end(), index.estimates.begin());
  index.has_statistics = true;
  index.is_unordered = stat.has("unordered");
  index.no_skip_scan = stat.has("noskipscan");
  if (const auto size = stat.row_size()) index.entry_width = *size;
  if (index.where || numbers.empty()) return;
  table.row_estimate = numbers.front();
  table.has_statistics = true;
}

void apply_to_table(std::string_view text, Table& table) {
  const StatText stat(text, 1);
  if (!stat.numbers().empty()) table.row_estimate = stat.numbers().front();
  if (const auto size = stat.row_size()) table.row_width = *size;
  table.has_statistics = true;
}

void apply(const Statistics::Row& row, Table& table) {
  if (row.index.empty()) return apply_to_table(row.text, table);
  if (table.primary_index && same_name(table.name, row.index)) {
    return apply_to_index(row.text, table, *table.primary_index);
  }
  for (const auto& index : table.indexes) {
    if (same_name(index->name, row.index)) return apply_to_index(row.text, table, *index);
  }
}

Status read_rows(btree::TreeStore& store, const Table& statistics, Statistics& out) {
  btree::TableCursor cursor(store, statistics.root);
  record::RecordReader row;
  for (bool found = TRY(cursor.first()); found; found = TRY(cursor.next())) {
    row.reset(TRY(cursor.payload()));
    const record::ValueView table = TRY(row.column(0));
    const record::ValueView index = TRY(row.column(1));
    const record::ValueView stat = TRY(row.column(2));
    if (!table.is_text() || !stat.is_text()) continue;
    out.of_table[std::string(table.as_text())].push_back(
        {std::string(index.is_text() ? index.as_text() : ""), std::string(stat.as_text())});
  }
  return {};
}

}  // namespace

void guess_sizes(Table& table) {
  table.row_estimate = kRowsGuess;
  table.row_width = row_width(table);
  table.has_statistics = false;
  each_index(table, [&](Index& index) {
    index.has_statistics = index.is_unordered = index.no_skip_scan = false;
    index.entry_width = entry_width(table, index, index.terms.size());
    guess_rows(table, index);
  });
}

std::unique_ptr<Statistics> read_statistics(btree::TreeStore& store, const Schema& schema) {
  const Table* statistics = schema.find_table("sqlite_stat1");
  if (!statistics || statistics->columns.size() < 3 || statistics->without_rowid) return nullptr;
  auto out = std::make_unique<Statistics>();
  static_cast<void>(read_rows(store, *statistics, *out));
  return out;
}

void estimate_sizes(const Schema& schema, Table& table) {
  guess_sizes(table);
  if (!schema.statistics) return;
  const auto told = schema.statistics->of_table.find(table.name);
  if (told != schema.statistics->of_table.end()) {
    for (const Statistics::Row& row : told->second) apply(row, table);
  }
  // What was not analysed is guessed from what the table is known to hold.
  each_index(table, [&](Index& index) {
    if (!index.has_statistics) guess_rows(table, index);
  });
}

}  // namespace tern::catalog
