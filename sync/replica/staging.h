#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/io/vfs.h"
#include "sync/store/record_log.h"
#include "sync/wire/messages.h"

// A pull on its way: pages of a newer revision, beside the database, until they are whole and
// proven.
//
// An answer may hold a part of the pages only. The parts of one pass are of one revision if the
// primary stood still meanwhile; if it moved, another pass brings what changed since the first part
// of the pass before, until one pass is of one revision. The file is kept between runs, so that a
// cut pull goes on where it was.

namespace tern::sync::replica {

class Staging {
 public:
  /// What the pages add to: asked for with each request.
  struct From {
    wire::Epoch epoch;
    wire::Revision revision;
    wire::Digest page_hash;
  };
  /// What a complete staging leads to.
  struct Target {
    wire::Epoch epoch;
    wire::Revision revision;
    wire::Digest page_hash;
    uint32_t page_size = 0;
    uint32_t page_count = 0;
    wire::Seq last_seq;
    bool whole = false;  // every page is here: `from` does not matter
  };

  /// Goes on with the file at `path` if it belongs to `from`, else starts afresh.
  static Result<Staging> open(io::Vfs& vfs, const std::string& path, const From& from);

  /// The next question. `extra`: pages wanted though unchanged, ascending.
  wire::PullRequest request(const wire::ReplicaId& rid, std::vector<wire::HeldPage> extra) const;
  /// Takes an answer to it. `base_image` gives the image that a page's deltas start from: the one
  /// at `from`, or that of an extra page as it was asked for; or an error if it is not there.
  /// Errors: Corrupt; what base_image says; IoErr*.
  using BaseImage = std::function<Result<ByteVector>(uint32_t page)>;
  Status take(const wire::PullAnswer& answer, const BaseImage& base_image);
  bool is_complete() const { return complete_; }
  const Target& target() const { return target_; }

  bool has(uint32_t page) const { return pages_.contains(page); }
  std::vector<uint32_t> pages() const;
  /// Requires: has(page).
  Result<ByteVector> image(uint32_t page) const;
  /// Forgets everything; the next question starts over.
  Status restart(const From& from);
  static Status remove(io::Vfs& vfs, const std::string& path) { return vfs.remove(path); }

 private:
  explicit Staging(store::RecordLog log) : log_(std::move(log)) {}
  Status take_entry(uint8_t type, Bytes payload, uint64_t at);
  Status save_progress();
  ByteVector progress() const;

  store::RecordLog log_;
  From from_;
  Target target_;
  bool later_pass_ = false;  // pages at hand are newer than `from`
  From pass_from_;           // what this pass asks changes since
  From pass_first_;          // what its first part was of
  bool steady_ = true;       // all parts of this pass are of one revision
  uint32_t after_page_ = 0;
  bool complete_ = false;
  std::map<uint32_t, uint64_t> pages_;  // where the newest image stands in the file
};

}  // namespace tern::sync::replica
