#include "tools/bench/serve_bulk.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <memory>

#include "tools/bench/engine.h"
#include "tools/bench/serve_requests.h"

namespace tern::bench {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::string_view kAllRows = "SELECT id, v FROM t";
constexpr size_t kPieceBytes = 256 << 10;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

size_t count_of(std::string_view text, std::string_view what) {
  size_t count = 0;
  for (size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1))
    ++count;
  return count;
}

/// What the chunks of an answer's body hold.
std::string without_chunks(std::string_view body) {
  std::string out;
  for (;;) {
    size_t size = 0;
    const auto [end, error] = std::from_chars(body.data(), body.data() + body.size(), size, 16);
    const auto head = static_cast<size_t>(end - body.data()) + 2;
    if (error != std::errc() || body.size() < head + size + 2) give_up("cursor", "broken chunks");
    if (size == 0) return out;
    out += body.substr(head, size);
    body.remove_prefix(head + size + 2);
  }
}

/// Connections that stay, for requests one after the other.
class Asker {
 public:
  explicit Asker(const ServeServer& server)
      : server_(server), socket_(server.port, server.tls), piece_(kPieceBytes) {}

  /// Head and body, once `is_whole` says so.
  template <class IsWhole>
  const std::string& ask(const std::string& path, std::string_view body, IsWhole is_whole) {
    received_.clear();
    socket_.send(http_post({path, server_.token}, body));
    while (!is_whole(received_)) {
      const size_t got = socket_.receive(piece_);
      if (got == 0) give_up(path, "the server has closed: " + received_.substr(0, 300));
      received_.append(piece_.data(), got);
    }
    if (!received_.starts_with("HTTP/1.1 200")) give_up(path, received_.substr(0, 600));
    return received_;
  }
  const std::string& ask(const std::string& path, std::string_view body) {
    return ask(path, body, [](std::string_view text) { return answer_size(Wire::Http, text) > 0; });
  }

 private:
  const ServeServer& server_;
  ServeSocket socket_;
  std::string received_;
  std::vector<char> piece_;
};

void check_rows(std::string_view what, size_t found, int64_t rows, std::string_view body) {
  const bool has_last = body.find('"' + value_of_row(rows) + '"') != std::string_view::npos;
  if (found != static_cast<size_t>(rows) || !has_last)
    give_up(what, "answered " + std::to_string(found) + " rows");
}

std::string baton_in(std::string_view answer) {
  constexpr std::string_view kName = R"("baton":")";
  const size_t at = answer.find(kName);
  if (at == std::string_view::npos) give_up("streams", std::string(answer));
  const std::string_view rest = answer.substr(at + kName.size());
  return std::string(rest.substr(0, rest.find('"')));
}

}  // namespace

double rows_per_s_by_cursor(const ServeServer& server, int64_t rows) {
  Asker asker(server);
  const std::string request = R"({"batch":{"steps":[{)" + execute_json(kAllRows) + "}]}}";
  const auto begin = Clock::now();
  const std::string& answer = asker.ask(
      "/v3/cursor", request, [](std::string_view text) { return text.ends_with("\r\n0\r\n\r\n"); });
  const double seconds = seconds_since(begin);
  const std::string body = without_chunks(std::string_view(answer).substr(body_at(answer)));
  check_rows("cursor", count_of(body, R"({"type":"row",)"), rows, body);
  return static_cast<double>(rows) / seconds;
}

double rows_per_s_by_pipeline(const ServeServer& server, const std::string& path, int64_t rows) {
  Asker asker(server);
  const std::string request = pipeline_json(kAllRows, "", server.is_tern);
  const auto begin = Clock::now();
  const std::string& answer = asker.ask(path, request);
  const double seconds = seconds_since(begin);
  check_rows("pipeline", count_of(answer, R"([{"type":"integer")"), rows, answer);
  return static_cast<double>(rows) / seconds;
}

IdleStreams open_idle_streams(const ServeServer& server, int64_t count) {
  Asker asker(server);
  const std::string path = "/v2/pipeline";
  for (int i = 0; i < 100; ++i) asker.ask(path, pipeline_json("SELECT 1", "", true));
  const int64_t before = server.process->rss_bytes();
  std::string baton;
  for (int64_t i = 0; i < count; ++i)
    baton = baton_in(asker.ask(path, pipeline_json("SELECT 1", "", false)));
  const auto after = static_cast<double>(server.process->rss_bytes());
  // They are there indeed: the last one is, and it can be closed.
  const std::string& closed =
      asker.ask(path, R"({"baton":")" + baton + R"(","requests":[{"type":"close"}]})");
  if (closed.find(R"({"type":"close"})") == std::string::npos) give_up("streams", closed);
  return {.bytes_each = (after - static_cast<double>(before)) / static_cast<double>(count),
          .mib_in_all = after / (1 << 20)};
}

std::vector<double> first_requests_ms(const ServeServer& server,
                                      const std::vector<std::string>& names) {
  Asker asker(server);
  std::vector<double> out;
  const std::string request = pipeline_json("SELECT v FROM t WHERE id = ?", "7", true);
  for (const std::string& name : names) {
    const auto begin = Clock::now();
    const std::string& answer = asker.ask("/db/" + name + "/v2/pipeline", request);
    out.push_back(seconds_since(begin) * 1000);
    if (answer.find(value_of_row(7)) == std::string::npos) give_up("cold", answer);
  }
  return out;
}

double start_ms(const std::function<ServeServer()>& start) {
  const auto begin = Clock::now();
  const ServeServer server = start();
  const std::string answer =
      ask(server, "POST", "/v2/pipeline",
          pipeline_json("SELECT v FROM t WHERE id = ?", "7", server.is_tern));
  const double ms = seconds_since(begin) * 1000;
  if (answer.find(value_of_row(7)) == std::string::npos) give_up("start", answer);
  return ms;
}

}  // namespace tern::bench
