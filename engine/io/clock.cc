#include "engine/io/clock.h"

#include <chrono>

#include "engine/io/condition.h"

namespace tern::io {
namespace {

class SystemClock final : public Clock {
 public:
  int64_t wall_ms() override {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
  }
  int64_t monotonic_ms() override {
    using namespace std::chrono;
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
  }
  int64_t monotonic_ns() override {
    using namespace std::chrono;
    return duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count();
  }
  void sleep_ms(int64_t duration_ms) override { io::sleep_ms(duration_ms); }
};

}  // namespace

Clock& system_clock() {
  static SystemClock clock;
  return clock;
}

}  // namespace tern::io
