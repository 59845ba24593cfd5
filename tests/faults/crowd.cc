#include "tests/faults/crowd.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace tern::faults {
namespace {

using std::chrono::milliseconds;

constexpr int kSleepMs = 10;
constexpr size_t kSlowBytes = 16;
constexpr milliseconds kSlowPause{50};
constexpr size_t kToldMax = 64 << 20;

int open_socket(uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  // Who reads slowly is to be noticed soon.
  const int small = 4096;
  (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  // On loopback it is there at once, or the server's queue is full.
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ::close(fd);
    return -1;
  }
  (void)fcntl(fd, F_SETFL, O_NONBLOCK);
  return fd;
}

}  // namespace

struct Crowd::Member {
  int fd = -1;
  std::string unsent;
  bool has_answer = false;
  bool is_over = false;  // it does not return
  Clock::time_point entered;
  Clock::time_point next_drip;
  Clock::time_point next_read;
  Clock::time_point returns;
};

Crowd::Crowd(uint16_t port, size_t count, Manner manner, bool takes_leftovers)
    : port_(port), manner_(std::move(manner)), takes_leftovers_(takes_leftovers), members_(count) {
  poll_ = epoll_create1(EPOLL_CLOEXEC);
  thread_ = std::thread([this] { run(); });
}

Crowd::~Crowd() {
  ending_ = true;
  thread_.join();
  for (const Member& member : members_)
    if (member.fd >= 0) ::close(member.fd);
  ::close(poll_);
}

void Crowd::run() {
  if (takes_leftovers_) {
    const sched_param none{};
    (void)pthread_setschedparam(pthread_self(), SCHED_IDLE, &none);
  }
  while (!ending_) {
    const auto now = Clock::now();
    for (Member& member : members_) act(member, now);
    std::array<epoll_event, 64> events;
    const int count = epoll_wait(poll_, events.data(), events.size(), kSleepMs);
    for (int i = 0; i < count; ++i) {
      auto& member = *static_cast<Member*>(events[static_cast<size_t>(i)].data.ptr);
      if (member.fd >= 0) read_more(member, Clock::now());
    }
  }
}

/// Between two calls.
void Crowd::let_others_run() const {
  if (takes_leftovers_) std::this_thread::yield();
}

void Crowd::enter(Member& member, Clock::time_point now) {
  member.fd = open_socket(port_);
  let_others_run();
  if (member.fd < 0) return;
  member.entered = member.next_drip = member.next_read = now;
  member.has_answer = false;
  member.unsent = manner_.opening ? manner_.opening(connections_) : std::string();
  ++connections_;
  if (manner_.reading == Manner::Reading::Everything) {
    epoll_event event{.events = EPOLLIN, .data = {.ptr = &member}};
    (void)epoll_ctl(poll_, EPOLL_CTL_ADD, member.fd, &event);
  }
}

void Crowd::leave(Member& member, Clock::time_point now) {
  if (manner_.leaves_by_reset) {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    (void)setsockopt(member.fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }
  ::close(member.fd);
  let_others_run();
  member.fd = -1;
  member.is_over = manner_.returns_after.count() < 0;
  member.returns = now + manner_.returns_after;
}

void Crowd::act(Member& member, Clock::time_point now) {
  if (member.fd < 0) {
    if (!member.is_over && now >= member.returns) enter(member, now);
    if (member.fd < 0) return;
  }
  const bool has_time = manner_.leaves_after.count() > 0;
  if (has_time && now - member.entered >= manner_.leaves_after) return leave(member, now);
  if (!manner_.drip.empty() && member.unsent.empty() && now >= member.next_drip) {
    member.unsent = manner_.drip;
    member.next_drip = now + manner_.drip_pause;
  }
  send_more(member);
  if (manner_.reading == Manner::Reading::Slowly && now >= member.next_read) {
    read_more(member, now);
    member.next_read = now + kSlowPause;
  }
}

void Crowd::send_more(Member& member) {
  while (!member.unsent.empty()) {
    const ssize_t sent =
        ::send(member.fd, member.unsent.data(), member.unsent.size(), MSG_NOSIGNAL);
    let_others_run();
    if (sent <= 0) return;  // later; that the server has closed is seen by reading
    member.unsent.erase(0, static_cast<size_t>(sent));
  }
}

void Crowd::read_more(Member& member, Clock::time_point now) {
  std::array<char, 64 << 10> piece;
  const size_t most = manner_.reading == Manner::Reading::Slowly ? kSlowBytes : piece.size();
  let_others_run();
  const ssize_t got = ::recv(member.fd, piece.data(), most, MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
  if (got <= 0) return leave(member, now);
  const std::string_view text(piece.data(), static_cast<size_t>(got));
  {
    const std::lock_guard lock(mutex_);
    if (!member.has_answer && text.starts_with("HTTP/1.1 "))
      ++statuses_[std::atoi(std::string(text.substr(9, 3)).c_str())];
    if (told_.size() < kToldMax) told_ += text;
  }
  member.has_answer = true;
  if (manner_.leaves_when_answered) leave(member, now);
}

bool Crowd::has_come(uint64_t connections) const {
  const auto end = Clock::now() + std::chrono::seconds(30);
  while (connections_ < connections && Clock::now() < end)
    std::this_thread::sleep_for(milliseconds(5));
  return connections_ >= connections;
}

std::map<int, uint64_t> Crowd::statuses() const {
  const std::lock_guard lock(mutex_);
  return statuses_;
}

bool Crowd::was_told(std::string_view text) const {
  const std::lock_guard lock(mutex_);
  return told_.find(text) != std::string::npos;
}

}  // namespace tern::faults
