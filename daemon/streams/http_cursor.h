#pragma once

#include "daemon/hrana/answer_writer.h"
#include "daemon/hrana/requests.h"
#include "daemon/streams/service.h"
#include "daemon/streams/stream_use.h"

namespace tern::daemon::streams {

/// A batch whose rows leave while it runs. What is written is gathered into pieces, each of which
/// waits for no more than kWaitMax, also while a statement computes.
class HttpCursor {
 public:
  static constexpr size_t kPieceSize = size_t{16} << 10;
  static constexpr std::chrono::milliseconds kWaitMax{30};

  HttpCursor(StreamUse use, hrana::Dialect dialect, CursorSink& sink)
      : use_(std::move(use)),
        is_protobuf_(dialect.is_protobuf),
        writer_(hrana::AnswerWriter::make(dialect, hrana::AnswerWriter::Face::Cursor)),
        sink_(sink) {}
  void run(const hrana::Batch& batch);

 private:
  bool send();

  StreamUse use_;
  const bool is_protobuf_;
  std::unique_ptr<hrana::AnswerWriter> writer_;
  CursorSink& sink_;
  Clock::time_point sent_;
};

}  // namespace tern::daemon::streams
