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
  if (known.seen > 0) try_terms(source);
}

void Measures::try_terms(size_t source) {
  const bind::Source& bound = *space_.core.sources[source];
  Known& known = known_[source];
  for (const Term& term : space_.terms) {
    if (term.reads != mask_of(source) || !counts_for(space_, term, source)) continue;
    const bool reads_outer = expr::slots_of(*term.expr).size() != 1;
    if (reads_outer || !may_be_tried(*term.expr)) continue;
    known.tried.push_back({&term, {}});
  }
  if (known.tried.empty()) return;
  const std::vector<record::Value> parameters;
  expr::Frame frame(space_.context.layout, *space_.context.connection, parameters);
  expr::Row& row = frame.row(bound.slot);
  for (size_t i = 0; i < known.seen; ++i) {
    const catalog::TableSample::Row& seen = known.sample->seen[i];
    row.set_record(known.sample->record(seen), seen.rowid.raw);
    for (Tried& tried : known.tried) {
      // What fails here may fail, or not, when the query runs.
      const Result<expr::Truth> truth = tried.term->expr->truth(frame);
      tried.hits[i] = truth && *truth == expr::Truth::True;
    }
  }
}

const Measures::Tried* Measures::find(size_t source, const Term* term) const {
  for (const Tried& tried : known_[source].tried) {
    if (tried.term == term) return &tried;
  }
  return nullptr;
}

/// Of the rows of `source`, those that meet all of `terms`, which have been tried.
double Measures::share(size_t source, const std::vector<const Term*>& terms) const {
  const Known& known = known_[source];
  if (terms.empty() || known.seen == 0) return 1;
  Hits hits;
  hits.set();
  for (const Term* term : terms) hits &= find(source, term)->hits;
  const auto seen = static_cast<double>(known.seen);
  const size_t count = hits.count();
  if (count > 0) return static_cast<double>(count) / seen;
  // None was met: there are few, not none.
  double out = .5 / seen;
  for (const Term* term : terms) {
    const expr::Expr* key = equal_column(*space_.core.sources[source], *term->expr);
    if (key) out = std::min(out, 1 / distinct(source, *key));
  }
  return std::max(out, .5 / known.rows);
}

double Measures::share_of_all(size_t source) const {
  const Known& known = known_[source];
  if (known.share_of_all < 0) {
    std::vector<const Term*> terms;
    for (const Tried& tried : known.tried) terms.push_back(tried.term);
    known.share_of_all = share(source, terms);
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
    const catalog::IndexSample* sample = bound.table->schema->sampler->sample(index);
    if (sample && columns <= sample->repeats.size()) return sample->repeats[columns - 1];
  }
  return columns < index.estimates.size() ? real_of_log(index.estimates[columns]) : 1;
}

/// How many values `key`, a column or the rowid, has.
double Measures::distinct(size_t source, const expr::Expr& key) const {
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
double Measures::visited(const Candidate& candidate, std::vector<const Term*>& consumed) const {
  const size_t source = candidate.source;
  double in_values = 1;
  double unknown_limits = 1;
  bool has_unknown = candidate.skipped > 0;
  const auto take = [&](const Constraint& constraint) {
    if (!constraint.is_transitive && find(source, constraint.term)) {
      if (std::ranges::find(consumed, constraint.term) == consumed.end()) {
        consumed.push_back(constraint.term);
      }
      return true;
    }
    return false;
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
    std::vector<const Term*> limits;  // that the average of equal keys says nothing about
    for (const Constraint* limit : {candidate.low, candidate.high}) {
      if (limit && find(source, limit->term)) limits.push_back(limit->term);
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
  for (const Term& term : space_.terms) {
    if ((term.reads & ~known) != 0 || (term.reads & candidate.self()) == 0) continue;
    if (!counts_for(space_, term, source)) continue;
    if (candidate.uses(term) || find(source, &term)) continue;
    const expr::Expr* key = equal_column(bound, *term.expr);
    out *= key ? 1 / distinct(source, *key) : kFilterShare;
  }
  return out;
}

void Measures::set_rows(Candidate& candidate, double rows) const {
  const bool keeps_row = space_.is_outer[candidate.source];
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
  std::vector<const Term*> consumed;
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
