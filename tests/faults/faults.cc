#include "tests/faults/faults.h"

#include "tests/faults/fault_server.h"

namespace tern::faults {
namespace {

using std::chrono::milliseconds;
using namespace std::string_literals;
using Reading = Manner::Reading;

constexpr const char* kPipeline = "/db/greedy/v2/pipeline";
constexpr const char* kCursor = "/db/greedy/v3/cursor";
constexpr const char* kEndless =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT max(i) FROM n";

std::function<std::string(uint64_t)> always(std::string text) {
  return [text = std::move(text)](uint64_t) { return text; };
}

std::string head_of(std::string_view token, std::string_view target, const std::string& length,
                    const std::string& headers = {}) {
  return "POST " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " +
         std::string(token) + "\r\nContent-Length: " + length + "\r\n" + headers + "\r\n";
}

std::string socket_head(std::string_view protocol) {
  return "GET /db/greedy/ HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: "
         "Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
         "Sec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Protocol: " +
         std::string(protocol) + "\r\n\r\n";
}

/// Nothing, the beginning of a head, or of a TLS handshake.
Fault half_open() {
  const auto opening = [](uint64_t turn) {
    const std::string beginnings[] = {"", "GET /hea", "POST /v2/pipeline HTTP/1.1\r\nHost: x\r\n",
                                      "\x16\x03\x01\x02\x00\x01"};
    return beginnings[turn % 4];
  };
  return {.name = "half-open sockets",
          .crowds = {{300, {.opening = opening, .returns_after = milliseconds(200)}},
                     {50,
                      {.opening = opening,
                       .leaves_after = milliseconds(100),
                       .leaves_by_reset = true,
                       .returns_after = milliseconds(100)}}}};
}

Fault slow_writers() {
  return {.name = "slow writers",
          .crowds = {{100,
                      {.opening = always("POST /v2/pipeline HTTP/1.1\r\nHost: x\r\n"),
                       .drip = "X-A: b\r\n",
                       .returns_after = milliseconds(200)}},
                     {200,
                      {.opening = always(head_of(kGreedyToken, kPipeline, "1000000")),
                       .drip = "x",
                       .returns_after = milliseconds(200)}}}};
}

Fault slow_readers() {
  const std::string rows =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT hex(zeroblob(2000)) "
      "FROM n";
  const std::string large = "SELECT hex(zeroblob(400000))";
  return {.name = "slow readers",
          .crowds = {{150,
                      {.opening = always(post_text(kGreedyToken, kCursor, cursor_of(rows))),
                       .reading = Reading::Slowly,
                       .returns_after = milliseconds(500)}},
                     {100,
                      {.opening = always(post_text(kGreedyToken, kPipeline, pipeline_of(large))),
                       .reading = Reading::Nothing}}},
          .is_let_in = true};
}

Fault truncated_bodies() {
  const std::string half = head_of(kGreedyToken, kPipeline, "1000") + R"({"requests":[)";
  const std::string chunks =
      "POST /db/greedy/v2/pipeline HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " +
      std::string(kGreedyToken) + "\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab";
  return {.name = "truncated bodies",
          .crowds = {{20,
                      {.opening = [=](uint64_t turn) { return turn % 2 == 0 ? half : chunks; },
                       .leaves_after = milliseconds(60),
                       .leaves_by_reset = true,
                       .returns_after = milliseconds(20)}}}};
}

Fault oversized_bodies() {
  const std::string announced = head_of(kGreedyToken, kPipeline, "10000000000");
  const std::string endless =
      "POST /db/greedy/v2/pipeline HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " +
      std::string(kGreedyToken) + "\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string chunk = "8000\r\n" + std::string(0x8000, ' ') + "\r\n";
  return {.name = "oversized bodies",
          .crowds = {{10,
                      {.opening = always(announced),
                       .leaves_when_answered = true,
                       .returns_after = milliseconds(50)}},
                     {10,
                      {.opening = always(endless),
                       .drip = chunk,
                       .drip_pause = milliseconds(20),
                       .returns_after = milliseconds(50)}}}};
}

Fault idle_connections() {
  const std::string once = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
  return {.name = "2,000 idle connections",
          .crowds = {{2'000,
                      {.opening = [=](uint64_t turn) { return turn % 2 == 0 ? once : ""s; },
                       .returns_after = milliseconds(1'000)}}},
          .is_let_in = true};
}

Fault endless_sql() {
  return {
      .name = "SQL that never ends",
      .crowds = {{24,
                  {.opening = always(post_text(kGreedyToken, kPipeline, pipeline_of(kEndless)))}},
                 {8,
                  {.opening = always(post_text(kGreedyToken, kCursor, cursor_of(kEndless))),
                   .leaves_after = milliseconds(700),
                   .returns_after = milliseconds(100)}}},
      .is_let_in = true};
}

/// Each for so short a time that none of them is long.
Fault busy_sql() {
  const std::string busy =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n LIMIT 100000) SELECT max(i) "
      "FROM n";
  return {.name = "SQL that is always busy",
          .crowds = {{16,
                      {.opening = always(post_text(kGreedyToken, kPipeline, pipeline_of(busy))),
                       .leaves_when_answered = true,
                       .returns_after = milliseconds(1)}}},
          .is_let_in = true};
}

Fault hungry_sql() {
  const auto opening = [](uint64_t turn) {
    const char* const statements[] = {
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i+1 FROM n) SELECT max(i) FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT "
        "length(group_concat(hex(zeroblob(1000)))) FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT "
        "hex(zeroblob(100000)) FROM n",
        "SELECT hex(zeroblob(900000000))"};
    return post_text(kGreedyToken, kPipeline, pipeline_of(statements[turn % 4]));
  };
  return {.name = "SQL that takes memory",
          .crowds = {{16,
                      {.opening = opening,
                       .leaves_when_answered = true,
                       .returns_after = milliseconds(50)}}},
          .is_let_in = true};
}

/// A hundred megabytes of zeros, as gzip has them: about a hundred kilobytes.
const std::string& bomb() {
  static const std::string packed =
      tests::run_program({"sh", "-c", "head -c 100000000 /dev/zero | gzip -9"}).out;
  return packed;
}

/// A frame of a client with a mask of zeros.
std::string frame_of(unsigned char first, std::string_view payload) {
  std::string frame(1, static_cast<char>(first));
  if (payload.size() < 126) {
    frame += static_cast<char>(0x80 | payload.size());
  } else {
    frame += "\xff\x00\x00\x00\x00"s;
    for (int shift = 24; shift >= 0; shift -= 8)
      frame += static_cast<char>(payload.size() >> shift & 255);
  }
  return frame.append(4, '\0').append(payload);
}

Fault bombs() {
  const std::string& zeros = bomb();
  // The deflated part alone: without gzip's head and tail.
  const std::string deflated = zeros.substr(10, zeros.size() - 18);
  const std::string nested = std::string(1'000'000, '[');
  // A run of pages from 0 to 65,535 in each of 65,536 containers would be four billion.
  const std::string pages = "\x3b\x30\x00\x00\x01\x00\x00\xff\xff\x01\x00\x00\x00\xff\xff"s;
  const std::string pull = "\x2a"s + static_cast<char>(pages.size()) + pages;
  const std::vector<std::string> openings = {
      post_text(kGreedyToken, kPipeline, deflated, "Content-Encoding: deflate\r\n"),
      post_text(kGreedyToken, kPipeline, zeros, "Content-Encoding: gzip\r\n"),
      post_text(kGreedyToken, kPipeline, nested),
      post_text(kGreedyToken, "/db/greedy/pull-updates", pull),
      // The compressed bit of a frame, although compression was not agreed on.
      socket_head("hrana3") + frame_of(0xc1, deflated),
      socket_head("hrana3") + frame_of(0x81, nested)};
  return {.name = "decompression bombs",
          .crowds = {{12,
                      {.opening = [=](uint64_t turn) { return openings[turn % openings.size()]; },
                       .leaves_after = milliseconds(500),
                       .returns_after = milliseconds(20)}}},
          .is_let_in = true};
}

Fault altered_tokens() {
  const auto opening = [](uint64_t turn) {
    std::string token(turn % 2 == 0 ? kGreedyToken : kHonestToken);
    const uint64_t bit = turn / 2 % (token.size() * 8);
    token[bit / 8] = static_cast<char>(token[bit / 8] ^ (1 << bit % 8));
    const char* const target = turn % 2 == 0 ? kPipeline : "/db/honest/v2/pipeline";
    return post_text(token, target, pipeline_of("SELECT v FROM t"));
  };
  return {
      .name = "tokens altered bit by bit",
      .crowds = {
          {20,
           {.opening = opening, .leaves_when_answered = true, .returns_after = milliseconds(5)}}}};
}

Fault path_tricks() {
  const std::vector<std::string> names = {"..",
                                          ".",
                                          "../honest",
                                          "greedy/../honest",
                                          "greedy%2f..%2fhonest",
                                          "%68onest",
                                          "honest",
                                          "honest%00",
                                          "HONEST",
                                          "honest.",
                                          ".honest",
                                          "greedy;honest",
                                          "greedy?/honest",
                                          "honest#",
                                          "//honest",
                                          "\\honest",
                                          "~",
                                          "%2e%2e",
                                          "..%252fhonest",
                                          "honest/db",
                                          "catalog",
                                          "lock",
                                          std::string(300, 'a'),
                                          "\xc0\xae\xc0\xae",
                                          "CON",
                                          "-",
                                          "'; DROP TABLE t; --"};
  const auto opening = [=](uint64_t turn) {
    const std::string& name = names[turn / 5 % names.size()];
    const std::string body = pipeline_of("SELECT v FROM t");
    switch (turn % 5) {
      case 0:
        return post_text(kGreedyToken, "/db/" + name + "/v2/pipeline", body);
      case 1:
        return post_text(kGreedyToken, "/v2/pipeline", body, "x-namespace: " + name + "\r\n");
      case 2:
        return post_text(kGreedyToken, "/v1/db/" + name + "/pull", "");
      case 3:
        return "GET /v1/db/" + name + "/status HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " +
               std::string(kGreedyToken) + "\r\n\r\n";
      default:
        return "GET /dev/" + name + " HTTP/1.1\r\nHost: " + name +
               ".example\r\nAuthorization: Bearer " + std::string(kGreedyToken) + "\r\n\r\n";
    }
  };
  return {.name = "path tricks",
          .crowds = {{20,
                      {.opening = opening,
                       .leaves_after = milliseconds(500),
                       .leaves_when_answered = true,
                       .returns_after = milliseconds(5)}}}};
}

/// Each waits for news as long as it may.
Fault long_polls() {
  const std::string poll =
      "GET /v1/db/greedy/status?after=1000000&wait_ms=60000 HTTP/1.1\r\nHost: x\r\n"
      "Authorization: Bearer " +
      std::string(kGreedyToken) + "\r\n\r\n";
  return {.name = "long polls",
          .crowds = {{300,
                      {.opening = always(poll),
                       .leaves_when_answered = true,
                       .returns_after = milliseconds(200)}}},
          .is_let_in = true};
}

}  // namespace

std::vector<Fault> all_faults() {
  return {
      half_open(),        slow_writers(), slow_readers(), truncated_bodies(), oversized_bodies(),
      idle_connections(), endless_sql(),  busy_sql(),     hungry_sql(),       bombs(),
      altered_tokens(),   path_tricks(),  long_polls()};
}

}  // namespace tern::faults
