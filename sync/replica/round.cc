#include "sync/replica/round.h"

#include "engine/io/posix_vfs.h"

namespace tern::sync::replica {
namespace {

// Local commits came in between so often that the pages they touch could not be pulled.
constexpr int kPagesMissingMax = 20;

ErrorCode code_of(int status) {
  switch (status) {
    case 401:
    case 403:
      return ErrorCode::Auth;
    case 404:
      return ErrorCode::NotFound;
    case 413:
      return ErrorCode::TooBig;
    default:
      return ErrorCode::Protocol;
  }
}

/// Statuses after which asking again may help.
bool is_passing(int status) {
  return status >= 500 || status == 408 || status == 422 || status == 429;
}

uint64_t short_hash_of(uint32_t page, Bytes image) {
  return model::short_hash(model::hash_of_page(PageNo{page}, image));
}

}  // namespace

Replica::State::Round::Round(State& state, wire::Exchange& exchange)
    : state_(state),
      exchange_(exchange),
      session_([&state] { return state.options_.random->next_u64(); }) {}

Result<SyncReport> Replica::State::Round::run(session::Direction direction) {
  events_.push_back(session::Start{state_.log_->state(), state_.log_->base().epoch,
                                   state_.log_->base().revision, direction});
  while (!finished_) {
    ASSERT(!events_.empty());
    const Event event = std::move(events_.front());
    events_.pop_front();
    for (const session::Action& action : session_.on(event)) {
      TRY(std::visit([this](const auto& a) { return act(a); }, action));
    }
  }
  report_.revision = state_.log_->base().revision.raw;
  return report_;
}

/// The body of the answer, or nothing after an event has been queued that says what went wrong.
std::optional<ByteVector> Replica::State::Round::ask(std::string_view what, ByteVector body) {
  wire::Request request;
  request.method = wire::Method::Post;
  request.path = wire::path_of(state_.sync_.database, what);
  request.body = std::move(body);
  Result<wire::Response> response = exchange_.send(request);
  if (!response) {
    trouble_ = response.error().message();
    trouble_code_ = response.error().code();
    events_.push_back(session::Failed{});
    return std::nullopt;
  }
  if (response->status == 200) return std::move(response->body);
  trouble_ = "the primary answered " + std::to_string(response->status) + ": " +
             std::string(as_text(response->body).substr(0, 200));
  trouble_code_ = ErrorCode::IoErr;
  if (is_passing(response->status)) {
    events_.push_back(session::Failed{});
  } else {
    events_.push_back(session::Refused{code_of(response->status), trouble_});
  }
  return std::nullopt;
}

Status Replica::State::Round::act(const session::SendPush& action) {
  wire::PushRequest request;
  request.rid = state_.log_->rid();
  request.parents = state_.log_->parents();
  request.epoch = state_.log_->base().epoch;
  request.first = action.first;
  request.chain_before = state_.log_->chain_before(action.first);
  uint64_t bytes = 0;
  for (const Pending& pending : state_.log_->pending()) {
    if (pending.seq < action.first) continue;
    bytes += pending.record.size();
    if (bytes > wire::kPushBytesMax && !request.records.empty()) break;
    request.records.push_back(pending.record);
  }
  const uint64_t sent = request.records.size();
  ByteVector body = request.encode();
  report_.bytes_pushed += body.size();
  const std::optional<ByteVector> answer = ask("/push", std::move(body));
  if (!answer) return ok();
  Result<wire::PushAnswer> decoded = wire::PushAnswer::decode(*answer);
  if (!decoded) {
    trouble_ = decoded.error().message();
    events_.push_back(session::Failed{});
    return ok();
  }
  events_.push_back(session::PushAnswered{action.first, sent, *std::move(decoded)});
  return ok();
}

Status Replica::State::Round::act(const session::NoteOutcomes& action) {
  for (const model::Outcome& outcome : action.outcomes) {
    ++report_.pushed;
    switch (outcome.kind) {
      case model::OutcomeKind::Applied:
        ++report_.applied;
        break;
      case model::OutcomeKind::Merged:
        ++report_.merged;
        break;
      case model::OutcomeKind::Parked:
        ++report_.parked;
        break;
    }
  }
  const FileLock held = TRY(state_.lock(FileLock::Which::Log));
  return state_.log_->note_acked(model::Seq{action.first.raw + action.outcomes.size() - 1});
}

Staging::From Replica::State::Round::base() const {
  const Base& base = state_.log_->base();
  return {base.epoch, base.revision, base.page_hash};
}

Status Replica::State::Round::ensure_staging() {
  if (!staging_) {
    staging_.emplace(TRY(Staging::open(io::posix_vfs(), state_.paths_.pull(), base())));
    // What a former run staged completely may be old by now, or lack pages changed since.
    if (staging_->is_complete()) TRY(staging_->restart(base()));
  }
  return ok();
}

/// The pages that local transactions changed, as they are now. Where the primary came to the same
/// image it need not send it.
Result<std::vector<wire::HeldPage>> Replica::State::Round::held_pages() {
  held_.clear();
  std::vector<wire::HeldPage> out;
  for (const uint32_t page : state_.log_->dirty()) {
    out.push_back({page, 0});
    if (page > state_.pager().page_count()) continue;  // cut off since
    const storage::PageRef image = TRY(state_.pager().read(PageNo{page}));
    out.back().short_hash = held_[page] = short_hash_of(page, image.bytes());
  }
  return out;
}

Result<ByteVector> Replica::State::Round::base_image(uint32_t page) {
  const storage::PageRef image = TRY(state_.pager().read(PageNo{page}));
  if (state_.log_->dirty().contains(page)) {
    const auto held = held_.find(page);
    if (held == held_.end() || held->second != short_hash_of(page, image.bytes())) {
      return fail(ErrorCode::Busy, "a local transaction changed the page meanwhile");
    }
  }
  return ByteVector(image.bytes().begin(), image.bytes().end());
}

Status Replica::State::Round::act(const session::SendPull&) {
  TRY(ensure_staging());
  TRY(state_.pager().begin_read());
  const Status caught_up = state_.catch_up();
  Result<std::vector<wire::HeldPage>> held = held_pages();
  state_.pager().rollback();
  TRY(Status(caught_up));
  ByteVector body = staging_->request(state_.log_->rid(), TRY(std::move(held))).encode();
  const std::optional<ByteVector> answer = ask("/pull", std::move(body));
  if (!answer) return ok();
  report_.bytes_pulled += answer->size();
  const Result<wire::PullAnswer> decoded = wire::PullAnswer::decode(*answer);
  if (!decoded) {
    trouble_ = decoded.error().message();
    events_.push_back(session::Failed{});
    return ok();
  }
  // The snapshot first, then the log: the log's dirty pages cover the snapshot.
  TRY(state_.pager().begin_read());
  Status taken = state_.catch_up();
  if (taken && decoded->epoch == state_.log_->base().epoch) {
    taken = staging_->take(*decoded, [this](uint32_t page) { return base_image(page); });
  }
  state_.pager().rollback();
  if (!taken && taken.error().is(ErrorCode::Busy)) {
    if (++pages_missing_ > kPagesMissingMax) return taken;
    taken = staging_->restart(base());
  }
  TRY(std::move(taken));
  events_.push_back(session::PullAnswered{decoded->epoch, decoded->to, decoded->last_seq,
                                          staging_->is_complete()});
  return ok();
}

Status Replica::State::Round::act(const session::Install&) {
  const Staging::Target target = staging_->target();
  const Base& before = state_.log_->base();
  const bool moves = target.revision != before.revision || target.epoch != before.epoch;
  // Nothing new, and no outcome whose preview must give way to it.
  const bool needed = moves || (!state_.log_->pending().empty() &&
                                state_.log_->pending().front().seq <= target.last_seq);
  if (needed) {
    if (TRY(state_.install(*staging_)) == Install::PagesMissing) {
      if (++pages_missing_ > kPagesMissingMax) {
        return fail(ErrorCode::Busy, "local transactions kept changing pages during the pull");
      }
      TRY(staging_->restart(base()));
      events_.push_back(session::PagesMissing{});
      return ok();
    }
    report_.moved = moves;
  }
  staging_.reset();
  TRY(Staging::remove(io::posix_vfs(), state_.paths_.pull()));
  const FileLock held = TRY(state_.lock(FileLock::Which::Log));
  TRY(state_.log_->compact());
  events_.push_back(session::Installed{state_.log_->state(), state_.log_->base().revision});
  return ok();
}

Status Replica::State::Round::act(const session::TakeIdentity& action) {
  TRY(state_.take_identity(action.common, action.restart_base, action.epoch));
  report_.forked = true;
  if (staging_) TRY(staging_->restart(base()));
  events_.push_back(session::IdentityTaken{state_.log_->state(), state_.log_->base().epoch});
  return ok();
}

/// Who calls sync_once decides when to try again.
Status Replica::State::Round::act(const session::Wait&) {
  return fail(trouble_code_ == ErrorCode::Auth ? trouble_code_ : ErrorCode::IoErr, trouble_);
}

Status Replica::State::Round::act(const session::Finish&) {
  finished_ = true;
  return ok();
}

Status Replica::State::Round::act(const session::Fail& action) {
  return std::unexpected(action.error);
}

}  // namespace tern::sync::replica
