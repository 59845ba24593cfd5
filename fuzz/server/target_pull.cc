#include <atomic>
#include <set>
#include <string>

#include "daemon/hrana/json_tape.h"
#include "daemon/hrana/proto_wire.h"
#include "daemon/turso/page_selector.h"
#include "daemon/turso/pull.h"
#include "daemon/turso/revision_name.h"
#include "fuzz/server/hosted_server.h"

// Bodies of POST /pull-updates, and by the first byte their parts alone: a bitmap, a revision. In a
// body 32 zeros stand for the id of the database, which revisions begin with.

namespace tern::fuzz {
namespace {

using daemon::hrana::WireField;
using daemon::hrana::WireReader;
using daemon::turso::PageSelector;
using daemon::turso::RevisionName;

constexpr size_t kPageSize = 4096;

struct Sink final : daemon::streams::CursorSink {
  void begin(int with_status, std::string_view) override {
    must(status == 0, "an answer begins once");
    status = with_status;
  }
  bool write(std::string_view piece) override {
    must(status != 0, "an answer begins before its first byte");
    body += piece;
    return true;
  }
  int status = 0;
  std::string body;
};

/// The next message behind its length.
Bytes take_message(Bytes& body) {
  uint64_t size = 0;
  for (int shift = 0;; shift += 7) {
    must(!body.empty() && shift < 63, "a message has a length");
    const auto byte = static_cast<uint64_t>(body[0]);
    body = body.subspan(1);
    size |= (byte & 0x7F) << shift;
    if (byte < 0x80) break;
  }
  must(size <= body.size(), "a message is as long as it says");
  const Bytes message = body.first(size);
  body = body.subspan(size);
  return message;
}

void check_pages(Bytes body) {
  uint64_t count = 0;
  WireReader header(take_message(body));
  while (!header.is_at_end()) {
    const WireField field = header.next().value();
    if (field.number == 2) count = field.integer;
    if (field.number == 1)
      must(RevisionName::parse(as_text(field.bytes)).has_value(), "a revision");
  }
  must(count > 0, "a database has pages");
  std::set<uint64_t> pages;
  while (!body.empty()) {
    WireReader page(take_message(body));
    const uint64_t id = page.next().value().integer;
    must(id < count, "a page is one of the database's");
    must(pages.insert(id).second, "a page comes once");
    must(page.next().value().bytes.size() == kPageSize, "a page is whole");
  }
}

/// A database with a few revisions.
HostedServer& server() {
  static HostedServer server;
  static const bool is_grown = [] {
    for (const char* sql : {"INSERT INTO t(a) VALUES (randomblob(9000))", "UPDATE t SET b = 1",
                            "DROP TABLE w; CREATE TABLE x(a)", "DELETE FROM t WHERE id > 40"})
      must(server.primary().execute("db", sql).has_value(), sql);
    return true;
  }();
  (void)is_grown;
  return server;
}

std::string with_id(Bytes body) {
  constexpr std::string_view kPlace = "00000000000000000000000000000000";
  static const std::string id = server().primary().list().front().id;
  must(id.size() == kPlace.size(), "the place of an id");
  std::string out(as_text(body));
  for (size_t at = 0; (at = out.find(kPlace, at)) != std::string::npos; at += id.size())
    out.replace(at, id.size(), id);
  return out;
}

void pull(Bytes input) {
  const auto database = server().primary().use("db").value();
  const std::string body = with_id(input);
  Sink sink;
  const std::atomic<bool> cancelled = false;
  const auto wait = [&](const std::function<void()>& run) {
    run();
    return true;
  };
  daemon::turso::answer_pull(*database, as_bytes(body), sink, cancelled, wait,
                             {.long_poll_max = std::chrono::milliseconds(1), .query = {}});
  if (sink.status == 200) return check_pages(as_bytes(sink.body));
  must(sink.status == 400 || sink.status == 409, "a refusal is the client's fault");
  std::string strings;
  must(daemon::hrana::JsonTape::parse(sink.body, strings).has_value(), "a refusal is JSON");
}

void select(Bytes bitmap) {
  constexpr uint32_t kPages = 70'000;
  const auto selector = PageSelector::read(bitmap, kPages);
  if (!selector) return must(selector.error().is(ErrorCode::Protocol), "no bitmap: Protocol");
  // Less pages: the same ones, as far as there are.
  const auto fewer = PageSelector::read(bitmap, kPages / 2);
  must(fewer.has_value(), "what is a bitmap is one for any database");
  for (uint32_t page = 0; page < kPages / 2; ++page)
    must(fewer->covers(page) == selector->covers(page), "the same pages");
}

}  // namespace

void run(Bytes input) {
  if (input.empty()) return;
  const Bytes rest = input.subspan(1);
  switch (static_cast<char>(input[0])) {
    case 's':
      return select(rest);
    case 'r':
      if (const auto name = RevisionName::parse(as_text(rest)))
        must(RevisionName::parse(name->text()) == name, "a revision's name goes there and back");
      return;
    default:
      return pull(rest);
  }
}

}  // namespace tern::fuzz
