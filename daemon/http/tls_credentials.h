#pragma once

#include <boost/asio/ssl/context.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "engine/base/result.h"

namespace tern::daemon {

/// The server's certificate and key, which may be exchanged while it runs: connections that are
/// open keep what they began with, those to come get the newest pair that was usable. Network
/// thread only.
class TlsCredentials {
 public:
  /// Errors: CantOpen with what is wrong with the certificate or the key.
  static Result<TlsCredentials> open(std::string cert_path, std::string key_path);

  boost::asio::ssl::context& context() { return *context_; }
  /// Whether one of the files is another one than when they were last read, with or without
  /// success.
  bool have_files_changed() const;
  /// Reads both again. After an error the pair of before stays. Errors: as open.
  Status reload();

 private:
  /// What tells one version of a file from the next.
  struct Stamp {
    int64_t modified_ns = 0;
    int64_t size_bytes = -1;  ///< -1: not there
    uint64_t inode = 0;
    bool operator==(const Stamp&) const = default;
  };
  static Stamp stamp_of(const std::string& path);

  TlsCredentials(std::string cert_path, std::string key_path)
      : cert_path_(std::move(cert_path)), key_path_(std::move(key_path)) {}

  std::string cert_path_;
  std::string key_path_;
  Stamp cert_stamp_;
  Stamp key_stamp_;
  std::unique_ptr<boost::asio::ssl::context> context_;
};

}  // namespace tern::daemon
