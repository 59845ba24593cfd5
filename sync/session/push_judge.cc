#include "sync/session/push_judge.h"

#include "engine/base/assert.h"

namespace tern::sync::session {

using model::Chain;
using model::Seq;

const Chain& KnownReplica::last_chain() const {
  static const Chain kStart{};
  return entries_.empty() ? kStart : entries_.back().chain;
}

const KnownReplica::Entry& KnownReplica::at(Seq seq) const {
  ASSERT(seq.raw >= 1 && seq <= last());
  return entries_[seq.raw - 1];
}

namespace {

Chain chain_at(const KnownReplica& known, Seq seq) {
  return seq.raw == 0 ? Chain{} : known.at(seq).chain;
}

}  // namespace

Judgement judge(const KnownReplica& known, Seq seq, const Chain& before, const Chain& after) {
  ASSERT(seq.raw >= 1);
  if (seq.raw > known.last().raw + 1) return Judgement::Gap;
  if (seq <= known.last()) {
    return known.at(seq).chain == after ? Judgement::Duplicate : Judgement::Forked;
  }
  return known.last_chain() == before ? Judgement::Fresh : Judgement::Forked;
}

Seq common_before(const KnownReplica& known, Seq seq, const Chain& before) {
  ASSERT(seq.raw >= 1);
  const Seq previous{seq.raw - 1};
  if (previous <= known.last() && chain_at(known, previous) == before) return previous;
  return Seq{};  // the histories part before what was sent
}

}  // namespace tern::sync::session
