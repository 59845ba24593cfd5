#include "daemon/auth/key_ring.h"

#include <algorithm>
#include <sstream>

#include "daemon/auth/base64url.h"
#include "daemon/operation/whole_file.h"

namespace tern::daemon {
namespace {

constexpr std::string_view kPemBegin = "-----BEGIN ";
constexpr std::string_view kPemEnd = "-----END ";
constexpr std::string_view kKeyId = "kid:";

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r";
  const size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

/// The lines from the one that begins a block to the one that ends it.
std::string read_block(std::string_view first, std::istream& lines, int& number) {
  std::string block(first);
  block += '\n';
  for (std::string line; !line.starts_with(kPemEnd) && std::getline(lines, line); ++number)
    block += line + "\n";
  return block;
}

Result<PublicKey> raw_key(std::string_view line) {
  const auto raw = decode_base64url(line);
  if (!raw || raw->size() != PublicKey::kBytes)
    return fail(ErrorCode::Misuse,
                "expected a PEM block PUBLIC KEY, the base64url of a key's 32 bytes, or kid: ID");
  return PublicKey::from_raw(*raw);
}

}  // namespace

Status KeyRing::add_file(const std::string& path, std::string_view database) {
  const std::string text = TRY(read_whole_file(path, "the key file"));
  return add_text(text, path, database);
}

Status KeyRing::add_text(std::string_view text, std::string_view path, std::string_view database) {
  std::istringstream lines{std::string(text)};
  std::string line;
  std::string id;
  bool any = false;
  for (int number = 1; std::getline(lines, line); ++number) {
    const std::string_view word = trimmed(std::string_view(line).substr(0, line.find('#')));
    if (word.empty()) continue;
    if (word.starts_with(kKeyId)) {
      id = trimmed(word.substr(kKeyId.size()));
      continue;
    }
    const std::string where = std::string(path) + " line " + std::to_string(number) + ": ";
    Result<PublicKey> key = word.starts_with(kPemBegin)
                                ? PublicKey::from_pem(read_block(word, lines, number))
                                : raw_key(word);
    if (!key) return fail(ErrorCode::Misuse, where + std::string(key.error().message()));
    add(std::move(*key), std::exchange(id, {}), database);
    any = true;
  }
  if (!any) return fail(ErrorCode::Misuse, std::string(path) + ": holds no key");
  return ok();
}

void KeyRing::add(PublicKey key, std::string id, std::string_view database) {
  auto known = std::ranges::find_if(
      keys_, [&](const RingKey& other) { return other.key.raw() == key.raw() && other.id == id; });
  if (known == keys_.end()) {
    keys_.push_back(
        {.id = std::move(id), .key = std::move(key), .for_all = false, .databases = {}});
    known = keys_.end() - 1;
  }
  if (database.empty()) {
    known->for_all = true;
  } else {
    known->databases.emplace_back(database);
  }
}

const RingKey* KeyRing::signer(const std::optional<std::string>& key_id, std::string_view text,
                               std::string_view signature) const {
  const bool named = key_id && std::ranges::any_of(keys_, [&](const RingKey& key) {
                       return !key.id.empty() && key.id == *key_id;
                     });
  for (const RingKey& candidate : keys_) {
    const bool fits = named ? candidate.id == *key_id : !key_id || candidate.id.empty();
    if (fits && candidate.key.verifies(text, signature)) return &candidate;
  }
  return nullptr;
}

bool KeyRing::covers(const RingKey& key, std::string_view database) const {
  const auto owns = [&](const RingKey& other) {
    return std::ranges::find(other.databases, database) != other.databases.end();
  };
  if (owns(key)) return true;
  return key.for_all && std::ranges::none_of(keys_, owns);
}

}  // namespace tern::daemon
