#include "daemon/commands/token_inspect.h"

#include <algorithm>
#include <ctime>
#include <iostream>
#include <iterator>

#include "daemon/auth/claims.h"
#include "daemon/auth/jwt.h"
#include "daemon/auth/key_ring.h"
#include "daemon/auth/revocation.h"
#include "daemon/operation/json_string.h"
#include "daemon/operation/whole_file.h"

namespace tern::daemon {
namespace {

Result<std::string> read_token(const std::string& path) {
  std::string text;
  if (path == "-") {
    text.assign(std::istreambuf_iterator<char>(std::cin), {});
  } else {
    text = TRY(read_whole_file(path, "the token's file"));
  }
  while (!text.empty() && std::string_view(" \t\r\n").contains(text.back())) text.pop_back();
  return text;
}

/// Without what would move a terminal's cursor.
std::string shown(std::string_view text) {
  const auto is_control = [](unsigned char c) { return c < ' ' || c == 0x7f; };
  return std::ranges::any_of(text, is_control) ? json_string(text) : std::string(text);
}

std::string shown(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + shown(name);
  return list.empty() ? "none" : list;
}

std::string time_text(int64_t seconds) {
  const auto time = static_cast<time_t>(seconds);
  tm parts{};
  char text[64];
  if (!gmtime_r(&time, &parts) || strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &parts) == 0)
    return std::to_string(seconds) + " s since 1970";
  return text;
}

/// Lines of a name and a value.
class Report {
 public:
  void line(std::string_view name, std::string_view value) {
    text_ += name;
    text_.append(name.size() < 12 ? 12 - name.size() : 1, ' ');
    text_ += value;
    text_ += '\n';
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

void add_rights(const Claims& claims, Report& report) {
  if (claims.actions) {
    report.line("databases", claims.databases ? shown(*claims.databases) : "all");
    report.line("branches", claims.branches ? shown(*claims.branches) : "all");
    report.line("actions", claims.actions->any() ? claims.actions->text() : "none");
  } else if (claims.names) {
    report.line("read, write", shown(claims.names->read_write));
    report.line("read", shown(claims.names->read));
    report.line("attach too", shown(claims.names->read_write_attach) +
                                  "; only reading: " + shown(claims.names->read_attach));
  } else {
    report.line("databases", claims.only_database ? shown(*claims.only_database) : "all");
    report.line("actions", claims.read_only.value_or(false) ? "read" : "read, write");
  }
}

void add_claims(const Claims& claims, Report& report) {
  report.line("id", claims.id.empty() ? "none: it cannot be revoked alone" : shown(claims.id));
  if (!claims.name.empty()) report.line("name", shown(claims.name));
  add_rights(claims, report);
  if (claims.issued) report.line("issued", time_text(*claims.issued));
  if (claims.not_before) report.line("starts", time_text(*claims.not_before));
  report.line("expires", claims.expires ? time_text(*claims.expires) : "never");
  if (claims.key_epoch != 0) report.line("key epoch", std::to_string(claims.key_epoch));
}

Result<std::string> signature_text(const Jwt& jwt, const InspectRequest& request) {
  if (request.jwt_keys.empty()) return "NOT CHECKED: give --jwt-keys FILE";
  KeyRing keys;
  for (const std::string& path : request.jwt_keys) TRY(keys.add_file(path));
  const RingKey* signer = keys.signer(jwt.key_id, jwt.signed_text, jwt.signature);
  if (!signer)
    return fail(ErrorCode::Misuse,
                "none of the keys has signed this token: what it says means nothing");
  return "good, by key " + (signer->id.empty() ? signer->key.id() : signer->id);
}

Result<std::string> refusal_of(const Claims& claims, const InspectRequest& request,
                               io::Clock& clock) {
  const auto in_time = claims.check_time(clock.wall_ms());
  if (!in_time) return in_time.error().message;
  if (request.revoked.empty()) return std::string();
  const RevocationList revoked = TRY(RevocationList::read(request.revoked));
  return revoked.revokes(claims.id, claims.key_epoch) ? "The token has been revoked"
                                                      : std::string();
}

}  // namespace

Result<Inspection> inspect_token(const InspectRequest& request, io::Clock& clock) {
  const std::string token = TRY(read_token(request.token_file));
  const auto jwt = parse_jwt(token);
  if (!jwt) return fail(ErrorCode::Misuse, jwt.error().message);
  const std::string signature = TRY(signature_text(*jwt, request));
  const auto claims = Claims::parse(jwt->claims);
  if (!claims) return fail(ErrorCode::Misuse, claims.error().message);
  Report report;
  report.line("signature", signature);
  if (jwt->key_id) report.line("key id", shown(*jwt->key_id));
  add_claims(*claims, report);
  return Inspection{report.text(), TRY(refusal_of(*claims, request, clock))};
}

}  // namespace tern::daemon
