#include "common/api/request_key.h"

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

#include "common/base/hash.h"

namespace rollcall {

std::string ContentHash(const google::protobuf::MessageLite& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    // The order of map entries would differ from run to run.
    coded.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&coded);
  }
  return Sha256(bytes);
}

Replay CompareWith(const RequestKey& key, absl::string_view stored_id,
                   absl::string_view stored_hash) {
  if (key.id != stored_id) return Replay::kOther;
  return key.hash == stored_hash ? Replay::kSame : Replay::kReused;
}

absl::Status RequestIdReused(const RequestKey& key) {
  return Error(error::v1::REQUEST_ID_REUSED,
               "The request_id was used before with other content: make a new "
               "one for a new request.",
               {{"requestId", key.id}});
}

absl::Status CheckReplay(const RequestKey& key, absl::string_view stored_id,
                         absl::string_view stored_hash,
                         const absl::Status& taken) {
  switch (CompareWith(key, stored_id, stored_hash)) {
    case Replay::kSame:
      return absl::OkStatus();
    case Replay::kReused:
      return RequestIdReused(key);
    case Replay::kOther:
      return taken;
  }
  return taken;
}

}  // namespace rollcall
