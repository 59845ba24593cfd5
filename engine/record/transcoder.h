#pragma once

#include <string>
#include <vector>

#include "engine/base/utf16.h"
#include "engine/record/record.h"

namespace tern::record {

/// Records of databases whose text is UTF-16: in memory they hold it as UTF-8, so that nobody above
/// the trees knows the difference. Keeps its buffers from one record to the next.
class Transcoder {
 public:
  /// `stored`, a record of the file, with its text as UTF-8. Errors: Corrupt. Lifetime: of the
  /// result: until the next call, or that of `stored`.
  Result<Bytes> from_file(Bytes stored, TextEncoding encoding);
  /// The other way. Errors: TooBig if the record would be longer than any may be; Corrupt.
  Result<Bytes> to_file(Bytes record, TextEncoding encoding);

 private:
  template <class Convert>
  Result<Bytes> rewrite(Bytes record, Convert convert);

  std::vector<ValueView> values_;
  std::string text_;
  std::vector<size_t> ends_;  // of each text in text_
  ByteVector out_;
};

}  // namespace tern::record
