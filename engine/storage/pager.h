#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/ids.h"
#include "engine/base/result.h"
#include "engine/storage/page_ref.h"
#include "engine/storage/pointer_map.h"
#include "engine/storage/protection.h"

namespace tern::storage {

/// How a transaction can be undone that is being written to the file. Delete, Truncate and Persist
/// say what becomes of the `-journal` file when the transaction commits. Memory keeps the originals
/// in memory: a write that fails is undone, a process that dies in it leaves the file damaged. Off:
/// neither is undone. Of these, an in-memory database knows Memory and Off.
enum class JournalMode : uint8_t { Delete, Truncate, Persist, Memory, Off, Wal };
enum class Synchronous : uint8_t { Off = 0, Normal = 1, Full = 2, Extra = 3 };
/// Whether a pointer map is kept, and free pages are given back: at each commit, or on request.
enum class AutoVacuum : uint8_t { None = 0, Full = 1, Incremental = 2 };
/// Whether what is deleted is overwritten with zeros. Fast: not where it takes another page write.
/// Within the pages that change anyway it always is.
enum class SecureDelete : uint8_t { Off = 0, On = 1, Fast = 2 };
/// Exclusive: what a transaction locked stays locked when it ends (pager_locking.cc).
enum class LockingMode : uint8_t { Normal, Exclusive };
enum class CheckpointMode : uint8_t { Passive, Full, Restart, Truncate };

/// The 4-byte fields of the database header that layers above read and write, by file offset.
enum class HeaderField : uint8_t {
  FreelistHead = 32,
  FreelistCount = 36,
  SchemaCookie = 40,
  SchemaFormat = 44,
  DefaultCacheSize = 48,
  LargestRoot = 52,  // autovacuum
  TextEncoding = 56,
  UserVersion = 60,
  IncrementalVacuum = 64,
  ApplicationId = 68,
};

enum class Access : uint8_t { ReadOnly, ReadWrite };

struct CheckpointResult {
  bool busy = false;
  int32_t wal_frames = 0;  // -1 where the database is not in WAL mode
  int32_t checkpointed_frames = 0;
};

/// Bytes at the end of each page that the protection takes.
uint32_t reserve_needed(Protection::Kind kind);

class DatabaseFile;  // database_file.h: the file as all connections of this process share it

/// One connection's transactional view of the database's pages.
///
/// States: none -> reading (snapshot) -> writing -> committed or rolled back -> none.
/// A write transaction's changed pages are private copies until commit.
/// Threads: one thread at a time; several Pagers of one DatabaseFile run in parallel.
class Pager {
 public:
  /// Lifetime: `file` is shared by all pagers of it (shared ownership: the last connection to go
  /// closes the file).
  static Result<std::unique_ptr<Pager>> open(std::shared_ptr<DatabaseFile> file,
                                             Access access = Access::ReadWrite);
  ~Pager();  // rolls back

  Pager(const Pager&) = delete;
  Pager& operator=(const Pager&) = delete;

  // --- transactions -----------------------------------------------------------------------------
  /// Takes a snapshot. Does nothing if a transaction is open. Errors: Busy (after the busy
  /// timeout); LockedSharedCache, also of begin_write() (shared_cache.h).
  Status begin_read();
  /// Becomes the writer, from none or reading. Errors: Busy; BusySnapshot if the snapshot is not
  /// the newest any more; ReadOnly (the snapshot stays).
  Status begin_write();
  /// Keeps readers out from now on, but for those of its shared cache; in WAL mode and in memory
  /// nobody is. Requires: is_writing().
  /// Errors: Busy.
  Status exclude_readers();
  /// Makes the write transaction durable as `synchronous` says, and ends it (the read snapshot
  /// too). `record`: bytes that ride in the commit's own WAL frames (record_frames.h), empty for
  /// none. Errors: Busy (rollback mode, readers are in the way: still open, may be tried again),
  /// IoErr*, Full.
  Status commit(Bytes record = {});
  /// Does all of commit() that may fail, where it is undone by a journal file: rollback() takes it
  /// back, as does whoever finds the journal of a process that died, while `super_journal` is there
  /// (super_journal.h; empty: none is named). What is left for commit() does not fail then, once
  /// that is gone. Requires: has_journal(). Errors: as commit(); all but Busy must be rolled back.
  Status prepare_commit(const std::string& super_journal);
  /// Of the open write transaction: is there a file that undoes it?
  bool has_journal() const;
  std::string journal_path() const;
  /// Ends any transaction; private pages are dropped.
  void rollback();
  /// Has the open write transaction changed a page?
  bool has_changes() const;
  /// In a shared cache (shared_cache.h): does this transaction see less than others have committed,
  /// or, with `uncommitted`, than the one that writes has changed so far?
  bool is_behind(bool uncommitted) const;
  /// So that it does not. Requires: cursors are saved; the one that writes stands still.
  void catch_up(bool uncommitted);
  /// Undoes what was changed, reads on, and lets others write. Where the file could not be brought
  /// back the transaction has ended. Requires: is_writing().
  void stop_writing();
  /// The pages that the last commit of this Pager wrote, ascending.
  std::span<const PageNo> last_commit_pages() const;
  /// The pages that the open write transaction has changed so far, ascending, with the content that
  /// commit() would write now (it sets fields of page 1; that is done here already).
  Result<std::vector<PageNo>> changed_pages();
  bool is_reading() const;  // true also while writing
  bool is_writing() const;

