#include "daemon/operation/pacing.h"

namespace tern::daemon {
namespace {
thread_local constinit Pacer* thread_pacer = nullptr;
}  // namespace

void set_thread_pacer(Pacer* pacer) { thread_pacer = pacer; }
void pace() {
  if (thread_pacer) thread_pacer->pace();
}
void expect_wait() {
  if (thread_pacer) thread_pacer->expect_wait();
}

}  // namespace tern::daemon
