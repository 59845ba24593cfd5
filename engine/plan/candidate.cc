#include "engine/plan/candidate.h"

#include <algorithm>

#include "engine/plan/measures.h"

namespace tern::plan {

namespace {

bool has(const Candidate& candidate, const Constraint* constraint) {
  return constraint == candidate.low || constraint == candidate.high ||
         std::ranges::find(candidate.equal, constraint) != candidate.equal.end();
}

/// Are the constraints of `a` some, but not all, of those of `b`, and does `a` cost no more?
bool is_cheaper_subset(const Candidate& a, const Candidate& b) {
  if (a.use_count() >= b.use_count() || b.skipped > a.skipped) return false;
  if (a.run > b.run && a.rows > b.rows) return false;
  const auto all_in_b = [&](const Constraint* constraint) {
    return !constraint || has(b, constraint);
  };
  if (!all_in_b(a.low) || !all_in_b(a.high)) return false;
  if (!std::ranges::all_of(a.equal, all_in_b)) return false;
  return !a.is_covering || b.is_covering;
}

constexpr bool is_subset(SourceMask a, SourceMask b) { return (a & b) == a; }

/// An index that is there beats a hash table that would have to be made.
bool is_index_key(const Candidate& candidate, const Candidate& hash) {
  return candidate.kind == AccessKind::IndexScan && !candidate.equal.empty() &&
         candidate.skipped == 0 && is_subset(candidate.needs, hash.needs);
}

}  // namespace

bool Candidate::uses(const Term& term) const {
  const auto is_of = [&term](const Constraint* constraint) {
    return constraint && constraint->term == &term;
  };
  return is_of(low) || is_of(high) || std::ranges::any_of(equal, is_of);
}

size_t Candidate::use_count() const {
  return equal.size() + (low ? 1 : 0) + (high ? 1 : 0) + (union_term != SIZE_MAX ? 1 : 0);
}

/// What looks at more of WHERE may not look worse than what looks at less, nor the other way round:
/// estimates of different indexes do not agree with each other.
void CandidateList::adjust(Candidate& candidate) const {
  if (candidate.kind != AccessKind::IndexScan) return;
  for (size_t i = begin_; i < all_.size(); ++i) {
    const Candidate& other = all_[i];
    if (other.kind != AccessKind::IndexScan) continue;
    if (is_cheaper_subset(other, candidate)) {
      candidate.run = std::min(other.run, candidate.run);
      candidate.rows = std::min(static_cast<LogEstimate>(other.rows - 1), candidate.rows);
    } else if (is_cheaper_subset(candidate, other)) {
      candidate.run = std::max(other.run, candidate.run);
      candidate.rows = std::max(static_cast<LogEstimate>(other.rows + 1), candidate.rows);
    }
  }
}

void CandidateList::add(Candidate&& candidate) {
  if (!all_.empty() && all_.back().source != candidate.source) begin_ = all_.size();
  if (measures_) {
    measures_->price(candidate);
  } else {
    adjust(candidate);
  }
  const auto is_better = [&](const Candidate& old) {
    return is_subset(old.needs, candidate.needs) && old.setup <= candidate.setup &&
           old.run <= candidate.run && old.rows <= candidate.rows;
  };
  const auto is_beaten = [&](const Candidate& old) {
    return is_subset(candidate.needs, old.needs) && old.run >= candidate.run &&
           old.rows >= candidate.rows && (!measures_ || old.setup >= candidate.setup);
  };
  size_t place = all_.size();
  for (size_t i = begin_; i < all_.size(); ++i) {
    if (all_[i].order_rank != candidate.order_rank) continue;
    if (place == all_.size()) {
      const bool gives_way = !measures_ && all_[i].is_hash && is_index_key(candidate, all_[i]);
      if (!gives_way && is_better(all_[i])) return;
      if (gives_way || is_beaten(all_[i])) place = i;
    } else if (is_beaten(all_[i])) {
      all_.erase(all_.begin() + static_cast<std::ptrdiff_t>(i--));
    }
  }
  if (place == all_.size()) {
    all_.push_back(std::move(candidate));
  } else {
    all_[place] = std::move(candidate);
  }
}

}  // namespace tern::plan
