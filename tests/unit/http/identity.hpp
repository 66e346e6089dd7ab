#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

namespace vplatform::testing {

using KeyPtr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using CertificatePtr = std::unique_ptr<X509, decltype(&X509_free)>;
using ContextPtr = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

inline CertificatePtr self_signed(EVP_PKEY* key, const std::string& names) {
  CertificatePtr certificate(X509_new(), X509_free);
  X509* x = certificate.get();
  X509_set_version(x, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
  X509_gmtime_adj(X509_getm_notBefore(x), -60);
  X509_gmtime_adj(X509_getm_notAfter(x), 3600);
  X509_set_pubkey(x, key);
  X509_NAME* name = X509_get_subject_name(x);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1,
                             0);
  X509_set_issuer_name(x, name);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str());
  X509_add_ext(x, extension, -1);
  X509_EXTENSION_free(extension);
  X509_sign(x, key, EVP_sha256());
  return certificate;
}

/// A server's TLS context with a certificate that it has signed itself, and a file to trust it by.
struct Identity {
  explicit Identity(const std::string& names)
      : key(EVP_EC_gen("P-256"), EVP_PKEY_free),
        certificate(self_signed(key.get(), names)),
        context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free) {
    SSL_CTX_use_certificate(context.get(), certificate.get());
    SSL_CTX_use_PrivateKey(context.get(), key.get());
    SSL_CTX_set_session_id_context(context.get(), reinterpret_cast<const unsigned char*>("vp"), 2);
    std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio_X509(memory.get(), certificate.get());
    char* text = nullptr;
    const auto size = BIO_get_mem_data(memory.get(), &text);
    std::ofstream(file) << std::string(text, static_cast<std::size_t>(size));
  }
  Identity(const Identity&) = delete;
  Identity& operator=(const Identity&) = delete;
  ~Identity() { std::filesystem::remove(file); }

  std::string file =
      (std::filesystem::temp_directory_path() / ("vplatform-ca-" + std::to_string(::getpid()) + ".pem"))
          .string();
  KeyPtr key;
  CertificatePtr certificate;
  ContextPtr context;
};

}  // namespace vplatform::testing
