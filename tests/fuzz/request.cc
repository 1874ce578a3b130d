#include "tests/fuzz/request.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"

#include "common/status/error.h"
#include "tests/fuzz/target.h"

namespace rollcall::fuzz {
namespace {

using google::protobuf::TextFormat;

constexpr char kHeader[] = "# proto-message: ";

// What a client gets whole, with room for the rest of the call.
constexpr size_t kMaxStatusBytes = 6000;

// Most of what a fuzzer makes up is no text of a request.
class Silent : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int, google::protobuf::io::ColumnNumber,
                const std::string&) override {}
};

const RequestKind* FindKind(absl::string_view name) {
  const auto& kinds = RequestKinds();
  const auto found =
      std::find_if(kinds.begin(), kinds.end(), [name](const RequestKind& kind) {
        return kind.prototype->GetDescriptor()->full_name() == name;
      });
  return found == kinds.end() ? nullptr : &*found;
}

}  // namespace

const std::vector<RequestKind>& RequestKinds() {
  static const auto& kinds = *[] {
    auto* all = new std::vector<RequestKind>();
    for (const auto& some : {AccessRequests(), RegistrationRequests(),
                             CheckInRequests(), ReportingRequests()}) {
      all->insert(all->end(), some.begin(), some.end());
    }
    return all;
  }();
  return kinds;
}

std::unique_ptr<Message> ParseRequest(absl::string_view text) {
  if (!absl::ConsumePrefix(&text, kHeader)) return nullptr;
  const size_t end = std::min(text.find('\n'), text.size());
  const RequestKind* kind = FindKind(text.substr(0, end));
  if (kind == nullptr) return nullptr;
  std::unique_ptr<Message> request(kind->prototype->New());
  Silent silent;
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&silent);
  parser.AllowPartialMessage(true);
  const google::protobuf::LogSilencer no_log;
  if (!parser.ParseFromString(std::string(text.substr(end)), request.get())) {
    return nullptr;
  }
  // A text may have strings that are not UTF-8, which no server reads.
  const std::string wire = request->SerializeAsString();
  if (!request->ParseFromString(wire)) return nullptr;
  return request;
}

std::string RenderRequest(const Message& request) {
  std::string text;
  TextFormat::PrintToString(request, &text);
  return absl::StrCat(kHeader, request.GetDescriptor()->full_name(), "\n",
                      text);
}

bool Accepts(const Message& request) {
  const RequestKind* kind = FindKind(request.GetDescriptor()->full_name());
  FieldChecker check;
  kind->validate(request, check);
  const absl::Status status = check.Check();
  if (status.ok()) return true;
  Require(ReasonOf(status) == error::v1::INVALID_FIELD,
          "what is wrong with a request is INVALID_FIELD");
  size_t size = status.message().size();
  status.ForEachPayload([&](absl::string_view, const absl::Cord& payload) {
    size += payload.size();
  });
  Require(size < kMaxStatusBytes, "a status is short enough to arrive");
  return false;
}

void TryRequest(absl::string_view input) {
  const auto request = ParseRequest(input);
  if (request == nullptr) return;
  Accepts(*request);
}

}  // namespace rollcall::fuzz
