#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "engine/api/include/tern/tern.h"
#include "engine/io/vfs.h"
#include "sync/transport/transport.h"

namespace tern::shell {

/// A file whose bytes are sent as a request's body.
class SentFile {
 public:
  /// Any file. Errors: CantOpen.
  static Result<std::unique_ptr<SentFile>> open(const std::string& path);
  /// A database: what is in its WAL goes into the file first, and nobody changes that until this
  /// goes. Errors: also NotADb, and Busy if others write to it all the time.
  static Result<std::unique_ptr<SentFile>> open_database(const std::string& path);

  uint64_t size_bytes() const { return size_; }
  sync::transport::Source source();

 private:
  SentFile(std::unique_ptr<io::File> file, uint64_t size) : file_(std::move(file)), size_(size) {}

  std::unique_ptr<Connection> reader_;  // of a database; reads as long as this lives
  std::unique_ptr<io::File> file_;
  uint64_t size_;
};

}  // namespace tern::shell
