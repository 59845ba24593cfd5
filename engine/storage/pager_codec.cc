#include <algorithm>

#include "engine/storage/pager_state.h"

// Which codec the pages of a snapshot have, and whether this connection may read them. Page 1 of
// the snapshot says the first, as it stands in the file or the log; the connection's key proves the
// second by decoding it. It is asked whenever another snapshot may have another page 1, before
// anything is taken from the cache, which all connections share.

namespace tern::storage {
namespace {

std::unexpected<Error> not_a_database() {
  return fail(ErrorCode::NotADb, "file is encrypted or is not a database");
}

constexpr size_t kMagicSize = kHeaderMagic.size();

}  // namespace

Status Pager::set_protection(Protection wanted) {
  if (is_reading()) return fail(ErrorCode::Misuse, "a transaction is open");
  return state_->set_protection(std::move(wanted));
}

const Protection& Pager::wanted_protection() const { return state_->protection; }

Protection::Kind Pager::protection() const {
  ASSERT(is_reading());
  if (!state_->codec) return Protection::Kind::None;
  return state_->codec->is_secret() ? Protection::Kind::Encryption : Protection::Kind::Checksum;
}

// Whatever was proved so far counts no more.
Status Pager::State::set_protection(Protection wanted) {
  protection = std::move(wanted);
  codec.reset();
  codec_page = {};
  table.clear();
  seen_generation = 0;
  knows_snapshot = false;
  return ok();
}

Status Pager::State::meet_codec(MutBytes first_page) {
  if (const auto mark = read_cipher_mark(first_page)) return meet_encryption(*mark, first_page);
  if (as_text(first_page.first(kMagicSize)) != kHeaderMagic) {
    codec.reset();
    return protection.key ? Status(not_a_database()) : ok();  // parse_header() refuses it
  }
  if (protection.key) return not_a_database();
  codec.reset();
  const auto reserved = static_cast<uint8_t>(first_page[kReservedAt]);
  if (reserved < ChecksumCodec::kReserve || !ChecksumCodec::is_marked(first_page)) return ok();
  if (ignores_checksums) return ok();
  auto checksums = std::make_unique<ChecksumCodec>();
  TRY(checksums->decode(PageNo{1}, first_page));
  shared.codecs.note_use();
  codec = std::move(checksums);
  return ok();
}

Status Pager::State::meet_encryption(const CipherMark& mark, MutBytes first_page) {
  if (const CipherCodec* const known = cipher_codec(); known && known->key().salt() == mark.salt) {
    return codec->decode(PageNo{1}, first_page);
  }
  codec.reset();
  if (!protection.key || protection.key->cipher != mark.cipher) return not_a_database();
  const std::shared_ptr<const PageKey> key = TRY(PageKey::derive(*protection.key, mark.salt));
  if (!key->is_of(first_page)) return not_a_database();
  std::unique_ptr<PageCodec> cipher = TRY(CipherCodec::create(key, *shared.options.random));
  TRY(cipher->decode(PageNo{1}, first_page));
  if (static_cast<uint8_t>(first_page[kReservedAt]) < cipher->reserve()) {
    return fail(ErrorCode::Corrupt, "page 1: too few reserved bytes");
  }
  shared.codecs.note_use();
  shared.codecs.add(key);
  codec = std::move(cipher);
  return ok();
}

bool Pager::State::is_seen(Bytes header) {
  const std::lock_guard guard(shared.mutex);
  return shared.known.has_stamp && seen_generation == shared.known.generation &&
         std::ranges::equal(header.subspan(kVersionStampAt, kVersionStampSize), shared.known.stamp);
}

// In WAL mode the log may have another page 1, so the file's says only that it is WAL mode.
Status Pager::State::meet_codec_of_file(MutBytes header) {
  const bool is_encrypted = read_cipher_mark(header).has_value();
  if (static_cast<uint8_t>(header[kReadVersionAt]) == 2 && !shared.options.immutable) {
    uncover_header(header);
    return ok();
  }
  ByteVector first(header.begin(), header.end());
  const auto reserved = static_cast<uint8_t>(header[kReservedAt]);
  if (is_encrypted || reserved >= ChecksumCodec::kReserve) {
    const uint32_t stored = load_be<uint16_t>(&header[16]);
    const uint32_t size = stored == 1 ? kPageSizeMax : stored;
    if (!is_page_size(size)) return not_a_database();
    first.assign(size, std::byte{0});
    (void)TRY(shared.file->pread(first, 0));
  }
  TRY(meet_codec(first));
  std::copy_n(first.begin(), header.size(), header.begin());
  return ok();
}

Status Pager::State::meet_codec_of_snapshot() {
  const FrameNo frame = TRY(wal->find(snapshot, PageNo{1}));
  const FirstPagePlace place{snapshot.header.salts, frame};
  if (place == codec_page && frame != FrameNo{}) return ok();
  codec_page = {};
  ByteVector first(page_size);
  TRY(fetch_raw(PageNo{1}, frame, first));
  TRY(meet_codec(first));
  codec_page = place;
  return ok();
}

// Of a database that gets its first page now.
Status Pager::State::begin_codec_of_new() {
  if (shared.is_in_memory()) return ok();
  codec = TRY(make_codec(protection));
  if (codec) usable_size = std::min(usable_size, page_size - codec->reserve());
  return ok();
}

// With a salt of its own.
Result<std::unique_ptr<PageCodec>> Pager::State::make_codec(const Protection& wanted) {
  std::unique_ptr<PageCodec> made;
  if (wanted.kind == Protection::Kind::None) return made;
  shared.codecs.note_use();
  if (wanted.kind == Protection::Kind::Checksum) {
    made = std::make_unique<ChecksumCodec>();
    return made;
  }
  ASSERT(wanted.key);
  Salt salt;
  shared.options.random->fill(salt);
  std::shared_ptr<const PageKey> key = TRY(PageKey::derive(*wanted.key, salt));
  made = TRY(CipherCodec::create(key, *shared.options.random));
  shared.codecs.add(std::move(key));
  return made;
}

Result<Bytes> Pager::State::to_disk(PageNo no, Bytes plain) {
  PageCodec* const writer = codec_to_write();
  if (!writer) return plain;
  const bool is_first = no == PageNo{1};
  if (is_first && static_cast<uint8_t>(plain[kReservedAt]) < writer->reserve()) {
    return fail(ErrorCode::Error, "the pages' reserved bytes are too few for the page codec");
  }
  if (encoded_count == encoded.size()) encoded.emplace_back();
  ByteVector& out = encoded[encoded_count++];
  out.resize(plain.size());
  TRY(writer->encode(no, plain, out));
  return out;
}

void Pager::State::forget_encoded() {
  constexpr size_t kKeptMax = 64;
  if (encoded.size() > kKeptMax) encoded.resize(kKeptMax);
  encoded_count = 0;
}

uint32_t Pager::State::record_reserve() const {
  const PageCodec* const writer = codec_to_write();
  return writer && writer->is_secret() ? writer->reserve() : 0;
}

}  // namespace tern::storage
