#include "daemon/agent/file_events.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace tern::daemon::agent {
namespace {

constexpr int64_t kLookMs = 250;  // without inotify
// Memory that is written, and files of other machines, make no events.
constexpr int64_t kLookAnywayMs = 2000;

}  // namespace

FileEvents::FileEvents(const std::string& database) {
  const size_t slash = database.rfind('/');
  folder_ = slash == std::string::npos ? "." : database.substr(0, slash + 1);
  log_name_ = (slash == std::string::npos ? database : database.substr(slash + 1)) + "-wal";
  wakes_ = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  events_ = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (events_ < 0) return;
  folder_watch_ = ::inotify_add_watch(events_, folder_.c_str(), IN_CREATE | IN_MOVED_TO);
  if (folder_watch_ < 0) {
    ::close(events_);
    events_ = -1;
    return;
  }
  watch_log();
}

FileEvents::~FileEvents() {
  if (events_ >= 0) ::close(events_);
  if (wakes_ >= 0) ::close(wakes_);
}

/// The WAL that has the name now; one that was removed takes its watch with it.
void FileEvents::watch_log() {
  const std::string path = folder_ == "." ? log_name_ : folder_ + log_name_;
  (void)::inotify_add_watch(events_, path.c_str(), IN_MODIFY);
}

/// What happened to the WAL is for the caller to look at; a new one is to be watched.
void FileEvents::take_events() {
  alignas(inotify_event) std::array<char, 4096> room{};
  for (ssize_t size = 0; (size = ::read(events_, room.data(), room.size())) > 0;) {
    for (ssize_t at = 0; at < size;) {
      inotify_event event{};
      std::memcpy(&event, room.data() + at, sizeof event);
      const char* const name = room.data() + at + sizeof event;
      at += static_cast<ssize_t>(sizeof event + event.len);
      const bool is_new_log = event.wd == folder_watch_ && event.len > 0 && log_name_ == name;
      if (is_new_log || (event.mask & IN_Q_OVERFLOW) != 0) watch_log();
    }
  }
}

void FileEvents::wait(int64_t timeout_ms, For what) {
  const bool looks = what == For::Writes;
  const int64_t most = !looks ? INT32_MAX : events_ < 0 ? kLookMs : kLookAnywayMs;
  const auto wait_ms = static_cast<int>(timeout_ms < 0 ? most : std::min(timeout_ms, most));
  std::array<pollfd, 2> files{{{wakes_, POLLIN, 0}, {events_, POLLIN, 0}}};
  const nfds_t count = looks && events_ >= 0 ? 2 : 1;
  (void)::poll(files.data(), count, wait_ms);
  uint64_t count_of_wakes = 0;
  (void)!::read(wakes_, &count_of_wakes, sizeof count_of_wakes);
  if (events_ >= 0) take_events();
}

void FileEvents::wake() {
  const uint64_t one = 1;
  (void)!::write(wakes_, &one, sizeof one);
}

}  // namespace tern::daemon::agent
