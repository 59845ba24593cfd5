#pragma once

#include <atomic>
#include <charconv>
#include <memory>
#include <string>
#include <thread>

#include "daemon/streams/service.h"

namespace tern::daemon {

inline constexpr std::string_view kConstantReply =
    R"({"baton":null,"base_url":null,"results":[{"type":"ok","response":{"type":"execute"}}]})";

/// The number behind `word` in `text`; 0 if there is none.
inline size_t number_behind(std::string_view text, std::string_view word) {
  const size_t at = text.find(word);
  if (at == std::string_view::npos) return 0;
  size_t number = 0;
  std::from_chars(text.data() + at + word.size(), text.data() + text.size(), number);
  return number;
}

/// Stands where streams are: answers what the body or the message asks for.
class FakeService final : public streams::Service {
 public:
  // What happened, and what may go on.
  std::atomic<int> pipelines = 0;
  std::atomic<int> waiting = 0;  // pipelines and cursors that wait for `released`
  std::atomic<bool> released = false;
  std::atomic<int> cancelled = 0;  // pipelines that saw their client go
  std::atomic<int> cursors_ended = 0;
  std::atomic<int> cursors_cut_off = 0;
  std::atomic<int> sockets_opened = 0;
  std::atomic<int> sockets_closed = 0;
  std::atomic<int> drained_sockets = 0;
  std::atomic<bool> draining = false;
  std::atomic<bool> wants_more = true;
  std::atomic<bool> knows = true;  // that sockets' tokens have been accepted
  std::function<void()> resume;    // of the last socket

  /// "constant"; "wait"; "status N"; "bytes N"; else it is told back with what the caller may do.
  streams::Reply pipeline(const streams::Caller& caller, streams::Form form, Bytes body,
                          const std::atomic<bool>* gone) override {
    ++pipelines;
    const std::string_view text = as_text(body);
    if (text == "constant") return {.body = std::string(kConstantReply)};
    if (text == "wait") wait_for_release(gone);
    if (text.starts_with("status "))
      return {.status = static_cast<int>(number_behind(text, "status ")), .body = "{}"};
    if (text.starts_with("bytes "))
      return {.body = std::string(number_behind(text, "bytes "), 'x')};
    if (form == streams::Form::V3Protobuf)
      return {.content_type = "application/x-protobuf", .body = "protobuf"};
    return {.body = describe(caller, form) + ":" + std::string(text)};
  }

  /// "rows N of M": N lines of M bytes; "refuse"; "wait": one line, then the rest once released.
  void cursor(const streams::Caller& caller, streams::Form form, Bytes body,
              streams::CursorSink& sink) override {
    const std::string_view text = as_text(body);
    if (text == "refuse") {
      sink.begin(404, "application/json");
      sink.write(R"({"message":"expired"})");
      ++cursors_ended;
      return;
    }
    sink.begin(200, form == streams::Form::V3Protobuf ? "application/octet-stream"
                                                      : "application/x-ndjson");
    bool is_heard = sink.write(describe(caller, form) + "\n");
    if (text == "wait") {
      wait_for_release(nullptr);
      is_heard = is_heard && sink.write("released\n");
    }
    const size_t rows = number_behind(text, "rows ");
    const std::string row = std::string(number_behind(text, " of "), 'r') + "\n";
    for (size_t i = 0; is_heard && i < rows; ++i) is_heard = sink.write(row);
    if (!is_heard) ++cursors_cut_off;
    ++cursors_ended;
  }

  std::shared_ptr<streams::SocketSession> open_socket(streams::SocketOptions options) override;

  void expire() override { ++expirations; }
  void drain() override { draining = true; }
  streams::ServiceCounts counts() const override { return {}; }
  std::atomic<int> expirations = 0;

 private:
  static std::string describe(const streams::Caller& caller, streams::Form form) {
    const char* const forms[] = {"v2", "v3", "v3-protobuf"};
    return caller.database + " " + forms[static_cast<int>(form)] +
           (caller.may_write ? " write" : " read");
  }
  void wait_for_release(const std::atomic<bool>* gone) {
    ++waiting;
    while (!released && !(gone && *gone)) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    --waiting;
    if (gone && *gone) ++cancelled;
  }
};

/// Answers a message with itself, but for "hello TOKEN", "close CODE", "bytes N".
class FakeSocketSession final : public streams::SocketSession {
 public:
  FakeSocketSession(FakeService& service, streams::SocketOptions options)
      : service_(service), options_(std::move(options)) {}

  void receive(std::string_view message, bool is_binary) override {
    if (message.starts_with("hello ")) {
      const auto caller = options_.authenticate(message.substr(6));
      options_.peer->send(caller ? caller->database + (caller->may_write ? " write" : " read")
                                 : caller.error().code,
                          is_binary);
    } else if (message.starts_with("close ")) {
      options_.peer->close(static_cast<uint16_t>(number_behind(message, "close ")), "as asked");
    } else if (message.starts_with("bytes ")) {
      options_.peer->send(std::string(number_behind(message, "bytes "), 'x'), is_binary);
    } else {
      options_.peer->send(std::string(message), is_binary);
    }
  }
  bool wants_more() const override { return service_.wants_more; }
  bool is_known() const override { return service_.knows; }
  void closed() override {
    ++service_.sockets_closed;
    options_.peer->send("to nobody", false);  // what comes late is dropped
  }
  void drained() override { ++service_.drained_sockets; }

 private:
  FakeService& service_;
  streams::SocketOptions options_;
};

inline std::shared_ptr<streams::SocketSession> FakeService::open_socket(
    streams::SocketOptions options) {
  ++sockets_opened;
  resume = options.resume;
  return std::make_shared<FakeSocketSession>(*this, std::move(options));
}

}  // namespace tern::daemon
