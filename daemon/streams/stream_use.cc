#include "daemon/streams/stream_use.h"

#include <algorithm>

#include "daemon/streams/batch_cursor.h"

namespace tern::daemon::streams {
namespace {

std::unexpected<Failure> fail_with(int status, std::string code, std::string message) {
  return std::unexpected(Failure{status, {std::move(message), std::move(code)}});
}

std::unexpected<Failure> stream_expired() {
  return fail_with(404, "STREAM_EXPIRED", "The stream has expired due to inactivity");
}

std::unexpected<Failure> cannot_open(const Error& error, std::string_view database) {
  if (error.is(ErrorCode::NotFound)) {
    return fail_with(404, "NAMESPACE_NOT_FOUND",
                     "Namespace `" + std::string(database) + "` doesn't exist");
  }
  const bool is_busy = primary(error.code()) == ErrorCode::Busy;
  return std::unexpected(Failure{is_busy ? 503 : 500, error_object(error)});
}

}  // namespace

std::expected<StreamUse, Failure> StreamUse::open(ServiceState& state, const Caller& caller,
                                                  bool is_of_socket) {
  if (state.is_draining.load(std::memory_order_relaxed)) {
    return fail_with(503, "SHUTTING_DOWN", "The server is shutting down");
  }
  // Looked for first: names that mean nothing get no home.
  auto database = state.databases.find(caller.database);
  if (!database) return cannot_open(database.error(), caller.database);
  const DatabaseLimits limits = (*database)->limits();
  auto home = state.homes.at(caller.database);
  // One database leaves some to the others.
  const uint32_t share = state.limits.streams_max - state.limits.streams_max / 2;
  const uint32_t streams_max = limits.streams_max > 0 ? std::min(limits.streams_max, share) : share;
  if (home->stream_count.load() >= streams_max) {
    return fail_with(
        429, "TOO_MANY_STREAMS",
        "The database has " + std::to_string(streams_max) + " streams open, which is its limit");
  }
  auto stream = state.table.open(std::move(home), is_of_socket, state.limits.streams_max);
  if (!stream) {
    return fail_with(503, "TOO_MANY_STREAMS",
                     "The server has " + std::to_string(state.limits.streams_max) +
                         " streams open, which is its limit");
  }
  StreamUse use(state, caller, std::move(stream));
  if (auto attached = use.attach(*std::move(database)); !attached) {
    use.close();
    return std::unexpected(std::move(attached).error());
  }
  return use;
}

std::expected<StreamUse, Failure> StreamUse::resume(ServiceState& state, const Caller& caller,
                                                    std::string_view baton) {
  using Refusal = StreamTable::Refusal;
  const auto ticket = state.batons.read(baton);
  if (!ticket) return fail_with(400, "BATON_INVALID", "Received an invalid baton");
  auto stream = state.table.claim(*ticket, caller.database);
  if (!stream) {
    if (stream.error() == Refusal::Unknown) return stream_expired();
    if (stream.error() == Refusal::Used) {
      return fail_with(400, "BATON_REUSED", "Received a baton that has already been used");
    }
    return fail_with(400, "BATON_INVALID", "The baton belongs to another database");
  }
  StreamUse use(state, caller, *std::move(stream));
  if (auto attached = use.attach(); !attached) {
    use.close();
    return std::unexpected(std::move(attached).error());
  }
  return use;
}

std::optional<StreamUse> StreamUse::resume(ServiceState& state, const Caller& caller,
                                           std::shared_ptr<Stream> stream) {
  if (!state.table.claim(*stream)) return std::nullopt;
  StreamUse use(state, caller, std::move(stream));
  if (use.attach()) return use;
  use.close();
  return std::nullopt;
}

/// Gives the stream a connection, if it has none. `database`: its own, where it was found already.
std::expected<void, Failure> StreamUse::attach(std::shared_ptr<Database> database) {
  if (stream_->link_) {
    limits_ = link().database().limits();
    return {};
  }
  if (!database) {
    auto found = state_->databases.find(stream_->home().name());
    if (!found) return cannot_open(found.error(), stream_->home().name());
    database = *std::move(found);
  }
  limits_ = database->limits();
  auto link = stream_->home().take(std::move(database), state_->limits);
  if (!link) return cannot_open(link.error(), stream_->home().name());
  (*link)->set_counters(stream_->counters_);
  const std::scoped_lock lock(stream_->mutex_);
  stream_->link_ = *std::move(link);
  stream_->link_->guard().stop =
      stream_->is_stopped_ ? RunGuard::Reason::Closed : RunGuard::Reason::None;
  return {};
}

std::optional<ErrorObject> StreamUse::hold_answer(const hrana::AnswerWriter& writer) {
  const uint64_t bytes = writer.capacity();
  if (bytes <= std::max<uint64_t>(answer_memory_.size(), kSmallAnswer)) return std::nullopt;
  if (!state_->host.answers) return std::nullopt;
  if (answer_memory_.size() == 0)
    answer_memory_ = state_->host.answers->use(stream_->home().name());
  if (answer_memory_.resize(bytes)) return std::nullopt;
  return ErrorObject{
      "The server makes and sends too many large answers at once: try again in a "
      "moment, or use a cursor (/v3/cursor, open_cursor)",
      "ANSWERS_TOO_LARGE"};
}

std::string StreamUse::baton() const {
  return state_->batons.make({stream_->id(), stream_->sequence_});
}

StoredSql& StreamUse::stored() {
  if (!stream_->stored_) stream_->stored_ = std::make_unique<StoredSql>();
  return *stream_->stored_;
}

Outcome<void> StreamUse::take_turn() {
  Link& link = this->link();
  if (link.turn().is_held()) return {};
  sync::primary::WriterQueue& queue = link.database().writers();
  const auto give_up = [state = state_, stream = stream_->weak_from_this(),
                        number = stream_->turn_number_] {
    const auto alive = stream.lock();
    if (alive && alive->give_up(number)) state->transactions_stolen.fetch_add(1);
  };
  auto turn = queue.wait(Clock::now(), give_up);
  // Whoever has a snapshot would be too late once the others have written.
  const bool may_wait = !(link.in_transaction() && link.is_reading());
  if (!turn && may_wait) {
    std::atomic<uint32_t>& waiting = stream_->home().waiting_writers;
    if (waiting.fetch_add(1) >= state_->limits.waiting_writers_max) {
      waiting.fetch_sub(1);
      return refuse("TRANSACTION_BUSY", "Too many writers wait for the database");
    }
    const auto wait = [&] {
      turn = queue.wait(Clock::now() + state_->limits.writer_wait, give_up);
    };
    state_->host.wait_elsewhere ? state_->host.wait_elsewhere(wait) : wait();
    waiting.fetch_sub(1);
  }
  if (!turn) return std::unexpected(error_object(turn.error()));
  link.turn() = *std::move(turn);
  return {};
}

void StreamUse::count_transaction() {
  const bool is_open = link().in_transaction();
  if (is_open == stream_->is_transaction_counted_) return;
  stream_->is_transaction_counted_ = is_open;
  state_->transactions_open.fetch_add(is_open ? 1 : uint64_t(-1), std::memory_order_relaxed);
}

void StreamUse::after_statement() {
  Link& link = this->link();
  if (!link.in_transaction()) stream_->is_readonly_transaction_ = false;
  count_transaction();
  if (!link.turn().is_held() || (link.in_transaction() && link.is_writing())) return;
  {
    // From here on nobody is asked to give up what is over.
    const std::scoped_lock lock(stream_->mutex_);
    ++stream_->turn_number_;
    auto asked = RunGuard::Reason::GiveUp;
    link.guard().stop.compare_exchange_strong(asked, RunGuard::Reason::None);
  }
  link.turn().end();
}

/// Others have asked for the turn: the transaction is rolled back.
void StreamUse::finish_give_up() {
  if (link().guard().stop.load() != RunGuard::Reason::GiveUp) return;
  if (link().in_transaction()) {
    link().roll_back();
    stream_->was_rolled_back_ = true;
    state_->transactions_stolen.fetch_add(1, std::memory_order_relaxed);
  }
  after_statement();
}

bool StreamUse::was_rolled_back() {
  finish_give_up();
  return stream_->was_rolled_back_;
}

bool StreamUse::is_over() {
  switch (link().guard().reason()) {
    case RunGuard::Reason::Closed:
    case RunGuard::Reason::Cancelled:
    case RunGuard::Reason::ReaderGone:
      return true;
    default:
      return false;
  }
}

/// The connection serves others while the stream is idle, unless it holds something of its own.
void StreamUse::park() {
  Link& link = this->link();
  link.guard().clear();
  if (link.in_transaction() || stream_->cursor_ || !link.is_plain()) return;
  stream_->counters_ = link.counters();
  std::unique_ptr<Link> free;
  {
    const std::scoped_lock lock(stream_->mutex_);
    free = std::move(stream_->link_);
  }
  free->guard().stop = RunGuard::Reason::None;
  stream_->home().give_back(std::move(free));
}

void StreamUse::drop_transaction() {
  if (!stream_->link_) return;
  stream_->cursor_.reset();
  if (link().in_transaction()) link().roll_back();
  after_statement();
}

void StreamUse::end() {
  if (!stream_) return;
  if (stream_->link_) {
    finish_give_up();
    // Over a WebSocket requests are sent before the answers to earlier ones are known.
    if (told_rollback_ && !stream_->is_of_socket()) stream_->was_rolled_back_ = false;
    if (is_closing_) drop_transaction();
    after_statement();
    park();
  }
  if (is_closing_) {
    state_->table.remove(*stream_);
  } else if (!state_->table.release(*stream_)) {
    drop_transaction();  // it was stopped meanwhile
  }
  stream_.reset();
}

}  // namespace tern::daemon::streams
