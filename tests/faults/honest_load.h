#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/faults/fault_server.h"

namespace tern::faults {

inline constexpr int64_t kHonestRows = 1'000;
/// In every value of the honest tenant.
inline constexpr std::string_view kHonestMark = "honest-row-";

/// Makes the honest tenant's table t(id, v), and ledger(id) for its writes.
void fill_honest(const FaultServer& server);

/// An honest tenant's clients, one over HTTP and one over a WebSocket, each on a thread of its own:
/// they read rows one after the other, write now and then, and check what they are answered.
class HonestLoad {
 public:
  struct Options {
    std::chrono::microseconds pause{1'000};  ///< between two requests
    int writes_every = 10;                   ///< requests; 0: never
    int64_t first_id = 1;                    ///< of what it writes
    bool may_be_cut_off = false;             ///< the server is killed: that ends the clients
    /// They wait for no processor, as if they were elsewhere. Nothing where the system refuses.
    bool runs_first = false;
  };
  HonestLoad(const FaultServer& server, Options options);
  ~HonestLoad() { stop(); }
  HonestLoad(const HonestLoad&) = delete;
  HonestLoad& operator=(const HonestLoad&) = delete;

  /// Ends the clients behind their request.
  void stop();
  /// Waits until so many requests more have been answered, 60 s at most.
  bool gets_answers(uint64_t count) const;

  /// What was wrong, a line each; empty: nothing.
  std::string complaints() const;
  /// Of what it wrote: what was answered, and what may have been done besides.
  std::set<int64_t> acknowledged() const;
  std::set<int64_t> begun() const;
  /// Microseconds that reads took, since the last call.
  std::vector<double> take_times();

 private:
  class HttpSide;
  class SocketSide;
  template <class Side>
  void run(Side side, int64_t first_id);
  void complain(const std::string& what);

  const FaultServer& server_;
  const Options options_;
  std::atomic<bool> stopping_ = false;
  std::atomic<uint64_t> answers_ = 0;
  mutable std::mutex mutex_;  // guards what follows
  std::string complaints_;
  std::set<int64_t> begun_;
  std::set<int64_t> acknowledged_;
  std::vector<double> times_;
  std::vector<std::thread> threads_;
};

}  // namespace tern::faults
