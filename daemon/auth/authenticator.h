#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/auth/digest.h"
#include "daemon/auth/permit.h"
#include "engine/base/result.h"
#include "engine/io/clock.h"

namespace tern::daemon {

class JwtPermit;
class RevocationFile;

/// Where a server's credentials come from; at least one of the first three, or nobody gets in.
struct AuthenticatorOptions {
  std::string tokens = {};                 ///< file of opaque tokens; empty: none
  std::vector<std::string> jwt_keys = {};  ///< files of public keys
  std::vector<std::string> jwt_database_keys =
      {};                         ///< "DATABASE=FILE": instead of the others there
  std::string revoked = {};       ///< revocation file; empty: none
  std::string extra_tokens = {};  ///< lines of a token file: the token of --dev
  size_t cache_size_max = 4096;   ///< verified tokens
};

/// Lets in who has a token of the token file or a JWT that one of the keys signed.
/// Threads: any.
class TokenAuthenticator final : public Authenticator {
 public:
  /// Errors: CantOpen; Misuse with path and line.
  static Result<std::unique_ptr<TokenAuthenticator>> open(AuthenticatorOptions options,
                                                          io::Clock& clock = io::system_clock());
  ~TokenAuthenticator() override;

  std::expected<std::shared_ptr<const Permit>, Refusal> check_header(
      std::string_view authorization) const override;
  std::expected<std::shared_ptr<const Permit>, Refusal> check_token(
      std::string_view token) const override;

  /// Reads the token file and the keys again; with an error in any, what was stays in force. The
  /// revocation file needs no call.
  Status reload();

 private:
  struct Credentials;
  using Outcome = std::expected<std::shared_ptr<const Permit>, Refusal>;
  using Verified = std::expected<std::shared_ptr<const JwtPermit>, Refusal>;

  TokenAuthenticator(AuthenticatorOptions options, io::Clock& clock);
  static Result<std::shared_ptr<Credentials>> read(const AuthenticatorOptions& options);
  std::shared_ptr<Credentials> credentials() const;
  Outcome judge(std::string_view token) const;
  static Verified verified(Credentials& credentials, std::string_view token, const Sha256& digest);

  const AuthenticatorOptions options_;
  io::Clock& clock_;
  std::unique_ptr<RevocationFile> revocations_;
  mutable std::mutex mutex_;
  std::shared_ptr<Credentials> credentials_;  // guarded; shared: checks under way keep the old one
};

/// Lets everybody do everything: for --no-auth.
std::unique_ptr<Authenticator> make_open_authenticator();

}  // namespace tern::daemon
