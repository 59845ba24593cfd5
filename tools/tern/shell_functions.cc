#include "tools/tern/shell_functions.h"

#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "engine/api/include/tern/functions.h"
#include "tools/tern/query_hash.h"

namespace tern::shell {
namespace {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

std::optional<ByteVector> read_file(std::string_view path) {
  const File file(std::fopen(std::string(path).c_str(), "rb"), &std::fclose);
  if (!file) return std::nullopt;
  ByteVector all;
  std::byte piece[1 << 16];
  size_t got = 0;
  while ((got = std::fread(piece, 1, sizeof piece, file.get())) > 0) append(all, {piece, got});
  return all;
}

Result<int64_t> write_file(std::string_view path, Bytes content) {
  std::FILE* const file = std::fopen(std::string(path).c_str(), "wb");
  if (!file) return fail(ErrorCode::Error, "failed to write file: " + std::string(path));
  const bool wrote = std::fwrite(content.data(), 1, content.size(), file) == content.size();
  if (std::fclose(file) != 0 || !wrote)
    return fail(ErrorCode::Error, "failed to write file: " + std::string(path));
  return static_cast<int64_t>(content.size());
}

}  // namespace

Status add_shell_functions(Connection& db) {
  constexpr int kBitsDefault = 256;
  constexpr FunctionOptions kDirect{.direct_only = true};
  TRY(add_function(
      db, "readfile",
      [](std::string_view path) -> std::optional<ByteVector> { return read_file(path); }, kDirect));
  TRY(add_function(
      db, "writefile",
      [](std::string_view path, std::optional<Bytes> content) {
        return write_file(path, content.value_or(Bytes()));
      },
      kDirect));
  TRY(add_function(
      db, "sha3_query", [&db](std::string_view sql) { return query_hash(db, sql, kBitsDefault); },
      kDirect));
  return add_function(
      db, "sha3_query", [&db](std::string_view sql, int bits) { return query_hash(db, sql, bits); },
      kDirect);
}

}  // namespace tern::shell
