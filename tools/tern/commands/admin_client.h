#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "sync/transport/transport.h"
#include "tools/tern/commands/admin_arguments.h"
#include "tools/tern/progress_bar.h"

namespace tern::shell {

/// A server's administration, for one command.
class AdminClient {
 public:
  /// Errors: Misuse without an address, or with http:// to another machine; CantOpen for a token
  /// file that cannot be read.
  static Result<std::unique_ptr<AdminClient>> open(const AdminArguments& arguments,
                                                   const std::string& what);

  /// The body of the answer. Errors: of the transport; what the server refuses it with.
  Result<std::string> request(const std::string& method, const std::string& path,
                              const std::string& json = {});
  Result<std::string> upload(const std::string& method, const std::string& path,
                             uint64_t size_bytes, sync::transport::Source source);
  Status download(const std::string& path, sync::transport::Sink sink);

 private:
  explicit AdminClient(const std::string& what) : progress_(what) {}

  ProgressBar progress_;
  std::unique_ptr<sync::transport::Transport> transport_;
};

/// "/v1/databases/NAME" + suffix. Errors: Misuse for what is no name of a database.
Result<std::string> admin_path(std::string_view name, std::string_view suffix = {});

}  // namespace tern::shell
