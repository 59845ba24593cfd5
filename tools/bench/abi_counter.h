#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace tern::bench {

/// Counts the instructions that this process executes outside of the kernel, by the processor's
/// counter. Threads: the one that made it, and those that are started after it.
class InstructionCounter {
 public:
  InstructionCounter();
  ~InstructionCounter();
  InstructionCounter(const InstructionCounter&) = delete;
  InstructionCounter& operator=(const InstructionCounter&) = delete;

  /// Since it was made. None where the kernel does not give the counter.
  std::optional<uint64_t> total() const;
  /// Why it counts nothing; empty if it does.
  const std::string& refusal() const { return refusal_; }

 private:
  int file_ = -1;
  std::string refusal_;
};

}  // namespace tern::bench
