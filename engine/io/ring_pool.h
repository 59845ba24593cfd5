#pragma once

#include <sys/types.h>

#include <memory>
#include <mutex>
#include <vector>

#include "engine/io/ring.h"

namespace tern::io {

/// The rings of this process: some for batches of threads that have none of their own, and all of
/// them, so that a file can leave them before it is closed.
/// Threads: may be shared.
class RingPool {
 public:
  static RingPool& shared();

  /// A new ring; null if the kernel refuses, which is logged the first time.
  std::unique_ptr<Ring> open(unsigned entries);
  void close(std::unique_ptr<Ring> ring);

  /// A ring that nobody else uses, for the moment.
  std::unique_ptr<Ring> take();
  void give_back(std::unique_ptr<Ring> ring);

  uint64_t next_serial();
  void forget(uint64_t serial);

 private:
  void leave_to_parent();

  std::mutex mutex_;
  std::vector<Ring*> all_;
  std::vector<std::unique_ptr<Ring>> free_;
  uint64_t serial_last_ = 0;
  bool is_refused_ = false;
  pid_t process_ = 0;  // whose rings these are
};

}  // namespace tern::io
