#include "daemon/turso/revision_name.h"

#include <charconv>

namespace tern::daemon::turso {
namespace {

/// Takes what stands before the last '.' off, and reads what stands behind it.
std::optional<uint64_t> take_number(std::string_view& text) {
  const size_t dot = text.rfind('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const std::string_view digits = text.substr(dot + 1);
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), number);
  if (error != std::errc() || end != digits.end()) return std::nullopt;
  text = text.substr(0, dot);
  return number;
}

}  // namespace

std::string RevisionName::text() const {
  return database + "." + std::to_string(epoch) + "." + std::to_string(revision);
}

std::optional<RevisionName> RevisionName::parse(std::string_view text) {
  const std::optional<uint64_t> revision = take_number(text);
  const std::optional<uint64_t> epoch = revision ? take_number(text) : std::nullopt;
  if (!epoch || text.empty()) return std::nullopt;
  return RevisionName{std::string(text), *epoch, *revision};
}

}  // namespace tern::daemon::turso
