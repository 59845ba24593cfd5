#include <algorithm>
#include <iterator>
#include <optional>
#include <string>

#include "daemon/hrana/json_tape.h"
#include "fuzz/server/hosted_server.h"

// SQL over HTTP as it arrives behind the head: requests of one client, one behind the other. Each
// is a byte (which form and right), the body's length as two bytes, and the body. In a body "@"
// alone in quotes, and 64 of '@' where there are no quotes, stand for the baton that came last.

namespace tern::fuzz {
namespace {

using daemon::hrana::JsonTape;
using daemon::streams::Caller;
using daemon::streams::CursorSink;
using daemon::streams::Form;
using daemon::streams::Reply;
using daemon::streams::Service;

constexpr size_t kBatonSize = 64;
constexpr size_t kRequestsMax = 8;
constexpr size_t kPiecesMax = 16;  // then the reader of a cursor has gone

struct Sink final : CursorSink {
  void begin(int status, std::string_view) override {
    must(reply.status == 0, "an answer begins once");
    reply.status = status;
  }
  bool write(std::string_view piece) override {
    must(reply.status != 0, "an answer begins before its first byte");
    reply.body += piece;
    return ++pieces < kPiecesMax;
  }
  Reply reply{.status = 0, .body = {}};
  size_t pieces = 0;
};

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
    text.replace(at, what.size(), by);
}

std::string with_baton(std::string_view body, const std::string& baton) {
  std::string out(body);
  replace_all(out, "\"@\"", "\"" + baton + "\"");
  replace_all(out, std::string(kBatonSize, '@'), baton);
  return out;
}

std::optional<std::string> baton_of(std::string_view answer, bool is_protobuf) {
  constexpr std::string_view kProtobuf = "\x0a\x40";  // field 1, 64 bytes
  const std::string_view mark = is_protobuf ? kProtobuf : R"("baton":")";
  const size_t at = answer.find(mark);
  if (at == std::string_view::npos || answer.size() < at + mark.size() + kBatonSize)
    return std::nullopt;
  return std::string(answer.substr(at + mark.size(), kBatonSize));
}

void check_json(std::string_view text) {
  std::string strings;
  must(JsonTape::parse(text, strings).has_value(), "an answer in JSON is JSON");
}

/// Nobody but us has written to the file, and all memory is ours.
void check_codes(std::string_view answer) {
  for (const std::string_view code :
       {R"("code":"SQLITE_CORRUPT")", R"("code":"SQLITE_INTERNAL")", R"("code":"SQLITE_MISUSE")",
        R"("code":"SQLITE_NOTADB")", R"("code":"SQLITE_IOERR")", R"("code":"SQLITE_CANTOPEN")"})
    must(!answer.contains(code), code);
}

void check(const Reply& reply, bool is_protobuf, bool is_cursor) {
  constexpr int kStatuses[] = {200, 400, 404, 429, 503};
  must(std::ranges::find(kStatuses, reply.status) != std::end(kStatuses),
       "a status of the protocol's");
  if (is_protobuf && reply.status == 200) return;
  check_codes(reply.body);
  if (!is_cursor || reply.status != 200) return check_json(reply.body);
  std::string_view rest = reply.body;
  while (rest.contains('\n')) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    check_json(line);
    rest.remove_prefix(line.size() + 1);
  }
}

struct Client {
  Service& service;
  std::string baton = std::string(kBatonSize, 'A');

  void ask(unsigned what, Bytes bytes) {
    const auto form = static_cast<Form>(what % 3);
    const bool is_cursor = form != Form::V2 && (what >> 2 & 1U) != 0;
    const bool is_protobuf = form == Form::V3Protobuf;
    const Caller caller{.database = (what >> 5 & 7U) == 7 ? "nowhere" : "db",
                        .may_write = (what >> 3 & 1U) == 0,
                        .may_attach = [what](std::string_view) { return (what >> 4 & 1U) != 0; }};
    const std::string body = with_baton(as_text(bytes), baton);
    Sink sink;
    if (is_cursor) {
      service.cursor(caller, form, as_bytes(body), sink);
    } else {
      sink.reply = service.pipeline(caller, form, as_bytes(body));
    }
    check(sink.reply, is_protobuf, is_cursor);
    baton = baton_of(sink.reply.body, is_protobuf).value_or(baton);
  }
};

}  // namespace

void run(Bytes input) {
  static HostedServer server;
  {
    const auto service = Service::make(server.databases(), HostedServer::limits(),
                                       {.executor = [](std::string_view, auto work) { work(); }});
    Client client{*service};
    for (size_t count = 0; input.size() >= 3 && count < kRequestsMax; ++count) {
      const auto what = static_cast<unsigned>(input[0]);
      const size_t size = std::min<size_t>(load_le<uint16_t>(&input[1]), input.size() - 3);
      client.ask(what, input.subspan(3, size));
      input = input.subspan(3 + size);
    }
    service->drain();
    must(service->counts().streams_open == 0, "a drained service has no streams");
    must(service->counts().transactions_open == 0, "nor transactions");
  }
  server.renew();
}

}  // namespace tern::fuzz
