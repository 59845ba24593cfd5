#pragma once

#include <expected>
#include <utility>

#include "engine/base/assert.h"
#include "engine/base/error.h"

namespace tern {

/// A value or the Error that kept us from having it.
template <class T>
using Result = std::expected<T, Error>;

/// Success or an Error. `return ok();` reads better than `return {};`.
using Status = Result<void>;

inline Status ok() { return {}; }

/// `return fail(ErrorCode::Corrupt, "page 7: ...")` from any function that returns a Result.
[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code) {
  return std::unexpected(Error(code));
}
[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string detail) {
  return std::unexpected(Error(code, std::move(detail)));
}
/// Refuses what is not built yet, at byte `sql_offset` of the SQL if that is known.
[[nodiscard]] inline std::unexpected<Error> not_supported(std::string_view what) {
  return std::unexpected(Error(ErrorCode::Unsupported, "not supported yet: " + std::string(what)));
}
[[nodiscard]] inline std::unexpected<Error> not_supported(std::string_view what,
                                                          size_t sql_offset) {
  return std::unexpected(
      Error(ErrorCode::Unsupported, "not supported yet: " + std::string(what)).at(sql_offset));
}

}  // namespace tern

/// The value of `expr`, or an early return of its Error. One per statement.
#define TRY(expr)                                             \
  __extension__({                                             \
    auto try_result_ = (expr);                                \
    if (!try_result_) [[unlikely]]                            \
      return std::unexpected(std::move(try_result_).error()); \
    *std::move(try_result_);                                  \
  })
