#include "engine/io/simulated_disk.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>

#include "engine/base/assert.h"
#include "engine/io/simulated_vfs.h"

namespace tern::io {
namespace {

bool one_in(Random& random, uint32_t count) { return random.next_u32() % count == 0; }

void put(ByteVector& file, uint64_t at, Bytes bytes) {
  if (file.size() < at + bytes.size()) file.resize(at + bytes.size());
  std::ranges::copy(bytes, file.begin() + static_cast<ptrdiff_t>(at));
}

void play(ByteVector& file, const SimulatedInode::Write& write) {
  if (write.bytes) {
    put(file, write.at, *write.bytes);
  } else {
    file.resize(write.at);
  }
}

// Some sectors of a write.
void play_torn(ByteVector& file, const SimulatedInode::Write& write, Random& random) {
  if (!write.bytes) return;
  const Bytes bytes(*write.bytes);
  for (uint64_t done = 0; done < bytes.size();) {
    const uint64_t at = write.at + done;
    const uint64_t step = std::min(kSectorSize - at % kSectorSize, bytes.size() - done);
    if (one_in(random, 2)) put(file, at, bytes.subspan(done, step));
    done += step;
  }
}

// Does `one` write to a sector that `other` wrote to, or cut it off?
bool overtakes(const SimulatedInode::Write& one, const SimulatedInode::Write& other) {
  if (!other.bytes) return true;
  if (!one.bytes) return one.at < other.at + other.bytes->size();
  const auto first = [](const auto& write) { return write.at / kSectorSize; };
  const auto end = [](const auto& write) {
    return (write.at + write.bytes->size() + kSectorSize - 1) / kSectorSize;
  };
  return first(one) < end(other) && first(other) < end(one);
}

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/') + 1); }

}  // namespace

void SimulatedInode::change(Write write) {
  play(now, write);
  unsynced.push_back(std::move(write));
}

void SimulatedInode::sync() {
  std::vector<Write> left;
  for (size_t i = 0; i < unsynced.size(); ++i) {
    const auto later = std::span(unsynced).subspan(i + 1);
    const bool is_missed =
        unsynced[i].is_beyond_sync && std::ranges::none_of(later, [&](const Write& write) {
          return !write.is_beyond_sync && overtakes(write, unsynced[i]);
        });
    if (is_missed) {
      left.push_back(std::move(unsynced[i]));
    } else {
      play(durable, unsynced[i]);
    }
  }
  unsynced = std::move(left);
}

// In pieces of a sector, since what is written to a sector later brings it back into the care of
// the next sync.
void SimulatedInode::fail_sync() {
  std::vector<Write> pieces;
  for (const Write& write : unsynced) {
    if (!write.bytes) {
      pieces.push_back(write);
      continue;
    }
    for (uint64_t done = 0; done < write.bytes->size();) {
      const uint64_t at = write.at + done;
      const uint64_t step = std::min(kSectorSize - at % kSectorSize, write.bytes->size() - done);
      const Bytes piece = Bytes(*write.bytes).subspan(done, step);
      pieces.push_back({at, std::make_shared<const ByteVector>(piece.begin(), piece.end()), true});
      done += step;
    }
  }
  unsynced = std::move(pieces);
}

// Now and then all is kept or lost, which is what happens most on a real machine.
void SimulatedInode::lose_power(Random& random) {
  const bool keeps_all = one_in(random, 8);
  const bool loses_all = !keeps_all && one_in(random, 8);
  for (const Write& write : unsynced) {
    const uint32_t fate = random.next_u32() % 3;
    if (keeps_all || (!loses_all && fate == 0)) {
      play(durable, write);
    } else if (!loses_all && fate == 1) {
      play_torn(durable, write, random);
    }
  }
  unsynced.clear();
  now = durable;
  locks = {};
}

SimulatedMemory::SimulatedMemory() : descriptor(::memfd_create("tern-shm", MFD_CLOEXEC)) {
  ASSERT(descriptor >= 0);
}

SimulatedMemory::~SimulatedMemory() { ::close(descriptor); }

std::unique_ptr<SimulatedDisk> SimulatedDisk::copy() const {
  const std::lock_guard guard(mutex_);
  auto out = std::make_unique<SimulatedDisk>(options_);
  std::map<const SimulatedInode*, InodePtr> copies;
  const auto copy_of = [&](const InodePtr& from) {
    if (!from) return InodePtr();
    InodePtr& to = copies[from.get()];
    if (!to) {
      to = std::make_shared<SimulatedInode>(*from);
      to->locks = {};
    }
    return to;
  };
  for (const auto& [name, inode] : names_) out->names_[name] = copy_of(inode);
  for (const auto& [name, inode] : durable_names_) out->durable_names_[name] = copy_of(inode);
  for (const NameChange& change : unsynced_names_) {
    NameChange& to = out->unsynced_names_.emplace_back();
    for (const auto& [name, inode] : change) to.emplace_back(name, copy_of(inode));
  }
  out->inode_last_ = inode_last_;
  return out;
}

void SimulatedDisk::lose_power(Random& random) {
  std::set<SimulatedVfs*> processes;
  {
    const std::lock_guard guard(mutex_);
    processes = processes_;
  }
  for (SimulatedVfs* const process : processes) process->kill();
  const std::lock_guard guard(mutex_);
  const size_t kept_count = random.next_u32() % (unsynced_names_.size() + 1);
  for (size_t i = 0; i < unsynced_names_.size(); ++i) {
    const bool is_kept = options_.names == Names::InOrder ? i < kept_count : one_in(random, 2);
    if (!is_kept) continue;
    for (const auto& [name, inode] : unsynced_names_[i]) durable_names_[name] = inode;
  }
  std::erase_if(durable_names_, [](const auto& entry) { return entry.second == nullptr; });
  unsynced_names_.clear();
  names_ = durable_names_;
  for (const auto& [name, inode] : names_) inode->lose_power(random);
  memories_.clear();
}

ByteVector SimulatedDisk::content(const std::string& path) const {
  const std::lock_guard guard(mutex_);
  const InodePtr inode = find(path);
  return inode ? inode->now : ByteVector();
}

size_t SimulatedDisk::lock_count() const {
  const std::lock_guard guard(mutex_);
  size_t count = 0;
  for (const auto& [name, inode] : names_) count += inode->locks.count();
  for (const auto& [name, memory] : memories_) count += memory->locks.count();
  return count;
}

SimulatedDisk::InodePtr SimulatedDisk::find(const std::string& path) const {
  const auto found = names_.find(path);
  return found == names_.end() ? nullptr : found->second;
}

void SimulatedDisk::change_names(NameChange change) {
  for (const auto& [name, inode] : change) {
    if (inode) {
      names_[name] = inode;
    } else {
      names_.erase(name);
    }
  }
  if (options_.names == Names::AtOnce) {
    durable_names_ = names_;
  } else {
    unsynced_names_.push_back(std::move(change));
  }
}

void SimulatedDisk::sync_names(const std::string& path) {
  const std::string folder = folder_of(path);
  std::erase_if(unsynced_names_, [&](const NameChange& change) {
    if (folder_of(change.front().first) != folder) return false;
    for (const auto& [name, inode] : change) durable_names_[name] = inode;
    return true;
  });
  std::erase_if(durable_names_, [](const auto& entry) { return entry.second == nullptr; });
}

}  // namespace tern::io
