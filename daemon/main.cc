// ternd: the command line.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>

#include "daemon/auth/tokens.h"
#include "daemon/http/server.h"
#include "daemon/operation/log.h"
#include "daemon/operation/options.h"
#include "sync/primary/primary.h"

namespace tern::daemon {
namespace {

Status require(std::string_view value, std::string_view option, std::string_view what) {
  if (!value.empty()) return ok();
  return fail(ErrorCode::Misuse,
              "ternd serve needs --" + std::string(option) + ": " + std::string(what));
}

Status write_port_file(const std::string& path, uint16_t port) {
  const std::string fresh = path + ".new";
  std::ofstream file(fresh, std::ios::trunc);
  file << port << '\n';
  file.close();
  if (!file || std::rename(fresh.c_str(), path.c_str()) != 0)
    return fail(ErrorCode::CantOpen, "cannot write the port file " + path);
  return ok();
}

Status serve(const ServeOptions& options) {
  TRY(require(options.data, "data", "the folder of the databases"));
  TRY(require(options.tls_cert, "tls-cert", "the certificate, PEM"));
  TRY(require(options.tls_key, "tls-key", "the certificate's private key, PEM"));
  TRY(require(options.tokens, "tokens", "the token file; make a token with: ternd token new"));
  TRY(set_log_level(options.log_level));
  const auto primary = TRY(sync::primary::Primary::open(options.data));
  Backend backend;
  backend.handle = [&](const sync::wire::Request& request, const sync::primary::Caller& caller) {
    return primary->handle(request, caller);
  };
  backend.list = [&] { return primary->list(); };
  const auto server = TRY(Server::open(options, std::move(backend)));
  const std::string port = std::to_string(server->port());
  log_event(LogLevel::Info, "listening",
            {{"address", options.listen}, {"port", port}, {"data", options.data}});
  if (!options.port_file.empty()) TRY(write_port_file(options.port_file, server->port()));
  std::cout << "ternd listens on port " << port << std::endl;
  server->run();
  return ok();
}

int report(const Status& status) {
  if (status) return 0;
  std::cerr << "ternd: " << status.error().message() << "\n";
  return 1;
}

void print_new_token() {
  const std::string token = new_token();
  std::cout << token << "\n";
  std::cerr
      << "Give the line above to the client (tern --token-file). In the server's token file:\n"
      << token_digest(token) << "  NAME  *  pull,push\n";
}

/// The settings that were given on the command line win over the file's.
Status serve_with(const ServeOptions& given, const std::string& config, const CLI::App& app) {
  ServeOptions options;
  if (!config.empty()) TRY(read_config(config, options));
  const auto overlay = [&](const char* option, auto ServeOptions::* member) {
    if (app.count(option) > 0) options.*member = given.*member;
  };
  overlay("--data", &ServeOptions::data);
  overlay("--listen", &ServeOptions::listen);
  overlay("--tls-cert", &ServeOptions::tls_cert);
  overlay("--tls-key", &ServeOptions::tls_key);
  overlay("--tokens", &ServeOptions::tokens);
  overlay("--port-file", &ServeOptions::port_file);
  overlay("--log-level", &ServeOptions::log_level);
  overlay("--workers", &ServeOptions::workers);
  return serve(options);
}

int run(int argc, char** argv) {
  CLI::App app("ternd: the primary that Tern replicas sync with", "ternd");
  app.require_subcommand(1);
  app.set_version_flag("--version", "ternd 0.1.0");
  ServeOptions given;
  std::string config;
  CLI::App* serving = app.add_subcommand("serve", "Serve the databases of a folder over HTTPS");
  serving->add_option("--data", given.data, "Folder of the databases; made if it is missing");
  serving->add_option("--listen", given.listen, "IP address and port; port 0: any free one");
  serving->add_option("--tls-cert", given.tls_cert, "Certificate chain, PEM");
  serving->add_option("--tls-key", given.tls_key, "Private key of the certificate, PEM");
  serving->add_option("--tokens", given.tokens, "Token file");
  serving->add_option("--config", config, "Settings and [limits], TOML");
  serving->add_option("--port-file", given.port_file, "Write the port there once it listens");
  serving->add_option("--log-level", given.log_level, "debug, info, warn or error");
  serving->add_option("--workers", given.workers, "Threads that run requests");
  CLI::App* token = app.add_subcommand("token", "Tokens");
  token->require_subcommand(1);
  CLI::App* fresh = token->add_subcommand("new", "Print a random token");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
  if (fresh->parsed()) {
    print_new_token();
    return 0;
  }
  return report(serve_with(given, config, *serving));
}

}  // namespace
}  // namespace tern::daemon

int main(int argc, char** argv) { return tern::daemon::run(argc, argv); }