  // --- savepoints inside a write transaction (statement rollback too)
  /// Depth of the new savepoint: 1, 2, ... A savepoint costs nothing until a page changes.
  uint32_t open_savepoint();
  /// Undoes everything since savepoint `depth` was opened; it stays open, later ones are gone.
  Status rollback_to_savepoint(uint32_t depth);
  /// Forgets savepoint `depth` and later ones; their changes stay.
  void release_savepoint(uint32_t depth);

  // --- pages ------------------------------------------------------------------------------------
  /// Pins page `no` as of this transaction (own changes included).
  /// Requires: a transaction is open; AbortRollback where code of the application that ran inside a
  /// statement has ended it. Errors: Corrupt if 0 or beyond page_count(); IoErr*; NoMem.
  /// The bytes under a PageRef of a page that this Pager writes to later may change: see write().
  Result<PageRef> read(PageNo no);
  /// A hint: these pages will be read soon. Those that are not in memory are read now, all at once.
  /// Returns how many that were. Requires: a transaction is open.
  uint32_t prefetch(std::span<const PageNo> numbers);
  /// Where page `no` is, if this Pager has used it lately; else null. To tell the processor what to
  /// fetch, not to read from for long: it is not pinned. Requires: a transaction is open.
  const std::byte* at_hand(PageNo no) const;
  /// Pages that this Pager found in no cache and had to read, since it was opened.
  uint64_t load_count() const;
  /// Page `no` for change: a private copy is made on the first write in the transaction; further
  /// calls give the same bytes. Requires: is_writing(); as read().
  Result<PageMut> write(PageNo no);
  /// As write(), but the content is undefined where the page was not private yet.
  Result<PageMut> write_new(PageNo no);
  /// A page from the freelist or the end of the file, zeroed, ready for change.
  Result<PageMut> allocate();
  /// Takes page `no` off the freelist, where it must be (Corrupt). Neither reads nor writes it.
  Status take_free_page(PageNo no);
  struct TakenPages {
    uint32_t beyond = 0;         // how many
    std::vector<PageNo> within;  // ascending
  };
  /// Takes all pages beyond `end` off the freelist, and up to `count` that are not beyond `within`.
  /// One walk of the list. Requires: is_writing(); within <= end. Errors: Corrupt.
  Result<TakenPages> take_free_pages(PageNo end, PageNo within, uint32_t count);
  /// Gives page `no` to the freelist. Requires: nobody refers to it. Errors: Corrupt.
  Status free(PageNo no);
  /// Grows or cuts the database to `count` pages without freelist work (page installs by sync
  /// only).
  Status set_page_count(uint32_t count);

  // --- pointer map (pointer_map.h)
  Result<bool> has_pointer_map();
  PointerMapLayout pointer_map_layout() const;
  /// Requires: has_pointer_map(). Errors: Corrupt if `no` cannot have an entry or has a bad one.
  Result<PageOwner> owner(PageNo no);
  /// Does nothing in a database without pointer map. Errors: Corrupt if `no` cannot have an entry.
  Status set_owner(PageNo no, PageRole role, PageNo parent);
  /// Of a database without pages: what it will be.
  Result<AutoVacuum> autovacuum();
  /// What a database will be that has no page yet.
  void set_autovacuum_of_new(AutoVacuum mode);

  uint32_t page_size() const;
  /// page_size minus the reserved bytes at the end of each page.
  uint32_t usable_size() const;
  uint32_t page_count() const;  // of this transaction; 0 for a database that was never written
  Result<uint32_t> header_field(HeaderField field);
  Status set_header_field(HeaderField field, uint32_t value);

  /// Changes when the database is found changed by somebody else, in this process or another, since
  /// this connection last looked; valid during a transaction.
  uint64_t data_version() const;

