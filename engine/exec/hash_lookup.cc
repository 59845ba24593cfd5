#include "engine/exec/hash_lookup.h"

#include "engine/exec/access_text.h"

namespace tern::exec {

Status HashLookup::open(expr::Frame& frame) {
  at_ = JoinTable::kEnd;
  if (!is_built_) TRY(table_.fill(*input_, frame));
  is_built_ = true;
  at_ = TRY(table_.find(frame));
  return ok();
}

Result<bool> HashLookup::next(expr::Frame& frame) {
  if (at_ == JoinTable::kEnd) return false;
  TRY(table_.load(at_, frame));
  at_ = table_.after(at_);
  return true;
}

void HashLookup::close() {
  input_->close();
  table_.clear();
  is_built_ = false;
}

void HashLookup::describe(Description& out) const {
  out.operation = "Hash Lookup";
  out.append(hash_key_text(access_, out));
  out.add_input(input_);
}

}  // namespace tern::exec
