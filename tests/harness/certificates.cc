#include "tests/harness/certificates.h"

#include <memory>
#include <stdexcept>

#include "absl/strings/str_cat.h"

#include "openssl/bio.h"
#include "openssl/ec.h"
#include "openssl/evp.h"
#include "openssl/pem.h"
#include "openssl/rand.h"
#include "openssl/x509.h"
#include "openssl/x509v3.h"

namespace rollcall::testing {
namespace {

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Bio = std::unique_ptr<BIO, Free>;
using Certificate = std::unique_ptr<X509, Free>;
using Key = std::unique_ptr<EVP_PKEY, Free>;

void Require(bool holds) {
  if (!holds) throw std::runtime_error("OpenSSL made no certificate");
}

Bio MemoryOf(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::string TextOf(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<size_t>(size)};
}

void Extend(X509* certificate, int kind, const std::string& value) {
  X509_EXTENSION* extension =
      X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
  Require(extension != nullptr && X509_add_ext(certificate, extension, -1));
  X509_EXTENSION_free(extension);
}

void SetName(X509_NAME* name, const std::string& common_name) {
  Require(X509_NAME_add_entry_by_txt(
      name, "CN", MBSTRING_UTF8,
      reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1, 0));
}

// A certificate of `key` in which the issuer and the signature are missing.
Certificate Draft(const std::string& name, EVP_PKEY* key,
                  absl::Duration validity = absl::Hours(24)) {
  Certificate draft(X509_new());
  int64_t serial = 0;
  Require(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), 7));
  ASN1_INTEGER_set_int64(X509_get_serialNumber(draft.get()), serial);
  X509_set_version(draft.get(), X509_VERSION_3);
  // A test that begins at midnight does not wait for anything.
  X509_gmtime_adj(X509_getm_notBefore(draft.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(draft.get()),
                  absl::ToInt64Seconds(validity));
  X509_set_pubkey(draft.get(), key);
  SetName(X509_get_subject_name(draft.get()), name);
  return draft;
}

KeyPair Sign(const Certificate& draft, EVP_PKEY* key, X509_NAME* issuer,
             EVP_PKEY* issuer_key) {
  X509_set_issuer_name(draft.get(), issuer);
  Require(X509_sign(draft.get(), issuer_key, EVP_sha256()) > 0);
  const Bio certificate(BIO_new(BIO_s_mem()));
  const Bio secret(BIO_new(BIO_s_mem()));
  Require(PEM_write_bio_X509(certificate.get(), draft.get()) &&
          PEM_write_bio_PrivateKey(secret.get(), key, nullptr, nullptr, 0,
                                   nullptr, nullptr));
  return {TextOf(certificate.get()), TextOf(secret.get())};
}

}  // namespace

Authority::Authority() {
  const Key key(EVP_EC_gen("P-256"));
  const Certificate draft = Draft("Authority of a test", key.get());
  Extend(draft.get(), NID_basic_constraints, "critical,CA:TRUE");
  Extend(draft.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  own_ = Sign(draft, key.get(), X509_get_subject_name(draft.get()), key.get());
}

KeyPair Authority::Issue(const std::string& name, const std::string& address,
                         absl::Duration validity) const {
  const Bio certificate = MemoryOf(own_.certificate);
  const Bio secret = MemoryOf(own_.key);
  const Certificate issuer(
      PEM_read_bio_X509(certificate.get(), nullptr, nullptr, nullptr));
  const Key issuer_key(
      PEM_read_bio_PrivateKey(secret.get(), nullptr, nullptr, nullptr));
  const Key key(EVP_EC_gen("P-256"));
  const Certificate draft = Draft(name, key.get(), validity);
  Extend(draft.get(), NID_basic_constraints, "critical,CA:FALSE");
  Extend(draft.get(), NID_ext_key_usage, "serverAuth,clientAuth");
  Extend(draft.get(), NID_subject_alt_name,
         absl::StrCat("DNS:localhost,IP:127.0.0.1,IP:::1,IP:", address));
  return Sign(draft, key.get(), X509_get_subject_name(issuer.get()),
              issuer_key.get());
}

}  // namespace rollcall::testing
