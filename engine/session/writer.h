#pragma once

#include "engine/session/change.h"

namespace tern::session {

/// Writes a changeset or patchset.
class Writer {
 public:
  explicit Writer(Form form) : form_(form) {}

  Form form() const { return form_; }
  /// The header of `table`. The changes that follow are of it.
  void table(const Table& table);
  /// Requires: `change` has the fields that its operation has in this form.
  void change(const ChangeView& change);
  /// What happened to a row of `table`, from `before` to `after` (null: there was none); if it is
  /// the same, nothing is written.
  void difference(const Table& table, bool indirect, const std::vector<Bytes>* before,
                  const std::vector<Bytes>* after);

  size_t size() const { return out_.size(); }
  /// Takes back what was written beyond `size`.
  void truncate(size_t size) { out_.resize(size); }
  ByteVector take() && { return std::move(out_); }

 private:
  void row(std::span<const Bytes> fields);
  void update(const Table& table, bool indirect, const std::vector<Bytes>& before,
              const std::vector<Bytes>& after);

  Form form_;
  ByteVector out_;
};

}  // namespace tern::session
