#include "daemon/streams/sync_push.h"

#include <algorithm>

#include "sync/model/conflict.h"

namespace tern::daemon::streams {
namespace {

constexpr std::string_view kWriteWatermark = "INSERT INTO turso_sync_last_change_id";
constexpr std::string_view kReadWatermark =
    "SELECT pull_gen, change_id FROM turso_sync_last_change_id WHERE client_id = ?";
constexpr size_t kRecordedBytesMax = 64 << 10;  // of a change

std::string_view text_of(const hrana::Step& step) {
  return step.statement.sql.text.value_or(std::string_view());
}

bool begins_with(std::string_view text, std::string_view word) {
  return text.size() >= word.size() &&
         std::equal(word.begin(), word.end(), text.begin(), [](char a, char b) {
           return a == (b >= 'a' && b <= 'z' ? static_cast<char>(b - 'a' + 'A') : b);
         });
}

/// The client ignores it, and goes on.
bool is_column_there(std::string_view sql, const ErrorObject& error) {
  return begins_with(sql, "ALTER TABLE") && error.message.starts_with("duplicate column name");
}

/// Says nothing of the change: it may come again.
bool is_of_server(const ErrorObject& error) {
  constexpr std::string_view kCodes[] = {"SQLITE_BUSY", "SQLITE_LOCKED",      "SQLITE_INTERRUPT",
                                         "SQLITE_FULL", "SQLITE_NOMEM",       "SQLITE_IOERR",
                                         "TRANSACTION", "RESPONSE_TOO_LARGE", "SQLITE_CANTOPEN"};
  return std::ranges::any_of(kCodes,
                             [&](std::string_view code) { return error.code.starts_with(code); });
}

/// Takes `"name"` off the front, quotes inside of it doubled.
std::optional<std::string_view> take_quoted(std::string_view& text) {
  size_t at = 1;
  while (at < text.size() && (text[at] != '"' || (at + 1 < text.size() && text[at + 1] == '"')))
    at += text[at] == '"' ? 2 : 1;
  if (!text.starts_with('"') || at >= text.size()) return std::nullopt;
  const std::string_view name = text.substr(0, at + 1);
  text.remove_prefix(at + 1);
  return name;
}

/// False: `text` begins otherwise.
bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

/// As the client writes down a row that was inserted: INSERT INTO ... ON CONFLICT(key) DO UPDATE
/// SET "a" = excluded."a","b" = excluded."b". What its users have made of a change may mean
/// something else.
bool is_row_insert(std::string_view sql) {
  constexpr std::string_view kUpdate = " DO UPDATE SET ";
  const size_t at = sql.find(kUpdate);
  if (!begins_with(sql, "INSERT INTO") || at == std::string_view::npos) return false;
  sql.remove_prefix(at + kUpdate.size());
  for (;;) {
    const auto name = take_quoted(sql);
    if (!name || !take(sql, " = excluded.") || take_quoted(sql) != name) return false;
    if (!take(sql, ",")) return sql.empty();
    (void)take(sql, " ");
  }
}

struct Watermark {
  int64_t pull_generation = 0;
  int64_t change = 0;
  auto operator<=>(const Watermark&) const = default;
};

Result<std::optional<Watermark>> stored_watermark(Connection& connection, std::string_view client) {
  Statement query = TRY(connection.prepare(kReadWatermark));
  TRY(query.bind(1, client));
  const bool has_row = TRY(query.step());
  if (!has_row) return std::nullopt;
  return Watermark{query.column(0).as_integer(), query.column(1).as_integer()};
}

}  // namespace

std::optional<SyncPush> SyncPush::of(const hrana::Batch& batch) {
  const auto& steps = batch.steps;
  if (steps.size() < 3 || !begins_with(text_of(steps.front()), "BEGIN IMMEDIATE") ||
      !begins_with(text_of(steps.back()), "COMMIT")) {
    return std::nullopt;
  }
  for (uint32_t i = 1; i + 1 < steps.size(); ++i) {
    const auto& arguments = steps[i].statement.arguments;
    if (text_of(steps[i]).starts_with(kWriteWatermark) && arguments.size() == 3 &&
        arguments[0].is_text() && arguments[1].is_integer() && arguments[2].is_integer()) {
      return SyncPush(batch, i);
    }
  }
  return std::nullopt;
}

SyncPush::SyncPush(const hrana::Batch& batch, uint32_t watermark)
    : batch_(batch), watermark_(watermark) {}

std::optional<ErrorObject> SyncPush::step(StreamUse& use, uint32_t number, const Run& run) {
  if (is_rolled_back_) return ErrorObject{"the push was rolled back", "SYNC_PUSH_REFUSED"};
  if (number + 1 == batch_.steps.size()) return commit(use, run);
  const bool is_first = number == 0;
  std::optional<ErrorObject> error;
  if (number == watermark_) error = check_watermark(use);
  if (!error) error = is_first ? run() : change(use, number, run);
  if (!error && is_first) error = begin(use);
  if (error && !is_column_there(text_of(batch_.steps[number]), *error)) refuse(use, number, *error);
  return error;
}

std::optional<ErrorObject> SyncPush::begin(StreamUse& use) {
  pushed_.client = batch_.steps[watermark_].statement.arguments[0].as_text();
  const Status begun = use.link().session().begin_push();
  if (!begun) return error_object(begun.error());
  return std::nullopt;
}

std::optional<ErrorObject> SyncPush::change(StreamUse& use, uint32_t number, const Run& run) {
  const std::string_view sql = text_of(batch_.steps[number]);
  streams::Session& session = use.link().session();
  const uint64_t before = session.operations();
  std::optional<ErrorObject> error = run();
  if (error) return error;
  const uint64_t after = session.operations();
  const bool is_insert = number != watermark_ && after > before && is_row_insert(sql);
  if (is_insert) pushed_.inserts.emplace_back(before, after);
  const bool has_missed = begins_with(sql, "UPDATE") && use.link().connection().changes() == 0;
  if (has_missed)
    refused_.push_back(described(number, {}, "the row to change is not there any more"));
  return std::nullopt;
}

/// What is recorded commits with the rest.
std::optional<ErrorObject> SyncPush::commit(StreamUse& use, const Run& run) {
  auto refused = use.link().session().resolve_push(pushed_);
  if (!refused) {
    roll_back(use);
    return error_object(refused.error());
  }
  if (*refused) {
    roll_back(use);
    refused_.push_back(**refused);
    return ErrorObject{"the push was refused: " + (*refused)->why, "SYNC_PUSH_CONFLICT"};
  }
  finish(use);
  std::optional<ErrorObject> error = run();
  if (error) roll_back(use);
  use.link().session().end_push();
  return error;
}

std::optional<ErrorObject> SyncPush::check_watermark(StreamUse& use) {
  const auto& arguments = batch_.steps[watermark_].statement.arguments;
  const auto stored = stored_watermark(use.link().connection(), arguments[0].as_text());
  if (!stored) return error_object(stored.error());
  const Watermark next{arguments[1].as_integer(), arguments[2].as_integer()};
  // A pull counts the generation up whenever it brings something.
  pushed_.has_base_of_last_push = *stored && (*stored)->pull_generation == next.pull_generation;
  pushed_.is_first_without_pull = !*stored && next.pull_generation == 0;
  if (!*stored || **stored < next) return std::nullopt;
  return ErrorObject{
      "this push has been applied before, or comes from a copy of the replica: nothing was changed",
      "SYNC_PUSH_STALE"};
}

void SyncPush::roll_back(StreamUse& use) {
  is_rolled_back_ = true;
  refused_.clear();  // what the rest of the push had come to did not happen
  if (use.link().in_transaction()) use.link().roll_back();
  use.link().session().end_push();
  use.after_statement();
}

void SyncPush::refuse(StreamUse& use, uint32_t number, const ErrorObject& error) {
  roll_back(use);
  const bool is_change = number > 0 && number != watermark_ && number + 1 < batch_.steps.size();
  if (!is_change || is_of_server(error)) return;
  const std::string& code = error.extended_code.empty() ? error.code : error.extended_code;
  refused_.push_back(described(number, code, error.message));
}

void SyncPush::finish(StreamUse& use) {
  for (const RefusedChange& change : refused_) {
    if (!use.take_turn()) break;  // the client pushes again, and it is recorded then
    if (!use.link().session().record_refusal(change)) break;
    use.after_statement();
  }
  use.after_statement();
  refused_.clear();
}

RefusedChange SyncPush::described(uint32_t number, std::string code, std::string why) const {
  const hrana::Statement& statement = batch_.steps[number].statement;
  RefusedChange change;
  change.client = batch_.steps[watermark_].statement.arguments[0].as_text();
  change.code = std::move(code);
  change.why = std::move(why);
  change.change = text_of(batch_.steps[number]);
  std::string values;
  for (const record::ValueView value : statement.arguments) {
    if (values.size() > kRecordedBytesMax) break;
    values += (values.empty() ? " -- " : ", ") + sync::model::literal_of(value);
  }
  change.change += values;
  if (change.change.size() > kRecordedBytesMax) change.change.resize(kRecordedBytesMax);
  return change;
}

}  // namespace tern::daemon::streams
