// Protobuf requests and answers. The bytes are written by hand after the tables of the protocol.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/hrana/answer_writer.h"
#include "daemon/hrana/requests.h"

namespace tern::daemon::hrana {
namespace {

using Face = AnswerWriter::Face;
constexpr Dialect kProtobuf{.version = 3, .is_protobuf = true};

/// A field of length-delimited bytes.
std::string bytes(int field, const std::string& content) {
  return std::string{static_cast<char>(field << 3 | 2), static_cast<char>(content.size())} +
         content;
}
std::string number(int field, int value) {
  return {static_cast<char>(field << 3), static_cast<char>(value)};
}

Decoded<PipelineRequest> decode(const std::string& body) {
  return decode_pipeline(as_bytes(body), kProtobuf, {});
}

std::string pipeline(const std::string& request) { return bytes(2, request); }
std::string execute(const std::string& statement) {
  return pipeline(bytes(2, bytes(1, statement)));
}

TEST(ProtoRequests, Execute) {
  const std::string body =
      bytes(1, "baton") +
      execute(bytes(1, "SELECT ?") + bytes(3, bytes(1, "")) + bytes(3, number(2, 3)) +
              bytes(3, std::string("\x19\0\0\0\0\0\0\xf8\x3f", 9)) + bytes(3, bytes(4, "")) +
              bytes(3, bytes(5, "\xff")) + bytes(4, bytes(1, ":a") + bytes(2, number(2, 0))) +
              number(5, 0) + number(9, 1));
  const auto decoded = decode(body);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->baton, "baton");
  ASSERT_EQ(decoded->requests.size(), 1U);
  const Statement& statement = decoded->requests[0].statement;
  EXPECT_EQ(decoded->requests[0].kind, RequestKind::Execute);
  EXPECT_EQ(statement.sql.text, "SELECT ?");
  EXPECT_FALSE(statement.wants_rows);
  ASSERT_EQ(statement.arguments.size(), 5U);
  EXPECT_TRUE(statement.arguments[0].is_null());
  EXPECT_EQ(statement.arguments[1].as_integer(), -2);  // zigzag
  EXPECT_EQ(statement.arguments[2].as_real(), 1.5);
  EXPECT_EQ(statement.arguments[3].as_text(), "") << "present, and its default";
  EXPECT_EQ(as_text(statement.arguments[4].as_bytes()), "\xff");
  ASSERT_EQ(statement.named_arguments.size(), 1U);
  EXPECT_EQ(statement.named_arguments[0].value.as_integer(), 0);
}

TEST(ProtoRequests, AllKinds) {
  const std::string body = pipeline(bytes(8, "")) + pipeline(bytes(4, bytes(1, "x"))) +
                           pipeline(bytes(5, number(2, 0))) +
                           pipeline(bytes(6, number(1, 5) + bytes(2, "SELECT 1"))) +
                           pipeline(bytes(7, "")) + pipeline(bytes(1, ""));
  const auto decoded = decode(body);
  ASSERT_TRUE(decoded.has_value()) << decoded.error().message;
  ASSERT_EQ(decoded->requests.size(), 6U);
  EXPECT_EQ(decoded->requests[0].kind, RequestKind::GetAutocommit);
  EXPECT_EQ(decoded->requests[1].sql.text, "x");
  EXPECT_FALSE(decoded->requests[2].sql.text.has_value());
  EXPECT_EQ(decoded->requests[2].sql.id, 0) << "an id that is present, and its default";
  EXPECT_EQ(decoded->requests[3].sql.text, "SELECT 1");
  EXPECT_EQ(decoded->requests[3].sql.id, 5);
  EXPECT_EQ(decoded->requests[4].sql.id, 0);
  EXPECT_EQ(decoded->requests[5].kind, RequestKind::Close);
}

TEST(ProtoRequests, Conditions) {
  const std::string statement = bytes(2, bytes(1, "x"));
  const auto batch = [&](const std::string& condition) {
    const std::string first = bytes(1, statement);
    return decode(pipeline(bytes(3, bytes(1, first + bytes(1, bytes(1, condition) + statement)))));
  };
  const auto decoded = batch(bytes(4, bytes(1, number(1, 0)) + bytes(1, bytes(3, bytes(6, "")))));
  ASSERT_TRUE(decoded.has_value());
  const Condition& condition = *decoded->requests[0].batch.steps[1].condition;
  EXPECT_EQ(condition.kind, Condition::Kind::And);
  ASSERT_EQ(condition.parts.size(), 2U);
  EXPECT_EQ(condition.parts[0].kind, Condition::Kind::Ok);
  EXPECT_EQ(condition.parts[0].step, 0U);
  EXPECT_EQ(condition.parts[1].parts[0].kind, Condition::Kind::IsAutocommit);
  EXPECT_FALSE(batch(number(1, 1)).has_value()) << "not an earlier step";
  EXPECT_FALSE(batch("").has_value()) << "no member";
  std::string deep = bytes(6, "");
  for (int i = 0; i < 50; ++i) deep = bytes(3, deep);
  EXPECT_TRUE(batch(deep).has_value());
  EXPECT_FALSE(
      decode_pipeline(as_bytes(pipeline(bytes(3, bytes(1, bytes(1, bytes(1, deep) + statement))))),
                      kProtobuf, {.condition_depth_max = 50})
          .has_value());
}

TEST(ProtoRequests, Refused) {
  for (const std::string& body :
       {pipeline(""), pipeline(bytes(9, "")), execute(""), execute(bytes(1, "x") + number(2, 0)),
        pipeline(bytes(2, "")), execute(bytes(1, "\xff")), execute(bytes(1, "x") + bytes(3, "")),
        execute(bytes(1, "x") + bytes(3, bytes(2, ""))),
        pipeline(bytes(1, "")) + pipeline(bytes(8, "")), std::string("\x0b"),
        std::string("\x00\x00", 2), std::string(11, '\xff')}) {
    EXPECT_FALSE(decode(body).has_value()) << testing::PrintToString(body);
  }
}

TEST(ProtoRequests, EveryCutIsRefusedOrAWholeMessage) {
  const std::string body = execute(bytes(1, "SELECT ?") + bytes(3, bytes(4, "abc")));
  for (size_t size = 1; size < body.size(); ++size) {
    EXPECT_FALSE(decode(body.substr(0, size)).has_value()) << size;
  }
}

TEST(ProtoRequests, Sockets) {
  const auto decode_message = [](const std::string& body) {
    return decode_socket_message(as_bytes(body), kProtobuf, {});
  };
  const auto hello = decode_message(bytes(1, bytes(1, "token")));
  ASSERT_TRUE(hello.has_value());
  EXPECT_TRUE(hello->is_hello);
  EXPECT_EQ(hello->jwt, "token");
  const auto fetch = decode_message(bytes(2, number(1, 7) + bytes(8, number(1, 3) + number(2, 9))));
  ASSERT_TRUE(fetch.has_value());
  EXPECT_EQ(fetch->request_id, 7);
  EXPECT_EQ(fetch->request.kind, RequestKind::FetchCursor);
  EXPECT_EQ(fetch->request.cursor_id, 3);
  EXPECT_EQ(fetch->request.count_max, 9U);
  const std::string body = bytes(2, bytes(10, number(1, 4) + bytes(2, "SELECT 1")));
  const auto describe = decode_message(body);
  ASSERT_TRUE(describe.has_value());
  EXPECT_EQ(describe->request.stream_id, 4);
  EXPECT_EQ(describe->request.sql.text, "SELECT 1");
  EXPECT_FALSE(decode_message("").has_value());
  const auto unknown = decode_message(bytes(2, number(1, 7)));
  ASSERT_FALSE(unknown.has_value());
  EXPECT_TRUE(unknown.error().is_unknown_type);
}

TEST(ProtoWriter, Execute) {
  const auto writer = AnswerWriter::make(kProtobuf, Face::Pipeline);
  writer->begin_pipeline("b");
  writer->begin_ok(RequestKind::Execute, 0);
  writer->begin_payload();
  writer->begin_result();
  writer->column("c", "INT");
  writer->begin_rows();
  writer->begin_row();
  writer->value(record::ValueView::integer(-1));
  writer->value(record::ValueView::text(""));
  writer->value(record::ValueView::null());
  writer->value(record::ValueView::real(1.5));
  writer->end_row();
  writer->end_result({.affected_rows = 2, .last_insert_rowid = 5, .duration_us = 0});
  writer->end_payload();
  writer->end_ok();
  writer->end_pipeline();
  const std::string row = bytes(1, number(2, 1)) + bytes(1, bytes(4, "")) + bytes(1, bytes(1, "")) +
                          bytes(1, std::string("\x19\0\0\0\0\0\0\xf8\x3f", 9));
  const std::string result = bytes(1, bytes(1, "c") + bytes(2, "INT")) + bytes(2, row) +
                             number(3, 2) + number(4, 10) + number(6, 0) + number(7, 0) +
                             std::string("\x41\0\0\0\0\0\0\0\0", 9);
  EXPECT_EQ(writer->take(), bytes(1, "b") + bytes(3, bytes(1, bytes(2, bytes(1, result)))));
}

TEST(ProtoWriter, LengthsOfMoreThanAByte) {
  const auto writer = AnswerWriter::make(kProtobuf, Face::Socket);
  writer->error({std::string(300, 'x'), "C"}, -1);
  const std::string error = "\x0a\xac\x02" + std::string(300, 'x') + "\x12\x01" + "C";
  const std::string inside = "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x12\xb2\x02" + error;
  EXPECT_EQ(writer->take(), "\x22\xc0\x02" + inside);
}

TEST(ProtoWriter, TakenBackSteps) {
  const auto writer = AnswerWriter::make(kProtobuf, Face::Pipeline);
  writer->begin_ok(RequestKind::Batch, 0);
  writer->begin_payload();
  writer->begin_steps();
  const auto mark = writer->mark();
  writer->begin_step(0);
  writer->begin_row();
  writer->value(record::ValueView::integer(7));
  writer->rewind(mark);
  writer->skip_step();
  writer->end_steps(std::vector<std::optional<ErrorObject>>{ErrorObject{"m", "C"}});
  writer->end_payload();
  writer->end_ok();
  const std::string errors = bytes(2, number(1, 0) + bytes(2, bytes(1, "m") + bytes(2, "C")));
  EXPECT_EQ(writer->take(), bytes(3, bytes(1, bytes(3, bytes(1, errors)))));
}

TEST(ProtoWriter, CursorsOverHttpHaveLengths) {
  const auto writer = AnswerWriter::make(kProtobuf, Face::Cursor);
  writer->cursor_head("b");
  writer->begin_step_entry(0);
  writer->column("c", "");
  writer->end_step_entry();
  writer->begin_row_entry();
  writer->value(record::ValueView::integer(0));
  writer->end_row_entry();
  writer->step_end_entry({.affected_rows = 0});
  writer->cursor_tail();
  const auto message = [](const std::string& content) {
    return std::string{static_cast<char>(content.size())} + content;
  };
  EXPECT_EQ(writer->take(),
            message(bytes(1, "b")) + message(bytes(1, number(1, 0) + bytes(2, bytes(1, "c")))) +
                message(bytes(4, bytes(1, number(2, 0)))) + message(bytes(2, number(1, 0))));
}

TEST(ProtoWriter, BrokenUtf8IsReplaced) {
  const auto writer = AnswerWriter::make(kProtobuf, Face::Cursor);
  writer->begin_row_entry();
  writer->value(record::ValueView::text("a\xff"));
  writer->end_row_entry();
  EXPECT_THAT(writer->take(), testing::EndsWith(bytes(4, "a\xEF\xBF\xBD")));
}

}  // namespace
}  // namespace tern::daemon::hrana
