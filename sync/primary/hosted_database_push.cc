#include <utility>

#include "engine/api/connection_state.h"
#include "sync/apply/sync_tables.h"
#include "sync/primary/hosted_database.h"

// A push: each record is judged, and a new one resolved against the head and committed, in one turn
// for all. What is about the caller is answered before anything is done, and uses up no sequence.

namespace tern::sync::primary {
namespace {

using model::Seq;
using session::Judgement;

model::TransactionRecord unreadable_record(Seq seq) {
  model::TransactionRecord record;
  record.seq = seq;
  return record;
}

model::Author author_of(const wire::PushRequest& request, const model::TransactionRecord& record) {
  model::Author author{request.rid, {}, record.base, record.hlc};
  for (const auto& [parent, seq] : request.parents) author.parents.push_back(parent);
  return author;
}

apply::Applied parked_as_unreadable(std::string_view why) {
  apply::Applied applied;
  applied.kind = model::OutcomeKind::Parked;
  model::Conflict conflict;
  conflict.kind = model::ConflictClass::Forbidden;
  conflict.state = model::ConflictState::Open;
  conflict.detail = why;
  applied.conflicts.push_back(std::move(conflict));
  return applied;
}

}  // namespace

Result<wire::PushAnswer> HostedDatabase::push(const wire::PushRequest& request) {
  wire::PushAnswer answer;
  {
    const WriterQueue::Turn held = TRY(turn());
    TRY(push_records(request, answer));
  }
  TRY(upkeep());
  const Ledger::Lock lock(*ledger_);
  answer.head = ledger_->history().head().revision;
  return answer;
}

Status HostedDatabase::push_records(const wire::PushRequest& request, wire::PushAnswer& answer) {
  {
    const Ledger::Lock lock(*ledger_);
    TRY(ledger_->catch_up());
    answer.epoch = ledger_->history().head().epoch;
  }
  if (request.epoch != answer.epoch) {
    answer.verdict = wire::PushVerdict::OtherEpoch;
    return ok();
  }
  model::Chain chain = request.chain_before;
  Seq seq = request.first;
  for (const ByteVector& record : request.records) {
    const model::Chain before = std::exchange(chain, model::chain_after(chain, record));
    const size_t answered = answer.outcomes.size();
    const bool is_fresh = TRY(judge(request, seq, before, chain, answer));
    if (is_fresh) {
      const Result<model::Outcome> outcome = commit_one(request, record, seq, chain);
      if (!outcome && answer.outcomes.empty()) return std::unexpected(outcome.error());
      if (!outcome) return ok();  // what is committed is answered; the rest comes again
      answer.outcomes.push_back(*outcome);
    } else if (answer.outcomes.size() == answered) {
      return ok();
    }
    seq = model::next(seq);
  }
  return ok();
}

/// True: it is new. Else its stored outcome is answered; or, as the first, what is wrong.
Result<bool> HostedDatabase::judge(const wire::PushRequest& request, Seq seq,
                                   const model::Chain& before, const model::Chain& after,
                                   wire::PushAnswer& answer) {
  const Ledger::Lock lock(*ledger_);
  TRY(ledger_->complete_history());
  const session::KnownReplica& known = ledger_->history().known(request.rid);
  const Judgement judgement = TRY(session::judge(known, seq, before, after));
  if (judgement == Judgement::Fresh) return true;
  if (judgement == Judgement::Duplicate) {
    answer.outcomes.push_back(TRY(known.at(seq)).outcome);
  } else if (answer.outcomes.empty()) {
    const bool gap = judgement == Judgement::Gap;
    answer.verdict = gap ? wire::PushVerdict::Gap : wire::PushVerdict::Forked;
    answer.seq = gap ? known.last() : TRY(session::common_before(known, seq, before));
  }
  return false;
}

Result<model::Outcome> HostedDatabase::commit_one(const wire::PushRequest& request, Bytes bytes,
                                                  Seq seq, const model::Chain& chain) {
  Result<model::TransactionRecord> decoded = model::TransactionRecord::decode(bytes);
  // A record that cannot be read is about the transaction, not the caller: it is parked as it is.
  const bool is_whole = decoded && decoded->seq == seq;
  model::TransactionRecord record = is_whole ? *std::move(decoded) : unreadable_record(seq);
  std::string why = record.changeset.empty() ? "the record cannot be read" : "";
  if (why.empty()) why = TRY(commit_record(request, bytes, record, chain, ""));
  if (!why.empty()) (void)TRY(commit_record(request, bytes, record, chain, why));
  return recorder_.outcome();
}

/// With `unreadable`, which says why, it is parked. Returns why it has to be, and then nothing is
/// done: half of it may have been applied, it takes a transaction without it. Else "".
Result<std::string> HostedDatabase::commit_record(const wire::PushRequest& request, Bytes bytes,
                                                  model::TransactionRecord& record,
                                                  const model::Chain& chain,
                                                  std::string_view unreadable) {
  TRY(writer_.state().begin(TransactionMode::Immediate));
  const Ledger::Lock lock(*ledger_);
  std::string why;
  Status done = ledger_->begin_commit();
  if (done) {
    record.hlc = ledger_->witness(record.hlc);
    recorder_.expect(request.rid, record.seq, chain, record.hlc);
    done = apply_in_transaction(request, bytes, record, unreadable, why);
  }
  if (done && why.empty()) done = commit_with_record();
  if (writer_.in_transaction()) (void)writer_.state().rollback();
  TRY(std::move(done));
  TRY(ledger_->complete_history());
  return why;
}

Status HostedDatabase::apply_in_transaction(const wire::PushRequest& request, Bytes bytes,
                                            const model::TransactionRecord& record,
                                            std::string_view unreadable, std::string& why) {
  History& history = ledger_->history();
  Result<apply::Applied> applied =
      unreadable.empty()
          ? apply::apply_record(writer_, record, author_of(request, record), &history.memory())
          : parked_as_unreadable(unreadable);
  if (!applied && applied.error().is(ErrorCode::Corrupt)) {
    why = applied.error().message();
    return ok();
  }
  if (!applied) return std::unexpected(applied.error());
  recorder_.decide(*applied);
  const apply::ConflictOrigin origin{model::next(history.head().revision), request.rid, record.seq,
                                     record.hlc};
  for (const model::Conflict& conflict : applied->conflicts) {
    const bool whole = applied->kind == model::OutcomeKind::Parked;
    TRY(apply::insert_conflict(writer_, conflict, origin, whole ? bytes : Bytes()));
  }
  return ok();
}

}  // namespace tern::sync::primary
