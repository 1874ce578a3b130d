#include "services/checkin/connection_row.h"

#include <tuple>

namespace rollcall::checkin {

void Offer(int match_rank, const std::string& owner, ConnectionRow& row) {
  if (row.resolved) return;
  if (!row.owner.empty() &&
      std::tie(row.match_rank, row.owner) <= std::tie(match_rank, owner)) {
    return;
  }
  row.match_rank = match_rank;
  row.owner = owner;
}

}  // namespace rollcall::checkin
