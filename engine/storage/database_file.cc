#include "engine/storage/database_file.h"

#include <condition_variable>
#include <map>

#include "engine/storage/database_shared.h"
#include "engine/storage/wal.h"

namespace tern::storage {
namespace {

// The open files of this process. An entry whose object is gone is being closed: whoever wants the
// file waits, since closing may checkpoint and delete the WAL.
struct Registry {
  std::mutex mutex;
  std::condition_variable closed;
  std::map<io::FileId, std::weak_ptr<DatabaseFile>> files;
};

Registry& registry() {
  static Registry registry;
  return registry;
}

}  // namespace

DatabaseFile::Shared::Shared(io::Vfs& vfs_in, OpenOptions options_in, std::string path_in,
                             std::unique_ptr<io::File> file_in)
    : vfs(vfs_in),
      options(options_in),
      path(std::move(path_in)),
      file(std::move(file_in)),
      cache(options.cache_bytes, file != nullptr),
      ladder(file.get()) {}

DatabaseFile::Shared::~Shared() = default;

DatabaseFile::DatabaseFile(std::unique_ptr<Shared> shared) : shared_(std::move(shared)) {}

DatabaseFile::~DatabaseFile() {
  if (shared_->is_in_memory()) return;
  const io::FileId id = shared_->file->id();
  shared_->close_wal();
  shared_.reset();
  Registry& all = registry();
  const std::lock_guard guard(all.mutex);
  all.files.erase(id);
  all.closed.notify_all();
}

Result<std::shared_ptr<DatabaseFile>> DatabaseFile::open(io::Vfs& vfs, const std::string& path,
                                                         OpenOptions options) {
  if (path.empty() || path == ":memory:") {
    auto shared = std::make_unique<Shared>(vfs, options, "", nullptr);
    return std::shared_ptr<DatabaseFile>(new DatabaseFile(std::move(shared)));
  }
  const std::string full = TRY(vfs.full_path(path));
  Registry& all = registry();
  std::unique_lock guard(all.mutex);
  while (true) {
    const io::FileId id = TRY(vfs.identify(full));
    const auto found = all.files.find(id);
    if (id == io::FileId{} || found == all.files.end()) break;
    if (std::shared_ptr<DatabaseFile> open_file = found->second.lock()) return open_file;
    all.closed.wait(guard);
  }
  // For writing if that is allowed, even for a reader: later openers share this object.
  std::unique_ptr<io::File> file =
      TRY(vfs.open(full, {.create = options.create && !options.read_only}));
  options.read_only = file->is_read_only();
  const io::FileId id = file->id();
  auto shared = std::make_unique<Shared>(vfs, options, full, std::move(file));
  std::shared_ptr<DatabaseFile> opened(new DatabaseFile(std::move(shared)));
  all.files[id] = opened;
  return opened;
}

const std::string& DatabaseFile::path() const { return shared_->path; }
bool DatabaseFile::is_in_memory() const { return shared_->is_in_memory(); }
bool DatabaseFile::is_read_only() const { return shared_->options.read_only; }
io::Clock& DatabaseFile::clock() const { return *shared_->options.clock; }
io::Random& DatabaseFile::random() const { return *shared_->options.random; }
io::Vfs& DatabaseFile::vfs() const { return shared_->vfs; }

void DatabaseFile::set_before_wal_reset(std::function<Status()> hook) {
  const std::lock_guard guard(shared_->hook_mutex);
  shared_->before_reset_hook = std::move(hook);
}

Result<std::shared_ptr<Wal>> DatabaseFile::Shared::open_wal() {
  const std::lock_guard guard(wal_mutex_);
  if (!wal_) wal_ = TRY(Wal::open(*this));
  return wal_;
}

std::shared_ptr<Wal> DatabaseFile::Shared::wal() {
  const std::lock_guard guard(wal_mutex_);
  return wal_;
}

// The hook may ask for the WAL, so the mutex is not held; whoever closes is alone (last
// connection).
void DatabaseFile::Shared::close_wal() {
  if (const std::shared_ptr<Wal> open = wal()) open->close(synchronous_last);
  drop_wal();
}

void DatabaseFile::Shared::drop_wal() {
  const std::lock_guard guard(wal_mutex_);
  wal_.reset();
}

Status DatabaseFile::Shared::before_wal_reset() {
  const std::lock_guard guard(hook_mutex);
  return before_reset_hook ? before_reset_hook() : ok();
}

}  // namespace tern::storage
