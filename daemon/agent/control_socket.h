#pragma once

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/io/vfs.h"

struct pollfd;

namespace tern::daemon::agent {

/// A Unix socket for who runs on this machine as the same user: a line in, a line out, as often as
/// the client likes. Never blocks. Threads: one.
class ControlSocket {
 public:
  using Answer = std::function<std::string(std::string_view line)>;
  static constexpr size_t kClientsMax = 32;  ///< who comes then is cut off
  static constexpr size_t kLineBytesMax = 16 << 10;

  /// Replaces a socket that nobody listens on any more. `answer` gives a line without its end.
  /// Errors: Busy if another agent listens there; CantOpen; Misuse for a path that is too long.
  static Result<std::unique_ptr<ControlSocket>> open(const std::string& path, Answer answer);
  /// Removes the socket.
  ~ControlSocket();
  ControlSocket(const ControlSocket&) = delete;
  ControlSocket& operator=(const ControlSocket&) = delete;

  /// What to poll for ...
  void add_to(std::vector<pollfd>& files) const;
  /// ... and what to call when one of these, or another file, is ready.
  void tend();

 private:
  struct Client {
    int file = -1;
    std::string in = {};
    std::string out = {};
    bool is_done = false;
  };
  ControlSocket(std::string path, Answer answer, std::unique_ptr<io::File> lock)
      : path_(std::move(path)), answer_(std::move(answer)), lock_(std::move(lock)) {}

  Status listen();
  void accept_all();
  void read_from(Client& client);
  void answer_lines(Client& client);
  void write_to(Client& client);

  std::string path_;
  Answer answer_;
  std::unique_ptr<io::File> lock_;  // held by who listens at path_; ends with the process
  int file_ = -1;
  bool is_bound_ = false;  // the socket at path_ is ours
  std::list<Client> clients_;
};

}  // namespace tern::daemon::agent
