#include "tests/sync/probes/fault_proxy.h"

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <cstring>
#include <list>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "sync/transport/transport.h"

namespace tern::tests {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace transport = tern::sync::transport;
using asio::ip::tcp;
using boost::system::error_code;
using HttpRequest = http::request<http::string_body>;
using HttpResponse = http::response<http::string_body>;

constexpr std::string_view kBearer = "Bearer ";
constexpr size_t kBodyBytesMax = size_t{256} << 20;

ByteVector copy_of(std::string_view text) { return {as_bytes(text).begin(), as_bytes(text).end()}; }

void alter(ByteVector& body, double at) {
  if (body.empty()) return;
  const auto place = static_cast<size_t>(at * static_cast<double>(body.size()));
  body[std::min(place, body.size() - 1)] ^= std::byte{1};
}

/// One client's connection. Its descriptor stays open until the thread has ended, so that it can be
/// cut from outside.
struct Connection {
  Connection(tcp::socket socket, asio::ssl::context& tls) : stream(std::move(socket), tls) {}
  void cut() { ::shutdown(stream.next_layer().native_handle(), SHUT_RDWR); }

  asio::ssl::stream<tcp::socket> stream;
  std::thread thread;
};

}  // namespace

class FaultProxy::State {
 public:
  State(const std::string& folder, std::string origin)
      : certificate_(folder + "/cert.pem"),
        origin_(std::move(origin)),
        tls_(asio::ssl::context::tls_server),
        acceptor_(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
    tls_.use_certificate_chain_file(certificate_);
    tls_.use_private_key_file(folder + "/key.pem", asio::ssl::context::pem);
    port_ = acceptor_.local_endpoint().port();
    thread_ = std::thread([this] { accept_all(); });
  }
  ~State() {
    ::shutdown(acceptor_.native_handle(), SHUT_RDWR);
    thread_.join();
    for (Connection& connection : connections_) connection.cut();
    for (Connection& connection : connections_) connection.thread.join();
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  uint16_t port() const { return port_; }
  void set_judge(Judge judge) {
    const std::scoped_lock lock(mutex_);
    judge_ = std::move(judge);
  }
  void strike(const std::string& ending, Fate fate, double at) {
    const std::scoped_lock lock(mutex_);
    strike_ = Strike{ending, fate, at};
  }
  bool has_struck() const {
    const std::scoped_lock lock(mutex_);
    return !strike_;
  }
  std::vector<Passage> passages() const {
    const std::scoped_lock lock(mutex_);
    return passages_;
  }
  void forget_passages() {
    const std::scoped_lock lock(mutex_);
    passages_.clear();
  }

  /// The primary's answer, or nothing where it gave none.
  std::optional<transport::Response> send(const Passage& passage, const ByteVector& body,
                                          bool cut = false) const {
    transport::TransportOptions options;
    options.origin = origin_;
    options.ca_file = certificate_;
    if (passage.authorization.starts_with(kBearer))
      options.token = passage.authorization.substr(kBearer.size());
    const auto primary = transport::open_http_transport(options);
    if (!primary) return std::nullopt;
    transport::Request request;
    request.method = passage.method;
    request.path = passage.target;
    request.headers = {{"Content-Type", "application/x-tern-sync"}};
    request.response_bytes_max = kBodyBytesMax;
    if (cut) {
      send_half(**primary, request, body);
      return std::nullopt;
    }
    request.body = body;
    auto response = (*primary)->request(request);
    if (!response) return std::nullopt;
    return *std::move(response);
  }

 private:
  struct Strike {
    std::string ending;
    Fate fate;
    double at;
  };

  static void send_half(transport::Transport& primary, const transport::Request& request,
                        const ByteVector& body) {
    transport::Upload upload;
    upload.request = request;
    upload.size_bytes = body.size();
    upload.source = [&, at = size_t{0}](MutBytes room) mutable -> Result<size_t> {
      const size_t size = std::min(room.size(), body.size() / 2 - at);
      if (size == 0) return fail(ErrorCode::Interrupt, "cut");
      std::memcpy(room.data(), body.data() + at, size);
      at += size;
      return size;
    };
    (void)primary.upload(upload);  // ends with Interrupt, as asked for
  }

  void accept_all() {
    for (;;) {
      error_code error;
      tcp::socket socket = acceptor_.accept(error);
      if (error) return;
      Connection& connection = connections_.emplace_back(std::move(socket), tls_);
      connection.thread = std::thread([this, &connection] {
        serve(connection);
        connection.cut();
      });
    }
  }

  void serve(Connection& connection) {
    error_code error;
    connection.stream.handshake(asio::ssl::stream_base::server, error);
    beast::flat_buffer buffer;
    while (!error) {
      http::request_parser<http::string_body> parser;
      parser.body_limit(kBodyBytesMax);
      http::read_header(connection.stream, buffer, parser, error);
      if (!error && beast::iequals(parser.get()[http::field::expect], "100-continue")) {
        http::write(connection.stream,
                    http::response<http::empty_body>(http::status::continue_, 11), error);
      }
      if (!error) http::read(connection.stream, buffer, parser, error);
      if (error || !answer(connection, parser.release())) return;
    }
  }

  /// False: the connection ends here.
  bool answer(Connection& connection, const HttpRequest& request) {
    Passage passage;
    passage.method = std::string(request.method_string());
    passage.target = std::string(request.target());
    passage.authorization = std::string(request[http::field::authorization]);
    passage.body = copy_of(request.body());
    double at = 0.5;
    passage.fate = fate_of(passage, at);
    if (passage.fate == Fate::LoseRequest) return note(std::move(passage)), false;
    const std::optional<transport::Response> response = forward(passage, at);
    if (!response) return note(std::move(passage)), false;
    passage.status = response->status;
    passage.answer = response->body;
    note(passage);  // first: who has the answer may look
    return send_back(connection, *response, passage, at) && request.keep_alive();
  }

  std::optional<transport::Response> forward(const Passage& passage, double at) const {
    if (passage.fate == Fate::AlterRequest) {
      ByteVector body = passage.body;
      alter(body, at);
      return send(passage, body);
    }
    if (passage.fate == Fate::Duplicate) send(passage, passage.body);
    return send(passage, passage.body, passage.fate == Fate::CutRequest);
  }

  static bool send_back(Connection& connection, const transport::Response& response,
                        const Passage& passage, double at) {
    if (passage.fate == Fate::LoseAnswer) return false;
    ByteVector body = response.body;
    if (passage.fate == Fate::AlterAnswer) alter(body, at);
    HttpResponse out(static_cast<http::status>(response.status), 11);
    out.set(http::field::content_type, transport::header(response.headers, "Content-Type"));
    out.content_length(body.size());
    error_code error;
    if (passage.fate != Fate::CutAnswer) {
      out.body() = as_text(body);
      http::write(connection.stream, out, error);
      return !error;
    }
    http::response_serializer<http::string_body> serializer(out);
    http::write_header(connection.stream, serializer, error);
    if (!error) asio::write(connection.stream, asio::buffer(body.data(), body.size() / 2), error);
    return false;
  }

  Fate fate_of(const Passage& passage, double& at) {
    Judge judge;
    {
      const std::scoped_lock lock(mutex_);
      if (strike_ && passage.target.ends_with(strike_->ending)) {
        at = strike_->at;
        return std::exchange(strike_, std::nullopt)->fate;
      }
      judge = judge_;
    }
    return judge ? judge(passage) : Fate::Pass;
  }

  void note(Passage passage) {
    const std::scoped_lock lock(mutex_);
    passages_.push_back(std::move(passage));
  }

  std::string certificate_;
  std::string origin_;
  asio::io_context io_;
  asio::ssl::context tls_;
  tcp::acceptor acceptor_;
  uint16_t port_ = 0;
  std::thread thread_;
  std::list<Connection> connections_;  // of thread_, then of the destructor

  mutable std::mutex mutex_;  // guards what follows
  Judge judge_;
  std::optional<Strike> strike_;
  std::vector<Passage> passages_;
};

FaultProxy::FaultProxy(const std::string& folder, std::string origin)
    : state_(std::make_unique<State>(folder, std::move(origin))) {}
FaultProxy::~FaultProxy() = default;

std::string FaultProxy::origin() const {
  return "https://127.0.0.1:" + std::to_string(state_->port());
}
void FaultProxy::set_judge(Judge judge) { state_->set_judge(std::move(judge)); }
void FaultProxy::strike(const std::string& ending, Fate fate, double at) {
  state_->strike(ending, fate, at);
}
bool FaultProxy::has_struck() const { return state_->has_struck(); }
std::vector<Passage> FaultProxy::passages() const { return state_->passages(); }
void FaultProxy::forget_passages() { state_->forget_passages(); }
int FaultProxy::send_again(const Passage& passage) const {
  const auto response = state_->send(passage, passage.body);
  return response ? response->status : 0;
}

}  // namespace tern::tests
