// WebSocket sessions (sql-over-http, section 11).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>

#include "tests/unit/daemon/streams/stream_fixture.h"

namespace tern::daemon::streams {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class GatheringPeer final : public SocketPeer {
 public:
  void send(std::string message, bool is_binary) override {
    const std::scoped_lock lock(mutex_);
    messages_.push_back(std::move(message));
    binary_count += is_binary ? 1 : 0;
    changed_.notify_all();
  }
  void close(uint16_t with_code, std::string_view with_reason) override {
    const std::scoped_lock lock(mutex_);
    code_ = with_code;
    reason_ = with_reason;
    changed_.notify_all();
  }
  size_t unsent_bytes() const override { return unsent; }

  /// The first message with `text` in it, once it is there.
  std::string wait_for(const std::string& text) {
    std::unique_lock lock(mutex_);
    std::string found;
    changed_.wait_for(lock, std::chrono::seconds(20), [&] {
      for (const std::string& message : messages_) {
        if (message.find(text) != std::string::npos) found = message;
        if (!found.empty()) return true;
      }
      return false;
    });
    return found;
  }
  uint16_t wait_for_close() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(20), [&] { return code_ != 0; });
    return code_;
  }
  std::vector<std::string> messages() {
    const std::scoped_lock lock(mutex_);
    return messages_;
  }
  std::string reason() {
    const std::scoped_lock lock(mutex_);
    return reason_;
  }
  std::atomic<size_t> unsent{0};
  std::atomic<int> binary_count{0};

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> messages_;
  uint16_t code_ = 0;
  std::string reason_;
};

class Sockets : public StreamTest {
 protected:
  void open(Subprotocol subprotocol = Subprotocol::Hrana2) {
    if (socket_) socket_->closed();
    peer_ = std::make_shared<GatheringPeer>();
    socket_ = service_->open_socket(
        {.subprotocol = subprotocol,
         .peer = peer_,
         .authenticate = [](std::string_view jwt) -> std::expected<Caller, ErrorObject> {
           if (jwt == "bad")
             return std::unexpected(ErrorObject{"The JWT is invalid", "AUTH_JWT_INVALID"});
           return Caller{.database = jwt == "elsewhere" ? "other" : "main",
                         .may_write = jwt != "ro"};
         },
         .resume = [this] { ++resumed_; }});
  }
  void open_and_hello(Subprotocol subprotocol = Subprotocol::Hrana2) {
    open(subprotocol);
    send(R"({"type":"hello","jwt":"TOKEN"})");
    EXPECT_EQ(peer_->wait_for("hello"), R"({"type":"hello_ok"})");
  }
  void send(const std::string& message) { socket_->receive(message, false); }
  /// Sends a request and waits for its answer. Each needs a number of its own.
  std::string ask(int id, const std::string& request) {
    send(R"({"type":"request","request_id":)" + std::to_string(id) + R"(,"request":)" + request +
         "}");
    return steady(peer_->wait_for(R"("request_id":)" + std::to_string(id) + ","));
  }
  std::string execute(int id, int stream, const std::string& sql) {
    return ask(id, R"({"type":"execute","stream_id":)" + std::to_string(stream) +
                       R"(,"stmt":{"sql":)" + quote(sql) + "}}");
  }
  void TearDown() override {
    if (socket_) socket_->closed();
    threads_.wait();
    socket_.reset();
  }

  std::shared_ptr<GatheringPeer> peer_;
  std::shared_ptr<SocketSession> socket_;
  std::atomic<int> resumed_{0};
};

