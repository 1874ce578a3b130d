#include "common/door/manifest.h"

#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"

#include "common/api/timestamp.h"
#include "common/base/uuid.h"
#include "common/db/transact.h"
#include "common/ticket/ticket.h"
#include "services/registration/ticket_store.h"
#include "tests/checkin/door_fixture.h"
#include "tests/harness/sql.h"
#include "tests/harness/ticket_keys.h"

// What devices get to decide offline.
namespace rollcall::checkin {
namespace {

using registration::v1::Registration;
using testing::Call;
using ::testing::Contains;
using testing::ExecuteSql;
using testing::NewContext;
using testing::ReasonOf;
using ::testing::SizeIs;
using type::v1::MODE_IN_PERSON;

// A manifest as a device puts it together.
struct Manifest {
  v1::GetManifestResponse head;
  std::vector<v1::ManifestEntry> entries;
  std::string token;

  // The entry of a registration; an empty one when there is none.
  v1::ManifestEntry EntryOf(const std::string& registration) const {
    const std::string id = registration.substr(registration.rfind('/') + 1);
    const std::string hash = door::ManifestHash(head.salt(), id);
    for (const v1::ManifestEntry& entry : entries) {
      if (entry.registration_hash() == hash) return entry;
    }
    return {};
  }
};

class ManifestTest : public DoorFixture {
 protected:
  Manifest Get(const std::string& token = "") {
    v1::GetManifestRequest request;
    request.set_event(forum_.name());
    request.set_manifest_token(token);
    const auto context = NewContext();
    const auto reader = door_.stub().GetManifest(context.get(), request);
    Manifest manifest;
    v1::GetManifestResponse response;
    for (bool first = true; reader->Read(&response); first = false) {
      if (first) manifest.head = response;
      manifest.entries.insert(manifest.entries.end(),
                              response.entries().begin(),
                              response.entries().end());
      manifest.token = response.manifest_token();
    }
    const grpc::Status status = reader->Finish();
    EXPECT_TRUE(status.ok()) << ReasonOf(status) << status.error_message();
    return manifest;
  }

  registration::v1::Ticket Rotate(const std::string& registration) {
    registration::v1::RotateTicketRequest request;
    registration::v1::RotateTicketResponse response;
    request.set_name(registration);
    EXPECT_TRUE(Call(forum_.stub(),
                     &registration::v1::RegistrationService::Stub::RotateTicket,
                     request, &response)
                    .ok());
    return response.ticket();
  }

