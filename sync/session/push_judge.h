#pragma once

#include <vector>

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
  model::Seq last() const { return model::Seq{entries_.size()}; }
  const model::Chain& last_chain() const;
  /// Requires: 1 <= seq <= last().
  const Entry& at(model::Seq seq) const;
  void add(const model::Chain& chain, const model::Outcome& outcome) {
    entries_.push_back({chain, outcome});
  }

 private:
  std::vector<Entry> entries_;  // of sequence 1, 2, ...
};

enum class Judgement : uint8_t {
  Fresh,      // the next one: resolve and commit it
  Duplicate,  // its outcome is stored
  Gap,        // something before it is missing
  Forked,     // another record has this sequence, or this one follows another history
};

/// Judges the record `seq` whose chain was `before` and is `after`.
Judgement judge(const KnownReplica& known, model::Seq seq, const model::Chain& before,
                const model::Chain& after);

/// Up to where the histories agree, for the answer to a fork found at `seq`.
model::Seq common_before(const KnownReplica& known, model::Seq seq, const model::Chain& before);

}  // namespace tern::sync::session
