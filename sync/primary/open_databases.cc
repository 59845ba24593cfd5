#include "sync/primary/open_databases.h"

#include <utility>

#include "engine/base/assert.h"

namespace tern::sync::primary {
namespace {

constexpr std::chrono::milliseconds kTendEvery{1000};

}  // namespace

OpenDatabases::OpenDatabases(std::string folder, const PrimaryOptions& options)
    : folder_(std::move(folder)), options_(options), tender_([this] { run(); }) {}

OpenDatabases::~OpenDatabases() {
  {
    const std::lock_guard guard(mutex_);
    is_ending_ = true;
    woken_.notify_all();
  }
  tender_.join();
  Guard guard(mutex_);
  while (!idle_.empty()) close(*idle_.front(), guard);
  ASSERT(slots_.empty());
}

Result<OpenDatabases::Handle> OpenDatabases::use(const std::string& id, const SetUp& set_up) {
  Guard guard(mutex_);
  Slot* const slot = TRY(find_or_open(id, set_up, guard));
  Handle handle = hand_out(*slot);
  close_surplus(guard);
  return handle;
}

OpenDatabases::Handle OpenDatabases::use_if_open(const std::string& id) {
  const std::lock_guard guard(mutex_);
  const auto found = slots_.find(id);
  const bool is_open = found != slots_.end() && found->second->database &&
                       !found->second->is_moving && !found->second->is_condemned;
  return is_open ? hand_out(*found->second) : nullptr;
}

Result<OpenDatabases::Slot*> OpenDatabases::find_or_open(const std::string& id, const SetUp& set_up,
                                                         Guard& guard) {
  while (true) {
    std::unique_ptr<Slot>& slot = slots_[id];
    if (!slot) {
      slot = std::make_unique<Slot>();
      slot->id = id;
      return open(*slot, set_up, guard);
    }
    if (slot->is_condemned) return fail(ErrorCode::NotFound, "the database is being removed");
    if (!slot->is_moving) return slot.get();
    moved_.wait(guard);
  }
}

Result<OpenDatabases::Slot*> OpenDatabases::open(Slot& slot, const SetUp& set_up, Guard& guard) {
  slot.is_moving = true;
  guard.unlock();
  Result<std::unique_ptr<HostedDatabase>> opened =
      HostedDatabase::open(folder_ + "/" + slot.id, options_, [this, id = slot.id] { wake(id); });
  if (opened && set_up) set_up(**opened);
  guard.lock();
  slot.is_moving = false;
  moved_.notify_all();
  if (!opened) {
    slots_.erase(std::string(slot.id));
    return std::unexpected(opened.error());
  }
  slot.database = *std::move(opened);
  make_idle(slot);
  return &slot;
}

void OpenDatabases::make_idle(Slot& slot) {
  ASSERT(slot.users == 0 && !slot.is_idle);
  slot.is_idle = true;
  slot.idle_since = Clock::now();
  slot.idle_place = idle_.insert(idle_.end(), &slot);
}

void OpenDatabases::leave_idle(Slot& slot) {
  if (std::exchange(slot.is_idle, false)) idle_.erase(slot.idle_place);
}

OpenDatabases::Handle OpenDatabases::hand_out(Slot& slot) {
  leave_idle(slot);
  ++slot.users;
  return Handle(slot.database.get(), [this, &slot](HostedDatabase*) { release(slot); });
}

void OpenDatabases::release(Slot& slot) {
  Guard guard(mutex_);
  if (--slot.users > 0) return;
  if (slot.gone) {
    finish(slot, guard);
  } else if (!slot.is_condemned) {
    make_idle(slot);
    close_surplus(guard);
  }
}

/// The slot of one that is condemned stays: nobody is to open it.
void OpenDatabases::close(Slot& slot, Guard& guard) {
  ASSERT(slot.users == 0 && !slot.is_moving);
  leave_idle(slot);
  slot.is_moving = true;
  std::unique_ptr<HostedDatabase> database = std::move(slot.database);
  guard.unlock();
  HostedDatabase::close(std::move(database));
  guard.lock();
  slot.is_moving = false;
  if (!slot.is_condemned) slots_.erase(std::string(slot.id));
  moved_.notify_all();
}

void OpenDatabases::finish(Slot& slot, Guard& guard) {
  if (slot.database) close(slot, guard);
  const std::function<void()> gone = slot.gone;
  guard.unlock();
  gone();
  guard.lock();
  slots_.erase(std::string(slot.id));
  moved_.notify_all();
}

void OpenDatabases::close_surplus(Guard& guard) {
  while (slots_.size() > options_.open_databases_max && !idle_.empty()) {
    close(*idle_.front(), guard);
  }
}

void OpenDatabases::close_idle(Guard& guard) {
  const Clock::time_point until =
      Clock::now() - std::chrono::milliseconds(options_.database_idle_ms);
  while (!idle_.empty() && idle_.front()->idle_since <= until) close(*idle_.front(), guard);
}

// --- removing
// ---------------------------------------------------------------------------------------------------------

Status OpenDatabases::condemn(const std::string& id, bool forced) {
  Guard guard(mutex_);
  while (true) {
    std::unique_ptr<Slot>& slot = slots_[id];
    if (!slot) {
      slot = std::make_unique<Slot>();
      slot->id = id;
    }
    if (slot->is_condemned) return fail(ErrorCode::NotFound, "the database is being removed");
    if (slot->is_moving) {
      moved_.wait(guard);
      continue;
    }
    if (slot->users > 0 && !forced) return fail(ErrorCode::Busy, "the database is in use");
    slot->is_condemned = true;
    Slot& condemned = *slot;
    if (condemned.database && condemned.users == 0) close(condemned, guard);
    return ok();
  }
}

void OpenDatabases::pardon(const std::string& id) {
  const std::lock_guard guard(mutex_);
  const auto found = slots_.find(id);
  ASSERT(found != slots_.end() && found->second->is_condemned);
  Slot& slot = *found->second;
  slot.is_condemned = false;
  if (!slot.database) {
    slots_.erase(found);
  } else if (slot.users == 0) {
    make_idle(slot);
  }
}

void OpenDatabases::bury(const std::string& id, std::function<void()> gone) {
  Guard guard(mutex_);
  Slot& slot = *slots_.at(id);
  ASSERT(slot.is_condemned);
  slot.gone = std::move(gone);
  if (slot.users == 0) {
    finish(slot, guard);
    return;
  }
  const Handle handle = hand_out(slot);
  guard.unlock();
  handle->end();
}

// --- from time to time
// -------------------------------------------------------------------------------------------------

void OpenDatabases::wake(const std::string& id) {
  const std::lock_guard guard(mutex_);
  if (waking_.insert(id).second) woken_.notify_one();
}

void OpenDatabases::run() {
  Guard guard(mutex_);
  while (!is_ending_) {
    woken_.wait_for(guard, kTendEvery);
    guard.unlock();
    tend();
    guard.lock();
  }
}

void OpenDatabases::tend() {
  std::set<std::string> due;
  {
    Guard guard(mutex_);
    if (is_ending_) return;
    due = std::exchange(waking_, {});
    close_idle(guard);
    for (const auto& [id, slot] : slots_) {
      if (slot->database && slot->database->has_snapshots()) due.insert(id);
    }
  }
  for (const std::string& id : due) {
    if (const Handle handle = use_if_open(id)) (void)handle->upkeep();
  }
}

uint64_t OpenDatabases::head_if_open(const std::string& id) const {
  const std::lock_guard guard(mutex_);
  const auto found = slots_.find(id);
  const bool is_open = found != slots_.end() && found->second->database;
  return is_open ? found->second->database->news().head() : 0;
}

size_t OpenDatabases::open_count() const {
  const std::lock_guard guard(mutex_);
  return slots_.size();
}

}  // namespace tern::sync::primary
