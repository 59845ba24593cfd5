#include "daemon/commands/token_create.h"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "daemon/auth/ed25519.h"
#include "daemon/auth/jwt.h"
#include "daemon/operation/quantities.h"
#include "daemon/operation/whole_file.h"
#include "engine/base/hex.h"
#include "engine/io/random.h"

namespace tern::daemon {
namespace {

std::string new_token_id() {
  std::array<std::byte, 12> random{};
  io::system_random().fill(random);
  std::string id;
  append_hex(id, random, kHexLower);
  return id;
}

Result<int64_t> seconds_from_now(const std::string& text, std::string_view option, int64_t now) {
  const auto duration = parse_duration(text);
  if (!duration)
    return fail(ErrorCode::Misuse,
                std::string(option) + " " + std::string(duration.error().message()));
  return now + std::chrono::floor<std::chrono::seconds>(*duration).count();
}

Result<Actions> actions_of(const std::vector<std::string>& names) {
  Actions actions;
  for (const std::string& list : names) {
    const auto parsed = parse_actions(list);
    if (!parsed)
      return fail(ErrorCode::Misuse,
                  "--action is of pull, push, sql, sql-read, branch, resolve and "
                  "admin, not '" +
                      list + "'");
    for (const Action action : all_actions())
      if (parsed->has(action)) actions.add(action);
  }
  return actions;
}

Status set_own_rights(const TokenRequest& request, Claims& claims) {
  const Actions actions = TRY(actions_of(request.actions));
  if (!actions.any())
    return fail(ErrorCode::Misuse, "say what the token allows: --action pull,push (or --libsql)");
  claims.actions = actions;
  if (!request.databases.empty()) claims.databases = request.databases;
  if (!request.branches.empty()) claims.branches = request.branches;
  return ok();
}

/// libSQL knows to read and to write, and databases by name.
Status set_libsql_rights(const TokenRequest& request, Claims& claims) {
  const Actions actions = TRY(actions_of(request.actions));
  Actions only_read;
  only_read.add(Action::SqlRead);
  const bool read_only = actions == only_read;
  if (actions.any() && !read_only && !(actions.has(Action::Sql) && actions.text() == "sql"))
    return fail(ErrorCode::Misuse, "--libsql goes with --action sql (the default) or sql-read");
  if (!request.branches.empty())
    return fail(ErrorCode::Misuse, "libSQL's claims know no branches: leave out --branch");
  for (const std::string& name : request.databases)
    if (name.find_first_of("*?") != std::string::npos)
      return fail(ErrorCode::Misuse, "libSQL's claims have names of databases, not patterns");
  if (request.databases.empty()) {
    claims.read_only = read_only;
    return ok();
  }
  LibsqlNames names;
  (read_only ? names.read : names.read_write) = request.databases;
  claims.names = std::move(names);
  return ok();
}

}  // namespace

Result<IssuedToken> create_token(const TokenRequest& request, io::Clock& clock) {
  const std::string pem = TRY(read_whole_file(request.key_file, "the private key"));
  const Result<PrivateKey> key = PrivateKey::from_pem(pem);
  if (!key)
    return fail(ErrorCode::Misuse, request.key_file + ": " + std::string(key.error().message()));
  const int64_t now = clock.wall_ms() / 1000;
  Claims claims;
  claims.id = request.id.empty() ? new_token_id() : request.id;
  claims.name = request.name;
  claims.issued = now;
  claims.key_epoch = request.key_epoch;
  if (request.expires != "never")
    claims.expires = TRY(seconds_from_now(request.expires, "--expires", now));
  if (!request.starts.empty())
    claims.not_before = TRY(seconds_from_now(request.starts, "--starts", now));
  TRY(request.libsql ? set_libsql_rights(request, claims) : set_own_rights(request, claims));
  // What no server would accept must not be handed out.
  const auto accepted = Claims::parse(claims.json());
  if (!accepted) return fail(ErrorCode::Misuse, accepted.error().message);
  const std::string key_id = request.key_id ? *request.key_id : key->public_key().id();
  std::string token = sign_jwt(*key, key_id, claims.json());
  if (token.size() > kTokenBytesMax)
    return fail(ErrorCode::Misuse, "the token would be longer than 8 KiB, which servers refuse");
  return IssuedToken{std::move(token), std::move(claims)};
}

Result<std::string> create_key_pair(const std::string& file) {
  const PrivateKey key = PrivateKey::generate();
  const PublicKey public_key = key.public_key();
  const std::string id = public_key.id();
  TRY(create_file(file, key.pem(), 0600));
  const Status made = create_file(file + ".pub", "kid: " + id + "\n" + public_key.pem(), 0644);
  if (!made) {
    ::unlink(file.c_str());
    return std::unexpected(made.error());
  }
  return id;
}

}  // namespace tern::daemon
