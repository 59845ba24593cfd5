#pragma once

#include <deque>
#include <map>

#include "sync/replica/replica_state.h"

namespace tern::sync::replica {

/// One round of sync: carries out what the session says and tells it what came of it.
class Replica::State::Round {
 public:
  Round(State& state, wire::Exchange& exchange);
  Result<SyncReport> run(session::Direction direction);

 private:
  using Event = session::Event;
  // Each carries out one action; what it makes happen goes to events_.
  Status act(const session::SendPush& action);
  Status act(const session::NoteOutcomes& action);
  Status act(const session::SendPull& action);
  Status act(const session::Install& action);
  Status act(const session::TakeIdentity& action);
  Status act(const session::Wait& action);
  Status act(const session::Finish& action);
  Status act(const session::Fail& action);

  std::optional<ByteVector> ask(std::string_view what, ByteVector body);
  Status ensure_staging();
  Staging::From base() const;
  Result<std::vector<wire::HeldPage>> held_pages();
  Result<ByteVector> base_image(uint32_t page);

  State& state_;
  wire::Exchange& exchange_;
  session::ClientSession session_;
  std::deque<Event> events_;
  std::optional<Staging> staging_;
  std::map<uint32_t, uint64_t> held_;  // pages of the question in hand, with their short hashes
  SyncReport report_;
  std::string trouble_;  // what kept the last question from being answered
  ErrorCode trouble_code_ = ErrorCode::IoErr;
  int pages_missing_ = 0;
  bool finished_ = false;
};

}  // namespace tern::sync::replica
