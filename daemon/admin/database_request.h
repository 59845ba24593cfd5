#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "sync/primary/primary.h"

namespace tern::daemon {

/// Limits that somebody wants; those that are missing are left as they are.
struct QuotaRequest {
  std::optional<uint64_t> bytes_max;
  std::optional<uint32_t> streams_max;
  std::optional<uint32_t> statement_ms;
  std::optional<uint64_t> result_bytes_max;

  sync::primary::DatabaseQuota over(sync::primary::DatabaseQuota quota) const;
  /// "?bytes_max=1000000&after=x": of what names a limit. Errors: Misuse for what is no number.
  static Result<QuotaRequest> of_query(std::string_view query);
};

/// What somebody wants a database to be. Members that are missing are left as they are.
struct DatabaseRequest {
  std::optional<std::string> name;
  std::optional<std::string> copy_of;
  std::optional<std::string> sql;
  std::optional<std::string> file;  ///< of the server's import folder
  QuotaRequest quota;

  /// A JSON object. Errors: Misuse for anything else, for unknown members and values of other
  /// types.
  static Result<DatabaseRequest> parse(std::string_view json);
};

/// The value of `name` in "?a=1&b=2"; nothing is decoded, for nothing needs to be encoded.
std::string_view query_parameter(std::string_view query, std::string_view name);

}  // namespace tern::daemon
