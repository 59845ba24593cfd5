#include "engine/sqlite3/library/randomness.h"

#include <algorithm>
#include <array>
#include <bit>
#include <mutex>

#include "sqlite3.h"

namespace tern::abi {
namespace {

using Words = std::array<uint32_t, 16>;

void quarter_round(Words& w, size_t a, size_t b, size_t c, size_t d) {
  w[d] = std::rotl(w[d] ^ (w[a] += w[b]), 16);
  w[b] = std::rotl(w[b] ^ (w[c] += w[d]), 12);
  w[d] = std::rotl(w[d] ^ (w[a] += w[b]), 8);
  w[b] = std::rotl(w[b] ^ (w[c] += w[d]), 7);
}

/// A block of the ChaCha20 key stream. Source: RFC 8439, 2.3.
Words chacha_block(const Words& input) {
  Words w = input;
  for (int round = 0; round < 10; ++round) {
    for (size_t i = 0; i < 4; ++i) quarter_round(w, i, 4 + i, 8 + i, 12 + i);
    for (size_t i = 0; i < 4; ++i) {
      quarter_round(w, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4);
    }
  }
  for (size_t i = 0; i < w.size(); ++i) w[i] += input[i];
  return w;
}

class LibraryRandom final : public io::Random {
 public:
  void fill(MutBytes out) override;
  void save();
  void restore();
  void reset();
  void seed(uint32_t seed);

 private:
  struct State {
    Words input = {};  // constants, key, block counter, nonce
    std::array<std::byte, 64> block = {};
    size_t left = 0;  // bytes of `block` that were not given out
    bool is_seeded = false;
  };
  void start();

  std::mutex mutex_;
  State state_;
  State saved_;
  uint32_t seed_ = 0;
};

void LibraryRandom::start() {
  state_ = State();
  state_.is_seeded = true;
  std::array<std::byte, 44> secret = {};
  sqlite3_vfs* const vfs = seed_ == 0 ? sqlite3_vfs_find(nullptr) : nullptr;
  if (seed_ != 0) {
    store_le(secret.data(), seed_);
  } else if (vfs && vfs->xRandomness) {
    vfs->xRandomness(vfs, static_cast<int>(secret.size()), reinterpret_cast<char*>(secret.data()));
  } else {
    io::system_random().fill(secret);
  }
  constexpr uint32_t kConstants[] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
  std::ranges::copy(kConstants, state_.input.begin());
  for (size_t i = 0; i < 8; ++i) {
    state_.input[4 + i] = load_le<uint32_t>(secret.data() + 4 * i);
  }
  for (size_t i = 0; i < 3; ++i) {
    state_.input[13 + i] = load_le<uint32_t>(secret.data() + 32 + 4 * i);
  }
}

void LibraryRandom::fill(MutBytes out) {
  const std::lock_guard guard(mutex_);
  if (!state_.is_seeded) start();
  while (!out.empty()) {
    if (state_.left == 0) {
      const Words words = chacha_block(state_.input);
      for (size_t i = 0; i < words.size(); ++i) store_le(state_.block.data() + 4 * i, words[i]);
      ++state_.input[12];
      state_.left = state_.block.size();
    }
    const size_t count = std::min(out.size(), state_.left);
    std::copy_n(state_.block.end() - static_cast<ptrdiff_t>(state_.left), count, out.begin());
    state_.left -= count;
    out = out.subspan(count);
  }
}

void LibraryRandom::save() {
  const std::lock_guard guard(mutex_);
  saved_ = state_;
}

void LibraryRandom::restore() {
  const std::lock_guard guard(mutex_);
  state_ = saved_;
}

void LibraryRandom::reset() {
  const std::lock_guard guard(mutex_);
  state_ = State();
}

void LibraryRandom::seed(uint32_t seed) {
  const std::lock_guard guard(mutex_);
  seed_ = seed;
}

LibraryRandom& own_random() {
  static LibraryRandom random;
  return random;
}

}  // namespace

io::Random& library_random() { return own_random(); }
void save_random() { own_random().save(); }
void restore_random() { own_random().restore(); }
void reset_random() { own_random().reset(); }
void seed_random(uint32_t seed) { own_random().seed(seed); }

}  // namespace tern::abi

void sqlite3_randomness(int size, void* bytes) {
  if (sqlite3_initialize() != SQLITE_OK) return;
  if (size <= 0 || !bytes) {
    tern::abi::reset_random();
    return;
  }
  tern::abi::library_random().fill({static_cast<std::byte*>(bytes), static_cast<size_t>(size)});
}
