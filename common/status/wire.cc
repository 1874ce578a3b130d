#include "common/status/wire.h"

#include <string>

namespace rollcall {

void RenderStatus(const absl::Status& status, google::rpc::Status& out) {
  out.set_code(static_cast<int>(status.code()));
  out.set_message(std::string(status.message()));
  status.ForEachPayload(
      [&out](absl::string_view type_url, const absl::Cord& payload) {
        auto* detail = out.add_details();
        detail->set_type_url(std::string(type_url));
        detail->set_value(std::string(payload));
      });
}

}  // namespace rollcall
