#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <utility>

namespace tern {

/// A vector that needs no memory of its own for its first `kInline` elements: for what is made for
/// every statement and nearly always short. Elements move when the vector does.
template <class T, uint32_t kInline>
class InlineVector {
 public:
  using value_type = T;
  using iterator = T*;
  using const_iterator = const T*;

  InlineVector() = default;
  InlineVector(std::initializer_list<T> items) {
    for (const T& item : items) push_back(item);
  }
  InlineVector(const InlineVector& other) { append(other); }
  InlineVector(InlineVector&& other) noexcept { take(other); }
  InlineVector& operator=(const InlineVector& other) {
    if (this == &other) return *this;
    clear();
    append(other);
    return *this;
  }
  InlineVector& operator=(InlineVector&& other) noexcept {
    if (this == &other) return *this;
    clear();
    free_memory();
    take(other);
    return *this;
  }
  ~InlineVector() {
    clear();
    free_memory();
  }

  bool operator==(const InlineVector& other) const {
    return std::equal(begin(), end(), other.begin(), other.end());
  }

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }
  T* data() { return data_; }
  const T* data() const { return data_; }
  T& operator[](size_t i) { return data_[i]; }
  const T& operator[](size_t i) const { return data_[i]; }
  T& front() { return data_[0]; }
  const T& front() const { return data_[0]; }
  T& back() { return data_[size_ - 1]; }
  const T& back() const { return data_[size_ - 1]; }

  template <class... Args>
  T& emplace_back(Args&&... args) {
    if (size_ == capacity_) return emplace_in_larger(std::forward<Args>(args)...);
    T* const made = std::construct_at(data_ + size_, std::forward<Args>(args)...);
    ++size_;
    return *made;
  }
  void push_back(const T& item) { emplace_back(item); }
  void push_back(T&& item) { emplace_back(std::move(item)); }
  void pop_back() { std::destroy_at(data_ + --size_); }
  void erase(const T* item) {
    T* const at = data_ + (item - data_);
    std::move(at + 1, end(), at);
    pop_back();
  }
  void clear() {
    std::destroy(begin(), end());
    size_ = 0;
  }
  void resize(size_t size) {
    if (size > capacity_) reserve(std::max(size, 2 * size_t{capacity_}));
    while (size_ > size) pop_back();
    while (size_ < size) emplace_back();
  }
  void reserve(size_t capacity) {
    if (capacity > capacity_) move_to(allocate(capacity), capacity);
  }

 private:
  T* inline_data() { return reinterpret_cast<T*>(inline_); }
  static T* allocate(size_t capacity) { return std::allocator<T>().allocate(capacity); }
  void free_memory() {
    if (capacity_ > kInline) std::allocator<T>().deallocate(data_, capacity_);
    data_ = inline_data();
    capacity_ = kInline;
  }
  void move_to(T* memory, size_t capacity) {
    std::uninitialized_move(begin(), end(), memory);
    std::destroy(begin(), end());
    free_memory();
    data_ = memory;
    capacity_ = static_cast<uint32_t>(capacity);
  }
  /// The arguments may be parts of an element that moves.
  template <class... Args>
  T& emplace_in_larger(Args&&... args) {
    const size_t capacity = 2 * size_t{capacity_};
    T* const memory = allocate(capacity);
    std::construct_at(memory + size_, std::forward<Args>(args)...);
    move_to(memory, capacity);
    return data_[size_++];
  }
  void append(const InlineVector& other) {
    reserve(other.size());
    std::uninitialized_copy(other.begin(), other.end(), data_);
    size_ = other.size_;
  }
  /// Requires: this one is empty and has no memory of its own.
  void take(InlineVector& other) {
    if (other.capacity_ > kInline) {
      data_ = std::exchange(other.data_, other.inline_data());
      capacity_ = std::exchange(other.capacity_, kInline);
    } else {
      std::uninitialized_move(other.begin(), other.end(), data_);
      std::destroy(other.begin(), other.end());
    }
    size_ = std::exchange(other.size_, 0);
  }

  T* data_ = inline_data();
  uint32_t size_ = 0;
  uint32_t capacity_ = kInline;
  alignas(T) std::byte inline_[kInline * sizeof(T)];
};

}  // namespace tern
