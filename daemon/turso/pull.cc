#include "daemon/turso/pull.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>

#include "daemon/operation/json_string.h"
#include "daemon/turso/page_selector.h"
#include "daemon/turso/pull_message.h"
#include "daemon/turso/revision_name.h"

namespace tern::daemon::turso {
namespace {

using sync::primary::HostedDatabase;
using sync::primary::RevisionSnapshot;
using Clock = std::chrono::steady_clock;

constexpr uint32_t kPageSize = 4096;  // the clients know no other
constexpr size_t kPieceBytes = 64 << 10;
constexpr std::chrono::milliseconds kLookPause{200};  // for a client that goes while it waits

/// A refusal of a request.
struct Refused {
  int status = 400;
  std::string code;
  std::string message;
};
template <class T>
using Outcome = std::expected<T, Refused>;

std::unexpected<Refused> refuse(int status, std::string_view code, std::string_view message) {
  return std::unexpected(Refused{status, std::string(code), std::string(message)});
}

std::unexpected<Refused> refuse(const Error& error) {
  const bool is_of_client = error.is(ErrorCode::Protocol);
  return refuse(is_of_client ? 400 : 503, is_of_client ? "PROTOCOL_ERROR" : "PULL_FAILED",
                error.message());
}

/// A snapshot, and which of its pages are to be sent.
struct Answer {
  std::shared_ptr<RevisionSnapshot> snapshot;  // shared with other pulls of the revision
  RevisionName name;
  std::optional<std::set<uint32_t>> changed;  // numbers from 1; nothing: all
  std::optional<std::vector<bool>> touched;   // ids from 0, by the query; nothing: none was asked
};

class Pull {
 public:
  Pull(HostedDatabase& database, streams::CursorSink& sink, const PullOptions& options)
      : database_(database), sink_(sink), options_(options) {}

  Outcome<void> run(Bytes body, const std::atomic<bool>& cancelled,
                    const WaitElsewhere& wait_elsewhere) {
    const Result<PullMessage> message = PullMessage::decode(body);
    if (!message) return refuse(message.error());
    if (message->wants_zstd)
      return refuse(400, "ENCODING_UNSUPPORTED", "pages are sent as they are: ask for encoding 0");
    if (message->wants_log)
      return refuse(400, "STREAM_KIND_UNSUPPORTED",
                    "there are pages here, and no logical log: ask for stream kind 0");
    if (message->long_poll_ms > 0 && message->server_revision.empty())
      wait_for_news(*message, cancelled, wait_elsewhere);
    Outcome<Answer> answer = choose(*message);
    if (!answer) return std::unexpected(answer.error());
    if (answer->snapshot->page_size() != kPageSize)
      return refuse(400, "PAGE_SIZE_UNSUPPORTED",
                    "Turso's clients know pages of 4096 bytes only; this database has pages of " +
                        std::to_string(answer->snapshot->page_size()));
    const Outcome<void> is_run = run_query(*message, *answer, cancelled);
    if (!is_run) return is_run;
    return send(*message, *answer);
  }

  bool has_begun() const { return has_begun_; }

 private:
  /// Folders are named by ids that the server made.
  std::string database_id() const {
    return std::filesystem::path(database_.path()).parent_path().filename().string();
  }

  void wait_for_news(const PullMessage& message, const std::atomic<bool>& cancelled,
                     const WaitElsewhere& wait_elsewhere) {
    const auto client = RevisionName::parse(message.client_revision);
    if (!client || client->database != database_id()) return;
    const auto asked = std::chrono::milliseconds(message.long_poll_ms);
    const Clock::time_point end = Clock::now() + std::min(asked, options_.long_poll_max);
    // Too many that wait: without news at once, and the client asks again.
    (void)wait_elsewhere([&] {
      while (!cancelled && Clock::now() < end) {
        const Clock::time_point look = std::min(end, Clock::now() + kLookPause);
        const Result<uint64_t> head = database_.wait_for_commit(client->revision, look);
        if (!head || *head != client->revision) return;
      }
    });
  }

  Outcome<Answer> choose(const PullMessage& message) {
    const auto wanted = RevisionName::parse(message.server_revision);
    if (!message.server_revision.empty() && (!wanted || wanted->database != database_id()))
      return refuse(409, "REVISION_UNKNOWN",
                    "this revision is of another database: begin with a new file");
    std::shared_ptr<RevisionSnapshot> snapshot;
    if (wanted) snapshot = database_.snapshot_of(wanted->revision, wanted->epoch);
    if (wanted && !snapshot) return choose_unchanged(message, *wanted);
    if (!snapshot) {
      Result<std::shared_ptr<RevisionSnapshot>> newest = database_.snapshot();
      if (!newest) return refuse(newest.error());
      snapshot = *std::move(newest);
    }
    Answer answer;
    answer.name = {database_id(), snapshot->epoch().raw, snapshot->revision().raw};
    answer.snapshot = std::move(snapshot);
    const auto since = RevisionName::parse(message.client_revision);
    if (!since || since->database != answer.name.database || since->epoch != answer.name.epoch)
      return answer;
    auto changed = changed_since(*since, answer.name.revision);
    if (!changed) return std::unexpected(changed.error());
    answer.changed = *std::move(changed);
    return answer;
  }

