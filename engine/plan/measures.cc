#include "engine/plan/measures.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "engine/expr/call.h"
#include "engine/expr/leaf.h"
#include "engine/plan/core_expressions.h"
#include "engine/plan/index_match.h"
#include "engine/plan/index_search.h"
#include "engine/plan/rewrite.h"
#include "engine/record/sort_key.h"

namespace tern::plan {

namespace {

constexpr uint64_t kLeavesMin = 16;  // of a table that is worth a look, and makes its join so

constexpr double kRowCost = 3;         // a row met in a scan
constexpr double kEntryCost = 1;       // an entry of an index
constexpr double kSeekCost = 3;        // of going down a tree,
constexpr double kSeekDepthCost = .6;  // and for each doubling of what it holds
constexpr double kProbeCost = 3;       // of a hash table
constexpr double kBuildCost = 7;       // of a row that enters it
constexpr double kHashRowCost = 1.5;   // of one that comes out of it
constexpr double kHashRowsMax = 4e6;   // more are not to be held in memory
constexpr double kRangeShare = .25;    // a limit that is not known yet
constexpr double kFilterShare = .5;    // some condition
constexpr double kEqualShare = .1;     // an equality, where nothing is known of its column
constexpr double kInValues = 24;       // of an IN (SELECT ...)

LogEstimate log_of_real(double number) {
  return static_cast<LogEstimate>(std::lround(10 * std::log2(std::clamp(number, 1e-6, 1e18))));
}

double real_of_log(LogEstimate estimate) { return std::exp2(estimate / 10.0); }

double seek_cost(double rows) { return kSeekCost + kSeekDepthCost * std::log2(rows + 2); }

/// Evaluating it now can be seen by nobody, and needs nothing but one row.
bool may_be_tried(const expr::Expr& root) {
  bool out = true;
  expr::walk(root, [&](const expr::Expr& node) {
    switch (node.kind()) {
      case expr::Kind::Parameter:  // not bound yet
      case expr::Kind::Register:
      case expr::Kind::Subquery:
      case expr::Kind::InQuery:
      case expr::Kind::Exists:
        out = false;
        break;
      case expr::Kind::Call: {
        const functions::ScalarFunction& function = node.as<expr::FunctionCall>().function();
        const bool is_builtin = function.user_data == nullptr;
        out = out && is_builtin && function.determinism != functions::Determinism::Never;
        break;
      }
      case expr::Kind::Other:
        out = out && node.child_count() > 0;
        break;
      default:
        break;
    }
    return out;
  });
  return out;
}

/// The column of `source` that a term says equals something.
const expr::Expr* equal_column(const bind::Source& source, const expr::Expr& term) {
  const auto* compare = term.as_if<expr::Comparison>();
  if (!compare || compare->op() != expr::CompareOp::Equal) return nullptr;
  for (const expr::Expr* side : {&compare->left(), &compare->right()}) {
    const expr::Expr& key = bare(*side);
    const auto* column = key.as_if<expr::Column>();
    if ((column && column->slot() == source.slot) || is_rowid(source, key)) return &key;
  }
  return nullptr;
}

/// The only column that `root` reads; nothing: it reads others, or the rowid. Requires: there is no
/// subquery in it.
std::optional<uint32_t> only_column(const expr::Expr& root) {
  std::optional<uint32_t> out;
  bool is_only = true;
  expr::walk(root, [&](const expr::Expr& node) {
    const auto* column = node.as_if<expr::Column>();
    if (node.kind() == expr::Kind::Rowid ||
        (column && out.value_or(column->index()) != column->index())) {
      is_only = false;
    }
    if (column) out = column->index();
    return is_only;
  });
  return is_only ? out : std::nullopt;
}

bool is_met(const expr::Expr& term, expr::Frame& frame) {
  // What fails here may fail, or not, when the query runs.
  const Result<expr::Truth> truth = term.truth(frame);
  return truth && *truth == expr::Truth::True;
}

/// Tries conditions on the rows of samples. Each value that a column has is looked at once, where
/// the condition reads no other.
class Trial {
 public:
  explicit Trial(const PlanContext& context)
      : frame_(context.layout, *context.connection, parameters_) {}

  /// Of the first `seen` rows of `sample`, which stand in `slot`, those that meet `term`.
  template <class Hits>
  Hits hits(const expr::Expr& term, expr::RowSlot slot, const catalog::TableSample& sample,
            size_t seen) {
    const std::optional<uint32_t> column = only_column(term);
    if (column) {
      const catalog::TableSample::Column& values = sample.column(*column);
      if (values.is_readable) return by_value<Hits>(term, frame_.row(slot), *column, values, seen);
    }
    Hits out;
    for (size_t i = 0; i < seen; ++i) {
      const catalog::TableSample::Row& row = sample.seen[i];
      frame_.row(slot).set_record(sample.record(row), row.rowid.raw);
      out[i] = is_met(term, frame_);
    }
    return out;
  }

