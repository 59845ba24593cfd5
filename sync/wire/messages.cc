#include "sync/wire/messages.h"

#include "sync/wire/envelope.h"

namespace tern::sync::wire {
namespace {

using model::Reader;
using model::Writer;

constexpr size_t kPagesMax = size_t{1} << 24;

void put(Writer& out, const Outcome& outcome) {
  out.u8(static_cast<uint8_t>(outcome.kind));
  out.varint(outcome.revision.raw);
  out.varint(outcome.conflicts);
}

Result<Outcome> take_outcome(Reader& in) {
  Outcome out;
  const uint8_t kind = in.u8();
  if (kind < 1 || kind > 3) return fail(ErrorCode::Corrupt, "push answer: outcome");
  out.kind = static_cast<model::OutcomeKind>(kind);
  out.revision = Revision{in.varint()};
  out.conflicts = static_cast<uint32_t>(in.varint());
  return out;
}

ByteVector owned(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

Status check_protocol(Reader& in, std::string_view what) {
  if (in.varint() == kProtocol) return ok();
  return fail(ErrorCode::Corrupt, std::string(what) + ": protocol version");
}

}  // namespace

ByteVector PushRequest::encode() const {
  Writer out;
  out.varint(kProtocol);
  out.rid(rid);
  out.varint(parents.size());
  for (const auto& [parent, seq] : parents) {
    out.rid(parent);
    out.varint(seq.raw);
  }
  out.varint(epoch.raw);
  out.digest(chain_before);
  out.varint(first.raw);
  out.varint(records.size());
  for (const ByteVector& record : records) out.blob(record);
  return seal(Kind::PushRequest, out.bytes());
}

Result<PushRequest> PushRequest::decode(Bytes body) {
  const ByteVector message = TRY(unseal(Kind::PushRequest, body));
  Reader in(message);
  TRY(check_protocol(in, "push"));
  PushRequest out;
  out.rid = in.rid();
  const size_t parents = in.count(17);
  for (size_t i = 0; i < parents; ++i) {
    const ReplicaId parent = in.rid();
    out.parents.emplace_back(parent, Seq{in.varint()});
  }
  out.epoch = Epoch{in.varint()};
  out.chain_before = in.digest();
  out.first = Seq{in.varint()};
  const size_t records = in.count();
  for (size_t i = 0; i < records; ++i) out.records.push_back(owned(in.blob()));
  TRY(in.check("push"));
  if (out.first.raw == 0 || out.rid.is_nil()) return fail(ErrorCode::Corrupt, "push: no sequence");
  return out;
}

ByteVector PushAnswer::encode() const {
  Writer out;
  out.varint(kProtocol);
  out.u8(static_cast<uint8_t>(verdict));
  out.varint(epoch.raw);
  out.varint(head.raw);
  out.varint(seq.raw);
  out.varint(outcomes.size());
  for (const Outcome& outcome : outcomes) put(out, outcome);
  return seal(Kind::PushAnswer, out.bytes());
}

Result<PushAnswer> PushAnswer::decode(Bytes body) {
  const ByteVector message = TRY(unseal(Kind::PushAnswer, body));
  Reader in(message);
  TRY(check_protocol(in, "push answer"));
  PushAnswer out;
  const uint8_t verdict = in.u8();
  if (verdict < 1 || verdict > 4) return fail(ErrorCode::Corrupt, "push answer: verdict");
  out.verdict = static_cast<PushVerdict>(verdict);
  out.epoch = Epoch{in.varint()};
  out.head = Revision{in.varint()};
  out.seq = Seq{in.varint()};
  const size_t outcomes = in.count(3);
  for (size_t i = 0; i < outcomes; ++i) out.outcomes.push_back(TRY(take_outcome(in)));
  TRY(in.check("push answer"));
  return out;
}

ByteVector PullRequest::encode() const {
  Writer out;
  out.varint(kProtocol);
  out.rid(rid);
  out.varint(epoch.raw);
  out.varint(have.raw);
  out.digest(have_hash);
  out.varint(after_page);
  out.varint(bytes_max);
  out.u8(images_only ? 1 : 0);
  out.varint(extra_pages.size());
  uint32_t last = 0;
  for (const HeldPage& held : extra_pages) {
    out.varint(held.page - last);
    out.u64(held.short_hash);
    last = held.page;
  }
  return seal(Kind::PullRequest, out.bytes());
}

Result<PullRequest> PullRequest::decode(Bytes body) {
  const ByteVector message = TRY(unseal(Kind::PullRequest, body));
  Reader in(message);
  TRY(check_protocol(in, "pull"));
  PullRequest out;
  out.rid = in.rid();
  out.epoch = Epoch{in.varint()};
  out.have = Revision{in.varint()};
  out.have_hash = in.digest();
  out.after_page = static_cast<uint32_t>(in.varint());
  out.bytes_max = in.varint();
  out.images_only = in.u8() != 0;
  const size_t pages = in.count(9);
  uint32_t last = 0;
  for (size_t i = 0; i < pages; ++i) {
    const auto step = static_cast<uint32_t>(in.varint());
    if (step == 0 || last + step < last) return fail(ErrorCode::Corrupt, "pull: page order");
    out.extra_pages.push_back({last += step, in.u64()});
  }
  TRY(in.check("pull"));
  return out;
}

ByteVector PullAnswer::encode() const {
  Writer out;
  out.varint(kProtocol);
  out.varint(epoch.raw);
  out.varint(from.raw);
  out.varint(to.raw);
  out.varint(page_size);
  out.varint(page_count);
  out.digest(page_hash);
  out.varint(schema_cookie);
  out.varint(last_seq.raw);
  if (last_seq.raw != 0) out.digest(last_chain);
  out.varint(last_page);
  out.varint(pages.size());
  uint32_t last = 0;
  for (const PageUpdate& page : pages) {
    out.varint(page.page - last);
    last = page.page;
    out.varint(page.image.empty() ? page.deltas.size() : 0);
    if (!page.image.empty()) {
      out.raw(page.image);
    } else {
      ASSERT(!page.deltas.empty());
      for (const ByteVector& delta : page.deltas) out.blob(delta);
    }
  }
  return seal(Kind::PullAnswer, out.bytes());
}

Result<PullAnswer> PullAnswer::decode(Bytes body) {
  const ByteVector message = TRY(unseal(Kind::PullAnswer, body));
  Reader in(message);
  TRY(check_protocol(in, "pull answer"));
  PullAnswer out;
  out.epoch = Epoch{in.varint()};
  out.from = Revision{in.varint()};
  out.to = Revision{in.varint()};
  out.page_size = static_cast<uint32_t>(in.varint());
  out.page_count = static_cast<uint32_t>(in.varint());
  out.page_hash = in.digest();
  out.schema_cookie = static_cast<uint32_t>(in.varint());
  out.last_seq = Seq{in.varint()};
  if (out.last_seq.raw != 0) out.last_chain = in.digest();
  out.last_page = static_cast<uint32_t>(in.varint());
  if (out.page_size < 512 || out.page_size > 65536 || out.page_count > kPagesMax * 64) {
    return fail(ErrorCode::Corrupt, "pull answer: page size or count");
  }
  const size_t pages = in.count(2);
  uint32_t last = 0;
  for (size_t i = 0; i < pages; ++i) {
    PageUpdate page;
    const uint64_t step = in.varint();
    if (step == 0 || step > out.page_count - last)
      return fail(ErrorCode::Corrupt, "pull answer: page");
    page.page = last += static_cast<uint32_t>(step);
    const size_t deltas = in.count();
    if (deltas == 0) page.image = owned(in.raw(out.page_size));
    for (size_t d = 0; d < deltas; ++d) page.deltas.push_back(owned(in.blob()));
    if (in.failed()) break;
    out.pages.push_back(std::move(page));
  }
  TRY(in.check("pull answer"));
  return out;
}

ByteVector StatusAnswer::encode() const {
  Writer out;
  out.varint(kProtocol);
  out.varint(epoch.raw);
  out.varint(head.raw);
  out.digest(page_hash);
  out.varint(page_size);
  out.varint(page_count);
  return seal(Kind::StatusAnswer, out.bytes());
}

Result<StatusAnswer> StatusAnswer::decode(Bytes body) {
  const ByteVector message = TRY(unseal(Kind::StatusAnswer, body));
  Reader in(message);
  TRY(check_protocol(in, "status answer"));
  StatusAnswer out;
  out.epoch = Epoch{in.varint()};
  out.head = Revision{in.varint()};
  out.page_hash = in.digest();
  out.page_size = static_cast<uint32_t>(in.varint());
  out.page_count = static_cast<uint32_t>(in.varint());
  TRY(in.check("status answer"));
  return out;
}

bool is_valid_name(std::string_view database) {
  if (database.empty() || database.size() > 64 || database.front() == '.') return false;
  for (const char c : database) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool digit = c >= '0' && c <= '9';
    if (!letter && !digit && c != '_' && c != '-' && c != '.') return false;
  }
  return true;
}

std::string path_of(std::string_view database, std::string_view suffix) {
  ASSERT(is_valid_name(database));
  return "/v1/db/" + std::string(database) + std::string(suffix);
}

}  // namespace tern::sync::wire
