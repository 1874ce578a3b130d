#pragma once

#include "absl/status/status.h"
#include "google/protobuf/message.h"

namespace rollcall::rpc {

// The failure of who sends what is no message of the method: INVALID_FIELD.
absl::Status UnreadableRequest();

// gRPC ends a stream alike where its caller has sent all and where a message
// cannot be read. Only the latter clears what it was to be read into, and so
// takes away a mark that was set before.
void MarkBeforeRead(google::protobuf::Message& message);
// OK when the reading into `message`, which has failed, came to the end of the
// stream; otherwise UnreadableRequest.
absl::Status CheckEnd(const google::protobuf::Message& message);

// Reads the next message of `stream`, a ServerReader or ServerReaderWriter.
// False when there is none; CheckEnd says why.
template <typename Stream, typename Message>
bool Read(Stream& stream, Message& message) {
  MarkBeforeRead(message);
  return stream.Read(&message);
}

}  // namespace rollcall::rpc
