#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "daemon/streams/link.h"

namespace tern::daemon::streams {

/// A database's name, and its connections that no stream uses now. Streams without a transaction
/// hold only this. Threads: any.
class Home {
 public:
  static constexpr size_t kFreeMax = 32;
  static constexpr std::chrono::seconds kFreeFor{60};

  explicit Home(std::string name) : name_(std::move(name)) {}
  const std::string& name() const { return name_; }

  /// A connection to `database`, which is what the name means now. Errors: as Link::open.
  Result<std::unique_ptr<Link>> take(std::shared_ptr<Database> database,
                                     const ServiceLimits& limits);
  /// Requires: no transaction, link->is_plain().
  void give_back(std::unique_ptr<Link> link);
  /// Closes connections that nobody has used for kFreeFor; all of them where `all` is set.
  void close_unused(Clock::time_point now, bool all = false);
  bool is_unused() const;

  std::atomic<uint32_t> stream_count{0};
  std::atomic<uint32_t> waiting_writers{0};

 private:
  struct Free {
    std::unique_ptr<Link> link;
    Clock::time_point since;
  };
  const std::string name_;
  mutable std::mutex mutex_;
  std::vector<Free> free_;  // used last: at the end, for its statements are compiled
};

/// The homes by name. Threads: any.
class Homes {
 public:
  std::shared_ptr<Home> at(std::string_view name);
  void close_unused(Clock::time_point now, bool all = false);

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::mutex mutex_;
  // Shared with the streams.
  std::unordered_map<std::string, std::shared_ptr<Home>, Hash, std::equal_to<>> homes_;
};

}  // namespace tern::daemon::streams
