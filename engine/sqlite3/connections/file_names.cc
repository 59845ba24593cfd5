// Names of files as programs and file systems get them, and the parameters that come with them.

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "engine/sqlite3/library/library.h"
#include "engine/sqlite3/library/memory.h"
#include "engine/storage/database_name.h"

namespace tern::abi {
namespace {

// Before the database's name: the pointer, and four NULs by which the name's beginning is found.
constexpr size_t kNameMark = 4;
constexpr size_t kNameStart = sizeof(sqlite3_file*) + kNameMark;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Whatever text of the block `name` is: the beginning of the database's name.
const char* database_of(const char* name) {
  constexpr char kMark[kNameMark] = {};
  while (std::memcmp(name - kNameMark, kMark, kNameMark) != 0) --name;
  return name;
}

const char* behind_text(const char* text) { return text + std::strlen(text) + 1; }

/// Behind the last value.
const char* end_of_parameters(const char* database) {
  const char* at = behind_text(database);
  while (*at != '\0') at = behind_text(behind_text(at));
  return at;
}

const char* parameter_of(const char* name, std::string_view key) {
  for (const char* at = behind_text(database_of(name)); *at != '\0';
       at = behind_text(behind_text(at))) {
    if (at == key) return behind_text(at);
  }
  return nullptr;
}

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

/// All digits, as bits; nothing if there are others or too many.
std::optional<uint64_t> hex_number(std::string_view digits, size_t digits_max) {
  while (digits.starts_with('0')) digits.remove_prefix(1);
  if (digits.size() > digits_max) return std::nullopt;
  uint64_t out = 0;
  for (const char c : digits) {
    if (hex_value(c) < 0) return std::nullopt;
    out = out << 4 | static_cast<uint64_t>(hex_value(c));
  }
  return out;
}

std::optional<int64_t> decimal_number(std::string_view text) {
  text = trimmed(text);
  const bool is_negative = text.starts_with('-');
  if (is_negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  uint64_t out = 0;
  const uint64_t most = is_negative ? uint64_t{1} << 63 : (uint64_t{1} << 63) - 1;
  for (const char c : text) {
    if (!is_digit(c)) return std::nullopt;
    const auto digit = static_cast<uint64_t>(c - '0');
    if (out > (most - digit) / 10) return std::nullopt;
    out = out * 10 + digit;
  }
  return static_cast<int64_t>(is_negative ? 0 - out : out);
}

bool starts_hex(std::string_view text) { return text.starts_with("0x") || text.starts_with("0X"); }

std::optional<int64_t> uri_number_of(std::string_view text) {
  if (!starts_hex(text)) return decimal_number(text);
  const std::optional<uint64_t> bits = hex_number(text.substr(2), 16);
  return bits ? std::optional(static_cast<int64_t>(*bits)) : std::nullopt;
}

/// Of the digits that `text` begins with; 0 if they are no 32-bit number.
uint32_t leading_number(std::string_view text) {
  if (starts_hex(text)) {
    const size_t count = text.find_first_not_of("0123456789abcdefABCDEF", 2);
    return static_cast<uint32_t>(hex_number(text.substr(2, count - 2), 8).value_or(0));
  }
  const int64_t out =
      decimal_number(text.substr(0, text.find_first_not_of("0123456789"))).value_or(0);
  return out <= 0x7fffffff ? static_cast<uint32_t>(out) : 0;
}

bool truth_of(std::string_view value, bool otherwise) {
  // As pragmas read switches: of a number the last eight bits count.
  if (!value.empty() && is_digit(value.front())) return (leading_number(value) & 0xff) != 0;
  const auto is = [&](const char* word) {
    return std::strlen(word) == value.size() &&
           sqlite3_strnicmp(word, value.data(), static_cast<int>(value.size())) == 0;
  };
  if (is("on") || is("yes") || is("true")) return true;
  if (is("off") || is("no") || is("false")) return false;
  return otherwise;
}

}  // namespace

UriParameters uri_parameters(std::string_view uri) {
  UriParameters out;
  if (!uri.starts_with("file:")) return out;
  uri = uri.substr(0, uri.find('#'));
  const size_t start = uri.find('?');
  if (start == std::string_view::npos) return out;
  uri.remove_prefix(start + 1);
  while (!uri.empty()) {
    const std::string_view one = uri.substr(0, uri.find('&'));
    uri.remove_prefix(std::min(uri.size(), one.size() + 1));
    const size_t equals = one.find('=');
    std::string key = storage::decode_uri_part(one.substr(0, equals));
    if (key.empty()) continue;
    const bool has_value = equals != std::string_view::npos;
    out.emplace_back(std::move(key),
                     has_value ? storage::decode_uri_part(one.substr(equals + 1)) : std::string());
  }
  return out;
}

char* FileNames::allocate(std::string_view database, std::string_view journal, std::string_view wal,
                          const UriParameters& parameters) {
  std::string block(kNameStart, '\0');
  const auto add = [&block](std::string_view text) {
    block += text;
    block += '\0';
  };
  add(database);
  for (const auto& [key, value] : parameters) {
    add(key);
    add(value);
  }
  add({});
  add(journal);
  add(wal);
  add({});
  auto* const bytes = static_cast<char*>(sqlite3_malloc64(block.size()));
  if (!bytes) return nullptr;
  std::memcpy(bytes, block.data(), block.size());
  return bytes + kNameStart;
}

FileNames::FileNames(std::string_view database, const UriParameters& parameters) {
  if (database.empty()) {
    name_ = allocate({}, {}, {}, parameters);
    return;
  }
  const std::string text(database);
  name_ = allocate(text, text + "-journal", text + "-wal", parameters);
}

FileNames& FileNames::operator=(FileNames&& other) noexcept {
  std::swap(name_, other.name_);
  return *this;
}

FileNames::~FileNames() { sqlite3_free_filename(name_); }

void FileNames::set_file(sqlite3_file* file) {
  if (name_) std::memcpy(name_ - kNameStart, &file, sizeof file);
}

}  // namespace tern::abi

const char* sqlite3_uri_parameter(const char* name, const char* key) {
  return name && key ? tern::abi::parameter_of(name, key) : nullptr;
}

const char* sqlite3_uri_key(const char* name, int number) {
  if (!name || number < 0) return nullptr;
  const char* at = tern::abi::behind_text(tern::abi::database_of(name));
  for (; *at != '\0' && number > 0; --number)
    at = tern::abi::behind_text(tern::abi::behind_text(at));
  return *at != '\0' ? at : nullptr;
}

int sqlite3_uri_boolean(const char* name, const char* key, int otherwise) {
  const char* const value = sqlite3_uri_parameter(name, key);
  return (value ? tern::abi::truth_of(value, otherwise != 0) : otherwise != 0) ? 1 : 0;
}

sqlite3_int64 sqlite3_uri_int64(const char* name, const char* key, sqlite3_int64 otherwise) {
  const char* const value = sqlite3_uri_parameter(name, key);
  return value ? tern::abi::uri_number_of(value).value_or(otherwise) : otherwise;
}

const char* sqlite3_filename_database(const char* name) {
  return name ? tern::abi::database_of(name) : nullptr;
}

const char* sqlite3_filename_journal(const char* name) {
  return name ? tern::abi::end_of_parameters(tern::abi::database_of(name)) + 1 : nullptr;
}

const char* sqlite3_filename_wal(const char* name) {
  return name ? tern::abi::behind_text(sqlite3_filename_journal(name)) : nullptr;
}

sqlite3_file* sqlite3_database_file_object(const char* name) {
  sqlite3_file* file = nullptr;
  std::memcpy(&file, tern::abi::database_of(name) - tern::abi::kNameStart, sizeof file);
  return file;
}

sqlite3_filename sqlite3_create_filename(const char* database, const char* journal, const char* wal,
                                         int count, const char** parameters) {
  try {
    tern::abi::UriParameters pairs;
    for (int i = 0; i < count; ++i) pairs.emplace_back(parameters[2 * i], parameters[2 * i + 1]);
    return tern::abi::FileNames::allocate(database, journal, wal, pairs);
  } catch (...) {
    return nullptr;
  }
}

void sqlite3_free_filename(sqlite3_filename name) {
  if (!name) return;
  const char* const start = tern::abi::database_of(name) - tern::abi::kNameStart;
  sqlite3_free(const_cast<char*>(start));  // NOLINT(cppcoreguidelines-pro-type-const-cast)
}
