#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

#include "common/auth/caller.h"
#include "rollcall/access/v1/policy.pb.h"

namespace rollcall::auth {

// The way from a message through its fields to one that is no message.
using FieldPath = std::vector<const google::protobuf::FieldDescriptor*>;

// Who may call a method, and of what: its option rollcall.access.v1.policy.
class Policy {
 public:
  // Allows nobody.
  Policy() = default;

  // Reads the option of `method`. Fails with INTERNAL, and what is wrong, when
  // there is none, it allows nobody, or a path of it leads nowhere.
  static absl::StatusOr<Policy> Read(
      const google::protobuf::MethodDescriptor& method);

  // Whether a call needs no token.
  bool anyone() const { return anyone_; }

  // Allows admins, whatever they ask.
  static Policy ForAdmins();

  // OK when `caller` may call the method. Fails with PERMISSION_DENIED_CALL.
  absl::Status CheckRole(const Caller& caller) const;

  // OK when `caller` may ask what `request` asks. Fails with NOT_FOUND, as if
  // it did not exist, for what is of another event than the caller's, and with
  // PERMISSION_DENIED_CALL for another device, session or gate, or a field that
  // is for other roles. A name that is none is left to whoever parses it.
  absl::Status CheckRequest(const Caller& caller,
                            const google::protobuf::Message& request) const;

 private:
  struct Restriction {
    FieldPath field;
    std::vector<Role> roles;
  };

  absl::Status ReadPaths(const google::protobuf::Descriptor& request,
                         const access::v1::MethodPolicy& option);
  absl::Status CheckDevice(const Caller& caller,
                           const google::protobuf::Message& request) const;

  std::vector<Role> roles_;
  bool anyone_ = false;
  bool every_event_ = false;
  FieldPath resource_;
  std::vector<FieldPath> device_;
  FieldPath session_;
  FieldPath gate_;
  std::vector<Restriction> restrictions_;
};

// The policy of the one method that takes `request`; allows nobody when there
// is no such method.
Policy PolicyOf(const google::protobuf::Descriptor& request);

// The name of that method with its service's, as `AccessService.CreateDevice`;
// empty when there is none.
std::string MethodNameOf(const google::protobuf::Descriptor& request);

// As above, read once.
template <typename Request>
const Policy& PolicyFor() {
  static const Policy& policy = *new Policy(PolicyOf(*Request::descriptor()));
  return policy;
}
template <typename Request>
const std::string& MethodNameFor() {
  static const auto& name =
      *new std::string(MethodNameOf(*Request::descriptor()));
  return name;
}

}  // namespace rollcall::auth
