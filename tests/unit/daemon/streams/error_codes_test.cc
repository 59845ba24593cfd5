// Codes that programs branch on, and that no other test of this room asks for (sql-over-http,
// sections 6, 10 and 11).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

#include "daemon/hrana/utf8_text.h"
#include "tests/unit/daemon/streams/stream_fixture.h"

namespace tern::daemon::streams {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// Keeps what it is told.
class Listener final : public SocketPeer {
 public:
  void send(std::string message, bool) override { messages.push_back(std::move(message)); }
  void close(uint16_t with_code, std::string_view with_reason) override {
    code = with_code;
    reason = with_reason;
  }
  size_t unsent_bytes() const override { return 0; }
  std::vector<std::string> messages;
  uint16_t code = 0;
  std::string reason;
};

/// A WebSocket whose requests are worked on by this thread.
class Socket {
 public:
  explicit Socket(Databases& databases, Subprotocol subprotocol = Subprotocol::Hrana3)
      : service_(Service::make(databases, {},
                               {.executor =
                                    [this](std::string_view, std::function<void()> work) {
                                      works_.push_back(std::move(work));
                                    }})),
        session_(service_->open_socket(
            {.subprotocol = subprotocol,
             .peer = peer_,
             .authenticate =
                 [](std::string_view) { return Caller{.database = "main", .may_write = true}; },
             .resume = {}})) {
    session_->receive(R"({"type":"hello"})", false);
  }
  ~Socket() {
    session_->closed();
    work();
  }
  /// The answer to a request.
  std::string ask(const std::string& request) {
    session_->receive(R"({"type":"request","request_id":1,"request":)" + request + "}", false);
    work();
    return peer_->messages.back();
  }
  const Listener& peer() const { return *peer_; }

 private:
  void work() {
    for (; !works_.empty(); works_.pop_front()) works_.front()();
  }
  std::deque<std::function<void()>> works_;
  std::shared_ptr<Listener> peer_ = std::make_shared<Listener>();
  std::unique_ptr<Service> service_;
  std::shared_ptr<SocketSession> session_;
};

class ErrorCodes : public StreamTest {
 protected:
  std::string code_of(const std::string& sql) {
    const std::string body = execute(sql);
    const size_t at = body.find(R"("code":)");
    return at == std::string::npos ? body : body.substr(at, body.find('}', at) - at);
  }
};

TEST_F(ErrorCodes, Constraints) {
  execute("CREATE TABLE p(id INTEGER PRIMARY KEY)");
  execute(
      "CREATE TABLE t(a INTEGER PRIMARY KEY, b UNIQUE, c REFERENCES p, d INT CHECK(d > 0)) STRICT");
  execute("CREATE TABLE s(a INT, b TEXT UNIQUE, c INT REFERENCES p) STRICT");
  execute("CREATE TABLE w(a PRIMARY KEY) WITHOUT ROWID");
  execute(
      "CREATE TRIGGER r BEFORE INSERT ON w WHEN new.a = 7 BEGIN SELECT RAISE(ABORT, 'no'); END");
  execute("INSERT INTO p VALUES(1)");
  execute("INSERT INTO s VALUES(1, 'x', 1)");
  execute("INSERT INTO w VALUES(1)");
  const auto constraint = [](const std::string& kind) {
    return R"("code":"SQLITE_CONSTRAINT","extended_code":"SQLITE_CONSTRAINT_)" + kind + '"';
  };
  EXPECT_EQ(code_of("INSERT INTO s VALUES(2, 'x', 1)"), constraint("UNIQUE"));
  EXPECT_EQ(code_of("INSERT INTO s VALUES(2, 'y', 9)"), constraint("FOREIGNKEY"));
  EXPECT_EQ(code_of("INSERT INTO s VALUES('two', 'z', 1)"), constraint("DATATYPE"));
  EXPECT_EQ(code_of("INSERT INTO p VALUES(1)"), constraint("PRIMARYKEY"));
  EXPECT_EQ(code_of("INSERT INTO w VALUES(1)"), constraint("PRIMARYKEY"));
  EXPECT_EQ(code_of("INSERT INTO w VALUES(7)"), constraint("TRIGGER"));
}

