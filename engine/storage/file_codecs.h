#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "engine/storage/cipher_codec.h"

namespace tern::storage {

/// What the connections of this process know together of how a file's pages are encoded.
/// Threads: may be shared.
class FileCodecs {
 public:
  /// To be called before a page is cached that is encoded in the file, or one is written so.
  void note_use() { are_used_ = true; }
  /// False: what is cached is what the files hold.
  bool are_used() const { return are_used_; }

  /// A key that a connection proved to have, or introduces.
  void add(std::shared_ptr<const PageKey> key) {
    const std::lock_guard guard(mutex_);
    for (const std::shared_ptr<const PageKey>& known : keys_) {
      if (known->salt() == key->salt()) return;
    }
    keys_.push_back(std::move(key));
  }
  std::vector<std::shared_ptr<const PageKey>> keys() {
    const std::lock_guard guard(mutex_);
    return keys_;
  }

 private:
  std::atomic<bool> are_used_{false};
  std::mutex mutex_;
  std::vector<std::shared_ptr<const PageKey>> keys_;
};

}  // namespace tern::storage
