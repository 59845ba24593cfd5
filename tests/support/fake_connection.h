#pragma once

#include "engine/functions/function.h"
#include "engine/io/clock.h"
#include "engine/io/random.h"

namespace tern::test {

/// A clock that stands.
class StandingClock final : public io::Clock {
 public:
  int64_t wall_ms() override { return now_ms; }
  int64_t monotonic_ms() override { return now_ms; }
  void sleep_ms(int64_t duration_ms) override { now_ms += duration_ms; }
  int64_t now_ms = 1'700'000'000'123;
};

/// What functions see where no connection is.
class FakeConnection final : public functions::ConnectionView {
 public:
  int64_t changes() const override { return 3; }
  int64_t total_changes() const override { return 7; }
  int64_t last_insert_rowid() const override { return 42; }
  io::Clock& clock() override { return clock_; }
  io::Random& random() override { return random_; }
  StandingClock& standing_clock() { return clock_; }

 private:
  StandingClock clock_;
  io::SeededRandom random_{1};
};

}  // namespace tern::test
