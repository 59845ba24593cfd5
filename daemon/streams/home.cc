#include "daemon/streams/home.h"

#include <algorithm>

namespace tern::daemon::streams {
namespace {

/// Each request finds an object of its own; what they share while one of them is held is the queue.
bool is_of(Link& link, Database& database) {
  return &link.database().writers() == &database.writers();
}

}  // namespace

Result<std::unique_ptr<Link>> Home::take(std::shared_ptr<Database> database,
                                         const ServiceLimits& limits) {
  std::unique_ptr<Link> link;
  std::vector<Free> of_another;  // the name meant another database then; closed outside the lock
  {
    const std::scoped_lock lock(mutex_);
    if (!free_.empty() && !is_of(*free_.back().link, *database)) of_another.swap(free_);
    if (!free_.empty()) {
      link = std::move(free_.back().link);
      free_.pop_back();
    }
  }
  if (!link) return Link::open(std::move(database), limits);
  TRY(link->renew(std::move(database)));
  return link;
}

void Home::give_back(std::unique_ptr<Link> link) {
  const std::scoped_lock lock(mutex_);
  const bool is_same = free_.empty() || is_of(*free_.back().link, link->database());
  if (free_.size() < kFreeMax && is_same) free_.push_back({std::move(link), Clock::now()});
}

void Home::close_unused(Clock::time_point now, bool all) {
  std::vector<Free> closing;
  const std::scoped_lock lock(mutex_);
  const auto is_used = [&](const Free& free) { return !all && now - free.since < kFreeFor; };
  const auto first = std::ranges::find_if(free_, is_used);
  closing.assign(std::move_iterator(free_.begin()), std::move_iterator(first));
  free_.erase(free_.begin(), first);
}

bool Home::is_unused() const {
  const std::scoped_lock lock(mutex_);
  return free_.empty() && stream_count.load() == 0;
}

std::shared_ptr<Home> Homes::at(std::string_view name) {
  const std::scoped_lock lock(mutex_);
  const auto found = homes_.find(name);
  if (found != homes_.end()) return found->second;
  auto home = std::make_shared<Home>(std::string(name));
  homes_.emplace(std::string(name), home);
  return home;
}

void Homes::close_unused(Clock::time_point now, bool all) {
  const std::scoped_lock lock(mutex_);
  for (auto at = homes_.begin(); at != homes_.end();) {
    at->second->close_unused(now, all);
    const bool is_over = at->second->is_unused() && at->second.use_count() == 1;
    at = is_over ? homes_.erase(at) : std::next(at);
  }
}

}  // namespace tern::daemon::streams
