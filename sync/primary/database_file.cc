#include "sync/primary/database_file.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include "engine/api/connection_state.h"
#include "engine/io/posix_vfs.h"
#include "engine/storage/pager.h"

namespace tern::sync::primary {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kSqliteMagic("SQLite format 3\0", 16);
constexpr size_t kHeaderSize = 100;
constexpr size_t kPageSizeAt = 16;
constexpr size_t kWriteVersionAt = 18;
constexpr size_t kReadVersionAt = 19;
constexpr int64_t kRowsBetweenLooks = 10'000;
constexpr uint32_t kPagesAtOnce = 64;

/// Source: SQLite file format, "The Database Header".
Status check_header(const std::string& path) {
  const auto file = TRY(io::posix_vfs().open(path, {.read_only = true}));
  const uint64_t size = TRY(file->size());
  if (size == 0) return ok();  // a database that was never written
  std::array<std::byte, kHeaderSize> header;
  const size_t got = TRY(file->pread(header, 0));
  if (got != header.size() || as_text(Bytes(header).first(kSqliteMagic.size())) != kSqliteMagic) {
    return fail(ErrorCode::NotADb, "the file is no SQLite database");
  }
  const uint32_t stored = load_be<uint16_t>(&header[kPageSizeAt]);
  const uint32_t page_size = stored == 1 ? 65536 : stored;
  const bool is_power = page_size >= 512 && (page_size & (page_size - 1)) == 0;
  if (!is_power) return fail(ErrorCode::NotADb, "the page size in the file's header");
  if (size % page_size != 0) return fail(ErrorCode::Corrupt, "the file is cut off");
  return ok();
}

Status quick_check(Connection& connection) {
  io::Clock& clock = io::system_clock();
  const int64_t until_ms = clock.monotonic_ms() + kCheckMsMax;
  connection.set_progress_handler(kRowsBetweenLooks,
                                  [&clock, until_ms] { return clock.monotonic_ms() > until_ms; });
  Statement check = TRY(connection.prepare("PRAGMA quick_check(1)"));
  const Result<bool> row = check.step();
  if (!row && row.error().is(ErrorCode::Interrupt)) return ok();
  (void)TRY(Result<bool>(row));
  const std::string_view found = check.column(0).as_text();
  return found == "ok" ? ok() : Status(fail(ErrorCode::Corrupt, std::string(found)));
}

/// Page by page; the page that locks lie on stays zero.
class PageCopy {
 public:
  PageCopy(storage::Pager& from, io::File& to, FileForm form) : from_(from), to_(to), form_(form) {}

  Status run() {
    for (uint32_t no = 1; no <= from_.page_count(); no += kPagesAtOnce) {
      TRY(copy(no, std::min(kPagesAtOnce, from_.page_count() - no + 1)));
    }
    return to_.sync(io::SyncMode::Full);
  }

 private:
  Status copy(uint32_t first, uint32_t count) {
    const uint64_t size = from_.page_size();
    const uint64_t lock_page = (uint64_t{1} << 30) / size + 1;
    ByteVector bytes(count * size);
    for (uint32_t i = 0; i < count; ++i) {
      if (first + i == lock_page) continue;
      const storage::PageRef page = TRY(from_.read(PageNo{first + i}));
      std::copy(page.bytes().begin(), page.bytes().end(), &bytes[i * size]);
    }
    if (first == 1 && form_ == FileForm::Plain) {
      bytes[kWriteVersionAt] = bytes[kReadVersionAt] = std::byte{1};
    }
    return to_.pwrite(bytes, (first - 1) * size);
  }

  storage::Pager& from_;
  io::File& to_;
  FileForm form_;
};

}  // namespace

Status check_database_file(const std::string& path, uint64_t bytes_max) {
  TRY(check_header(path));
  std::error_code error;
  if (bytes_max > 0 && fs::file_size(path, error) > bytes_max) {
    return fail(ErrorCode::Full,
                "the database is larger than its quota, " + std::to_string(bytes_max) + " bytes");
  }
  Connection connection = TRY(Connection::open(path, {.create = false}));
  return quick_check(connection);
}

Status take_file(const std::string& from, const std::string& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error) fs::copy_file(from, to, error);
  if (error) return fail(ErrorCode::IoErr, "cannot take over the database file");
  return sync_file(to);
}

Status sync_file(const std::string& path) {
  const auto file = TRY(io::posix_vfs().open(path, {}));
  return file->sync(io::SyncMode::Full);
}

Status write_database(const std::string& from, const std::string& to, FileForm form) {
  Connection connection = TRY(Connection::open(from, {.create = false}));
  storage::Pager& pager = connection.state().pager();
  TRY(pager.begin_read());
  io::Vfs& vfs = io::posix_vfs();
  const auto file = TRY(vfs.open(to, {.create = true, .exclusive = true}));
  Status written = PageCopy(pager, *file, form).run();
  if (written) written = vfs.sync_folder_of(to);
  pager.rollback();
  if (!written) (void)vfs.remove(to);
  return written;
}

}  // namespace tern::sync::primary
