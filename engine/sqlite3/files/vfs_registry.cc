// The list of file systems, and what each is to the engine.

#include <cstring>
#include <mutex>

#include "engine/io/uring_vfs.h"
#include "engine/sqlite3/files/c_vfs.h"
#include "engine/sqlite3/files/unix_vfs.h"
#include "engine/sqlite3/files/vfs.h"

namespace tern::abi {
namespace {

/// The default comes first.
struct VfsList {
  std::mutex mutex;
  sqlite3_vfs* first = nullptr;

  VfsList() {
    UnixSystems& ours = unix_systems();
    add(&ours.ranges, true);
    for (sqlite3_vfs* const vfs : {&ours.none, &ours.folder, &ours.exclusive, &ours.memory}) {
      add(vfs, false);
    }
  }

  void remove(const sqlite3_vfs* vfs) {
    sqlite3_vfs** link = &first;
    while (*link != nullptr && *link != vfs) link = &(*link)->pNext;
    if (*link != nullptr) *link = vfs->pNext;
  }

  void add(sqlite3_vfs* vfs, bool is_default) {
    remove(vfs);
    sqlite3_vfs*& link = is_default || first == nullptr ? first : first->pNext;
    vfs->pNext = link;
    link = vfs;
  }

  sqlite3_vfs* find(const char* name) const {
    sqlite3_vfs* vfs = first;
    while (vfs != nullptr && name != nullptr && std::strcmp(vfs->zName, name) != 0) {
      vfs = vfs->pNext;
    }
    return vfs;
  }
};

VfsList& vfs_list() {
  static VfsList list;
  return list;
}

/// The engine's own, which is nobody's to free.
std::shared_ptr<io::Vfs> native_files() { return {std::shared_ptr<void>(), &io::uring_vfs()}; }

}  // namespace

Result<FileSystem> file_system(const char* name, const UriParameters& parameters) {
  sqlite3_vfs* const vfs = sqlite3_vfs_find(name);
  if (vfs == nullptr) {
    return fail(ErrorCode::Error, "no such vfs: " + std::string(name != nullptr ? name : ""));
  }
  const UnixSystems& ours = unix_systems();
  FileSystem out;
  out.vfs = vfs;
  out.is_memory = vfs == &ours.memory;
  out.has_no_locks = vfs == &ours.none;
  out.is_native =
      vfs == &ours.ranges || vfs == &ours.exclusive || out.has_no_locks || out.is_memory;
  if (out.is_native) {
    out.files = native_files();
  } else {
    auto files = std::make_shared<CVfs>(*vfs, parameters);
    out.clock = &files->clock();
    out.files = std::move(files);
  }
  return out;
}

}  // namespace tern::abi

sqlite3_vfs* sqlite3_vfs_find(const char* name) {
  if (sqlite3_initialize() != SQLITE_OK) return nullptr;
  tern::abi::VfsList& list = tern::abi::vfs_list();
  const std::lock_guard guard(list.mutex);
  return list.find(name);
}

int sqlite3_vfs_register(sqlite3_vfs* vfs, int is_default) {
  if (const int code = sqlite3_initialize(); code != SQLITE_OK) return code;
  if (vfs == nullptr) return SQLITE_MISUSE;
  tern::abi::VfsList& list = tern::abi::vfs_list();
  const std::lock_guard guard(list.mutex);
  list.add(vfs, is_default != 0);
  return SQLITE_OK;
}

int sqlite3_vfs_unregister(sqlite3_vfs* vfs) {
  if (const int code = sqlite3_initialize(); code != SQLITE_OK) return code;
  tern::abi::VfsList& list = tern::abi::vfs_list();
  const std::lock_guard guard(list.mutex);
  list.remove(vfs);
  return SQLITE_OK;
}
