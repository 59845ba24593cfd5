#pragma once

namespace tern::daemon {

/// Decides how long computations share the processors. Whoever runs requests on its threads
/// installs one there. Threads: as it says; pace() is called on the thread that computes.
class Pacer {
 public:
  virtual ~Pacer() = default;
  /// Returns when the computation may go on for a while, or after a moment: the caller then looks
  /// whether it is to end. Holds no lock that others wait for.
  virtual void pace() = 0;
  /// What the thread is at is about to wait.
  virtual void expect_wait() = 0;
};

/// Null: nobody. Lifetime: until the next call on this thread.
void set_thread_pacer(Pacer* pacer);
/// To be called now and then by what computes long. Cheap where there is nothing to wait for.
void pace();
/// To be called before waiting for a disk or for others, by what else is mostly short: whatever
/// this thread does besides goes on elsewhere then.
void expect_wait();

}  // namespace tern::daemon
