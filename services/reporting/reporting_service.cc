#include "services/reporting/reporting_service.h"

#include <utility>

#include "absl/time/clock.h"

#include "common/api/field_checker.h"
#include "common/api/limits.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "services/reporting/communique.h"
#include "services/reporting/public_breakdown.h"
#include "services/reporting/report_message.h"

namespace rollcall::reporting {
namespace {

// What a load for those who watch may take.
constexpr absl::Duration kLoadTime = absl::Seconds(2);

// Repairs alone move rollups in these writer slots, the highest that a smallint
// holds, so that one, which has one snapshot, meets no row that calls have
// changed since.
constexpr int kWriteConnections = 2;
constexpr int kFirstWriteSlot = 32768 - kWriteConnections;

db::PoolOptions WritePoolOptions(db::PoolOptions options,
                                 const ReportingOptions& reporting) {
  if (!reporting.write_database_url.empty()) {
    options.database_url = reporting.write_database_url;
  }
  options.role = "rollcall_reporting_writer";
  options.read_only = false;
  options.size = kWriteConnections;
  options.first_writer_slot = kFirstWriteSlot;
  return options;
}

}  // namespace

ReportingService::ReportingService(db::Pool& pool, const auth::Guard& guard,
                                   ReportingOptions options)
    : options_(std::move(options)),
      pool_(pool),
      write_pool_(WritePoolOptions(pool.options(), options_)),
      store_(pool),
      loader_(store_),
      hub_(
          [this](const auto& sessions) {
            return loader_.Load(sessions, absl::Now() + kLoadTime);
          },
          {kPollInterval}),
      guard_(guard) {}

void ReportingService::AddMetrics(metrics::Page& page) const {
  audits_.AddTo(page);
  write_pool_.AddMetrics("write", page);
}

grpc::Status ReportingService::GetCommunique(
    grpc::ServerContext* context, const v1::GetCommuniqueRequest* request,
    v1::GetCommuniqueResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const SessionName scope = ParseScope(request->event(), "", check);
        check.Text("language_code", request->language_code(),
                   limits::kMaxLanguageCode, Requirement::kOptional);
        const ReadOptions options = {
            call.deadline, ParseMinVersion(request->min_data_version(), check)};
        RETURN_IF_ERROR(check.Check());
        // By country, too, since what countries hide of the total is hidden.
        ASSIGN_OR_RETURN(const Snapshot snapshot,
                         store_.Load(scope, {}, options));
        response->set_text(ComposeCommunique(
            snapshot.event,
            SummarizeForPublic(snapshot, options_.public_threshold),
            request->language_code()));
        response->set_language_code(LanguageFor(request->language_code()));
        RenderState(snapshot.state, *response);
        return absl::OkStatus();
      });
}

}  // namespace rollcall::reporting
