#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

namespace tern::api {

class StatementState;

/// Compiled statements that were finalized, for when their text is prepared again. They hold no
/// locks, no pages and no bound values; what they once needed much memory for is given back.
/// Threads: as the connection.
class StatementCache {
 public:
  static constexpr size_t kStatementsMax = 32;
  static constexpr size_t kTextMax = 8192;  // bytes; longer ones are hardly written twice

  StatementCache();
  ~StatementCache();

  /// The statement of just this text; null: there is none.
  std::unique_ptr<StatementState> take(std::string_view sql);
  /// The longest kept one makes room where there are too many; those of another schema go. One
  /// whose text is too long does not stay.
  void keep(std::unique_ptr<StatementState> statement);
  /// What statements depend on beside the schemas is about to change: settings, functions, limits.
  void clear();
  /// How often that happened: a statement that was compiled before is not to be kept any more.
  uint64_t clear_count() const { return clear_count_; }

 private:
  size_t free_place();
  void drop_all();
  bool is_empty() const { return used_ == 0; }

  // By place, of which there are as many as bits in `used_`.
  std::array<std::unique_ptr<StatementState>, kStatementsMax> statements_;
  std::array<size_t, kStatementsMax> hashes_{};     // of the texts
  std::array<uint64_t, kStatementsMax> kept_at_{};  // as `keep_count_` was
  uint32_t used_ = 0;                               // the first place is the lowest bit
  uint64_t keep_count_ = 0;
  uint64_t clear_count_ = 0;
};

}  // namespace tern::api
