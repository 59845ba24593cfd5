#include "engine/storage/shared_cache.h"

#include <algorithm>
#include <utility>

#include "engine/base/assert.h"
#include "engine/storage/blocked_connections.h"

namespace tern::storage {

void SharedCache::set_connection(const Pager& pager, Connection connection) {
  const std::lock_guard guard(mutex_);
  Member& member = members_[&pager];
  ASSERT(!member.is_in);
  member.connection = connection;
}

void SharedCache::remove(const Pager& pager) {
  end(pager);
  const std::lock_guard guard(mutex_);
  members_.erase(&pager);
}

std::unexpected<Error> SharedCache::refuse(const Pager& pager, const Pager* by) {
  blocked_connections().blocked(members_[&pager].connection, members_[by].connection);
  return fail(ErrorCode::LockedSharedCache);
}

Status SharedCache::check_begin(const Pager& pager) {
  const bool has_other_writer = writer_ && writer_ != &pager;
  if (has_other_writer && (is_pending_ || is_exclusive_)) return refuse(pager, writer_);
  if (const Pager* by = holder_against(pager, kSchemaRoot, TableLock::Read)) {
    return refuse(pager, by);
  }
  return ok();
}

void SharedCache::enter(Member& member) {
  member.is_in = true;
  member.held.push_back({kSchemaRoot, TableLock::Read});
}

Status SharedCache::begin(const Pager& pager) {
  const std::lock_guard guard(mutex_);
  Member& member = members_[&pager];
  if (member.is_in) return ok();
  TRY(check_begin(pager));
  enter(member);
  return ok();
}

Status SharedCache::begin_write(const Pager& pager) {
  const std::lock_guard guard(mutex_);
  Member& member = members_[&pager];
  if (writer_ == &pager) return ok();
  if (writer_) return refuse(pager, writer_);
  if (!member.is_in) {
    TRY(check_begin(pager));
    enter(member);
  }
  writer_ = &pager;
  ++version_;
  return ok();
}

Status SharedCache::exclude_others(const Pager& pager) {
  const std::lock_guard guard(mutex_);
  ASSERT(writer_ == &pager);
  for (const auto& [other, member] : members_) {
    if (other != &pager && member.is_in) return refuse(pager, other);
  }
  is_exclusive_ = true;
  return ok();
}

void SharedCache::forget_writer() {
  writer_ = nullptr;
  is_pending_ = is_exclusive_ = false;
  ++version_;
}

void SharedCache::stop_writing(const Pager& pager) {
  const std::lock_guard guard(mutex_);
  if (writer_ != &pager) return;
  forget_writer();
  for (Held& held : members_[&pager].held) held.mode = TableLock::Read;
}

void SharedCache::end(const Pager& pager) {
  const std::lock_guard guard(mutex_);
  const auto found = members_.find(&pager);
  if (found == members_.end() || !found->second.is_in) return;
  found->second.is_in = false;
  found->second.held.clear();
  if (writer_ == &pager) return forget_writer();
  const auto count =
      std::ranges::count_if(members_, [](const auto& entry) { return entry.second.is_in; });
  if (writer_ && count == 1) is_pending_ = false;
}

/// Who has locked the table such that `pager` cannot; null: nobody.
const Pager* SharedCache::holder_against(const Pager& pager, PageNo root, TableLock mode) const {
  for (const auto& [other, member] : members_) {
    if (other == &pager) continue;
    for (const Held& held : member.held) {
      const bool are_readers = mode == TableLock::Read && held.mode == TableLock::Read;
      if (held.root == root && !are_readers) return other;
    }
  }
  return nullptr;
}

Status SharedCache::lock(const Pager& pager, PageNo root, TableLock mode, std::string_view name) {
  const std::lock_guard guard(mutex_);
  Member& member = members_[&pager];
  ASSERT(member.is_in && (mode == TableLock::Read || writer_ == &pager));
  const auto known = std::ranges::find(member.held, root, &Held::root);
  const bool is_held = known != member.held.end();
  if (is_held && (mode == TableLock::Read || known->mode == TableLock::Write)) return ok();
  if (const Pager* by = holder_against(pager, root, mode)) {
    is_pending_ |= mode == TableLock::Write;
    (void)refuse(pager, by);
    std::string text = "database table is locked: ";
    return fail(ErrorCode::LockedSharedCache, text.append(name));
  }
  if (is_held) {
    known->mode = mode;
  } else {
    member.held.push_back({root, mode});
  }
  return ok();
}

Status SharedCache::check_schema(const Pager& pager) {
  const std::lock_guard guard(mutex_);
  if (writer_ && writer_ != &pager && is_exclusive_) return refuse(pager, writer_);
  if (const Pager* by = holder_against(pager, kSchemaRoot, TableLock::Read)) {
    return refuse(pager, by);
  }
  return ok();
}

const Pager* SharedCache::writer() const {
  const std::lock_guard guard(mutex_);
  return writer_;
}

uint64_t SharedCache::version() const {
  const std::lock_guard guard(mutex_);
  return version_;
}

void SharedCache::content_changed() {
  const std::lock_guard guard(mutex_);
  ++version_;
}

}  // namespace tern::storage
