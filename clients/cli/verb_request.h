#pragma once

#include <istream>
#include <memory>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

#include "clients/cli/verb_call.h"

namespace rollcall::cli {

// The method that a verb calls.
const google::protobuf::MethodDescriptor& MethodOf(const Verb& verb);

// Builds the request: first the document, then the other arguments, then what
// follows from them (the id from a name in the document, a new request_id, the
// formats of pictures). `in` is read for a document `-`. Fails as Run does.
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> BuildRequest(
    const VerbCall& call, std::istream& in);

}  // namespace rollcall::cli
