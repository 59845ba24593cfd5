#include "engine/storage/database_name.h"

#include <algorithm>
#include <optional>

namespace tern::storage {
namespace {

constexpr std::string_view kScheme = "file:";

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Cuts `rest` behind the first `separator` and gives what is before it.
std::string_view cut(std::string_view& rest, char separator) {
  const size_t at = rest.find(separator);
  const std::string_view head = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
  return head;
}

bool is_word(std::string_view text, std::string_view lower_case_word) {
  return std::ranges::equal(text, lower_case_word, [](char c, char lower) {
    return (c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c) == lower;
  });
}

// Words and numbers as in `PRAGMA name = value`.
bool is_on(std::string_view value) {
  for (const std::string_view word : {"on", "yes", "true"}) {
    if (is_word(value, word)) return true;
  }
  const std::string_view digits = value.substr(0, value.find_first_not_of("0123456789"));
  return digits.find_first_not_of('0') != std::string_view::npos;
}

enum class Mode : uint8_t { ReadOnly, ReadWrite, Create };  // each allows more

Mode mode_of(const OpenOptions& options) {
  if (options.read_only) return Mode::ReadOnly;
  return options.create ? Mode::Create : Mode::ReadWrite;
}

Status set_mode(OpenOptions& options, const std::string& value) {
  if (value == "memory") {
    options.in_memory = true;
    options.read_only = false;
    return ok();
  }
  std::optional<Mode> wanted;
  if (value == "ro") wanted = Mode::ReadOnly;
  if (value == "rw") wanted = Mode::ReadWrite;
  if (value == "rwc") wanted = Mode::Create;
  if (!wanted) return fail(ErrorCode::Error, "no such access mode: " + value);
  if (*wanted > mode_of(options)) {
    return fail(ErrorCode::Perm, "access mode not allowed: " + value);
  }
  options.read_only = *wanted == Mode::ReadOnly;
  options.create = *wanted == Mode::Create;
  return ok();
}

Status set_vfs(DatabaseName& out, const std::string& name) {
  if (name.empty()) return fail(ErrorCode::Error, "no such vfs: ");
  out.names_vfs = true;
  const bool is_without_locks = name == "unix-none";
  out.options.no_lock |= is_without_locks;
  out.vfs = TRY(io::find_vfs(is_without_locks ? "unix" : name));
  return ok();
}

Status set_option(DatabaseName& out, const std::string& key, const std::string& value) {
  OpenOptions& options = out.options;
  if (key == "mode") return set_mode(options, value);
  if (key == "vfs") return set_vfs(out, value);
  if (key == "key") return not_supported("passphrases as encryption keys");
  if (key == "hexkey") out.hexkey = value;
  if (key == "checksum") out.checksum = is_on(value);
  if (key == "cipher") out.cipher = value;
  if (key == "cache") {
    options.sharing = value == "shared" ? Sharing::Cache : Sharing::None;
    if (value == "shared" || value == "private") return ok();
    return fail(ErrorCode::Error, "no such cache mode: " + value);
  }
  if (key == "immutable") options.immutable = is_on(value);
  if (key == "nolock") options.no_lock = options.no_lock || is_on(value);
  return ok();
}

}  // namespace

std::string decode_uri_part(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size(); ++at) {
    char c = text[at];
    if (c == '%' && at + 2 < text.size()) {
      const int high = hex_digit(text[at + 1]);
      const int low = hex_digit(text[at + 2]);
      if (high >= 0 && low >= 0) {
        c = static_cast<char>(high * 16 + low);
        at += 2;
      }
    }
    if (c == '\0') break;
    out += c;
  }
  return out;
}

Result<DatabaseName> parse_database_name(std::string_view name, const OpenOptions& allowed) {
  DatabaseName out;
  out.path = name;
  out.options = allowed;
  if (!name.starts_with(kScheme)) return out;
  std::string_view rest = name.substr(kScheme.size());
  if (rest.starts_with("//")) {
    const size_t path_at = std::min(rest.find('/', 2), rest.size());
    const std::string_view authority = rest.substr(2, path_at - 2);
    if (!authority.empty() && authority != "localhost") {
      return fail(ErrorCode::Error, "invalid uri authority: " + std::string(authority));
    }
    rest.remove_prefix(path_at);
  }
  rest = cut(rest, '#');
  out.path = decode_uri_part(cut(rest, '?'));
  while (!rest.empty()) {
    std::string_view value = cut(rest, '&');
    const std::string key = decode_uri_part(cut(value, '='));
    if (!key.empty()) TRY(set_option(out, key, decode_uri_part(value)));
  }
  return out;
}

}  // namespace tern::storage
