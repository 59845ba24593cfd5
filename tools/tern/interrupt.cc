#include "tools/tern/interrupt.h"

#include <atomic>
#include <csignal>

namespace tern::shell {
namespace {

// What a signal handler can reach.
std::atomic<Connection*> interrupted_connection = nullptr;
std::atomic<bool> interrupt_came = false;
std::atomic<bool> interrupt_is_guarded = false;

void on_interrupt(int) {
  interrupt_came = true;
  if (Connection* connection = interrupted_connection.load()) connection->interrupt();
}

}  // namespace

InterruptGuard::InterruptGuard(bool active) : active_(active) {
  if (!active_) return;
  interrupt_came = false;
  interrupt_is_guarded = true;
  previous_ = std::signal(SIGINT, &on_interrupt);
}

InterruptGuard::~InterruptGuard() {
  if (!active_) return;
  std::signal(SIGINT, previous_);
  interrupt_is_guarded = false;
  interrupt_came = false;
}

void set_interrupted(Connection* connection) { interrupted_connection = connection; }
bool was_interrupted() { return interrupt_came; }
void forget_interrupt() { interrupt_came = false; }
bool is_interrupt_guarded() { return interrupt_is_guarded; }

}  // namespace tern::shell
