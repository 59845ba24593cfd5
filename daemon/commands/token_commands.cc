// `ternd token ...`: the command line of tokens.

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "daemon/auth/revocation.h"
#include "daemon/auth/tokens.h"
#include "daemon/commands/command.h"
#include "daemon/commands/token_create.h"
#include "daemon/commands/token_inspect.h"

namespace tern::daemon {
namespace {

Status run_new() {
  const std::string token = new_token();
  std::cout << token << "\n";
  std::cerr
      << "Give the line above to the client (tern --token-file). In the server's token file:\n"
      << token_digest(token) << "  NAME  *  pull,push\n";
  return ok();
}

Status run_keygen(const std::string& file) {
  const std::string id = TRY(create_key_pair(file));
  std::cout << id << "\n";
  std::cerr << "The key has this id. " << file << " signs tokens (ternd token create --key), "
            << file << ".pub is for servers (--jwt-keys).\n";
  return ok();
}

Status run_create(const TokenRequest& request) {
  const IssuedToken issued = TRY(create_token(request, io::system_clock()));
  std::cout << issued.token << "\n";
  std::cerr << "The token has the id " << issued.claims.id
            << ", by which it can be revoked; it is valid "
            << (issued.claims.expires ? "for " + request.expires : "without end") << ".\n";
  return ok();
}

Status run_inspect(const InspectRequest& request) {
  const Inspection inspection = TRY(inspect_token(request, io::system_clock()));
  std::cout << inspection.report;
  if (inspection.refusal.empty()) return ok();
  return fail(ErrorCode::Misuse, inspection.refusal);
}

struct RevokeRequest {
  std::string revoked;
  std::vector<std::string> ids;
  uint64_t key_epoch = 0;
};

Status run_revoke(const RevokeRequest& request) {
  if (request.ids.empty() && request.key_epoch == 0)
    return fail(ErrorCode::Misuse, "ternd token revoke needs the id of a token, or --epoch");
  for (const std::string& id : request.ids) TRY(revoke_token(request.revoked, id));
  if (request.key_epoch > 0) TRY(raise_key_epoch(request.revoked, request.key_epoch));
  return ok();
}

/// An option that may be repeated, with one value each.
void add_list(CLI::App& app, const std::string& flag, std::vector<std::string>& values,
              const std::string& value_name, const std::string& help) {
  app.add_option(flag, values, help)->type_name(value_name)->type_size(1)->allow_extra_args(false);
}

Command add_create(CLI::App& token) {
  CLI::App* app = token.add_subcommand("create", "Sign a JWT and print it");
  const auto request = std::make_shared<TokenRequest>();  // shared with the parser, here and below
  app->add_option("--key", request->key_file, "Private key, PEM")->required()->type_name("FILE");
  app->add_option("--name", request->name, "Whose it is, for logs")->type_name("NAME");
  app->add_option("--id", request->id, "Its id; a random one otherwise")->type_name("ID");
  add_list(*app, "--db", request->databases, "PATTERN", "Databases, with * and ?; all otherwise");
  add_list(*app, "--branch", request->branches, "PATTERN", "Branches; all otherwise");
  add_list(*app, "--action", request->actions, "ACTIONS",
           "What it allows: pull,push,sql,sql-read,branch,resolve,admin");
  app->add_option("--expires", request->expires, "Valid for so long (30d, 12h), or never (30d)")
      ->type_name("TIME");
  app->add_option("--starts", request->starts, "Valid only in so long")->type_name("TIME");
  app->add_option("--epoch", request->key_epoch, "Key epoch, to revoke many at once (0)")
      ->type_name("NUMBER");
  app->add_option_function<std::string>(
         "--kid", [request](const std::string& id) { request->key_id = id; },
         "Key id; that of keygen otherwise")
      ->type_name("ID");
  app->add_flag("--libsql", request->libsql, "With the claims of libSQL's servers");
  return {app, [request] { return run_create(*request); }};
}

Command add_inspect(CLI::App& token) {
  CLI::App* app = token.add_subcommand("inspect", "Verify a JWT and print what it says");
  const auto request = std::make_shared<InspectRequest>();
  request->token_file = "-";
  app->add_option("file", request->token_file, "File with the token; - or none: standard input")
      ->type_name("FILE");
  add_list(*app, "--jwt-keys", request->jwt_keys, "FILE", "Public keys; may be repeated");
  app->add_option("--revoked", request->revoked, "Revocation file")->type_name("FILE");
  return {app, [request] { return run_inspect(*request); }};
}

Command add_revoke(CLI::App& token) {
  CLI::App* app = token.add_subcommand("revoke", "Revoke JWTs; servers see it within 5 seconds");
  const auto request = std::make_shared<RevokeRequest>();
  app->add_option("--revoked", request->revoked, "Revocation file; made if it is missing")
      ->required()
      ->type_name("FILE");
  app->add_option("id", request->ids, "Ids of tokens")->type_name("ID");
  app->add_option("--epoch", request->key_epoch, "All tokens of key epochs before this one")
      ->type_name("NUMBER");
  return {app, [request] { return run_revoke(*request); }};
}

Command add_keygen(CLI::App& token) {
  CLI::App* app = token.add_subcommand("keygen", "Make a key pair that signs JWTs");
  const auto file = std::make_shared<std::string>();
  app->add_option("file", *file, "Private key; the public one goes to FILE.pub")
      ->required()
      ->type_name("FILE");
  return {app, [file] { return run_keygen(*file); }};
}

}  // namespace

std::vector<Command> add_token(CLI::App& ternd) {
  CLI::App* token = ternd.add_subcommand("token", "Tokens");
  token->require_subcommand(1);
  Command opaque = {token->add_subcommand("new", "Print a random token"), run_new};
  return {std::move(opaque), add_keygen(*token), add_create(*token), add_inspect(*token),
          add_revoke(*token)};
}

}  // namespace tern::daemon
