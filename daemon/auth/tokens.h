#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/auth/actions.h"
#include "daemon/auth/digest.h"
#include "engine/base/result.h"

namespace tern::daemon {

/// What an opaque token allows: actions on the databases that a pattern names.
class TokenPermit final : public Permit {
 public:
  TokenPermit(std::string name, std::string database_glob, Actions actions)
      : name_(std::move(name)), database_glob_(std::move(database_glob)), actions_(actions) {}

  Access access(std::string_view database) const override;
  bool may_administer() const override;
  std::string_view name() const override { return name_; }

 private:
  std::string name_;
  std::string database_glob_;
  Actions actions_;
};

/// The opaque tokens that a server accepts. The file's format is in README.md.
class TokenTable {
 public:
  /// Errors: CantOpen; Misuse with path and line for anything that is not as documented.
  static Result<TokenTable> read(const std::string& path);
  static Result<TokenTable> parse(std::string_view text, std::string_view path);

  /// nullptr if it is not in the table; takes the same time for every such token.
  /// shared_ptr: a permit outlives the table that SIGHUP replaces.
  std::shared_ptr<const Permit> find(const Sha256& token_digest) const;
  std::shared_ptr<const Permit> find(std::string_view token) const { return find(sha256(token)); }
  size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    Sha256 digest;
    std::shared_ptr<const TokenPermit> permit;
  };
  static Result<Entry> parse_line(const std::string& line);

  std::vector<Entry> entries_;
};

/// 256 random bits as text that needs no quoting anywhere.
std::string new_token();
/// "sha256:" and the hex digest: what a token file may hold instead of the token.
std::string token_digest(std::string_view token);

}  // namespace tern::daemon