  /// The pages of a revision that is not kept any more, out of the newest one: those that are
  /// wanted must not have changed since.
  Outcome<Answer> choose_unchanged(const PullMessage& message, const RevisionName& wanted) {
    const auto gone = [] {
      return refuse(409, "REVISION_GONE",
                    "this revision is not kept any more, and pages have changed since: pull first");
    };
    Result<std::shared_ptr<RevisionSnapshot>> newest = database_.snapshot();
    if (!newest) return refuse(newest.error());
    Answer answer{*std::move(newest), wanted, std::nullopt, std::nullopt};
    if (answer.snapshot->epoch().raw != wanted.epoch || message.pages.empty()) return gone();
    const auto changed = changed_since(wanted, answer.snapshot->revision().raw);
    if (!changed) return std::unexpected(changed.error());
    if (!*changed) return gone();
    const Result<PageSelector> selector =
        PageSelector::read(message.pages, answer.snapshot->page_count());
    if (!selector) return refuse(selector.error());
    const auto is_wanted = [&](uint32_t no) { return selector->covers(no - 1); };
    if (std::ranges::any_of(**changed, is_wanted)) return gone();
    return answer;
  }

  /// A client that has a revision gets all that it needs to leave that.
  Outcome<void> run_query(const PullMessage& message, Answer& answer,
                          const std::atomic<bool>& cancelled) {
    if (message.query.empty() || !message.client_revision.empty()) return {};
    auto touched = touched_pages(*answer.snapshot, message.query, options_.query, cancelled);
    if (!touched) {
      const bool is_gone = touched.error().code == "SQLITE_BUSY_SNAPSHOT";
      return refuse(is_gone ? 503 : 400, touched.error().code,
                    "the query of the pages: " + touched.error().message);
    }
    answer.touched = *std::move(touched);
    return {};
  }

  Outcome<std::optional<std::set<uint32_t>>> changed_since(const RevisionName& since,
                                                           uint64_t revision) {
    auto changed = database_.changed_pages_since(since.revision, since.epoch, revision);
    if (!changed) return refuse(changed.error());
    return *std::move(changed);
  }

  Outcome<void> send(const PullMessage& message, const Answer& answer) {
    const uint32_t count = answer.snapshot->page_count();
    const Result<PageSelector> selector = PageSelector::read(message.pages, count);
    if (!selector) return refuse(selector.error());
    buffer_ = pull_header(answer.name.text(), count);
    // Pages that are named beside a query are wanted, too.
    const auto is_selected = [&](uint32_t id) {
      const bool is_named = selector->covers(id) && (!answer.touched || !message.pages.empty());
      return is_named || (answer.touched && (*answer.touched)[id]);
    };
    const auto send_one = [&](uint32_t no) -> Result<bool> {
      if (no > count || !is_selected(no - 1)) return true;
      const ByteVector page = TRY(answer.snapshot->read(PageNo{no}));
      append_page(buffer_, no - 1, page);
      return buffer_.size() < kPieceBytes || flush();
    };
    Result<bool> is_wanted = true;
    if (answer.changed) {
      for (auto no = answer.changed->begin();
           is_wanted && *is_wanted && no != answer.changed->end(); ++no)
        is_wanted = send_one(*no);
    } else {
      for (uint32_t no = 1; is_wanted && *is_wanted && no <= count; ++no) is_wanted = send_one(no);
    }
    if (!is_wanted) return refuse(is_wanted.error());
    if (*is_wanted) (void)flush();  // the reader may go just now
    return {};
  }

  bool flush() {
    if (!has_begun_) sink_.begin(200, "application/protobuf");
    has_begun_ = true;
    const bool is_taken = sink_.write(buffer_);
    buffer_.clear();
    return is_taken;
  }

  HostedDatabase& database_;
  streams::CursorSink& sink_;
  const PullOptions& options_;
  std::string buffer_;
  bool has_begun_ = false;
};

void write_refusal(const Refused& refused, streams::CursorSink& sink) {
  const std::string message = json_string(refused.message);
  sink.begin(refused.status, "application/json");
  (void)sink.write("{\"message\":" + message + ",\"code\":" + json_string(refused.code) +
                   ",\"error\":" + message + "}");
}

}  // namespace

void answer_pull(HostedDatabase& database, Bytes body, streams::CursorSink& sink,
                 const std::atomic<bool>& cancelled, const WaitElsewhere& wait_elsewhere,
                 const PullOptions& options) {
  Pull pull(database, sink, options);
  const Outcome<void> done = pull.run(body, cancelled, wait_elsewhere);
  if (done) return;
  if (!pull.has_begun()) return write_refusal(done.error(), sink);
  // Too late for a status: a message that ends early is what the client notices.
  constexpr std::string_view kLengthWithoutMessage("\x7f", 1);
  (void)sink.write(kLengthWithoutMessage);
}

}  // namespace tern::daemon::turso
