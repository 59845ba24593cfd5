#include <algorithm>

#include "engine/storage/new_content.h"
#include "engine/storage/pager_state.h"

// Another key, or other protection, for a database that exists. Nobody else uses it meanwhile: the
// file is written over as a whole (rewrite.cc), so that no page stays anywhere as it was, be it in
// a log or on the freelist. What is on disk at each moment:
//
//   WAL        All of the log is in the file first, the log is deleted, and that durably: it must
//              not come back behind the new pages. The file goes on saying that it is in WAL mode.
//   journal    It receives all pages as they stand in the file, under the former codec, and is
//              synced before the first page is written. A crash before the commit: whoever comes
//              first plays the journal, without a key; the file is what it was, page 1 (which says
//              the salt) included. After it: every page is of the new codec, page 1 too.
//              It is a file, and synced, whatever journal_mode and synchronous say: half of the
//              pages under a key and half under another would be no database.
//
// The same content in place where the pages have room for what the new codec stores in them; else
// it is built anew (engine/api/protect.cc). A new key has a new salt; a connection that proved to
// have the former key learns that from page 1 at its next snapshot, and is refused (NotADb).

namespace tern::storage {

uint32_t reserve_needed(Protection::Kind kind) {
  switch (kind) {
    case Protection::Kind::None:
      return 0;
    case Protection::Kind::Checksum:
      return ChecksumCodec::kReserve;
    case Protection::Kind::Encryption:
      return CipherCodec::kReserve;
  }
  return 0;
}

/// The file's own pages, decoded.
class Pager::State::OwnContent final : public NewContent {
 public:
  OwnContent(State& state, uint32_t cleared) : state_(state), cleared_(cleared) {}
  uint32_t page_size() const override { return state_.page_size; }
  uint32_t page_count() const override { return state_.page_count; }
  Result<std::span<const Bytes>> pages(PageNo first, uint32_t count) override {
    buffer_.resize(size_t{count} * page_size());
    run_.clear();
    for (uint32_t i = 0; i < count; ++i) {
      const PageNo no{first.raw + i};
      const MutBytes page = MutBytes(buffer_).subspan(size_t{i} * page_size(), page_size());
      if (no == state_.lock_page()) {
        std::ranges::fill(page, std::byte{0});
      } else {
        TRY(state_.fetch(no, FrameNo{}, page));
      }
      // In memory these bytes are zero where a codec has them.
      std::ranges::fill(page.last(cleared_), std::byte{0});
      run_.push_back(page);
    }
    return std::span<const Bytes>(run_);
  }

 private:
  State& state_;
  const uint32_t cleared_;
  ByteVector buffer_;
  std::vector<Bytes> run_;
};

Status Pager::begin_alone() {
  if (is_reading()) {
    return fail(ErrorCode::Error, "cannot change the protection from within a transaction");
  }
  Status begun = state_->begin_alone();
  if (!begun) state_->end();
  return begun;
}

Status Pager::change_protection(Protection wanted) {
  if (state_->shared.is_in_memory()) return set_protection(std::move(wanted));
  TRY(begin_alone());
  Status changed = state_->change_protection(std::move(wanted));
  state_->end();
  return changed;
}

Status Pager::State::change_protection(Protection wanted) {
  if (page_count_before == 0) {
    end();
    return set_protection(std::move(wanted));
  }
  const uint32_t reserved = page_size - usable_size;
  const uint32_t needed = reserve_needed(wanted.kind);
  if (needed > reserved) {
    return fail(ErrorCode::Error, "the pages have " + std::to_string(reserved) +
                                      " reserved bytes, " + std::to_string(needed) + " are needed");
  }
  OwnContent content(*this, needed);
  return rewrite_protected(content, std::move(wanted));
}

Status Pager::State::rewrite_protected(NewContent& content, Protection wanted) {
  next_codec.emplace(TRY(make_codec(wanted)));
  TRY(rewrite_file(content, {JournalMode::Delete, Synchronous::Extra}));
  next_codec.reset();
  TRY(set_protection(std::move(wanted)));
  // The pages as they were are in no journal, and in none that a power cut can bring back.
  TRY(shared.vfs.remove(shared.journal_path()));
  return shared.vfs.sync_folder_of(shared.journal_path());
}

Status Pager::drop_checksums() {
  if (is_reading()) {
    return fail(ErrorCode::Error, "cannot change the protection from within a transaction");
  }
  State& state = *state_;
  state.ignores_checksums = true;
  Status dropped = state.drop_checksums();
  state.ignores_checksums = false;
  if (!dropped) state.end();
  // Later snapshots ask again what the database has.
  const Status asked = state.set_protection(state.protection);
  return dropped ? asked : dropped;
}

// Page 1 says whether there are checksums; what the other pages have in their place matters no
// more.
Status Pager::State::drop_checksums() {
  if (shared.is_in_memory()) return ok();
  TRY(set_protection(protection));
  TRY(begin_read());
  bool has_checksums = page_count > 0 && !codec;
  if (has_checksums) {
    ByteVector first(page_size);  // not from the cache, where the mark is not
    const FrameNo frame = snapshot.is_open() ? TRY(wal->find(snapshot, PageNo{1})) : FrameNo{};
    TRY(fetch_raw(PageNo{1}, frame, first));
    has_checksums =
        page_size - usable_size >= ChecksumCodec::kReserve && ChecksumCodec::is_marked(first);
  }
  end();
  if (!has_checksums) return ok();
  TRY(begin_write());
  const PageMut first = TRY(write(PageNo{1}));
  std::ranges::fill(first.bytes().last(ChecksumCodec::kReserve), std::byte{0});
  return commit({});
}

}  // namespace tern::storage
