#pragma once

namespace tern {

/// Prints where a promise of ours was broken, then aborts.
[[noreturn]] void assert_failed(const char* what, const char* file, int line);

}  // namespace tern

/// A promise between our own functions; always on. Never for bytes from a file or a peer.
#define ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : ::tern::assert_failed(#condition, __FILE__, __LINE__))

/// The same for costly checks; only in builds without NDEBUG.
#ifdef NDEBUG
#define DEBUG_ASSERT(condition) static_cast<void>(sizeof((condition) ? 1 : 0))
#else
#define DEBUG_ASSERT(condition) ASSERT(condition)
#endif
