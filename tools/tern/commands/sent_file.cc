#include "tools/tern/commands/sent_file.h"

#include <utility>

#include "engine/io/posix_vfs.h"

namespace tern::shell {
namespace {

constexpr int kAttemptsMax = 10;
constexpr uint32_t kPatienceMs = 5'000;

Result<uint64_t> wal_size(const std::string& path) {
  const bool has_wal = TRY(io::posix_vfs().exists(path + "-wal"));
  if (!has_wal) return uint64_t{0};
  const auto wal = TRY(io::posix_vfs().open(path + "-wal", {.read_only = true}));
  return wal->size();
}

/// A reader that began while there was nothing in the WAL keeps others from copying what they
/// commit into the file; without a WAL it keeps them from committing.
Result<bool> begin_still(Connection& db, const std::string& path) {
  TRY(db.execute("PRAGMA wal_checkpoint(TRUNCATE)"));
  TRY(db.execute("BEGIN; SELECT count(*) FROM sqlite_schema"));
  const uint64_t left = TRY(wal_size(path));
  if (left == 0) return true;
  TRY(db.execute("ROLLBACK"));
  return false;
}

}  // namespace

Result<std::unique_ptr<SentFile>> SentFile::open(const std::string& path) {
  auto file = io::posix_vfs().open(path, {.read_only = true});
  if (!file) return fail(ErrorCode::CantOpen, "cannot read " + path);
  const uint64_t size = TRY((*file)->size());
  return std::unique_ptr<SentFile>(new SentFile(*std::move(file), size));
}

Result<std::unique_ptr<SentFile>> SentFile::open_database(const std::string& path) {
  Result<Connection> opened =
      Connection::open(path, {.create = false, .busy_timeout_ms = kPatienceMs});
  if (!opened && primary(opened.error().code()) == ErrorCode::CantOpen)
    return fail(ErrorCode::CantOpen, "cannot read " + path);
  auto db = std::make_unique<Connection>(TRY(std::move(opened)));
  for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
    const bool is_still = TRY(begin_still(*db, path));
    if (!is_still) continue;
    auto sent = TRY(open(path));
    sent->reader_ = std::move(db);
    return sent;
  }
  return fail(ErrorCode::Busy, path + " is written by others: try again when they have ended");
}

sync::transport::Source SentFile::source() {
  return [this, at = uint64_t{0}](MutBytes room) mutable -> Result<size_t> {
    const size_t got = TRY(file_->pread(room, at));
    at += got;
    return got;
  };
}

}  // namespace tern::shell
