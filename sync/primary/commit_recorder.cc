#include "sync/primary/commit_recorder.h"

#include <utility>

#include "engine/api/connection_state.h"

namespace tern::sync::primary {

void CommitRecorder::expect(const model::ReplicaId& origin, model::Seq seq,
                            const model::Chain& chain, model::Hlc hlc) {
  record_ = {};
  record_.origin = origin;
  record_.seq = seq;
  record_.chain = chain;
  record_.hlc = hlc;
  record_.outcome.kind = model::OutcomeKind::Applied;
  is_expected_ = is_numbered_ = true;
}

void CommitRecorder::expect_client(const model::ReplicaId& client, model::Hlc hlc) {
  expect(client, {}, {}, hlc);
  is_numbered_ = false;
}

void CommitRecorder::decide(const apply::Applied& applied) {
  record_.outcome.kind = applied.kind;
  record_.outcome.conflicts = static_cast<uint32_t>(applied.conflicts.size());
  record_.remaps = apply::encode(applied.remaps);
}

storage::Pager& CommitRecorder::pager() { return connection_.state().pager(); }

Status CommitRecorder::before_commit(Bytes changeset, std::span<const PageNo> pages,
                                     ByteVector& record) {
  // Whatever PRAGMA synchronous says: what is answered has to be durable.
  pager().set_synchronous(storage::Synchronous::Full);
  const bool is_callers = ledger_.is_locked_here();
  if (!is_callers) lock_.emplace(ledger_);
  Status prepared = is_callers ? ok() : ledger_.begin_commit();
  if (prepared) prepared = prepare(changeset, pages, record);
  if (!prepared) lock_.reset();
  return prepared;
}

Status CommitRecorder::prepare(Bytes changeset, std::span<const PageNo> pages, ByteVector& out) {
  if (!is_expected_) expect_client(ledger_.history().server(), ledger_.tick());
  if (!is_numbered_) number(changeset);
  model::CommitRecord record = record_;
  record.changeset.assign(changeset.begin(), changeset.end());
  preparing_ = TRY(ledger_.prepare(std::move(record), pager(), pages, out));
  return ok();
}

/// As the next one of its writer.
void CommitRecorder::number(Bytes changeset) {
  const History& history = ledger_.history();
  History::Position last = history.last_of_server();
  if (record_.origin != history.server()) {
    const session::KnownReplica& known = history.known(record_.origin);
    last = {known.last(), known.last_chain()};
  }
  record_.seq = model::next(last.seq);
  record_.chain = model::chain_after(last.chain, changeset);
}

void CommitRecorder::after_commit() {
  record_.outcome.revision = revision_ = preparing_;
  is_expected_ = false;
  ledger_.committed(pager());
  lock_.reset();
  if (told_) told_();
}

void CommitRecorder::after_rollback() {
  is_expected_ = false;
  lock_.reset();
}

}  // namespace tern::sync::primary
