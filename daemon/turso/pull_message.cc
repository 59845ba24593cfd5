#include "daemon/turso/pull_message.h"

#include "daemon/hrana/proto_wire.h"

namespace tern::daemon::turso {
namespace {

using hrana::append_wire_varint;
using hrana::WireField;

// Wire types, in a key's low bits.
constexpr uint64_t kVarint = 0;
constexpr uint64_t kBytes = 2;

void append_key(std::string& out, uint64_t field, uint64_t type) {
  append_wire_varint(out, field << 3 | type);
}

void append_number(std::string& out, uint64_t field, uint64_t value) {
  append_key(out, field, kVarint);
  append_wire_varint(out, value);
}

void append_bytes(std::string& out, uint64_t field, std::string_view bytes) {
  append_key(out, field, kBytes);
  append_wire_varint(out, bytes.size());
  out += bytes;
}

size_t varint_size(uint64_t value) {
  size_t size = 1;
  while (value >>= 7) ++size;
  return size;
}

Status take(const WireField& field, PullMessage& message) {
  const bool is_bytes =
      field.number == 2 || field.number == 3 || (field.number >= 5 && field.number <= 7);
  const bool is_known = field.number >= 1 && field.number <= 8;
  if (is_known && field.is_bytes != is_bytes)
    return fail(ErrorCode::Protocol, "field " + std::to_string(field.number) + " has another type");
  switch (field.number) {
    case 1:
      message.wants_zstd = field.integer != 0;
      break;
    case 2:
      message.server_revision = as_text(field.bytes);
      break;
    case 3:
      message.client_revision = as_text(field.bytes);
      break;
    case 4:
      message.long_poll_ms = field.as_uint32();
      break;
    case 5:
      message.pages = field.bytes;
      break;
    case 7:
      message.query = as_text(field.bytes);
      break;
    case 8:
      message.wants_log = field.integer != 0;
      break;
    default:
      break;  // 6 is reserved
  }
  return ok();
}

}  // namespace

Result<PullMessage> PullMessage::decode(Bytes body) {
  PullMessage message;
  hrana::WireReader reader(body);
  while (!reader.is_at_end()) {
    const WireField field = TRY(reader.next());
    TRY(take(field, message));
  }
  return message;
}

std::string pull_header(std::string_view revision, uint64_t page_count) {
  constexpr uint64_t kProtocolPages = 1;
  std::string message;
  append_bytes(message, 1, revision);
  append_number(message, 2, page_count);
  append_bytes(message, 3, {});  // raw pages: that it is there says so
  append_number(message, 8, kProtocolPages);
  std::string out;
  append_wire_varint(out, message.size());
  return out + message;
}

void append_page(std::string& out, uint64_t page_id, Bytes page) {
  // 0 is the default, and may be left out; some readers want to see it.
  const size_t size = 1 + varint_size(page_id) + 1 + varint_size(page.size()) + page.size();
  append_wire_varint(out, size);
  append_number(out, 1, page_id);
  append_bytes(out, 2, as_text(page));
}

}  // namespace tern::daemon::turso
