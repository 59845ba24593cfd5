#include "engine/extensions/time/instant.h"

#include <limits>

namespace tern::extensions::time {

namespace {

constexpr std::byte kVersion{1};

}  // namespace

std::unexpected<Error> out_of_range() { return fail(ErrorCode::Error, "time out of range"); }

Result<int64_t> CheckedSum::value() const {
  if (has_overflowed_) return out_of_range();
  return sum_;
}

Result<Instant> Instant::from_blob(Bytes blob) {
  if (blob.size() != kBlobSize || blob[0] != kVersion) {
    return fail(ErrorCode::Error, "blob is not a time");
  }
  Instant out;
  out.seconds = load_be<int64_t>(blob.data() + 1);
  out.nanos = load_be<uint32_t>(blob.data() + 9);
  if (out.nanos >= kNanosPerSecond) return fail(ErrorCode::Error, "blob is not a time");
  return out;
}

void Instant::append_blob(std::string& out) const {
  std::byte bytes[kBlobSize] = {kVersion};
  store_be(bytes + 1, seconds);
  store_be(bytes + 9, static_cast<uint32_t>(nanos));
  out.append(as_text(bytes));
}

Result<Instant> Instant::from_unix(int64_t count, int64_t per_second, int64_t nanos) {
  const int64_t part = floor_mod(count, per_second) * (kNanosPerSecond / per_second);
  CheckedSum sum(floor_div(count, per_second));
  sum.add(kUnixEpochSeconds).add(floor_div(nanos, kNanosPerSecond));
  Instant out;
  out.nanos = part + floor_mod(nanos, kNanosPerSecond);
  sum.add(out.nanos / kNanosPerSecond);
  out.nanos %= kNanosPerSecond;
  out.seconds = TRY(sum.value());
  return out;
}

Result<int64_t> Instant::to_unix(int64_t per_second) const {
  int64_t whole = TRY(CheckedSum(seconds).add(-kUnixEpochSeconds).value());
  int64_t part = nanos / (kNanosPerSecond / per_second);
  // Of the same sign, the two do not go beyond the range on their way to a sum that lies in it.
  if (whole < 0 && part > 0) {
    ++whole;
    part -= per_second;
  }
  return CheckedSum(part).add(whole, per_second).value();
}

Result<Instant> Instant::plus_seconds(int64_t amount) const {
  Instant out = *this;
  out.seconds = TRY(CheckedSum(seconds).add(amount).value());
  return out;
}

Result<Instant> Instant::plus(int64_t duration) const {
  const int64_t sum = nanos + floor_mod(duration, kNanosPerSecond);
  Instant out =
      TRY(plus_seconds(floor_div(duration, kNanosPerSecond) + (sum >= kNanosPerSecond ? 1 : 0)));
  out.nanos = sum % kNanosPerSecond;
  return out;
}

int64_t Instant::since(const Instant& earlier) const {
  constexpr auto kShortest = std::numeric_limits<int64_t>::min();
  constexpr auto kLongest = std::numeric_limits<int64_t>::max();
  const int64_t beyond = *this < earlier ? kShortest : kLongest;
  int64_t whole = 0;
  if (__builtin_sub_overflow(seconds, earlier.seconds, &whole)) return beyond;
  int64_t part = nanos - earlier.nanos;
  if (whole < 0 && part > 0) {
    ++whole;
    part -= kNanosPerSecond;
  } else if (whole > 0 && part < 0) {
    --whole;
    part += kNanosPerSecond;
  }
  const CheckedSum sum = CheckedSum(part).add(whole, kNanosPerSecond);
  return sum.value().value_or(beyond);
}

int64_t Instant::remainder(int64_t duration) const {
  // seconds * 10^9 takes more than 64 bits: modulo `duration` it is made bit by bit of the factor.
  const auto modulus = static_cast<uint64_t>(duration);
  const auto base = static_cast<uint64_t>(floor_mod(seconds, duration));
  uint64_t rest = 0;
  for (int bit = 29; bit >= 0; --bit) {  // 10^9 has 30 bits
    rest = (rest + rest) % modulus;
    if (kNanosPerSecond >> bit & 1) rest = (rest + base) % modulus;
  }
  rest = (rest + static_cast<uint64_t>(nanos) % modulus) % modulus;
  return static_cast<int64_t>(rest);
}

Result<Instant> Instant::truncated(int64_t duration) const {
  if (duration <= 0) return *this;
  return plus(-remainder(duration));
}

Result<Instant> Instant::rounded(int64_t duration) const {
  if (duration <= 0) return *this;
  const int64_t below = remainder(duration);
  const int64_t above = duration - below;
  return plus(below < above ? -below : above);
}

}  // namespace tern::extensions::time
