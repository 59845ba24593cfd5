#include "tools/tern/progress_bar.h"

#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>

#include "tools/tern/terminal/terminal.h"

namespace tern::shell {
namespace {

constexpr auto kPatience = std::chrono::seconds(1);
constexpr auto kBetweenDrawings = std::chrono::milliseconds(100);

void draw_over_line(std::string line) {
  const auto room = static_cast<size_t>(std::max(window_size().columns - 1, 1));
  if (line.size() > room) line.resize(room);
  std::fputs(("\r" + line + "\x1b[K").c_str(), stderr);
}

void clear_line() { std::fputs("\r\x1b[K", stderr); }

}  // namespace

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

ProgressBar::ProgressBar(std::string what, Unit unit, Output output)
    : what_(std::move(what)),
      unit_(unit),
      is_silent_(isatty(STDERR_FILENO) == 0 ||
                 (output == Output::PrintsToTerminal && isatty(STDOUT_FILENO) != 0)),
      next_(std::chrono::steady_clock::now() + kPatience) {}

ProgressBar::~ProgressBar() {
  if (drawn_) clear_line();
}

bool ProgressBar::show(uint64_t done, uint64_t total) {
  if (is_silent_ || done == 0) return true;
  constexpr uint32_t kRowsPerLookAtTheClock = 256;
  if (unit_ == Unit::Rows && ++calls_ % kRowsPerLookAtTheClock != 0) return true;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return true;
  next_ = now + kBetweenDrawings;
  draw(done, total);
  return true;
}

void ProgressBar::draw(uint64_t done, uint64_t total) {
  drawn_ = true;
  const auto amount = [this](uint64_t count) {
    return unit_ == Unit::Bytes ? bytes_text(count) : std::to_string(count);
  };
  std::string line = what_ + "  " + amount(done);
  if (total > 0) {
    constexpr uint64_t kWidth = 30;
    const uint64_t filled = std::min(done * kWidth / total, kWidth);
    line += " of " + amount(total) + "  [" + std::string(filled, '#') +
            std::string(kWidth - filled, ' ') + "]";
  }
  if (unit_ == Unit::Rows) line += " rows";
  draw_over_line(std::move(line));
}

class WaitingNote::Drawer {
 public:
  explicit Drawer(const std::string& what) : thread_([this, what] { run(what); }) {}
  ~Drawer() {
    {
      const std::lock_guard lock(mutex_);
      is_over_ = true;
    }
    changed_.notify_one();
    thread_.join();
  }

 private:
  void run(const std::string& what) {
    std::unique_lock lock(mutex_);
    int seconds = 0;
    while (!changed_.wait_for(lock, kPatience, [this] { return is_over_; }))
      draw_over_line(what + "  " + std::to_string(++seconds) + " s");
    if (seconds > 0) clear_line();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_over_ = false;
  std::thread thread_;  // last: it uses the others
};

WaitingNote::WaitingNote(const std::string& what) {
  if (!what.empty() && isatty(STDERR_FILENO) != 0) drawer_ = std::make_unique<Drawer>(what);
}

WaitingNote::~WaitingNote() = default;

}  // namespace tern::shell
