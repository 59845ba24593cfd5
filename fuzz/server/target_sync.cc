#include <string>

#include "fuzz/server/hosted_server.h"
#include "sync/model/transaction_record.h"
#include "sync/wire/envelope.h"
#include "sync/wire/messages.h"
#include "sync/wire/page_delta.h"

// Sync's own protocol, at the primary and at the replica. By the first byte:
//
//   'q'        a request: method byte, path up to a line's end, body; the hash at the body's end is
//              made here, since whoever sends it can make it, too
//   'p'        a push of records that are in order: each a byte ('c': a changeset that is put into
//   a
//              record; else the record itself) and its length as two bytes in front
//   '1' - '5'  a message of that kind, which is sealed first: what is read is written, and reads as
//              the same again
//   'd'        a delta of a page

namespace tern::fuzz {
namespace {

using namespace sync;
using model::ReplicaId;
using model::Seq;
using primary::Caller;
using wire::Kind;
using wire::Method;

constexpr size_t kRecordsMax = 8;
constexpr size_t kImageSize = 1024;

HostedServer& server() {
  static HostedServer server;
  return server;
}

wire::Response ask(Method method, const std::string& path, ByteVector body) {
  const Caller caller{
      .may_pull = true, .may_push = true, .may_create = true, .wait_elsewhere = [](const auto&) {
        return false;
      }};
  wire::Response response = server().primary().handle({method, path, std::move(body)}, caller);
  must(response.status != 500, as_text(response.body));
  return response;
}

void request(Bytes input) {
  if (input.empty()) return;
  const auto method = static_cast<Method>(static_cast<unsigned>(input[0]) % 3);
  const std::string_view text = as_text(input.subspan(1));
  const size_t line = std::min(text.find('\n'), text.size());
  const std::string path(text.substr(0, line));
  ByteVector body;
  if (line < text.size()) append(body, as_bytes(text.substr(line + 1)));
  if (method == Method::Post) append(body, model::digest_of({body}).view());
  ask(method, path, std::move(body));
  for (const auto& database : server().primary().list())
    if (database.name != "db")
      must(server().primary().remove(database.name).has_value(), "what was made can be removed");
}

/// What others then see is the database's: a status, and all of its pages.
void check_database() {
  const auto status = wire::StatusAnswer::decode(ask(Method::Get, "/v1/db/db/status", {}).body);
  must(status.has_value(), "a status can be read");
  wire::PullRequest pull;
  pull.rid.bytes[0] = std::byte{2};
  const auto pages =
      wire::PullAnswer::decode(ask(Method::Post, "/v1/db/db/pull", pull.encode()).body);
  must(pages.has_value(), "a pull can be read");
  must(pages->to == status->head && pages->page_hash == status->page_hash, "of the head");
}

void push(Bytes input) {
  const auto database = server().primary().use("db").value();
  wire::PushRequest push;
  push.rid.bytes[0] = std::byte{1};
  push.first = Seq{1};
  push.epoch = database->status().value().epoch;
  while (input.size() >= 3 && push.records.size() < kRecordsMax) {
    const size_t size = std::min<size_t>(load_le<uint16_t>(&input[1]), input.size() - 3);
    const Bytes bytes = input.subspan(3, size);
    if (input[0] == std::byte{'c'}) {
      model::TransactionRecord record;
      record.epoch = push.epoch;
      record.seq = Seq{1 + push.records.size()};
      record.changeset.assign(bytes.begin(), bytes.end());
      push.records.push_back(record.encode());
    } else {
      push.records.emplace_back(bytes.begin(), bytes.end());
    }
    input = input.subspan(3 + size);
  }
  const auto response = ask(Method::Post, "/v1/db/db/push", push.encode());
  if (response.status != 200) return;
  const auto answer = wire::PushAnswer::decode(response.body);
  must(answer.has_value(), "the answer to a push can be read");
  must(answer->outcomes.size() <= push.records.size(), "an outcome for a record");
  check_database();
}

template <class Message>
void message(Kind kind, Bytes bytes) {
  const auto once = Message::decode(wire::seal(kind, bytes));
  if (!once)
    return must(once.error().code() == ErrorCode::Corrupt, "what is no message is Corrupt");
  const ByteVector again = once->encode();
  const auto twice = Message::decode(again);
  must(twice.has_value() && twice->encode() == again, "what is read is written as the same");
}

void delta(Bytes input) {
  if (input.empty()) return;
  const uint32_t page = static_cast<unsigned>(input[0]) % 2 + 1;
  ByteVector image(kImageSize, std::byte{'x'});
  const auto applied = wire::apply_delta(page, image, input.subspan(1));
  must(applied || applied.error().code() == ErrorCode::Corrupt, "a bad delta is Corrupt");
}

}  // namespace

void run(Bytes input) {
  if (input.empty()) return;
  const Bytes rest = input.subspan(1);
  switch (static_cast<char>(input[0])) {
    case 'q':
      request(rest);
      return server().renew();
    case 'p':
      push(rest);
      return server().renew();
    case '1':
      return message<wire::PushRequest>(Kind::PushRequest, rest);
    case '2':
      return message<wire::PushAnswer>(Kind::PushAnswer, rest);
    case '3':
      return message<wire::PullRequest>(Kind::PullRequest, rest);
    case '4':
      return message<wire::PullAnswer>(Kind::PullAnswer, rest);
    case '5':
      return message<wire::StatusAnswer>(Kind::StatusAnswer, rest);
    case 'd':
      return delta(rest);
    default:
      return;
  }
}

}  // namespace tern::fuzz
