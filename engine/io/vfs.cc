#include "engine/io/vfs.h"

namespace tern::io {

Status File::read_batch(std::span<ReadRequest> requests) {
  for (ReadRequest& request : requests) request.got = TRY(pread(request.out, request.at));
  return ok();
}

Status File::write_batch(std::span<const WriteRequest> requests) {
  for (const WriteRequest& request : requests) TRY(pwritev(request.pieces, request.at));
  return ok();
}

}  // namespace tern::io
