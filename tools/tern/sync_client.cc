#include "tools/tern/sync_client.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace tern::shell {
namespace {

constexpr std::string_view kCaKey = "cacert=";
constexpr std::string_view kTokenKey = "token_file=";

std::string absolute(const std::string& path) {
  if (path.empty()) return path;
  std::error_code error;
  const auto full = std::filesystem::absolute(path, error);
  return error ? path : full.string();
}

}  // namespace

RemoteAccess access_of(const std::string& file, const RemoteAccess& given) {
  RemoteAccess access;
  std::ifstream kept(file + "-remote");
  for (std::string line; std::getline(kept, line);) {
    if (line.starts_with(kCaKey)) access.ca_file = line.substr(kCaKey.size());
    if (line.starts_with(kTokenKey)) access.token_file = line.substr(kTokenKey.size());
  }
  if (!given.ca_file.empty()) access.ca_file = given.ca_file;
  if (!given.token_file.empty()) access.token_file = given.token_file;
  return access;
}

Status keep_access(const std::string& file, const RemoteAccess& access) {
  std::ofstream kept(file + "-remote", std::ios::trunc);
  kept << kCaKey << absolute(access.ca_file) << "\n"
       << kTokenKey << absolute(access.token_file) << "\n";
  kept.close();
  if (!kept) return fail(ErrorCode::CantOpen, "cannot write " + file + "-remote");
  return ok();
}

Result<std::string> read_token(const std::string& path) {
  if (path.empty()) {
    const char* token = std::getenv("TERN_TOKEN");
    return std::string(token ? token : "");
  }
  std::ifstream file(path);
  std::string token;
  if (!(file >> token))
    return fail(ErrorCode::CantOpen,
                "cannot read a token from " + path +
                    "; the file holds one line, as `ternd token new` prints it");
  return token;
}

Result<RemoteDatabase> parse_remote(std::string_view url) {
  auto [origin, path] = TRY(sync::transport::parse_url(url));
  constexpr std::string_view kPrefix = "/v1/db/";
  if (path.starts_with(kPrefix)) path = path.substr(kPrefix.size() - 1);
  if (path.size() < 2 || path.find('/', 1) != std::string::npos)
    return fail(ErrorCode::Misuse,
                "'" + std::string(url) + "' names no database: write https://host:port/database");
  return RemoteDatabase{std::move(origin), path.substr(1)};
}

Result<std::unique_ptr<SyncClient>> SyncClient::open(const std::string& origin,
                                                     const RemoteAccess& access,
                                                     const std::string& what) {
  auto client = std::unique_ptr<SyncClient>(new SyncClient(what));
  sync::transport::TransportOptions options;
  options.origin = origin;
  options.ca_file = access.ca_file;
  options.token = TRY(read_token(access.token_file));
  client->transport_ = TRY(sync::transport::open_http_transport(std::move(options)));
  client->exchange_ = std::make_unique<sync::transport::HttpExchange>(
      *client->transport_,
      [bar = &client->progress_](uint64_t done, uint64_t total) { return bar->show(done, total); });
  return client;
}

}  // namespace tern::shell
