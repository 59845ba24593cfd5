#include "tools/tern/progress_bar.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace tern::shell {

std::string bytes_text(uint64_t bytes) {
  if (bytes < 1024) return std::to_string(bytes) + " B";
  static constexpr const char* kUnits[] = {"KiB", "MiB", "GiB", "TiB"};
  double value = static_cast<double>(bytes) / 1024;
  size_t unit = 0;
  for (; value >= 1024 && unit < 3; ++unit) value /= 1024;
  char text[40];
  std::snprintf(text, sizeof text, "%.1f %s", value, kUnits[unit]);
  return text;
}

ProgressBar::ProgressBar(std::string what)
    : what_(std::move(what)), is_terminal_(isatty(STDERR_FILENO) != 0) {}

ProgressBar::~ProgressBar() {
  if (drawn_) std::fputs("\r\x1b[K", stderr);
}

bool ProgressBar::show(uint64_t done, uint64_t total) {
  const auto now = std::chrono::steady_clock::now();
  if (!is_terminal_ || done == 0 || now - last_ < std::chrono::milliseconds(100)) return true;
  last_ = now;
  drawn_ = true;
  std::string line = "\r" + what_ + "  " + bytes_text(done);
  if (total > 0) {
    constexpr uint64_t kWidth = 30;
    const uint64_t filled = std::min(done * kWidth / total, kWidth);
    line += " of " + bytes_text(total) + "  [" + std::string(filled, '#') +
            std::string(kWidth - filled, ' ') + "]";
  }
  std::fputs((line + "\x1b[K").c_str(), stderr);
  return true;
}

}  // namespace tern::shell
