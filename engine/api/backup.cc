#include "tern/backup.h"

#include <algorithm>
#include <utility>

#include "engine/api/connection_state.h"
#include "engine/api/scratch_database.h"

namespace tern {
namespace {

using storage::HeaderField;
using storage::JournalMode;
using storage::Pager;

constexpr uint32_t kPagesPerCommit = 4096;

}  // namespace

class Backup::State {
 public:
  State(api::ConnectionState& source, api::ConnectionState& target)
      : source_(source), target_(target) {}

  Result<bool> step(int pages) {
    Pager& from = source_.pager();
    if (from.is_writing()) return fail(ErrorCode::Busy);
    const bool was_reading = from.is_reading();
    TRY(from.begin_read());
    Result<bool> complete = step_in_snapshot(pages);
    if (!was_reading) from.rollback();
    return complete;
  }

  uint32_t remaining() const { return page_count_ - copied_; }
  uint32_t page_count() const { return page_count_; }

 private:
  Result<bool> step_in_snapshot(int pages) {
    if (is_complete_) return true;
    if (!image_ || seen_ != version_now()) TRY(begin_anew());
    const uint32_t left = remaining();
    const uint32_t count = pages < 0 ? left : std::min(left, static_cast<uint32_t>(pages));
    if (count > 0) TRY(copy_pages(count));
    if (remaining() > 0) return false;
    TRY(install());
    is_complete_ = true;
    image_.reset();
    return true;
  }

  /// What others and what the source's own connection committed.
  using Version = std::pair<uint64_t, uint64_t>;
  Version version_now() const { return {source_.pager().data_version(), source_.commit_count()}; }

  Status begin_anew() {
    Pager& from = source_.pager();
    seen_ = version_now();
    page_count_ = from.page_count();
    copied_ = 0;
    image_.reset();
    image_ = TRY(api::open_scratch(target_.pager().file()));
    return image_->pager().set_page_size(
        from.page_size(), static_cast<uint8_t>(from.page_size() - from.usable_size()));
  }

  Status copy_pages(uint32_t count) {
    TRY(source_.trees().late().settle_all());
    Pager& image = image_->pager();
    const PageNo lock_page{0x40000000 / image.page_size() + 1};
    TRY(image.begin_write());
    for (uint32_t i = 0; i < count; ++i) {
      const PageNo no{copied_ + 1};
      TRY(image.set_page_count(std::max(no.raw, image.page_count())));
      if (no != lock_page) {
        const storage::PageRef page = TRY(source_.pager().read(no));
        const storage::PageMut out = TRY(image.write(no));
        std::ranges::copy(page.bytes(), out.bytes().begin());
      }
      copied_ = no.raw;
      if (copied_ % kPagesPerCommit != 0) continue;
      TRY(image.commit());
      TRY(image.begin_write());
    }
    return image.commit();
  }

  /// The target takes the image over, under a schema cookie that its readers do not know.
  Status install() {
    if (!target_.autocommit() || target_.running_count() > 0) {
      return fail(ErrorCode::Error, "destination database is in use");
    }
    Pager& to = target_.pager();
    if (page_count_ == 0) TRY(make_empty_image());
    TRY(to.begin_read());
    Status done = to.page_count() == 0 ? take_form(to) : ok();
    if (done) done = check_form(to);
    to.rollback();
    TRY(std::move(done));
    TRY(to.begin_write());
    Status installed = install_in_transaction(to);
    if (!installed) to.rollback();
    target_.content_replaced(target_.main());
    return installed;
  }

  Status install_in_transaction(Pager& to) {
    Pager& image = image_->pager();
    const uint32_t cookie = TRY(to.header_field(HeaderField::SchemaCookie));
    TRY(image.begin_write());
    TRY(image.set_header_field(HeaderField::SchemaCookie, cookie + 1));
    TRY(image.commit());
    TRY(image.begin_read());
    Status installed = to.install(image);
    image.rollback();
    return installed;
  }

  /// Of a source without pages: a database without tables.
  Status make_empty_image() {
    TRY(image_->pager().begin_write());
    return image_->pager().commit();
  }

  /// A new database may have any page size.
  Status take_form(Pager& to) {
    Pager& image = image_->pager();
    to.rollback();
    TRY(to.set_page_size(image.page_size(),
                         static_cast<uint8_t>(image.page_size() - image.usable_size())));
    return to.begin_read();
  }

  Status check_form(Pager& to) {
    const Pager& image = image_->pager();
    const bool is_same =
        to.page_size() == image.page_size() && to.usable_size() == image.usable_size();
    if (is_same) return ok();
    const bool is_wal = TRY(to.journal_mode()) == JournalMode::Wal;
    return is_wal || to.file().is_in_memory() ? Status(fail(ErrorCode::ReadOnly)) : ok();
  }

  api::ConnectionState& source_;
  api::ConnectionState& target_;
  std::unique_ptr<api::ConnectionState> image_;
  Version seen_;
  uint32_t page_count_ = 0;
  uint32_t copied_ = 0;
  bool is_complete_ = false;
};

Backup::Backup(std::unique_ptr<State> state) : state_(std::move(state)) {}
Backup::Backup(Backup&&) noexcept = default;
Backup& Backup::operator=(Backup&&) noexcept = default;
Backup::~Backup() = default;

Result<Backup> Backup::start(Connection& source, Connection& target) {
  api::ConnectionState& from = source.state();
  api::ConnectionState& to = target.state();
  if (&from == &to) {
    return fail(ErrorCode::Error, "source and destination must be distinct");
  }
  if (!to.autocommit() || to.running_count() > 0) {
    return fail(ErrorCode::Error, "destination database is in use");
  }
  if (to.has_commit_observer()) return not_supported("a backup onto a database that syncs");
  if (to.pager().is_read_only()) return fail(ErrorCode::ReadOnly);
  return Backup(std::make_unique<State>(from, to));
}

Result<bool> Backup::step(int pages) { return state_->step(pages); }
uint32_t Backup::remaining() const { return state_->remaining(); }
uint32_t Backup::page_count() const { return state_->page_count(); }

}  // namespace tern
