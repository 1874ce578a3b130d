#pragma once

#include <memory>
#include <string>

#include "absl/strings/string_view.h"

typedef struct bio_st BIO;

namespace rollcall::testing {

// The TLS versions to offer.
enum class TlsVersion { kTls10, kTls11, kTls12, kTls13 };

// How a Peer connects.
struct PeerOptions {
  // Plaintext otherwise.
  bool tls = true;
  // The newest to offer; older ones are offered too.
  TlsVersion newest = TlsVersion::kTls13;
  // What to speak inside of TLS: h2 or http/1.1.
  std::string protocol = "h2";
};

// A connection without gRPC, which sends what it is told to and believes any
// certificate.
class Peer {
 public:
  // Connects to `address`, host:port.
  explicit Peer(const std::string& address, const PeerOptions& options = {});
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  ~Peer();

  // False when the other side refused the connection or the handshake; nothing
  // but why may be asked then.
  bool connected() const { return bio_ != nullptr; }
  // Why not, as OpenSSL has it; empty when the other side just hung up.
  const std::string& refusal() const { return refusal_; }
  // Of the certificate that the other side showed: its common name.
  std::string Name() const;
  // As OpenSSL names it: TLSv1.3.
  std::string Version() const;

  // Writes all of `bytes`, unless the other side closes the connection first.
  bool Write(absl::string_view bytes);
  // Reads some bytes; none at the end of the connection.
  std::string Read();

 private:
  BIO* bio_ = nullptr;
  std::string refusal_;
};

}  // namespace rollcall::testing
