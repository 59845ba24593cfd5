#pragma once

#include <string>
#include <string_view>

namespace tern::daemon {

/// How requests of SQL find their database.
struct NamespaceRule {
  bool are_named = true;                 ///< by requests; else all are for the default one
  std::string default_name = "default";  ///< of requests that name none; empty: they are refused
};

/// Names of databases in SQL over HTTP: 1 to 64 of [A-Za-z0-9_-], so no name is a path, needs
/// decoding, or is part of another host name.
bool is_namespace(std::string_view name);

/// The first label of a Host header, if it can be a namespace's: the host has a dot and is no IP
/// address. "" otherwise.
std::string_view namespace_of_host(std::string_view host);

/// The namespace that a request is for: of its path, of its x-namespace header, of its host, or the
/// default one. Not checked with is_namespace. Lifetime: of what it was chosen from.
std::string_view choose_namespace(const NamespaceRule& rule, std::string_view in_path,
                                  std::string_view in_header, std::string_view host);

}  // namespace tern::daemon
