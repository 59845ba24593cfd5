#include "engine/storage/rollback_journal.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_set>
#include <utility>

#include "engine/storage/header.h"
#include "engine/storage/super_journal.h"

namespace tern::storage {
namespace {

constexpr size_t kFieldsSize = 28;
constexpr uint32_t kSectorSize = 512;
constexpr uint32_t kSectorSizeMin = 32;
constexpr uint32_t kSectorSizeMax = 65536;
constexpr uint32_t kCountFromSize = 0xffffffff;
constexpr size_t kBufferMax = size_t{1} << 20;
constexpr uint64_t kLockByte = 0x40000000;

struct JournalHeader {
  uint32_t record_count;
  uint32_t nonce;
  uint32_t page_count;
  uint32_t sector_size;
  uint32_t page_size;
  uint64_t record_size() const { return uint64_t{page_size} + 8; }
};

uint32_t checksum(uint32_t nonce, Bytes page) {
  uint32_t sum = nonce;
  for (size_t at = page.size() - 200; at > 0 && at < page.size(); at -= 200) {
    sum += static_cast<uint32_t>(page[at]);
  }
  return sum;
}

bool is_power_of_two(uint32_t value) { return value != 0 && (value & (value - 1)) == 0; }

// nullopt at the end of what is valid.
Result<std::optional<JournalHeader>> read_header(io::File& journal, uint64_t at) {
  std::array<std::byte, kFieldsSize> bytes;
  const size_t got = TRY(journal.pread(bytes, at));
  if (got < bytes.size() || !has_journal_magic(bytes)) return std::nullopt;
  const JournalHeader header{
      load_be<uint32_t>(&bytes[8]),  load_be<uint32_t>(&bytes[12]), load_be<uint32_t>(&bytes[16]),
      load_be<uint32_t>(&bytes[20]), load_be<uint32_t>(&bytes[24]),
  };
  const bool is_sector_valid = is_power_of_two(header.sector_size) &&
                               header.sector_size >= kSectorSizeMin &&
                               header.sector_size <= kSectorSizeMax;
  if (!is_sector_valid || !is_page_size(header.page_size)) return std::nullopt;
  return header;
}

uint64_t round_up(uint64_t at, uint32_t sector_size) {
  return (at + sector_size - 1) / sector_size * sector_size;
}

// Replays one journal into the database.
class Playback {
 public:
  Playback(io::File& journal, io::File& database, uint64_t size)
      : journal_(journal), database_(database), size_(size) {}

  Status run() {
    uint64_t at = 0;
    bool is_first = true;
    while (true) {
      const std::optional<JournalHeader> header = TRY(read_header(journal_, at));
      if (!header) return ok();
      // A database that shrinks back loses what the transaction had appended.
      if (is_first) {
        first_ = *header;
        TRY(database_.truncate(uint64_t{header->page_count} * header->page_size));
      }
      is_first = false;
      at += header->sector_size;
      uint64_t count = header->record_count;
      if (count == kCountFromSize) count = (size_ - std::min(at, size_)) / header->record_size();
      for (uint64_t i = 0; i < count; ++i, at += header->record_size()) {
        const bool is_valid = TRY(replay(*header, at));
        if (!is_valid) return ok();
      }
      at = round_up(at, header->sector_size);
    }
  }

 private:
  // false: the record is not whole; nothing behind it counts.
  Result<bool> replay(const JournalHeader& header, uint64_t at) {
    buffer_.resize(header.record_size());
    const size_t got = TRY(journal_.pread(buffer_, at));
    if (got != buffer_.size()) return false;
    const uint32_t no = load_be<uint32_t>(buffer_.data());
    const Bytes page = Bytes(buffer_).subspan(4, header.page_size);
    if (no == 0 || no == kLockByte / header.page_size + 1) return false;
    if (no > first_.page_count || done_.contains(no)) return true;
    if (checksum(header.nonce, page) != load_be<uint32_t>(&buffer_[4 + header.page_size])) {
      return false;
    }
    done_.insert(no);
    TRY(database_.pwrite(page, uint64_t{no - 1} * header.page_size));
    return true;
  }

