#pragma once

#include <string>
#include <vector>

#include "common/ticket/signing_key.h"

namespace rollcall::testing {

// The keys that sign tickets in tests. The same in every process, since all of
// them share one database.
std::vector<ticket::SigningKey> TestTicketKeys();

// A folder with the files of these keys, for --ticket-key-dir.
std::string TicketKeyFolder();

}  // namespace rollcall::testing
