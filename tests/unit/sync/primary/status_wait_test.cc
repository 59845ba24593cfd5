// GET /v1/db/{db}/status?after=REVISION&wait_ms=N: the long poll of who waits for news.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <future>
#include <string>
#include <thread>

#include "sync/primary/hosted_database.h"
#include "sync/primary/primary.h"
#include "sync/wire/messages.h"

namespace tern::sync::primary {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kAtOnce{5000};  // as against a wait of a minute, on a busy machine

class StatusWaitTest : public testing::Test {
 protected:
  StatusWaitTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tern-wait-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    primary_ = Primary::open(folder_).value();
    EXPECT_TRUE(primary_->create("a").has_value());
    caller_.may_pull = true;
  }
  ~StatusWaitTest() override {
    primary_.reset();
    std::filesystem::remove_all(folder_);
  }

  wire::Response ask(const std::string& query) {
    return primary_->handle({wire::Method::Get, "/v1/db/a/status" + query, {}}, caller_);
  }
  uint64_t head_after(const std::string& query) {
    const wire::Response response = ask(query);
    EXPECT_EQ(response.status, 200);
    return wire::StatusAnswer::decode(response.body).value().head.raw;
  }
  static std::string query_of(uint64_t after, uint64_t wait_ms) {
    return "?after=" + std::to_string(after) + "&wait_ms=" + std::to_string(wait_ms);
  }
  uint64_t commit() {
    const std::string table = "t" + std::to_string(tables_++);
    return primary_->execute("a", "CREATE TABLE " + table + "(x)").value();
  }

  std::string folder_;
  std::unique_ptr<Primary> primary_;
  Caller caller_;
  int tables_ = 0;
};

TEST_F(StatusWaitTest, AnswersAtOnceWhereThereAreNews) {
  const uint64_t head = commit();
  const Clock::time_point begin = Clock::now();
  EXPECT_EQ(head_after(query_of(head - 1, 60'000)), head);
  EXPECT_EQ(head_after(""), head);
  EXPECT_EQ(head_after("?after=" + std::to_string(head)), head);  // no wait was asked for
  EXPECT_LT(Clock::now() - begin, kAtOnce);
}

TEST_F(StatusWaitTest, AnswersWithTheNextCommit) {
  const uint64_t head = commit();
  auto answer = std::async(std::launch::async, [&] { return head_after(query_of(head, 60'000)); });
  EXPECT_EQ(answer.wait_for(milliseconds(50)), std::future_status::timeout);
  const uint64_t next = commit();
  EXPECT_EQ(answer.get(), next);
}

TEST_F(StatusWaitTest, AnswersAfterTheTimeWithoutNews) {
  const uint64_t head = commit();
  const Clock::time_point begin = Clock::now();
  EXPECT_EQ(head_after(query_of(head, 60)), head);
  EXPECT_GE(Clock::now() - begin, milliseconds(60));
}

TEST_F(StatusWaitTest, EndsWhenNobodyWantsToKnowAnyMore) {
  std::atomic<bool> is_gone = false;
  caller_.is_gone = &is_gone;
  const uint64_t head = commit();
  const Clock::time_point begin = Clock::now();
  auto answer = std::async(std::launch::async, [&] { return head_after(query_of(head, 60'000)); });
  is_gone = true;
  EXPECT_EQ(answer.get(), head);
  EXPECT_LT(Clock::now() - begin, kAtOnce);
}

TEST_F(StatusWaitTest, WaitsOnlyWhereTheCallerLetsIt) {
  const uint64_t head = commit();
  int asked = 0;
  caller_.wait_elsewhere = [&](const std::function<void()>&) {
    ++asked;
    return false;
  };
  const Clock::time_point begin = Clock::now();
  EXPECT_EQ(head_after(query_of(head, 60'000)), head);
  EXPECT_LT(Clock::now() - begin, kAtOnce);
  EXPECT_EQ(asked, 1);
  caller_.wait_elsewhere = [&](const std::function<void()>& wait) {
    ++asked;
    wait();
    return true;
  };
  EXPECT_EQ(head_after(query_of(head, 20)), head);
  EXPECT_EQ(asked, 2);
}

TEST_F(StatusWaitTest, EndsWhenTheDatabaseIsRemoved) {
  const uint64_t head = commit();
  auto answer = std::async(std::launch::async, [&] { return ask(query_of(head, 60'000)).status; });
  EXPECT_EQ(answer.wait_for(milliseconds(50)), std::future_status::timeout);
  const Clock::time_point begin = Clock::now();
  EXPECT_TRUE(primary_->remove("a", Primary::InUse::Force).has_value());
  answer.wait();
  EXPECT_LT(Clock::now() - begin, kAtOnce);
}

TEST_F(StatusWaitTest, RefusesNumbersThatAreNoneAndForgetsOtherNames) {
  const uint64_t head = commit();
  for (const char* query : {"?after=x", "?wait_ms=-1", "?after=1x", "?after=", "?after",
                            "?after=99999999999999999999", "?wait_ms=1&after= 1"})
    EXPECT_EQ(ask(query).status, 400) << query;
  EXPECT_EQ(head_after("?later=1&&x=%20&wait_ms=0"), head);
  EXPECT_EQ(head_after("?"), head);
}

TEST_F(StatusWaitTest, OtherPathsTakeNoQueryForAPartOfTheirName) {
  caller_.may_push = true;
  EXPECT_EQ(primary_->handle({wire::Method::Post, "/v1/db/a/push?x=1", {}}, caller_).status, 422);
  EXPECT_EQ(primary_->handle({wire::Method::Get, "/v1/db/a/other?x=1", {}}, caller_).status, 404);
}

}  // namespace
}  // namespace tern::sync::primary
