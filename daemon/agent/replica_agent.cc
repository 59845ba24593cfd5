#include "daemon/agent/replica_agent.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "daemon/operation/log.h"
#include "daemon/operation/metrics.h"
#include "daemon/operation/whole_file.h"
#include "engine/io/clock.h"
#include "engine/io/posix_vfs.h"
#include "engine/io/random.h"
#include "sync/transport/http_exchange.h"

namespace tern::daemon::agent {
namespace {

using sync::replica::Direction;
using sync::replica::Replica;

constexpr int64_t kLockPatienceMs = 3000;  // for an agent that is ending
constexpr int64_t kLockPollMs = 50;
constexpr int64_t kStateFileMs = 1000;   // between two versions of it
constexpr int64_t kStandstillMs = 2000;  // then a transfer keeps no other replica waiting
constexpr int64_t kNewsPauseMs = 50;     // between two answers
constexpr std::chrono::seconds kTransferIdleMax{20};
constexpr std::chrono::seconds kPollIdleMax{90};

Counter rounds_total("ternd_agent_rounds_total", "Rounds of sync that ended well");
Counter rounds_failed_total("ternd_agent_rounds_failed_total", "Rounds of sync that failed");
Counter bytes_sent_total("ternd_agent_bytes_sent_total", "Bytes of bodies sent to primaries");
Counter bytes_received_total("ternd_agent_bytes_received_total",
                             "Bytes of bodies received from primaries");

int64_t now_ms() { return io::system_clock().monotonic_ms(); }

std::function<uint64_t()> random_bits() {
  return [] { return io::system_random().next_u64(); };
}

Direction direction_of(Work work) {
  if (work == Work::Push) return Direction::Push;
  return work == Work::Pull ? Direction::Pull : Direction::Both;
}

/// Errors after which only somebody who changes something helps.
bool is_refusal(const Error& error) {
  const ErrorCode code = tern::primary(error.code());
  return code == ErrorCode::Auth || code == ErrorCode::NotFound || code == ErrorCode::Misuse;
}

const char* word_of(Mood mood) {
  switch (mood) {
    case Mood::Waiting:
      return "waiting";
    case Mood::Settling:
      return "settling";
    case Mood::Starved:
      return "starved";
    case Mood::Paused:
      return "paused";
    case Mood::Failing:
      return "failing";
    case Mood::Running:
      return "syncing";
  }
  return "";
}

/// The lock that keeps two agents from one replica. It ends with the process, however that ends.
Result<std::unique_ptr<io::File>> lock_replica(const std::string& path) {
  const int64_t until = now_ms() + kLockPatienceMs;
  auto file = TRY(io::posix_vfs().open(path + "-agent-lock", {.create = true, .like = path}));
  for (;;) {
    const Status locked = file->lock(0, 1, io::LockMode::Exclusive);
    if (locked) return file;
    if (!locked.error().is(ErrorCode::Busy)) return std::unexpected(locked.error());
    if (now_ms() >= until) return fail(ErrorCode::Busy, "another agent keeps " + path + " in sync");
    io::system_clock().sleep_ms(kLockPollMs);
  }
}

}  // namespace

Result<std::unique_ptr<ReplicaAgent>> ReplicaAgent::start(const ReplicaConfig& config,
                                                          RoundSlots& slots) {
  std::unique_ptr<io::File> lock = TRY(lock_replica(config.path));
  std::unique_ptr<ReplicaAgent> agent(new ReplicaAgent(config, slots, std::move(lock)));
  agent->sync_thread_ = std::thread([agent = agent.get()] { agent->run(); });
  agent->news_thread_ = std::thread([agent = agent.get()] { agent->run_news(); });
  return agent;
}

ReplicaAgent::ReplicaAgent(const ReplicaConfig& config, RoundSlots& slots,
                           std::unique_ptr<io::File> lock)
    : config_(config),
      slots_(slots),
      lock_(std::move(lock)),
      events_(config.path),
      watch_(config.path),
      link_(config.token_file, config.ca_file, kTransferIdleMax),
      news_link_(config.token_file, config.ca_file, kPollIdleMax),
      poll_([this] { return wants_news() && asked_place_ == place_; }),
      schedule_({.debounce_ms = config.debounce.count(),
                 .bytes_per_hour = config.bytes_per_hour,
                 .is_metered = config.metered == "yes"},
                random_bits(), now_ms()) {
  report_.path = config.path;
}

ReplicaAgent::~ReplicaAgent() {
  begin_to_end();
  sync_thread_.join();
  news_thread_.join();
}

void ReplicaAgent::begin_to_end() {
  is_ending_ = true;
  wake();
}

void ReplicaAgent::wake() {
  {
    const std::lock_guard guard(mutex_);
    ++wakes_;
  }
  news_wake_.notify_all();
  events_.wake();
}

void ReplicaAgent::request_sync() {
  {
    const std::lock_guard guard(mutex_);
    schedule_.on_request();
  }
  wake();
}

void ReplicaAgent::set_paused(bool is_paused) {
  {
    const std::lock_guard guard(mutex_);
    schedule_.set_paused(is_paused);
  }
  wake();
}

void ReplicaAgent::set_metered(bool is_metered) {
  {
    const std::lock_guard guard(mutex_);
    schedule_.set_metered(is_metered);
  }
  wake();
}

void ReplicaAgent::on_change_of_place() {
  ++place_;
  {
    const std::lock_guard guard(mutex_);
    schedule_.on_change_of_place(now_ms());
  }
  wake();
}

ReplicaReport ReplicaAgent::report() const {
  const std::lock_guard guard(mutex_);
  const int64_t now = now_ms();
  ReplicaReport out = report_;
  out.state = word_of(schedule_.mood(now));
  out.is_metered = schedule_.is_metered();
  out.failures = schedule_.failures();
  const Next next = schedule_.next(now);
  out.next_in_ms = next.at_ms == kNever ? -1 : std::max<int64_t>(next.at_ms - now, 0);
  out.has_budget = schedule_.budget().is_bounded();
  out.budget_bytes = schedule_.budget().balance(now);
  return out;
}

// --- the thread that syncs

void ReplicaAgent::run() {
  while (!is_ending_) {
    const bool is_changed = watch_.look();
    Next next;
    {
      const std::lock_guard guard(mutex_);
      const int64_t now = now_ms();
      if (is_changed) schedule_.on_commit(now);
      next = schedule_.next(now);
      if (next.work != Work::None) schedule_.on_round_begun(next.work, now);
    }
    if (next.work == Work::None) {
      wait_for_event(next);
    } else {
      run_round(next.work);
    }
  }
  replica_.reset();
}

void ReplicaAgent::wait_for_event(const Next& next) {
  const int64_t file_due = tend_state_file();
  const int64_t now = now_ms();
  bool is_waiting = false;
  {
    const std::lock_guard guard(mutex_);
    is_waiting = schedule_.mood(now) == Mood::Waiting;
  }
  int64_t wait = next.at_ms == kNever ? -1 : std::max<int64_t>(next.at_ms - now, 0);
  if (file_due != kNever) {
    const int64_t file_wait = std::max<int64_t>(file_due - now, 0);
    wait = wait < 0 ? file_wait : std::min(wait, file_wait);
  }
  // While something is due already, further commits change nothing.
  events_.wait(wait, is_waiting ? FileEvents::For::Writes : FileEvents::For::WakeUpOnly);
}

void ReplicaAgent::run_round(Work work) {
  uint64_t bytes = 0;
  bool has_unsent = false;
  const Status status = sync(work, bytes, has_unsent);
  end_round(status, bytes, has_unsent);
}

Status ReplicaAgent::sync(Work work, uint64_t& bytes, bool& has_unsent) {
  RoundSlots::Slot slot = slots_.take(config_.priority);
  if (is_ending_) return fail(ErrorCode::Interrupt, "the agent ends");
  TRY(open_replica());
  if (std::exchange(round_place_, place_.load()) != place_) link_.drop();
  sync::transport::Transport* const transport = TRY(link_.open(replica_->status().remote));
  uint64_t moved = 0;
  int64_t moved_at = now_ms();
  const auto progress = [&](uint64_t done, uint64_t) {
    if (std::exchange(moved, done) != done) moved_at = now_ms();
    if (now_ms() - moved_at > kStandstillMs) slot.give_up();
    return !is_ending_ && round_place_ == place_;
  };
  sync::transport::HttpExchange exchange(*transport, progress);
  const auto done = replica_->sync_once(exchange, direction_of(work));
  bytes = exchange.bytes_sent() + exchange.bytes_received();
  bytes_sent_total.add(exchange.bytes_sent());
  bytes_received_total.add(exchange.bytes_received());
  {
    const std::lock_guard guard(mutex_);
    report_.bytes_sent += exchange.bytes_sent();
    report_.bytes_received += exchange.bytes_received();
  }
  // In this order: what is committed after the look is seen by the next one.
  (void)watch_.look();
  note_status();
  if (!done) return std::unexpected(done.error());
  if (done->forked) log_event(LogLevel::Info, "forked", {{"replica", config_.path}});
  const std::lock_guard guard(mutex_);
  has_unsent = report_.unsent > 0;
  return ok();
}

/// The file that has the name now.
Status ReplicaAgent::open_replica() {
  const io::FileId file = TRY(io::posix_vfs().identify(config_.path));
  if (replica_ && file == replica_file_) return ok();
  replica_.reset();
  replica_ = TRY(Replica::open(config_.path));
  replica_file_ = file;
  note_status();
  return ok();
}

void ReplicaAgent::note_status() {
  const sync::replica::ReplicaStatus status = replica_->status();
  {
    const std::lock_guard guard(mutex_);
    report_.remote = status.remote;
    report_.database = status.database;
    report_.epoch = status.epoch;
    report_.revision = status.base_revision;
    report_.pending = status.pending;
    report_.unsent = status.last_seq - std::min(status.acked_seq, status.last_seq);
    report_.conflicts_open = status.conflicts_open;
  }
}

void ReplicaAgent::end_round(const Status& status, uint64_t bytes, bool has_unsent) {
  RoundEnd end{RoundEnd::Kind::Done, bytes, has_unsent};
  uint32_t failures_before = 0;
  {
    const std::lock_guard guard(mutex_);
    failures_before = schedule_.failures();
    if (status) {
      report_.error.clear();
      report_.last_sync_ms = io::system_clock().wall_ms();
      ++report_.rounds;
    } else {
      end.kind = is_refusal(status.error()) ? RoundEnd::Kind::Refused : RoundEnd::Kind::Failed;
      report_.error = status.error().message();
      ++report_.rounds_failed;
    }
    schedule_.on_round_ended(end, now_ms());
  }
  (status ? rounds_total : rounds_failed_total).add();
  news_wake_.notify_all();  // the base is known now
  if (status) {
    if (failures_before > 0) log_event(LogLevel::Info, "syncs_again", {{"replica", config_.path}});
    return;
  }
  // Whatever is open may be why.
  link_.drop();
  replica_.reset();
  if (failures_before == 0 && !is_ending_)
    log_event(LogLevel::Warn, "sync_failed",
              {{"replica", config_.path}, {"why", std::string(status.error().message())}});
}

/// Writes the state file where it is not true any more, but not too often. When it has to be looked
/// at again; kNever: after the next event.
int64_t ReplicaAgent::tend_state_file() {
  ReplicaReport told = report();
  told.next_in_ms = -1;
  told.budget_bytes = 0;
  std::string text = to_json(told);
  if (text == written_) return kNever;
  const int64_t now = now_ms();
  if (!written_.empty() && now < written_at_ + kStateFileMs) return written_at_ + kStateFileMs;
  written_ = std::move(text);
  written_at_ = now;
  const Status done =
      replace_file(config_.path + "-agent",
                   state_file_text(report(), ::getpid(), io::system_clock().wall_ms()), 0600);
  if (!done)
    log_event(LogLevel::Warn, "state_not_written",
              {{"replica", config_.path}, {"why", std::string(done.error().message())}});
  return kNever;
}

// --- the thread that asks for news

bool ReplicaAgent::wants_news() const {
  if (is_ending_) return false;
  const std::lock_guard guard(mutex_);
  return !schedule_.is_metered() && !schedule_.is_paused() && !report_.remote.empty();
}

/// Nothing: it ends.
std::optional<ReplicaAgent::Base> ReplicaAgent::wait_until_news_matter() {
  while (!is_ending_) {
    if (wants_news()) {
      const std::lock_guard guard(mutex_);
      return Base{report_.remote, report_.database, report_.epoch, report_.revision};
    }
    std::unique_lock lock(mutex_);
    const bool matters =
        !schedule_.is_metered() && !schedule_.is_paused() && !report_.remote.empty();
    if (!matters && !is_ending_) news_wake_.wait(lock);
  }
  return std::nullopt;
}

void ReplicaAgent::sleep_until_woken(int64_t duration_ms) {
  std::unique_lock lock(mutex_);
  const uint64_t wakes = wakes_;
  news_wake_.wait_for(lock, std::chrono::milliseconds(duration_ms),
                      [&] { return is_ending_ || wakes_ != wakes; });
}

void ReplicaAgent::run_news() {
  Backoff backoff(random_bits());
  while (const std::optional<Base> base = wait_until_news_matter()) {
    const Result<NewsPoll::Answer> answer = ask(*base);
    if (!answer && answer.error().is(ErrorCode::Interrupt)) continue;
    if (answer) {
      const bool is_back = backoff.failures() > 0;
      backoff.succeed();
      take_answer(*base, *answer);
      if (is_back) {
        const std::lock_guard guard(mutex_);
        schedule_.on_change_of_place(now_ms());
      }
      events_.wake();
      // A primary that is busy has news at each question.
      const int64_t interval = answer->has_waited ? std::max(kNewsPauseMs, config_.debounce.count())
                                                  : config_.poll_interval.count();
      sleep_until_woken(interval - interval / 10 + backoff.below(interval / 5 + 1));
      continue;
    }
    {
      const std::lock_guard guard(mutex_);
      report_.news_error = answer.error().message();
    }
    const int64_t wait = backoff.fail();
    sleep_until_woken(is_refusal(answer.error()) ? kBackoffMaxMs / 2 + wait / 2 : wait);
  }
}

Result<NewsPoll::Answer> ReplicaAgent::ask(const Base& base) {
  asked_place_ = place_;
  sync::transport::Transport* const primary = TRY(news_link_.open(base.remote));
  uint64_t after = base.revision;
  if (told_epoch_ != 0)
    after = told_epoch_ == base.epoch ? std::max(base.revision, told_head_) : told_head_;
  Result<NewsPoll::Answer> answer = poll_.ask(*primary, base.database, after);
  if (!answer) news_link_.drop();
  return answer;
}

void ReplicaAgent::take_answer(const Base& base, const NewsPoll::Answer& answer) {
  const bool is_untold = answer.epoch != told_epoch_ || answer.head != told_head_;
  const bool is_news = answer.epoch != base.epoch || answer.head > base.revision;
  told_epoch_ = answer.epoch;
  told_head_ = answer.head;
  const std::lock_guard guard(mutex_);
  report_.news_error.clear();
  report_.has_long_poll = answer.has_waited;
  if (is_untold && is_news) schedule_.on_news(now_ms());
}

}  // namespace tern::daemon::agent
