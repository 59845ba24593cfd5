#include "tools/tern/dot/expert/index_statistics.h"

#include <algorithm>

#include "engine/api/connection_state.h"
#include "engine/io/random.h"
#include "engine/record/record.h"
#include "tools/tern/literals.h"

namespace tern::shell {
namespace {

constexpr int kAllRows = 100;

/// Takes about so many percent of what it is asked about; the first always.
class RowSampler {
 public:
  RowSampler(int percent, uint64_t seed)
      : percent_(static_cast<uint32_t>(percent)), random_(seed) {}

  bool takes_next() {
    const bool wanted = taken_ * kAllRows <= seen_ * percent_;
    const bool takes = wanted || random_.next_u32() % kAllRows <= percent_;
    ++seen_;
    if (takes) ++taken_;
    return takes;
  }

 private:
  uint32_t percent_;
  io::SeededRandom random_;
  uint64_t seen_ = 0;
  uint64_t taken_ = 0;
};

/// Counts how often the first columns differ from those of the row before.
class ChangeCounter {
 public:
  explicit ChangeCounter(std::vector<const record::Collation*> collations)
      : collations_(std::move(collations)),
        last_(collations_.size()),
        changes_(collations_.size()),
        earliest_(collations_.size()) {}

  void add(const Statement& row) {
    size_t place = 0;
    while (place < last_.size() && is_as_before(row, place)) ++place;
    ++rows_;
    earliest_ = std::min(earliest_, place);
    for (size_t i = place; i < last_.size(); ++i) {
      ++changes_[i];
      last_[i].assign(row.column(static_cast<int>(i)));
    }
  }

  /// The number of rows, then how many there are for each value of the first columns. One row, that
  /// differs earliest, stands for the first of all.
  std::string text() const {
    if (rows_ == 0) return "";
    std::string out = std::to_string(rows_);
    for (size_t i = 0; i < changes_.size(); ++i) {
      const uint64_t values = 1 + changes_[i] - (earliest_ <= i ? 1 : 0);
      out += " " + std::to_string((rows_ + values / 2) / values);
    }
    return out;
  }

 private:
  bool is_as_before(const Statement& row, size_t place) const {
    const ValueView value = row.column(static_cast<int>(place));
    return record::compare_values(last_[place].view(), value, *collations_[place]) == 0;
  }

  std::vector<const record::Collation*> collations_;
  std::vector<Value> last_;
  std::vector<uint64_t> changes_;
  size_t earliest_;
  uint64_t rows_ = 0;
};

}  // namespace

Result<std::vector<IndexTermName>> index_terms(Connection& db, const std::string& index) {
  Statement rows =
      TRY(db.prepare("SELECT name, coll FROM pragma_index_xinfo(?1, 'main') "
                     "WHERE \"key\""));
  TRY(rows.bind(1, std::string_view(index)));
  std::vector<IndexTermName> terms;
  while (TRY(rows.step())) {
    if (rows.column(0).is_null()) return std::vector<IndexTermName>();
    terms.push_back({shown_text(rows.column(0)), shown_text(rows.column(1))});
  }
  return terms;
}

IndexStatistics::IndexStatistics(Connection& db, int percent)
    : db_(db), percent_(percent), seed_(io::system_random().next_u64()) {}

Result<std::string> IndexStatistics::of(const std::string& table,
                                        const std::vector<IndexTermName>& terms) {
  std::string columns;
  std::vector<const record::Collation*> collations;
  for (const IndexTermName& term : terms) {
    columns += (columns.empty() ? "" : ", ") + quoted_name(term.column);
    collations.push_back(&db_.state().collations().stored(term.collation, TextEncoding::Utf8));
  }
  Statement rows = TRY(db_.prepare("SELECT " + columns + " FROM main." + quoted_name(table)));
  ChangeCounter counter(std::move(collations));
  RowSampler sampler(percent_, seed_);
  while (TRY(rows.step()))
    if (percent_ == kAllRows || sampler.takes_next()) counter.add(rows);
  return counter.text();
}

}  // namespace tern::shell
