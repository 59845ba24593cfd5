// How the bytes of changesets come and go: streams, and memory for sqlite3_free().

#include <atomic>
#include <cstring>

#include "engine/sqlite3/copies/changesets.h"

namespace tern::abi {
namespace {

constexpr int kStreamSizeUsual = 1024;

std::atomic<int>& stream_size() {
  static std::atomic<int> size{kStreamSizeUsual};
  return size;
}

}  // namespace

int read_all(const ChangeInput& input, ByteVector& out) {
  const int wanted = stream_size();
  while (true) {
    const size_t before = out.size();
    out.resize(before + static_cast<size_t>(wanted));
    int got = wanted;
    const int code = input.read(input.context, out.data() + before, &got);
    const bool is_right = code == SQLITE_OK && got > 0 && got <= wanted;
    out.resize(before + (is_right ? static_cast<size_t>(got) : 0));
    if (!is_right) return code;
  }
}

int write_all(const ChangeOutput& output, Bytes bytes) {
  const auto most = static_cast<size_t>(stream_size().load());
  while (!bytes.empty()) {
    const Bytes part = bytes.first(std::min(most, bytes.size()));
    const int code = output.write(output.context, part.data(), static_cast<int>(part.size()));
    if (code != SQLITE_OK) return code;
    bytes = bytes.subspan(part.size());
  }
  return SQLITE_OK;
}

int give_bytes(Bytes bytes, int* size, void** out) {
  *out = nullptr;
  *size = 0;
  if (bytes.empty()) return SQLITE_OK;
  if (bytes.size() > INT32_MAX) return SQLITE_NOMEM;
  void* const copy = sqlite3_malloc64(bytes.size());
  if (!copy) return SQLITE_NOMEM;
  std::memcpy(copy, bytes.data(), bytes.size());
  *out = copy;
  *size = static_cast<int>(bytes.size());
  return SQLITE_OK;
}

int code_of(const Error& error) {
  return error.is(ErrorCode::Unsupported) ? SQLITE_ERROR : static_cast<int>(error.code());
}

}  // namespace tern::abi

int sqlite3session_config(int option, void* argument) {
  if (option != SQLITE_SESSION_CONFIG_STRMSIZE) return tern::abi::misuse("sqlite3session_config");
  int* const size = static_cast<int*>(argument);
  if (*size > 0) tern::abi::stream_size() = *size;
  *size = tern::abi::stream_size();
  return SQLITE_OK;
}
