#include "daemon/http/namespaces.h"

#include <algorithm>

namespace tern::daemon {
namespace {

constexpr size_t kNamespaceLengthMax = 64;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_namespace_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '-';
}

}  // namespace

bool is_namespace(std::string_view name) {
  return !name.empty() && name.size() <= kNamespaceLengthMax &&
         std::ranges::all_of(name, is_namespace_character);
}

std::string_view namespace_of_host(std::string_view host) {
  if (host.starts_with('[')) return {};  // an IPv6 address
  host = host.substr(0, host.find(':'));
  if (host.ends_with('.')) host.remove_suffix(1);
  const size_t dot = host.find('.');
  if (dot == std::string_view::npos) return {};
  // No top-level domain is a number, so a last label of digits means an IPv4 address.
  const std::string_view last = host.substr(host.rfind('.') + 1);
  if (std::ranges::all_of(last, is_digit)) return {};
  return host.substr(0, dot);
}

std::string_view choose_namespace(const NamespaceRule& rule, std::string_view in_path,
                                  std::string_view in_header, std::string_view host) {
  if (!rule.are_named) return rule.default_name;
  if (!in_path.empty()) return in_path;
  if (!in_header.empty()) return in_header;
  const std::string_view label = namespace_of_host(host);
  return label.empty() ? std::string_view(rule.default_name) : label;
}

}  // namespace tern::daemon
