#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/hrana/error_object.h"
#include "daemon/operation/fair_share.h"
#include "daemon/streams/database.h"
#include "engine/base/bytes.h"

// SQL over HTTP and over WebSocket (Hrana 1, 2 and 3) without sockets: requests in, answers out. A
// *stream* is a connection with its state (transaction, stored SQL, settings); HTTP names it by a
// baton, a WebSocket by a number.

namespace tern::daemon::streams {

/// The forms of the protocol over HTTP.
enum class Form : uint8_t { V2, V3, V3Protobuf };
/// Subprotocols of WebSocket.
enum class Subprotocol : uint8_t { Hrana1, Hrana2, Hrana3, Hrana3Protobuf };

/// Who asks, checked already.
struct Caller {
  std::string database;
  bool may_write = false;  ///< else statements that write fail with SQLITE_AUTH
  /// Whether his token lets him attach the database of that name, to read it. Empty: none.
  std::function<bool(std::string_view database)> may_attach = {};
};

/// An answer before HTTP puts its header on.
struct Reply {
  int status = 200;
  std::string content_type = "application/json";
  std::string body = {};
  FairShare::Use memory = {};  ///< that the body takes up
};

struct ServiceLimits {
  std::chrono::milliseconds idle_stream{300'000};      ///< without a transaction
  std::chrono::milliseconds idle_transaction{10'000};  ///< between two requests
  std::chrono::milliseconds writer_wait{5'000};        ///< for the write lock, then SQLITE_BUSY
  std::chrono::milliseconds statement_max{300'000};    ///< unless the database has its own; 0: none
  uint64_t statement_memory_max = uint64_t{512} << 20;  ///< of one, then SQLITE_NOMEM
  uint64_t statements_memory_max = uint64_t{2} << 30;   ///< of all together; half for a database
  uint64_t value_bytes_max = uint64_t{64} << 20;        ///< of a value or row, then SQLITE_TOOBIG
  uint32_t streams_max = 100'000;                       ///< then 503; half of them for one database
  uint32_t waiting_writers_max = 16;  ///< of one database; block a worker each; then
                                      ///< TRANSACTION_BUSY
  uint64_t reply_bytes_max = uint64_t{64}
                             << 20;      ///< then RESPONSE_TOO_LARGE, with the limit in the text
  uint32_t stored_sql_max = 100;         ///< texts of an HTTP stream
  uint32_t socket_stored_sql_max = 500;  ///< texts of a WebSocket
  uint64_t stored_sql_bytes_max = 64 << 10;  ///< of one text
  uint32_t socket_requests_max = 256;        ///< outstanding, of one WebSocket
  uint32_t condition_depth_max = 64;
};

/// Where a cursor's bytes go. Called on the thread that runs the cursor.
class CursorSink {
 public:
  virtual ~CursorSink() = default;
  /// Before the first byte: how the answer begins. With a status other than 200 one write with the
  /// whole body follows.
  virtual void begin(int status, std::string_view content_type) = 0;
  /// Blocks while the reader is slow. False: the reader has gone; the statement is interrupted, and
  /// the stream closed.
  virtual bool write(std::string_view piece) = 0;
  /// Asked again and again while a statement computes. False: the reader has gone.
  virtual bool is_heard() const { return true; }
};

/// The other end of a WebSocket, which the HTTP front implements. Threads: any; never blocks, and
/// calls nothing of the session before it returns.
class SocketPeer {
 public:
  virtual ~SocketPeer() = default;
  virtual void send(std::string message, bool is_binary) = 0;
  /// Nothing is sent after it. `code`: 1000, 1002, 1003, 1007, 1008, 1011, 1013.
  virtual void close(uint16_t code, std::string_view reason) = 0;
  /// Bytes that wait to be sent: the session stops working ahead above its bound.
  virtual size_t unsent_bytes() const = 0;
};

/// One WebSocket. Its functions are called on the network's thread and never block: work goes to
/// the executor.
class SocketSession {
 public:
  virtual ~SocketSession() = default;
  virtual void receive(std::string_view message, bool is_binary) = 0;
  /// Whether the front should read on; false while too many requests are outstanding. `resume` of
  /// SocketOptions is called when that changes.
  virtual bool wants_more() const = 0;
  /// Whether a token has been accepted: from strangers the front takes short messages only.
  virtual bool is_known() const { return true; }
  /// The peer has gone: every stream is rolled back and closed at once, running statements are
  /// interrupted.
  virtual void closed() = 0;
  /// The peer's buffer has room again.
  virtual void drained() = 0;
};

using hrana::ErrorObject;

/// Runs work for `database` on some thread.
using Executor = std::function<void(std::string_view database, std::function<void()> work)>;

struct SocketOptions {
  Subprotocol subprotocol = Subprotocol::Hrana1;
  std::shared_ptr<SocketPeer> peer;
  /// What the `jwt` of hello allows; "" if there is none. Must not block.
  std::function<std::expected<Caller, ErrorObject>(std::string_view jwt)> authenticate;
  std::function<void()> resume;
  Executor executor = {};  ///< of this socket's work; the service's if there is none
};

/// What a service has of its server. All may be left out.
struct ServiceHost {
  Executor executor = {};  ///< on some worker thread; for WebSockets
  /// Runs `wait`, which waits for the turn to write, with another thread in this one's place.
  std::function<void(const std::function<void()>& wait)> wait_elsewhere = {};
  FairShare* bodies = nullptr;   ///< memory of requests; null: without bound
  FairShare* answers = nullptr;  ///< the same of answers, until they are sent
};

/// Counts for metrics. Threads: any.
struct ServiceCounts {
  uint64_t streams_open = 0;
  uint64_t transactions_open = 0;
  uint64_t statements = 0;
  uint64_t rows = 0;
  uint64_t streams_expired = 0;
  uint64_t transactions_stolen = 0;  ///< rolled back because somebody waited too long
  uint64_t statement_bytes = 0;      ///< memory of running statements; small ones are not counted
};

/// Threads: any, several at once.
class Service {
 public:
  static std::unique_ptr<Service> make(Databases& databases, const ServiceLimits& limits,
                                       ServiceHost host);
  virtual ~Service() = default;

  /// Runs a pipeline to its end, on this thread. `cancelled`, if given, is looked at while it runs:
  /// the client has gone.
  virtual Reply pipeline(const Caller& caller, Form form, Bytes body,
                         const std::atomic<bool>* cancelled = nullptr) = 0;
  /// Runs a cursor to its end, on this thread. The stream can be used again before the last byte is
  /// written.
  virtual void cursor(const Caller& caller, Form form, Bytes body, CursorSink& sink) = 0;
  /// A WebSocket has been opened. Lifetime of the session: until closed() has been called and
  /// returned.
  virtual std::shared_ptr<SocketSession> open_socket(SocketOptions options) = 0;

  /// Closes streams that were idle too long; to be called about once a second.
  virtual void expire() = 0;
  /// Refuses new streams with 503, and rolls back what is idle: the server stops.
  virtual void drain() = 0;
  virtual ServiceCounts counts() const = 0;
};

}  // namespace tern::daemon::streams
