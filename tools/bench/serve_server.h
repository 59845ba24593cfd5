#pragma once

#include <sched.h>

#include <memory>
#include <string>
#include <string_view>

#include "tools/bench/serve_process.h"
#include "tools/bench/serve_socket.h"

namespace tern::bench {

/// Which processors the load generator has and which the servers; the same for all servers.
struct ServePins {
  bool is_pinned = false;
  cpu_set_t client{};
  cpu_set_t servers{};
};
/// The first processor is the client's, the others are the servers'. Not pinned with one processor.
ServePins make_pins();

/// A server that runs, and how it is asked.
struct ServeServer {
  bool is_tern = false;
  std::unique_ptr<ServeProcess> process;
  uint16_t port = 0;
  SSL_CTX* tls = nullptr;  ///< null: plain HTTP
  std::string token;
  bool keeps_alive = true;  ///< else each request has a connection of its own
};

/// `ternd serve` with its defaults, logs of requests too, over `folder`/data. `tls`: with a
/// certificate that is made there.
ServeServer start_tern(const std::string& program, const std::string& folder, SSL_CTX* tls,
                       const ServePins& pins);
/// `program`: the rival's, or the folder where npm has installed it.
ServeServer start_rival(const std::string& program, const std::string& folder,
                        const ServePins& pins);

/// One request over a connection of its own; what the answer's body is. Ends the program unless its
/// status is 200 or 201.
std::string ask(const ServeServer& server, std::string_view method, const std::string& path,
                std::string_view body);

/// Makes the table t(id, v) with `rows` rows in database `name` (the rival has one only).
void fill_table(const ServeServer& server, const std::string& name, int64_t rows);
/// What `v` is in row `id`.
std::string value_of_row(int64_t id);

}  // namespace tern::bench