TEST_F(ErrorCodes, PrimaryCodes) {
  execute("CREATE TABLE p(id INTEGER PRIMARY KEY)");
  EXPECT_EQ(code_of("INSERT INTO p VALUES('x')"), R"("code":"SQLITE_MISMATCH")");
  EXPECT_EQ(code_of("SELECT zeroblob(2000000000)"), R"("code":"SQLITE_TOOBIG")");
  EXPECT_EQ(code_of("SELECT abs(-9223372036854775807 - 1)"), R"("code":"SQLITE_ERROR")");
}

TEST_F(ErrorCodes, OfDescribeAndSequence) {
  Client client(*this);
  EXPECT_THAT(client.post(R"({"type":"describe","sql":"SELEC 1"})"),
              HasSubstr(R"("code":"SQL_PARSE_ERROR")"));
  EXPECT_THAT(client.post(R"({"type":"describe","sql":""})"),
              HasSubstr(R"("code":"SQL_NO_STATEMENT")"));
  EXPECT_THAT(client.post(R"({"type":"describe","sql":"ATTACH 'x' AS y"})"),
              HasSubstr("SQLITE_AUTH"));
  EXPECT_THAT(client.post(R"({"type":"sequence","sql":"SELECT 1; PRAGMA synchronous=off"})"),
              HasSubstr(R"("code":"SQLITE_AUTH")"));
  EXPECT_THAT(client.post(R"({"type":"sequence","sql":"SELECT ?"})"), Not(HasSubstr("ARGS")));
}

TEST_F(ErrorCodes, AServiceThatStopsSaysSo) {
  service_->drain();
  EXPECT_THAT(execute("SELECT 1"), HasSubstr(R"("code":"SHUTTING_DOWN")"));
}

TEST_F(ErrorCodes, OfSockets) {
  Socket socket(databases_);
  EXPECT_THAT(socket.ask(R"({"type":"open_stream","stream_id":0})"), HasSubstr("response_ok"));
  EXPECT_THAT(socket.ask(R"({"type":"execute","stream_id":0,"stmt":{"sql_id":5}})"),
              HasSubstr(R"("code":"SQL_NOT_STORED")"));
  const std::string batch = R"("batch":{"steps":[{"stmt":{"sql":"SELECT 1"}}]}})";
  socket.ask(R"({"type":"open_cursor","stream_id":0,"cursor_id":1,)" + batch);
  EXPECT_THAT(socket.ask(R"({"type":"open_cursor","stream_id":0,"cursor_id":2,)" + batch),
              HasSubstr(R"("code":"CURSOR_OPEN")"));
  // The other cursor goes: its number, which is taken, has nothing behind it.
  socket.ask(R"({"type":"close_cursor","cursor_id":1})");
  EXPECT_THAT(socket.ask(R"({"type":"fetch_cursor","cursor_id":2,"max_count":1})"),
              HasSubstr(R"("code":"CURSOR_NOT_OPEN")"));
  EXPECT_EQ(socket.peer().code, 0);
}

// A close frame's reason is text: a client that checks it would complain of a cut character.
TEST_F(ErrorCodes, AReasonIsNotCutInACharacter) {
  for (size_t size = 30; size < 50; ++size) {
    Socket socket(databases_);
    socket.ask(R"({"type":")" + std::string(size, 'x') + "\u00e9\U0001F600" + R"("})");
    EXPECT_EQ(socket.peer().code, 1008);
    EXPECT_TRUE(hrana::is_valid_utf8(socket.peer().reason)) << socket.peer().reason;
    EXPECT_THAT(socket.peer().reason, HasSubstr(std::string(30, 'x')));
  }
}

}  // namespace
}  // namespace tern::daemon::streams
