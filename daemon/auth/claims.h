#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/auth/actions.h"
#include "daemon/auth/refusals.h"

namespace tern::daemon {

/// Clocks differ: `exp` and `nbf` are taken this much more generously.
constexpr int64_t kLeewaySeconds = 60;

/// libSQL's `p`: names of databases by what may be done with them.
struct LibsqlNames {
  std::vector<std::string> read_write;         ///< rw
  std::vector<std::string> read;               ///< ro
  std::vector<std::string> read_write_attach;  ///< rwa
  std::vector<std::string> read_attach;        ///< roa
  std::vector<std::string> schema;             ///< ddl: accepted, allows nothing here
  bool operator==(const LibsqlNames&) const = default;
};

/// What a token says. README.md documents each claim, its default, and what goes with what.
/// Units: times in seconds since 1970-01-01 UTC.
struct Claims {
  std::string id;    ///< jti
  std::string name;  ///< sub
  std::optional<int64_t> issued;
  std::optional<int64_t> not_before;
  std::optional<int64_t> expires;
  uint64_t key_epoch = 0;  ///< kep

  // Ours: with `actions`.
  std::optional<std::vector<std::string>> databases;  ///< db
  std::optional<std::vector<std::string>> branches;
  std::optional<Actions> actions;

  // libSQL's, where `actions` is missing.
  std::optional<std::string> only_database;  ///< id
  std::optional<bool> read_only;             ///< a
  std::optional<LibsqlNames> names;          ///< p

  /// Refuses with: AUTH_JWT_INVALID for what is no JSON object, for a claim that is not known (it
  /// is named) or of the wrong type, and for claims that contradict one another.
  static Checked<Claims> parse(std::string_view json);
  std::string json() const;

  Access access(std::string_view database) const;
  bool may_administer() const;
  /// Refuses with: AUTH_JWT_EXPIRED, AUTH_JWT_IMMATURE. Units: milliseconds since 1970.
  Checked<void> check_time(int64_t now_ms) const;
  bool operator==(const Claims&) const = default;
};

}  // namespace tern::daemon
