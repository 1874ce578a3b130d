#include "tests/simulation/cast.h"

#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"

#include "common/api/enum_text.h"
#include "common/api/resource_name.h"
#include "common/attendance/day.h"
#include "common/ticket/code.h"
#include "services/checkin/manifest_message.h"

namespace rollcall::simulation {
namespace {

using checkin::v1::ManifestEntry;
using registration::v1::AdmissionPolicy;
using registration::v1::Registration;

constexpr char kEvent[] = "simulated-forum";
constexpr char kSalt[] = "a salt";
constexpr int kMostPeople = 5;

// A code that a ticket may have, of the form that has a check symbol.
std::string CodeOf(int number) {
  std::string digits = absl::StrFormat("%08d", 100 + number);
  for (const char symbol : std::string("0123456789ABCDEFGHJKMNPQRSTVWXYZ"
                                       "*~$=U")) {
    if (ticket::ParseCode(digits + symbol)) return digits + symbol;
  }
  return digits;
}

// Only devices know whose it is.
std::string GhostCode() { return CodeOf(2 * kMostPeople); }

std::string RegistrationId(int number) {
  return absl::StrFormat("00000000-0000-4000-8000-%012x", number);
}

std::string DeviceId(int number) {
  return absl::StrFormat("%08x-0000-4000-8000-000000000000", 16 + number);
}

std::string AnySession(Dice& dice) {
  return dice.Pick<std::string>({kVenueSession, "a", "b"});
}

door::Policy MakePolicy(const std::string& session,
                        const checkin::SessionHours& hours, Dice& dice) {
  door::Policy policy;
  policy.reentry = dice.Pick<door::Reentry>(
      {AdmissionPolicy::REENTRY_AFTER_EXIT, AdmissionPolicy::REENTRY_AFTER_EXIT,
       AdmissionPolicy::REENTRY_NEVER, AdmissionPolicy::REENTRY_ALWAYS});
  if (dice.Chance(40)) policy.place_count = dice.Between(1, 2);
  if (dice.Chance(10)) policy.opens = hours.start + absl::Minutes(10);
  if (dice.Chance(10)) policy.closes = hours.end - absl::Minutes(10);
  if (dice.Chance(20)) policy.allowed_modes = {type::v1::MODE_IN_PERSON};
  if (dice.Chance(10)) policy.devices = {DeviceId(0), DeviceId(1)};
  if (session == kVenueSession) return policy;
  policy.included_only = dice.Chance(10);
  policy.requires_venue = dice.Chance(15);
  return policy;
}

Person MakePerson(int number, Dice& dice) {
  Person person;
  person.state = dice.Chance(90) ? Registration::STATE_CONFIRMED
                                 : Registration::STATE_CANCELLED;
  person.state_time = Start() + Sometime(dice);
  person.mode =
      dice.Chance(85) ? type::v1::MODE_IN_PERSON : type::v1::MODE_ONLINE;
  person.blocked = dice.Chance(5);
  person.sessions = {dice.Chance(50) ? "a" : "b"};
  person.external_id = absl::StrCat("ext-", number);
  person.email = absl::StrCat("p", number, "@example.org");
  person.code = CodeOf(number);
  if (dice.Chance(30)) {
    person.revoked_code = CodeOf(kMostPeople + number);
    person.revoke_time = Start() + Sometime(dice);
  }
  person.profile = {dice.Pick<std::string>({"TH", "JP", ""}),
                    dice.Pick<std::string>({"academia", "business"}), "",
                    EnumText(person.mode), EnumText(person.state)};
  return person;
}

ManifestEntry EntryOf(const std::string& id, const Person& person) {
  checkin::ManifestRow row;
  row.registration = id;
  row.state = person.state;
  row.mode = person.mode;
  row.blocked = person.blocked;
  row.code = person.code;
  if (!person.revoked_code.empty()) row.revoked = {person.revoked_code};
  row.sessions = {person.sessions.begin(), person.sessions.end()};
  ManifestEntry entry;
  checkin::Render(kSalt, row, entry);
  return entry;
}

void AddEntry(const ManifestEntry& entry, KioskOptions& options) {
  options.entries[entry.code_hash()] = entry;
  for (const std::string& hash : entry.revoked_hashes()) {
    options.entries[hash] = entry;
  }
}

// A manifest, which may be old: it lacks some, and has somebody who was never
// registered.
void AddManifest(const Scene& scene, const People& people, Dice& dice,
                 KioskOptions& options) {
  checkin::ManifestHead head;
  head.salt = kSalt;
  head.doors = {scene.policies, {}, scene.time_zone, Start()};
  checkin::v1::GetManifestResponse manifest;
  checkin::Render(kEvent, head, manifest);
  const std::string name = SessionName{kEvent, options.session}.ToString();
  for (const auto& door : manifest.sessions()) {
    if (door.name() == name) options.door = door;
  }
  for (const auto& [id, person] : people) {
    if (dice.Chance(90)) AddEntry(EntryOf(id, person), options);
  }
  Person ghost;
  ghost.code = GhostCode();
  if (dice.Chance(30)) AddEntry(EntryOf(RegistrationId(99), ghost), options);
}

void SetClock(Dice& dice, KioskOptions& options) {
  switch (dice.Below(4)) {
    case 0:
      // Off by hours, but it has asked the service.
      options.skew = absl::Hours(dice.Between(-5, 5));
      options.clock_offset = -options.skew + dice.Seconds(-2, 2);
      break;
    case 1:
      // Off, and it does not know.
      options.skew = dice.Seconds(-20 * 60, 20 * 60);
      break;
    default:
      options.skew = dice.Seconds(-3, 3);
  }
}

}  // namespace

absl::Time Start() {
  return absl::FromCivil(absl::CivilHour(2022, 11, 5, 13), absl::UTCTimeZone());
}

absl::Duration Sometime(Dice& dice) { return dice.Seconds(0, 150 * 60); }

Scene MakeScene(Dice& dice) {
  Scene scene;
  scene.event = kEvent;
  scene.time_zone = dice.Pick<std::string>(
      {"UTC", "Asia/Tokyo", "Asia/Kolkata", "America/New_York"});
  scene.measuring.zone = attendance::ZoneOf(scene.time_zone);
  const absl::Time start = Start();
  scene.agenda = {
      {kVenueSession, {start - absl::Hours(1), start + absl::Hours(3)}},
      {"a", {start, start + absl::Minutes(70)}},
      {"b", {start + absl::Minutes(60), start + absl::Minutes(150)}}};
  for (const auto& [session, hours] : scene.agenda) {
    attendance::Measure& measure = scene.measuring.measures[session];
    measure.hours = {hours.start, hours.end};
    measure.present = absl::Minutes(dice.Between(1, 20));
    if (dice.Chance(50)) measure.partial = measure.present / 2;
    scene.policies[session] = MakePolicy(session, hours, dice);
  }
  return scene;
}

People MakePeople(Dice& dice) {
  People people;
  const int count = dice.Between(2, kMostPeople);
  for (int i = 0; i < count; ++i) {
    people[RegistrationId(i)] = MakePerson(i, dice);
  }
  return people;
}

std::vector<KioskOptions> MakeKiosks(const Scene& scene, const People& people,
                                     Dice& dice) {
  std::vector<KioskOptions> kiosks;
  // Most stand at one door, so that they see the same people.
  const std::string busiest = AnySession(dice);
  const int count = dice.Between(2, 4);
  for (int i = 0; i < count; ++i) {
    KioskOptions options;
    options.event = kEvent;
    options.session = dice.Chance(60) ? busiest : AnySession(dice);
    options.device = DeviceId(i);
    options.gate = absl::StrCat("gate ", i);
    options.salt = kSalt;
    options.time_zone = scene.time_zone;
    SetClock(dice, options);
    if (dice.Chance(90)) AddManifest(scene, people, dice, options);
    kiosks.push_back(std::move(options));
  }
  return kiosks;
}

std::string AnyCode(const People& people, Dice& dice) {
  if (dice.Chance(10)) return GhostCode();
  const int number = dice.Below(static_cast<int>(people.size()));
  const Person& person = std::next(people.begin(), number)->second;
  const bool is_former = !person.revoked_code.empty() && dice.Chance(20);
  return is_former ? person.revoked_code : person.code;
}

}  // namespace rollcall::simulation
