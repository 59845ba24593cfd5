// What is asked of a primary, new or old, and what is made of its answers.
#include "daemon/agent/news_poll.h"

#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "sync/wire/messages.h"

namespace tern::daemon::agent {
namespace {

using sync::transport::Download;
using sync::transport::Request;
using sync::transport::Response;

class TestClock final : public io::Clock {
 public:
  int64_t wall_ms() override { return now_ms; }
  int64_t monotonic_ms() override { return now_ms; }
  void sleep_ms(int64_t duration_ms) override { now_ms += duration_ms; }
  int64_t now_ms = 1000;
};

/// Gives the answers of a script, each after a time, and keeps what it was asked.
class ScriptedTransport final : public sync::transport::Transport {
 public:
  Result<Response> request(const Request&) override { return fail(ErrorCode::Misuse); }
  Result<Response> upload(const sync::transport::Upload&) override {
    return fail(ErrorCode::Misuse);
  }
  Result<Response> download(const Download& download, const std::function<Status(int)>&) override {
    asked.push_back(download.request.path);
    if (!download.progress(0, 0)) return fail(ErrorCode::Interrupt, "cancelled");
    clock.now_ms += std::exchange(takes_ms, 0);
    Response response = answers.front();
    answers.pop_front();
    if (response.status == 0) return fail(ErrorCode::IoErr, "cut");
    if (response.is_success()) {
      TRY(download.sink(response.body));
      response.body.clear();
    }
    return response;
  }

  TestClock clock;
  int64_t takes_ms = 0;  // of the next answer
  std::deque<Response> answers;
  std::vector<std::string> asked;
};

Response status_of(uint64_t epoch, uint64_t head) {
  sync::wire::StatusAnswer answer;
  answer.epoch.raw = epoch;
  answer.head.raw = head;
  return {200, {}, answer.encode()};
}
Response refusal(int status, std::string_view text) {
  return {status, {}, ByteVector(as_bytes(text).begin(), as_bytes(text).end())};
}

class NewsPollTest : public testing::Test {
 protected:
  ScriptedTransport primary_;
  bool goes_on_ = true;
  NewsPoll poll_{[this] { return goes_on_; }, primary_.clock};
};

TEST_F(NewsPollTest, AsksForWhatComesAfter) {
  primary_.answers = {status_of(3, 9)};
  const auto answer = poll_.ask(primary_, "notes", 7);
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->epoch, 3u);
  EXPECT_EQ(answer->head, 9u);
  EXPECT_TRUE(answer->has_waited);  // there were news: no need to
  EXPECT_EQ(primary_.asked,
            (std::vector<std::string>{"/v1/db/notes/status?after=7&wait_ms=50000"}));
}

TEST_F(NewsPollTest, NoNewsAtOnceMeansThatItDoesNotWait) {
  primary_.answers = {status_of(3, 7)};
  EXPECT_FALSE(poll_.ask(primary_, "notes", 7)->has_waited);
}

TEST_F(NewsPollTest, AWaitThatWasCutIsNoFailureAndTheNextOneIsShorter) {
  const auto wait_of = [&] { return primary_.asked.back().substr(28); };
  primary_.takes_ms = 20'000;
  primary_.answers = {{}, status_of(3, 7)};
  EXPECT_TRUE(poll_.ask(primary_, "notes", 7)->has_waited);
  EXPECT_EQ(primary_.asked.back(), "/v1/db/notes/status");
  primary_.takes_ms = 10'000;
  primary_.answers = {status_of(3, 7)};
  EXPECT_TRUE(poll_.ask(primary_, "notes", 7)->has_waited);
  EXPECT_EQ(wait_of(), "wait_ms=10000");
  primary_.takes_ms = 11'250;
  primary_.answers = {status_of(3, 7)};
  EXPECT_TRUE(poll_.ask(primary_, "notes", 7)->has_waited);
  EXPECT_EQ(wait_of(), "wait_ms=11250");
}

TEST_F(NewsPollTest, WhatIsCutSoonOrCannotBeAskedAfterwardsIsAFailure) {
  primary_.takes_ms = NewsPoll::kWaitMinMs - 1;
  primary_.answers = {{}};
  EXPECT_EQ(poll_.ask(primary_, "notes", 7).error().code(), ErrorCode::IoErr);
  primary_.takes_ms = 20'000;
  primary_.answers = {{}, {}};
  EXPECT_EQ(poll_.ask(primary_, "notes", 7).error().code(), ErrorCode::IoErr);
}

TEST_F(NewsPollTest, OldPrimariesAreAskedPlainlyAndNowAndThenTheOtherWay) {
  constexpr size_t kPlain = 20;
  primary_.answers = {refusal(404, "no such path"), status_of(3, 8)};
  EXPECT_FALSE(poll_.ask(primary_, "notes", 7)->has_waited);
  for (size_t i = 0; i < kPlain; ++i) {
    primary_.answers = {status_of(3, 9)};
    EXPECT_TRUE(poll_.ask(primary_, "notes", 7).has_value());
    EXPECT_EQ(primary_.asked.back(), "/v1/db/notes/status");
  }
  primary_.answers = {status_of(3, 9)};
  EXPECT_TRUE(poll_.ask(primary_, "notes", 7)->has_waited);
  EXPECT_EQ(primary_.asked.back(), "/v1/db/notes/status?after=7&wait_ms=50000");
}

TEST_F(NewsPollTest, RefusalsAreErrorsOfTheirKind) {
  const auto code_for = [&](int status, size_t times) {
    primary_.answers.clear();
    for (size_t i = 0; i < times; ++i)
      primary_.answers.push_back(refusal(status, "{\"message\":\"why\"}"));
    const auto answer = poll_.ask(primary_, "notes", 7);
    EXPECT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().message(), "why");
    return answer.error().code();
  };
  EXPECT_EQ(code_for(401, 1), ErrorCode::Auth);
  EXPECT_EQ(code_for(403, 1), ErrorCode::Auth);
  EXPECT_EQ(code_for(404, 2), ErrorCode::NotFound);  // the plain one, too
  EXPECT_EQ(code_for(503, 1), ErrorCode::IoErr);
}

TEST_F(NewsPollTest, WhatIsNoStatusIsCorruptAndAQuestionCanBeEnded) {
  primary_.answers = {refusal(200, "<html>")};
  EXPECT_FALSE(poll_.ask(primary_, "notes", 7).has_value());
  goes_on_ = false;
  EXPECT_EQ(poll_.ask(primary_, "notes", 7).error().code(), ErrorCode::Interrupt);
}

}  // namespace
}  // namespace tern::daemon::agent
