#include "services/registration/import.h"

#include <algorithm>
#include <utility>

#include "common/api/limits.h"

namespace rollcall::registration {

void ImportResult::Fail(std::vector<RowError> reasons) {
  ++failed;
  for (RowError& reason : reasons) {
    const auto place = std::upper_bound(
        errors.begin(), errors.end(), reason.line,
        [](int line, const RowError& error) { return line < error.line; });
    errors.insert(place, std::move(reason));
  }
  if (errors.size() > limits::kMaxRowErrors) {
    errors.resize(limits::kMaxRowErrors);
  }
}

}  // namespace rollcall::registration
