#include <string>
#include <utility>

#include "absl/time/clock.h"

#include "common/api/field_checker.h"
#include "common/api/limits.h"
#include "common/api/timestamp.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "services/registration/access_service.h"

// What was done, for whoever verifies it.
namespace rollcall::registration {
namespace {

// A message is sent once it has this many bytes.
constexpr size_t kPartBytes = 1 << 20;

void Render(const audit::PlacedEntry& placed, v1::AuditEntry& out) {
  const audit::Entry& entry = placed.entry;
  out.set_ordinal(placed.ordinal);
  out.set_actor(entry.actor);
  out.set_role(entry.role);
  out.set_method(entry.method);
  out.set_resource(entry.resource);
  out.set_detail(entry.detail);
  out.set_commitment(entry.commitment.value_or(""));
  out.set_hash(placed.hash);
  if (placed.recounted) {
    out.mutable_recounted()->set_decision_count(placed.recounted->count);
    out.mutable_recounted()->set_hash(placed.recounted->hash);
  }
}

void Render(const audit::Batch& batch, v1::AuditBatch& out) {
  out.set_chain(batch.chain);
  out.set_number(batch.number);
  RenderTime(absl::FromUnixMicros(batch.time_micros), *out.mutable_time());
  out.set_previous_hash(batch.previous_hash);
  out.set_hash(batch.hash);
  out.set_entry_count(batch.entry_count);
  for (const audit::PlacedEntry& placed : batch.entries) {
    Render(placed, *out.add_entries());
  }
}

// One export on its way.
class Export {
 public:
  using Writer = grpc::ServerWriter<v1::ExportAuditResponse>;

  Export(const grpc::ServerContext& context, const auth::Caller& caller,
         AuditStore& store, const EventName& event, Writer& writer)
      : context_(context),
        caller_(caller),
        store_(store),
        event_(event),
        writer_(writer) {}

  absl::Status Run() {
    ASSIGN_OR_RETURN(const AuditEnds ends, store_.ReadEnds(event_, Deadline()));
    // After the ends: all decisions of the batches up to them are there.
    RETURN_IF_ERROR(CountDecisions());
    for (const ChainEnd& end : ends.chains) {
      RETURN_IF_ERROR(
          ForBatches(end, 0, [&](audit::Batch& batch) { return Send(batch); }));
    }
    // What doors have decided since is of batches after the ends.
    ASSIGN_OR_RETURN(const AuditEnds later,
                     store_.ReadEnds(event_, Deadline()));
    for (const ChainEnd& end : later.chains) {
      RETURN_IF_ERROR(ForBatches(end, LastOf(ends, end.chain),
                                 [&](audit::Batch& batch) -> absl::Status {
                                   TakeDecisions(batch);
                                   return absl::OkStatus();
                                 }));
    }
    return Finish(ends);
  }

 private:
  // Each part is a short transaction, however slow the caller is.
  absl::Time Deadline() const {
    return rpc::DeadlineOf(context_, absl::Now(), limits::kDefaultDeadline);
  }

  static int64_t LastOf(const AuditEnds& ends, int chain) {
    for (const ChainEnd& end : ends.chains) {
      if (end.chain == chain) return end.last_number;
    }
    return 0;
  }

  absl::Status CountDecisions() {
    AuditStore::LedgerKey key = AuditStore::Beginning();
    for (bool more = true; more;) {
      RETURN_IF_ERROR(rpc::CheckStanding(caller_));
      ASSIGN_OR_RETURN(
          more, store_.CountDecisions(event_, key, decisions_, Deadline()));
      if (context_.IsCancelled()) return absl::CancelledError("export");
    }
    return absl::OkStatus();
  }

  // Calls `take` with each batch of the chain after `number`.
  template <typename Take>
  absl::Status ForBatches(const ChainEnd& end, int64_t number,
                          const Take& take) {
    for (;;) {
      RETURN_IF_ERROR(rpc::CheckStanding(caller_));
      ASSIGN_OR_RETURN(std::vector<audit::Batch> batches,
                       store_.ReadBatches(event_, end, number, Deadline()));
      if (batches.empty()) return absl::OkStatus();
      for (audit::Batch& batch : batches) RETURN_IF_ERROR(take(batch));
      number = batches.back().number;
    }
  }

  // Gives the entries about decisions what was counted of them.
  void TakeDecisions(audit::Batch& batch) {
    for (audit::PlacedEntry& placed : batch.entries) {
      const auto id = audit::ParseDecisionsResource(placed.entry.resource);
      if (!id) continue;
      const audit::DecisionsHash counted = decisions_.batches[*id];
      decisions_.batches.erase(*id);
      placed.recounted = {counted.count(), counted.hash()};
    }
  }

  absl::Status Send(audit::Batch& batch) {
    TakeDecisions(batch);
    v1::AuditBatch* out = part_.add_batches();
    Render(batch, *out);
    part_bytes_ += out->ByteSizeLong();
    return part_bytes_ < kPartBytes ? absl::OkStatus() : Flush();
  }

  absl::Status Flush() {
    if (!writer_.Write(part_)) return absl::CancelledError("export");
    part_.Clear();
    part_bytes_ = 0;
    return absl::OkStatus();
  }

  absl::Status Finish(const AuditEnds& ends) {
    v1::AuditEnd& out = *part_.mutable_end();
    for (const audit::Head& head : ends.heads) {
      v1::AuditHead& rendered = *out.add_heads();
      rendered.set_chain(head.chain);
      rendered.set_number(head.number);
      rendered.set_hash(head.hash);
    }
    out.set_unaudited_decision_count(decisions_.unaudited_count);
    int64_t stray = 0;
    for (const auto& [id, counted] : decisions_.batches) {
      stray += counted.count();
    }
    out.set_stray_decision_count(stray);
    return Flush();
  }

  const grpc::ServerContext& context_;
  const auth::Caller& caller_;
  AuditStore& store_;
  const EventName event_;
  Writer& writer_;
  DecisionsByBatch decisions_;
  v1::ExportAuditResponse part_;
  size_t part_bytes_ = 0;
};

}  // namespace

grpc::Status AccessService::ExportAudit(
    grpc::ServerContext* context, const v1::ExportAuditRequest* request,
    grpc::ServerWriter<v1::ExportAuditResponse>* writer) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto event =
            check.ResourceName<EventName>("event", request->event());
        RETURN_IF_ERROR(check.Check());
        return Export(*context, call.caller, audit_, event, *writer).Run();
      });
}

}  // namespace rollcall::registration
