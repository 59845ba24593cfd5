#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace tern::shell {

/// A line on a terminal that tells how far something is, once it has taken a second; silent where
/// standard error is none, or standard output is one that the work itself prints to.
class ProgressBar {
 public:
  enum class Unit : uint8_t { Bytes, Rows };
  enum class Output : uint8_t { Free, PrintsToTerminal };

  explicit ProgressBar(std::string what, Unit unit = Unit::Bytes, Output output = Output::Free);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// Total 0: not known. Always true: goes on. Cheap enough to be called for each row.
  bool show(uint64_t done, uint64_t total);

 private:
  void draw(uint64_t done, uint64_t total);

  std::string what_;
  Unit unit_;
  bool is_silent_;
  bool drawn_ = false;
  uint32_t calls_ = 0;
  std::chrono::steady_clock::time_point next_;
};

/// The same for work that tells nothing on the way: how long it has taken, drawn by a thread.
class WaitingNote {
 public:
  /// `what`: "" draws nothing.
  explicit WaitingNote(const std::string& what);
  ~WaitingNote();
  WaitingNote(const WaitingNote&) = delete;
  WaitingNote& operator=(const WaitingNote&) = delete;

 private:
  class Drawer;
  std::unique_ptr<Drawer> drawer_;  // null: silent
};

/// "12.3 MiB".
std::string bytes_text(uint64_t bytes);

}  // namespace tern::shell
