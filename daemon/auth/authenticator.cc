#include "daemon/auth/authenticator.h"

#include <algorithm>

#include "daemon/auth/jwt.h"
#include "daemon/auth/jwt_permit.h"
#include "daemon/auth/revocation.h"
#include "daemon/auth/token_cache.h"
#include "daemon/auth/tokens.h"
#include "daemon/operation/metrics.h"

namespace tern::daemon {
namespace {

Counter signatures_checked("ternd_token_signatures_checked_total",
                           "JWTs that were not among the verified ones already");
Counter tokens_accepted("ternd_tokens_accepted_total", "Checks of tokens that let somebody in");
Counter tokens_refused("ternd_tokens_refused_total", "Checks of tokens that did not");

std::unexpected<Refusal> no_token() {
  return refuse_with("AUTH_HEADER_NOT_FOUND",
                     "a token is needed: send the header 'Authorization: Bearer TOKEN' "
                     "(tern: --token-file FILE)");
}

std::unexpected<Refusal> unknown_token() {
  return refuse_with("AUTH_FAILED",
                     "this token is not known here: check the token file of the client, or let "
                     "the server's owner add the token to the server's");
}

bool is_bearer(std::string_view scheme) {
  return std::ranges::equal(scheme, std::string_view("bearer"),
                            [](char a, char b) { return (a | 0x20) == b; });
}

/// The token of "Bearer TOKEN".
Checked<std::string_view> token_of_header(std::string_view header) {
  if (header.empty()) return no_token();
  const size_t blank = header.find(' ');
  const std::string_view scheme = header.substr(0, blank);
  if (!is_bearer(scheme))
    return refuse_with("AUTH_HTTP_HEADER_UNSUPPORTED_SCHEME",
                       "the Authorization header must have the scheme Bearer: "
                       "'Authorization: Bearer TOKEN'");
  const size_t start = header.find_first_not_of(' ', scheme.size());
  const std::string_view token =
      start == std::string_view::npos ? std::string_view() : header.substr(start);
  if (token.empty() || token.find_first_of(" \t") != std::string_view::npos)
    return refuse_with("AUTH_HEADER_MALFORMED",
                       "the Authorization header must be 'Bearer' and one token: "
                       "'Authorization: Bearer TOKEN'");
  return token;
}

template <class Outcome>
Outcome counted(Outcome outcome) {
  (outcome ? tokens_accepted : tokens_refused).add();
  return outcome;
}

class EverybodysPermit final : public Permit {
 public:
  Access access(std::string_view /*database*/) const override {
    Access all;
    all.pull = all.push = all.read = all.write = all.attach = true;
    all.admin = all.branch = all.resolve = true;
    return all;
  }
  bool may_administer() const override { return true; }
  std::string_view name() const override { return "anyone"; }
};

class OpenAuthenticator final : public Authenticator {
 public:
  std::expected<std::shared_ptr<const Permit>, Refusal> check_header(
      std::string_view /*authorization*/) const override {
    return permit_;
  }
  std::expected<std::shared_ptr<const Permit>, Refusal> check_token(
      std::string_view /*token*/) const override {
    return permit_;
  }

 private:
  std::shared_ptr<const Permit> permit_ = std::make_shared<EverybodysPermit>();
};

}  // namespace

/// All that SIGHUP replaces, so that a check sees one state of it.
struct TokenAuthenticator::Credentials {
  explicit Credentials(size_t cache_size_max) : cache(cache_size_max) {}

