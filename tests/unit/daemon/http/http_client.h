#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "tests/support/raw_client.h"

namespace tern::daemon {

struct HttpAnswer {
  int status = 0;  // 0: the connection ended before a whole head had come
  std::string head;
  std::string body;
  bool is_complete = false;

  /// "" if there is none.
  std::string header(std::string_view name) const {
    std::string wanted = "\r\n" + std::string(name) + ": ";
    const auto same = [](char a, char b) { return std::tolower(a) == std::tolower(b); };
    const auto at = std::search(head.begin(), head.end(), wanted.begin(), wanted.end(), same);
    if (at == head.end()) return {};
    const size_t from = static_cast<size_t>(at - head.begin()) + wanted.size();
    return head.substr(from, head.find("\r\n", from) - from);
  }
};

/// One keep-alive connection to a plain server, which sends exactly what it is told.
class HttpClient {
 public:
  explicit HttpClient(uint16_t port) : socket_(port) {}

  bool send(std::string_view text) { return socket_.send(text); }
  const tests::RawSocket& socket() const { return socket_; }

  HttpAnswer request(std::string_view method, std::string_view target, std::string_view body = {},
                     std::string_view headers = {}) {
    std::string text = std::string(method) + " " + std::string(target) +
                       " HTTP/1.1\r\nHost: localhost\r\n" + std::string(headers);
    if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    text += "\r\n";
    text += body;
    send(text);
    return read_answer(method == "HEAD");
  }

  HttpAnswer read_answer(bool is_head = false) {
    HttpAnswer answer;
    const std::optional<std::string> head = take_until("\r\n\r\n");
    if (!head) return answer;
    answer.head = *head;
    answer.status = std::atoi(answer.head.c_str() + std::string_view("HTTP/1.1 ").size());
    if (is_head || answer.status == 204 || answer.status == 101 || answer.status == 100) {
      answer.is_complete = true;
    } else if (answer.header("transfer-encoding") == "chunked") {
      answer.is_complete = read_chunks(answer.body);
    } else if (const std::string length = answer.header("content-length"); !length.empty()) {
      const auto body = take(static_cast<size_t>(std::atoll(length.c_str())));
      answer.is_complete = body.has_value();
      answer.body = body.value_or("");
    } else {
      while (more()) {
      }
      answer.body = std::exchange(unread_, {});
      answer.is_complete = true;
    }
    return answer;
  }

  /// Whether the server has ended the connection, within the time given.
  bool is_ended(int wait_ms = 20'000) {
    while (more(wait_ms)) {
    }
    pollfd readable{socket_.fd(), POLLIN, 0};
    char byte = 0;
    return poll(&readable, 1, 0) > 0 && ::recv(socket_.fd(), &byte, 1, MSG_PEEK) <= 0;
  }

  // WebSocket.
  HttpAnswer upgrade(std::string_view target, std::string_view headers = {}) {
    return request("GET", target, {},
                   "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
                       std::string(headers));
  }
  /// A frame with the first byte given (final bit, reserved bits, operation), masked with zeros.
  void send_frame(unsigned char first, std::string_view payload, bool is_masked = true) {
    std::string frame(1, static_cast<char>(first));
    const auto mask = static_cast<unsigned char>(is_masked ? 0x80 : 0);
    if (payload.size() < 126) {
      frame += static_cast<char>(mask | payload.size());
    } else {
      frame += static_cast<char>(mask | 127);
      for (int shift = 56; shift >= 0; shift -= 8)
        frame += static_cast<char>(payload.size() >> shift & 255);
    }
    if (is_masked) frame.append(4, '\0');
    frame += payload;
    send(frame);
  }
  struct Frame {
    int first = -1;  // -1: the connection ended
    std::string payload;
    /// Of a close frame.
    int code() const {
      if (first != 0x88 || payload.size() < 2) return -1;
      return static_cast<unsigned char>(payload[0]) << 8 | static_cast<unsigned char>(payload[1]);
    }
  };
  Frame read_frame() {
    Frame frame;
    const auto head = take(2);
    if (!head) return frame;
    size_t size = static_cast<unsigned char>((*head)[1]) & 127;
    const size_t more_bytes = size == 126 ? 2 : size == 127 ? 8 : 0;
    const auto length = take(more_bytes);
    if (!length) return frame;
    if (more_bytes > 0) size = 0;
    for (const char c : *length) size = size << 8 | static_cast<unsigned char>(c);
    const auto payload = take(size);
    if (!payload) return frame;
    frame.first = static_cast<unsigned char>((*head)[0]);
    frame.payload = *payload;
    return frame;
  }

  bool more(int wait_ms = 20'000) {
    const std::string got = socket_.read_some(wait_ms);
    unread_ += got;
    return !got.empty();
  }
  std::optional<std::string> take(size_t size) {
    while (unread_.size() < size)
      if (!more()) return std::nullopt;
    std::string taken = unread_.substr(0, size);
    unread_.erase(0, size);
    return taken;
  }
  std::optional<std::string> take_until(std::string_view mark) {
    while (unread_.find(mark) == std::string::npos)
      if (!more()) return std::nullopt;
    return take(unread_.find(mark) + mark.size());
  }

 private:
  bool read_chunks(std::string& body) {
    for (;;) {
      const auto line = take_until("\r\n");
      if (!line) return false;
      const size_t size = std::strtoull(line->c_str(), nullptr, 16);
      const auto chunk = take(size + 2);
      if (!chunk) return false;
      if (size == 0) return true;
      body.append(*chunk, 0, size);
    }
  }

  tests::RawSocket socket_;
  std::string unread_;
};

/// Waits until it is so, 20 s at most.
template <class Condition>
bool comes_true(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

}  // namespace tern::daemon
