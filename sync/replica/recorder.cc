#include "sync/replica/recorder.h"

#include "sync/replica/local_log.h"

namespace tern::sync::replica {

Status Replica::State::Recorder::before_commit(Bytes changeset, std::span<const PageNo> pages,
                                               ByteVector& record) {
  TRY(rebase_ ? record_rebase(pages, record) : record_transaction(changeset, pages, record));
  return write_intent(pages, record);
}

Status Replica::State::Recorder::write_intent(std::span<const PageNo> pages, Bytes record) {
  storage::Pager& pager = state_.pager();
  Intent intent;
  intent.record.assign(record.begin(), record.end());
  for (const PageNo page : pages) {
    if (page.raw > pager.page_count()) continue;
    const storage::PageRef image = TRY(pager.read(page));
    intent.pages.emplace_back(page, model::hash_of_page(page, image.bytes()));
  }
  return state_.intent_->write(intent.encode());
}

Status Replica::State::Recorder::record_transaction(Bytes changeset, std::span<const PageNo> pages,
                                                    ByteVector& record) {
  // Others may have committed since we looked last; the sequence goes on behind theirs. Nobody
  // commits now: we hold the write lock.
  TRY(state_.catch_up());
  std::vector<uint32_t> numbers;
  for (const PageNo page : pages) numbers.push_back(page.raw);
  append(record, TRY(state_.log_->make_record(
                     changeset, std::move(numbers),
                     state_.connection_->state().transaction().foreign_keys_enabled,
                     state_.options_.clock->wall_ms())));
  return ok();
}

Status Replica::State::Recorder::record_rebase(std::span<const PageNo> pages, ByteVector& record) {
  storage::Pager& pager = state_.pager();
  rebase_->dirty.clear();
  for (const PageNo page : pages) {
    if (page.raw > pager.page_count()) continue;
    const storage::PageRef image = TRY(pager.read(page));
    const model::PageHash& base = state_.base_hash_;
    const bool is_base = page.raw <= base.page_count() &&
                         base.leaf(page) == model::hash_of_page(page, image.bytes());
    if (!is_base) rebase_->dirty.push_back(page.raw);
  }
  append(record, rebase_->encode(state_.log_->rid()));
  return ok();
}

void Replica::State::Recorder::after_commit() { drained_ = state_.catch_up(); }

}  // namespace tern::sync::replica
