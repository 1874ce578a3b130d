#include "tests/access/watched_calls.h"

#include <utility>

#include "absl/strings/str_cat.h"

#include "common/api/enum_text.h"
#include "tests/harness/database.h"

namespace rollcall::access {

std::string Who::Did(const std::string& method, const std::string& resource,
                     const std::string& detail) const {
  return absl::StrCat(name, " ", method, " ", resource,
                      detail.empty() ? "" : " ", detail);
}

Who HolderOf(const Enrolled& enrolled, Role role) {
  return {enrolled.token, absl::StrCat("devices/", IdOf(enrolled.device.name()),
                                       " ", EnumText(role))};
}

WatchedCalls::WatchedCalls() {
  for (const Who& who : {admin_, organizer_, registrar_, analyst_, platform_,
                         kiosk_, supervisor_}) {
    Keep(who.token);
  }
  New();
}

std::vector<std::string> WatchedCalls::New() {
  std::multiset<std::string> known = std::exchange(entries_, {});
  std::vector<std::string> added;
  for (const std::string& entry : Entries()) {
    entries_.insert(entry);
    const auto found = known.find(entry);
    if (found == known.end()) {
      added.push_back(entry);
    } else {
      known.erase(found);
    }
  }
  return added;
}

void WatchedCalls::Expect(const Who& who, const std::string& method,
                          const std::string& resource,
                          const std::string& detail) {
  EXPECT_THAT(New(), ::testing::ElementsAre(who.Did(method, resource, detail)));
}

void WatchedCalls::Keep(const std::string& secret) {
  EXPECT_NE(secret, "");
  secrets_.push_back(secret);
}

std::string WatchedCalls::Mark() {
  Keep(rollcall::testing::UniqueSlug());
  return secrets_.back();
}

std::string WatchedCalls::Come() {
  std::string name = Register(forum_, Mark());
  New();
  return name;
}

Device WatchedCalls::OfRole(Role role) {
  Device device;
  device.set_role(role);
  return device;
}

Who WatchedCalls::KeyHolder(Role role) {
  const IssuedKey key = CreateKey(house_, forum_.name(), role);
  return {key.text,
          absl::StrCat("apiKeys/", IdOf(key.key.name()), " ", EnumText(role))};
}

}  // namespace rollcall::access
