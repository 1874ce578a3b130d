#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "common/db/transact.h"
#include "tests/e2e/services.h"
#include "tests/harness/calls.h"
#include "tests/harness/forum.h"
#include "tests/harness/sql.h"

namespace rollcall {
namespace {

using registration::v1::ImportRegistrationsRequest;
using registration::v1::ImportRegistrationsResponse;
using registration::v1::RegistrationService;
using testing::ChannelTo;
using testing::ExecuteSql;
using testing::Forum;
using testing::NewContext;
using testing::ReasonOf;
using testing::ServiceProcess;

constexpr int kRows = 2500;

constexpr db::Statement kHoldDelegation = {"hold_delegation", R"sql(
SELECT pg_catalog.pg_backend_pid()
  FROM rollcall.delegation
 WHERE delegation_id = $1::uuid
   FOR UPDATE)sql"};

std::string CreateDelegation(Forum& forum) {
  registration::v1::CreateDelegationRequest request;
  registration::v1::CreateDelegationResponse response;
  request.set_event(forum.name());
  request.mutable_delegation()->set_display_name("A delegation");
  request.mutable_delegation()->set_country_code("KE");
  const grpc::Status status =
      testing::Call(forum.stub(), &RegistrationService::Stub::CreateDelegation,
                    request, &response);
  EXPECT_TRUE(status.ok()) << ReasonOf(status);
  return response.delegation().name();
}

// A file whose last person is of `delegation`.
ImportRegistrationsRequest::Row RowOf(int number,
                                      const std::string& delegation) {
  ImportRegistrationsRequest::Row row;
  row.set_line(number + 2);
  auto& registration = *row.mutable_registration();
  registration.set_mode(type::v1::MODE_ONLINE);
  registration.mutable_person()->set_display_name("A person");
  registration.mutable_person()->set_email(
      absl::StrCat("person", number, "@example.org"));
  if (number == kRows - 1) registration.set_delegation(delegation);
  return row;
}

grpc::Status Import(const std::string& address, const std::string& event,
                    const std::string& delegation,
                    const std::string& request_id,
                    ImportRegistrationsResponse& response) {
  const auto stub = RegistrationService::NewStub(ChannelTo(address));
  const auto context = NewContext();
  const auto writer = stub->ImportRegistrations(context.get(), &response);
  ImportRegistrationsRequest message;
  message.set_event(event);
  message.set_request_id(request_id);
  for (int i = 0; i < kRows; ++i) {
    *message.add_rows() = RowOf(i, delegation);
    if (message.rows_size() == 1000 || i == kRows - 1) {
      message.set_complete(i == kRows - 1);
      writer->Write(message);
      message.Clear();
    }
  }
  writer->WritesDone();
  return writer->Finish();
}

// How many rows of `table` the event has.
std::string CountOf(const std::string& table, const std::string& event) {
  return ExecuteSql(absl::StrCat("SELECT count(*) FROM rollcall.", table,
                                 " WHERE event_id = '",
                                 event.substr(sizeof("events/") - 1), "'"));
}

// Waits until another transaction waits for that of the server process `pid`.
void AwaitBlockedBy(const std::string& pid) {
  while (!testing::IsWaitedFor(pid)) std::this_thread::yield();
}

// The service dies when most rows are written and the last one waits for the
// test.
TEST(ImportSurvivalTest, LeavesNothingHalfWrittenAndCompletesWhenRunAgain) {
  const ServiceProcess other("registration");
  Forum forum(ChannelTo(other.address()));
  const std::string delegation = CreateDelegation(forum);
  const std::string request_id = NewUuid();
  {
    ServiceProcess service("registration");
    db::Pool pool(testing::TestPoolOptions());
    std::thread caller;
    const auto held = db::Transact(
        pool, absl::InfiniteFuture(),
        [&](db::Transaction& tx) -> absl::StatusOr<bool> {
          ASSIGN_OR_RETURN(
              const pqxx::result rows,
              tx.Exec(kHoldDelegation,
                      delegation.substr(delegation.rfind('/') + 1)));
          caller = std::thread([&] {
            ImportRegistrationsResponse none;
            EXPECT_EQ(Import(service.address(), forum.name(), delegation,
                             request_id, none)
                          .error_code(),
                      grpc::StatusCode::UNAVAILABLE);
          });
          AwaitBlockedBy(db::TextOf(rows.front(), "pg_backend_pid"));
          service.Kill();
          caller.join();
          return true;
        });
    ASSERT_TRUE(held.ok()) << held.status();
  }
  for (const char* table :
       {"registration", "person", "ticket", "attendance", "attendance_rollup",
        "rollup_version", "registration_import"}) {
    EXPECT_EQ(CountOf(table, forum.name()), "0") << table;
  }

  ImportRegistrationsResponse completed;
  ASSERT_TRUE(
      Import(other.address(), forum.name(), delegation, request_id, completed)
          .ok());
  EXPECT_EQ(completed.created_count(), kRows);
  EXPECT_EQ(CountOf("registration", forum.name()), std::to_string(kRows));
  ImportRegistrationsResponse repeated;
  ASSERT_TRUE(
      Import(other.address(), forum.name(), delegation, request_id, repeated)
          .ok());
  EXPECT_EQ(repeated.SerializeAsString(), completed.SerializeAsString());
  ImportRegistrationsResponse again;
  ASSERT_TRUE(
      Import(other.address(), forum.name(), delegation, NewUuid(), again).ok());
  EXPECT_EQ(again.created_count(), 0);
  EXPECT_EQ(again.unchanged_count(), kRows);
  EXPECT_EQ(CountOf("registration", forum.name()), std::to_string(kRows));
}

}  // namespace
}  // namespace rollcall
