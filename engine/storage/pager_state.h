#pragma once

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "engine/storage/cipher_codec.h"
#include "engine/storage/database_file.h"
#include "engine/storage/database_shared.h"
#include "engine/storage/dirty_pages.h"
#include "engine/storage/originals.h"
#include "engine/storage/page_table.h"
#include "engine/storage/pager.h"
#include "engine/storage/patience.h"
#include "engine/storage/wal.h"

namespace tern::storage {

class NewContent;  // new_content.h

/// The inside of a Pager. What depends on the journal mode is in pager_memory.cc, pager_rollback.cc
/// and pager_wal.cc; the rest in pager.cc and freelist.cc.
class Pager::State {
 public:
  static constexpr uint32_t kPageCountMax = 0xfffffffe;
  static constexpr uint32_t kPageCountMaxDefault = 0x3fffffff;
  static constexpr size_t kPinnedShare = 4;  // of its claim on the cache that a Pager keeps pinned
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
  void undo_changes();
  bool has_changes() const;
  void stop_writing();
  Status commit(Bytes record);
  Status begin_commit();
  bool has_journal() const;
  Status prepare_commit(const std::string& super_journal);
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
  void publish(const std::vector<PageNo>& numbers, FrameOf frame_of,
               PageCache::Original original = PageCache::Original::Keep);
  /// As publish(), of one page: its slot gets the key (page, `frame`).
  void hand_on(PageNo no, CacheSlot* slot, FrameNo frame,
               PageCache::Original original = PageCache::Original::Keep);
  MutBytes private_bytes(PageNo no) { return {dirty.find(no)->slot->bytes, page_size}; }

  /// The private pages that the commit writes, ascending. Those beyond page_count are of no use.
  std::vector<PageNo> pages_to_commit();
  void drop_beyond_end(std::vector<PageNo>& numbers);

  // --- spill.cc
  /// Before one more page becomes private.
  Status make_room() { return dirty.count() < spill_at ? ok() : spill(); }
  /// To be called when a setting changed, and when a transaction begins.
  void set_memory_limits();
  void claim_cache();
  /// How much memory the pages may take that the table keeps pinned. Those of a database in memory
  /// leave it no more than those that nobody pins.
  size_t pinned_max() const {
    return shared.is_in_memory() ? SIZE_MAX : cache_claim / kPinnedShare;
  }
  Status rollback_to_savepoint(uint32_t depth);
  /// Outside WAL mode: has the open transaction written to the file? Only its originals undo that.
  bool is_file_changed() const { return originals && wrote_file; }

  // --- freelist.cc
  PageNo lock_page() const;
  Result<PageMut> allocate_at_end();
  Result<PageMut> extend();
  /// The page, off the freelist; page 0 if it is not there.
  Result<PageNo> take_free(Pager& pager, PageNo wanted);
  Status unlink_trunk(Pager& pager, PageNo before, PageNo trunk);

  // --- per journal mode
  Status memory_begin_read();
  Status memory_commit();

  Status file_begin_read();
  Status rollback_commit();
  Status rollback_prepare(const std::string& super_journal);
  void forget_file();

  Status wal_begin_read();
  /// False: a WAL is not to be written so, but by attempt_begin_read() and raise_to_writer().
  Result<bool> wal_begin_as_writer();
  Status wal_commit(Bytes record);
  void checkpoint_after_commit();

  // --- pager_shared.cc
  Status begin_read_shared(const Pager& self);
  Status begin_write_shared(const Pager& self);
  LockLadder::Others other_holders() const {
    return shared.shared_cache ? LockLadder::Others::OfOneCache : LockLadder::Others::InTheWay;
  }
  bool is_view_old() const;
  void adopt_newest_view();
  void borrow(State& writer, uint64_t version);
  void drop_borrowed();

  // --- pager_locking.cc
  bool is_exclusive() const { return locking == LockingMode::Exclusive; }
  /// What becomes of the journal file.
  JournalMode journal_kind() const;
  /// Takes the open WAL for this connection alone, until unlock_file(). Errors: Busy.
  Status own_wal();
  Status disown_wal();
  Status open_wal();
  /// Gives back what is locked, whatever the locking mode says.
  void unlock_file();
  void close_heap_wal();

