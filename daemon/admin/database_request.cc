#include "daemon/admin/database_request.h"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <charconv>
#include <limits>

namespace tern::daemon {
namespace {

namespace json = boost::json;
using sync::primary::DatabaseQuota;

std::unexpected<Error> bad(std::string_view member, std::string_view what) {
  return fail(ErrorCode::Misuse, "\"" + std::string(member) + "\": " + std::string(what));
}

constexpr std::string_view kNumberWanted = "a number is wanted, 0 for no limit";

template <class Number>
Status take(std::string_view name, uint64_t number, std::optional<Number>& out) {
  if (number > std::numeric_limits<Number>::max()) return bad(name, kNumberWanted);
  out = static_cast<Number>(number);
  return ok();
}

/// Sets the limit of that name.
Status set_limit(QuotaRequest& quota, std::string_view name, uint64_t number) {
  if (name == "bytes_max") return take(name, number, quota.bytes_max);
  if (name == "streams_max") return take(name, number, quota.streams_max);
  if (name == "statement_ms") return take(name, number, quota.statement_ms);
  if (name == "result_bytes_max") return take(name, number, quota.result_bytes_max);
  return bad(name, "there is no such quota");
}

Result<QuotaRequest> quota_of(const json::value& value) {
  if (!value.is_object()) return bad("quota", "an object is wanted");
  QuotaRequest quota;
  for (const auto& member : value.get_object()) {
    boost::system::error_code error;
    const auto number = member.value().to_number<uint64_t>(error);
    if (error) return bad(member.key(), kNumberWanted);
    TRY(set_limit(quota, member.key(), number));
  }
  return quota;
}

}  // namespace

DatabaseQuota QuotaRequest::over(DatabaseQuota quota) const {
  return {.bytes_max = bytes_max.value_or(quota.bytes_max),
          .streams_max = streams_max.value_or(quota.streams_max),
          .statement_ms = statement_ms.value_or(quota.statement_ms),
          .result_bytes_max = result_bytes_max.value_or(quota.result_bytes_max)};
}

Result<QuotaRequest> QuotaRequest::of_query(std::string_view query) {
  QuotaRequest quota;
  for (const std::string_view name :
       {"bytes_max", "streams_max", "statement_ms", "result_bytes_max"}) {
    const std::string_view text = query_parameter(query, name);
    if (text.empty()) continue;
    uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.begin(), text.end(), number);
    if (error != std::errc() || end != text.end()) return bad(name, kNumberWanted);
    TRY(set_limit(quota, name, number));
  }
  return quota;
}

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
                                              : member.key() == "file"    ? &request.file
                                                                          : nullptr;
    if (!place) return bad(member.key(), "there is no such member");
    if (!member.value().is_string()) return bad(member.key(), "a text is wanted");
    *place = std::string(member.value().get_string());
  }
  return request;
}

std::string_view query_parameter(std::string_view query, std::string_view name) {
  if (query.starts_with('?')) query.remove_prefix(1);
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    const size_t equals = pair.find('=');
    if (pair.substr(0, equals) == name && equals != std::string_view::npos)
      return pair.substr(equals + 1);
  }
  return {};
}

}  // namespace tern::daemon
