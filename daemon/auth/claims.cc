#include "daemon/auth/claims.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cmath>

#include "daemon/auth/glob.h"
#include "daemon/auth/strict_json.h"

namespace tern::daemon {
namespace {

namespace json = boost::json;

/// The branch that a database's name alone stands for.
constexpr std::string_view kMainBranch = "main";
constexpr double kSecondsMax = 9'007'199'254'740'991;  // whole numbers of JSON end here
constexpr size_t kNameLengthMax = 256;

using Names = std::vector<std::string>;

std::string_view text_of(const json::string& text) { return {text.data(), text.size()}; }

Checked<std::string> text_claim(std::string_view claim, const json::value& value) {
  const json::string* text = value.if_string();
  if (!text || text->size() > kNameLengthMax)
    return invalid_jwt("'" + std::string(claim) + "' must be a string of at most 256 bytes");
  return std::string(text_of(*text));
}

/// Token ids stand in the revocation file, one word each.
Checked<std::string> id_claim(const json::value& value) {
  auto id = text_claim("jti", value);
  if (!id) return id;
  const auto is_plain = [](char c) { return c > ' ' && c < 0x7f && c != '#'; };
  if (id->empty() || !std::ranges::all_of(*id, is_plain))
    return invalid_jwt("'jti' must be printable ASCII without blanks and '#'");
  return id;
}

/// NumericDate: programs write 1.7e9 and 1700000000.25 too.
Checked<int64_t> time_claim(std::string_view claim, const json::value& value) {
  json::error_code error;
  const double seconds = value.to_number<double>(error);
  if (error || !(seconds >= 0 && seconds <= kSecondsMax))
    return invalid_jwt("'" + std::string(claim) + "' must be a number of seconds since 1970");
  return static_cast<int64_t>(std::floor(seconds));
}

Checked<uint64_t> epoch_claim(const json::value& value) {
  json::error_code error;
  const auto epoch = value.to_number<uint64_t>(error);
  if (error) return invalid_jwt("'kep' must be a whole number");
  return epoch;
}

Checked<Names> names_claim(std::string_view claim, const json::value& value) {
  const json::array* list = value.if_array();
  if (!list) return invalid_jwt("'" + std::string(claim) + "' must be a list of strings");
  Names names;
  for (const json::value& element : *list) {
    auto name = text_claim(claim, element);
    if (!name) return std::unexpected(std::move(name.error()));
    names.push_back(std::move(*name));
  }
  return names;
}

Checked<Actions> actions_claim(const json::value& value) {
  const auto names = names_claim("actions", value);
  if (!names) return std::unexpected(names.error());
  Actions actions;
  for (const std::string& name : *names) {
    const auto action = action_named(name);
    if (!action)
      return invalid_jwt("'actions' are pull, push, sql, sql-read, branch, resolve and admin");
    actions.add(*action);
  }
  return actions;
}

Checked<bool> read_only_claim(const json::value& value) {
  if (value == "ro") return true;
  if (value == "rw") return false;
  return invalid_jwt("'a' must be ro or rw");
}

/// {"ns": [...], "tags": [...]}: there are no tags here, so they match nothing.
Checked<Names> scope_claim(const json::value& value) {
  const json::object* scope = value.if_object();
  if (!scope) return invalid_jwt("'p' must hold objects with 'ns'");
  Names names;
  for (const auto& [member, list] : *scope) {
    if (member != "ns" && member != "tags") return invalid_jwt("'p' knows 'ns' and 'tags' only");
    auto read = names_claim("p", list);
    if (!read) return read;
    if (member == "ns") names = std::move(*read);
  }
  return names;
}

Names LibsqlNames::* names_member(std::string_view level) {
  if (level == "rw") return &LibsqlNames::read_write;
  if (level == "ro") return &LibsqlNames::read;
  if (level == "rwa") return &LibsqlNames::read_write_attach;
  if (level == "roa") return &LibsqlNames::read_attach;
  if (level == "ddl") return &LibsqlNames::schema;
  return nullptr;
}

Checked<LibsqlNames> permissions_claim(const json::value& value) {
  const json::object* levels = value.if_object();
  if (!levels) return invalid_jwt("'p' must be an object");
  LibsqlNames names;
  for (const auto& [level, scope] : *levels) {
    Names LibsqlNames::* const member = names_member({level.data(), level.size()});
    if (!member) return invalid_jwt("'p' knows rw, ro, rwa, roa and ddl only");
    auto read = scope_claim(scope);
    if (!read) return std::unexpected(std::move(read.error()));
    names.*member = std::move(*read);
  }
  return names;
}

/// `out = checked`, or the refusal.
template <class T, class Out>
Checked<void> keep(Checked<T> checked, Out& out) {
  if (!checked) return std::unexpected(std::move(checked.error()));
  out = std::move(*checked);
  return {};
}

Checked<void> read_claim(std::string_view claim, const json::value& value, Claims& claims) {
  if (claim == "jti") return keep(id_claim(value), claims.id);
  if (claim == "sub") return keep(text_claim(claim, value), claims.name);
  if (claim == "iat") return keep(time_claim(claim, value), claims.issued);
  if (claim == "nbf") return keep(time_claim(claim, value), claims.not_before);
  if (claim == "exp") return keep(time_claim(claim, value), claims.expires);
  if (claim == "kep") return keep(epoch_claim(value), claims.key_epoch);
  if (claim == "db") return keep(names_claim(claim, value), claims.databases);
  if (claim == "branch") return keep(names_claim(claim, value), claims.branches);
  if (claim == "actions") return keep(actions_claim(value), claims.actions);
  if (claim == "id") return keep(text_claim(claim, value), claims.only_database);
  if (claim == "a") return keep(read_only_claim(value), claims.read_only);
  if (claim == "p") return keep(permissions_claim(value), claims.names);
  return invalid_jwt("the claim '" + std::string(claim.substr(0, 64)) +
                     "' is not known here, so what it forbids cannot be respected");
}

Checked<void> check_forms(const Claims& claims) {
  const bool libsql = claims.only_database || claims.read_only || claims.names;
  const bool ours = claims.databases || claims.branches || claims.actions;
  if (libsql && ours)
    return invalid_jwt("it mixes 'db', 'branch', 'actions' with libSQL's 'id', 'a', 'p'");
  if (ours && !claims.actions) return invalid_jwt("'db' and 'branch' need 'actions' beside them");
  return {};
}

bool any_matches(const std::optional<Names>& globs, std::string_view name) {
  return !globs ||
         std::ranges::any_of(*globs, [&](const auto& glob) { return glob_matches(glob, name); });
}

/// Libsql's levels, as rights to sync too: its clients pull and push what they may read and write.
Access libsql_access(bool writes, bool attaches) {
  Access access;
  access.pull = access.read = true;
  access.push = access.write = writes;
  access.attach = attaches;
  return access;
}

Access names_access(const LibsqlNames& names, std::string_view database) {
  const auto in = [&](const Names& list) {
    return std::ranges::find(list, database) != list.end();
  };
  const bool writes = in(names.read_write) || in(names.read_write_attach);
  const bool attaches = in(names.read_attach) || in(names.read_write_attach);
  if (!writes && !attaches && !in(names.read)) return {};
  return libsql_access(writes, attaches);
}

json::array array_of(const Names& names) {
  json::array list;
  for (const std::string& name : names) list.emplace_back(name);
  return list;
}

json::object object_of(const LibsqlNames& names) {
  json::object levels;
  for (const std::string_view level : {"rw", "ro", "rwa", "roa", "ddl"}) {
    const Names& list = names.*names_member(level);
    if (!list.empty()) levels[{level.data(), level.size()}] = json::object{{"ns", array_of(list)}};
  }
  return levels;
}

json::array array_of(const Actions& actions) {
  json::array list;
  for (const Action action : all_actions())
    if (actions.has(action)) list.emplace_back(json::string(std::string(name_of(action))));
  return list;
}

}  // namespace

Checked<Claims> Claims::parse(std::string_view text) {
  const auto object = parse_strict_object(text);
  if (!object) return invalid_jwt("its claims are no JSON object");
  Claims claims;
  for (const auto& [name, value] : *object) {
    const auto read = read_claim({name.data(), name.size()}, value, claims);
    if (!read) return std::unexpected(read.error());
  }
  const auto fit = check_forms(claims);
  if (!fit) return std::unexpected(fit.error());
  return claims;
}

std::string Claims::json() const {
  json::object object;
  if (!id.empty()) object["jti"] = id;
  if (!name.empty()) object["sub"] = name;
  if (databases) object["db"] = array_of(*databases);
  if (branches) object["branch"] = array_of(*branches);
  if (actions) object["actions"] = array_of(*actions);
  if (only_database) object["id"] = *only_database;
  if (read_only) object["a"] = *read_only ? "ro" : "rw";
  if (names) object["p"] = object_of(*names);
  if (key_epoch != 0) object["kep"] = key_epoch;
  if (issued) object["iat"] = *issued;
  if (not_before) object["nbf"] = *not_before;
  if (expires) object["exp"] = *expires;
  return json::serialize(object);
}

Access Claims::access(std::string_view database) const {
  if (actions) {
    if (!any_matches(databases, database) || !any_matches(branches, kMainBranch)) return {};
    return actions->access(!databases || std::ranges::find(*databases, "*") != databases->end());
  }
  if (names) return names_access(*names, database);
  if (only_database && *only_database != database) return {};
  return libsql_access(!read_only.value_or(false), false);
}

bool Claims::may_administer() const {
  return actions && actions->has(Action::Admin) && !branches &&
         (!databases || std::ranges::find(*databases, "*") != databases->end());
}

Checked<void> Claims::check_time(int64_t now_ms) const {
  const int64_t now = now_ms / 1000;
  if (expires && now >= *expires + kLeewaySeconds)
    return refuse_with("AUTH_JWT_EXPIRED", "The JWT has expired: ask for a new one");
  if (not_before && now + kLeewaySeconds < *not_before)
    return refuse_with("AUTH_JWT_IMMATURE",
                       "The JWT is not valid yet; if it should be, compare the clock of who made "
                       "it with this server's");
  return {};
}

}  // namespace tern::daemon
