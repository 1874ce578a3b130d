#include "clients/roster/survey.h"

#include "common/base/hash.h"
#include "common/base/status_macros.h"

namespace rollcall::roster {

absl::StatusOr<Survey> SurveyFile(std::istream& file, const std::string& event,
                                  const std::vector<Choice>& choices) {
  Survey survey;
  Sha256Stream digest;
  file.clear();
  file.seekg(0);
  ASSIGN_OR_RETURN(
      const auto reader,
      RowReader::Open(file, event, choices,
                      [&digest](absl::string_view part) { digest.Add(part); }));
  survey.mapping = reader->mapping();
  Row row;
  while (reader->Next(row)) {
    ++survey.row_count;
    if (!row.errors.empty()) {
      ++survey.bad_count;
    } else if (row.ended) {
      ++survey.ended_count;
    }
    for (RowError& error : row.errors) {
      if (survey.errors.size() < kMaxErrors) {
        survey.errors.push_back(std::move(error));
      }
    }
  }
  survey.broken = reader->broken();
  survey.digest = digest.Finish();
  return survey;
}

}  // namespace rollcall::roster
