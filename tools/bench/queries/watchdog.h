#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "tools/bench/queries/subject.h"

namespace tern::bench {

/// Interrupts a subject's statement that is not done in time. As long as it lives.
class Watchdog {
 public:
  Watchdog(Subject& subject, int seconds)
      : thread_([this, &subject, seconds](const std::stop_token& stop) {
          std::unique_lock lock(mutex_);
          const auto is_late = [] { return false; };
          stopped_.wait_for(lock, stop, std::chrono::seconds(seconds), is_late);
          if (!stop.stop_requested()) subject.interrupt();
        }) {}

 private:
  std::mutex mutex_;
  std::condition_variable_any stopped_;
  std::jthread thread_;  // stopped and joined first
};

}  // namespace tern::bench
