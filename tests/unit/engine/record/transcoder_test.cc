#include "engine/record/transcoder.h"

#include <gtest/gtest.h>

#include "engine/record/sort_key.h"

namespace tern::record {
namespace {

using namespace std::string_view_literals;

ByteVector encoded(std::initializer_list<ValueView> values) {
  ByteVector out;
  encode_record(values, out);
  return out;
}

TEST(Transcoder, ChangesTextAndNothingElse) {
  const ByteVector in_memory =
      encoded({ValueView::integer(300), ValueView::text("é"), ValueView::null(),
               ValueView::blob(as_bytes("\xff\0"sv)), ValueView::text(""), ValueView::real(1.5),
               ValueView::text("ab")});
  const ByteVector in_file =
      encoded({ValueView::integer(300), ValueView::text("\xe9\0"sv), ValueView::null(),
               ValueView::blob(as_bytes("\xff\0"sv)), ValueView::text(""), ValueView::real(1.5),
               ValueView::text("a\0b\0"sv)});
  Transcoder transcoder;
  const Bytes stored = *transcoder.to_file(in_memory, TextEncoding::Utf16le);
  EXPECT_EQ(ByteVector(stored.begin(), stored.end()), in_file);
  const Bytes read = *transcoder.from_file(in_file, TextEncoding::Utf16le);
  EXPECT_EQ(ByteVector(read.begin(), read.end()), in_memory);
}

TEST(Transcoder, ARecordWithoutTextIsHandedOn) {
  const ByteVector record = encoded({ValueView::integer(1), ValueView::null()});
  Transcoder transcoder;
  EXPECT_EQ(transcoder.to_file(record, TextEncoding::Utf16be)->data(), record.data());
}

TEST(Transcoder, ACutRecordIsCorrupt) {
  ByteVector record = encoded({ValueView::text("a\0b\0"sv)});
  record.pop_back();
  Transcoder transcoder;
  EXPECT_EQ(transcoder.from_file(record, TextEncoding::Utf16le).error().code(), ErrorCode::Corrupt);
}

TEST(Transcoder, SortKeysAreInTheOrderOfTheFile) {
  const std::string_view texts[] = {"", "a", "Ā", "b", "\0"sv, "a\0"sv, "😀", "\uE000", "Āb"};
  for (const TextEncoding encoding : {TextEncoding::Utf16le, TextEncoding::Utf16be}) {
    const Collation& binary = binary_collation(encoding);
    for (const std::string_view a : texts) {
      for (const std::string_view b : texts) {
        std::string key_a;
        std::string key_b;
        append_sort_key(key_a, ValueView::text(a), {&binary});
        append_sort_key(key_b, ValueView::text(b), {&binary});
        EXPECT_EQ(key_a < key_b, binary.compare(a, b) < 0) << a << " and " << b;
        EXPECT_EQ(key_a == key_b, a == b);
      }
    }
  }
}

}  // namespace
}  // namespace tern::record
