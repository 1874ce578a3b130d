#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

#include "common/api/field_checker.h"

namespace rollcall::fuzz {

using google::protobuf::Message;

// A request and what its handler does with it before the store.
struct RequestKind {
  const Message* prototype;
  // Notes in `check` what is wrong with a request of this kind. Aborts if it
  // finds nothing wrong although something is beyond its limit, or does not
  // come back as it was accepted.
  std::function<void(const Message&, FieldChecker&)> validate;
};

template <typename Request>
RequestKind KindOf(void (*validate)(const Request&, FieldChecker&)) {
  return {&Request::default_instance(),
          [validate](const Message& request, FieldChecker& check) {
            validate(static_cast<const Request&>(request), check);
          }};
}

// Those of each service that have more than the name of a resource.
std::vector<RequestKind> AccessRequests();
std::vector<RequestKind> RegistrationRequests();
std::vector<RequestKind> CheckInRequests();
std::vector<RequestKind> ReportingRequests();

// All of them.
const std::vector<RequestKind>& RequestKinds();

// Reads `# proto-message: <full name>`, a line feed and the request in
// protobuf's text format. Nothing for any other text, for a request that is not
// of RequestKinds, and for one that a server cannot read off the wire.
std::unique_ptr<Message> ParseRequest(absl::string_view text);

// Writes what ParseRequest reads.
std::string RenderRequest(const Message& request);

// Whether nothing was found to be wrong.
inline bool IsAccepted(const FieldChecker& check) {
  return check.violations().empty();
}

// Validates `request`, of one of RequestKinds, and returns whether nothing is
// wrong with it.
bool Accepts(const Message& request);

// Aborts unless `text` could be stored, and has at most `max_length` code
// points.
void RequireText(const std::string& text, size_t max_length);

// Aborts unless all fields of `resource`, as an accepted request comes to, are
// within the limits that protos/ has for them.
void RequireLimits(const Message& resource);

}  // namespace rollcall::fuzz
