#include "daemon/agent/primary_link.h"

#include <utility>

#include "daemon/operation/whole_file.h"

namespace tern::daemon::agent {
namespace {

/// The first word of the file.
Result<std::string> read_token(const std::string& path) {
  if (path.empty()) return std::string();
  const std::string text = TRY(read_whole_file(path, "the token file"));
  constexpr const char* kBlanks = " \t\r\n";
  const size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string::npos) return fail(ErrorCode::CantOpen, path + " has no token");
  return text.substr(begin, text.find_first_of(kBlanks, begin) - begin);
}

}  // namespace

Result<sync::transport::Transport*> PrimaryLink::open(const std::string& origin) {
  std::string token = TRY(read_token(token_file_));
  if (transport_ && origin == origin_ && token == token_) return transport_.get();
  transport_.reset();
  sync::transport::TransportOptions options;
  options.origin = origin;
  options.ca_file = ca_file_;
  options.token = token;
  options.low_speed_bytes_per_s = 1;
  options.low_speed_window = idle_max_;
  transport_ = TRY(sync::transport::open_http_transport(std::move(options)));
  origin_ = origin;
  token_ = std::move(token);
  return transport_.get();
}

}  // namespace tern::daemon::agent
