#include "common/rpc/stream_end.h"

#include "google/protobuf/unknown_field_set.h"

#include "common/status/error.h"

namespace rollcall::rpc {
namespace {

// A number that no field may have: it is reserved for protobuf itself.
constexpr int kMark = 19999;

}  // namespace

absl::Status UnreadableRequest() {
  return InvalidFields(
      {{"request",
        "its bytes are no message of this method's type, or a text in it is "
        "not UTF-8"}});
}

void MarkBeforeRead(google::protobuf::Message& message) {
  message.GetReflection()->MutableUnknownFields(&message)->AddVarint(kMark, 1);
}

absl::Status CheckEnd(const google::protobuf::Message& message) {
  const auto& fields = message.GetReflection()->GetUnknownFields(message);
  // There may be others, of a newer caller.
  const int last = fields.field_count() - 1;
  const bool is_marked = last >= 0 && fields.field(last).number() == kMark;
  return is_marked ? absl::OkStatus() : UnreadableRequest();
}

}  // namespace rollcall::rpc
