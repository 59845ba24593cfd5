#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tern::daemon::streams {

/// What a baton says.
struct Ticket {
  uint64_t stream_id = 0;
  uint64_t sequence = 0;
};

/// Makes and reads batons: base64 of the stream's id, a sequence number (8 bytes each) and the
/// HMAC-SHA256 of both under a key that is random per process. Threads: any.
class BatonMaker {
 public:
  BatonMaker();
  std::string make(const Ticket& ticket) const;
  /// Nothing for one that was not made here.
  std::optional<Ticket> read(std::string_view baton) const;

 private:
  std::array<unsigned char, 32> key_{};
};

/// From the system's generator.
uint64_t random_number();

}  // namespace tern::daemon::streams
