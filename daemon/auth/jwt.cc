#include "daemon/auth/jwt.h"

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "daemon/auth/base64url.h"
#include "daemon/auth/strict_json.h"

namespace tern::daemon {
namespace {

namespace json = boost::json;

constexpr std::string_view kAlgorithm = "EdDSA";

std::optional<std::string> text_member(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains({name.data(), name.size()});
  if (!value || !value->is_string()) return std::nullopt;
  return std::string(value->get_string().c_str(), value->get_string().size());
}

bool is_jwt_type(std::string_view type) {
  return type.size() == 3 && std::ranges::equal(type, std::string_view("jwt"),
                                                [](char a, char b) { return (a | 0x20) == b; });
}

Checked<std::optional<std::string>> key_id_of_header(std::string_view text) {
  const auto header = parse_strict_object(text);
  if (!header) return invalid_jwt("its header is no JSON object");
  if (text_member(*header, "alg") != kAlgorithm)
    return invalid_jwt("it must be signed with alg EdDSA (Ed25519)");
  if (header->contains("crit"))
    return invalid_jwt("its header has 'crit', which is not known here");
  if (header->contains("typ") && !is_jwt_type(text_member(*header, "typ").value_or("")))
    return invalid_jwt("its header's 'typ' is not JWT");
  if (!header->contains("kid")) return std::nullopt;
  auto key_id = text_member(*header, "kid");
  if (!key_id) return invalid_jwt("its header's 'kid' is no string");
  return key_id;
}

}  // namespace

bool looks_like_jwt(std::string_view token) { return std::ranges::count(token, '.') == 2; }

Checked<Jwt> parse_jwt(std::string_view token) {
  if (token.size() > kTokenBytesMax) return invalid_jwt("it is longer than 8 KiB");
  if (!looks_like_jwt(token)) return invalid_jwt("it has not the three parts of a JWT");
  const size_t first = token.find('.');
  const size_t second = token.find('.', first + 1);
  const auto header = decode_base64url(token.substr(0, first));
  auto claims = decode_base64url(token.substr(first + 1, second - first - 1));
  auto signature = decode_base64url(token.substr(second + 1));
  if (!header || !claims || !signature) return invalid_jwt("its parts are not base64url");
  auto key_id = key_id_of_header(*header);
  if (!key_id) return std::unexpected(std::move(key_id.error()));
  return Jwt{.signed_text = std::string(token.substr(0, second)),
             .signature = std::move(*signature),
             .key_id = std::move(*key_id),
             .claims = std::move(*claims)};
}

std::string sign_jwt(const PrivateKey& key, std::string_view key_id, std::string_view claims) {
  json::object header = {{"alg", json::string(kAlgorithm)}, {"typ", "JWT"}};
  if (!key_id.empty()) header["kid"] = json::string(key_id.data(), key_id.size());
  std::string token = encode_base64url(json::serialize(header));
  token += '.';
  token += encode_base64url(claims);
  const std::string signature = key.sign(token);
  token += '.';
  token += encode_base64url(signature);
  return token;
}

}  // namespace tern::daemon