// [client] @libsql/client sends everything at once, and uses ids again as soon as they are
// answered.
TEST_F(Sockets, RecordedExecute) {
  open();
  send(R"({"type":"hello","jwt":"TOKEN"})");
  send(R"({"type":"request","request_id":0,"request":{"type":"open_stream","stream_id":0}})");
  send(
      R"({"type":"request","request_id":1,"request":{"type":"store_sql","sql_id":0,"sql":"SELECT ?"}})");
  send(
      R"({"type":"request","request_id":2,"request":{"type":"execute","stream_id":0,"stmt":{"sql_id":0,"args":[{"type":"float","value":1}],"named_args":[],"want_rows":true}}})");
  send(R"({"type":"request","request_id":3,"request":{"type":"close_stream","stream_id":0}})");
  // The id is free: this is another stream.
  send(R"({"type":"request","request_id":4,"request":{"type":"open_stream","stream_id":0}})");
  EXPECT_EQ(peer_->wait_for("hello"), R"({"type":"hello_ok"})");
  EXPECT_EQ(peer_->wait_for(R"("request_id":0)"),
            R"({"type":"response_ok","request_id":0,"response":{"type":"open_stream"}})");
  EXPECT_EQ(peer_->wait_for(R"("request_id":1)"),
            R"({"type":"response_ok","request_id":1,"response":{"type":"store_sql"}})");
  EXPECT_EQ(
      steady(peer_->wait_for(R"("request_id":2)")),
      R"({"type":"response_ok","request_id":2,"response":{"type":"execute","result":{"cols":[{"name":"?","decltype":null}],"rows":[[{"type":"float","value":1.0}]],"affected_row_count":0,"last_insert_rowid":null,"rows_read":1,"rows_written":0,"query_duration_ms":T}}})");
  EXPECT_EQ(peer_->wait_for(R"("request_id":3)"),
            R"({"type":"response_ok","request_id":3,"response":{"type":"close_stream"}})");
  EXPECT_EQ(peer_->wait_for(R"("request_id":4)"),
            R"({"type":"response_ok","request_id":4,"response":{"type":"open_stream"}})");
}

TEST_F(Sockets, StoredTextsAreThoseOfWhenARequestCame) {
  open_and_hello();
  ask(0, R"({"type":"open_stream","stream_id":-5})");
  ask(1, R"({"type":"store_sql","sql_id":7,"sql":"SELECT 'first'"})");
  send(
      R"({"type":"request","request_id":2,"request":{"type":"execute","stream_id":-5,"stmt":{"sql_id":7}}})");
  send(
      R"({"type":"request","request_id":3,"request":{"type":"store_sql","sql_id":7,"sql":"SELECT 'second'"}})");
  EXPECT_THAT(peer_->wait_for(R"("request_id":2,)"), HasSubstr("first"));
  EXPECT_THAT(ask(4, R"({"type":"execute","stream_id":-5,"stmt":{"sql_id":7}})"),
              HasSubstr("second"));
  ask(5, R"({"type":"close_sql","sql_id":7})");
  EXPECT_THAT(ask(6, R"({"type":"execute","stream_id":-5,"stmt":{"sql_id":7}})"),
              HasSubstr("response_error"));
}

// [client] @libsql/client keeps up to 100 texts; 150 must be taken.
TEST_F(Sockets, HundredAndFiftyStoredTexts) {
  open_and_hello();
  for (int i = 0; i < 150; ++i) {
    EXPECT_THAT(
        ask(i, R"({"type":"store_sql","sql_id":)" + std::to_string(i) + R"(,"sql":"SELECT 1"})"),
        HasSubstr("response_ok"));
  }
}

TEST_F(Sockets, Hello) {
  open();
  send(R"({"type":"hello"})");
  EXPECT_EQ(peer_->wait_for("hello"), R"({"type":"hello_ok"})");
  send(R"({"type":"hello","jwt":null})");
  send(R"({"type":"hello","jwt":"ro"})");
  ask(0, R"({"type":"open_stream","stream_id":0})");
  EXPECT_THAT(execute(1, 0, "CREATE TABLE t(a)"), HasSubstr("SQLITE_AUTH"));
  open();
  send(R"({"type":"hello","jwt":"bad"})");
  EXPECT_EQ(
      peer_->wait_for("hello"),
      R"({"type":"hello_error","error":{"message":"The JWT is invalid","code":"AUTH_JWT_INVALID"}})");
  EXPECT_EQ(peer_->wait_for_close(), 1008);
}

TEST_F(Sockets, ATokenForAnotherDatabaseIsRefused) {
  open_and_hello();
  send(R"({"type":"hello","jwt":"elsewhere"})");
  EXPECT_THAT(peer_->wait_for("hello_error"), HasSubstr("AUTH_FAILED"));
  EXPECT_EQ(peer_->wait_for_close(), 1008);
}

