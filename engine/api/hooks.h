#pragma once

#include <functional>
#include <string_view>

#include "engine/txn/row_listener.h"
#include "tern/tern.h"

namespace tern::api {

/// What a user of a connection wants to hear of. What a hook throws is lost, where nothing else is
/// said.
class Hooks final : public txn::RowListener {
 public:
  std::function<void(const RowChange&)> preupdate;
  std::function<void(RowOperation, std::string_view, std::string_view, int64_t)> update;
  std::function<bool()> commit;
  std::function<void()> rollback;
  std::function<void(const TraceEvent&)> trace;
  std::function<Status(std::string_view, uint32_t)> wal;
  std::function<uint32_t(std::string_view, uint32_t, uint32_t, uint32_t)> autovacuum;
  Authorizer authorizer;

  bool listens_to_rows() const { return preupdate || update; }
  bool wants_every_row() const override { return static_cast<bool>(preupdate); }
  void row_changes(const txn::RowChange& change) override;
  void row_changed(const txn::RowChange& change) override;
  /// True: the commit is to become a rollback. What the hook throws means so.
  bool refuses_commit() const;
  void rolled_back() const;
  void tell(const TraceEvent& event) const;
  /// Of a database that gives its free pages back when it commits: how many of the `free` ones.
  /// Units: `page_size`: bytes.
  uint32_t pages_to_give(std::string_view database, uint32_t pages, uint32_t free,
                         uint32_t page_size) const;
  Status committed_to_log(std::string_view database, uint32_t frame_count) const;
};

}  // namespace tern::api
