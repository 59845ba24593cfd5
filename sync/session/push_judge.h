#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "engine/base/result.h"
#include "sync/model/identity.h"
#include "sync/model/outcome.h"

namespace tern::sync::session {

/// What a primary knows of one replica id: each record's chain value and outcome, so that a
/// duplicate of any age gets its stored answer and a copied or restored file is told apart from a
/// duplicate.
class KnownReplica {
 public:
  struct Entry {
    model::Chain chain;
    model::Outcome outcome;
  };
  /// Where the entries are that are not in memory. Errors: as at().
  using Older = std::function<Result<Entry>(model::Seq)>;

  model::Seq last() const { return model::Seq{older_last_.raw + entries_.size()}; }
  const model::Chain& last_chain() const {
    return entries_.empty() ? older_chain_ : entries_.back().chain;
  }
  /// Requires: 1 <= seq <= last(). Errors: IoErr where an older one cannot be read.
  Result<Entry> at(model::Seq seq) const;
  void add(const model::Chain& chain, const model::Outcome& outcome) {
    entries_.push_back({chain, outcome});
  }
  /// From now on those up to `last`, with the chain value `chain`, are asked of `older`.
  void put_upon(model::Seq last, const model::Chain& chain, Older older);
  /// The last one that is not in memory; 0: all are.
  model::Seq older_last() const { return older_last_; }

 private:
  model::Seq older_last_;
  model::Chain older_chain_{};  // of nothing: zero
  Older older_;
  std::vector<Entry> entries_;  // of the sequence after older_last_, ...
};

enum class Judgement : uint8_t {
  Fresh,      // the next one: resolve and commit it
  Duplicate,  // its outcome is stored
  Gap,        // something before it is missing
  Forked,     // another record has this sequence, or this one follows another history
};

/// Judges the record `seq` whose chain was `before` and is `after`. Errors: as KnownReplica::at.
Result<Judgement> judge(const KnownReplica& known, model::Seq seq, const model::Chain& before,
                        const model::Chain& after);

/// Up to where the histories agree, for the answer to a fork found at `seq`. Errors: the same.
Result<model::Seq> common_before(const KnownReplica& known, model::Seq seq,
                                 const model::Chain& before);

}  // namespace tern::sync::session
