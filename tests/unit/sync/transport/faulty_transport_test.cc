#include "sync/transport/faulty_transport.h"

#include <gtest/gtest.h>

namespace tern::sync::transport {
namespace {

/// Answers every request with its own body and remembers it.
class Echo final : public Transport {
 public:
  Result<Response> request(const Request& request) override {
    seen.emplace_back(as_text(request.body));
    return Response{200, {}, request.body};
  }
  Result<Response> download(const Download& download, const std::function<Status(int)>&) override {
    TRY(download.sink(download.request.body));
    return Response{200, {}, {}};
  }
  Result<Response> upload(const Upload&) override { return Response{201, {}, {}}; }

  std::vector<std::string> seen;
};

Request request_of(std::string_view body) {
  Request request;
  request.body.assign(as_bytes(body).begin(), as_bytes(body).end());
  return request;
}

TEST(FaultyTransport, DropsRequestsOrAnswers) {
  Echo echo;
  FaultyTransport no_request(echo, {.drop_request_percent = 100});
  EXPECT_EQ(no_request.request(request_of("a")).error().code(), ErrorCode::IoErr);
  EXPECT_TRUE(echo.seen.empty());
  FaultyTransport no_answer(echo, {.drop_response_percent = 100});
  EXPECT_EQ(no_answer.request(request_of("a")).error().code(), ErrorCode::IoErr);
  EXPECT_EQ(echo.seen, (std::vector<std::string>{"a"}));
}

TEST(FaultyTransport, DuplicatesAndReplays) {
  Echo echo;
  FaultyTransport twice(echo, {.duplicate_percent = 100});
  EXPECT_TRUE(twice.request(request_of("a")).has_value());
  EXPECT_EQ(echo.seen, (std::vector<std::string>{"a", "a"}));
  echo.seen.clear();
  FaultyTransport late(echo, {.replay_percent = 100});
  EXPECT_TRUE(late.request(request_of("a")).has_value());
  EXPECT_TRUE(late.request(request_of("b")).has_value());
  EXPECT_EQ(echo.seen, (std::vector<std::string>{"a", "a", "b"}));
}

TEST(FaultyTransport, CutsAndAltersAnswers) {
  Echo echo;
  FaultyTransport cut(echo, {.truncate_percent = 100});
  EXPECT_LT(cut.request(request_of("0123456789"))->body.size(), 10U);
  FaultyTransport altered(echo, {.alter_percent = 100});
  const auto response = altered.request(request_of("0123456789"));
  EXPECT_EQ(response->body.size(), 10U);
  EXPECT_NE(as_text(response->body), "0123456789");
  FaultyTransport garbled(echo, {.alter_request_percent = 100});
  EXPECT_TRUE(garbled.request(request_of("0123456789")).has_value());
  EXPECT_NE(echo.seen.back(), "0123456789");
}

TEST(FaultyTransport, SameSeedSameFaults) {
  const auto outcomes = [](uint64_t seed) {
    Echo echo;
    FaultyTransport faulty(echo,
                           {.seed = seed, .drop_request_percent = 30, .drop_response_percent = 30});
    std::string all;
    for (int i = 0; i < 64; ++i) all += faulty.request(request_of("a")) ? '+' : '-';
    return all;
  };
  EXPECT_EQ(outcomes(7), outcomes(7));
  EXPECT_NE(outcomes(7), outcomes(8));
}

TEST(FaultyTransport, PassesEverythingWhenOff) {
  Echo echo;
  FaultyTransport faulty(echo, {.drop_request_percent = 100});
  faulty.set_enabled(false);
  EXPECT_TRUE(faulty.request(request_of("a")).has_value());
  EXPECT_EQ(faulty.faults_made(), 0U);
}

TEST(FaultyTransport, DownloadsAreCutAndUploadsLost) {
  Echo echo;
  FaultyTransport cut(echo, {.truncate_percent = 100});
  Download download;
  download.request.body = ByteVector(64 << 10, std::byte{1});
  size_t got = 0;
  download.sink = [&](Bytes piece) -> Status {
    got += piece.size();
    return ok();
  };
  EXPECT_EQ(cut.download(download, {}).error().code(), ErrorCode::IoErr);
  EXPECT_LT(got, size_t{64} << 10);
  FaultyTransport lost(echo, {.drop_request_percent = 100});
  EXPECT_EQ(lost.upload({}).error().code(), ErrorCode::IoErr);
}

}  // namespace
}  // namespace tern::sync::transport
