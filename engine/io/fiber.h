#pragma once

#include <cstddef>

namespace tern::io {

/// A stack of its own on which plain sequential code runs, and from which it can step aside. It
/// never moves to another thread. Used again for one body after the other: the stack stays.
class Fiber {
 public:
  class Body {
   public:
    virtual ~Body() = default;
    virtual void run() = 0;
  };

  /// The stack's memory is touched only as far as it is used; below it lies a guard page.
  /// nullptr if there is no memory.
  static Fiber* make(size_t stack_bytes);
  /// Requires: no body, or one that never ran on.
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  /// Requires: the body before is at its end.
  void set_body(Body& body) { body_ = &body; }
  Body* body() const { return body_; }
  bool has_body() const { return body_ != nullptr; }
  /// From outside: goes on with the body until it yields or ends.
  void resume();
  /// From inside: back to who called resume().
  void yield();

  bool is_ready = false;  // queued to be resumed, as whoever schedules it keeps track

 private:
  struct Switch;
  Fiber() = default;
  [[noreturn]] void live();

  std::byte* stack_ = nullptr;  // guard page first
  size_t size_ = 0;             // of all that
  void* inside_ = nullptr;      // where the body stands
  void* outside_ = nullptr;     // where resume() was called
  Body* body_ = nullptr;

  // What sanitizers must be told at each switch.
  void* inside_fake_ = nullptr;
  void* outside_fake_ = nullptr;
  const void* outside_bottom_ = nullptr;
  size_t outside_size_ = 0;
  void* inside_thread_ = nullptr;
  void* outside_thread_ = nullptr;
};

}  // namespace tern::io