  /// Makes the whole content of `image`, another database, that of this one, and commits: the open
  /// write transaction ends. Outside WAL mode and memory the page size may become another; no page
  /// is kept in memory then. Requires: is_writing(), nothing was changed; image.is_reading().
  /// Errors: as commit(); the transaction has ended then too.
  Status install(Pager& image);
  /// As above, under other protection, which `image` has the reserved bytes for; also in WAL mode.
  /// Nothing of the former content stays in any file. Requires: begin_alone().
  Status install(Pager& image, Protection wanted);

  // --- encryption and checksums (protection.h)
  /// What a database without pages will have; of others, the key that they are opened with.
  /// Requires: no transaction is open (Misuse).
  Status set_protection(Protection wanted);
  const Protection& wanted_protection() const;
  /// What the database has as of this transaction. Requires: a transaction is open.
  Protection::Kind protection() const;
  /// Becomes the writer, and nobody else is in the database; in WAL mode the log ends, though the
  /// database stays in that mode. Nothing may be changed but by install(). Requires: no transaction
  /// is open (Error). Errors: Busy while others read, or have a database in WAL mode open.
  Status begin_alone();
  /// Writes all pages anew, at once, with another key or other protection; of a database without
  /// pages it is what set_protection() does. Nothing under the former one stays in any file.
  /// Requires: no transaction is open (Error). Errors: as begin_alone() and commit(); Error if the
  /// pages have too few reserved bytes (reserve_needed()).
  Status change_protection(Protection wanted);
  /// Makes a database with checksums one without, whatever the checksums say. No effect on others.
  Status drop_checksums();

  // --- settings and upkeep
  /// Before the first page exists; else no effect. `reserved`: bytes at the end of each page.
  Status set_page_size(uint32_t bytes, uint8_t reserved = 0);
  Result<JournalMode> journal_mode();
  /// WAL is a property of the file, the other modes are this connection's. Returns the mode that
  /// holds then: the old one where `mode` is not to be had (in memory; a changed page). Errors:
  /// Busy if others use the database; Error when WAL is entered or left inside a transaction.
  Result<JournalMode> set_journal_mode(JournalMode mode);
  /// Returns the mode that holds then: databases in memory and those whose wal-index is in the heap
  /// stay exclusive. Normal lets go at the end of the next transaction.
  LockingMode set_locking_mode(LockingMode mode);
  LockingMode locking_mode() const;
  void set_synchronous(Synchronous level);
  Synchronous synchronous() const;
  /// Takes the place of a busy handler.
  void set_busy_timeout(uint32_t timeout_ms);
  uint32_t busy_timeout() const;
  /// `handler` is asked, with the number of attempts before, whether to try again for a lock that
  /// others hold; an empty one gives up at once. It takes the place of the busy timeout.
  void set_busy_handler(std::function<bool(int attempt_count)> handler);
  void set_autocheckpoint(uint32_t frames);  // 0: never; default 1000
  /// How many frames the log had after the last commit to it; 0 where there was none since it was
  /// asked before.
  uint32_t take_committed_frames();
  /// Requires: no write transaction on this Pager.
  Result<CheckpointResult> checkpoint(CheckpointMode mode);

  // --- memory and limits (pager_settings.cc)
  /// How much of a write transaction is in memory (spill.cc), and how large this connection wants
  /// the page cache, which is as large as the most demanding one asks: pages, or KiB if negative.
  void set_cache_size(int32_t size);
  int32_t cache_size() const;  // default -2000, which then stands for half of the shared cache
  /// Whether transactions spill; `size`, as in cache_size, can raise the limit; 0: leaves it.
  void set_cache_spill(bool on, int32_t size);
  /// In pages, as the reference counts them; 0: off.
  uint32_t cache_spill() const;
  /// What one sort or hash table of this connection may hold in memory, in bytes: what PRAGMA
  /// cache_size asked for, else kWorkMemoryDefault. Without bound where temporary data stays there.
  size_t work_memory() const;
  static constexpr size_t kWorkMemoryDefault = size_t{128} << 20;
  /// Changed pages of the open transaction that are in memory.
  size_t private_page_count() const;
  /// Allocating beyond fails with Full. Not less than the database has; 0 leaves it. Returns what
  /// holds then.
  Result<uint32_t> set_page_count_max(uint32_t count);
  void set_secure_delete(SecureDelete mode);
  SecureDelete secure_delete() const;
  /// To how many bytes journals that stay are cut; -1: not at all.
  void set_journal_size_limit(int64_t bytes);
  int64_t journal_size_limit() const;
  /// Whether what is temporary stays in memory.
  void set_temporary_in_memory(bool in_memory);
  bool is_read_only() const;
  const std::string& path() const;  // empty for an in-memory database
  DatabaseFile& file();

 private:
  class State;
  explicit Pager(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tern::storage
