#pragma once

#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/harness/forum.h"
#include "tests/registration/requests.h"

namespace rollcall::registration {

// An event with few places, on two instances of the service.
class QueueTest : public ::testing::Test {
 protected:
  QueueTest() : forum_(servers_[0].NewChannel()) {}

  // The events' name, and an instance's stub.
  const std::string& event() const { return forum_.name(); }
  Stub& StubOf(int call) { return servers_[call % 2].stub(); }
  std::string SessionName(const std::string& session) const {
    return forum_.Session(session);
  }

  // Gives the event, or its session `session`, `places` in `mode`.
  void Limit(type::v1::Mode mode, int places,
             const std::string& session = "venue");
  // Makes a registrar decide.
  void AskRegistrar();
  // Lets the offer of a registration run out.
  void RunOut(const std::string& name);
  // Does what the service does from time to time.
  static void TakeExpiredOffersBack();

  // Registers `email` and returns what is stored. Expects no failure.
  v1::Registration Register(const std::string& email,
                            type::v1::Mode mode = type::v1::MODE_IN_PERSON,
                            const std::vector<std::string>& sessions = {},
                            int priority = 0);
  v1::Registration Get(const std::string& name);
  v1::Registration::State StateOf(const std::string& name) {
    return Get(name).state();
  }
  bool IsOffered(const std::string& name) {
    return Get(name).has_offer_expire_time();
  }

  // Each returns the reason, empty for success.
  std::string Approve(const std::string& name, int call = 0);
  std::string Reject(const std::string& name);
  std::string Cancel(const std::string& name, int call = 0);
  std::string Withdraw(const std::string& name);
  std::string ChangeMode(const std::string& name, type::v1::Mode mode,
                         int call = 0);

  // Expects what the counts promise: each counts who is confirmed or offered,
  // none is above its limit, and nobody waits for places that are all free.
  void ExpectPlacesAddUp();
  // How many are taken.
  int Taken(type::v1::Mode mode, const std::string& session = "venue");

 private:
  RegistrationServer servers_[2];
  rollcall::testing::Forum forum_;
};

}  // namespace rollcall::registration