TEST_F(Sockets, Faults) {
  const auto code_of = [this](const std::string& message, bool is_binary = false) {
    open_and_hello();
    ask(0, R"({"type":"open_stream","stream_id":0})");
    socket_->receive(message, is_binary);
    return peer_->wait_for_close();
  };
  const auto request = [](const std::string& text) {
    return R"({"type":"request","request_id":9,"request":)" + text + "}";
  };
  EXPECT_EQ(code_of("x"), 1007);
  EXPECT_EQ(code_of("{}"), 1007);
  EXPECT_EQ(code_of(R"({"type":"request"})"), 1007);
  EXPECT_EQ(code_of(request(R"({"type":"execute","stream_id":0})")), 1007);
  EXPECT_EQ(code_of(R"({"type":"hello"})", true), 1003);
  EXPECT_EQ(code_of(request(R"({"type":"nope"})")), 1008);
  EXPECT_EQ(code_of(request(R"({"type":"open_stream","stream_id":0})")), 1008);
  EXPECT_EQ(code_of(request(R"({"type":"close_stream","stream_id":1})")), 1008);
  EXPECT_EQ(code_of(request(R"({"type":"execute","stream_id":1,"stmt":{"sql":"x"}})")), 1008);
  // Version 3 has these, version 2 has not.
  EXPECT_EQ(code_of(request(R"({"type":"get_autocommit","stream_id":0})")), 1008);
  EXPECT_EQ(code_of(request(R"({"type":"close_cursor","cursor_id":0})")), 1008);
  open();
  send(request(R"({"type":"open_stream","stream_id":0})"));
  EXPECT_EQ(peer_->wait_for_close(), 1008);
  EXPECT_THAT(peer_->reason(), HasSubstr("hello"));
  open_and_hello(Subprotocol::Hrana1);
  send(request(R"({"type":"describe","stream_id":0,"sql":"SELECT 1"})"));
  EXPECT_EQ(peer_->wait_for_close(), 1008);
}

TEST_F(Sockets, StreamsAreIndependent) {
  open_and_hello();
  ask(0, R"({"type":"open_stream","stream_id":0})");
  ask(1, R"({"type":"open_stream","stream_id":1})");
  send(
      R"({"type":"request","request_id":2,"request":{"type":"execute","stream_id":0,"stmt":{"sql":"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT max(i) FROM n"}}})");
  EXPECT_THAT(execute(3, 1, "SELECT 'quick'"), HasSubstr("quick"));
  for (const std::string& message : peer_->messages()) {
    EXPECT_THAT(message, Not(HasSubstr(R"("request_id":2,)")));
  }
  // The socket goes: what runs ends, and TearDown() would wait for ever if it did not.
  socket_->closed();
  threads_.wait();
  EXPECT_EQ(service_->counts().streams_open, 0U);
}

TEST_F(Sockets, RequestsOfAStreamAreInOrder) {
  open_and_hello();
  send(R"({"type":"request","request_id":0,"request":{"type":"open_stream","stream_id":0}})");
  for (int i = 1; i <= 50; ++i) {
    send(R"({"type":"request","request_id":)" + std::to_string(i) +
         R"(,"request":{"type":"execute","stream_id":0,"stmt":{"sql":"SELECT 1"}}})");
  }
  peer_->wait_for(R"("request_id":50,)");
  const auto messages = peer_->messages();
  ASSERT_EQ(messages.size(), 52U);
  for (int i = 0; i <= 50; ++i) {
    EXPECT_THAT(messages[static_cast<size_t>(i) + 1],
                HasSubstr(R"("request_id":)" + std::to_string(i) + ","));
  }
}

TEST_F(Sockets, AClosedSocketGivesItsLockBack) {
  StreamTest::execute("CREATE TABLE t(a)");
  open_and_hello();
  ask(0, R"({"type":"open_stream","stream_id":0})");
  execute(1, 0, "BEGIN IMMEDIATE");
  EXPECT_THAT(execute(2, 0, "INSERT INTO t VALUES(1)"), HasSubstr("response_ok"));
  EXPECT_EQ(service_->counts().transactions_open, 1U);
  socket_->closed();
  EXPECT_THAT(StreamTest::execute("INSERT INTO t VALUES(2)"), Not(HasSubstr("error")));
  threads_.wait();
  EXPECT_EQ(service_->counts().streams_open, 0U);
  EXPECT_EQ(service_->counts().transactions_open, 0U);
}

