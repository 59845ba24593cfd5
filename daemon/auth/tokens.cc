#include "daemon/auth/tokens.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace tern::daemon {
namespace {

constexpr size_t kTokenLengthMin = 20;
constexpr std::string_view kDigestPrefix = "sha256:";
constexpr char kHex[] = "0123456789abcdef";

using Sha256 = std::array<unsigned char, 32>;

Sha256 sha256(std::string_view text) {
  Sha256 digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return digest;
}

std::optional<Sha256> parse_digest(std::string_view hex) {
  Sha256 digest{};
  if (hex.size() != 2 * digest.size()) return std::nullopt;
  for (size_t i = 0; i < hex.size(); ++i) {
    const size_t nibble = std::string_view(kHex).find(hex[i]);
    if (nibble == std::string_view::npos) return std::nullopt;
    digest[i / 2] = static_cast<unsigned char>(static_cast<size_t>(digest[i / 2]) << 4 | nibble);
  }
  return digest;
}

bool set_actions(std::string_view list, Permit& permit) {
  while (!list.empty()) {
    const size_t comma = std::min(list.find(','), list.size());
    const std::string_view action = list.substr(0, comma);
    if (action == "pull") {
      permit.may_pull = true;
    } else if (action == "push") {
      permit.may_push = true;
    } else if (action == "admin") {
      permit.may_admin = true;
    } else {
      return false;
    }
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return permit.may_pull || permit.may_push || permit.may_admin;
}

}  // namespace

bool glob_matches(std::string_view glob, std::string_view text) {
  size_t star = std::string_view::npos;
  size_t star_text = 0;
  size_t g = 0;
  size_t t = 0;
  while (t < text.size()) {
    if (g < glob.size() && (glob[g] == '?' || (glob[g] == text[t] && glob[g] != '*'))) {
      ++g, ++t;
    } else if (g < glob.size() && glob[g] == '*') {
      star = g++;
      star_text = t;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      t = ++star_text;
    } else {
      return false;
    }
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

bool Permit::covers(std::string_view database) const {
  return glob_matches(database_glob, database);
}

Result<TokenTable> TokenTable::read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(ErrorCode::CantOpen, "cannot read the token file " + path);
  std::ostringstream text;
  text << file.rdbuf();
  return parse(text.str(), path);
}

Result<TokenTable> TokenTable::parse(std::string_view text, std::string_view path) {
  TokenTable table;
  std::istringstream lines{std::string(text)};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    const auto bad = [&](std::string_view why) {
      return fail(ErrorCode::Misuse,
                  std::string(path) + " line " + std::to_string(number) + ": " + std::string(why));
    };
    std::istringstream words(line.substr(0, line.find('#')));
    std::string token, actions, extra;
    Entry entry{};
    if (!(words >> token)) continue;
    if (!(words >> entry.permit.name >> entry.permit.database_glob >> actions) || words >> extra)
      return bad("expected four columns: token, name, databases, actions");
    if (!set_actions(actions, entry.permit))
      return bad("actions are a list of pull, push and admin, with commas and no blanks");
    if (token.starts_with(kDigestPrefix)) {
      const auto digest = parse_digest(std::string_view(token).substr(kDigestPrefix.size()));
      if (!digest) return bad("sha256: must be followed by 64 lower-case hex digits");
      entry.digest = *digest;
    } else if (token.size() < kTokenLengthMin) {
      return bad("a token has at least 20 characters; make one with: ternd token new");
    } else {
      entry.digest = sha256(token);
    }
    table.entries_.push_back(std::move(entry));
  }
  return table;
}

std::optional<Permit> TokenTable::find(std::string_view token) const {
  const Sha256 digest = sha256(token);
  const Entry* found = nullptr;
  // No early exit: the time must not tell how far a guess got.
  for (const Entry& entry : entries_)
    if (CRYPTO_memcmp(entry.digest.data(), digest.data(), digest.size()) == 0) found = &entry;
  if (!found) return std::nullopt;
  return found->permit;
}

std::string new_token() {
  std::array<unsigned char, 32> random{};
  ASSERT(RAND_bytes(random.data(), static_cast<int>(random.size())) == 1);
  std::string token = "tern_";
  for (const unsigned char byte : random) {
    token += kHex[byte >> 4];
    token += kHex[byte & 15];
  }
  return token;
}

std::string token_digest(std::string_view token) {
  std::string text(kDigestPrefix);
  for (const unsigned char byte : sha256(token)) {
    text += kHex[byte >> 4];
    text += kHex[byte & 15];
  }
  return text;
}

}  // namespace tern::daemon
