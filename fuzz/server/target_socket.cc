#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "daemon/hrana/json_tape.h"
#include "daemon/hrana/utf8_text.h"
#include "fuzz/server/hosted_server.h"

// A WebSocket's messages. The first byte is the subprotocol; then messages, each with a byte (what
// else happens) and its length as two bytes in front.

namespace tern::fuzz {
namespace {

using daemon::hrana::JsonTape;
using daemon::streams::Caller;
using daemon::streams::ErrorObject;
using daemon::streams::Service;
using daemon::streams::SocketPeer;
using daemon::streams::Subprotocol;

constexpr size_t kMessagesMax = 32;
constexpr size_t kUnsentMax = 6 << 20;  // the session's bound, and an answer above it

/// The other end, which checks what it is told.
class Peer final : public SocketPeer {
 public:
  explicit Peer(Subprotocol subprotocol)
      : is_protobuf_(subprotocol == Subprotocol::Hrana3Protobuf) {}
  void send(std::string message, bool is_binary) override {
    must(!is_closed_, "nothing is sent behind a goodbye");
    must(is_binary == is_protobuf_, "messages are of the subprotocol's kind");
    unsent_ += message.size();
    must(unsent_ < kUnsentMax, "the session stops at its bound");
    if (is_binary) return;
    std::string strings;
    must(JsonTape::parse(message, strings).has_value(), "a message in JSON is JSON");
  }
  void close(uint16_t code, std::string_view reason) override {
    must(code >= 1000 && code <= 1011 && code != 1005 && code != 1006, "a code that may be sent");
    must(reason.size() <= 123, "a reason that a close frame has room for");
    must(daemon::hrana::is_valid_utf8(reason), "a reason is text");
    is_closed_ = true;
  }
  // As if it was far more, so that pauses are reached.
  size_t unsent_bytes() const override { return is_slow_ ? size_t{1} << 30 : unsent_; }
  void be_slow(bool is_slow) { is_slow_ = is_slow; }
  void take() { unsent_ = 0; }
  bool is_closed() const { return is_closed_; }

 private:
  const bool is_protobuf_;
  bool is_closed_ = false;
  bool is_slow_ = false;
  size_t unsent_ = 0;
};

/// Work that waits for its worker.
class Works {
 public:
  void post(std::function<void()> work) { waiting_.push_back(std::move(work)); }
  void run_one() {
    if (waiting_.empty()) return;
    const auto work = std::move(waiting_.front());
    waiting_.pop_front();
    work();
  }
  void run_all() {
    while (!waiting_.empty()) run_one();
  }

 private:
  std::deque<std::function<void()>> waiting_;
};

std::expected<Caller, ErrorObject> authenticate(std::string_view jwt) {
  if (jwt == "no") return std::unexpected(ErrorObject{"no", "AUTH_FAILED"});
  return Caller{.database = jwt == "nowhere" ? "nowhere" : "db", .may_write = jwt != "ro"};
}

}  // namespace

void run(Bytes input) {
  if (input.empty()) return;
  static HostedServer server;
  const auto subprotocol = static_cast<Subprotocol>(static_cast<unsigned>(input[0]) % 4);
  input = input.subspan(1);
  {
    Works works;
    const auto service =
        Service::make(server.databases(), HostedServer::limits(),
                      {.executor = [&](std::string_view, std::function<void()> work) {
                        works.post(std::move(work));
                      }});
    const auto peer = std::make_shared<Peer>(subprotocol);
    const auto session = service->open_socket({subprotocol, peer, authenticate, [] {}});
    for (size_t count = 0; input.size() >= 3 && count < kMessagesMax; ++count) {
      const auto what = static_cast<unsigned>(input[0]);
      const size_t size = std::min<size_t>(load_le<uint16_t>(&input[1]), input.size() - 3);
      const bool is_binary = (subprotocol == Subprotocol::Hrana3Protobuf) != (what % 64 == 63);
      peer->be_slow((what >> 1 & 1U) != 0);
      session->receive(as_text(input.subspan(3, size)), is_binary);
      input = input.subspan(3 + size);
      if ((what & 1U) != 0) continue;  // the worker is slow
      works.run_one();
      peer->take();
      if (peer->is_closed()) break;
      if (!session->wants_more()) works.run_all();
      if ((what >> 1 & 1U) != 0) {
        peer->be_slow(false);
        session->drained();
      }
    }
    if (!peer->is_closed()) peer->take();
    session->closed();
    works.run_all();
    service->drain();
    must(service->counts().streams_open == 0, "a socket's streams end with it");
    must(service->counts().transactions_open == 0, "and their transactions");
  }
  server.renew();
}

}  // namespace tern::fuzz