TEST_F(Sockets, AStreamThatDidNotOpen) {
  open_and_hello();
  databases_.by_name.clear();
  EXPECT_THAT(ask(0, R"({"type":"open_stream","stream_id":0})"), HasSubstr("NAMESPACE_NOT_FOUND"));
  EXPECT_THAT(execute(1, 0, "SELECT 1"), HasSubstr("STREAM_NOT_OPEN"));
  EXPECT_THAT(ask(2, R"({"type":"close_stream","stream_id":0})"), HasSubstr("response_ok"));
}

// A transaction of which the client was not heard for too long ends, the stream stays.
TEST_F(Sockets, AnIdleTransactionIsRolledBack) {
  ServiceLimits limits;
  limits.idle_transaction = std::chrono::milliseconds(0);
  restart(limits);
  StreamTest::execute("CREATE TABLE t(a)");
  open_and_hello();
  ask(0, R"({"type":"open_stream","stream_id":0})");
  execute(1, 0, "BEGIN IMMEDIATE");
  threads_.wait();
  service_->expire();
  EXPECT_THAT(execute(2, 0, "INSERT INTO t VALUES(1)"), HasSubstr("TRANSACTION_TIMEOUT"));
  EXPECT_THAT(execute(3, 0, "INSERT INTO t VALUES(1)"), HasSubstr("TRANSACTION_TIMEOUT"))
      << "it may have been sent before the first answer came";
  EXPECT_THAT(execute(4, 0, "ROLLBACK"), HasSubstr("TRANSACTION_TIMEOUT"));
  EXPECT_THAT(execute(5, 0, "INSERT INTO t VALUES(1)"), HasSubstr("response_ok"));
}

TEST_F(Sockets, Cursors) {
  open_and_hello(Subprotocol::Hrana3);
  ask(0, R"({"type":"open_stream","stream_id":0})");
  const auto entries_of = [](const std::string& answer) {
    return answer.substr(answer.find(R"("entries":)"));
  };
  EXPECT_EQ(
      ask(1,
          R"({"type":"open_cursor","stream_id":0,"cursor_id":3,"batch":{"steps":[{"stmt":{"sql":"SELECT 1 UNION ALL SELECT 2"}},{"stmt":{"sql":"nope"}},{"condition":{"type":"ok","step":1},"stmt":{"sql":"SELECT 9"}}]}})"),
      R"({"type":"response_ok","request_id":1,"response":{"type":"open_cursor"}})");
  EXPECT_THAT(execute(2, 0, "SELECT 1"), HasSubstr("CURSOR_OPEN"));
  EXPECT_EQ(
      entries_of(ask(4, R"({"type":"fetch_cursor","cursor_id":3,"max_count":2})")),
      R"("entries":[{"type":"step_begin","step":0,"cols":[{"name":"1","decltype":null}]},{"type":"row","row":[{"type":"integer","value":"1"}]}],"done":false}})");
  // [client] No replication_index: hrana-client stops at types that it does not know.
  EXPECT_EQ(
      entries_of(ask(5, R"({"type":"fetch_cursor","cursor_id":3,"max_count":1000})")),
      R"("entries":[{"type":"row","row":[{"type":"integer","value":"2"}]},{"type":"step_end","affected_row_count":0,"last_insert_rowid":null},{"type":"step_error","step":1,"error":{"message":"near \"nope\": syntax error","code":"SQL_PARSE_ERROR"}}],"done":true}})");
  // [client] It keeps several fetches in flight, so some come behind the end.
  EXPECT_EQ(entries_of(ask(6, R"({"type":"fetch_cursor","cursor_id":3,"max_count":1000})")),
            R"("entries":[],"done":true}})");
  ask(7, R"({"type":"close_cursor","cursor_id":3})");
  EXPECT_THAT(execute(8, 0, "SELECT 'after'"), HasSubstr("after"));
  EXPECT_THAT(ask(9, R"({"type":"get_autocommit","stream_id":0})"),
              HasSubstr(R"("is_autocommit":true)"));
}

// [client] last_insert_rowid is a string.
TEST_F(Sockets, RowidsOfCursorsAreStrings) {
  StreamTest::execute("CREATE TABLE t(a)");
  open_and_hello(Subprotocol::Hrana3);
  ask(0, R"({"type":"open_stream","stream_id":0})");
  ask(1,
      R"j({"type":"open_cursor","stream_id":0,"cursor_id":0,"batch":{"steps":[{"stmt":{"sql":"INSERT INTO t VALUES(1)"}}]}})j");
  EXPECT_THAT(ask(2, R"({"type":"fetch_cursor","cursor_id":0,"max_count":10})"),
              HasSubstr(R"({"type":"step_end","affected_row_count":1,"last_insert_rowid":"1"})"));
}