  TokenTable tokens;
  TokenTable extra_tokens;
  std::shared_ptr<const KeyRing> keys;  // shared with the permits of tokens that they signed
  std::mutex mutex;
  TokenCache cache;  // guarded
};

TokenAuthenticator::TokenAuthenticator(AuthenticatorOptions options, io::Clock& clock)
    : options_(std::move(options)), clock_(clock) {}
TokenAuthenticator::~TokenAuthenticator() = default;

Result<std::unique_ptr<TokenAuthenticator>> TokenAuthenticator::open(AuthenticatorOptions options,
                                                                     io::Clock& clock) {
  std::unique_ptr<TokenAuthenticator> made(new TokenAuthenticator(std::move(options), clock));
  if (!made->options_.revoked.empty())
    made->revocations_ = TRY(RevocationFile::open(made->options_.revoked, clock));
  TRY(made->reload());
  return made;
}

Result<std::shared_ptr<TokenAuthenticator::Credentials>> TokenAuthenticator::read(
    const AuthenticatorOptions& options) {
  auto read = std::make_shared<Credentials>(options.cache_size_max);
  if (!options.tokens.empty()) read->tokens = TRY(TokenTable::read(options.tokens));
  read->extra_tokens = TRY(TokenTable::parse(options.extra_tokens, "tokens"));
  KeyRing keys;
  for (const std::string& path : options.jwt_keys) TRY(keys.add_file(path));
  for (const std::string& pair : options.jwt_database_keys) {
    const size_t equals = pair.find('=');
    if (equals == std::string::npos || equals == 0)
      return fail(ErrorCode::Misuse,
                  "'" + pair + "' must name a database and its key file: NAME=FILE");
    TRY(keys.add_file(pair.substr(equals + 1), pair.substr(0, equals)));
  }
  read->keys = std::make_shared<const KeyRing>(std::move(keys));
  return read;
}

Status TokenAuthenticator::reload() {
  auto fresh = TRY(read(options_));
  const std::scoped_lock lock(mutex_);
  credentials_ = std::move(fresh);
  return ok();
}

std::shared_ptr<TokenAuthenticator::Credentials> TokenAuthenticator::credentials() const {
  const std::scoped_lock lock(mutex_);
  return credentials_;
}

std::expected<std::shared_ptr<const Permit>, Refusal> TokenAuthenticator::check_header(
    std::string_view authorization) const {
  const auto token = token_of_header(authorization);
  if (!token) return counted(Outcome(std::unexpected(token.error())));
  return counted(judge(*token));
}

std::expected<std::shared_ptr<const Permit>, Refusal> TokenAuthenticator::check_token(
    std::string_view token) const {
  return counted(judge(token));
}

TokenAuthenticator::Outcome TokenAuthenticator::judge(std::string_view token) const {
  if (token.empty()) return no_token();
  if (token.size() > kTokenBytesMax) return invalid_jwt("it is longer than 8 KiB");
  const auto credentials = this->credentials();
  const Sha256 digest = sha256(token);
  if (auto permit = credentials->tokens.find(digest)) return permit;
  if (auto permit = credentials->extra_tokens.find(digest)) return permit;
  if (credentials->keys->size() == 0) return unknown_token();
  const Verified permit = verified(*credentials, token, digest);
  if (!permit) return std::unexpected(permit.error());
  const Claims& claims = (*permit)->claims();
  const auto in_time = claims.check_time(clock_.wall_ms());
  if (!in_time) return std::unexpected(in_time.error());
  if (revocations_ && revocations_->current()->revokes(claims.id, claims.key_epoch))
    return refuse_with("AUTH_TOKEN_REVOKED", "The token has been revoked: ask for a new one");
  return *permit;
}

TokenAuthenticator::Verified TokenAuthenticator::verified(Credentials& credentials,
                                                          std::string_view token,
                                                          const Sha256& digest) {
  {
    const std::scoped_lock lock(credentials.mutex);
    if (auto known = credentials.cache.find(digest)) return known;
  }
  const auto jwt = parse_jwt(token);
  if (!jwt) return std::unexpected(jwt.error());
  signatures_checked.add();
  const RingKey* signer = credentials.keys->signer(jwt->key_id, jwt->signed_text, jwt->signature);
  if (!signer) return invalid_jwt("no key of this server has signed it");
  auto claims = Claims::parse(jwt->claims);
  if (!claims) return std::unexpected(std::move(claims.error()));
  auto permit = std::make_shared<const JwtPermit>(std::move(*claims), credentials.keys, *signer);
  const std::scoped_lock lock(credentials.mutex);
  credentials.cache.insert(digest, permit);
  return permit;
}

std::unique_ptr<Authenticator> make_open_authenticator() {
  return std::make_unique<OpenAuthenticator>();
}

}  // namespace tern::daemon
