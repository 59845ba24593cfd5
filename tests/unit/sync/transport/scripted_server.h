#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

namespace tern::sync::transport {

/// A plain HTTP server on the loopback that reads one request a connection, keeps it, and sends the
/// next answer of a script as it is; then it hangs up.
class ScriptedServer {
 public:
  /// An empty answer: reads the request and stays silent until the client hangs up.
  explicit ScriptedServer(std::vector<std::string> answers)
      : answers_(std::move(answers)), listener_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0) std::abort();
    if (listen(listener_, 8) != 0) std::abort();
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~ScriptedServer() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  std::string origin() const { return "http://127.0.0.1:" + std::to_string(port_); }
  /// Requires: the client has its answers.
  const std::vector<std::string>& requests() const { return requests_; }

 private:
  void serve() {
    for (const std::string& answer : answers_) {
      const int peer = accept(listener_, nullptr, nullptr);
      if (peer < 0) return;
      std::string request;
      char piece[4096];
      while (request.find("\r\n\r\n") == std::string::npos) {
        const ssize_t got = read(peer, piece, sizeof piece);
        if (got <= 0) break;
        request.append(piece, static_cast<size_t>(got));
      }
      requests_.push_back(request);
      if (answer.empty()) {
        while (read(peer, piece, sizeof piece) > 0) {
        }
      }
      size_t sent = 0;
      while (sent < answer.size()) {
        const ssize_t wrote = send(peer, answer.data() + sent, answer.size() - sent, MSG_NOSIGNAL);
        if (wrote <= 0) break;
        sent += static_cast<size_t>(wrote);
      }
      close(peer);
    }
  }

  std::vector<std::string> answers_;
  std::vector<std::string> requests_;
  int listener_;
  uint16_t port_ = 0;
  std::thread thread_;
};

inline std::string answer_of(const std::string& status, const std::string& body,
                             const std::string& headers = {}) {
  return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         headers + "\r\n" + body;
}

}  // namespace tern::sync::transport
