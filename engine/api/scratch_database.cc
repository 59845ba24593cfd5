#include "engine/api/scratch_database.h"

#include "engine/storage/database_shared.h"

namespace tern::api {
namespace {

using storage::DatabaseFile;

constexpr size_t kCacheBytes = size_t{32} << 20;

}  // namespace

Result<std::unique_ptr<ConnectionState>> open_for_building(std::shared_ptr<DatabaseFile> file,
                                                           const OpenOptions& options) {
  auto state = TRY(ConnectionState::open(std::move(file), options));
  (void)TRY(state->pager().set_journal_mode(storage::JournalMode::Off));
  state->pager().set_synchronous(storage::Synchronous::Off);
  return state;
}

Result<std::unique_ptr<ConnectionState>> open_scratch(DatabaseFile& near, bool is_secret) {
  const storage::OpenOptions options{.is_secret = is_secret || !near.shared().codecs.keys().empty(),
                                     .cache_bytes = kCacheBytes,
                                     .clock = &near.clock(),
                                     .random = &near.random()};
  auto file = near.is_in_memory() ? DatabaseFile::open(near.vfs(), ":memory:", options)
                                  : DatabaseFile::open_temporary(near.vfs(), options);
  return open_for_building(TRY(std::move(file)));
}

}  // namespace tern::api
