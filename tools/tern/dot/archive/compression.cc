#include "tools/tern/dot/archive/compression.h"

#include <zlib.h>

#include <algorithm>

#include "engine/api/include/tern/functions.h"

namespace tern::shell {
namespace {

// zlib's smallest code for its longest match: no input grows by more.
constexpr uint64_t kGrowthMax = 1032;

const Bytef* zlib_bytes(std::string_view bytes) {
  return reinterpret_cast<const Bytef*>(bytes.data());
}

Result<ValueView> compress_value(FunctionCall& call, std::span<const ValueView> arguments) {
  if (!arguments[0].is_blob()) return arguments[0];
  const std::string_view content = as_text(arguments[0].as_bytes());
  uLongf size = compressBound(content.size());
  std::string& out = call.buffer();
  out.resize(size);
  if (compress(reinterpret_cast<Bytef*>(out.data()), &size, zlib_bytes(content), content.size()) !=
      Z_OK) {
    return fail(ErrorCode::Error, "error in compress()");
  }
  if (size >= content.size()) return arguments[0];
  out.resize(size);
  return call.blob_result();
}

Result<ValueView> uncompress_value(FunctionCall& call, std::span<const ValueView> arguments) {
  const int64_t wanted = record::to_integer(arguments[1]);
  const ValueView value = arguments[0];
  const std::string_view content = value.is_null()   ? std::string_view()
                                   : value.is_blob() ? as_text(value.as_bytes())
                                                     : call.text(value, 0);
  if (wanted <= 0 || static_cast<uint64_t>(wanted) == content.size()) return value;
  if (static_cast<uint64_t>(wanted) > call.connection().length_max())
    return fail(ErrorCode::TooBig);
  // The size is only said: no more room is taken than the content can need.
  uLongf size = std::min(static_cast<uint64_t>(wanted), (content.size() + 1) * kGrowthMax);
  std::string& out = call.buffer();
  out.resize(size);
  if (uncompress(reinterpret_cast<Bytef*>(out.data()), &size, zlib_bytes(content),
                 content.size()) != Z_OK) {
    return fail(ErrorCode::Error, "error in uncompress()");
  }
  out.resize(size);
  return call.blob_result();
}

}  // namespace

Status add_archive_functions(Connection& db) {
  constexpr FunctionOptions kInnocuous{.innocuous = true};
  TRY(add_function(db, {"sqlar_compress", 1, 1, kInnocuous, &compress_value}));
  return add_function(db, {"sqlar_uncompress", 2, 2, kInnocuous, &uncompress_value});
}

}  // namespace tern::shell
