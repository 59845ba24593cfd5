#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace tern::daemon {

/// How much of something all databases use together, and each of them: who has had its share is
/// refused while the others still get theirs. Threads: any.
class FairShare {
 public:
  /// `share_max`: of one database.
  FairShare(uint64_t max, uint64_t share_max) : max_(max), share_max_(share_max) {}
  /// Half of it for one database.
  explicit FairShare(uint64_t max) : FairShare(max, max - max / 2) {}
  FairShare(const FairShare&) = delete;
  FairShare& operator=(const FairShare&) = delete;

  /// What one request uses: given back when it is dropped. Lifetime: must not outlive the share.
  /// Threads: one at a time.
  class Use {
   public:
    /// Of nothing: takes all that it is asked for.
    Use() = default;
    Use(Use&& other) noexcept;
    Use& operator=(Use&& other) noexcept;
    ~Use() { resize(0); }

    uint64_t size() const { return size_; }
    /// Makes it `size` in all. False: that would be too much; it is as it was. Smaller always is
    /// possible.
    bool resize(uint64_t size);

   private:
    friend class FairShare;
    Use(FairShare& share, std::string_view database) : share_(&share), database_(database) {}
    FairShare* share_ = nullptr;
    std::string database_;
    uint64_t size_ = 0;
  };
  Use use(std::string_view database) { return {*this, database}; }

  uint64_t max() const { return max_; }
  uint64_t share_max() const { return share_max_; }
  uint64_t used() const;

 private:
  bool change(const std::string& database, uint64_t from, uint64_t to);

  const uint64_t max_;
  const uint64_t share_max_;
  mutable std::mutex mutex_;
  uint64_t used_ = 0;
  std::map<std::string, uint64_t, std::less<>> by_database_;  // those that use something
};

}  // namespace tern::daemon
