#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "sync/transport/http_exchange.h"
#include "tools/tern/progress_bar.h"

namespace tern::shell {

/// How to reach a primary. Kept beside a replica (FILE-remote) as paths, never as a token.
struct RemoteAccess {
  std::string ca_file;
  std::string token_file;
};

/// The access that is kept beside `file`, with what is set in `given` in its place.
RemoteAccess access_of(const std::string& file, const RemoteAccess& given);
Status keep_access(const std::string& file, const RemoteAccess& access);

/// The token: the first word of the file, or TERN_TOKEN where no file is named. Errors: CantOpen.
Result<std::string> read_token(const std::string& path);

/// "https://host:port/name" in origin and database. Errors: Misuse.
struct RemoteDatabase {
  std::string origin;
  std::string name;
};
Result<RemoteDatabase> parse_remote(std::string_view url);

/// A connection to a primary, for one command.
class SyncClient {
 public:
  /// `what`: shown with the progress of transfers. Errors: CantOpen for a token file that cannot be
  /// read; Misuse.
  static Result<std::unique_ptr<SyncClient>> open(const std::string& origin,
                                                  const RemoteAccess& access,
                                                  const std::string& what);
  sync::wire::Exchange& exchange() { return *exchange_; }
  sync::transport::Transport& transport() { return *transport_; }
  ProgressBar& progress() { return progress_; }

 private:
  explicit SyncClient(const std::string& what) : progress_(what) {}

  ProgressBar progress_;
  std::unique_ptr<sync::transport::Transport> transport_;
  std::unique_ptr<sync::transport::HttpExchange> exchange_;
};

}  // namespace tern::shell
