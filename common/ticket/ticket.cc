#include "common/ticket/ticket.h"

#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "common/api/resource_name.h"
#include "common/base/uuid.h"
#include "common/ticket/base45.h"

namespace rollcall::ticket {
namespace {

constexpr char kPrefix[] = "RC1:";
constexpr uint64_t kVersion = 1;
constexpr size_t kVersionBytes = 1;
constexpr size_t kKeyIdBytes = 2;
constexpr size_t kTimeBytes = 5;
// All before the event.
constexpr size_t kFixedBytes =
    kVersionBytes + kKeyIdBytes + 2 * kUuidBytes + 2 * kTimeBytes;

void AppendNumber(uint64_t number, size_t size, std::string& bytes) {
  while (size-- > 0) bytes += static_cast<char>(number >> (8 * size));
}

void AppendTime(absl::Time time, std::string& bytes) {
  AppendNumber(static_cast<uint64_t>(absl::ToUnixSeconds(time)), kTimeBytes,
               bytes);
}

// Takes fields from the front of bytes that are known to suffice.
class Reader {
 public:
  explicit Reader(absl::string_view bytes) : bytes_(bytes) {}

  absl::string_view Bytes(size_t size) {
    const absl::string_view taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }
  uint64_t Number(size_t size) {
    uint64_t number = 0;
    for (const char c : Bytes(size)) {
      number = number << 8 | static_cast<uint8_t>(c);
    }
    return number;
  }
  absl::Time Time() {
    return absl::FromUnixSeconds(static_cast<int64_t>(Number(kTimeBytes)));
  }
  absl::string_view Rest() const { return bytes_; }

 private:
  absl::string_view bytes_;
};

std::string Payload(const Content& content) {
  std::string bytes;
  AppendNumber(kVersion, kVersionBytes, bytes);
  AppendNumber(static_cast<uint64_t>(content.key_id), kKeyIdBytes, bytes);
  bytes += BytesOfUuid(content.registration);
  bytes += BytesOfUuid(content.serial);
  AppendTime(content.not_before, bytes);
  AppendTime(content.not_after, bytes);
  bytes += content.event;
  return bytes;
}

std::optional<Content> ParsePayload(absl::string_view bytes) {
  if (bytes.size() < kFixedBytes) return std::nullopt;
  Reader reader(bytes);
  if (reader.Number(kVersionBytes) != kVersion) return std::nullopt;
  Content content;
  content.key_id = static_cast<int>(reader.Number(kKeyIdBytes));
  content.registration = UuidOfBytes(reader.Bytes(kUuidBytes));
  content.serial = UuidOfBytes(reader.Bytes(kUuidBytes));
  content.not_before = reader.Time();
  content.not_after = reader.Time();
  content.event = std::string(reader.Rest());
  if (content.not_before >= content.not_after || !IsSlug(content.event)) {
    return std::nullopt;
  }
  return content;
}

}  // namespace

SignedTicket Sign(Content content, const SigningKey& key) {
  content.key_id = key.id();
  content.not_before =
      absl::FromUnixSeconds(absl::ToUnixSeconds(content.not_before));
  content.not_after =
      absl::FromUnixSeconds(absl::ToUnixSeconds(content.not_after));
  std::string signature = key.Sign(Payload(content));
  return {std::move(content), std::move(signature)};
}

bool IsSignedWith(const SignedTicket& ticket, absl::string_view public_key) {
  return Verify(Payload(ticket.content), ticket.signature, public_key);
}

std::string RenderText(const SignedTicket& ticket) {
  return absl::StrCat(kPrefix,
                      RenderBase45(Payload(ticket.content) + ticket.signature));
}

std::optional<SignedTicket> ParseText(absl::string_view text) {
  if (!absl::ConsumePrefix(&text, kPrefix)) return std::nullopt;
  const std::optional<std::string> bytes = ParseBase45(text);
  if (!bytes || bytes->size() < kSignatureBytes) return std::nullopt;
  const size_t payload_size = bytes->size() - kSignatureBytes;
  std::optional<Content> content =
      ParsePayload(absl::string_view(*bytes).substr(0, payload_size));
  if (!content) return std::nullopt;
  return SignedTicket{*std::move(content), bytes->substr(payload_size)};
}

}  // namespace rollcall::ticket
