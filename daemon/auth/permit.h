#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>

namespace tern::daemon {

/// What somebody may do with one database.
struct Access {
  bool pull = false;     ///< clone and read by sync's own protocol or a Turso client's
  bool push = false;     ///< send changes so
  bool read = false;     ///< SQL that only reads
  bool write = false;    ///< any SQL; implies read
  bool attach = false;   ///< ATTACH other databases of this server
  bool admin = false;    ///< create, rename, copy, delete, quotas
  bool branch = false;   ///< make and drop branches
  bool resolve = false;  ///< decide conflicts
  bool any() const { return pull || push || read || write || admin || branch || resolve; }
};

/// What a token allows, and the name that logs show for it. Threads: immutable, so any.
class Permit {
 public:
  virtual ~Permit() = default;
  /// Of nothing, if the token is not for `database`.
  virtual Access access(std::string_view database) const = 0;
  /// The administration of the whole server.
  virtual bool may_administer() const = 0;
  /// Never the token itself.
  virtual std::string_view name() const = 0;
};

/// Why somebody was not let in: for the HTTP status, the `code` of the error's body
/// (AUTH_JWT_INVALID, ...) and a text that says what to do. Holds nothing secret.
struct Refusal {
  int status = 401;
  std::string code;
  std::string message;
};

/// Threads: any.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  /// `authorization`: the header's value, "" if there was none.
  virtual std::expected<std::shared_ptr<const Permit>, Refusal> check_header(
      std::string_view authorization) const = 0;
  /// A bare token, as in a WebSocket's hello; "" if there was none.
  virtual std::expected<std::shared_ptr<const Permit>, Refusal> check_token(
      std::string_view token) const = 0;
};

}  // namespace tern::daemon
