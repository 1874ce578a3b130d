#pragma once

#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "gmock/gmock.h"

#include "tests/access/audited.h"
#include "tests/harness/calls.h"

namespace rollcall::access {

// Who acts.
struct Who {
  std::string token;
  // What entries call them, as `apiKeys/{api_key} REGISTRAR`.
  std::string name;

  // The entry of what they did.
  std::string Did(const std::string& method, const std::string& resource,
                  const std::string& detail = "") const;
};

// Whoever holds the token of a device, which has `role`.
Who HolderOf(const Enrolled& enrolled, Role role);

// An event with callers of all roles, and what each call adds to its audit.
class WatchedCalls : public Audited {
 protected:
  WatchedCalls();

  // The entries that were added since the last call.
  std::vector<std::string> New();
  // Expects that this one is all that was added since.
  void Expect(const Who& who, const std::string& method,
              const std::string& resource, const std::string& detail = "");

  // Keeps what the audit must not have: see ExpectNothingOf.
  void Keep(const std::string& secret);
  // Something to call a person by that is found wherever it is.
  std::string Mark();
  const std::vector<std::string>& secrets() const { return secrets_; }
  // Registers somebody, which is no news.
  std::string Come();

  template <typename Request, typename Response, typename Stub>
  using Method = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&,
                                        Response*);
  template <typename Request, typename Response, typename Stub>
  using Export = std::unique_ptr<grpc::ClientReader<Response>> (Stub::*)(
      grpc::ClientContext*, const Request&);

  // Calls a method as `who`.
  template <typename Request, typename Response, typename Stub>
  Response As(const Who& who, Method<Request, Response, Stub> method,
              const Request& request) {
    return Do(StubOf<Stub>(), method, request, who.token);
  }
  // The same of a request with only its field `name` set.
  template <typename Request, typename Response, typename Stub>
  Response As(const Who& who, Method<Request, Response, Stub> method,
              const std::string& name) {
    Request request;
    request.set_name(name);
    return As(who, method, request);
  }
  // The same twice. Returns the second answer, of a call that changes nothing.
  template <typename Request, typename Response, typename Stub, typename Asked>
  Response Twice(const Who& who, Method<Request, Response, Stub> method,
                 const Asked& asked) {
    As(who, method, asked);
    return As(who, method, asked);
  }

  // Reads two pages of one each, and expects that the first is recorded as what
  // `method_name` read of the event.
  template <typename Request, typename Response, typename Stub>
  std::vector<Response> ReadPages(const Who& who,
                                  const std::string& method_name,
                                  Method<Request, Response, Stub> method) {
    Request request;
    request.set_event(forum_.name());
    request.set_page_size(1);
    std::vector<Response> pages = {As(who, method, request)};
    Expect(who, method_name, forum_.name());
    request.set_page_token(pages[0].next_page_token());
    EXPECT_NE(request.page_token(), "") << method_name;
    pages.push_back(As(who, method, request));
    EXPECT_THAT(New(), ::testing::IsEmpty());
    return pages;
  }
  // Exports all and goes on after it, and expects the same of both.
  template <typename Request, typename Response, typename Stub>
  void ReadExport(const Who& who, const std::string& method_name,
                  Export<Request, Response, Stub> method) {
    Request request;
    request.set_event(forum_.name());
    for (int i = 0; i < 2; ++i) {
      const auto context = rollcall::testing::NewContext(who.token);
      const auto stream = (StubOf<Stub>().*method)(context.get(), request);
      Response part;
      while (stream->Read(&part)) {
        request.set_resume_token(part.resume_token());
      }
      EXPECT_TRUE(stream->Finish().ok());
      EXPECT_NE(request.resume_token(), "") << method_name;
      Expect(who, method_name, forum_.name());
    }
  }

  const Who admin_ = {rollcall::testing::kToken, "admin ADMIN"};
  const Who organizer_ = KeyHolder(Role::ROLE_ADMIN);
  const Who registrar_ = KeyHolder(Role::ROLE_REGISTRAR);
  const Who analyst_ = KeyHolder(Role::ROLE_ANALYST);
  const Who platform_ = KeyHolder(Role::ROLE_STREAMING);
  const Enrolled kiosk_device_ =
      Enroll(house_, forum_.name(), OfRole(Role::ROLE_KIOSK));
  const Who kiosk_ = HolderOf(kiosk_device_, Role::ROLE_KIOSK);
  const Enrolled supervisor_device_ =
      Enroll(house_, forum_.name(), OfRole(Role::ROLE_SUPERVISOR));
  const Who supervisor_ = HolderOf(supervisor_device_, Role::ROLE_SUPERVISOR);

 private:
  static Device OfRole(Role role);
  Who KeyHolder(Role role);

  template <typename Stub>
  Stub& StubOf() {
    return std::get<Stub&>(std::tie(house_.registrations(), house_.access(),
                                    house_.doors(), house_.presence(),
                                    house_.reports()));
  }

  std::multiset<std::string> entries_;
  std::vector<std::string> secrets_;
};

}  // namespace rollcall::access
