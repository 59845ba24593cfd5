#include "daemon/admin/database_request.h"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <limits>

namespace tern::daemon {
namespace {

namespace json = boost::json;
using sync::primary::DatabaseQuota;

std::unexpected<Error> bad(std::string_view member, std::string_view what) {
  return fail(ErrorCode::Misuse, "\"" + std::string(member) + "\": " + std::string(what));
}

template <class Number>
Status take_number(const json::key_value_pair& member, Number& out) {
  boost::system::error_code error;
  const auto number = member.value().to_number<uint64_t>(error);
  if (error || number > std::numeric_limits<Number>::max())
    return bad(member.key(), "a number is wanted, 0 for no limit");
  out = static_cast<Number>(number);
  return ok();
}

Result<DatabaseQuota> quota_of(const json::value& value) {
  if (!value.is_object()) return bad("quota", "an object is wanted");
  DatabaseQuota quota;
  for (const auto& member : value.get_object()) {
    if (member.key() == "bytes_max") {
      TRY(take_number(member, quota.bytes_max));
    } else if (member.key() == "streams_max") {
      TRY(take_number(member, quota.streams_max));
    } else if (member.key() == "statement_ms") {
      TRY(take_number(member, quota.statement_ms));
    } else if (member.key() == "result_bytes_max") {
      TRY(take_number(member, quota.result_bytes_max));
    } else {
      return bad(member.key(), "there is no such quota");
    }
  }
  return quota;
}

}  // namespace

Result<DatabaseRequest> DatabaseRequest::parse(std::string_view text) {
  boost::system::error_code error;
  const json::value value = json::parse(text, error, {}, {.max_depth = 8});
  if (error || !value.is_object())
    return fail(ErrorCode::Misuse, "the body is to be a JSON object with a name, a quota, ...");
  DatabaseRequest request;
  for (const auto& member : value.get_object()) {
    if (member.key() == "quota") {
      request.quota = TRY(quota_of(member.value()));
      continue;
    }
    std::optional<std::string>* const place = member.key() == "name"      ? &request.name
                                              : member.key() == "copy_of" ? &request.copy_of
                                              : member.key() == "sql"     ? &request.sql
                                                                          : nullptr;
    if (!place) return bad(member.key(), "there is no such member");
    if (!member.value().is_string()) return bad(member.key(), "a text is wanted");
    *place = std::string(member.value().get_string());
  }
  return request;
}

}  // namespace tern::daemon
