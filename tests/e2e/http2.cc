#include "tests/e2e/http2.h"

#include "absl/strings/str_cat.h"

namespace rollcall::testing {
namespace {

constexpr size_t kHeadSize = 9;

void Append(std::string& bytes, size_t value, int size) {
  for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>(value >> shift));
  }
}

size_t SizeIn(const std::string& head) {
  size_t size = 0;
  for (int i = 0; i < 3; ++i) {
    size = size << 8 | static_cast<unsigned char>(head[static_cast<size_t>(i)]);
  }
  return size;
}

}  // namespace

std::string Http2Opening() {
  return absl::StrCat("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                      Http2Bytes(Http2Frame::kSettings, 0, 0, ""));
}

std::string Http2Bytes(Http2Frame type, uint8_t flags, uint32_t stream,
                       absl::string_view payload) {
  std::string bytes;
  Append(bytes, payload.size(), 3);
  Append(bytes, static_cast<size_t>(type), 1);
  Append(bytes, flags, 1);
  Append(bytes, stream, 4);
  return absl::StrCat(bytes, payload);
}

std::string Http2Fields(
    const std::vector<std::pair<std::string, std::string>>& fields) {
  std::string block;
  for (const auto& [name, value] : fields) {
    Append(block, 0, 1);
    Append(block, name.size(), 1);
    block.append(name);
    Append(block, value.size(), 1);
    block.append(value);
  }
  return block;
}

std::string Http2CallFields(
    const std::string& path,
    const std::vector<std::pair<std::string, std::string>>& more) {
  return absl::StrCat(Http2Fields({{":method", "POST"},
                                   {":scheme", "https"},
                                   {":path", path},
                                   {":authority", "edge"},
                                   {"te", "trailers"},
                                   {"content-type", "application/grpc"}}),
                      Http2Fields(more));
}

bool AwaitFrame(Peer& peer, Http2Frame type, uint8_t flags) {
  std::string unread;
  while (true) {
    while (unread.size() < kHeadSize ||
           unread.size() < kHeadSize + SizeIn(unread)) {
      const std::string more = peer.Read();
      if (more.empty()) return false;
      unread.append(more);
    }
    if (unread[3] == static_cast<char>(type) &&
        unread[4] == static_cast<char>(flags)) {
      return true;
    }
    unread.erase(0, kHeadSize + SizeIn(unread));
  }
}

}  // namespace rollcall::testing
