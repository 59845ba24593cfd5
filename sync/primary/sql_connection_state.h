#pragma once

#include <functional>

#include "sync/primary/commit_recorder.h"
#include "sync/primary/sql_connection.h"

namespace tern::sync::primary {

class SqlConnection::State {
 public:
  State(Ledger& of, Connection opened, std::function<void()> after_commit,
        std::function<void(Connection*)> closed);
  ~State();
  State(const State&) = delete;

  Ledger& ledger;
  Connection connection;
  CommitRecorder recorder;

 private:
  std::function<void(Connection*)> closed_;  // is told before it goes
};

}  // namespace tern::sync::primary
