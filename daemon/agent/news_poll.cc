#include "daemon/agent/news_poll.h"

#include <algorithm>
#include <chrono>

#include "sync/transport/http_exchange.h"
#include "sync/wire/messages.h"

namespace tern::daemon::agent {
namespace {

constexpr size_t kAnswerBytesMax = 64 << 10;
constexpr uint32_t kPlainAsks = 20;
constexpr int64_t kPatienceMs = 25'000;  // above the wait

ErrorCode code_of(int status) {
  if (status == 401 || status == 403) return ErrorCode::Auth;
  return status == 404 ? ErrorCode::NotFound : ErrorCode::IoErr;
}

}  // namespace

Result<sync::transport::Response> NewsPoll::send(sync::transport::Transport& primary,
                                                 const std::string& path) {
  ByteVector body;
  sync::transport::Download download;
  download.request.path = path;
  download.request.deadline = std::chrono::milliseconds(wait_ms_ + kPatienceMs);
  download.body_bytes_max = kAnswerBytesMax;
  download.progress = [&](uint64_t, uint64_t) { return goes_on_(); };
  download.sink = [&](Bytes piece) -> Status {
    append(body, piece);
    return ok();
  };
  Result<sync::transport::Response> response = primary.download(download, {});
  if (response && response->is_success()) response->body = std::move(body);
  return response;
}

Result<NewsPoll::Answer> NewsPoll::ask(sync::transport::Transport& primary,
                                       const std::string& database, uint64_t after) {
  const std::string plain = sync::wire::path_of(database, "/status");
  const bool is_long = plain_asks_left_ == 0;
  const std::string path =
      plain + "?after=" + std::to_string(after) + "&wait_ms=" + std::to_string(wait_ms_);
  const int64_t begin = clock_.monotonic_ms();
  Result<sync::transport::Response> sent = send(primary, is_long ? path : plain);
  const int64_t took = clock_.monotonic_ms() - begin;
  if (!is_long) --plain_asks_left_;
  bool has_waited = is_long && took >= wait_ms_ / 2;
  if (!sent && is_long && took >= kWaitMinMs && !sent.error().is(ErrorCode::Interrupt)) {
    // It is not the primary that cannot be reached, but the wait that was too long for somebody.
    wait_ms_ = std::clamp(took / 2, kWaitMinMs, kWaitMaxMs);
    has_waited = true;
    sent = send(primary, plain);
  } else if (has_waited) {
    wait_ms_ = std::min(wait_ms_ + wait_ms_ / 8, kWaitMaxMs);
  }
  sync::transport::Response response = TRY(std::move(sent));
  // Primaries from before there was a query take it for a path that they do not know.
  if (is_long && (response.status == 400 || response.status == 404)) {
    response = TRY(send(primary, plain));
    if (response.is_success()) plain_asks_left_ = kPlainAsks;
  }
  if (!response.is_success())
    return fail(code_of(response.status),
                sync::transport::error_text(response.status, response.body));
  const auto status = TRY(sync::wire::StatusAnswer::decode(response.body));
  has_waited = plain_asks_left_ == 0 && (has_waited || status.head.raw > after);
  return Answer{status.epoch.raw, status.head.raw, has_waited};
}

}  // namespace tern::daemon::agent
