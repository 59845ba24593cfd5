#include "daemon/http/subprotocols.h"

#include <algorithm>

namespace tern::daemon {
namespace {

using streams::Subprotocol;

/// The best one first.
constexpr ChosenSubprotocol kKnown[] = {{Subprotocol::Hrana3Protobuf, "hrana3-protobuf"},
                                        {Subprotocol::Hrana3, "hrana3"},
                                        {Subprotocol::Hrana2, "hrana2"},
                                        {Subprotocol::Hrana1, "hrana1"}};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool lists(std::string_view list, std::string_view name) {
  while (!list.empty()) {
    std::string_view word = list.substr(0, list.find(','));
    list.remove_prefix(std::min(word.size() + 1, list.size()));
    while (word.starts_with(' ') || word.starts_with('\t')) word.remove_prefix(1);
    while (word.ends_with(' ') || word.ends_with('\t')) word.remove_suffix(1);
    if (std::ranges::equal(word, name, {}, lower)) return true;
  }
  return false;
}

}  // namespace

std::optional<ChosenSubprotocol> choose_subprotocol(std::optional<std::string_view> offered) {
  if (!offered) return ChosenSubprotocol{};
  for (const ChosenSubprotocol& known : kKnown)
    if (lists(*offered, known.name)) return known;
  return std::nullopt;
}

}  // namespace tern::daemon
