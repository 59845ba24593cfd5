#include "sync/session/push_judge.h"

#include "engine/base/assert.h"

namespace tern::sync::session {

using model::Chain;
using model::Seq;

Result<KnownReplica::Entry> KnownReplica::at(Seq seq) const {
  ASSERT(seq.raw >= 1 && seq <= last());
  if (seq <= older_last_) return older_(seq);
  return entries_[seq.raw - older_last_.raw - 1];
}

void KnownReplica::put_upon(Seq last, const Chain& chain, Older older) {
  older_last_ = last;
  older_chain_ = chain;
  older_ = std::move(older);
  entries_.clear();
}

Result<Judgement> judge(const KnownReplica& known, Seq seq, const Chain& before,
                        const Chain& after) {
  ASSERT(seq.raw >= 1);
  if (seq.raw > known.last().raw + 1) return Judgement::Gap;
  if (seq <= known.last()) {
    const KnownReplica::Entry stored = TRY(known.at(seq));
    return stored.chain == after ? Judgement::Duplicate : Judgement::Forked;
  }
  return known.last_chain() == before ? Judgement::Fresh : Judgement::Forked;
}

Result<Seq> common_before(const KnownReplica& known, Seq seq, const Chain& before) {
  ASSERT(seq.raw >= 1);
  const Seq previous{seq.raw - 1};
  if (previous > known.last()) return Seq{};
  const Chain stored = previous.raw == 0 ? Chain{} : TRY(known.at(previous)).chain;
  return stored == before ? previous : Seq{};  // else the histories part before what was sent
}

}  // namespace tern::sync::session
