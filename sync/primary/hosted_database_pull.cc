#include <algorithm>
#include <map>
#include <utility>

#include "sync/primary/hosted_database.h"

// A pull: the pages that changed since what the replica has, as deltas where the history has them,
// else all pages; a part of them at a time.

namespace tern::sync::primary {
namespace {

using Wanted = std::map<uint32_t, std::vector<ByteVector>>;  // page: its deltas, in order

wire::PullAnswer head_of(Ledger& ledger, const wire::PullRequest& request) {
  const History::Head& head = ledger.history().head();
  wire::PullAnswer answer;
  answer.epoch = head.epoch;
  answer.to = head.revision;
  answer.page_hash = head.page_hash;
  answer.page_count = ledger.page_hash().page_count();
  answer.page_size = ledger.reader().page_size();
  answer.last_page = answer.page_count;
  const session::KnownReplica& known = ledger.history().known(request.rid);
  answer.last_seq = known.last();
  answer.last_chain = known.last_chain();
  return answer;
}

/// A commit of the log is damaged: what it changed is known to nobody, and all pages are sent.
bool is_unreadable(const Result<Wanted>& changes) {
  return !changes && changes.error().is(ErrorCode::Corrupt);
}

Result<Wanted> wanted_pages(Ledger& ledger, const wire::PullRequest& request,
                            wire::PullAnswer& answer) {
  bool by_changes = request.have.raw != 0 && request.epoch == answer.epoch &&
                    TRY(ledger.history().reaches(request.have, request.have_hash));
  Wanted wanted;
  if (by_changes) {
    Result<Wanted> changes = ledger.history().changes_after(request.have, !request.images_only);
    by_changes = !is_unreadable(changes);
    if (by_changes) wanted = TRY(std::move(changes));
  }
  if (by_changes) {
    answer.from = request.have;
  } else {
    for (uint32_t no = 1; no <= answer.page_count; ++no) wanted[no];
  }
  for (const wire::HeldPage& held : request.extra_pages) {
    const bool is_held =
        by_changes && held.page != 0 && held.page <= answer.page_count &&
        held.short_hash == model::short_hash(ledger.page_hash().leaf(PageNo{held.page}));
    wanted[held.page].assign(is_held ? 1 : 0, ByteVector());
  }
  return wanted;
}

Result<wire::PageUpdate> update_of(storage::Pager& pages, uint32_t no,
                                   std::vector<ByteVector>& deltas, uint64_t& bytes) {
  wire::PageUpdate update{no, {}, {}};
  uint64_t delta_bytes = 0;
  for (const ByteVector& delta : deltas) delta_bytes += delta.size() + 2;
  if (!deltas.empty() && delta_bytes < pages.page_size()) {
    update.deltas = std::move(deltas);
    bytes += delta_bytes;
    return update;
  }
  const storage::PageRef image = TRY(pages.read(PageNo{no}));
  update.image.assign(image.bytes().begin(), image.bytes().end());
  bytes += update.image.size();
  return update;
}

}  // namespace

// The snapshot ends with the lock.
Result<wire::PullAnswer> HostedDatabase::pull(const wire::PullRequest& request) {
  const Ledger::Lock lock(*ledger_);
  TRY(ledger_->catch_up());
  wire::PullAnswer answer = head_of(*ledger_, request);
  Wanted wanted = TRY(wanted_pages(*ledger_, request, answer));
  storage::Pager& pages = ledger_->reader();
  TRY(pages.begin_read());
  answer.schema_cookie = TRY(pages.header_field(storage::HeaderField::SchemaCookie));
  const uint64_t bytes_max = std::clamp<uint64_t>(request.bytes_max, 65536, wire::kPullBytesMax);
  uint64_t bytes = 0;
  for (auto it = wanted.upper_bound(request.after_page); it != wanted.end(); ++it) {
    auto& [no, deltas] = *it;
    if (no == 0 || no > answer.page_count) break;
    if (bytes >= bytes_max) {
      answer.last_page = no - 1;
      break;
    }
    answer.pages.push_back(TRY(update_of(pages, no, deltas, bytes)));
  }
  return answer;
}

}  // namespace tern::sync::primary
