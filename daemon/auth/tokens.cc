#include "daemon/auth/tokens.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>

#include "daemon/auth/glob.h"
#include "daemon/operation/whole_file.h"
#include "engine/base/hex.h"

namespace tern::daemon {
namespace {

constexpr size_t kTokenLengthMin = 20;
constexpr std::string_view kDigestPrefix = "sha256:";

std::optional<Sha256> parse_digest(std::string_view hex) {
  Sha256 digest{};
  if (hex.size() != 2 * digest.size()) return std::nullopt;
  for (size_t i = 0; i < hex.size(); ++i) {
    const size_t nibble = kHexLower.find(hex[i]);
    if (nibble == std::string_view::npos) return std::nullopt;
    digest[i / 2] = static_cast<unsigned char>(static_cast<size_t>(digest[i / 2]) << 4 | nibble);
  }
  return digest;
}

}  // namespace

Access TokenPermit::access(std::string_view database) const {
  if (!glob_matches(database_glob_, database)) return {};
  return actions_.access(database_glob_ == "*");
}

bool TokenPermit::may_administer() const {
  return actions_.has(Action::Admin) && database_glob_ == "*";
}

Result<TokenTable> TokenTable::read(const std::string& path) {
  const std::string text = TRY(read_whole_file(path, "the token file"));
  return parse(text, path);
}

Result<TokenTable> TokenTable::parse(std::string_view text, std::string_view path) {
  TokenTable table;
  std::istringstream lines{std::string(text)};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    line.resize(std::min(line.find('#'), line.size()));
    if (line.find_first_not_of(" \t\r\v\f") == std::string::npos) continue;
    Result<Entry> entry = parse_line(line);
    if (!entry)
      return fail(ErrorCode::Misuse, std::string(path) + " line " + std::to_string(number) + ": " +
                                         std::string(entry.error().message()));
    table.entries_.push_back(std::move(*entry));
  }
  return table;
}

Result<TokenTable::Entry> TokenTable::parse_line(const std::string& line) {
  std::istringstream words(line);
  std::string token, name, database_glob, list, extra;
  if (!(words >> token >> name >> database_glob >> list) || words >> extra)
    return fail(ErrorCode::Misuse, "expected four columns: token, name, databases, actions");
  const auto actions = parse_actions(list);
  if (!actions)
    return fail(ErrorCode::Misuse,
                "actions are a list of pull, push, sql, sql-read, branch, resolve and admin, with "
                "commas and no blanks");
  Entry entry{
      .digest = sha256(token),
      .permit = std::make_shared<TokenPermit>(std::move(name), std::move(database_glob), *actions)};
  if (token.starts_with(kDigestPrefix)) {
    const auto digest = parse_digest(std::string_view(token).substr(kDigestPrefix.size()));
    if (!digest)
      return fail(ErrorCode::Misuse, "sha256: must be followed by 64 lower-case hex digits");
    entry.digest = *digest;
  } else if (token.size() < kTokenLengthMin) {
    return fail(ErrorCode::Misuse,
                "a token has at least 20 characters; make one with: ternd token new");
  }
  return entry;
}

std::shared_ptr<const Permit> TokenTable::find(const Sha256& token_digest) const {
  const Entry* found = nullptr;
  // No early exit: the time must not tell how far a guess got.
  for (const Entry& entry : entries_)
    if (CRYPTO_memcmp(entry.digest.data(), token_digest.data(), token_digest.size()) == 0)
      found = &entry;
  return found ? found->permit : nullptr;
}

std::string new_token() {
  std::array<std::byte, 32> random{};
  ASSERT(RAND_bytes(reinterpret_cast<unsigned char*>(random.data()),
                    static_cast<int>(random.size())) == 1);
  std::string token = "tern_";
  append_hex(token, random, kHexLower);
  return token;
}

std::string token_digest(std::string_view token) {
  return std::string(kDigestPrefix) + hex_of(sha256(token));
}

}  // namespace tern::daemon