  // --- pager_codec.cc
  /// `plain` as it is to stand in a file: itself, or encoded, in memory that is valid until
  /// forget_encoded(). All that writes a page to a file asks here.
  Result<Bytes> to_disk(PageNo no, Bytes plain);
  void forget_encoded();
  /// The page as it stands in the database file or in frame `frame`.
  Status fetch_raw(PageNo no, FrameNo frame, MutBytes out);
  Status set_protection(Protection wanted);
  Result<std::unique_ptr<PageCodec>> make_codec(const Protection& wanted);

  // --- recode.cc
  class OwnContent;
  Status change_protection(Protection wanted);
  /// Requires: begin_alone().
  Status rewrite_protected(NewContent& content, Protection wanted);
  Status drop_checksums();
  PageCodec* codec_to_write() const { return next_codec ? next_codec->codec.get() : codec.get(); }
  const CipherCodec* cipher_codec() const {
    return codec && codec->is_secret() ? static_cast<const CipherCodec*>(codec.get()) : nullptr;
  }
  /// Bytes at the end of a record frame that the codec needs.
  uint32_t record_reserve() const;

  // --- rewrite.cc
  /// What undoes it, and how durable each step is.
  struct RewriteSafety {
    JournalMode journal;
    Synchronous synchronous;
  };
  /// Writes the whole file over. The transaction is to be ended then. Requires: phase Writing,
  /// outside WAL mode, nothing was changed.
  Status rewrite_file(NewContent& content, RewriteSafety safety);
  Status exclude_others();

  // --- journal_mode.cc
  /// Begins a write transaction with nobody else in the database and without a log: all is in the
  /// file. On an error: end().
  Status begin_alone();
  bool may_have_log() const;
  Status enter_wal_mode();
  Status leave_wal_mode();
  Result<JournalMode> change_mode(JournalMode wanted);
  void remove_idle_journal();
  Status write_versions(uint8_t version);

  std::shared_ptr<DatabaseFile> file;
  DatabaseFile::Shared& shared;
  size_t cache_claim = 0;  // bytes of the shared cache that this connection asks for
  PageTable table;
  SavedImages images;
  DirtyPages dirty;
  // How many private pages a transaction has in memory before some are spilled.
  size_t spill_at = SIZE_MAX;
  size_t spill_limit = SIZE_MAX;      // what the settings say; spill_at is more if it did not help
  std::optional<int32_t> cache_size;  // PRAGMA cache_size: pages, or KiB if negative
  int32_t spill_size = 1;             // PRAGMA cache_spill: as cache_size
  bool is_spilling = true;
  uint32_t page_count_max = kPageCountMaxDefault;
  SecureDelete secure_delete = SecureDelete::Off;
  int64_t journal_size_limit = -1;
  /// The pages that prepare_commit() has written to the file; nothing: it was not called.
  std::optional<std::vector<PageNo>> prepared;
  bool has_super_journal = false;  // its deletion was the commit
  bool must_roll_back = false;     // it can be undone, and nothing else
  // Outside WAL mode, from the first spill on: what undoes it.
  std::optional<Originals> originals;
  PageSet journalled;            // pages that are in originals
  uint32_t file_page_count = 0;  // up to which the file was written
  bool wrote_file = false;       // or tried to
  LockHold hold;
  // Shared: the WAL that a transaction reads stays until it ends.
  std::shared_ptr<Wal> wal;
  WalSnapshot snapshot;
  WalIndexHeader seen_header;   // of the snapshot that the table's pages belong to
  bool knows_snapshot = false;  // seen_header says which; false also where it could not be read
  bool has_turn = false;        // in the queue of writers
  bool has_wal_lock = false;    // the WAL's write lock
  bool syncs_later = false;     // the commit is in the log, but not synced
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
  std::vector<PageNo> pages_committing;        // of wal_commit(), which keeps their memory
  std::vector<FrameContent> frames_appending;  // the same

  Protection protection;             // what the connection wants, or says that the file has
  std::unique_ptr<PageCodec> codec;  // of the open or last transaction's snapshot
  /// What the open transaction writes pages with, where that is another codec.
  struct NextCodec {
    std::unique_ptr<PageCodec> codec;
  };
  std::optional<NextCodec> next_codec;
  bool ignores_checksums = false;
  /// Where a page 1 stands that the codec was learned from.
  struct FirstPagePlace {
    WalSalts salts{};
    FrameNo frame;
    bool operator==(const FirstPagePlace&) const = default;
  };
  FirstPagePlace codec_page;
  std::vector<ByteVector> encoded;  // the first encoded_count are in use
  size_t encoded_count = 0;

