#include "engine/storage/shared_cache.h"

#include <algorithm>
#include <ranges>

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

void SharedCache::enter(const Pager& pager) {
  members_[&pager].is_in = true;
  held_.push_back({&pager, kSchemaRoot, TableLock::Read});
}

Status SharedCache::begin(const Pager& pager) {
  const std::lock_guard guard(mutex_);
  if (members_[&pager].is_in) return ok();
  TRY(check_begin(pager));
  enter(pager);
  return ok();
}

Status SharedCache::begin_write(const Pager& pager) {
  const std::lock_guard guard(mutex_);
  if (writer_ == &pager) return ok();
  if (writer_) return refuse(pager, writer_);
  if (!members_[&pager].is_in) {
    TRY(check_begin(pager));
    enter(pager);
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
  for (Held& held : held_) {
    if (held.by == &pager) held.mode = TableLock::Read;
  }
}

void SharedCache::end(const Pager& pager) {
  const std::lock_guard guard(mutex_);
  const auto found = members_.find(&pager);
  if (found == members_.end() || !found->second.is_in) return;
  found->second.is_in = false;
  std::erase_if(held_, [&](const Held& held) { return held.by == &pager; });
  if (writer_ == &pager) return forget_writer();
  const auto count =
      std::ranges::count_if(members_, [](const auto& entry) { return entry.second.is_in; });
  if (writer_ && count == 1) is_pending_ = false;
}

/// Who has locked the table such that `pager` cannot, the last one to come; null: nobody.
const Pager* SharedCache::holder_against(const Pager& pager, PageNo root, TableLock mode) const {
  for (const Held& held : held_ | std::views::reverse) {
    const bool are_readers = mode == TableLock::Read && held.mode == TableLock::Read;
    if (held.by != &pager && held.root == root && !are_readers) return held.by;
  }
  return nullptr;
}

Status SharedCache::lock(const Pager& pager, PageNo root, TableLock mode, std::string_view name) {
  const std::lock_guard guard(mutex_);
  ASSERT(members_[&pager].is_in && (mode == TableLock::Read || writer_ == &pager));
  const auto known = std::ranges::find_if(
      held_, [&](const Held& held) { return held.by == &pager && held.root == root; });
  const bool is_held = known != held_.end();
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
    held_.push_back({&pager, root, mode});
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
