// A certificate that expires while the server runs: new clients refuse it, those that are there go
// on, and the next certificate is taken without a restart.

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <thread>

#include "tests/faults/fault_server.h"
#include "tests/support/raw_client.h"
#include "tests/unit/daemon/http/http_client.h"

namespace tern::faults {
namespace {

template <auto free>
struct Free {
  template <class T>
  void operator()(T* object) const {
    free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;

/// Writes cert.pem and key.pem for 127.0.0.1, valid from an hour ago for so long from now on.
void write_certificate(const std::string& folder, std::chrono::seconds valid) {
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), valid.count());
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), valid.count());
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* const name = X509_get_subject_name(certificate.get());
  const auto* const text = reinterpret_cast<const unsigned char*>("tern-test");
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  const std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>> address(
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1"));
  X509_add_ext(certificate.get(), address.get(), -1);
  ASSERT_GT(X509_sign(certificate.get(), key.get(), EVP_sha256()), 0);
  const std::unique_ptr<BIO, Free<BIO_free>> cert(
      BIO_new_file((folder + "/next-cert.pem").c_str(), "w"));
  ASSERT_EQ(PEM_write_bio_X509(cert.get(), certificate.get()), 1);
  const std::unique_ptr<BIO, Free<BIO_free>> secret(
      BIO_new_file((folder + "/next-key.pem").c_str(), "w"));
  ASSERT_EQ(
      PEM_write_bio_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr), 1);
}

/// Puts what write_certificate() made where the server looks.
void put_in_place(const std::string& folder) {
  std::filesystem::rename(folder + "/next-key.pem", folder + "/key.pem");
  std::filesystem::rename(folder + "/next-cert.pem", folder + "/cert.pem");
}

/// A client that trusts the certificate in `ca` alone, and looks at its time.
class CarefulClient {
 public:
  CarefulClient(uint16_t port, const std::string& ca)
      : socket_(port), context_(SSL_CTX_new(TLS_client_method())), ssl_(nullptr) {
    EXPECT_EQ(SSL_CTX_load_verify_locations(context_.get(), ca.c_str(), nullptr), 1);
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), socket_.fd());
    is_connected_ = SSL_connect(ssl_.get()) == 1;
  }
  bool is_connected() const { return is_connected_; }
  long verdict() const { return SSL_get_verify_result(ssl_.get()); }
  /// Whether it is answered 200.
  bool asks() {
    const std::string_view text = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
    char answer[4096];
    return SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size())) > 0 &&
           SSL_read(ssl_.get(), answer, sizeof answer) > 12 &&
           std::string_view(answer, 12) == "HTTP/1.1 200";
  }

 private:
  tests::RawSocket socket_;
  std::unique_ptr<SSL_CTX, Free<SSL_CTX_free>> context_;
  std::unique_ptr<SSL, Free<SSL_free>> ssl_;
  bool is_connected_ = false;
};

TEST(Certificates, OneThatExpiresTurnsNewClientsAwayUntilTheNextIsThere) {
  FaultServer server({}, true);
  const std::string folder = server.path("");
  const std::string ca = server.path("ca.pem");
  write_certificate(folder, std::chrono::seconds(6));
  std::filesystem::copy(server.path("next-cert.pem"), ca);
  put_in_place(folder);
  std::unique_ptr<CarefulClient> early;
  ASSERT_TRUE(daemon::comes_true([&] {
    early = std::make_unique<CarefulClient>(server.port(), ca);
    return early->is_connected();
  })) << "the certificate was not read again";
  EXPECT_TRUE(early->asks());

  long verdict = X509_V_OK;
  EXPECT_TRUE(daemon::comes_true([&] {
    verdict = CarefulClient(server.port(), ca).verdict();
    return verdict != X509_V_OK;
  }));
  EXPECT_EQ(verdict, X509_V_ERR_CERT_HAS_EXPIRED);
  EXPECT_TRUE(early->asks()) << "who was there goes on";
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(CarefulClient(server.port(), ca).is_connected());
  EXPECT_GE(server.metrics().at("ternd_handshakes_failed_total"), 20);

  write_certificate(folder, std::chrono::hours(1));
  std::filesystem::copy(server.path("next-cert.pem"), ca,
                        std::filesystem::copy_options::overwrite_existing);
  put_in_place(folder);
  std::unique_ptr<CarefulClient> late;
  EXPECT_TRUE(daemon::comes_true([&] {
    late = std::make_unique<CarefulClient>(server.port(), ca);
    return late->is_connected();
  }));
  EXPECT_TRUE(late->asks());
  EXPECT_TRUE(early->asks());
}

}  // namespace
}  // namespace tern::faults