  Synchronous synchronous = Synchronous::Full;
  LockingMode locking = LockingMode::Normal;
  bool has_hot_journal = false;  // what was written could not be undone: the next reader does it
  bool leaves_idle_journal = false;  // where the journal mode alone would not leave one
  uint32_t busy_timeout_ms = 0;
  BusyHandler busy_handler;
  uint32_t autocheckpoint_frames = 1000;
  uint32_t committed_frames = 0;  // Pager::take_committed_frames

  /// What it sees of another's open transaction, in a shared cache.
  struct Borrowed {
    std::unordered_map<PageNo, CacheSlot*> pages;  // copies, each with a pin
    uint64_t version = 0;                          // of the shared cache; 0: sees nothing of it
    uint32_t page_count_before = 0;
  };
  Borrowed borrowed;

 private:
  Result<PinnedPage*> pin(PageNo no);
  Result<PinnedPage*> pin_blank_page();
  PageMut make_private(PageNo no, CacheSlot* slot);
  Result<CacheSlot*> load(PageNo no);
  Result<CacheSlot*> load_missing(PageNo no, FrameNo frame);
  Status fetch(PageNo no, FrameNo frame, MutBytes out);
  uint64_t place_of(PageNo no, FrameNo frame) const;
  Status finish_fetch(PageNo no, FrameNo frame, size_t got, MutBytes out);
  static Status complete(FrameNo frame, size_t got, MutBytes out);
  Status attempt_begin_read();
  void end_snapshot();
  Status take_writer(bool was_reading);
  Status take_turn(bool was_reading);
  Status raise_to_writer();
  void leave_writer();

  // --- install.cc
 public:
  Status install_pages(Pager& image);

 private:
  // --- rewrite.cc
  Status keep_whole_file(Originals& out);
  Status write_content(NewContent& content, Synchronous level);
  Status continue_history(MutBytes first_page, uint32_t count);

  // --- journal_mode.cc
  Status retire_wal(Synchronous level);
  Status count_pages_of_file();

  // --- pager_codec.cc
  /// Learns the codec from page 1 as it stands in the file, which becomes plain. Errors: NotADb
  /// without the key; Corrupt.
  Status meet_codec(MutBytes first_page);
  Status meet_encryption(const CipherMark& mark, MutBytes first_page);
  /// Is `header` of the content that this Pager saw last?
  bool is_seen(Bytes header);
  /// As above; `header` is the start of the file and becomes plain.
  Status meet_codec_of_file(MutBytes header);
  Status meet_codec_of_snapshot();
  Status begin_codec_of_new();

  // --- pager_rollback.cc
  Status undo_hot_journal();
  Status look_at_file();
  bool is_known_to_us();
  Status check_not_moved() const;
  Result<uint32_t> count_pages(const DatabaseHeader& header);
  Status keep_originals(const std::vector<PageNo>& changed, const std::string& super_journal);
  void undo_write();
  Status add_original(PageNo no);
  void drop_originals();
  Status write_pages(const std::vector<PageNo>& numbers);
  Status cut_file();
  void publish_to_file(const std::vector<PageNo>& numbers);

  // --- spill.cc
  Status spill();
  bool may_spill() const;
  Status spill_to_log(const std::vector<PageNo>& numbers);
  Status spill_to_file(const std::vector<PageNo>& numbers);
  void undo_spill();
  Status bring_back(DirtyPages::Undo undo);
  Status bring_back(PageNo no, const SavedImage& image);

  // --- pager_wal.cc
  Status follow_snapshot();
  Status look_at_first_page();
};

template <class FrameOf>
void Pager::State::publish(const std::vector<PageNo>& numbers, FrameOf frame_of,
                           PageCache::Original original) {
  for (size_t i = 0; i < numbers.size(); ++i) {
    hand_on(numbers[i], dirty.take(numbers[i]), frame_of(i), original);
  }
  dirty.clear_committed();
}

inline void Pager::State::hand_on(PageNo no, CacheSlot* slot, FrameNo frame,
                                  PageCache::Original original) {
  shared.cache.replace(slot, frame, original);
  if (!table.adopt(no)) shared.cache.unpin(slot);
}

}  // namespace tern::storage
