#include "engine/extensions/digest/codec.h"

#include <algorithm>

#include "engine/base/utf8.h"

namespace tern::extensions::digest {

const Codec* find_codec(std::string_view name) {
  static constexpr const Codec* kCodecs[] = {&kHex,       &kBase32,  &kBase64,
                                             &kBase64Url, &kAscii85, &kPercent};
  for (const Codec* codec : kCodecs) {
    if (std::ranges::equal(name, codec->name, {}, fold_case)) return codec;
  }
  return nullptr;
}

std::unexpected<Error> invalid_text(std::string_view codec, size_t at) {
  return fail(ErrorCode::Error,
              "invalid " + std::string(codec) + " text at byte " + std::to_string(at + 1));
}

std::unexpected<Error> text_cut_short(std::string_view codec) {
  return fail(ErrorCode::Error, "invalid " + std::string(codec) + " text: its end is wrong");
}

}  // namespace tern::extensions::digest
