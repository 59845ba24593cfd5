#include "daemon/http/tls_credentials.h"

#include <sys/stat.h>

#include <utility>

namespace tern::daemon {
namespace {

namespace ssl = boost::asio::ssl;

Result<std::unique_ptr<ssl::context>> make_context(const std::string& cert,
                                                   const std::string& key) {
  auto tls = std::make_unique<ssl::context>(ssl::context::tls_server);
  boost::system::error_code error;
  tls->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 |
                       ssl::context::no_sslv3 | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1 |
                       SSL_OP_NO_RENEGOTIATION,
                   error);
  if (error) return fail(ErrorCode::Internal, "TLS: " + error.message());
  // Idle connections give their buffers back.
  SSL_CTX_set_mode(tls->native_handle(), SSL_MODE_RELEASE_BUFFERS);
  tls->use_certificate_chain_file(cert, error);
  if (error)
    return fail(ErrorCode::CantOpen, "cannot use the certificate " + cert + ": " + error.message());
  // Fails also if it is not the certificate's.
  tls->use_private_key_file(key, ssl::context::pem, error);
  if (error)
    return fail(ErrorCode::CantOpen, "cannot use the private key " + key +
                                         " (is it the certificate's?): " + error.message());
  return tls;
}

}  // namespace

Result<TlsCredentials> TlsCredentials::open(std::string cert_path, std::string key_path) {
  TlsCredentials credentials(std::move(cert_path), std::move(key_path));
  TRY(credentials.reload());
  return credentials;
}

TlsCredentials::Stamp TlsCredentials::stamp_of(const std::string& path) {
  struct stat file{};
  if (stat(path.c_str(), &file) != 0) return {};
  return {int64_t{file.st_mtim.tv_sec} * 1'000'000'000 + file.st_mtim.tv_nsec, file.st_size,
          file.st_ino};
}

bool TlsCredentials::have_files_changed() const {
  return stamp_of(cert_path_) != cert_stamp_ || stamp_of(key_path_) != key_stamp_;
}

Status TlsCredentials::reload() {
  // Before the files are read: a change in between is seen as one the next time.
  cert_stamp_ = stamp_of(cert_path_);
  key_stamp_ = stamp_of(key_path_);
  context_ = TRY(make_context(cert_path_, key_path_));
  return ok();
}

}  // namespace tern::daemon