TEST_F(Sockets, AFetchHasABound) {
  open_and_hello(Subprotocol::Hrana3);
  ask(0, R"({"type":"open_stream","stream_id":0})");
  ask(1,
      R"({"type":"open_cursor","stream_id":0,"cursor_id":0,"batch":{"steps":[{"stmt":{"sql":"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT i, zeroblob(1000) FROM n"}}]}})");
  const std::string answer =
      ask(2, R"({"type":"fetch_cursor","cursor_id":0,"max_count":4000000000})");
  EXPECT_LT(answer.size(), size_t{1200} << 10);
  EXPECT_THAT(answer.substr(answer.size() - 20), HasSubstr(R"("done":false)"));
}

// The lock of an abandoned cursor goes to whoever waits.
TEST_F(Sockets, AnOpenCursorGivesWay) {
  restart({}, std::chrono::milliseconds(30));
  StreamTest::execute("CREATE TABLE t(a)");
  open_and_hello(Subprotocol::Hrana3);
  ask(0, R"({"type":"open_stream","stream_id":0})");
  ask(1,
      R"({"type":"open_cursor","stream_id":0,"cursor_id":0,"batch":{"steps":[{"stmt":{"sql":"BEGIN IMMEDIATE"}},{"stmt":{"sql":"SELECT 1 UNION ALL SELECT 2"}}]}})");
  ask(2, R"({"type":"fetch_cursor","cursor_id":0,"max_count":4})");
  EXPECT_THAT(StreamTest::execute("INSERT INTO t VALUES(2)"), Not(HasSubstr("error")));
  EXPECT_THAT(ask(3, R"({"type":"fetch_cursor","cursor_id":0,"max_count":4})"),
              HasSubstr("TRANSACTION_TIMEOUT"));
}

TEST_F(Sockets, OutstandingRequestsAreBounded) {
  ServiceLimits limits;
  limits.socket_requests_max = 2;
  restart(limits);
  open_and_hello();
  ask(0, R"({"type":"open_stream","stream_id":0})");
  EXPECT_TRUE(socket_->wants_more());
  const std::string forever =
      R"("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n LIMIT 300000) SELECT max(i) FROM n")";
  for (int i = 1; i <= 2; ++i) {
    send(R"({"type":"request","request_id":)" + std::to_string(i) +
         R"(,"request":{"type":"execute","stream_id":0,"stmt":{"sql":)" + forever + "}}}");
  }
  EXPECT_FALSE(socket_->wants_more());
  peer_->wait_for(R"("request_id":2,)");
  threads_.wait();
  EXPECT_TRUE(socket_->wants_more());
  EXPECT_GE(resumed_, 1);
}

TEST_F(Sockets, AFullBufferStopsTheWork) {
  open_and_hello();
  ask(0, R"({"type":"open_stream","stream_id":0})");
  threads_.wait();
  peer_->unsent = 100 << 20;
  EXPECT_FALSE(socket_->wants_more());
  send(
      R"({"type":"request","request_id":1,"request":{"type":"execute","stream_id":0,"stmt":{"sql":"SELECT 'later'"}}})");
  threads_.wait();
  EXPECT_EQ(peer_->messages().size(), 2U);
  peer_->unsent = 0;
  socket_->drained();
  EXPECT_THAT(peer_->wait_for("later"), HasSubstr("response_ok"));
  EXPECT_GE(resumed_, 1);
}

TEST_F(Sockets, ProtobufIsBinary) {
  open(Subprotocol::Hrana3Protobuf);
  socket_->receive(std::string("\x0a\x00", 2), true);  // hello without a token
  EXPECT_EQ(peer_->messages().at(0), std::string("\x0a\x00", 2));
  // request 5: open_stream { stream_id: 1 }
  socket_->receive(std::string("\x12\x06\x08\x05\x12\x02\x08\x01", 8), true);
  EXPECT_EQ(peer_->wait_for("\x08\x05"), std::string("\x1a\x04\x08\x05\x12\x00", 6));
  EXPECT_EQ(peer_->binary_count, 2);
  socket_->receive("{}", false);
  EXPECT_EQ(peer_->wait_for_close(), 1003);
}

}  // namespace
}  // namespace tern::daemon::streams
