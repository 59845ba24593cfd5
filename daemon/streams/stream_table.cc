#include "daemon/streams/stream_table.h"

#include "daemon/streams/batch_cursor.h"

namespace tern::daemon::streams {

std::shared_ptr<Stream> StreamTable::open(std::shared_ptr<Home> home, bool is_of_socket,
                                          uint32_t streams_max) {
  const std::scoped_lock lock(mutex_);
  if (streams_.size() >= streams_max) return nullptr;
  auto stream = std::make_shared<Stream>(next_id_++, std::move(home), is_of_socket);
  streams_.emplace(stream->id(), stream);
  return stream;
}

std::expected<std::shared_ptr<Stream>, StreamTable::Refusal> StreamTable::claim(
    const Ticket& ticket, std::string_view database) {
  const std::scoped_lock lock(mutex_);
  const auto found = streams_.find(ticket.stream_id);
  if (found == streams_.end()) return std::unexpected(Refusal::Unknown);
  Stream& stream = *found->second;
  if (stream.home().name() != database) return std::unexpected(Refusal::OfAnotherDatabase);
  const std::scoped_lock stream_lock(stream.mutex_);
  if (stream.is_busy_ || stream.sequence_ != ticket.sequence) {
    return std::unexpected(Refusal::Used);
  }
  stream.is_busy_ = true;
  ++stream.sequence_;
  no_longer_idle(stream);
  return found->second;
}

bool StreamTable::claim(Stream& stream) {
  const std::scoped_lock lock(mutex_, stream.mutex_);
  if (stream.is_busy_ || stream.is_stopped_) return false;
  stream.is_busy_ = true;
  no_longer_idle(stream);
  return true;
}

bool StreamTable::release(Stream& stream) {
  const std::scoped_lock lock(mutex_, stream.mutex_);
  if (stream.is_stopped_) {
    streams_.erase(stream.id());
    return false;
  }
  stream.is_busy_ = false;
  const bool holds = stream.link_ && (stream.link_->in_transaction() || stream.cursor_);
  put_among(holds ? idle_in_transaction_ : idle_, stream);
  return true;
}

void StreamTable::put_among(std::list<Stream*>& list, Stream& stream) {
  stream.idle_since_ = Clock::now();
  stream.idle_in_ = &list;
  stream.idle_at_ = list.insert(list.end(), &stream);
}

void StreamTable::no_longer_idle(Stream& stream) {
  if (!stream.idle_in_) return;
  stream.idle_in_->erase(stream.idle_at_);
  stream.idle_in_ = nullptr;
}

void StreamTable::remove(Stream& stream) {
  const std::scoped_lock lock(mutex_);
  no_longer_idle(stream);
  streams_.erase(stream.id());
}

std::shared_ptr<Stream> StreamTable::take(Stream& stream) {
  auto out = stream.shared_from_this();
  no_longer_idle(stream);
  if (stream.is_of_socket()) {
    put_among(idle_, stream);
  } else {
    streams_.erase(stream.id());
  }
  return out;
}

StreamTable::Expired StreamTable::take_expired(Clock::time_point with_transaction,
                                               Clock::time_point without) {
  const std::scoped_lock lock(mutex_);
  Expired out;
  while (!idle_in_transaction_.empty() &&
         idle_in_transaction_.front()->idle_since_ < with_transaction) {
    Stream& front = *idle_in_transaction_.front();
    if (!front.holds_something()) {  // it was rolled back while it was idle
      no_longer_idle(front);
      put_among(idle_, front);
      continue;
    }
    auto stream = take(front);
    (stream->is_of_socket() ? out.transactions : out.streams).push_back(std::move(stream));
  }
  // Those of sockets live as long as these; they go to the end of the list, with a new time.
  while (!idle_.empty() && idle_.front()->idle_since_ < without) {
    auto stream = take(*idle_.front());
    if (!stream->is_of_socket()) out.streams.push_back(std::move(stream));
  }
  return out;
}

size_t StreamTable::size() const {
  const std::scoped_lock lock(mutex_);
  return streams_.size();
}

}  // namespace tern::daemon::streams
