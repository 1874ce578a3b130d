#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

#include "tests/harness/peer.h"

namespace rollcall::testing {

// HTTP/2 by hand (RFC 9113, RFC 7541), for what no client would send.

enum class Http2Frame : uint8_t {
  kData = 0,
  kHeaders = 1,
  kReset = 3,
  kSettings = 4,
  kGoAway = 7,
  kContinuation = 9,
};

inline constexpr uint8_t kEndStream = 0x1;
inline constexpr uint8_t kEndHeaders = 0x4;

// What a client begins with.
std::string Http2Opening();
// `payload` is at most 16,384 bytes, as long as nothing else is agreed on.
std::string Http2Bytes(Http2Frame type, uint8_t flags, uint32_t stream,
                       absl::string_view payload);
// Fields of a header, none of them kept in a table. Names and values are
// shorter than 127 bytes.
std::string Http2Fields(
    const std::vector<std::pair<std::string, std::string>>& fields);

// The fields of a call of gRPC to `path`, and `more`.
std::string Http2CallFields(
    const std::string& path,
    const std::vector<std::pair<std::string, std::string>>& more = {});

// Reads until there was a frame of `type` with exactly these flags, and returns
// true, or false when the other side hangs up before.
bool AwaitFrame(Peer& peer, Http2Frame type, uint8_t flags);

}  // namespace rollcall::testing
