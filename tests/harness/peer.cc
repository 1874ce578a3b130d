#include "tests/harness/peer.h"

#include <signal.h>
#include <stdexcept>

#include "absl/strings/str_cat.h"

#include "openssl/bio.h"
#include "openssl/err.h"
#include "openssl/ssl.h"
#include "openssl/x509.h"

namespace rollcall::testing {
namespace {

int NumberOf(TlsVersion version) {
  return TLS1_VERSION + static_cast<int>(version);
}

BIO* NewBio(const std::string& address, const PeerOptions& options) {
  if (!options.tls) return BIO_new_connect(address.c_str());
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  // Without it OpenSSL itself would not offer what is old.
  SSL_CTX_set_cipher_list(context, "DEFAULT:@SECLEVEL=0");
  SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context, NumberOf(options.newest));
  const std::string protocols =
      absl::StrCat(std::string(1, static_cast<char>(options.protocol.size())),
                   options.protocol);
  SSL_CTX_set_alpn_protos(
      context, reinterpret_cast<const unsigned char*>(protocols.data()),
      static_cast<unsigned>(protocols.size()));
  BIO* bio = BIO_new_ssl_connect(context);
  SSL_CTX_free(context);
  BIO_set_conn_hostname(bio, address.c_str());
  return bio;
}

SSL* SslOf(BIO* bio) {
  SSL* ssl = nullptr;
  BIO_get_ssl(bio, &ssl);
  if (ssl == nullptr) throw std::runtime_error("the connection has no TLS");
  return ssl;
}

}  // namespace

Peer::Peer(const std::string& address, const PeerOptions& options)
    : bio_(NewBio(address, options)) {
  // To write to who has hung up ends nobody.
  signal(SIGPIPE, SIG_IGN);
  if (BIO_do_connect(bio_) <= 0) {
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    if (reason != nullptr) refusal_ = reason;
    BIO_free_all(bio_);
    bio_ = nullptr;
  }
  ERR_clear_error();
}

Peer::~Peer() { BIO_free_all(bio_); }

std::string Peer::Name() const {
  X509* certificate = SSL_get1_peer_certificate(SslOf(bio_));
  char name[256] = {};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName,
                            name, sizeof(name));
  X509_free(certificate);
  return name;
}

std::string Peer::Version() const { return SSL_get_version(SslOf(bio_)); }

bool Peer::Write(absl::string_view bytes) {
  const bool written =
      BIO_write(bio_, bytes.data(), static_cast<int>(bytes.size())) ==
      static_cast<int>(bytes.size());
  ERR_clear_error();
  return written;
}

std::string Peer::Read() {
  std::string bytes(16384, '\0');
  const int size = BIO_read(bio_, bytes.data(), static_cast<int>(bytes.size()));
  ERR_clear_error();
  bytes.resize(size < 0 ? 0 : static_cast<size_t>(size));
  return bytes;
}

}  // namespace rollcall::testing
