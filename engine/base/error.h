#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tern {

/// What went wrong, numbered as SQLite's (extended) result codes: the C boundary is a cast.
/// Unsupported is Tern's own, an extended code of Error.
enum class ErrorCode : int32_t {
#define TERN_ERROR_CODE(name, number, text) name = number,
#include "engine/base/error_codes.def"
#undef TERN_ERROR_CODE
};

/// SQLite's primary code of an extended one: the low byte.
constexpr ErrorCode primary(ErrorCode code) {
  return static_cast<ErrorCode>(static_cast<int32_t>(code) & 0xff);
}

/// The default English text of `code`.
std::string_view text_of(ErrorCode code);

/// An error: a code to branch on, and optional text for people that is never parsed. 16 bytes.
class [[nodiscard]] Error {
 public:
  explicit Error(ErrorCode code) : code_(code) {}
  Error(ErrorCode code, std::string detail)
      : code_(code), detail_(std::make_unique<std::string>(std::move(detail))) {}

  Error(const Error& other)
      : code_(other.code_),
        sql_offset_(other.sql_offset_),
        detail_(other.detail_ ? std::make_unique<std::string>(*other.detail_) : nullptr) {}
  Error(Error&&) noexcept = default;
  Error& operator=(const Error& other) { return *this = Error(other); }
  Error& operator=(Error&&) noexcept = default;
  ~Error() = default;

  ErrorCode code() const { return code_; }
  bool is(ErrorCode code) const { return code_ == code; }

  /// The detail if there is one, else the code's own text.
  std::string_view message() const { return detail_ ? std::string_view(*detail_) : text_of(code_); }
  bool has_detail() const { return detail_ != nullptr; }

  /// Byte offset into the SQL text that the error is about; -1 where there is none.
  int32_t sql_offset() const { return sql_offset_; }
  Error&& at(size_t sql_offset) && {
    sql_offset_ = static_cast<int32_t>(sql_offset);
    return std::move(*this);
  }

 private:
  ErrorCode code_;
  int32_t sql_offset_ = -1;
  std::unique_ptr<std::string> detail_;
};
static_assert(sizeof(Error) == 16);

}  // namespace tern