 private:
  template <class Hits>
  Hits by_value(const expr::Expr& term, expr::Row& row, uint32_t column,
                const catalog::TableSample::Column& values, size_t seen) {
    Hits by_place;
    values_.resize(std::max<size_t>(values_.size(), column + 1));
    row.set_values(values_);
    for (size_t i = 0; i < std::min(values.values.size(), by_place.size()); ++i) {
      values_[column] = values.values[i];
      by_place[i] = is_met(term, frame_);
    }
    Hits out;
    for (size_t i = 0; i < seen; ++i) out[i] = by_place[values.places[i]];
    return out;
  }

  const std::vector<record::Value> parameters_;
  expr::Frame frame_;
  std::vector<record::ValueView> values_;
};

bool is_stored(const bind::Source& source) {
  return source.table && !source.virtual_table && source.table->schema &&
         source.table->schema->sampler;
}

}  // namespace

std::unique_ptr<Measures> Measures::of(const SearchSpace& space) {
  const bool has_choice = space.core.sources.size() > 1 || !space.core.group_by.empty();
  if (!has_choice || !space.context.connection) return nullptr;
  if (!is_on(space.context, Rewrite::Measure)) return nullptr;
  const bool is_any_size = !is_on(space.context, Rewrite::SmallAsDefault);
  const bool is_worthwhile = std::ranges::any_of(space.core.sources, [&](const auto& source) {
    if (!is_stored(*source)) return false;
    const auto leaves = source->table->schema->sampler->leaf_count(*source->table);
    return leaves && (*leaves >= kLeavesMin || is_any_size);
  });
  if (!is_worthwhile) return nullptr;
  std::unique_ptr<Measures> out(new Measures(space));
  out->known_.resize(space.core.sources.size());
  for (size_t i = 0; i < out->known_.size(); ++i) out->look_at(i);
  std::optional<Trial> trial;
  for (size_t i = 0; i < out->known_.size(); ++i) {
    Known& known = out->known_[i];
    out->sort_terms(i);
    if (!known.tried.empty() && !trial) trial.emplace(space.context);
    const expr::RowSlot slot = space.core.sources[i]->slot;
    for (Tried& tried : known.tried) {
      tried.hits = trial->hits<Hits>(*tried.term->expr, slot, *known.sample, known.seen);
    }
  }
  return out;
}

void Measures::look_at(size_t source) {
  const bind::Source& bound = *space_.core.sources[source];
  Known& known = known_[source];
  if (!is_stored(bound)) {
    if (!bound.table && !bound.recursion) known.rows = real_of_log(space_.subquery_rows[source]);
    return;
  }
  known.sample = bound.table->schema->sampler->sample(*bound.table);
  if (!known.sample) {
    known.rows = real_of_log(bound.table->row_estimate);
    return;
  }
  known.rows = std::max(known.sample->rows, 1.0);
  known.seen = std::min(known.sample->seen.size(), kRowsMax);
}

/// Into those to be tried, and others.
void Measures::sort_terms(size_t source) {
  Known& known = known_[source];
  for (const Term& term : space_.terms) {
    if ((term.reads & mask_of(source)) == 0 || !counts_for(space_, term, source)) continue;
    const bool reads_others =
        term.reads != mask_of(source) || expr::slots_of(*term.expr).size() != 1;
    if (known.seen > 0 && !reads_others && may_be_tried(*term.expr)) {
      known.tried.push_back({&term, {}});
    } else {
      known.untried.push_back({&term});
    }
  }
}

const Measures::Tried* Measures::find(size_t source, const Term* term) const {
  for (const Tried& tried : known_[source].tried) {
    if (tried.term == term) return &tried;
  }
  return nullptr;
}

/// Of the rows of `source`, those that meet all of `tried`.
double Measures::share(size_t source, const TriedList& tried) const {
  const Known& known = known_[source];
  if (tried.empty() || known.seen == 0) return 1;
  Hits hits;
  hits.set();
  for (const Tried* one : tried) hits &= one->hits;
  const auto seen = static_cast<double>(known.seen);
  const size_t count = hits.count();
  if (count > 0) return static_cast<double>(count) / seen;
  // None was met: there are few, not none.
  double out = .5 / seen;
  for (const Tried* one : tried) {
    const expr::Expr* key = equal_column(*space_.core.sources[source], *one->term->expr);
    if (key) out = std::min(out, 1 / distinct(source, *key));
  }
  return std::max(out, .5 / known.rows);
}

double Measures::share_of_all(size_t source) const {
  const Known& known = known_[source];
  if (known.share_of_all < 0) {
    TriedList all;
    for (const Tried& tried : known.tried) all.push_back(&tried);
    known.share_of_all = share(source, all);
  }
  return known.share_of_all;
}

/// How many entries of `index` share their first `columns` columns.
double Measures::repeats(size_t source, const catalog::Index& index, size_t columns) const {
  const bind::Source& bound = *space_.core.sources[source];
  const double rows = known_[source].rows;
  if (columns == 0) return index.where ? real_of_log(index.estimates.front()) : rows;
  const size_t declared = declared_columns(bound, index);
  const bool is_unique = index.unique || is_table_itself(bound, index);
  if (columns > declared || (columns == declared && is_unique)) return 1;
  if (!index.has_statistics) {
    const catalog::IndexSample* sample = sample_of(source, index);
    if (sample && columns <= sample->repeats.size()) return sample->repeats[columns - 1];
  }
  return columns < index.estimates.size() ? real_of_log(index.estimates[columns]) : 1;
}

const catalog::IndexSample* Measures::sample_of(size_t source, const catalog::Index& index) const {
  const Known& known = known_[source];
  for (const auto& [one, sample] : known.indexes) {
    if (one == &index) return sample;
  }
  const catalog::Table& table = *space_.core.sources[source]->table;
  return known.indexes.emplace_back(&index, table.schema->sampler->sample(index)).second;
}

/// How many values `key`, a column or the rowid, has.
double Measures::distinct(size_t source, const expr::Expr& key) const {
  const Known& known = known_[source];
  for (const auto& [one, count] : known.distinct) {
    if (one == &key) return count;
  }
  return known.distinct.emplace_back(&key, count_distinct(source, key)).second;
}

double Measures::count_distinct(size_t source, const expr::Expr& key) const {
  const bind::Source& bound = *space_.core.sources[source];
  const double rows = known_[source].rows;
  if (is_rowid(bound, key)) return rows;
  if (!bound.table) return rows;
  for (const catalog::Index* index : bound.table->all_indexes()) {
    if (index->where || !is_key_column(bound, *index, 0, key)) continue;
    return std::max(1.0, rows / repeats(source, *index, 1));
  }
  const auto* column = key.as_if<expr::Column>();
  if (!column || known_[source].seen == 0) return 1 / kEqualShare;
  const auto [at, is_fresh] = known_[source].sample->distinct.try_emplace(column->index());
  if (is_fresh) at->second = distinct_seen(source, column->index());
  return at->second;
}

/// By how many values of the sample came up once: the more, the more are still to be seen.
double Measures::distinct_seen(size_t source, uint32_t column) const {
  const Known& known = known_[source];
  std::map<std::string, size_t> counts;
  record::RecordReader reader;
  std::string key;
  for (size_t i = 0; i < known.seen; ++i) {
    reader.reset(known.sample->record(known.sample->seen[i]));
    const Result<record::ValueView> value = reader.column(column);
    if (!value) continue;
    key.clear();
    record::append_sort_key(key, *value, {});
    ++counts[key];
  }
  const auto once =
      std::ranges::count_if(counts, [](const auto& entry) { return entry.second == 1; });
  const auto values = static_cast<double>(counts.size());
  const double coverage = 1 - static_cast<double>(once) / static_cast<double>(known.seen);
  if (static_cast<double>(known.seen) >= known.rows) return std::max(values, 1.0);
  return std::clamp(coverage > 0 ? values / coverage : known.rows, 1.0, known.rows);
}

/// Rows that the key of `candidate` finds for each row before. Puts the tried terms that the key
/// stands for into `consumed`.
double Measures::visited(const Candidate& candidate, TriedList& consumed) const {
  const size_t source = candidate.source;
  double in_values = 1;
  double unknown_limits = 1;
  bool has_unknown = candidate.skipped > 0;
  const auto take = [&](const Constraint& constraint) {
    const Tried* tried = constraint.is_transitive ? nullptr : find(source, constraint.term);
    if (!tried) return false;
    if (std::ranges::find(consumed, tried) == consumed.end()) consumed.push_back(tried);
    return true;
  };
  for (const Constraint* constraint : candidate.equal) {
    const bool is_known = take(*constraint);
    has_unknown |= !is_known;
    if (constraint->op != Op::In) continue;
    const auto* list = constraint->value->as_if<expr::InList>();
    in_values *= list ? static_cast<double>(list->item_count()) : kInValues;
  }
  for (const Constraint* limit : {candidate.low, candidate.high}) {
    if (limit && !take(*limit)) unknown_limits *= kRangeShare;
  }
  const size_t columns = candidate.equal.size();
  const double rows = known_[source].rows;
  double found = 1;
  if (candidate.index) {
    found = repeats(source, *candidate.index, candidate.skipped + columns);
  } else if (columns == 0) {
    found = rows;
  }
  found *= in_values;
  if (has_unknown) {
    TriedList limits;  // that the average of equal keys says nothing about
    for (const Constraint* limit : {candidate.low, candidate.high}) {
      const Tried* tried = limit ? find(source, limit->term) : nullptr;
      if (tried) limits.push_back(tried);
    }
    if (limits.size() == 2 && limits[0] == limits[1]) limits.pop_back();
    return found * unknown_limits * share(source, limits);
  }
  const bool is_unique = columns > 0 && found <= in_values;
  if (consumed.empty() || is_unique) return found * unknown_limits;
  // A rare value is hardly seen: its key's average is the better guess.
  constexpr double kHitsMin = 2;
  const double met = share(source, consumed);
  const double by_sample = rows * met * unknown_limits;
  const bool is_seen = met * static_cast<double>(known_[source].seen) >= kHitsMin;
  return is_seen ? by_sample : std::min(by_sample, found * unknown_limits);
}

/// What conditions leave that read other rows, too, and are no part of the key.
double Measures::other_filters(const Candidate& candidate) const {
  const size_t source = candidate.source;
  const bind::Source& bound = *space_.core.sources[source];
  const SourceMask known = candidate.needs | candidate.self();
  double out = 1;
  for (const Untried& untried : known_[source].untried) {
    if ((untried.term->reads & ~known) != 0 || candidate.uses(*untried.term)) continue;
    if (untried.share < 0) {
      const expr::Expr* key = equal_column(bound, *untried.term->expr);
      untried.share = key ? 1 / distinct(source, *key) : kFilterShare;
    }
    out *= untried.share;
  }
  return out;
}

void Measures::set_rows(Candidate& candidate, double rows) const {
  const bool keeps_row = space_.is_outer(candidate.source);
  candidate.rows = log_of_real(keeps_row ? std::max(rows, 1.0) : rows);
}

void Measures::price_hash(Candidate& candidate) const {
  const size_t source = candidate.source;
  const double rows = known_[source].rows;
  const double entering = rows * share_of_all(source);
  const Constraint& key = *candidate.equal.front();
  double found = entering / distinct(source, *key.key);
  if (!space_.core.sources[source]->table) found = std::pow(rows, .25);
  found *= other_filters(candidate);
  candidate.setup = log_of_real(rows * kRowCost + entering * kBuildCost);
  candidate.run = log_of_real(kProbeCost + found * kHashRowCost);
  // Its keys stay in memory.
  if (entering > kHashRowsMax) candidate.setup = log_of_real(entering * entering);
  set_rows(candidate, found);
}

void Measures::price_scan(Candidate& candidate) const {
  const size_t source = candidate.source;
  const double rows = known_[source].rows;
  TriedList consumed;
  const double found = visited(candidate, consumed);
  const double left = share_of_all(source) / share(source, consumed);
  set_rows(candidate, found * std::min(left, 1.0) * other_filters(candidate));
  if (candidate.kind == AccessKind::IndexUnion || candidate.skipped > 0) return;
  const bool is_table =
      !candidate.index || is_table_itself(*space_.core.sources[source], *candidate.index);
  double cost = found * (is_table ? kRowCost : kEntryCost);
  if (!is_table && !candidate.is_covering) cost += found * seek_cost(rows);
  if (candidate.is_search()) cost += seek_cost(rows);
  candidate.run = log_of_real(cost);
}

LogEstimate Measures::group_cost(LogEstimate rows) const {
  const double number = real_of_log(rows);
  double groups = 1;
  for (const expr::ExprPtr& term : space_.core.group_by) {
    const expr::Expr& key = bare(*term);
    const auto slots = expr::slots_of(key);
    const auto source = slots.size() == 1 ? space_.source_of(slots.front()) : std::nullopt;
    const bool is_known = source && known_[*source].rows > 0;
    groups *= is_known ? distinct(*source, key) : 1 / kEqualShare;
  }
  return log_of_real(number * seek_cost(std::min(groups, number)));
}

void Measures::price(Candidate& candidate) const {
  if (candidate.kind == AccessKind::Virtual || candidate.kind == AccessKind::Recursion) return;
  if (known_[candidate.source].rows < 0) return;
  if (candidate.is_hash) return price_hash(candidate);
  if (candidate.is_subquery) return;
  price_scan(candidate);
}

}  // namespace tern::plan
