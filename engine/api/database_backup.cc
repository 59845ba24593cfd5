#include "engine/api/database_backup.h"

#include <algorithm>

#include "engine/api/scratch_database.h"
#include "engine/api/shared_turn.h"
#include "engine/storage/header.h"

namespace tern::api {
namespace {

using storage::HeaderField;
using storage::JournalMode;
using storage::Pager;

constexpr uint32_t kBackupPagesPerCommit = 4096;

/// Page 1 has it, outside WAL mode.
Result<uint32_t> change_counter_of(Pager& pager) {
  if (pager.page_count() == 0) return 0U;
  const storage::PageRef first = TRY(pager.read(PageNo{1}));
  return load_be<uint32_t>(&first.bytes()[storage::kChangeCounterAt]);
}

uint8_t reserved_of(const Pager& pager) {
  return static_cast<uint8_t>(pager.page_size() - pager.usable_size());
}

}  // namespace

txn::Database* NamedDatabase::now() {
  txn::Database* const found = connection_->find_database(name_);
  if (found) database_ = found;
  return found;
}

DatabaseBackup::~DatabaseBackup() {
  const SharedTurn turn(target_.connection());
  source_.connection().backup_ended(source_.name());
  if (target_.now()) unlock_target();
}

Result<bool> DatabaseBackup::step(int pages) {
  if (is_complete_) return true;
  const SharedTurn source_turn(source_.connection());
  const SharedTurn target_turn(target_.connection());
  TRY(find_databases());
  if (from().is_writing()) return fail(ErrorCode::Busy);
  const bool was_reading = from().is_reading();
  TRY(from().begin_read());
  Result<bool> complete = step_in_snapshot(pages);
  if (!was_reading) from().rollback();
  return complete;
}

/// What was detached has gone; another database in its place is copied from the beginning.
Status DatabaseBackup::find_databases() {
  const txn::Database* const source = &source_.database();
  const txn::Database* const target = &target_.database();
  const bool are_there = source_.now() && target_.now();
  if (!are_there) return fail(ErrorCode::Error, "a database of the backup was detached");
  // One in its place may even lie where it lay.
  const uint64_t list_version = source_.connection().database_list_version();
  const bool may_be_another = std::exchange(list_version_, list_version) != list_version;
  if (source != &source_.database() || may_be_another) image_.reset();
  if (target != &target_.database()) {
    image_.reset();  // it is where the other one was
    has_locked_ = false;
  }
  return {};
}

Result<bool> DatabaseBackup::step_in_snapshot(int pages) {
  if (lock_ == TargetLock::FirstStep) TRY(lock_target());
  const Version now = TRY(version_now());
  if (!image_ || seen_.is_others(now)) {
    TRY(begin_anew());
  } else if (TRY(may_have_changed(now))) {
    TRY(copy_changed());
  }
  seen_ = now;
  const uint32_t left = remaining();
  const uint32_t count = pages < 0 ? left : std::min(left, static_cast<uint32_t>(pages));
  if (count > 0) TRY(copy_pages(count));
  if (remaining() > 0) return false;
  TRY(lock_target());
  TRY(install());
  is_complete_ = true;
  image_.reset();
  return true;
}

// --- the source ---------------------------------------------------------------------------------

Result<DatabaseBackup::Version> DatabaseBackup::version_now() const {
  return Version{.data_version = from().data_version(),
                 .own_commits = source_.connection().commit_count(),
                 .change_counter = TRY(change_counter_of(from())),
                 .page_size = from().page_size()};
}

/// By its own connection. Its commits are counted for main; of others the file's own counter is
/// known, which stands still in WAL mode.
Result<bool> DatabaseBackup::may_have_changed(const Version& now) const {
  if (source_.database().is_main()) return seen_.own_commits != now.own_commits;
  const JournalMode mode = TRY(from().journal_mode());
  return mode == JournalMode::Wal || seen_.change_counter != now.change_counter;
}

Status DatabaseBackup::begin_anew() {
  page_count_ = from().page_count();
  copied_ = 0;
  image_.reset();
  image_ = TRY(open_scratch(to().file()));
  return image_->pager().set_page_size(from().page_size(), reserved_of(from()));
}

bool DatabaseBackup::is_lock_page(PageNo no) const {
  return no.raw == 0x40000000 / from().page_size() + 1;
}

Status DatabaseBackup::copy_page(Pager& image, PageNo no) {
  if (is_lock_page(no)) return {};
  const storage::PageRef page = TRY(from().read(no));
  const storage::PageMut out = TRY(image.write(no));
  std::ranges::copy(page.bytes(), out.bytes().begin());
  if (no.raw != 1) return {};
  // The image has no log, whatever the source has.
  out.bytes()[storage::kWriteVersionAt] = out.bytes()[storage::kReadVersionAt] = std::byte{1};
  return {};
}

Status DatabaseBackup::copy_pages(uint32_t count) {
  TRY(source_.database().trees().late().settle_all());
  Pager& image = image_->pager();
  TRY(image.begin_write());
  for (uint32_t i = 0; i < count; ++i) {
    const PageNo no{copied_ + 1};
    TRY(image.set_page_count(std::max(no.raw, image.page_count())));
    TRY(copy_page(image, no));
    copied_ = no.raw;
    if (copied_ % kBackupPagesPerCommit != 0) continue;
    TRY(image.commit());
    TRY(image.begin_write());
  }
  return image.commit();
}

/// Pages that are not what they were when they were copied.
Status DatabaseBackup::copy_changed() {
  page_count_ = from().page_count();
  copied_ = std::min(copied_, page_count_);
  if (copied_ == 0) return {};
  Pager& image = image_->pager();
  TRY(image.begin_write());
  TRY(image.set_page_count(copied_));
  for (PageNo no{1}; no.raw <= copied_; ++no.raw) {
    if (is_lock_page(no)) continue;
    const storage::PageRef page = TRY(from().read(no));
    const storage::PageRef copied = TRY(image.read(no));
    if (!std::ranges::equal(page.bytes(), copied.bytes())) TRY(copy_page(image, no));
  }
  return image.commit();
}

// --- the target ---------------------------------------------------------------------------------

Status DatabaseBackup::lock_target() {
  if (has_locked_ && to().is_writing()) return {};
  has_locked_ = false;
  if (to().is_reading()) return fail(ErrorCode::Error, "destination database is in use");
  TRY(take_form());
  TRY(target_.connection().transaction().begin_write(target_.database()));
  has_locked_ = true;
  was_autocommit_ = target_.connection().autocommit();
  Status excluded = SharedLocks(target_.connection()).exclude_others(target_.database());
  if (excluded) excluded = to().exclude_readers();
  if (!excluded) unlock_target();
  return excluded;
}

/// A new database may have any page size.
Status DatabaseBackup::take_form() {
  TRY(to().begin_read());
  const bool is_new = to().page_count() == 0;
  Status fits = is_new ? ok() : check_form();
  to().rollback();
  TRY(std::move(fits));
  if (!is_new) return {};
  return to().set_page_size(from().page_size(), reserved_of(from()));
}

Status DatabaseBackup::check_form() {
  const bool is_same =
      to().page_size() == from().page_size() && to().usable_size() == from().usable_size();
  if (is_same) return {};
  const bool is_wal = TRY(to().journal_mode()) == JournalMode::Wal;
  const bool is_nameless = to().path().empty();  // in memory, or temporary
  return is_wal || is_nameless ? Status(fail(ErrorCode::ReadOnly)) : ok();
}

/// Its own connection may have ended the transaction, and begun another.
void DatabaseBackup::unlock_target() {
  const bool is_ours = std::exchange(has_locked_, false) && to().is_writing() &&
                       target_.connection().autocommit() == was_autocommit_;
  if (is_ours) to().rollback();
}

/// The target takes the image over, under a schema cookie that its readers do not know.
Status DatabaseBackup::install() {
  Pager& image = image_->pager();
  if (page_count_ == 0) {  // a source without pages is a database without tables
    TRY(image.begin_write());
    TRY(image.commit());
  }
  TRY(check_form());
  const bool wants_log = TRY(from().journal_mode()) == JournalMode::Wal;
  Status installed = install_in_transaction();
  if (!installed) {
    unlock_target();
    return installed;
  }
  has_locked_ = false;
  target_.connection().content_replaced(target_.database());
  // WAL mode is a part of the content; without it the copy is good as well.
  if (wants_log) static_cast<void>(to().set_journal_mode(JournalMode::Wal));
  return {};
}

Status DatabaseBackup::install_in_transaction() {
  Pager& image = image_->pager();
  const uint32_t cookie = TRY(to().header_field(HeaderField::SchemaCookie));
  TRY(image.begin_write());
  TRY(image.set_header_field(HeaderField::SchemaCookie, cookie + 1));
  TRY(image.commit());
  TRY(image.begin_read());
  Status installed = to().install(image);
  image.rollback();
  return installed;
}

}  // namespace tern::api
