#include "sync/replica/clone.h"

#include "engine/api/connection_state.h"
#include "engine/io/posix_vfs.h"
#include "sync/model/page_hash.h"
#include "sync/replica/local_log.h"
#include "sync/replica/replica_state.h"
#include "sync/replica/staging.h"
#include "sync/replica/sync_state.h"
#include "sync/store/slot_file.h"

namespace tern::sync::replica {
namespace {

using model::PageHash;

constexpr size_t kCookieAt = 40;  // schema cookie in page 1

Result<ByteVector> ask(wire::Exchange& exchange, wire::Method method, std::string path,
                       ByteVector body, int wanted) {
  wire::Response response = TRY(exchange.send({method, std::move(path), std::move(body)}));
  if (response.status == wanted) return std::move(response.body);
  const ErrorCode code = response.status == 401 || response.status == 403 ? ErrorCode::Auth
                         : response.status == 404                         ? ErrorCode::NotFound
                                                                          : ErrorCode::IoErr;
  return fail(code, "the primary answered " + std::to_string(response.status) + ": " +
                        std::string(as_text(response.body).substr(0, 200)));
}

Status write_state(const Paths& paths, const SyncState& state) {
  store::SlotFile slots = TRY(store::SlotFile::open(io::posix_vfs(), paths.sync(), true));
  (void)TRY(slots.read());
  return slots.write(state.encode());
}

Status pull_everything(const Paths& paths, std::string_view database, wire::Exchange& exchange,
                       Staging& staging) {
  while (!staging.is_complete()) {
    const wire::PullRequest request = staging.request({}, {});
    const ByteVector body = TRY(
        ask(exchange, wire::Method::Post, wire::path_of(database, "/pull"), request.encode(), 200));
    const Result<wire::PullAnswer> answer = wire::PullAnswer::decode(body);
    // What came damaged may come whole when it is asked for again, as in a sync.
    if (!answer) return fail(ErrorCode::IoErr, std::string(answer.error().message()));
    TRY(staging.take(*answer, [](uint32_t) -> Result<ByteVector> {
      return fail(ErrorCode::Corrupt, "a delta without a base");
    }));
  }
  (void)paths;
  return ok();
}

/// Writes the staged pages as a database file, proven. The schema cookie of the base.
Result<uint32_t> write_database(const std::string& path, const Staging& staging) {
  io::Vfs& vfs = io::posix_vfs();
  const Staging::Target& target = staging.target();
  const std::string temporary = path + "-clone";
  TRY(vfs.remove(temporary));
  std::unique_ptr<io::File> file = TRY(vfs.open(temporary, {.create = true}));
  PageHash hash;
  hash.resize(target.page_count);
  uint32_t cookie = 0;
  for (uint32_t no = 1; no <= target.page_count; ++no) {
    if (!staging.has(no)) return fail(ErrorCode::Corrupt, "clone: a page is missing");
    const ByteVector image = TRY(staging.image(no));
    if (no == 1) cookie = load_be<uint32_t>(image.data() + kCookieAt);
    hash.set(PageNo{no}, model::hash_of_page(PageNo{no}, image));
    TRY(file->pwrite(image, uint64_t{no - 1} * target.page_size));
  }
  if (hash.root() != target.page_hash)
    return fail(ErrorCode::Corrupt, "clone: the pages are not proven");
  TRY(file->sync(io::SyncMode::Full));
  TRY(vfs.rename(temporary, path));
  TRY(vfs.sync_folder_of(path));
  return cookie;
}

}  // namespace

Status clone_files(const std::string& path, std::string_view remote, std::string_view database,
                   wire::Exchange& exchange, const ReplicaOptions& options) {
  if (!wire::is_valid_name(database)) return fail(ErrorCode::Misuse, "bad database name");
  io::Vfs& vfs = io::posix_vfs();
  const Paths paths{path};
  // Two that make one file at once would mix what they stage.
  const std::unique_ptr<io::File> lock_file = TRY(vfs.open(paths.lock(), {.create = true}));
  const FileLock held =
      TRY(FileLock::take(*lock_file, FileLock::Which::Sync, *options.clock, FileLock::kTimeoutMs));
  SyncState state{std::string(remote), std::string(database), true};
  if (TRY(vfs.exists(paths.sync()))) {
    store::SlotFile slots = TRY(store::SlotFile::open(vfs, paths.sync(), false));
    const Result<ByteVector> slot = slots.read();
    // A slot file without a valid slot is a clone cut at its first write.
    if (slot && !slot->empty()) {
      const SyncState before = TRY(SyncState::decode(*slot));
      if (!before.cloning || before.remote != remote || before.database != database) {
        return fail(ErrorCode::Misuse, path + " is a replica already");
      }
    }
  } else if (TRY(vfs.exists(path))) {
    return fail(ErrorCode::Misuse, path + " exists already");
  }
  TRY(write_state(paths, state));
  Staging staging = TRY(Staging::open(vfs, paths.pull(), {}));
  Status pulled = pull_everything(paths, database, exchange, staging);
  if (!pulled) {
    // A database that is not there will not come by asking again: leave nothing behind.
    if (pulled.error().is(ErrorCode::NotFound) || pulled.error().is(ErrorCode::Auth)) {
      TRY(vfs.remove(paths.pull()));
      TRY(vfs.remove(paths.sync()));
      TRY(vfs.remove(paths.lock()));
    }
    return pulled;
  }
  const Result<uint32_t> cookie = write_database(path, staging);
  if (!cookie) {
    TRY(vfs.remove(paths.pull()));  // what was staged is not to be trusted
    return std::unexpected(cookie.error());
  }
  const Staging::Target& target = staging.target();
  const Base base{target.epoch,      target.revision, target.page_hash,
                  target.page_count, *cookie,         *cookie};
  TRY(LocalLog::create(vfs, paths.log(), model::ReplicaId::random(*options.random), base));
  state.cloning = false;
  TRY(write_state(paths, state));
  return vfs.remove(paths.pull());
}

Status publish_files(const std::string& path, std::string_view remote, std::string_view database,
                     wire::Exchange& exchange, const ReplicaOptions& options) {
  if (!wire::is_valid_name(database)) return fail(ErrorCode::Misuse, "bad database name");
  io::Vfs& vfs = io::posix_vfs();
  const Paths paths{path};
  if (TRY(vfs.exists(paths.sync()))) return fail(ErrorCode::Misuse, path + " is a replica already");
  {
    OpenOptions open_options;
    open_options.create = false;
    open_options.busy_timeout_ms = options.busy_timeout_ms;
    Connection connection = TRY(Connection::open(path, open_options));
    TRY(connection.execute("PRAGMA journal_mode=WAL"));
    const storage::CheckpointResult done =
        TRY(connection.state().pager().checkpoint(storage::CheckpointMode::Truncate));
    if (done.busy) return fail(ErrorCode::Busy, "others use the database");
  }
  std::unique_ptr<io::File> file = TRY(vfs.open(path, {}));
  ByteVector bytes(TRY(file->size()));
  if (TRY(file->pread(bytes, 0)) != bytes.size()) return fail(ErrorCode::IoErrShortRead);
  file.reset();
  const ByteVector image = bytes;
  (void)TRY(ask(exchange, wire::Method::Put, wire::path_of(database, ""), std::move(bytes), 201));
  const ByteVector body =
      TRY(ask(exchange, wire::Method::Get, wire::path_of(database, "/status"), {}, 200));
  const wire::StatusAnswer status = TRY(wire::StatusAnswer::decode(body));
  if (status.page_size == 0 || uint64_t{status.page_size} * status.page_count != image.size()) {
    return fail(ErrorCode::Corrupt, "publish: the primary's file has another size");
  }
  PageHash hash;
  hash.resize(status.page_count);
  for (uint32_t no = 1; no <= status.page_count; ++no) {
    const Bytes page = Bytes(image).subspan(uint64_t{no - 1} * status.page_size, status.page_size);
    hash.set(PageNo{no}, model::hash_of_page(PageNo{no}, page));
  }
  if (hash.root() != status.page_hash) {
    return fail(ErrorCode::Corrupt, "publish: the primary's content is not this file's");
  }
  const uint32_t cookie = load_be<uint32_t>(image.data() + kCookieAt);
  const Base base{status.epoch, status.head, status.page_hash, status.page_count, cookie, cookie};
  TRY(LocalLog::create(vfs, paths.log(), model::ReplicaId::random(*options.random), base));
  return write_state(paths, {std::string(remote), std::string(database), false});
}

}  // namespace tern::sync::replica
