#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message_lite.h"

#include "common/api/field_checker.h"
#include "common/base/uuid.h"

namespace rollcall {

// What makes a write safe to repeat: stored on the row that it created.
struct RequestKey {
  // The caller's request_id, or a new one when the caller gave none.
  std::string id;
  // Tells whether a repeated id comes with the same content.
  std::string hash;
};

// How a request relates to a row that exists already.
enum class Replay {
  // The request made the row.
  kSame,
  // Another request with the same id made the row.
  kReused,
  // Another request made the row.
  kOther,
};

// A hash of the content of `message`.
std::string ContentHash(const google::protobuf::MessageLite& message);

// Takes the key of `request` from its field request_id, which is not part of
// the content.
template <typename Request>
RequestKey ParseRequestKey(Request request, FieldChecker& check) {
  const auto given =
      check.Uuid("request_id", request.request_id(), Requirement::kOptional);
  request.clear_request_id();
  return {given.value_or(NewUuid()), ContentHash(request)};
}

// Compares `key` with what is stored on a row.
Replay CompareWith(const RequestKey& key, absl::string_view stored_id,
                   absl::string_view stored_hash);

// The error for Replay::kReused.
absl::Status RequestIdReused(const RequestKey& key);

// Judges a row that keeps `key` from making one: OK for Replay::kSame,
// RequestIdReused for kReused, `taken` for kOther.
absl::Status CheckReplay(const RequestKey& key, absl::string_view stored_id,
                         absl::string_view stored_hash,
                         const absl::Status& taken);

}  // namespace rollcall
