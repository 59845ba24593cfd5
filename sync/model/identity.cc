#include "sync/model/identity.h"

namespace tern::sync::model {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

ReplicaId ReplicaId::random(io::Random& random) {
  ReplicaId id;
  random.fill(id.bytes);
  return id;
}

std::optional<ReplicaId> ReplicaId::parse(std::string_view hex) {
  ReplicaId id;
  if (hex.size() != id.bytes.size() * 2) return std::nullopt;
  for (size_t i = 0; i < id.bytes.size(); ++i) {
    const int high = hex_digit(hex[2 * i]);
    const int low = hex_digit(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    id.bytes[i] = static_cast<std::byte>(high * 16 + low);
  }
  return id;
}

std::string ReplicaId::hex() const { return to_hex(bytes); }

Chain chain_after(const Chain& previous, Bytes body) { return digest_of({previous.view(), body}); }

}  // namespace tern::sync::model
