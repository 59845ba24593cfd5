#include "sync/transport/faulty_transport.h"

#include <algorithm>

namespace tern::sync::transport {
namespace {

constexpr size_t kPastRequestsMax = 64;

void flip(std::byte& byte) { byte ^= std::byte{0x40}; }

}  // namespace

FaultyTransport::FaultyTransport(Transport& peer, Faults faults)
    : peer_(peer), faults_(faults), random_(faults.seed) {}

bool FaultyTransport::draw(int percent) {
  // Drawn always, so that switching one kind of fault on does not move the others.
  const bool hit = static_cast<int>(random_() % 100) < percent;
  if (hit && enabled_) ++faults_made_;
  return hit && enabled_;
}

size_t FaultyTransport::position(size_t size) { return size == 0 ? 0 : random_() % size; }

Result<Response> FaultyTransport::request(const Request& request) {
  if (draw(faults_.drop_request_percent)) return fail(ErrorCode::IoErr, "request dropped by test");
  if (draw(faults_.replay_percent) && !past_.empty()) {
    // The answer to a late duplicate goes nowhere.
    auto late = peer_.request(past_[position(past_.size())]);
    if (!late) return std::unexpected(std::move(late).error());
  }
  if (past_.size() < kPastRequestsMax) past_.push_back(request);
  Request sent = request;
  if (draw(faults_.alter_request_percent) && !sent.body.empty())
    flip(sent.body[position(sent.body.size())]);
  if (draw(faults_.duplicate_percent)) {
    auto first = peer_.request(sent);
    if (!first) return first;
  }
  Response response = TRY(peer_.request(sent));
  if (draw(faults_.drop_response_percent)) return fail(ErrorCode::IoErr, "answer dropped by test");
  if (draw(faults_.truncate_percent)) response.body.resize(position(response.body.size()));
  if (draw(faults_.alter_percent) && !response.body.empty())
    flip(response.body[position(response.body.size())]);
  return response;
}

Result<Response> FaultyTransport::download(const Download& download,
                                           const std::function<Status(int)>& on_status) {
  if (draw(faults_.drop_request_percent)) return fail(ErrorCode::IoErr, "request dropped by test");
  const bool cuts = draw(faults_.truncate_percent);
  const bool alters = draw(faults_.alter_percent);
  // Where the fault hits is drawn over the first 64 KiB, or the whole body where it is shorter.
  const uint64_t at = random_() % (64 << 10);
  uint64_t passed = 0;
  Download broken = download;
  broken.sink = [&](Bytes piece) -> Status {
    const uint64_t start = passed;
    passed += piece.size();
    const bool here = at >= start && at < passed;
    if (cuts && here) {
      TRY(download.sink(piece.first(static_cast<size_t>(at - start))));
      return fail(ErrorCode::IoErr, "body cut by test");
    }
    if (alters && here) {
      ByteVector copy(piece.begin(), piece.end());
      flip(copy[static_cast<size_t>(at - start)]);
      return download.sink(copy);
    }
    return download.sink(piece);
  };
  Response response = TRY(peer_.download(broken, on_status));
  if (draw(faults_.drop_response_percent)) return fail(ErrorCode::IoErr, "answer dropped by test");
  return response;
}

Result<Response> FaultyTransport::upload(const Upload& upload) {
  if (draw(faults_.drop_request_percent)) return fail(ErrorCode::IoErr, "request dropped by test");
  Response response = TRY(peer_.upload(upload));
  if (draw(faults_.drop_response_percent)) return fail(ErrorCode::IoErr, "answer dropped by test");
  return response;
}

}  // namespace tern::sync::transport
