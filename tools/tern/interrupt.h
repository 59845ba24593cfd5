#pragma once

#include "engine/api/include/tern/tern.h"

namespace tern::shell {

/// While one is active, Ctrl-C (SIGINT) ends the running statement instead of the program.
class InterruptGuard {
 public:
  explicit InterruptGuard(bool active);
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

 private:
  bool active_;
  void (*previous_)(int) = nullptr;
};

/// The connection whose statements are ended; null: none. Requires: it is set anew before the
/// connection goes.
void set_interrupted(Connection* connection);

/// Connection::interrupt ends only what runs, and a statement runs from its first step on. So
/// Ctrl-C is noted as well: one that comes between the line's end and that step counts, too.
bool was_interrupted();
/// Before a line is read: what came until now was meant for the ones before.
void forget_interrupt();
/// Is there a guard that is active?
bool is_interrupt_guarded();

}  // namespace tern::shell
