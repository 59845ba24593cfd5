#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tern::faults {

/// How each of a crowd's connections behaves.
struct Manner {
  enum class Reading : uint8_t { Nothing, Slowly, Everything };

  /// What it sends first. `turn`: how many connections have been made before.
  std::function<std::string(uint64_t turn)> opening;
  /// What it sends then, again and again.
  std::string drip = {};
  std::chrono::milliseconds drip_pause{100};
  Reading reading = Reading::Everything;
  /// After this time, or as soon as its first answer has begun, it leaves; 0: it stays until the
  /// server ends it.
  std::chrono::milliseconds leaves_after{0};
  bool leaves_when_answered = false;
  bool leaves_by_reset = false;
  /// Another one comes in its place after this time; negative: none.
  std::chrono::milliseconds returns_after{-1};
};

/// Many connections that behave in one way, on one thread that mostly sleeps. They end with it.
class Crowd {
 public:
  /// `takes_leftovers`: of the processors, what all others leave, as if it were elsewhere. On a
  /// busy machine that is nothing.
  Crowd(uint16_t port, size_t count, Manner manner, bool takes_leftovers = false);
  ~Crowd();
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  /// Waits until so many connections have been made, 30 s at most.
  bool has_come(uint64_t connections) const;
  uint64_t connections() const { return connections_; }  ///< so far
  /// How often each status was answered.
  std::map<int, uint64_t> statuses() const;
  /// Whether some answer had this in it.
  bool was_told(std::string_view text) const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Member;
  void run();
  void let_others_run() const;
  void enter(Member& member, Clock::time_point now);
  void leave(Member& member, Clock::time_point now);
  void act(Member& member, Clock::time_point now);
  void send_more(Member& member);
  void read_more(Member& member, Clock::time_point now);

  const uint16_t port_;
  const Manner manner_;
  const bool takes_leftovers_;
  int poll_ = -1;
  std::vector<Member> members_;
  std::atomic<uint64_t> connections_ = 0;
  mutable std::mutex mutex_;  // guards the next two
  std::map<int, uint64_t> statuses_;
  std::string told_;  // the beginnings of answers
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

}  // namespace tern::faults
