#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace tern::daemon {

/// What a token allows, and the name that logs show for it.
struct Permit {
  std::string name;
  std::string database_glob;
  bool may_pull = false;
  bool may_push = false;
  bool may_admin = false;

  bool covers(std::string_view database) const;
};

/// The tokens that a server accepts. The file's format is in README.md.
class TokenTable {
 public:
  /// Errors: CantOpen; Misuse with path and line for anything that is not as documented.
  static Result<TokenTable> read(const std::string& path);
  static Result<TokenTable> parse(std::string_view text, std::string_view path);

  /// Takes the same time for every token that is not in the table.
  std::optional<Permit> find(std::string_view token) const;
  size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::array<unsigned char, 32> digest;
    Permit permit;
  };
  std::vector<Entry> entries_;
};

/// 256 random bits as text that needs no quoting anywhere.
std::string new_token();
/// "sha256:" and the hex digest: what a token file may hold instead of the token.
std::string token_digest(std::string_view token);

/// `*` stands for any characters, `?` for one.
bool glob_matches(std::string_view glob, std::string_view text);

}  // namespace tern::daemon
