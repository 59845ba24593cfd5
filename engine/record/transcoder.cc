#include "engine/record/transcoder.h"

#include <algorithm>

namespace tern::record {

// The texts are collected first: their places in `text_` move while it grows.
template <class Convert>
Result<Bytes> Transcoder::rewrite(Bytes record, Convert convert) {
  TRY(decode_record(record, UINT32_MAX, values_));
  if (std::ranges::none_of(values_, [](ValueView value) { return value.is_text(); })) return record;
  text_.clear();
  ends_.clear();
  for (const ValueView value : values_) {
    if (!value.is_text()) continue;
    convert(text_, value.as_text());
    if (text_.size() > kRecordSizeMax) return fail(ErrorCode::TooBig);
    ends_.push_back(text_.size());
  }
  size_t start = 0;
  auto end = ends_.begin();
  for (ValueView& value : values_) {
    if (!value.is_text()) continue;
    value = ValueView::text(std::string_view(text_).substr(start, *end - start));
    start = *end++;
  }
  out_.clear();
  encode_record(values_, out_);
  if (out_.size() > kRecordSizeMax) return fail(ErrorCode::TooBig);
  return Bytes(out_);
}

Result<Bytes> Transcoder::from_file(Bytes stored, TextEncoding encoding) {
  return rewrite(stored, [encoding](std::string& out, std::string_view text) {
    append_from_utf16(out, text, encoding);
  });
}

Result<Bytes> Transcoder::to_file(Bytes record, TextEncoding encoding) {
  return rewrite(record, [encoding](std::string& out, std::string_view text) {
    append_utf16(out, text, encoding);
  });
}

}  // namespace tern::record
