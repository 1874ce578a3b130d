#pragma once

#include <cstdint>
#include <string>

#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"
#include "tests/fault/client.h"

namespace rollcall::testing {

// Expects of the database at `url` that stays, occupancy and rollups of the
// rooms of its one event are what follows from its ledger, scan by scan, and
// those of viewers what follows from what platforms said of each connection.
void ExpectRecount(const std::string& url);

// How much AuditRollups finds wrong with the counts of `event`: sums, and
// people. Fails the test when it counts nobody.
int64_t DifferencesOfRecount(Client<reporting::v1::ReportingService>& client,
                             const std::string& event);

}  // namespace rollcall::testing
