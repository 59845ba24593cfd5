#include "engine/storage/database_file.h"

#include <map>
#include <utility>

#include "engine/io/condition.h"
#include "engine/io/fork_count.h"
#include "engine/io/temporary_file.h"
#include "engine/storage/database_shared.h"
#include "engine/storage/scratch_file.h"
#include "engine/storage/wal.h"

namespace tern::storage {
namespace {

// What makes two openers share an object.
struct Key {
  io::FileId id;
  bool read_only = false;
  bool immutable = false;
  bool no_lock = false;
  Sharing sharing = Sharing::None;
  uint32_t fork_count = 0;  // a child process shares nothing with its parent
  auto operator<=>(const Key&) const = default;
};

Key key_of(io::FileId id, const OpenOptions& options, uint32_t fork_count = io::fork_count()) {
  return {id, options.read_only, options.immutable, options.no_lock, options.sharing, fork_count};
}

// The open files of this process. An entry whose object is gone is being closed: whoever wants the
// file waits, since closing may checkpoint and delete the WAL.
struct Registry {
  std::mutex mutex;
  io::Condition closed;
  std::map<Key, std::weak_ptr<DatabaseFile>> files;
  std::map<std::pair<std::string, Sharing>, std::weak_ptr<DatabaseFile>> in_memory;

  std::shared_ptr<DatabaseFile> find(std::unique_lock<std::mutex>& guard, const Key& key) {
    while (true) {
      const auto found = files.find(key);
      if (key.id == io::FileId{} || found == files.end()) return nullptr;
      if (std::shared_ptr<DatabaseFile> open_file = found->second.lock()) return open_file;
      closed.wait(guard);
    }
  }
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
      cache(file != nullptr),
      ladder(options.immutable || options.no_lock ? nullptr : file.get()),
      shared_cache(options.sharing == Sharing::Cache ? std::make_unique<SharedCache>() : nullptr) {}

DatabaseFile::Shared::~Shared() = default;

DatabaseFile::DatabaseFile(std::unique_ptr<Shared> shared) : shared_(std::move(shared)) {}

DatabaseFile::~DatabaseFile() {
  if (!shared_->is_in_memory() && shared_->path.empty()) return;  // was never registered
  Registry& all = registry();
  if (shared_->is_in_memory()) {
    const std::lock_guard guard(all.mutex);
    std::erase_if(all.in_memory, [](const auto& entry) { return entry.second.expired(); });
    return;
  }
  const Key key = key_of(shared_->file->id(), shared_->options, shared_->fork_count);
  shared_->close_wal();
  shared_.reset();
  const std::lock_guard guard(all.mutex);
  all.files.erase(key);
  all.closed.notify_all();
}

Result<std::shared_ptr<DatabaseFile>> DatabaseFile::open(io::Vfs& vfs, const std::string& path,
                                                         OpenOptions options) {
  if (path.empty() || path == ":memory:") options.in_memory = true;
  if (options.in_memory) return open_in_memory(vfs, path, options);
  options.read_only |= options.immutable;
  const std::string full = TRY(vfs.full_path(path));
  Registry& all = registry();
  std::unique_lock guard(all.mutex);
  const io::FileId known = TRY(vfs.identify(full));
  if (auto open_file = all.find(guard, key_of(known, options))) return open_file;
  Result<std::unique_ptr<io::File>> file =
      vfs.open(full, {.read_only = options.read_only, .create = options.create});
  // Why does not matter to who opens a database; as SQLite.
  if (!file && (file.error().is(ErrorCode::ReadOnlyDirectory) ||
                file.error().is(ErrorCode::CantOpenIsDir))) {
    return fail(ErrorCode::CantOpen);
  }
  if (!file) return std::unexpected(std::move(file).error());
  options.read_only = (*file)->is_read_only();
  const Key key = key_of((*file)->id(), options);
  if (auto open_file = all.find(guard, key)) return open_file;
  auto shared = std::make_unique<Shared>(vfs, options, full, *std::move(file));
  std::shared_ptr<DatabaseFile> opened(new DatabaseFile(std::move(shared)));
  all.files[key] = opened;
  return opened;
}

Result<std::shared_ptr<DatabaseFile>> DatabaseFile::open_in_memory(io::Vfs& vfs,
                                                                   const std::string& name,
                                                                   const OpenOptions& options) {
  Registry& all = registry();
  const std::lock_guard guard(all.mutex);
  const bool is_shared = options.sharing != Sharing::None;
  const auto found = all.in_memory.find({name, options.sharing});
  if (is_shared && found != all.in_memory.end()) {
    if (std::shared_ptr<DatabaseFile> open_file = found->second.lock()) return open_file;
  }
  auto shared = std::make_unique<Shared>(vfs, options, "", nullptr);
  std::shared_ptr<DatabaseFile> opened(new DatabaseFile(std::move(shared)));
  if (is_shared) all.in_memory[{name, options.sharing}] = opened;
  return opened;
}

Result<std::shared_ptr<DatabaseFile>> DatabaseFile::open_temporary(io::Vfs& vfs,
                                                                   OpenOptions options) {
  std::unique_ptr<io::File> file = options.is_secret
                                       ? TRY(open_scratch(vfs, *options.random))
                                       : TRY(io::open_temporary(vfs, *options.random));
  auto shared = std::make_unique<Shared>(vfs, options, "", std::move(file));
  return std::shared_ptr<DatabaseFile>(new DatabaseFile(std::move(shared)));
}

const std::string& DatabaseFile::path() const { return shared_->path; }
bool DatabaseFile::is_in_memory() const { return shared_->is_in_memory(); }
bool DatabaseFile::is_read_only() const { return shared_->options.read_only; }
io::Clock& DatabaseFile::clock() const { return *shared_->options.clock; }
io::Random& DatabaseFile::random() const { return *shared_->options.random; }
io::Vfs& DatabaseFile::vfs() const { return shared_->vfs; }

std::shared_ptr<const void> DatabaseFile::known_schema() const {
  const std::lock_guard guard(known_schema_mutex_);
  return known_schema_;
}

void DatabaseFile::keep_known_schema(std::shared_ptr<const void> schema) {
  const std::lock_guard guard(known_schema_mutex_);
  known_schema_.swap(schema);
}

void DatabaseFile::set_before_wal_reset(std::function<Status()> hook) {
  const std::lock_guard guard(shared_->hook_latch);
  shared_->before_reset_hook = std::move(hook);
}

Result<std::shared_ptr<Wal>> DatabaseFile::Shared::open_wal(const void* owner) {
  const std::lock_guard guard(wal_mutex_);
  if (!wal_) set_wal(TRY(Wal::open(*this, owner)));
  return wal_;
}

void DatabaseFile::Shared::set_wal(std::shared_ptr<Wal> next) {
  wal_ = std::move(next);
  open_wal_ = wal_ && !wal_->is_blind() ? wal_.get() : nullptr;
}

std::shared_ptr<Wal> DatabaseFile::Shared::wal() {
  const std::lock_guard guard(wal_mutex_);
  if (wal_ && wal_->is_blind() && wal_->open_snapshots() == 0) set_wal(nullptr);
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
  set_wal(nullptr);
}

Status DatabaseFile::Shared::before_wal_reset() {
  const std::lock_guard guard(hook_latch);
  return before_reset_hook ? before_reset_hook() : ok();
}

}  // namespace tern::storage
