#include "clients/audit/verify.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/protobuf/util/time_util.h"

#include "clients/api/retry.h"
#include "clients/audit/read.h"
#include "common/base/status_macros.h"

namespace rollcall::audit {
namespace {

using registration::v1::AuditBatch;
using registration::v1::AuditEnd;
using registration::v1::AuditEntry;

PlacedEntry EntryOf(const AuditEntry& message) {
  PlacedEntry placed;
  placed.ordinal = message.ordinal();
  placed.entry = {message.actor(),    message.role(),   message.method(),
                  message.resource(), message.detail(), std::nullopt};
  if (!message.commitment().empty()) {
    placed.entry.commitment = message.commitment();
  }
  placed.hash = message.hash();
  if (message.has_recounted()) {
    placed.recounted = {message.recounted().decision_count(),
                        message.recounted().hash()};
  }
  return placed;
}

Batch BatchOf(const AuditBatch& message) {
  Batch batch;
  batch.chain = message.chain();
  batch.number = message.number();
  batch.time_micros =
      google::protobuf::util::TimeUtil::TimestampToMicroseconds(message.time());
  batch.previous_hash = message.previous_hash();
  batch.hash = message.hash();
  batch.entry_count = message.entry_count();
  for (const AuditEntry& entry : message.entries()) {
    batch.entries.push_back(EntryOf(entry));
  }
  return batch;
}

std::vector<Head> HeadsOf(const AuditEnd& end) {
  std::vector<Head> heads;
  for (const auto& head : end.heads()) {
    heads.push_back({head.chain(), head.number(), head.hash()});
  }
  return heads;
}

}  // namespace

absl::StatusOr<Verified> Verify(const client::Server& server,
                                const std::string& event,
                                const std::optional<Anchor>& kept,
                                const std::function<void(int64_t)>& progress) {
  const std::string id(absl::StripPrefix(event, "events/"));
  client::Retry retry;
  std::optional<Verifier> verifier;
  absl::StatusOr<AuditEnd> end = absl::UnknownError("");
  do {
    verifier.emplace(id);
    end = ReadAudit(server, event, [&](const AuditBatch& batch) {
      verifier->Add(BatchOf(batch));
      progress(verifier->batch_count());
    });
  } while (retry.Again(end.status()));
  RETURN_IF_ERROR(end.status());

  Verified verified;
  verified.findings =
      verifier->Finish(HeadsOf(*end), kept ? kept->heads : std::vector<Head>());
  if (end->stray_decision_count() != 0) {
    verified.remarks.push_back(
        absl::StrCat("added: ", end->stray_decision_count(),
                     " decisions are of no batch that the audit has"));
  }
  const int64_t unaudited = end->unaudited_decision_count();
  if (kept && kept->unaudited_count != unaudited) {
    verified.remarks.push_back(
        absl::StrCat("changed: ", unaudited,
                     " decisions are from before the audit, where "
                     "the anchor has ",
                     kept->unaudited_count));
  }
  verified.anchor = {event, verifier->heads(), unaudited};
  verified.batch_count = verifier->batch_count();
  verified.entry_count = verifier->entry_count();
  verified.decision_count = verifier->decision_count();
  return verified;
}

}  // namespace rollcall::audit
