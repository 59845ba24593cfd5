#include <algorithm>

#include "sync/apply/applier.h"
#include "sync/replica/recorder.h"
#include "sync/replica/replica_state.h"

// Installing a pull: the new base and the replayed overlay become one commit. While it runs,
// readers keep their snapshot; a crash leaves the old state or the new one.

namespace tern::sync::replica {

Result<Replica::State::Install> Replica::State::install(Staging& staging) {
  ASSERT(staging.is_complete());
  TRY(connection_->state().begin(TransactionMode::Immediate));
  Result<Install> done = install_in_transaction(staging);
  recorder_->end_rebase();
  if (connection_->in_transaction()) TRY(connection_->state().rollback());
  if (!done) base_hash_ = {};
  return done;
}

Result<Replica::State::Install> Replica::State::install_in_transaction(Staging& staging) {
  TRY(connection_->state().ensure_writing());
  TRY(catch_up());
  const Staging::Target& target = staging.target();
  if (target.page_size != pager().page_size()) {
    return fail(ErrorCode::Corrupt, "the primary's pages have another size");
  }
  for (const uint32_t page : log_->dirty()) {
    if (page <= target.page_count && !staging.has(page)) return Install::PagesMissing;
  }
  Rebase rebase;
  rebase.base = {target.epoch, target.revision, target.page_hash, target.page_count, 0, 0};
  rebase.in_base = std::min(target.last_seq, log_->last());
  connection_->state().trees().invalidate_cursors();
  const uint32_t cookie_before = TRY(pager().header_field(storage::HeaderField::SchemaCookie));
  TRY(put_pages(staging));
  TRY(prove(staging));
  // A reader that cached the schema must see that it is another one.
  const uint32_t cookie = TRY(pager().header_field(storage::HeaderField::SchemaCookie));
  const bool same_schema = cookie == log_->base().cookie && cookie_before == log_->base().installed;
  rebase.base.cookie = cookie;
  rebase.base.installed = same_schema ? cookie_before : std::max(cookie, cookie_before) + 1;
  if (cookie != rebase.base.installed) {
    TRY(pager().set_header_field(storage::HeaderField::SchemaCookie, rebase.base.installed));
  }
  connection_->state().main().forget_schema();
  TRY(replay(rebase.in_base));
  (void)TRY(pager().write(PageNo{1}));
  recorder_->begin_rebase(rebase);
  TRY(connection_->state().commit());
  TRY(Status(recorder_->drained()));
  return Install::Done;
}

Status Replica::State::put_pages(Staging& staging) {
  const Staging::Target& target = staging.target();
  TRY(pager().set_page_count(target.page_count));
  for (const uint32_t no : staging.pages()) {
    if (no > target.page_count) continue;
    const ByteVector image = TRY(staging.image(no));
    const storage::PageMut page = TRY(pager().write(PageNo{no}));
    std::copy(image.begin(), image.end(), page.bytes().begin());
  }
  return ok();
}

/// The pages are now the base's, all of them: their hash must be the primary's.
Status Replica::State::prove(Staging& staging) {
  const Staging::Target& target = staging.target();
  const bool usable = !base_hash_.root().is_zero() && base_hash_.root() == log_->base().page_hash;
  base_hash_.resize(target.page_count);
  for (uint32_t no = 1; no <= target.page_count; ++no) {
    if (usable && no <= log_->base().page_count && !staging.has(no)) continue;
    const storage::PageRef page = TRY(pager().read(PageNo{no}));
    base_hash_.set(PageNo{no}, model::hash_of_page(PageNo{no}, page.bytes()));
  }
  if (base_hash_.root() == target.page_hash) return ok();
  return fail(ErrorCode::Corrupt,
              "the pulled state is not the primary's: something changed this file past Tern");
}

/// Puts the overlay on the new base again, as the primary would judge it now. What would be parked
/// there is left out here; the transactions themselves stay as they were made.
Status Replica::State::replay(model::Seq in_base) {
  const model::Author author{log_->rid(), log_->parent_ids(), {}, {}};
  for (const Pending& pending : log_->pending()) {
    if (pending.seq <= in_base) continue;
    const model::TransactionRecord record = TRY(model::TransactionRecord::decode(pending.record));
    model::Author self = author;
    self.base = record.base;
    self.hlc = record.hlc;
    if (record.changeset.empty()) continue;
    (void)TRY(apply::apply_record(*connection_, record, self, nullptr));
  }
  return ok();
}

Status Replica::State::take_identity(model::Seq common, bool restart_base, model::Epoch epoch) {
  // The write lock keeps other connections from numbering under the former id meanwhile.
  TRY(connection_->state().begin(TransactionMode::Immediate));
  const auto work = [&]() -> Status {
    TRY(connection_->state().ensure_writing());
    TRY(catch_up());
    const FileLock held = TRY(lock(FileLock::Which::Log));
    return log_->take_identity(model::ReplicaId::random(*options_.random), common, restart_base,
                               epoch);
  };
  Status done = work();
  TRY(connection_->state().rollback());
  return done;
}

}  // namespace tern::sync::replica
