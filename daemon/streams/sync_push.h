#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "daemon/hrana/requests.h"
#include "daemon/streams/database.h"
#include "daemon/streams/errors.h"
#include "daemon/streams/stream_use.h"

namespace tern::daemon::streams {

/// A batch by which a sync client of Turso's pushes: BEGIN IMMEDIATE, the making of its table of
/// watermarks, a statement per change, the watermark, COMMIT. The client reads the errors of the
/// steps, but not whether the batch committed, and takes what lies before the watermark for done.
/// So here, other than in an ordinary batch:
///
/// - a step that fails rolls the whole push back, and the change that was refused is recorded
///   (Session::record_refusal), unless it is the server that has no room or time. But for
///   ALTER TABLE ... ADD COLUMN of a column that is there: that is what the client wants.
/// - before COMMIT the resolver judges what the statements did (Session::resolve_push), as it does
///   with what replicas of ours push; it may refuse it.
/// - the watermark only moves forward: a push that was delivered twice, or comes from a copied
///   file, has no effect.
/// - an UPDATE that finds no row (somebody has deleted it) is recorded, and the rest goes on.
///
/// Source: the protocol of @tursodatabase/sync 0.7. Lifetime: not longer than the batch.
class SyncPush {
 public:
  /// Nothing: the batch is no push.
  static std::optional<SyncPush> of(const hrana::Batch& batch);

  using Run = std::function<std::optional<ErrorObject>()>;
  /// Runs step `number` by `run`, which answers its error if it has one.
  std::optional<ErrorObject> step(StreamUse& use, uint32_t number, const Run& run);
  /// After the last step.
  void finish(StreamUse& use);

 private:
  SyncPush(const hrana::Batch& batch, uint32_t watermark);
  std::optional<ErrorObject> begin(StreamUse& use);
  std::optional<ErrorObject> change(StreamUse& use, uint32_t number, const Run& run);
  std::optional<ErrorObject> commit(StreamUse& use, const Run& run);
  std::optional<ErrorObject> check_watermark(StreamUse& use);
  void roll_back(StreamUse& use);
  void refuse(StreamUse& use, uint32_t number, const ErrorObject& error);
  RefusedChange described(uint32_t number, std::string code, std::string why) const;

  const hrana::Batch& batch_;
  uint32_t watermark_;  // the step that writes it
  PushedTransaction pushed_;
  bool is_rolled_back_ = false;
  std::vector<RefusedChange> refused_;  // not recorded yet
};

}  // namespace tern::daemon::streams
