#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/storage/database_file.h"
#include "engine/storage/database_shared.h"
#include "engine/storage/dirty_pages.h"
#include "engine/storage/originals.h"
#include "engine/storage/page_table.h"
#include "engine/storage/pager.h"
#include "engine/storage/patience.h"
#include "engine/storage/wal.h"

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
  Status commit(Bytes record);
  uint32_t prefetch(std::span<const PageNo> numbers);  // pager_prefetch.cc
  /// Sets what each commit sets in the header; the same if called again.
  Status stamp_first_page();
  void learn_page_size();
  /// The first page of a new database, if there is none.
  Status create_first_page();
  void adopt_header(const DatabaseHeader& header);
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
  Result<PageMut> extend();
  /// One page for which `accepts(no)`, off the freelist; page 0 if there is none.
  template <class Accepts>
  Result<PageNo> take_free(Pager& pager, Accepts accepts);
  Status unlink_trunk(Pager& pager, PageNo before, PageNo trunk);

  // --- per journal mode
  Status memory_begin_read();
  Status memory_commit();

  Status file_begin_read();
  Status rollback_commit();
  void forget_file();

  Status wal_begin_read();
  Status wal_commit(Bytes record);
  void checkpoint_after_commit();

  // --- journal_mode.cc
  Status enter_wal_mode();
  Status leave_wal_mode();
  Result<JournalMode> change_mode(JournalMode wanted);
  void remove_idle_journal();
  Status write_versions(uint8_t version);

  std::shared_ptr<DatabaseFile> file;
  DatabaseFile::Shared& shared;
  PageTable table;
  DirtyPages dirty;
  LockHold hold;
  // Shared: the WAL that a transaction reads stays until it ends.
  std::shared_ptr<Wal> wal;
  WalSnapshot snapshot;
  WalIndexHeader seen_header;  // of the snapshot that the table's pages belong to
  bool has_turn = false;       // in the queue of writers
  bool has_wal_lock = false;   // the WAL's write lock
  bool syncs_later = false;    // the commit is in the log, but not synced
  bool is_write_version_known = true;
  bool file_is_wal = false;
  bool read_only = false;
  Phase phase = Phase::None;
  JournalMode mode = JournalMode::Delete;           // of the open or last transaction
  JournalMode rollback_mode = JournalMode::Delete;  // of transactions outside WAL mode
  uint32_t page_size = kPageSizeDefault;
  uint32_t usable_size = kPageSizeDefault;
  uint32_t page_count = 0;
  uint32_t page_count_before = 0;          // at begin_write
  std::optional<uint32_t> change_counter;  // the change counter that the open transaction writes
  AutoVacuum autovacuum_wanted = AutoVacuum::None;  // of a database without pages
  uint64_t data_version = 0;
  uint64_t load_count = 0;  // pages that were not in memory
  uint64_t seen_generation = 0;
  std::vector<PageNo> last_commit;

  Synchronous synchronous = Synchronous::Full;
  uint32_t busy_timeout_ms = 0;
  BusyHandler busy_handler;
  uint32_t autocheckpoint_frames = 1000;

 private:
  Result<PinnedPage*> pin(PageNo no);
  Result<PinnedPage*> pin_blank_page();
  Result<CacheSlot*> load(PageNo no);
  Result<CacheSlot*> load_missing(PageNo no, FrameNo frame);
  Status fetch(PageNo no, FrameNo frame, MutBytes out);
  uint64_t place_of(PageNo no, FrameNo frame) const;
  Status finish_fetch(PageNo no, FrameNo frame, size_t got, MutBytes out);
  Status attempt_begin_read();
  void end_snapshot();
  Status take_writer(bool was_reading);
  Status take_turn(bool was_reading);
  Status raise_to_writer();
  void leave_writer();

  // --- pager_rollback.cc
  Status undo_hot_journal();
  Status look_at_file();
  Result<uint32_t> count_pages(const DatabaseHeader& header);
  Result<Originals> keep_originals();
  Status add_originals(const std::vector<PageNo>& numbers, Originals& out);
  Status write_pages();
  void publish_to_file();

  // --- pager_wal.cc
  Status follow_snapshot();
  Status look_at_first_page();
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
