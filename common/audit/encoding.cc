#include "common/audit/encoding.h"

namespace rollcall::audit {
namespace {

void AppendBigEndian(uint64_t value, int bytes, std::string& out) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>((value >> shift) & 0xff));
  }
}

}  // namespace

Encoding& Encoding::Int32(int32_t value) {
  AppendBigEndian(static_cast<uint32_t>(value), 4, bytes_);
  return *this;
}

Encoding& Encoding::Int64(int64_t value) {
  AppendBigEndian(static_cast<uint64_t>(value), 8, bytes_);
  return *this;
}

Encoding& Encoding::Text(absl::string_view text) {
  Int64(static_cast<int64_t>(text.size()));
  return Raw(text);
}

Encoding& Encoding::Raw(absl::string_view bytes) {
  bytes_.append(bytes.data(), bytes.size());
  return *this;
}

}  // namespace rollcall::audit
