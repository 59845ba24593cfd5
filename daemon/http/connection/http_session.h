#pragma once

#include <atomic>
#include <boost/asio/ssl/context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "daemon/http/connection/connections.h"
#include "daemon/http/connection/cursor_response.h"
#include "daemon/http/connection/peer_stream.h"
#include "daemon/http/connection/request_reader.h"
#include "daemon/http/network_loop.h"
#include "daemon/http/router.h"
#include "daemon/http/worker_pool.h"
#include "daemon/operation/options.h"

namespace tern::daemon {

class WebSocketSession;

/// What all sessions of a server share. Used on the network thread, but for the pool and
/// Router::answer.
struct SessionContext {
  const Router& router;
  const Limits& limits;
  WorkerPool& workers;
  NetworkLoop& loop;
  FrontCounts& counts;
  Connections connections = {};
  RequestMemory& memory;
  bool stopping = false;
};

/// One connection: handshake, then requests one after the other until the peer or a limit ends it,
/// or a request makes it a WebSocket. Every wait has a time limit, so a peer that stops half way
/// holds its own connection only. Network thread only.
/// shared_ptr: the coroutine that runs a session owns it, and the worker that answers for it.
class HttpSession final : public Connection, public std::enable_shared_from_this<HttpSession> {
 public:
  /// `tls` null: plain HTTP.
  HttpSession(TcpSocket socket, boost::asio::ssl::context* tls, Face face, SessionContext& context);

  Task<void> run();

  void tick(SteadyClock::time_point now) override;
  void stop() override;
  void abort() override;

 private:
  /// One request on its way, and what the access log says of it.
  struct Exchange;

  // Those that answer a bool say whether the connection goes on.
  Task<bool> serve_one();
  Task<bool> serve(Exchange& exchange);
  Task<bool> serve_stream(Exchange& exchange, ByteVector body);
  Task<void> send_stream(Exchange& exchange, CursorResponse& response);
  Task<bool> serve_socket(Exchange& exchange);
  Task<bool> refuse(Exchange& exchange, const Answer& answer);
  Task<bool> send(Exchange& exchange, const Answer& answer, bool keep_alive);
  // Bodies that are files.
  /// Why it is refused.
  Task<std::optional<Answer>> admit_body(Exchange& exchange);
  Task<boost::system::error_code> read_body(Exchange& exchange);
  Task<boost::system::error_code> read_into_file(Exchange& exchange);
  Task<boost::system::error_code> send_file(const Admitted& request, const PassingFile& file);
  void let_go(std::shared_ptr<const PassingFile> file);
  Task<Answer> work(const Admitted& request, std::move_only_function<Answer()> job,
                    bool may_be_short);
  void start_stream(const std::shared_ptr<CursorResponse>& response, Admitted request,
                    ByteVector body);
  static void release_body(Exchange& exchange);
  FairShare::Use body_use(const Admitted& request);
  void report(const Exchange& exchange);
  void begin_work();
  void end_work();

  PeerStream stream_;
  SessionContext& context_;
  const Face face_;
  RequestReader reader_;
  std::string peer_;
  std::string out_;         // what is sent next; kept for its memory
  RequestHistory history_;  // of pipelines
  bool idle_ = true;
  bool working_ = false;                      // a worker has the request: the peer is watched
  std::atomic<bool> cancelled_ = false;       // workers look at it
  std::shared_ptr<CursorResponse> cursor_;    // while one is sent
  std::shared_ptr<WebSocketSession> socket_;  // once this is one
};

}  // namespace tern::daemon
