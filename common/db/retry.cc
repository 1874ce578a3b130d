#include "common/db/retry.h"

namespace rollcall::db {
namespace {

// Dead connections come in herds: all that a restarted server left behind.
constexpr int kMaxReconnects = 3;

}  // namespace

std::optional<absl::Status> Retries::Take(const Failure& failure) {
  ++runs_;
  switch (failure.remedy) {
    case Remedy::kNone:
      // Final even while settling: the body finds what it wrote before by its
      // keys before it refuses anything.
      return failure.status;
    case Remedy::kGiveUp:
      return GiveUp(failure.status);
    case Remedy::kSettle:
      settling_ = true;
      return std::nullopt;
    case Remedy::kReconnect:
      if (!settling_ && ++reconnects_ > kMaxReconnects) return failure.status;
      return std::nullopt;
    case Remedy::kRetry:
      return std::nullopt;
  }
  return failure.status;
}

std::optional<absl::Status> Retries::TakeNoConnection(
    const absl::Status& status) {
  return Take({status, settling_ ? Remedy::kReconnect : Remedy::kGiveUp});
}

absl::Status Retries::GiveUp(const absl::Status& status) const {
  return settling_ ? InDoubt().status : status;
}

}  // namespace rollcall::db
