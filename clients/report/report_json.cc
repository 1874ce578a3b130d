#include "clients/report/report_json.h"

#include "clients/api/unary_call.h"

namespace rollcall::report {

void WriteJson(const reporting::v1::Report& report, std::ostream& out) {
  out << client::ToJson(report);
}

}  // namespace rollcall::report
