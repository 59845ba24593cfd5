#pragma once

#include <memory>
#include <vector>

#include "engine/storage/database_file.h"
#include "engine/storage/database_shared.h"
#include "engine/storage/dirty_pages.h"
#include "engine/storage/page_table.h"
#include "engine/storage/pager.h"
#include "engine/storage/patience.h"

namespace tern::storage {

/// The inside of a Pager. What depends on the journal mode is in pager_memory.cc, pager_rollback.cc
/// and pager_wal.cc; the rest in pager.cc and freelist.cc.
class Pager::State {
 public:
  static constexpr uint32_t kPageCountMax = 0xfffffffe;
  enum class Phase : uint8_t { None, Reading, Writing };

  explicit State(std::shared_ptr<DatabaseFile> file_in);
  ~State();

  // --- pager.cc
  Result<PageRef> read(PageNo no);
  Result<PageMut> write(PageNo no);
  /// A private page with undefined content, for a page that nobody needs the old content of.
  Result<PageMut> write_new(PageNo no);
  Status begin_read();
  Status begin_write();
  void end();  // any transaction
  /// The first page of a new database, if there is none.
  Status create_first_page();
  Status adopt_header(const DatabaseHeader& header);
  Patience patience() const;
  void pause(int64_t pause_ms) { shared.ladder.wait_for_change(pause_ms); }
  /// Hands the private pages to the cache under `frame_of(index)`; the table keeps its entries.
  template <class FrameOf>
  void publish(const std::vector<PageNo>& numbers, FrameOf frame_of);
  MutBytes private_bytes(PageNo no) { return {dirty.find(no)->slot->bytes, page_size}; }

  /// The private pages that the commit writes, ascending. Those beyond page_count are of no use.
  std::vector<PageNo> pages_to_commit();

  // --- freelist.cc
  PageNo lock_page() const;
  Result<PageMut> allocate_at_end();

  // --- per journal mode
  Status memory_begin_read();
  Status memory_commit();

  std::shared_ptr<DatabaseFile> file;
  DatabaseFile::Shared& shared;
  PageTable table;
  DirtyPages dirty;
  LockHold hold;
  Phase phase = Phase::None;
  JournalMode mode = JournalMode::Delete;  // of the open or last transaction
  uint32_t page_size = kPageSizeDefault;
  uint32_t usable_size = kPageSizeDefault;
  uint32_t page_count = 0;
  uint32_t page_count_before = 0;  // at begin_write
  bool is_autovacuum = false;
  uint64_t data_version = 0;
  uint64_t seen_generation = 0;
  std::vector<PageNo> last_commit;

  Synchronous synchronous = Synchronous::Full;
  uint32_t busy_timeout_ms = 0;
  uint32_t autocheckpoint_frames = 1000;

 private:
  Result<CacheSlot*> load(PageNo no);
  Status fetch(PageNo no, FrameNo frame, MutBytes out);
};

template <class FrameOf>
void Pager::State::publish(const std::vector<PageNo>& numbers, FrameOf frame_of) {
  for (size_t i = 0; i < numbers.size(); ++i) {
    CacheSlot* const slot = dirty.take(numbers[i]);
    shared.cache.replace(slot, frame_of(i));
    if (!table.adopt(numbers[i])) shared.cache.unpin(slot);
  }
  dirty.clear_committed();
}

}  // namespace tern::storage
