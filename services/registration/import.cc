#include "services/registration/import.h"

#include <utility>

#include "common/api/limits.h"

namespace rollcall::registration {

void ImportResult::Fail(std::vector<RowError> reasons) {
  ++failed;
  for (RowError& reason : reasons) {
    if (errors.size() >= limits::kMaxRowErrors) return;
    errors.push_back(std::move(reason));
  }
}

}  // namespace rollcall::registration
