#include "common/api/etag.h"

#include "absl/strings/str_cat.h"

#include "common/status/error.h"

namespace rollcall {

std::string EtagOf(int64_t version) { return absl::StrCat(version); }

absl::Status CheckEtag(absl::string_view etag, int64_t version,
                       const std::string& name) {
  if (etag.empty() || etag == EtagOf(version)) return absl::OkStatus();
  return Error(error::v1::ETAG_MISMATCH,
               "The resource was changed since its etag was read: read it "
               "again.",
               {{"name", name}});
}

}  // namespace rollcall
