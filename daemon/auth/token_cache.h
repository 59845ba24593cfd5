#pragma once

#include <cstring>
#include <list>
#include <memory>
#include <unordered_map>

#include "daemon/auth/digest.h"

namespace tern::daemon {

class JwtPermit;

/// Tokens whose signature was found good, by the digest of their text; of the least recently used
/// the oldest goes when it is full. Times and revocations are the caller's to check each time.
class TokenCache {
 public:
  explicit TokenCache(size_t size_max) : size_max_(size_max) {}

  std::shared_ptr<const JwtPermit> find(const Sha256& digest) {
    const auto found = index_.find(digest);
    if (found == index_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->permit;
  }

  void insert(const Sha256& digest, std::shared_ptr<const JwtPermit> permit) {
    if (index_.contains(digest)) return;
    if (entries_.size() >= size_max_) {
      index_.erase(entries_.back().digest);
      entries_.pop_back();
    }
    entries_.push_front({digest, std::move(permit)});
    index_.emplace(digest, entries_.begin());
  }

  size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    Sha256 digest;
    std::shared_ptr<const JwtPermit> permit;  // shared: with whom it was given to
  };
  struct DigestHash {
    size_t operator()(const Sha256& digest) const {
      size_t hash = 0;  // a digest's bytes are as good as any hash of them
      std::memcpy(&hash, digest.data(), sizeof hash);
      return hash;
    }
  };

  const size_t size_max_;
  std::list<Entry> entries_;  // the most recently used first
  std::unordered_map<Sha256, std::list<Entry>::iterator, DigestHash> index_;
};

}  // namespace tern::daemon