  io::File& journal_;
  io::File& database_;
  uint64_t size_;
  JournalHeader first_{};
  ByteVector buffer_;
  std::unordered_set<uint32_t> done_;
};

// Who made the former journal none may have died before the sync, so that it still is one on disk:
// under its header no other records may get there.
Status make_void(io::File& file, bool may_be_durable, Synchronous synchronous) {
  const uint64_t size = TRY(file.size());
  if (size == 0) return ok();
  TRY(file.truncate(0));
  return may_be_durable && synchronous != Synchronous::Off ? file.sync(io::SyncMode::Data) : ok();
}

}  // namespace

Result<RollbackJournal> RollbackJournal::create(io::Vfs& vfs, const std::string& path,
                                                std::string_view like, Layout layout,
                                                bool overwrites, const io::File* durable) {
  const bool is_there = TRY(vfs.exists(path));
  std::unique_ptr<io::File> file = TRY(vfs.open(path, {.create = true, .like = like}));
  // That there was a file does not say so: whoever made it may have died before its sync.
  const bool is_known = durable && durable->id() == file->id();
  if (is_there && (!is_known || !overwrites)) TRY(make_void(*file, !is_known, layout.synchronous));
  RollbackJournal journal(vfs, path, layout, std::move(file));
  journal.is_name_durable_ = is_known;
  journal.overwrites_ = overwrites;
  journal.flushed_to_ = kSectorSize;
  return journal;
}

// Without records it is no header yet: one that an earlier transaction left behind it must not
// count.
Status RollbackJournal::write_header(uint64_t at, uint32_t record_count, bool is_valid) {
  std::array<std::byte, kSectorSize> sector{};
  if (is_valid) {
    std::ranges::transform(kJournalMagic, sector.begin(),
                           [](uint8_t byte) { return std::byte{byte}; });
  }
  store_be<uint32_t>(&sector[8], record_count);
  store_be<uint32_t>(&sector[12], layout_.nonce);
  store_be<uint32_t>(&sector[16], layout_.page_count);
  store_be<uint32_t>(&sector[20], kSectorSize);
  store_be<uint32_t>(&sector[24], layout_.page_size);
  return file_->pwrite(sector, at);
}

Status RollbackJournal::add(PageNo no, Bytes original) {
  ASSERT(original.size() == layout_.page_size && no.raw <= layout_.page_count);
  std::byte word[4];
  store_be(word, no.raw);
  append(buffer_, word);
  append(buffer_, original);
  store_be(word, checksum(layout_.nonce, original));
  append(buffer_, word);
  ++added_;
  return buffer_.size() >= kBufferMax ? flush() : ok();
}

Status RollbackJournal::flush() {
  TRY(file_->pwrite(buffer_, flushed_to_));
  flushed_to_ += buffer_.size();
  buffer_.clear();
  return ok();
}

// At a sector's start, so that it shares none with a record, and at the end of the file.
Status RollbackJournal::name_super_journal(std::string_view path) {
  TRY(flush());
  const bool has_records = added_ > 0 || !has_finished_;
  const uint64_t at = has_records ? round_up(flushed_to_, kSectorSize) : header_at_;
  const ByteVector name = super_journal_name(path, kLockByte / layout_.page_size + 1);
  TRY(file_->truncate(at));
  names_super_journal_ = true;
  return file_->pwrite(name, at);
}

// Full: the count is written after the records are known to be durable, since a record's checksum
// sees only some of its bytes.
Status RollbackJournal::finish(Synchronous synchronous) {
  if (added_ == 0 && has_finished_) {
    const bool syncs = names_super_journal_ && synchronous != Synchronous::Off;
    return syncs ? file_->sync(io::SyncMode::Data) : ok();
  }
  const bool in_two_steps = synchronous >= Synchronous::Full;
  TRY(flush());
  if (overwrites_) TRY(end_here());
  TRY(write_header(header_at_, added_, !in_two_steps));
  if (synchronous != Synchronous::Off) {
    TRY(file_->sync(io::SyncMode::Data));
    if (!std::exchange(is_name_durable_, true)) TRY(vfs_->sync_folder_of(path_));
    if (in_two_steps) {
      TRY(write_header(header_at_, added_, true));
      TRY(file_->sync(io::SyncMode::Data));
    }
  }
  if (!std::exchange(has_finished_, true)) first_added_ = added_;
  header_at_ = round_up(flushed_to_, kSectorSize);
  flushed_to_ = header_at_ + kSectorSize;
  added_ = 0;
  return ok();
}

// A header that a longer journal had where one could follow now would be taken for ours.
Status RollbackJournal::end_here() {
  const uint64_t next = round_up(flushed_to_, kSectorSize);
  std::array<std::byte, kJournalMagic.size()> there{};
  const size_t got = TRY(file_->pread(there, next));
  if (got < there.size() || !has_journal_magic(there)) return ok();
  constexpr std::array<std::byte, 1> kZero{};
  return file_->pwrite(kZero, next);
}

Status RollbackJournal::invalidate(Synchronous synchronous) {
  constexpr std::array<std::byte, kFieldsSize> kZeros{};
  Status invalid = file_->pwrite(kZeros, 0);
  if (invalid && synchronous != Synchronous::Off) invalid = file_->sync(io::SyncMode::Data);
  if (invalid) return ok();
  // The zeros may be what is durable; before the file is touched again the header must be.
  const Status restored = write_header(0, first_added_, true);
  if (restored && synchronous != Synchronous::Off) {
    static_cast<void>(file_->sync(io::SyncMode::Data));
  }
  return invalid;
}

Status roll_back_journal(io::Vfs& vfs, const std::string& path, io::File& database) {
  std::string super;
  bool is_committed = false;
  {
    const std::unique_ptr<io::File> journal = TRY(vfs.open(path, {}));
    const uint64_t size = TRY(journal->size());
    super = TRY(super_journal_of(*journal));
    is_committed = !super.empty() && !TRY(vfs.exists(super));
    if (!is_committed) {
      Playback playback(*journal, database, size);
      TRY(playback.run());
      TRY(database.sync(io::SyncMode::Data));
    }
  }
  TRY(vfs.remove(path));
  return super.empty() || is_committed ? ok() : remove_idle_super_journal(vfs, super);
}

Result<bool> is_journal_hot(io::Vfs& vfs, const std::string& path) {
  const bool is_there = TRY(vfs.exists(path));
  if (!is_there) return false;
  const Result<std::unique_ptr<io::File>> journal = vfs.open(path, {.read_only = true});
  // Its writer has just deleted it; or it cannot be opened now, and then it may be hot.
  if (!journal) return vfs.exists(path);
  std::byte first{};
  const size_t got = TRY((*journal)->pread({&first, 1}, 0));
  return got == 1 && first != std::byte{0};
}

}  // namespace tern::storage
