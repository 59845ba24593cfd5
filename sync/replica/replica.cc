#include "sync/replica/replica.h"

#include "engine/io/posix_vfs.h"
#include "sync/replica/clone.h"
#include "sync/replica/replica_state.h"

namespace tern::sync::replica {

Replica::Replica(std::unique_ptr<State> state) : state_(std::move(state)) {}
Replica::~Replica() = default;

Result<std::unique_ptr<Replica>> Replica::open(const std::string& path, ReplicaOptions options) {
  // Apart: `new` takes its memory before its arguments are evaluated, and TRY may return.
  std::unique_ptr<State> state = TRY(State::open(path, options));
  return std::unique_ptr<Replica>(new Replica(std::move(state)));
}

Result<std::unique_ptr<Replica>> Replica::clone(const std::string& path, std::string_view remote,
                                                std::string_view database, wire::Exchange& exchange,
                                                ReplicaOptions options) {
  TRY(clone_files(path, remote, database, exchange, options));
  return open(path, options);
}

Result<std::unique_ptr<Replica>> Replica::publish(const std::string& path, std::string_view remote,
                                                  std::string_view database,
                                                  wire::Exchange& exchange,
                                                  ReplicaOptions options) {
  TRY(publish_files(path, remote, database, exchange, options));
  return open(path, options);
}

bool Replica::is_replica(const std::string& path) {
  const Result<bool> exists = io::posix_vfs().exists(Paths{path}.sync());
  return exists && *exists;
}

Connection& Replica::connection() { return state_->connection(); }

void Replica::keep_connection_in(std::optional<Connection>& place) {
  state_->keep_connection_in(place);
}

Result<SyncReport> Replica::sync_once(wire::Exchange& exchange, Direction direction) {
  return state_->sync_once(exchange, direction);
}

ReplicaStatus Replica::status() const { return state_->status(); }

}  // namespace tern::sync::replica
