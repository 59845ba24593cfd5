#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tern::daemon::turso {

/// What a client is told as a revision, and sends back as it is: "DATABASE.EPOCH.REVISION". The
/// database's id is part of it, so that one which was removed and made again under its name is told
/// apart.
struct RevisionName {
  std::string database;
  uint64_t epoch = 0;
  uint64_t revision = 0;

  std::string text() const;
  /// Nothing: it is none of ours.
  static std::optional<RevisionName> parse(std::string_view text);
  bool operator==(const RevisionName&) const = default;
};

}  // namespace tern::daemon::turso
