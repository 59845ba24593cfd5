#include "daemon/agent/commit_watch.h"

#include <utility>

#include "engine/io/posix_vfs.h"

namespace tern::daemon::agent {

bool CommitWatch::look() {
  const Result<Mark> mark = read();
  if (!mark) return false;
  const bool is_other = !has_seen_ || *mark != seen_;
  has_seen_ = true;
  seen_ = *mark;
  return is_other;
}

Result<CommitWatch::Mark> CommitWatch::read() {
  io::Vfs& vfs = io::posix_vfs();
  const std::string index_path = path_ + "-shm";
  Mark mark;
  mark.database = TRY(vfs.identify(path_));
  mark.index = TRY(vfs.identify(index_path));
  const bool is_there = mark.index != io::FileId{};
  // Who made the file anew may have done so between the two questions: the next look sees that.
  if (index_ && (!is_there || index_->id() != mark.index)) index_.reset();
  if (is_there && !index_) index_ = TRY(vfs.open(index_path, {.read_only = true}));
  if (index_) {
    const size_t size = TRY(index_->pread(mark.header, 0));
    if (size < mark.header.size()) mark.header = {};  // being set up
  } else if (mark.database != io::FileId{}) {
    const auto file = TRY(vfs.open(path_, {.read_only = true}));
    mark.database_bytes = TRY(file->size());
  }
  return mark;
}

}  // namespace tern::daemon::agent
