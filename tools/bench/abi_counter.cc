#include "tools/bench/abi_counter.h"

#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tern::bench {
namespace {

std::string refusal_of(int code) {
  const std::string why = std::strerror(code);
  if (code == EACCES || code == EPERM) {
    return why + ": /proc/sys/kernel/perf_event_paranoid must be 2 or less";
  }
  // A virtual machine often has none.
  if (code == ENOENT || code == EOPNOTSUPP) return why + ": no such counter on this machine";
  return why;
}

}  // namespace

InstructionCounter::InstructionCounter() {
  perf_event_attr wanted{};
  wanted.size = sizeof wanted;
  wanted.type = PERF_TYPE_HARDWARE;
  wanted.config = PERF_COUNT_HW_INSTRUCTIONS;
  wanted.inherit = 1;
  wanted.exclude_kernel = 1;
  wanted.exclude_hv = 1;
  file_ =
      static_cast<int>(::syscall(SYS_perf_event_open, &wanted, 0, -1, -1, PERF_FLAG_FD_CLOEXEC));
  if (file_ < 0) refusal_ = refusal_of(errno);
}

InstructionCounter::~InstructionCounter() {
  if (file_ >= 0) ::close(file_);
}

std::optional<uint64_t> InstructionCounter::total() const {
  uint64_t count = 0;
  if (file_ < 0 || ::read(file_, &count, sizeof count) != sizeof count) return std::nullopt;
  return count;
}

}  // namespace tern::bench
