#include "sync/replica/staging.h"

#include <algorithm>

#include "engine/storage/pager.h"
#include "sync/model/codec.h"
#include "sync/wire/page_delta.h"

namespace tern::sync::replica {
namespace {

using model::Reader;
using model::Writer;

enum Type : uint8_t { kPage = 1, kProgress = 2 };

constexpr auto kCookieAt = static_cast<size_t>(storage::HeaderField::SchemaCookie);

void put(Writer& out, const Staging::From& from) {
  out.varint(from.epoch.raw);
  out.varint(from.revision.raw);
  out.digest(from.page_hash);
}

Staging::From take_from(Reader& in) {
  Staging::From from;
  from.epoch = model::Epoch{in.varint()};
  from.revision = model::Revision{in.varint()};
  from.page_hash = in.digest();
  return from;
}

bool same(const Staging::From& a, const Staging::From& b) {
  return a.epoch == b.epoch && a.revision == b.revision && a.page_hash == b.page_hash;
}

}  // namespace

Result<Staging> Staging::open(io::Vfs& vfs, const std::string& path, const From& from) {
  struct Item {
    uint8_t type;
    ByteVector payload;
    uint64_t at;
  };
  std::vector<Item> items;
  Result<store::RecordLog> log =
      store::RecordLog::open(vfs, path, [&items](uint8_t type, Bytes payload, uint64_t at) {
        // Of a page only its number is needed now.
        const Bytes kept =
            type == kPage ? payload.first(std::min<size_t>(payload.size(), 4)) : payload;
        items.push_back({type, ByteVector(kept.begin(), kept.end()), at});
        return ok();
      });
  if (!log) {
    TRY(vfs.remove(path));
    log = store::RecordLog::open(vfs, path, [](uint8_t, Bytes, uint64_t) { return ok(); });
    items.clear();
  }
  Staging staging(TRY(std::move(log)));
  for (const Item& item : items) TRY(staging.take_entry(item.type, item.payload, item.at));
  if (items.empty() || !same(staging.from_, from)) TRY(staging.restart(from));
  return staging;
}

Status Staging::restart(const From& from) {
  from_ = pass_from_ = from;
  target_ = {};
  pass_first_ = {};
  later_pass_ = complete_ = false;
  steady_ = true;
  after_page_ = 0;
  pages_.clear();
  TRY(log_.rewrite({}));
  return save_progress();
}

ByteVector Staging::progress() const {
  Writer out;
  put(out, from_);
  put(out, pass_from_);
  put(out, pass_first_);
  out.u8(later_pass_ ? 1 : 0);
  out.u8(steady_ ? 1 : 0);
  out.u8(complete_ ? 1 : 0);
  out.varint(after_page_);
  out.varint(target_.epoch.raw);
  out.varint(target_.revision.raw);
  out.digest(target_.page_hash);
  out.varint(target_.page_size);
  out.varint(target_.page_count);
  out.varint(target_.last_seq.raw);
  out.u8(target_.whole ? 1 : 0);
  return std::move(out).take();
}

Status Staging::save_progress() {
  (void)TRY(log_.append(kProgress, progress()));
  return ok();
}

Status Staging::take_entry(uint8_t type, Bytes payload, uint64_t at) {
  Reader in(payload);
  if (type == kPage) {
    const uint32_t page = in.u32();
    pages_[page] = at;
    return in.check("staging: page", false);
  }
  from_ = take_from(in);
  pass_from_ = take_from(in);
  pass_first_ = take_from(in);
  later_pass_ = in.u8() != 0;
  steady_ = in.u8() != 0;
  complete_ = in.u8() != 0;
  after_page_ = static_cast<uint32_t>(in.varint());
  target_.epoch = model::Epoch{in.varint()};
  target_.revision = model::Revision{in.varint()};
  target_.page_hash = in.digest();
  target_.page_size = static_cast<uint32_t>(in.varint());
  target_.page_count = static_cast<uint32_t>(in.varint());
  target_.last_seq = model::Seq{in.varint()};
  target_.whole = in.u8() != 0;
  return in.check("staging: progress");
}

wire::PullRequest Staging::request(const wire::ReplicaId& rid,
                                   std::vector<wire::HeldPage> extra) const {
  wire::PullRequest out;
  out.rid = rid;
  out.epoch = pass_from_.epoch;
  out.have = pass_from_.revision;
  out.have_hash = pass_from_.page_hash;
  out.after_page = after_page_;
  out.images_only = later_pass_;
  if (!later_pass_) out.extra_pages = std::move(extra);
  return out;
}

Status Staging::take(const wire::PullAnswer& answer, const BaseImage& base_image) {
  const bool whole = answer.from.raw == 0;
  const bool starts_pass = after_page_ == 0;
  if (!starts_pass && whole != (pass_first_.epoch.raw != 0 && target_.whole) && !later_pass_) {
    return restart(from_);  // the primary forgot our base between two parts
  }
  if (complete_ || (later_pass_ && whole)) TRY(restart(from_));
  if (!later_pass_) target_.whole = whole;
  if (starts_pass) {
    pass_first_ = {answer.epoch, answer.to, answer.page_hash};
    steady_ = true;
  }
  steady_ = steady_ && answer.to == pass_first_.revision && answer.epoch == pass_first_.epoch;
  for (const wire::PageUpdate& update : answer.pages) {
    ByteVector image = update.image;
    if (image.empty()) {
      if (later_pass_ || whole) return fail(ErrorCode::Corrupt, "pull answer: a delta unasked for");
      image = TRY(base_image(update.page));
      if (image.size() != answer.page_size)
        return fail(ErrorCode::Corrupt, "pull answer: page size");
      for (const ByteVector& delta : update.deltas)
        TRY(wire::apply_delta(update.page, image, delta));
      if (update.page == 1) store_be(image.data() + kCookieAt, answer.schema_cookie);
    }
    Writer out;
    out.u32(update.page);
    out.raw(image);
    pages_[update.page] = TRY(log_.append(kPage, out.bytes()));
  }
  target_.epoch = answer.epoch;
  target_.revision = answer.to;
  target_.page_hash = answer.page_hash;
  target_.page_size = answer.page_size;
  target_.page_count = answer.page_count;
  target_.last_seq = answer.last_seq;
  after_page_ = answer.last_page;
  if (answer.is_last()) {
    if (steady_) {
      complete_ = true;
    } else {
      later_pass_ = true;
      pass_from_ = pass_first_;
      after_page_ = 0;
    }
  }
  return save_progress();
}

std::vector<uint32_t> Staging::pages() const {
  std::vector<uint32_t> out;
  for (const auto& [page, at] : pages_) out.push_back(page);
  return out;
}

Result<ByteVector> Staging::image(uint32_t page) const {
  const auto at = pages_.find(page);
  ASSERT(at != pages_.end());
  const store::RecordLog::Entry entry = TRY(log_.read_at(at->second));
  if (entry.payload.size() != target_.page_size + 4u) {
    return fail(ErrorCode::Corrupt, "staging: page size");
  }
  return ByteVector(entry.payload.begin() + 4, entry.payload.end());
}

}  // namespace tern::sync::replica
