// tern::Blob over api::Blob.

#include <optional>
#include <utility>

#include "engine/api/blob.h"
#include "tern/blob.h"

namespace tern {

Blob::Blob(std::unique_ptr<api::Blob> blob) : blob_(std::move(blob)) {}
Blob::Blob(Blob&&) noexcept = default;
Blob& Blob::operator=(Blob&&) noexcept = default;
Blob::~Blob() = default;

Result<Blob> Blob::open(Connection& connection, std::string_view database, std::string_view table,
                        std::string_view column, int64_t rowid, Access access) {
  std::optional<std::string_view> named;
  if (!database.empty()) named = database;
  const auto inner = access == Access::Read ? api::Blob::Access::Read : api::Blob::Access::Write;
  return Blob(TRY(api::Blob::open(connection.state(), named, table, column, rowid, inner)));
}

uint64_t Blob::size() const { return blob_->size(); }
Status Blob::read(std::span<std::byte> out, uint64_t at) { return blob_->read(out, at); }
Status Blob::write(std::span<const std::byte> in, uint64_t at) { return blob_->write(in, at); }
Status Blob::reopen(int64_t rowid) { return blob_->reopen(rowid); }
bool Blob::is_over() const { return blob_->is_expired(); }
Status Blob::close() && { return blob_->close(); }

}  // namespace tern