  static std::string SerialOf(const registration::v1::Ticket& ticket) {
    return ticket::ParseText(ticket.text())->content.serial;
  }
};

TEST_F(ManifestTest, TellsEverythingFirst) {
  SetSession("panel", "opens_before_seconds = 600, reentry = 'NEVER'");
  SetPlaces("panel", 7);
  const std::string person = forum_.Register(MODE_IN_PERSON);
  const auto ticket = forum_.TicketOf(person);
  const Manifest manifest = Get();
  EXPECT_TRUE(manifest.head.complete());
  EXPECT_EQ(manifest.head.time_zone(), "Asia/Shanghai");
  ASSERT_EQ(manifest.head.sessions_size(), 2);
  const v1::ManifestSession& panel = manifest.head.sessions(0);
  EXPECT_EQ(panel.name(), forum_.Session("panel"));
  EXPECT_EQ(panel.opens_time().seconds(), forum_.start_seconds() + 110 * 60);
  EXPECT_FALSE(panel.has_closes_time());
  EXPECT_EQ(panel.reentry(), registration::v1::AdmissionPolicy::REENTRY_NEVER);
  EXPECT_EQ(panel.place_count(), 7);
  EXPECT_EQ(manifest.head.sessions(1).name(), forum_.Session("venue"));

  const v1::ManifestEntry entry = manifest.EntryOf(person);
  const std::string& salt = manifest.head.salt();
  EXPECT_EQ(entry.serial_hash(), door::ManifestHash(salt, SerialOf(ticket)));
  EXPECT_EQ(entry.code_hash(), door::ManifestHash(salt, ticket.code()));
  EXPECT_EQ(entry.state(), Registration::STATE_CONFIRMED);
  EXPECT_EQ(entry.mode(), MODE_IN_PERSON);
  EXPECT_THAT(manifest.entries, SizeIs(1));
}

TEST_F(ManifestTest, TellsOnlyWhatChangedAfterwards) {
  const std::string unchanged = forum_.Register(MODE_IN_PERSON);
  const std::string rotated = forum_.Register(MODE_IN_PERSON);
  const std::string cancelled = forum_.Register(MODE_IN_PERSON);
  const auto old_ticket = forum_.TicketOf(rotated);
  const Manifest before = Get();
  const auto new_ticket = Rotate(rotated);
  Cancel(cancelled);
  const std::string fresh = forum_.Register(MODE_IN_PERSON);

  const Manifest changes = Get(before.token);
  const std::string& salt = changes.head.salt();
  EXPECT_EQ(salt, before.head.salt());
  EXPECT_FALSE(changes.head.complete());
  EXPECT_EQ(changes.head.sessions_size(), 2);
  // More may come again, as other transactions were under way.
  EXPECT_EQ(changes.EntryOf(rotated).serial_hash(),
            door::ManifestHash(salt, SerialOf(new_ticket)));
  EXPECT_THAT(changes.EntryOf(rotated).revoked_hashes(),
              Contains(door::ManifestHash(salt, SerialOf(old_ticket))));
  EXPECT_THAT(changes.EntryOf(rotated).revoked_hashes(),
              Contains(door::ManifestHash(salt, old_ticket.code())));
  EXPECT_EQ(changes.EntryOf(cancelled).state(), Registration::STATE_CANCELLED);
  EXPECT_NE(changes.EntryOf(fresh).registration_hash(), "");
}

// Its id is below those of transactions that ended before the manifest began.
TEST_F(ManifestTest, MissesNoTransactionThatWasUnderWay) {
  const std::string person = forum_.Register(MODE_IN_PERSON);
  const db::Statement block = {
      "block",
      "UPDATE rollcall.registration SET blocked = true, "
      "change_xid = pg_current_xact_id() WHERE event_id = $1 RETURNING 1"};
  std::string token;
  const auto done =
      db::Transact(registrar_.pool(), absl::InfiniteFuture(),
                   [&](db::Transaction& tx) -> absl::StatusOr<bool> {
                     RETURN_IF_ERROR(tx.Exec(block, EventId()).status());
                     // Somebody else's transaction comes later and ends before.
                     ExecuteSql(
                         "UPDATE rollcall.event SET title = title || '!' WHERE "
                         "event_id = '" +
                         EventId() + "'");
                     const Manifest during = Get();
                     EXPECT_FALSE(during.EntryOf(person).blocked());
                     token = during.token;
                     return true;
                   });
  ASSERT_TRUE(done.ok());
  EXPECT_TRUE(Get(token).EntryOf(person).blocked());
}

TEST_F(ManifestTest, TellsEverythingToWhoseTokenIsOfNoUse) {
  const std::string person = forum_.Register(MODE_IN_PERSON);
  const testing::Forum other(registrar_.NewChannel());
  v1::GetManifestRequest request;
  request.set_event(other.name());
  const auto context = NewContext();
  const auto reader = door_.stub().GetManifest(context.get(), request);
  v1::GetManifestResponse response;
  ASSERT_TRUE(reader->Read(&response));
  ASSERT_TRUE(reader->Finish().ok());
  for (const std::string& token :
       {std::string("x"), response.manifest_token()}) {
    const Manifest manifest = Get(token);
    EXPECT_TRUE(manifest.head.complete());
    EXPECT_NE(manifest.EntryOf(person).registration_hash(), "");
  }
}

TEST_F(ManifestTest, SaysNothingAboutThePerson) {
  registration::v1::Registration registration;
  registration.set_mode(MODE_IN_PERSON);
  registration.set_country_code("KE");
  registration.mutable_person()->set_display_name("Wangari Maathai");
  registration.mutable_person()->set_email("wangari@example.org");
  const std::string person = forum_.Register(registration);
  const auto ticket = forum_.TicketOf(person);
  const Manifest manifest = Get();
  const std::string bytes = manifest.EntryOf(person).SerializeAsString();
  EXPECT_NE(bytes, "");
  for (const std::string& secret :
       {std::string("Wangari"), std::string("wangari"), std::string("KE"),
        ticket.code(), SerialOf(ticket),
        person.substr(person.rfind('/') + 1)}) {
    EXPECT_FALSE(absl::StrContains(bytes, secret));
  }
}

TEST_F(ManifestTest, ComesInSeveralMessages) {
  ExecuteSql(
      "INSERT INTO rollcall.registration (event_id, registration_id, state, "
      "mode, request_id, request_hash) SELECT '" +
      EventId() +
      "', gen_random_uuid(), 'CONFIRMED', 'IN_PERSON', gen_random_uuid(), '' "
      "FROM generate_series(1, 2500)");
  const Manifest manifest = Get();
  std::set<std::string> hashes;
  for (const v1::ManifestEntry& entry : manifest.entries) {
    hashes.insert(entry.registration_hash());
  }
  EXPECT_EQ(hashes.size(), 2500u);
  EXPECT_NE(manifest.token, "");
}

TEST_F(ManifestTest, FailsForAnEventThatDoesNotExist) {
  v1::GetManifestRequest request;
  request.set_event("events/no-such-event");
  const auto context = NewContext();
  EXPECT_EQ(
      ReasonOf(door_.stub().GetManifest(context.get(), request)->Finish()),
      "EVENT_NOT_FOUND");
}

TEST_F(ManifestTest, TellsThePublicKeysOfTickets) {
  v1::GetTicketKeysRequest request;
  v1::GetTicketKeysResponse response;
  request.set_event(forum_.name());
  // As the service does when it starts.
  ASSERT_TRUE(registration::TicketStore(registrar_.pool())
                  .PublishKeys(testing::TestTicketKeys(), "keys",
                               absl::Now() + absl::Minutes(1))
                  .ok());
  const auto ticket = ticket::ParseText(
      forum_.TicketOf(forum_.Register(MODE_IN_PERSON)).text());
  ASSERT_TRUE(
      Call(door_.stub(), &Stub::GetTicketKeys, request, &response).ok());
  bool verified = false;
  for (const v1::TicketKey& key : response.keys()) {
    verified |= key.key_id() == ticket->content.key_id &&
                IsSignedWith(*ticket, key.public_key());
  }
  EXPECT_TRUE(verified);
  request.set_event("events/no-such-event");
  EXPECT_EQ(
      ReasonOf(Call(door_.stub(), &Stub::GetTicketKeys, request, &response)),
      "EVENT_NOT_FOUND");
}

TEST_F(ManifestTest, TellsTheTime) {
  v1::SyncClockRequest request;
  v1::SyncClockResponse response;
  request.mutable_device_time()->set_seconds(4711);
  const absl::Time before = absl::Now();
  ASSERT_TRUE(Call(door_.stub(), &Stub::SyncClock, request, &response).ok());
  const absl::Time server = ToTime(response.server_time());
  EXPECT_GE(server, before - absl::Milliseconds(1));
  EXPECT_LE(server, absl::Now());
  EXPECT_EQ(response.device_time().seconds(), 4711);
}

}  // namespace
}  // namespace rollcall::checkin
