#include "common/tls/pem_files.h"

#include <ctime>
#include <fstream>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/base/secret_file.h"
#include "common/base/status_macros.h"
#include "common/status/error.h"
#include "openssl/asn1.h"
#include "openssl/bio.h"
#include "openssl/err.h"
#include "openssl/evp.h"
#include "openssl/pem.h"
#include "openssl/x509.h"

namespace rollcall::tls {
namespace {

constexpr size_t kMaxFileSize = size_t{1} << 20;

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Bio = std::unique_ptr<BIO, Free>;
using Certificate = std::unique_ptr<X509, Free>;
using Key = std::unique_ptr<EVP_PKEY, Free>;

absl::Status Unusable(const std::string& path, absl::string_view why) {
  return Error(error::v1::TLS_FILE_UNUSABLE,
               absl::StrCat("The TLS file ", path, " ", why), {{"path", path}});
}

absl::StatusOr<std::string> Read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string content(kMaxFileSize, '\0');
  // Also of a folder, which opens.
  if (!file || (!file.read(content.data(), kMaxFileSize) && !file.eof())) {
    return Unusable(path, "cannot be read.");
  }
  content.resize(static_cast<size_t>(file.gcount()));
  return content;
}

Bio Open(const std::string& content) {
  return Bio(BIO_new_mem_buf(content.data(), static_cast<int>(content.size())));
}

// Without it OpenSSL would ask for a password at the terminal.
int NoPassword(char*, int, int, void*) { return -1; }

// The certificates in `content`; none when one of them is malformed.
std::vector<Certificate> ParseCertificates(const std::string& content) {
  std::vector<Certificate> certificates;
  const Bio bio = Open(content);
  while (X509* certificate =
             PEM_read_bio_X509(bio.get(), nullptr, NoPassword, nullptr)) {
    certificates.emplace_back(certificate);
  }
  // The end is an error, too, as is a begin without an end.
  const unsigned long error = ERR_peek_last_error();
  ERR_clear_error();
  const bool ended = ERR_GET_LIB(error) == ERR_LIB_PEM &&
                     ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
  if (!ended) certificates.clear();
  return certificates;
}

absl::StatusOr<std::vector<Certificate>> CertificatesIn(
    const std::string& path, const std::string& content) {
  std::vector<Certificate> certificates = ParseCertificates(content);
  if (certificates.empty()) {
    return Unusable(path, "must hold certificates in PEM, and all of them.");
  }
  return certificates;
}

absl::Time ExpiryTimeOf(const X509& certificate) {
  std::tm time{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(&certificate), &time) != 1) {
    return absl::InfinitePast();
  }
  return absl::FromTM(time, absl::UTCTimeZone());
}

}  // namespace

absl::StatusOr<Identity> LoadIdentity(const std::string& certificate_path,
                                      const std::string& key_path) {
  Identity identity;
  ASSIGN_OR_RETURN(identity.certificate_chain, Read(certificate_path));
  ASSIGN_OR_RETURN(
      const std::vector<Certificate> chain,
      CertificatesIn(certificate_path, identity.certificate_chain));
  absl::StatusOr<std::string> secret = ReadSecretFile(key_path, kMaxFileSize);
  if (!secret.ok()) return Unusable(key_path, secret.status().message());
  identity.private_key = absl::StrCat(*secret, "\n");
  const Bio bio = Open(identity.private_key);
  const Key key(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassword, nullptr));
  ERR_clear_error();
  if (key == nullptr) {
    return Unusable(key_path, "must hold a key in PEM, without a password.");
  }
  const bool is_pair = X509_check_private_key(chain.front().get(), key.get());
  ERR_clear_error();
  if (!is_pair) {
    return Unusable(key_path,
                    absl::StrCat("holds another key than the certificate in ",
                                 certificate_path, " is for."));
  }
  identity.expiry_time = ExpiryTimeOf(*chain.front());
  return identity;
}

absl::StatusOr<std::string> LoadRoots(const std::string& path) {
  ASSIGN_OR_RETURN(std::string content, Read(path));
  RETURN_IF_ERROR(CertificatesIn(path, content).status());
  return content;
}

}  // namespace rollcall::tls
